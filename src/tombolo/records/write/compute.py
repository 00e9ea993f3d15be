"""The one computing SELECT: preview returns its result, save and import write it.

Inputs go in as JSON rowsets (records, and beside them the rows of each lines); defaults and formulas
come out level by level, with the verdict of every check, of every link and of the person's row rights.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from tombolo.access.grant import Rows
from tombolo.base import codec
from tombolo.pg import printer
from tombolo.pg.tree import (
    And,
    AnyOf,
    Call,
    Case,
    Cast,
    Col,
    Exists,
    Expr,
    Infix,
    IsNull,
    Lit,
    Named,
    Or,
    Order,
    Out,
    Rowset,
    Scalar,
    Select,
    Star,
    Sub,
    Table,
    With,
)
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.cells import kind_at, value_cell
from tombolo.records.read.guard import allowed, row_condition
from tombolo.records.read.slots import WHO, bound, slot
from tombolo.records.work import Work
from tombolo.records.write.change import Draft, LineDraft, Values
from tombolo.records.write.order import Step, levels, links_of
from tombolo.records.write.rowset import NUMBER, RowsetFrame
from tombolo.schema.catalog import Catalog, Expressions, FormCard, Rule
from tombolo.schema.condition import column_type
from tombolo.schema.field import Field
from tombolo.schema.frame import Joins
from tombolo.schema.search import search_text
from tombolo.schema.stand_in import kind_of
from tombolo.schema.system import PEOPLE

AnyWork = Work[Any]
FILES = "sys.file"
CHUNK = 90


@dataclass(frozen=True, slots=True)
class RowResult:
    """What the SELECT says of one row. `rules` and `links` are True where all is well."""

    values: Values
    rules: tuple[bool, ...]
    links: Mapping[str, bool]
    live: dict[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class RecordResult:
    own: RowResult
    title: str
    search: str
    allowed: tuple[bool, bool]  # the row rights for create and for update
    lines: dict[str, list[RowResult]]


@dataclass(frozen=True, slots=True)
class _Side:
    """One table of the statement: the form itself, or one of its lines."""

    lines: str
    inputs: tuple[tuple[str, str], ...]  # column, type
    levels: tuple[tuple[Step, ...], ...]
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
    links: tuple[Field, ...]
    outs: tuple[str, ...]  # computed and defaulted keys that come back
    live: tuple[Field, ...]


def sides(catalog: Catalog, card: FormCard, *, live: bool) -> tuple[_Side, ...]:
    """The tables of the statement, lines first."""
    form = card.form
    made = [
        _side(catalog, card, one.key, one.fields, card.lines[one.key], live=live)
        for one in form.lines()
    ]
    return (*made, _side(catalog, card, "", tuple(form.every.values()), card.own, live=live))


def _side(
    catalog: Catalog,
    card: FormCard,
    lines: str,
    fields: tuple[Field, ...],
    expressions: Expressions,
    *,
    live: bool,
) -> _Side:
    name = card.form.name
    inputs = tuple(
        (one.key, str(one.kind.column))
        for one in fields
        if one.kind.column is not None and not one.kind.computed
    )
    steps = levels(expressions)
    return _Side(
        lines=lines,
        inputs=inputs,
        levels=steps,
        fields=fields,
        rules=expressions.checks,
        links=tuple(one for one in fields if one.kind.points_to() and one.kind.column),
        outs=tuple(step.key for level in steps for step in level),
        live=tuple(
            one
            for one in fields
            if live and one.kind.computed and not catalog.stored(name, one, lines)
        ),
    )


async def compute(
    work: AnyWork, card: FormCard, drafts: Sequence[Draft], *, live: bool = False
) -> list[RecordResult]:
    """Everything that follows from the drafts, in one statement. Raises Invalid, Busy."""
    key = ("compute", work.catalog.version, work.grants.fingerprint, card.form.name, live)
    kept = work.shelf.get(key)
    if kept is None:
        every = sides(work.catalog, card, live=live)
        statement = _Statement(work, card, every).select()
        kept = (every, printer.text(statement))
        work.shelf.put(key, kept)
    every, (sql, values) = cast("tuple[tuple[_Side, ...], tuple[str, list[object]]]", kept)
    ask = Ask(Shape(card.form.name), values=tuple(_input(side, drafts) for side in every))
    rows = await work.tx.rows(sql, *bound(values, ask, work))
    return _results(rows, every, drafts)


# -- the statement -----------------------------------------------------------------------------


@dataclass(slots=True)
class _Statement:
    work: AnyWork
    card: FormCard
    every: tuple[_Side, ...]
    joins: Joins = field(default_factory=Joins)
    ctes: list[With] = field(default_factory=list[With])
    finished: dict[str, str] = field(default_factory=dict[str, str])

    def select(self) -> Select:
        """One row for each record, JSON arrays in its columns."""
        for number, side in enumerate(self.every):
            last = self._chain(number, side)
            if side.lines:
                self.finished[side.lines] = last
        own = self.every[-1]
        frame = self._frame(f"s{len(self.every) - 1}_{len(own.levels)}", own)
        outs = self._outs(own, frame)
        outs.extend(self._record_outs(frame))
        number = Out(Col(frame.alias, NUMBER), NUMBER)
        line_outs = [Out(self._lines(side), f"l{n}") for n, side in enumerate(self.every[:-1])]
        main = Select((number, *outs), Named(frame.alias, frame.alias), joins=frame.all_joins())
        return Select(
            (
                Out(Col("m", NUMBER), NUMBER),
                *(Out(Col("m", out.name), out.name) for out in outs),
                *line_outs,
            ),
            Sub(main, "m"),
            ctes=tuple(self.ctes),
        )

    def _chain(self, number: int, side: _Side) -> str:
        """The WITH queries of one table; returns the name of the last."""
        rowset = slot(lambda ask, _, n=number: ask.values[n], "json")
        flags = [step for level in side.levels for step in level if step.is_default]
        columns: list[tuple[str, str]] = [(NUMBER, "integer"), ("id", "uuid")]
        if side.lines:
            columns.append(("position", "integer"))
        columns.extend(side.inputs)
        columns.extend((f"_d{n}", "boolean") for n in range(len(flags)))
        name = f"s{number}_0"
        first = Select(
            tuple(Out(Col("r", column), column) for column, _ in columns),
            Rowset(rowset, "r", tuple(columns)),
        )
        self.ctes.append(With(name, first))
        flag_of = {step.key: f"_d{n}" for n, step in enumerate(flags)}
        known = [column for column, _ in columns]
        for at, level in enumerate(side.levels, start=1):
            frame = self._frame(name, side)
            outs: dict[str, Out] = {column: Out(Col(name, column), column) for column in known}
            for step in level:
                value = step.condition.lower(frame)
                if step.is_default:
                    given = (
                        Cast(Col(name, step.key), column_type(step.condition.type))
                        if step.key not in known
                        else Col(name, step.key)
                    )
                    value = Case(((Col(name, flag_of[step.key]), value),), given)
                outs[step.key] = Out(value, step.key)
            following = f"s{number}_{at}"
            self.ctes.append(
                With(
                    following,
                    Select(tuple(outs.values()), Named(name, name), joins=frame.all_joins()),
                )
            )
            known, name = list(outs), following
        return name

    def _frame(self, alias: str, side: _Side) -> RowsetFrame:
        return RowsetFrame(
            self.work.catalog, self.card.form.name, alias, self.joins.inner(), WHO, side.lines,
            finished=self.finished,
        )  # fmt: skip

    def _outs(self, side: _Side, frame: RowsetFrame) -> list[Out]:
        """Computed values, verdicts of checks and links, live values: three JSON arrays."""
        values = [self._plain(side, key, frame) for key in side.outs]
        rules: list[Expr] = [
            Call("coalesce", (rule.condition.lower(frame), Lit(True))) for rule in side.rules
        ]
        links = [self._link(one, frame) for one in side.links]
        live = [self._live(one, frame) for one in side.live]
        return [
            Out(_array(values), "o"),
            Out(_array(rules), "c"),
            Out(_array(links), "k"),
            Out(_array(live), "v"),
        ]

    def _plain(self, side: _Side, key: str, frame: RowsetFrame) -> Expr:
        one = next(one for one in side.fields if one.key == key)
        type_ = self.work.catalog.type_of(self.card.form.name, one, side.lines)
        return kind_of(one, type_).out(frame.column(key))

    def _link(self, one: Field, frame: RowsetFrame) -> Expr:
        """Whether what a link names is there, alive, and may be read by this person."""
        value = frame.column(one.key)
        target = one.kind.points_to()
        alias = frame.joins.alias()
        hit = (
            AnyOf(Col(alias, "id"), value) if one.kind.many else Infix("=", Col(alias, "id"), value)
        )
        if target in PEOPLE:
            source: Table = Table(PEOPLE[target], alias)
            limits: tuple[Expr, ...] = ()
        elif target == FILES:
            source, limits = Table("sys_file", alias), ()
        else:
            inside = frame.again(target, alias, ("", alias))
            inside.joins = frame.joins.inner()
            limits = (IsNull(Col(alias, "deleted_at")), *allowed(self.work.grants, target, inside))
            source = Table(self.work.catalog.form(target).table, alias)
            joins = tuple(inside.joins.made)
            return self._found(
                one,
                value,
                Select(
                    (Out(Call("count", (Star(),)), "n"),),
                    source,
                    joins=joins,
                    where=And((hit, *limits)),
                ),
            )
        return self._found(
            one,
            value,
            Select((Out(Call("count", (Star(),)), "n"),), source, where=And((hit, *limits))),
        )

    def _found(self, one: Field, value: Expr, counted: Select) -> Expr:
        if one.kind.many:
            wanted: Expr = Call("coalesce", (Call("cardinality", (value,)), Lit(0)))
            return Infix("=", Cast(Scalar(counted), "integer"), wanted)
        return Or(
            (
                IsNull(value),
                Exists(
                    Select(
                        (Out(Lit(1), "one"),),
                        counted.source,
                        joins=counted.joins,
                        where=counted.where,
                    )
                ),
            )
        )

    def _live(self, one: Field, frame: RowsetFrame) -> Expr:
        """A value that is not stored, as this person sees it while typing."""
        guarded = RowsetFrame(
            self.work.catalog, self.card.form.name, frame.alias, frame.joins, WHO, frame.lines,
            ("live",), grants=self.work.grants, finished=frame.finished, sums=frame.sums,
            outside=frame.outside,
        )  # fmt: skip
        if one.kind.looks_at():
            *steps, last = one.kind.looks_at().split(".")
            owner: Any = guarded
            for step in steps:
                owner = owner.through(step)
            if owner.form in PEOPLE:
                return cast("Expr", owner.own(last))
            return value_cell(kind_at(owner, last), last, owner)
        computed = frame.computed(one.key)
        assert computed is not None
        return kind_of(one, computed.type).out(computed.condition.lower(guarded))

    def _record_outs(self, frame: RowsetFrame) -> list[Out]:
        title: Expr = self.card.title.lower(frame) if self.card.title else Lit("")
        title = Call("coalesce", (title, Lit("")))
        grant = self.work.grants.of(self.card.form.name)
        rights = [self._may(grant.rows.get(verb), frame) for verb in ("create", "update")]
        return [
            Out(title, "title"),
            Out(search_text(self.card, frame.own, title), "search"),
            Out(_array(rights), "a"),
        ]

    def _may(self, rows: Rows | None, frame: RowsetFrame) -> Expr:
        if not rows:
            return Lit(False)
        return Call("coalesce", (And(row_condition(rows, frame)), Lit(False)))

    def _lines(self, side: _Side) -> Expr:
        """The rows of one lines field, in the order they were given."""
        frame = self._frame(self.finished[side.lines], side)
        outs = self._outs(side, frame)
        row = Call("json_build_array", tuple(out.expr for out in outs))
        source = Select(
            (
                Out(Col(frame.alias, "position"), "p"),
                Out(row, "row"),
                Out(Col(frame.alias, NUMBER), NUMBER),
            ),
            Named(frame.alias, frame.alias),
            joins=frame.all_joins(),
        )
        from_ = f"g_{side.lines}"
        grouped = Select(
            (
                Out(Col(from_, NUMBER), NUMBER),
                Out(
                    Call("json_agg", (Col(from_, "row"),), order=(Order(Col(from_, "p")),)), "rows"
                ),
            ),
            Sub(source, from_),
            group=(Col(from_, NUMBER),),
        )
        name = f"f_{side.lines}"
        self.ctes.append(With(name, grouped))
        picked = Select(
            (Out(Col(name, "rows"), "rows"),),
            Named(name, name),
            where=Infix("=", Col(name, NUMBER), Col("m", NUMBER)),
        )
        return Cast(Call("coalesce", (Scalar(picked), Cast(Lit("[]"), "json"))), "text")


def _array(items: list[Expr]) -> Expr:
    """A JSON array of any length: json_build_array takes at most 100, so longer ones are nested."""
    if len(items) <= CHUNK:
        return Call("json_build_array", tuple(items))
    chunks = [items[at : at + CHUNK] for at in range(0, len(items), CHUNK)]
    return Call("json_build_array", tuple(_array(chunk) for chunk in chunks))


def _flat(items: list[Any], count: int) -> list[Any]:
    return [one for chunk in items for one in chunk] if count > CHUNK else items


# -- inputs and results ------------------------------------------------------------------------


def _input(side: _Side, drafts: Sequence[Draft]) -> str:
    flags = [step for level in side.levels for step in level if step.is_default]
    rows: list[dict[str, object]] = []
    for number, draft in enumerate(drafts):
        if side.lines:
            for line in draft.lines_of(side.lines):
                row = _row(side, line.values, number, line.id)
                row["position"] = line.position
                _flag(row, flags, line)
                rows.append(row)
        else:
            row = _row(side, draft.values, number, draft.id)
            _flag(row, flags, draft)
            rows.append(row)
    return codec.text(rows)


def _row(side: _Side, values: Values, number: int, id_: str) -> dict[str, object]:
    row: dict[str, object] = {NUMBER: number, "id": id_}
    for key, _ in side.inputs:
        value = values.get(key)
        if value is not None:
            row[key] = value
    return row


def _flag(row: dict[str, object], flags: Sequence[Step], draft: Draft | LineDraft) -> None:
    for n, step in enumerate(flags):
        row[f"_d{n}"] = applies(step, draft)


def applies(step: Step, draft: Draft | LineDraft) -> bool:
    """Whether a default is taken: on a new row that says nothing of it, or when a link that it reads
    through was changed and the field itself was left alone (数据联动).
    """
    if step.key in draft.given:
        return False
    if draft.before is None:
        return True
    return any(
        link in draft.given and draft.values.get(link) != draft.before.get(link)
        for link in links_of(step.condition)
    )


def _results(
    rows: Sequence[Any], every: tuple[_Side, ...], drafts: Sequence[Draft]
) -> list[RecordResult]:
    made: list[RecordResult | None] = [None] * len(drafts)
    own = every[-1]
    for row in rows:
        lines = {
            side.lines: [
                _row_result(side, *cast("list[Any]", one)) for one in codec.decode(row[f"l{n}"])
            ]
            for n, side in enumerate(every[:-1])
        }
        made[row[NUMBER]] = RecordResult(
            own=_row_result(own, *(codec.decode(row[name]) for name in ("o", "c", "k", "v"))),
            title=str(row["title"])[:500],
            search=str(row["search"]),
            allowed=cast("tuple[bool, bool]", tuple(codec.decode(row["a"]))),
            lines=lines,
        )
    return [one for one in made if one is not None]


def _row_result(side: _Side, values: Any, rules: Any, links: Any, live: Any) -> RowResult:
    return RowResult(
        values=_named(side.outs, values),
        rules=tuple(_flat(rules, len(side.rules))),
        links=_named([one.key for one in side.links], links),
        live=_named([one.key for one in side.live], live),
    )


def _named(keys: Sequence[str], values: list[Any]) -> dict[str, Any]:
    return dict(zip(keys, _flat(values, len(keys)), strict=True))
