"""What every part of reading a rule asks: names of forms, expressions, numbers; problems gathered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar, cast

from tombolo.base.problems import Problem
from tombolo.base.text import similar
from tombolo.schema.catalog import Catalog, FormCard
from tombolo.schema.condition import Condition, Scope, Type, tried

Data = Mapping[str, object]
T = TypeVar("T", bound=str)


class Seat(NamedTuple):
    """Where an expression of a rule stands: the names it sees, what it has to give."""

    scope: Scope
    want: Type | None


@dataclass(slots=True)
class Reader:
    """One file that is read. `root` is where its places begin; `seats` are those of its expressions,
    by their places, right or wrong.
    """

    catalog: Catalog
    app: str
    root: str
    problems: list[Problem] = field(default_factory=list[Problem])
    seats: dict[str, Seat] = field(default_factory=dict[str, Seat])

    def wrong(self, code: str, place: str, **values: object) -> None:
        self.problems.append(Problem(code, f"{self.root}{place}", values))

    def expression(
        self, raw: object, scope: Scope, want: Type | None, place: str
    ) -> Condition | None:
        self.seats[place] = Seat(scope, want)
        if isinstance(raw, bool):
            raw = "TRUE" if raw else "FALSE"
        if not isinstance(raw, str | int | float):
            self.wrong("definition.not_text", place)
            return None
        made, found = tried(str(raw), scope, want, f"{self.root}{place}")
        self.problems.extend(found)
        return made

    def form(self, raw: object, place: str) -> FormCard | None:
        name = str(raw or "")
        name = name if "." in name else f"{self.app}.{name}"
        card = self.catalog.cards.get(name)
        if card is None:
            near = ", ".join(similar(self.catalog.cards, name))
            self.wrong("definition.no_form", place, name=name, near=near)
        return card

    def no_field(self, name: str, known: Iterable[str], place: str) -> None:
        self.wrong("definition.no_field", place, name=name, near=", ".join(similar(known, name)))

    def one_of(self, raw: object, known: Sequence[T], place: str) -> T:
        for one in known:
            if raw == one:
                return one
        self.wrong("rule.one_of", place, name=str(raw), known=", ".join(known))
        return known[0]

    def number(self, raw: object, most: int, place: str) -> int:
        fit = isinstance(raw, int) and not isinstance(raw, bool) and 1 <= raw <= most
        if not fit:
            self.wrong("rule.most", place, most=most)
        return cast("int", raw) if fit else 1

    def texts(self, raw: object, place: str) -> tuple[str, ...]:
        if raw is None:
            return ()
        if isinstance(raw, str):
            return (raw,)
        if isinstance(raw, list) and all(isinstance(x, str) for x in cast("list[Any]", raw)):
            return tuple(cast("list[str]", raw))
        self.wrong("definition.not_list", place)
        return ()

    def known(self, data: Data, known: Iterable[str], place: str) -> None:
        every = set(known)
        for name in data.keys() - every:
            near = ", ".join(similar(every, name))
            self.wrong("definition.unknown", f"{place}{name}", name=name, near=near)
