"""The guard: a plan passes it or does not run. Only here a Sealed is made.

Every relation gets the person's row condition, every field that is not seen on all rows a mask; a
field that is not seen at all is answered like one that does not exist.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tombolo.access.grant import Grants, Rows
from tombolo.base.errors import Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.pg.tree import FALSE, Case, Expr, IsNull, Lit, Or
from tombolo.records.read.plan import Any, Every, Never, Plan, Stated, Test, Tested, no_field
from tombolo.records.read.seen import sees
from tombolo.records.read.slots import WHO
from tombolo.schema.catalog import Catalog, Path
from tombolo.schema.condition import Condition
from tombolo.schema.frame import Joins, TableFrame
from tombolo.schema.paths import Spot
from tombolo.schema.system import PEOPLE, RECORD


@dataclass(frozen=True, slots=True)
class Sealed:
    """A plan that this person may run, with the grants that narrow it."""

    plan: Plan
    catalog: Catalog
    grants: Grants
    fits: "Fits | None" = None  # one more condition on the form's own rows

    def frame(self, joins: Joins, alias: str = "t") -> "GuardedFrame":
        """The form's rows as this person may see them."""
        return GuardedFrame(
            self.catalog, self.plan.card.form.name, alias, joins, WHO, grants=self.grants
        )

    def rows(self, frame: TableFrame) -> tuple[Expr, ...]:
        """The conditions on the form's own rows: the person's, and living or in the bin."""
        more = (self.fits(frame),) if self.fits and isinstance(frame, GuardedFrame) else ()
        if self.plan.card.form.sums:
            return (*allowed(self.grants, self.plan.card.form.name, frame), *more)
        bin_ = IsNull(frame.column("deleted_at"), negated=self.plan.shape.bin)
        return (bin_, *allowed(self.grants, self.plan.card.form.name, frame), *more)


@dataclass(slots=True)
class GuardedFrame(TableFrame):
    """A frame through a person's eyes."""

    grants: Grants | None = None

    def raw(self, key: str) -> Expr:
        value = TableFrame.raw(self, key)
        if self.form in PEOPLE or self.grants is None:
            return value
        grant = self.grants.of(self.form)
        name = f"{self.lines}.{key}" if self.lines else key
        mask = grant.masked(name)
        if mask is None or not grant.sees(name):
            return value
        if not self.lines:
            return Case(((Or(tuple(one.holds(self.plain()) for one in mask.any)), value),))
        if self.above is None:
            return Lit(None)  # whose lines these are is not known here, so nothing is shown
        record = self.above.plain() if isinstance(self.above, GuardedFrame) else self.above
        return Case(((Or(tuple(one.holds(record) for one in mask.any)), value),))

    def limits(self, target: str, alias: str, at: Path) -> tuple[Expr, ...]:
        if target in PEOPLE or self.grants is None:
            return ()
        return allowed(self.grants, target, self.again(target, alias, at))

    def again(self, form: str, alias: str, at: Path, lines: str = "") -> "GuardedFrame":
        return GuardedFrame(
            self.catalog, form, alias, self.joins, self.who, lines, at, grants=self.grants
        )

    def plain(self) -> TableFrame:
        """The same row with the eyes of the definitions: row conditions look with them."""
        return TableFrame(
            self.catalog, self.form, self.alias, self.joins, self.who, self.lines, ("", *self.at)
        )


Fits = Callable[[GuardedFrame], Expr]


def allowed(grants: Grants, form: str, frame: TableFrame) -> tuple[Expr, ...]:
    """The row condition for reading `form`, at the place that `frame` is."""
    found = grants.of(form).rows.get("read")
    if not found:
        return (FALSE,)
    return row_condition(found, frame)


def row_condition(rows: Rows, frame: TableFrame) -> tuple[Expr, ...]:
    """Rows as SQL: nothing for all of them."""
    if rows.all:
        return ()
    plain = frame.plain() if isinstance(frame, GuardedFrame) else frame
    return (Or(tuple(one.holds(plain) for one in rows.any)),)


def guard(plan: Plan, catalog: Catalog, grants: Grants) -> Sealed:
    """Seal the plan for this person. Raises Missing (the form), Invalid (a field not to be named)."""
    form = plan.card.form.name
    if not grants.of(form).may("read"):
        raise Missing("form.missing", values={"form": form})
    problems = [
        *(
            no_field(spot.asked, place)
            for spot, place in _named(plan)
            if not all(sees(grants, catalog, at, name) for at, name in spot.passes)
        ),
        *_stated_problems(plan, catalog, grants),
    ]
    if problems:
        raise Invalid("ask.invalid", problems=problems)
    return Sealed(plan, catalog, grants)


def _named(plan: Plan) -> Iterator[tuple[Spot, str]]:
    yield from ((spot, f"columns[{n}]") for n, spot in enumerate(plan.columns))
    yield from ((key.spot, f"sort[{n}]") for n, key in enumerate(plan.keys))
    yield from ((total.spot, f"totals[{n}].path") for n, total in enumerate(plan.totals))
    yield from ((spot, f"by[{n}]") for n, spot in enumerate(plan.by))
    for test in _tests(plan.test):
        if isinstance(test, Tested):
            yield test.spot, f"{test.cmp.place}.field"


def _tests(test: Test | None) -> Iterator[Test]:
    match test:
        case None:
            return
        case Every(items) | Any(items):
            for item in items:
                yield from _tests(item)
        case Never(item):
            yield from _tests(item)
        case _:
            yield test


def _stated_problems(plan: Plan, catalog: Catalog, grants: Grants) -> Iterator[Problem]:
    for test in _tests(plan.test):
        if isinstance(test, Stated):
            hidden = unseen(test.condition, plan.card.form.name, catalog, grants)
            yield from (no_field(name, test.place) for name in hidden)


def unseen(
    condition: Condition, form: str, catalog: Catalog, grants: Grants, lines: str = ""
) -> list[str]:
    """The names an expression (of `lines`, if named) reads that this person may not know of."""
    return [
        ".".join(path)
        for path in sorted(condition.reads)
        if not path_seen(path, form, catalog, grants, lines)
    ]


def path_seen(path: Path, form: str, catalog: Catalog, grants: Grants, lines: str) -> bool:
    """Whether a person may know of everything on a path that begins at rows of `form`."""
    here = form
    for step in path:
        if here in PEOPLE:
            return True
        if lines and step == RECORD:
            lines = ""
            continue
        card = catalog.card(here)
        found = card.form.field(lines or step)
        if lines and found is not None:
            found = found.column(step)
        inverse = None if found else card.inverses.get(step)
        if inverse is not None:
            if not sees(grants, catalog, inverse.form, inverse.name):
                return False
            here, lines = inverse.rows
            continue
        if found is None or not sees(grants, catalog, here, f"{lines}.{step}" if lines else step):
            return False
        if found.kind.rows:
            lines = found.key
            continue
        lines = ""
        target = found.kind.points_to()
        if target:
            here = target
    return True
