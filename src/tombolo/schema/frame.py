"""The SQL of names in real tables: columns, joins along links, sub-selects over rows.

Every relation that a formula reaches is joined once per path. `Guarded` frames (records/read) narrow
what is joined; this one reads with the eyes of the definition, for stored values and backfills.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tombolo.pg.tree import (
    And,
    Call,
    Cast,
    Col,
    Exists,
    Expr,
    Infix,
    IsNull,
    Join,
    Lit,
    Order,
    Out,
    Param,
    Scalar,
    Select,
    Source,
    Table,
)
from tombolo.schema.catalog import Catalog, Computed, Path
from tombolo.schema.condition import Frame, RowQuery
from tombolo.schema.field import Field
from tombolo.schema.form import Form
from tombolo.schema.keyed import same
from tombolo.schema.system import PEOPLE, RECORD


@dataclass(frozen=True, slots=True)
class Who:
    """The person and the moment an expression is computed for, as SQL."""

    me: Expr
    department: Expr
    departments: Expr
    roles: Expr
    name: Expr
    email: Expr
    address: Expr
    now: Expr
    today: Expr
    zone: Expr

    def fact(self, key: str) -> Expr:
        """ME().department and the like."""
        return {
            "department": self.department,
            "departments": self.departments,
            "roles": self.roles,
            "name": self.name,
            "email": self.email,
            "address": self.address,
        }[key]


@dataclass(slots=True)
class Joins:
    """The joins of one statement, each path once, in the order they were needed."""

    made: list[Join] = field(default_factory=list[Join])
    aliases: dict[tuple[str, Path], str] = field(default_factory=dict[tuple[str, Path], str])
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    used: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def alias(self) -> str:
        """A new alias, different from those of every sub-select of the statement."""
        return f"j{next(self.numbers)}"

    def inner(self) -> "Joins":
        """The joins of a sub-select: its own, but no alias twice."""
        return Joins(numbers=self.numbers, used=self.used)


@dataclass(slots=True)
class TableFrame:
    """Rows of `form` (or of its lines) under `alias`."""

    catalog: Catalog
    form: str  # "crm.customer", or "sys.member"
    alias: str
    joins: Joins
    who: Who
    lines: str = ""
    at: Path = ()  # the path that led here, for asking who may look
    above: "TableFrame | None" = None  # of lines: the record they belong to
    strewn: bool = False  # of lines: they belong to many records
    around: tuple[
        "TableFrame", ...
    ] = ()  # of rows of rows: those they belong to, in the same select

    def value(self, path: Path) -> Expr:
        """The value behind `path`; live computed fields are lowered in place."""
        frame: TableFrame = self
        for step in path[:-1]:
            frame = frame.through(step)
        return frame.own(path[-1])

    def column(self, name: str) -> Col:
        """A column of this very row, noted so that a narrower select knows what it needs."""
        self.joins.used.add((self.alias, name))
        return Col(self.alias, name)

    def own(self, key: str) -> Expr:
        """A field of this very row, as the language sees it (an address as its text)."""
        value = self.raw(key)
        found = None if self.form in PEOPLE else self.field(key)
        if found is not None and found.kind.column == "jsonb":
            return Call("address_text", (value,))
        return value

    def raw(self, key: str) -> Expr:
        """A field of this very row, as it is stored or computed."""
        if self.form in PEOPLE:
            return self.column(key)
        computed = self.computed(key)
        if computed and not computed.stored:
            return computed.condition.lower(self)
        return self.column(key)

    def field(self, key: str) -> Field | None:
        """The field `key` of these rows."""
        form = self.catalog.form(self.form)
        if not self.lines:
            return form.field(key)
        owner = form.field(self.lines)
        return owner.column(key) if owner else None

    def computed(self, key: str) -> Computed | None:
        """How the field is computed, if it is."""
        card = self.catalog.card(self.form)
        return (card.lines[self.lines] if self.lines else card.own).computed.get(key)

    def through(self, key: str) -> "TableFrame":
        """The frame behind a to-one link, joined once."""
        at = (*self.at, key)
        known = self.joins.aliases.get((self.alias, at))
        target, on_column = self.target(key), self.own(key)
        if known is None:
            known = self.joins.alias()
            self.joins.aliases[self.alias, at] = known
            table = PEOPLE.get(target) or self.catalog.form(target).table
            on = (Infix("=", Col(known, "id"), on_column), *self._limits(target, table, known, at))
            self.joins.made.append(Join("left join", Table(table, known), And(on)))
        return self.again(target, known, at)

    def _limits(self, target: str, table: str, alias: str, at: Path) -> tuple[Expr, ...]:
        """The limits of a joined relation. Where they look through links themselves, they do so in
        a sub-select: a join's condition cannot use tables that are joined after it.
        """
        there = self.again(target, alias, at)
        there.joins = self.joins.inner()
        limits = there.limits(target, alias, at)
        if not there.joins.made:
            return limits
        twin = self.joins.alias()
        there = self.again(target, twin, at)
        there.joins = self.joins.inner()
        same = Infix("=", Col(twin, "id"), Col(alias, "id"))
        limits = there.limits(target, twin, at)
        joins = tuple(there.joins.made)
        look = Select(
            (Out(Lit(1), "v"),), Table(table, twin), joins=joins, where=And((same, *limits))
        )
        return (Exists(look),)

    def limits(self, target: str, alias: str, at: Path) -> tuple[Expr, ...]:
        """More conditions on a joined relation; none for the definition's own eyes."""
        del target, alias, at
        return ()

    def again(self, form: str, alias: str, at: Path, lines: str = "") -> "TableFrame":
        """The same kind of frame somewhere else."""
        return TableFrame(self.catalog, form, alias, self.joins, self.who, lines, at)

    def target(self, key: str) -> str:
        """The form a link points at."""
        if self.lines and key == RECORD:
            return self.form
        if self.form in PEOPLE:
            return {
                "department": "sys.department",
                "parent": "sys.department",
                "head": "sys.member",
            }[key]
        found = self.field(key)
        assert found is not None
        return found.kind.points_to()

    def some(self, path: Path, build: Callable[[Frame], Expr | None]) -> Expr:
        """EXISTS: the database stops at the first row."""
        inside, source, on = self.behind(path)
        wanted = build(inside)
        where = And((*on, wanted) if wanted is not None else on)
        joins = tuple(inside.joins.made)
        return Exists(Select((Out(Lit(1), "v"),), source, joins=joins, where=where))

    def many(self, path: Path, build: Callable[[Frame], Expr], *, when_none: Expr | None) -> Expr:
        """An aggregate as a correlated sub-select: right for a page of rows, not for a whole table."""
        inside, source, on = self.behind(path)
        inner = build(inside)
        select = Select((Out(inner, "v"),), source, joins=tuple(inside.joins.made), where=And(on))
        scalar = Scalar(select)
        return Call("coalesce", (scalar, when_none)) if when_none is not None else scalar

    def rows(self, path: Path, build: Callable[[Frame], RowQuery]) -> Expr:
        """One value of one row, the first in order."""
        inside, source, on = self.behind(path)
        return picked(build(inside), inside, source, on)

    def behind(self, path: Path) -> tuple["TableFrame", Source, tuple[Expr, ...]]:
        """The frame inside the rows behind `path`, their source, and how they hang on this row."""
        owner, at = self, 0
        while not owner.has_rows(path[at]):
            owner, at = owner.through(path[at]), at + 1
        inside, source, on = owner.rows_of(path[at])
        return further(inside, source, on, path[at + 1 :])

    def has_rows(self, key: str) -> bool:
        """Whether `key` leads to rows: lines, or an inverse."""
        if self.form in PEOPLE or (self.lines and key == RECORD):
            return False
        found = self.field(key)
        return found.kind.rows if found is not None else not self.lines

    def outer(self) -> tuple[Frame, ...]:
        """The rows that these rows of rows belong to."""
        return self.around

    def balance(self, name: str, measure: str, keys: tuple[Expr, ...]) -> Expr:
        """What a balance holds for these keys, found by its unique index."""
        balance = self.catalog.balances[name].balance
        alias = self.joins.alias()
        mine = tuple(Col(alias, one.key) for one in balance.keys)
        select = Select(
            (Out(Col(alias, measure), "v"),),
            Table(balance.table, alias),
            where=same(balance.keys, mine, keys),
        )
        return Call("coalesce", (Scalar(select), Lit(0)))

    def order(self) -> tuple[Order, ...]:
        """The usual order of these rows; rows of rows in the order of theirs first."""
        own = ("record", "position") if self.strewn else ("position" if self.lines else "id",)
        around = (one for frame in self.around[-1:] for one in frame.order())
        return (*around, *(Order(self.column(name)) for name in own))

    def itself(self) -> Expr:
        """Which record this row is, or belongs to."""
        return self.column(RECORD if self.lines else "id")

    def point(self, path: Path) -> Expr:
        """Where a place lies, as "lat,lng"."""
        frame: TableFrame = self
        for step in path[:-1]:
            frame = frame.through(step)
        found = None if frame.form in PEOPLE else frame.field(path[-1])
        if found is None or found.kind.column != "jsonb":
            return frame.own(path[-1])
        value = frame.raw(path[-1])
        parts = (Infix("->>", value, Lit("lat")), Infix("->>", value, Lit("lng")))
        return Call("concat_ws", (Lit(","), *parts))

    def calendar(self, *, works: bool) -> Expr:
        """The workspace's calendar, see holidays.py; read once for a whole statement."""
        alias = self.joins.alias()
        wanted = Infix("=", Col(alias, "works"), Lit(works))
        days = Call("array_agg", (Col(alias, "day"),))
        return Scalar(Select((Out(days, "v"),), Table("sys_holiday", alias), where=wanted))

    def rows_of(self, key: str) -> tuple["TableFrame", Source, tuple[Expr, ...]]:
        """The frame inside lines or an inverse, its source, and how it hangs on this row."""
        form: Form = self.catalog.form(self.form)
        alias = self.joins.alias()
        joins = self.joins.inner()
        found = form.field(key)
        at = (*self.at, key)
        if found is not None:
            inside = self.again(self.form, alias, at, lines=key)
            inside.joins = joins
            inside.above = self
            source = Table(form.lines_table(key), alias)
            return inside, source, (Infix("=", Col(alias, "record"), self.column("id")),)
        inverse = self.catalog.card(self.form).inverses[key]
        there = self.catalog.form(inverse.form)
        inside = self.again(inverse.form, alias, at, lines=inverse.lines)
        inside.joins = joins
        record, table = inside, there.table
        if inverse.lines:
            record, table = inside.among(), there.lines_table(inverse.lines)
        on = (
            Infix("=", inside.raw(inverse.field), self.column("id")),
            IsNull(Col(record.alias, "deleted_at")),
            *record.limits(inverse.form, record.alias, record.at),
        )
        return inside, Table(table, alias), on

    def among(self) -> "TableFrame":
        """The records of these lines, which belong to many: joined, and what they are read through."""
        at, alias = (*self.at, RECORD), self.joins.alias()
        same = Infix("=", Col(alias, "id"), Col(self.alias, "record"))
        self.joins.aliases[self.alias, at] = alias
        self.joins.made.append(Join("join", Table(self.catalog.form(self.form).table, alias), same))
        self.above, self.strewn = self.again(self.form, alias, at), True
        return self.above

    def me(self) -> Expr:
        return self.who.me

    def my(self, key: str) -> Expr:
        return self.who.fact(key)

    def now(self) -> Expr:
        return self.who.now

    def today(self) -> Expr:
        return self.who.today

    def zone(self) -> Expr:
        return self.who.zone


def further(
    rows: TableFrame, source: Source, on: tuple[Expr, ...], path: Path
) -> tuple[TableFrame, Source, tuple[Expr, ...]]:
    """Rows of rows: what is behind `path` of these rows, joined to them in the same select."""
    here = rows
    for step in path:
        if not here.has_rows(step):
            here = here.through(step)
            continue
        below, more, hangs = here.rows_of(step)
        made = rows.joins.made
        made.append(Join("cross join", more))
        made.extend(below.joins.made)
        below.joins.made = made
        below.around = (*rows.around, rows)
        rows = here = below
        on = (*on, *hangs)
    return rows, source, on


def picked(query: RowQuery, inside: TableFrame, source: Source, on: tuple[Expr, ...]) -> Scalar:
    """One value of the first row in order."""
    where = (*on, query.where) if query.where is not None else on
    chosen = tuple(Order(one, descending=query.descending, nulls_last=True) for one in query.order)
    usual = tuple(
        Order(one.expr, descending=query.descending, nulls_last=True) for one in inside.order()
    )
    select = Select(
        (Out(query.value, "v"),),
        source,
        joins=tuple(inside.joins.made),
        where=And(where),
        order=(*chosen, *usual),
        limit=Lit(1),
    )
    return Scalar(select)


def nobody(zone: str) -> Who:
    """For expressions that read neither person nor clock."""
    none = Lit(None)
    return Who(
        me=Cast(none, "uuid"),
        department=Cast(none, "uuid"),
        departments=Cast(none, "uuid[]"),
        roles=Cast(none, "text[]"),
        name=Cast(none, "text"),
        email=Cast(none, "text"),
        address=Cast(none, "text"),
        now=Call("now"),
        today=Cast(Infix("at time zone", Call("now"), Param(zone, "text")), "date"),
        zone=Param(zone, "text"),
    )
