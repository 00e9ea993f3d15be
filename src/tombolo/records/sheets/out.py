"""The filtered list as rows of a sheet: page by page over the read line, lines repeating their record."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from tombolo.access import directory
from tombolo.base import codec
from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.pg import printer
from tombolo.pg.tree import And, AnyOf, Cast, Col, Out, Select, Table
from tombolo.records.read.ask import Ask, Shape, ask_of
from tombolo.records.read.cells import lines_cell
from tombolo.records.read.fetch import fetch, seal
from tombolo.records.read.guard import row_condition
from tombolo.records.read.slots import WHO, bound, slot
from tombolo.records.sheets.cells import Shower, shower
from tombolo.records.sheets.frames import Cell
from tombolo.records.sheets.laid import Format, Laid, csv_file, format_of, xlsx_file
from tombolo.records.sheets.laid import csv_of as csv_pieces
from tombolo.records.work import Work
from tombolo.schema.field import Field
from tombolo.schema.frame import Joins, TableFrame
from tombolo.schema.label import Label
from tombolo.schema.paths import resolve
from tombolo.schema.stand_in import kind_of

PAGE = 1000
Row = list[Any]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be exported: the ask of the list, its columns in their order, how they are headed."""

    ask: Ask
    columns: tuple[str, ...]
    format: Format
    labels: bool


@dataclass(frozen=True, slots=True)
class _Column:
    """Where a cell comes from: `at` in the page's row, or under `key` in each line."""

    path: str
    label: Label
    shower: Shower
    at: int = -1
    key: str = ""


@dataclass(frozen=True, slots=True)
class Export:
    """An order that this person may have. `lines` is the lines field that is repeated, or ""."""

    order: Order
    columns: tuple[_Column, ...]
    lines: str
    names: Mapping[str, str]

    def heads(self, language: str) -> list[str]:
        """The header row; twins get numbers."""
        made: list[str] = []
        for one in self.columns:
            text = single = (one.label.say(language) if self.order.labels else "") or one.path
            number = 2
            while text in made:
                text, number = f"{single} {number}", number + 1
            made.append(text)
        return made


def order_of(form: str, body: Mapping[str, object]) -> Order:
    """JSON of docs/api.md as an Order. Raises Invalid."""
    format_ = format_of(body.get("format", "xlsx"))
    rest = {k: v for k, v in body.items() if k not in {"limit", "after", "count", "totals", "by"}}
    ask = ask_of(form, rest)
    if not ask.shape.columns:
        raise Invalid("ask.invalid", problems=[Problem("ask.not_list", "columns")])
    labels = body.get("headers", "label") != "key"
    return Order(ask, ask.shape.columns, format_, labels)


async def prepare(work: Work[Any], order: Order) -> Export:
    """Check names and rights. Raises Missing, Denied, Invalid."""
    form = order.ask.shape.form
    card = work.catalog.card(form)
    grant = work.grants.of(form)
    if grant.may("read"):  # a form that is not seen is answered like one that is not there
        grant.demand("export")
    own: list[str] = []
    columns: list[_Column] = []
    problems: list[Problem] = []
    repeated = ""
    for number, path in enumerate(order.columns):
        top, _, below = path.partition(".")
        field = card.form.field(top)
        if field is None or not field.kind.rows or not below:
            columns.append(_Column(path, Label(""), Shower("text"), at=len(own)))
            own.append(path)
            continue
        column = field.column(below)
        if column is None or not grant.sees(path):
            problems.append(Problem("ask.no_field", f"columns[{number}]", {"name": path[:80]}))
            continue
        if repeated not in {"", top}:
            problems.append(Problem("sheet.two_lines", f"columns[{number}]"))
        repeated = top
        label = Label(
            f"{field.label.zh}.{column.label.zh}",
            f"{field.label.say('en')}.{column.label.say('en')}",
        )
        columns.append(_Column(path, label, _line_shower(work, form, top, column), key=below))
    if problems:
        raise Invalid("ask.invalid", problems=problems)
    shape = replace(order.ask.shape, columns=tuple(own), limit=PAGE, totals=())
    ask = replace(order.ask, shape=shape, count=False)
    spots = seal(work, ask).plan.columns
    made = [
        one
        if one.key
        else replace(one, label=spots[one.at].label, shower=shower(spots[one.at].kind, work.zone))
        for one in columns
    ]
    house = await directory.organisation(work.tx)
    names = {str(one.id): one.name for one in (*house.members, *house.departments)}
    return Export(replace(order, ask=ask), tuple(made), repeated, names)


def _line_shower(work: Work[Any], form: str, lines: str, column: Field) -> Shower:
    if column.kind.looks_at():
        link, _, rest = column.kind.looks_at().partition(".")
        owner = work.catalog.form(form).every[lines].column(link)
        found = owner and resolve(work.catalog, owner.kind.points_to(), rest)
        return shower(found.kind, work.zone) if found else Shower("text")
    return shower(kind_of(column, work.catalog.type_of(form, column, lines)), work.zone)


async def rows(work: Work[Any], export: Export, *, exact: bool) -> AsyncIterator[list[list[Cell]]]:
    """The cells, page by page. `exact` keeps numbers as text, as CSV wants them."""
    ask = export.order.ask
    language = work.language
    while True:
        page = await fetch(work, ask)
        found = cast("list[Row]", codec.decode(page.rows))
        found = await _exportable(work, ask.shape.form, found)
        lines = await _lines(work, export, [row[0] for row in found]) if export.lines else {}
        made: list[list[Cell]] = []
        for row in found:
            made.extend(
                [
                    one.shower.cell(
                        line.get(one.key) if one.key else row[one.at + 2],
                        export.names, language, exact=exact,
                    )
                    for one in export.columns
                ]
                for line in lines.get(row[0]) or [{}]
            )  # fmt: skip
        yield made
        if not page.next:
            return
        ask = replace(ask, shape=replace(ask.shape, after=True), after=page.next)


async def _exportable(work: Work[Any], form: str, found: list[Row]) -> list[Row]:
    """Only rows for which the right to export holds, where that is narrower than reading."""
    grant = work.grants.of(form)
    may = grant.demand("export")
    if may.all or may == grant.rows.get("read") or not found:
        return found
    joins = Joins()
    frame = TableFrame(work.catalog, form, "t", joins, WHO)
    limits = row_condition(may, frame)
    ids = slot(lambda ask, _: ask.values[0], "uuid[]")
    select = Select(
        (Out(Col("t", "id"), "id"),),
        Table(work.catalog.form(form).table, "t"),
        joins=tuple(joins.made),
        where=And((AnyOf(Col("t", "id"), ids), *limits)),
    )
    sql, values = printer.text(select)
    ask = Ask(Shape(form), values=([row[0] for row in found],))
    allowed = {str(row["id"]) for row in await work.tx.rows(sql, *bound(values, ask, work))}
    return [row for row in found if row[0] in allowed]


async def _lines(
    work: Work[Any], export: Export, ids: Sequence[str]
) -> dict[str, list[dict[str, Any]]]:
    """The lines of these records, as far as they are seen."""
    form = export.order.ask.shape.form
    wanted = [one.key for one in export.columns if one.key]
    sealed = seal(work, Ask(Shape(form, bin=export.order.ask.shape.bin)))
    joins = Joins()
    frame = sealed.frame(joins)
    field = sealed.plan.card.form.every[export.lines]
    seen = tuple(one for one in field.fields if one.key in wanted)
    asked = slot(lambda ask, _: ask.values[0], "uuid[]")
    select = Select(
        (
            Out(frame.column("id"), "id"),
            Out(Cast(lines_cell(field, frame, seen), "text"), "lines"),
        ),
        Table(sealed.plan.card.form.table, frame.alias),
        joins=tuple(joins.made),
        where=And((AnyOf(frame.column("id"), asked), *sealed.rows(frame))),
    )
    sql, values = printer.text(select)
    ask = Ask(Shape(form), values=(list(ids),))
    found = await work.tx.rows(sql, *bound(values, ask, work))
    return {str(row["id"]): codec.decode(row["lines"]) for row in found}


async def to_file(work: Work[Any], export: Export, folder: Path) -> Path:
    """The export as a file in `folder`."""
    if export.order.format == "xlsx":
        return await xlsx_of(work, export, folder)
    return await csv_file(_laid(work, export), rows(work, export, exact=True), folder)


def csv_of(work: Work[Any], export: Export) -> AsyncIterator[bytes]:
    """The export as CSV that Excel opens."""
    return csv_pieces(_laid(work, export), rows(work, export, exact=True))


async def xlsx_of(work: Work[Any], export: Export, folder: Path) -> Path:
    """The export as a workbook in `folder`."""
    return await xlsx_file(_laid(work, export), rows(work, export, exact=False), folder)


def _laid(work: Work[Any], export: Export) -> Laid:
    label = work.catalog.form(export.order.ask.shape.form).label.say(work.language)
    return Laid(export.heads(work.language), [one.shower.type for one in export.columns], label)
