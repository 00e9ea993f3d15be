"""Expressions as the editor in the browser is told of them: names, what a text gives, what is wrong."""

from collections.abc import Sequence

from tombolo.base.problems import Problem
from tombolo.schema.catalog import Catalog
from tombolo.schema.condition import Scope
from tombolo.schema.editor.judge import Judged
from tombolo.schema.editor.names import Named
from tombolo.web.words import say_problem


def names_view(found: Sequence[Named]) -> list[dict[str, object]]:
    """Names that may be written at a place."""
    return [
        {
            "key": one.key, "label": {"zh": one.zh, "en": one.en}, "token": one.token,
            "kind": one.kind, "type": one.type, "field": one.field, "form": one.form,
            "options": [{"key": key, "label": label} for key, label in one.options],
            "sounds": list(one.sounds),
        }
        for one in found
    ]  # fmt: skip


def balances_view(
    catalog: Catalog, app: str, scope: Scope, language: str
) -> list[dict[str, object]]:
    """The balances that may be asked there; those of the same app without its name."""
    return [
        {
            "name": one.removeprefix(f"{app}."),
            "label": card.balance.label.say(language),
            "keys": [key.label.say(language) for key in card.balance.keys],
            "measures": [
                {"key": key.key, "label": key.label.say(language)} for key in card.balance.measures
            ],
        }
        for one, card in catalog.balances.items()
        if scope.balance(one)
    ]


def type_of(judged: Judged) -> str:
    """What it gives; "" where it is wrong."""
    if judged.condition is None:
        return ""
    of = judged.condition.type
    return f"list:{of.of.name}" if of.name == "list" and of.of else of.name


def judged_view(judged: Judged, language: str) -> dict[str, object]:
    """All there is to say of a text."""
    condition = judged.condition
    return {
        "ok": condition is not None,
        "type": type_of(judged),
        "reads": sorted(".".join(path) for path in condition.reads) if condition else [],
        "stored": condition is not None and not judged.live,
        "live": [{"code": one.code, "name": one.name} for one in judged.live],
        "labels": judged.labels,
        "keys": judged.keys,
        "names": [
            {
                "start": one.start, "end": one.end, "key": one.key, "label": one.label,
                "kind": one.kind, "type": one.type,
            }
            for one in judged.names
        ],
        "problems": [problem_view(one, language) for one in judged.problems],
    }  # fmt: skip


def problem_view(one: Problem, language: str) -> dict[str, object]:
    """What is wrong, and where in the text."""
    places = {key: one.values.get(key) for key in ("start", "end", "line", "column")}
    return {
        "code": one.code, "message": say_problem(one, language), "place": one.place, **places,
        "near": one.values.get("near") or "",
    }  # fmt: skip
