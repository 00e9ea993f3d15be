"""The functions of the language as an editor shows them: signature, words, examples."""

from collections.abc import Iterator, Mapping

from tombolo.base.pinyin import sounds
from tombolo.formula.functions.all import FUNCTIONS
from tombolo.formula.functions.function import Function, Parameter


def functions() -> list[Mapping[str, object]]:
    """Every function, in reading order; the same as long as the program is the same."""
    return [_shown(one) for one in FUNCTIONS]


def _shown(one: Function) -> Mapping[str, object]:
    return {
        "name": one.name,
        "family": one.family,
        "signature": f"{one.name}({', '.join(_written(one))})",
        "parameters": [_parameter(parameter) for parameter in one.parameters],
        "label": {"zh": one.zh, "en": one.en},
        "blank": {"zh": one.blank[0], "en": one.blank[1]},
        "examples": [{"text": text, "gives": gives} for text, gives in one.examples],
        "aliases": list(one.aliases),
        "live": one.live,
        "sounds": sounds(one.zh.partition("；")[0]),
    }


def _written(one: Function) -> Iterator[str]:
    for parameter in one.parameters:
        name = f"{parameter.name}, …" if parameter.repeated else parameter.name
        yield f"[{name}]" if parameter.optional else name


def _parameter(one: Parameter) -> Mapping[str, object]:
    return {
        "name": one.name,
        "wants": one.wants,
        "optional": one.optional,
        "repeated": one.repeated,
        "choices": list(one.choices),
    }
