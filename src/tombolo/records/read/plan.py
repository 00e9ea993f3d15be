"""Names resolved: which values of which form, under which conditions, in which order."""

from dataclasses import dataclass

from tombolo.access.grant import Grants
from tombolo.base.errors import Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.records.read import ask as asked
from tombolo.records.read.ask import AllOf, Cmp, Holds, NotThat, OneOf, Shape
from tombolo.records.read.seen import seen_scope, sees
from tombolo.schema.catalog import Catalog, FormCard
from tombolo.schema.condition import BOOLEAN, Condition, tried
from tombolo.schema.paths import Spot, resolve

BUCKETS = ("", "day", "week", "month", "quarter", "year")
TOTALS = ("sum", "avg", "min", "max", "count_empty", "count_distinct")


@dataclass(frozen=True, slots=True)
class Tested:
    """A value compared."""

    spot: Spot
    cmp: Cmp


@dataclass(frozen=True, slots=True)
class Stated:
    """An expression that must hold."""

    condition: Condition
    place: str


@dataclass(frozen=True, slots=True)
class Every:
    items: "tuple[Test, ...]"


@dataclass(frozen=True, slots=True)
class Any:
    items: "tuple[Test, ...]"


@dataclass(frozen=True, slots=True)
class Never:
    item: "Test"


Test = Tested | Stated | Every | Any | Never


@dataclass(frozen=True, slots=True)
class Key:
    """One sort key."""

    spot: Spot
    descending: bool


@dataclass(frozen=True, slots=True)
class Sum:
    spot: Spot
    fn: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What is read. It says nothing of rights yet; only guard makes it fit to run."""

    shape: Shape
    card: FormCard
    columns: tuple[Spot, ...]
    test: Test | None
    keys: tuple[Key, ...]
    totals: tuple[Sum, ...]
    by: tuple[Spot, ...]


def plan(shape: Shape, catalog: Catalog, grants: Grants) -> Plan:
    """Resolve every name of the shape, as far as this person may know of it. Raises Missing (form),
    Invalid with every problem.
    """
    card = catalog.card(shape.form)
    if not grants.of(shape.form).may("read"):
        raise Missing("form.missing", values={"form": shape.form})
    return _Planner(catalog, card, grants, []).plan(shape)


def no_field(name: str, place: str) -> Problem:
    """There is no such field, or none that this person may know of: one answer for both."""
    return Problem("ask.no_field", place, {"name": name[:80]})


@dataclass(slots=True)
class _Planner:
    catalog: Catalog
    card: FormCard
    grants: Grants
    problems: list[Problem]

    def plan(self, shape: Shape) -> Plan:
        columns = self._spots(shape.columns, "columns")
        test = self._test(shape.where) if shape.where else None
        keys = tuple(
            Key(spot, sort.descending)
            for n, sort in enumerate(shape.sort)
            if (spot := self._sortable(sort.path, f"sort[{n}]"))
        )
        totals = tuple(
            Sum(spot, total.fn)
            for n, total in enumerate(shape.totals)
            if (spot := self._total(total, f"totals[{n}]"))
        )
        by = self._groups(shape)
        if self.problems:
            raise Invalid("ask.invalid", problems=self.problems)
        return Plan(shape, self.card, columns, test, keys, totals, by)

    def _spots(self, names: tuple[str, ...], place: str) -> tuple[Spot, ...]:
        found = [self._spot(name, f"{place}[{n}]") for n, name in enumerate(names)]
        return tuple(one for one in found if one)

    def _spot(self, name: str, place: str) -> Spot | None:
        found = resolve(self.catalog, self.card.form.name, name)
        if found is None or not self._known(found):
            self.problems.append(no_field(name, place))
            return None
        return found

    def _known(self, spot: Spot) -> bool:
        return all(sees(self.grants, self.catalog, at, name) for at, name in spot.passes)

    def _sortable(self, name: str, place: str) -> Spot | None:
        spot = self._spot(name, place)
        if spot and not spot.kind.sortable:
            self.problems.append(Problem("ask.not_sortable", place, {"name": name}))
            return None
        return spot

    def _total(self, total: asked.Total, place: str) -> Spot | None:
        spot = self._spot(total.path, f"{place}.path")
        if spot and (total.fn not in TOTALS or total.fn not in spot.kind.aggregates):
            self.problems.append(
                Problem(
                    "ask.no_total", f"{place}.fn", {"name": total.fn[:40], "field": spot.label.zh}
                )
            )
            return None
        return spot

    def _groups(self, shape: Shape) -> tuple[Spot, ...]:
        if len(shape.by) > 3:
            self.problems.append(Problem("ask.too_many", "by", {"most": 3}))
        if shape.bucket not in BUCKETS:
            self.problems.append(Problem("ask.bucket", "bucket", {"words": ", ".join(BUCKETS[1:])}))
        found = self._spots(shape.by, "by")
        for spot in found:
            if not spot.kind.groupable:
                self.problems.append(Problem("ask.not_groupable", "by", {"name": spot.asked}))
        return found

    def _test(self, where: asked.Where) -> Test | None:
        match where:
            case AllOf(items):
                return Every(tuple(one for item in items if (one := self._test(item))))
            case OneOf(items):
                return Any(tuple(one for item in items if (one := self._test(item))))
            case NotThat(item):
                inner = self._test(item)
                return Never(inner) if inner else None
            case Holds(text, place):
                condition, found = tried(
                    text, seen_scope(self.card.scope, self.grants, self.catalog), BOOLEAN, place
                )
                self.problems.extend(found)
                return Stated(condition, place) if condition else None
            case Cmp():
                spot = self._spot(where.field, f"{where.place}.field")
                return Tested(spot, where) if spot else None
