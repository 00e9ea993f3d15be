"""The one computing SELECT as SQL: a chain of WITH queries for the records and for each lines."""

from dataclasses import dataclass, field
from typing import Any, cast

from tombolo.access.grant import Rows
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
from tombolo.records.read.cells import kind_at, value_cell
from tombolo.records.read.guard import allowed, row_condition
from tombolo.records.read.slots import WHO, slot
from tombolo.records.work import Work
from tombolo.records.write.candidates import verdict
from tombolo.records.write.order import Stage, Step, stages
from tombolo.records.write.rowset import NUMBER, RowsetFrame
from tombolo.schema.catalog import UNTOLD, Catalog, FormCard, Rule, Verdict
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
class Side:
    """One table of the statement: the form itself, or one of its lines."""

    lines: str
    inputs: tuple[tuple[str, str], ...]  # column, type
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...]
    links: tuple[Field, ...]
    live: tuple[Field, ...]
    flags: tuple[Step, ...]  # the defaults: each row says which of them it takes
    outs: tuple[str, ...]  # the computed and defaulted keys that come back
    asks: tuple[tuple[str, str], ...] = ()  # column and balance: which keys the defaults ask for
    verdicts: tuple[Verdict, ...] = ()
    told: tuple[Verdict, ...] = ()  # of a preview: those that it tells, through the person's eyes

    @property
    def parts(self) -> tuple[str, ...]:
        """The JSON arrays that come back of a row; no form pays for rules that it does not have."""
        return (*"ockv", *("w" if self.verdicts else ""), *("t" if self.told else ""))


def sides(catalog: Catalog, card: FormCard, *, live: bool) -> tuple[Side, ...]:
    """The tables of the statement, lines first."""
    form, every = card.form, stages(card)
    made = [
        _side(
            catalog, card, one.key, (*one.fields, *card.hidden.get(one.key, ())), every, live=live
        )
        for one in form.lines()
    ]
    own = (*form.every.values(), *card.hidden.get("", ()))
    return (*made, _side(catalog, card, "", own, every, live=live))


def _side(
    catalog: Catalog,
    card: FormCard,
    lines: str,
    fields: tuple[Field, ...],
    every: tuple[Stage, ...],
    *,
    live: bool,
) -> Side:
    name = card.form.name
    verdicts = (card.lines[lines] if lines else card.own).verdicts
    steps = [step for stage in every if stage.lines == lines for step in stage.steps]
    return Side(
        lines=lines,
        inputs=tuple(
            (one.key, str(one.kind.column))
            for one in fields
            if one.kind.column is not None and not one.kind.computed
        ),
        fields=fields,
        rules=(card.lines[lines] if lines else card.own).checks,
        links=tuple(one for one in fields if one.kind.points_to() and one.kind.column),
        live=tuple(
            one
            for one in fields
            if live and one.kind.computed and not catalog.stored(name, one, lines)
        ),
        flags=tuple(step for step in steps if step.is_default),
        outs=tuple(step.key for step in steps),
        asks=() if lines else tuple(ask for step in steps for ask in _asks(card, step)),
        verdicts=verdicts,
        told=tuple(one for one in verdicts if live and one.what not in UNTOLD),
    )


def _asks(card: FormCard, step: Step) -> list[tuple[str, str]]:
    """The columns for the keys that a default asks of balances that its form feeds."""
    if not step.is_default:
        return []
    asked = enumerate(step.condition.asking)
    return [(f"_a{n}_{step.key}", name) for n, name in asked if name in card.draws]


@dataclass(slots=True)
class Statement:
    """The statement in the making: for each side the last WITH query, and the columns it has."""

    work: AnyWork
    card: FormCard
    every: tuple[Side, ...]
    joins: Joins = field(default_factory=Joins)
    ctes: list[With] = field(default_factory=list[With])
    last: dict[str, str] = field(default_factory=dict[str, str])
    known: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def select(self) -> Select:
        """One row for each record, JSON arrays in its columns."""
        for number, side in enumerate(self.every):
            self._inputs(number, side)
        by_lines = {side.lines: side for side in self.every}
        for stage in stages(self.card):
            self._compute(by_lines[stage.lines], stage)
        own = self.every[-1]
        frame = self._frame(own)
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

    def _inputs(self, number: int, side: Side) -> None:
        """The rows of one table as they were sent."""
        rowset = slot(lambda ask, _, n=number: ask.values[n], "json")
        columns: list[tuple[str, str]] = [(NUMBER, "integer"), ("id", "uuid")]
        if side.lines:
            columns.append(("position", "integer"))
        columns.extend(side.inputs)
        columns.extend((f"_d{n}", "boolean") for n in range(len(side.flags)))
        first = Select(
            tuple(Out(Col("r", column), column) for column, _ in columns),
            Rowset(rowset, "r", tuple(columns)),
        )
        self.last[side.lines] = name = f"s{number}_0"
        self.known[side.lines] = [column for column, _ in columns]
        self.ctes.append(With(name, first))

    def _compute(self, side: Side, stage: Stage) -> None:
        """One stage more of one table."""
        frame, before, known = self._frame(side), self.last[side.lines], self.known[side.lines]
        flag_of = {step.key: f"_d{n}" for n, step in enumerate(side.flags)}
        outs: dict[str, Out] = {column: Out(Col(before, column), column) for column in known}
        for step in stage.steps:
            value = step.condition.lower(frame)
            if step.is_default:
                given = (
                    Cast(Col(before, step.key), column_type(step.condition.type))
                    if step.key not in known
                    else Col(before, step.key)
                )
                taken: Expr = Col(before, flag_of[step.key])
                if step.when:
                    taken = And((taken, step.when.holds(frame)))
                value = Case(((taken, value),), given)
                outs.update(self._asked(side, step, taken, frame))
            outs[step.key] = Out(value, step.key)
        stem, _, at = before.rpartition("_")
        after = f"{stem}_{int(at) + 1}"
        select = Select(tuple(outs.values()), Named(before, before), joins=frame.all_joins())
        self.ctes.append(With(after, select))
        self.last[side.lines], self.known[side.lines] = after, list(outs)

    def _asked(self, side: Side, step: Step, taken: Expr, frame: RowsetFrame) -> dict[str, Out]:
        """The keys that a default asks of balances that are moved with it, where it is taken."""
        mine = {name for name, _ in side.asks}
        found: dict[str, Out] = {}
        for n, (_, keys) in enumerate(step.condition.asks(frame) if mine else ()):
            name = f"_a{n}_{step.key}"
            if name in mine:
                asked = _array([Cast(key, "text") for key in keys])
                found[name] = Out(Case(((taken, asked),)), name)
        return found

    def _frame(self, side: Side) -> RowsetFrame:
        return RowsetFrame(
            self.work.catalog, self.card.form.name, self.last[side.lines], self.joins.inner(), WHO,
            side.lines, finished={key: name for key, name in self.last.items() if key},
            record=self.last[""],
        )  # fmt: skip

    def _outs(self, side: Side, frame: RowsetFrame) -> list[Out]:
        """Computed values, verdicts of checks and links, live values: a JSON array of each."""
        values = [self._plain(side, key, frame) for key in side.outs]
        rules: list[Expr] = [
            Call("coalesce", (rule.condition.lower(frame), Lit(True))) for rule in side.rules
        ]
        links = [self._link(one, frame) for one in side.links]
        live = [self._live(one, frame) for one in side.live]
        fields = {one.key: one for one in side.fields}
        eyes = self._guarded(frame) if side.told else frame
        verdicts = [verdict(one, fields[one.key], frame) for one in side.verdicts]
        told = [verdict(one, fields[one.key], eyes) for one in side.told]
        more = {"w": verdicts, "t": told}
        return [
            Out(_array(values), "o"),
            Out(_array(rules), "c"),
            Out(_array(links), "k"),
            Out(_array(live), "v"),
            *(Out(_array(more[part]), part) for part in side.parts if part in more),
        ]

    def _plain(self, side: Side, key: str, frame: RowsetFrame) -> Expr:
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

    def _guarded(self, frame: RowsetFrame) -> RowsetFrame:
        """The same rows through this person's eyes."""
        return RowsetFrame(
            self.work.catalog, self.card.form.name, frame.alias, frame.joins, WHO, frame.lines,
            ("live",), grants=self.work.grants, finished=frame.finished, record=frame.record,
            sums=frame.sums, outside=frame.outside,
        )  # fmt: skip

    def _live(self, one: Field, frame: RowsetFrame) -> Expr:
        """A value that is not stored, as this person sees it while typing."""
        guarded = self._guarded(frame)
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
        rights = [
            *(self._may(grant.rows.get(verb), frame) for verb in ("create", "update")),
            *(self._may(rows, frame) for rows, _ in grant.partly(grant.filled, "create")),
        ]
        return [
            Out(title, "title"),
            Out(search_text(self.card, frame.own, title), "search"),
            Out(_array(rights), "a"),
            Out(_array([frame.column(name) for name, _ in self.every[-1].asks]), "b"),
        ]

    def _may(self, rows: Rows | None, frame: RowsetFrame) -> Expr:
        if not rows:
            return Lit(False)
        return Call("coalesce", (And(row_condition(rows, frame)), Lit(False)))

    def _lines(self, side: Side) -> Expr:
        """The rows of one lines field, in the order they were given."""
        frame = self._frame(side)
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
