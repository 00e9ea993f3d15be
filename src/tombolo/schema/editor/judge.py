"""A text at a place: what it gives and reads, in labels and in keys, or what is wrong with it where."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tombolo.base.problems import Problem
from tombolo.formula.compile import seen
from tombolo.formula.resolve import Place
from tombolo.formula.show import rewritten, with_keys
from tombolo.formula.spans import Span, line_and_column
from tombolo.schema.catalog import Catalog
from tombolo.schema.condition import Condition
from tombolo.schema.editor.sites import Site
from tombolo.schema.editor.spoken import label_of
from tombolo.schema.system import PEOPLE, TITLE, UNTOLD
from tombolo.schema.ways import Rows, way


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the text, where it stands, what it means."""

    start: int
    end: int
    key: str
    label: str
    kind: str
    type: str


@dataclass(frozen=True, slots=True)
class Why:
    """Why a value is never stored: the clock, the person, a balance, chance, or the field it reads."""

    code: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """`labels` and `keys` are the text with either; with problems they are as far as names are known."""

    condition: Condition | None
    live: tuple[Why, ...]
    labels: str
    keys: str
    names: tuple[Name, ...]
    problems: tuple[Problem, ...]


def judge(catalog: Catalog, site: Site, text: str, language: str) -> Judged:
    """What there is to say about `text` at `site`."""
    inner = seen(text, site.scope, None) if site.before and text.strip() else None
    if inner is not None and not inner.readable:
        return Judged(None, (), text, text, (), tuple(inner.problems))
    whole = f"{site.before}{text}{site.after}"
    found = seen(whole, site.scope, site.want)
    shift = len(site.before)
    places = {
        Span(span.start - shift, span.end - shift): place
        for span, place in found.places.items()
        if shift <= span.start and span.end <= shift + len(text)
    }
    # What is wrong with the rest of a roll-up is told where that is written, if this is right.
    own = [
        one for one in found.problems if shift <= int(str(one.values["start"])) <= shift + len(text)
    ]
    problems = tuple(_moved(one, text, shift) for one in own or found.problems)
    condition = Condition(whole, found.compiled) if found.compiled else None
    return Judged(
        condition=condition,
        live=tuple(dict.fromkeys(whys(catalog, site, condition, language))) if condition else (),
        labels=rewritten(text, places, lambda place: label_of(place, language)),
        keys=with_keys(text, places),
        names=tuple(_name(span, places[span], language) for span in sorted(places, key=_start)),
        problems=problems,
    )


def _start(span: Span) -> int:
    return span.start


def _name(span: Span, place: Place, language: str) -> Name:
    meaning = place.meaning
    called = (label_of(place, language) or meaning.key).strip("「」")
    return Name(span.start, span.end, meaning.key, called, meaning.kind, meaning.type.name)


def _moved(found: Problem, text: str, shift: int) -> Problem:
    """Counted from the beginning of the text that the person wrote."""
    start = min(max(int(str(found.values["start"])) - shift, 0), len(text))
    end = min(max(int(str(found.values["end"])) - shift, start), len(text))
    line, column = line_and_column(text, start)
    values = {**found.values, "start": start, "end": end, "line": line, "column": column}
    return replace(found, values=values, place=f"{line}:{column}")


def whys(catalog: Catalog, site: Site, condition: Condition, language: str) -> Iterator[Why]:
    """Why it cannot be stored; nothing when it can."""
    compiled = condition.compiled
    for code, holds in (
        ("clock", compiled.clock), ("person", compiled.person),
        ("balance", compiled.balance), ("chance", compiled.chance),
    ):  # fmt: skip
        if holds:
            yield Why(code)
    if not site.form:  # of no record: nothing is stored there
        return
    forms = {name: card.form for name, card in catalog.cards.items()}
    inverses = catalog.inverses()
    for path in sorted(condition.reads):
        found = way(forms, inverses, Rows(site.form, site.lines), path)
        if found is None or found.key == TITLE:
            continue
        if found.end.form in PEOPLE:
            yield Why("people", ".".join(path))
            continue
        owner = forms[found.end.form].field(found.end.lines or found.key)
        one = owner.column(found.key) if owner and found.end.lines else owner
        if found.key in UNTOLD:
            yield Why("untold", one.label.say(language) if one else found.key)
        elif one is not None and one.kind.computed:
            card = catalog.card(found.end.form)
            own = card.lines[found.end.lines] if found.end.lines else card.own
            computed = own.computed.get(found.key)
            if computed and not computed.steady:
                yield Why("field", one.label.say(language))
