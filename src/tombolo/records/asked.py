"""What expressions say of many records at once: one statement, however many there are.

For rooms upstairs that hold expressions and know no SQL. An expression stands at a row; beside it,
under names, stand others: the record that set a rule off, the line it has come to.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

from tombolo.access.grant import Grants
from tombolo.base import codec
from tombolo.base.errors import Denied
from tombolo.pg import printer
from tombolo.pg.tree import (
    And,
    AnyOf,
    Call,
    Case,
    Cast,
    Col,
    Expr,
    Infix,
    IsNull,
    Join,
    Lit,
    Order,
    Out,
    Rowset,
    Select,
    Table,
)
from tombolo.records.given import COLUMN, NOTHING, Given, GivenFrame, GivenScope, Values
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.guard import GuardedFrame, allowed, path_seen
from tombolo.records.read.slots import WHO, bound, slot
from tombolo.records.work import Work
from tombolo.schema.backfill import table_of
from tombolo.schema.beside import POSITION, BesideScope, named
from tombolo.schema.catalog import Catalog, Path
from tombolo.schema.condition import Condition, Meaning, Scope, column_type
from tombolo.schema.frame import Joins, TableFrame
from tombolo.schema.kinds.shape import Plain
from tombolo.schema.label import Label
from tombolo.schema.stand_in import kind_of, of_type
from tombolo.schema.system import ITSELF
from tombolo.schema.ways import Rows

TRIGGER = "trigger"  # beside every row: the record that set it off
_WORD = Label("触发数据", "Trigger")
_ROWS = slot(lambda ask, _: ask.values[0], "json")
_BEHIND = slot(lambda ask, _: ask.values[0], "uuid")
_MOST = slot(lambda ask, _: ask.values[1], "bigint")
_FIRST = "00000000-0000-0000-0000-000000000000"
_PLACES = (("n", "integer"), ("row", "uuid"), ("trigger", "uuid"), (COLUMN, "jsonb"))


@dataclass(frozen=True, slots=True)
class At:
    """A row, the record that led to it, and what is given beside it."""

    row: str
    trigger: str
    given: Values = field(default_factory=dict[str, Mapping[str, Plain]], compare=False)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where expressions stand: at rows, called `name` ("": not called), beside records of `trigger` and
    what is `given`. With no form at all there is nothing but what is given.
    """

    rows: Rows
    trigger: str
    name: str = ""
    given: tuple[Given, ...] = ()

    def scope(self, catalog: Catalog) -> Scope:
        """The names of an expression that stands at these rows; of a line its `position` too."""
        facts = {POSITION.key: POSITION} if self.rows.lines else {}
        return BesideScope(_scope(catalog, self.rows), self._beside(catalog), facts)

    def across(self, catalog: Catalog, form: str) -> Scope:
        """The names at records of another form that are looked for from these rows."""
        return BesideScope(_scope(catalog, Rows(form, "")), self._beside(catalog))

    def _beside(self, catalog: Catalog) -> dict[str, tuple[Meaning, Scope]]:
        made: dict[str, tuple[Meaning, Scope]] = {
            one.name: (named(one.name, Label(one.name), ""), GivenScope(one)) for one in self.given
        }
        if self.trigger:
            trigger = _scope(catalog, Rows(self.trigger, ""))
            made[TRIGGER] = (named(TRIGGER, _WORD, self.trigger), trigger)
        if self.name:
            meaning = named(self.name, Label(self.name), self.rows.form)
            made[self.name] = (meaning, _scope(catalog, self.rows))
        return made

    def named(self) -> Mapping[str, Rows]:
        """The rows behind the names."""
        made = {TRIGGER: Rows(self.trigger, "")} if self.trigger else {}
        return {**made, self.name: self.rows} if self.name else made


def _scope(catalog: Catalog, rows: Rows) -> Scope:
    if not rows.form:
        return NOTHING
    card = catalog.card(rows.form)
    return card.line_scopes[rows.lines] if rows.lines else card.scope


@dataclass(slots=True)
class _BesideFrame(GuardedFrame):
    """A frame whose names lead to the rows beside it first."""

    beside: Mapping[str, GuardedFrame] | None = None

    def own(self, key: str) -> Expr:
        found = (self.beside or {}).get(key)
        if found is None and self.lines and key == POSITION.key:
            return Infix("+", self.column(key), Lit(1))
        return found.itself() if found else GuardedFrame.own(self, key)

    def has_rows(self, key: str) -> bool:
        return key not in (self.beside or {}) and GuardedFrame.has_rows(self, key)

    def through(self, key: str) -> TableFrame:
        found = (self.beside or {}).get(key)
        return found or GuardedFrame.through(self, key)


@dataclass(slots=True)
class _Seat:
    """One statement over rows: its frames and what it joins. `grants` None: the definition's eyes."""

    catalog: Catalog
    stand: Stand
    grants: Grants | None
    joins: Joins
    here: _BesideFrame
    beside: dict[str, GuardedFrame]

    @classmethod
    def at(cls, catalog: Catalog, stand: Stand, grants: Grants | None) -> "_Seat":
        joins = Joins()
        rows = stand.rows
        trigger = GuardedFrame(catalog, stand.trigger, "s", joins, WHO, grants=grants)
        beside: dict[str, GuardedFrame] = {
            one.name: GivenFrame(catalog, "", "p", joins, WHO, one.name, types=dict(one.fields))
            for one in stand.given
        }
        if stand.trigger:
            beside[TRIGGER] = trigger
        # Whose lines these are is known where they are the trigger's own.
        above = trigger if rows.lines and rows.form == stand.trigger else None
        here = _BesideFrame(
            catalog, rows.form, "b", joins, WHO, rows.lines, above=above, grants=grants
        )
        if stand.name:
            # Through its name a row has its own columns only: one called like a name beside is met so.
            beside[stand.name] = GuardedFrame(
                catalog, rows.form, "b", joins, WHO, rows.lines, above=above, grants=grants
            )
        here.beside = beside
        return cls(catalog, stand, grants, joins, here, beside)

    def to(self, form: str) -> _BesideFrame:
        """The frame of another form's records, joined under the alias t."""
        return _BesideFrame(
            self.catalog, form, "t", self.joins, WHO, grants=self.grants, beside=self.beside
        )

    def sources(self) -> tuple[Rowset, tuple[Join, ...]]:
        if not self.stand.rows.form:
            return Rowset(_ROWS, "p", _PLACES), ()
        table = table_of(self.catalog, self.stand.rows)
        trigger = self.catalog.form(self.stand.trigger).table
        return Rowset(_ROWS, "p", _PLACES), (
            Join("join", Table(table, "b"), Infix("=", Col("b", "id"), Col("p", "row"))),
            Join("join", Table(trigger, "s"), Infix("=", Col("s", "id"), Col("p", "trigger"))),
        )

    def readable(self) -> tuple[Expr, ...]:
        """That whoever looks may read the record in hand."""
        if self.grants is None or not self.stand.rows.form:
            return ()
        at = self.beside[TRIGGER] if self.stand.rows.lines else self.here
        return allowed(self.grants, at.form, at)


async def truths(
    work: Work[Any], stand: Stand, rows: Sequence[At], conditions: Sequence[Condition]
) -> list[tuple[bool, ...]]:
    """Which conditions hold at each row, with the eyes of the definitions."""

    def build() -> Select:
        seat = _Seat.at(work.catalog, stand, None)
        outs = [Out(_holds(one, seat.here), f"c{n}") for n, one in enumerate(conditions)]
        source, joins = seat.sources()
        columns = (Out(Col("p", "n"), "n"), *outs)
        return Select(
            columns, source, joins=(*joins, *seat.joins.made), order=(Order(Col("p", "n")),)
        )

    key = ("truths", stand, tuple(one.text for one in conditions))
    found = await _asked(work, key, build, codec.text(_places(rows)))
    return [tuple(bool(one) for one in list(row.values())[1:]) for row in found]


async def values(
    work: Work[Any], stand: Stand, rows: Sequence[At], wanted: Mapping[str, Condition]
) -> list[dict[str, Plain]]:
    """What expressions give at each row, as plain values, as far as the person may look.

    Raises Denied for a name, or a record, that is out of the person's sight.
    """
    _demand_seen(work, stand, None, wanted.values())

    def build() -> Select:
        seat = _Seat.at(work.catalog, stand, work.grants)
        told = _told(work.catalog, seat.here, wanted)
        source, joins = seat.sources()
        return Select(
            (Out(Col("p", "n"), "n"), *told),
            source,
            where=And(seat.readable()) if seat.readable() else None,
            joins=(*joins, *seat.joins.made),
            order=(Order(Col("p", "n")),),
        )

    key = ("values", stand, tuple((name, one.text) for name, one in wanted.items()))
    found = await _asked(work, key, build, codec.text(_places(rows)), eyes=True)
    if len(found) != len(rows):
        trigger = work.catalog.cards.get(stand.trigger)
        raise Denied("rule.unseen", values={"name": trigger.form.label.zh if trigger else ""})
    return [_plain(row) for row in found]


@dataclass(frozen=True, slots=True)
class Pair:
    """A record found from the nth row, and what the expressions give there."""

    n: int
    id: str
    values: dict[str, Plain]


async def pairs(
    work: Work[Any],
    stand: Stand,
    rows: Sequence[At],
    form: str,
    where: Condition | None,
    wanted: Mapping[str, Condition],
) -> list[Pair]:
    """The living records of `form` that meet `where` as seen from each row, in the order of rows and ids.

    Only those that the person may read. Raises Denied for a name out of the person's sight.
    """
    _demand_seen(work, stand, form, wanted.values())

    def build() -> Select:
        seat = _Seat.at(work.catalog, stand, work.grants)
        there = seat.to(form)
        source, joins = seat.sources()
        tests = [IsNull(Col("t", "deleted_at")), *allowed(work.grants, form, there)]
        if where is not None:
            tests.append(where.holds(there))
        told = _told(work.catalog, there, wanted)
        return Select(
            (Out(Col("p", "n"), "n"), Out(Col("t", "id"), "id"), *told),
            source,
            joins=(
                *joins,
                Join("cross join", Table(work.catalog.form(form).table, "t")),
                *seat.joins.made,
            ),
            where=And(tuple(tests)),
            order=(Order(Col("p", "n")), Order(Col("t", "id"))),
        )

    texts = tuple((name, one.text) for name, one in wanted.items())
    key = ("pairs", stand, form, where.text if where else "", texts)
    found = await _asked(work, key, build, codec.text(_places(rows)), eyes=True)
    return [Pair(int(row["n"]), str(row["id"]), _plain(row)) for row in found]


async def behind(work: Work[Any], stand: Stand, rows: Sequence[At], name: str) -> list[At]:
    """The lines of the rows, or the records that link to them, in their order."""
    return [at for _, at in await behind_each(work, stand, rows, name)]


async def behind_each(
    work: Work[Any], stand: Stand, rows: Sequence[At], name: str
) -> list[tuple[int, At]]:
    """The same, each with the number of the row that it is behind."""

    def build() -> Select:
        seat = _Seat.at(work.catalog, stand, None)
        inside, source, on = seat.here.rows_of(name)
        places, joins = seat.sources()
        return Select(
            (Out(Col("p", "n"), "n"), Out(Col(inside.alias, "id"), "id")),
            places,
            joins=(*joins, Join("cross join", source), *inside.joins.made),
            where=And(on),
            order=(Order(Col("p", "n")), *inside.order()),
        )

    found = await _asked(work, ("behind", stand, name), build, codec.text(_places(rows)))
    return [(int(row["n"]), replace(rows[int(row["n"])], row=str(row["id"]))) for row in found]


async def chosen(
    work: Work[Any], form: str, where: Condition | None, *, behind: str = "", most: int
) -> list[tuple[str, int]]:
    """The living records of a form that meet `where` and that the person may read, with their versions,
    in the order of their ids, from behind one of them.
    """

    def build() -> Select:
        joins = Joins()
        there = GuardedFrame(work.catalog, form, "t", joins, WHO, grants=work.grants)
        tests = [IsNull(Col("t", "deleted_at")), *allowed(work.grants, form, there)]
        tests.append(Infix(">", Col("t", "id"), _BEHIND))
        if where is not None:
            tests.append(where.holds(there.plain()))
        return Select(
            (Out(Col("t", "id"), "id"), Out(Col("t", "version"), "version")),
            Table(work.catalog.form(form).table, "t"),
            joins=tuple(joins.made),
            where=And(tuple(tests)),
            order=(Order(Col("t", "id")),),
            limit=_MOST,
        )

    key = ("chosen", form, where.text if where else "")
    found = await _asked(work, key, build, behind or _FIRST, most, eyes=True)
    return [(str(row["id"]), int(row["version"])) for row in found]


async def still(work: Work[Any], form: str, id_: str, version: int) -> bool:
    """Whether a living record has still this version; it is held until the transaction ends."""

    def build() -> Select:
        tests = (Infix("=", Col("t", "id"), _BEHIND), IsNull(Col("t", "deleted_at")))
        table = Table(work.catalog.form(form).table, "t")
        return Select((Out(Col("t", "version"), "version"),), table, where=And(tests), lock="for update")  # fmt: skip

    found = await _asked(work, ("still", form), build, id_)
    return bool(found) and int(found[0]["version"]) == version


async def alike(
    work: Work[Any], form: str, by: Sequence[str], wanted: Sequence[Mapping[str, Plain]]
) -> list[list[str]]:
    """For each set of values the living records that have the same in the fields `by`."""
    card = work.catalog.card(form)
    columns = tuple((key, _column(work.catalog, form, key)) for key in by)
    rows = [{"n": n, **{key: one.get(key) for key in by}} for n, one in enumerate(wanted)]

    def build() -> Select:
        same = tuple(
            Infix("is not distinct from", Col("t", key), Col("p", key)) for key, _ in columns
        )
        return Select(
            (Out(Col("p", "n"), "n"), Out(Col("t", "id"), "id")),
            Rowset(_ROWS, "p", (("n", "integer"), *columns)),
            joins=(Join("join", Table(card.form.table, "t"), And(same)),),
            where=IsNull(Col("t", "deleted_at")),
            order=(Order(Col("p", "n")), Order(Col("t", "id"))),
        )

    made: list[list[str]] = [[] for _ in wanted]
    for row in await _asked(work, ("alike", form, tuple(by)), build, codec.text(rows)):
        made[int(row["n"])].append(str(row["id"]))
    return made


async def held(
    work: Work[Any],
    form: str,
    was: Mapping[str, Mapping[str, Plain]],
    conditions: Sequence[Condition],
) -> dict[str, tuple[tuple[bool, bool], ...]]:
    """Of each record and condition: whether it held before, and whether it holds now.

    `was` has the values that moved, as they were; all else is read as it is, what links lead to too.
    """
    moved = sorted({key for one in was.values() for key in one} & _direct(conditions))
    form_ = work.catalog.form(form)
    known = tuple((key, _column(work.catalog, form, key)) for key in moved)
    rows = [
        {
            "id": id_,
            "was": [key for key in moved if key in one],
            **{f"v_{key}": one.get(key) for key in moved},
        }
        for id_, one in was.items()
    ]

    def build() -> Select:
        now = TableFrame(work.catalog, form, "t", joins := Joins(), WHO)
        then = _ThenFrame(work.catalog, form, "t", joins, WHO, at=("",), moved=frozenset(moved))
        outs = [
            out
            for n, one in enumerate(conditions)
            for out in (Out(_holds(one, then), f"b{n}"), Out(_holds(one, now), f"a{n}"))
        ]
        columns = (
            ("id", "uuid"),
            ("was", "text[]"),
            *((f"v_{key}", type_) for key, type_ in known),
        )
        on = Infix("=", Col("t", "id"), Col("p", "id"))
        return Select(
            (Out(Col("t", "id"), "id"), *outs),
            Rowset(_ROWS, "p", columns),
            joins=(Join("join", Table(form_.table, "t"), on), *joins.made),
        )

    key = ("held", form, tuple(moved), tuple(one.text for one in conditions))
    found = await _asked(work, key, build, codec.text(rows))
    return {
        str(row["id"]): tuple(
            (bool(row[f"b{n}"]), bool(row[f"a{n}"])) for n in range(len(conditions))
        )
        for row in found
    }


@dataclass(slots=True)
class _ThenFrame(TableFrame):
    """The record as it was, where what moved is known; its links are followed from where they were."""

    moved: frozenset[str] = frozenset()

    def raw(self, key: str) -> Expr:
        value = TableFrame.raw(self, key)
        if key not in self.moved:
            return value
        told = AnyOf(Lit(key), Col("p", "was"))
        return Case(((told, Col("p", f"v_{key}")),), value)


def _direct(conditions: Iterable[Condition]) -> set[str]:
    return {path[0] for one in conditions for path in one.reads if path}


def reads_rows(catalog: Catalog, form: str, condition: Condition) -> bool:
    """Whether it counts lines or records that link here, whose befores nobody kept."""
    card = catalog.card(form)
    for path in condition.reads:
        one = card.form.field(path[0])
        if (one.kind.rows if one else path[0] in card.inverses) and path[0] != ITSELF.zh:
            return True
    return False


def _holds(one: Condition, frame: TableFrame) -> Expr:
    return Call("coalesce", (one.holds(frame), Lit(False)))


def _column(catalog: Catalog, form: str, key: str) -> str:
    one = catalog.form(form).every[key]
    return one.kind.column or column_type(catalog.type_of(form, one))


def _told(
    catalog: Catalog, frame: _BesideFrame, wanted: Mapping[str, Condition]
) -> tuple[Out, ...]:
    """The values as JSON texts, a column each: they come as few as a form has fields."""
    return tuple(
        Out(Cast(Call("to_json", (_out(catalog, frame, one),)), "text"), f"v_{name}")
        for name, one in wanted.items()
    )


def _out(catalog: Catalog, frame: _BesideFrame, one: Condition) -> Expr:
    """A field alone goes as it is stored; what is computed by its type."""
    own = frame.field(one.plain) if one.plain and one.plain not in (frame.beside or {}) else None
    if own is not None and not own.kind.rows:
        type_ = catalog.type_of(frame.form, own, frame.lines)
        return kind_of(own, type_).out(frame.raw(one.plain))
    return of_type(one.type).out(one.lower(frame))


def _plain(row: Any) -> dict[str, Plain]:
    return {
        name[2:]: codec.decode(value) if value is not None else None
        for name, value in dict(row).items()
        if name.startswith("v_")
    }


def _places(rows: Sequence[At]) -> list[dict[str, object]]:
    return [
        {"n": n, "row": one.row, "trigger": one.trigger, COLUMN: one.given}
        for n, one in enumerate(rows)
    ]


def _demand_seen(
    work: Work[Any], stand: Stand, form: str | None, conditions: Iterable[Condition]
) -> None:
    beside = stand.named()
    given = {one.name for one in stand.given}
    own = Rows(form, "") if form else stand.rows

    def seen(path: Path) -> bool:
        if (own.lines and path == (POSITION.key,)) or (path and path[0] in given):
            return True
        rows = beside.get(path[0]) if path else None
        at, rest = (rows, path[1:]) if rows else (own, path)
        return not rest or path_seen(rest, at.form, work.catalog, work.grants, at.lines)

    for one in conditions:
        for path in sorted(one.reads):
            if not seen(path):
                raise Denied("rule.unseen", values={"name": ".".join(path)})


async def _asked(
    work: Work[Any],
    what: tuple[object, ...],
    build: Callable[[], Select],
    *values: object,
    eyes: bool = False,
) -> list[Any]:
    fingerprint = work.grants.fingerprint if eyes else ""
    key = ("asked", work.catalog.version, fingerprint, *what)
    known = work.shelf.get(key)
    if known is None:
        known = printer.text(build())
        work.shelf.put(key, known)
    sql, found = cast("tuple[str, list[object]]", known)
    return await work.tx.rows(sql, *bound(found, Ask(Shape(""), values=values), work))
