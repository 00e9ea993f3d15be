"""The ledger behind a number as rows of a sheet, newest first, with what there was after each."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tombolo.records.balances import ledger as behind
from tombolo.records.balances.ledger import Ledger, Line, Wish
from tombolo.records.sheets.cells import Shower
from tombolo.records.sheets.frames import Cell
from tombolo.records.sheets.laid import Format, Laid, csv_file, xlsx_file
from tombolo.records.work import Work
from tombolo.schema.label import Label

_PAGE = 1000
_DAY, _POSTED = Label("日期", "Date"), Label("过账时间", "Posted")
_FORM, _RECORD = Label("表单", "Form"), Label("单据", "Record")
_CHANGE, _AFTER = Label("变动", "change"), Label("结存", "after")
_OPENING, _OTHERS = Label("期初", "Opening"), Label("其他", "Others")


@dataclass(slots=True)
class _Sheet:
    """One ledger, row by row."""

    work: Work[Any]
    measures: tuple[str, ...]
    exact: bool

    def line(self, one: Line) -> list[Cell]:
        form = self.work.catalog.form(one.form).label.say(self.work.language)
        at = Shower("moment", zone=self.work.zone).cell(one.at, {}, "", exact=self.exact)
        return [one.on.isoformat(), at, form, one.title, *self.numbers(one.amounts, one.running)]

    def rest(self, label: Label, amounts: Mapping[str, str]) -> list[Cell]:
        """What is not told row by row."""
        numbers = self.numbers(amounts, {})
        return [None, None, None, label.say(self.work.language), *numbers]

    def numbers(self, amounts: Mapping[str, str], running: Mapping[str, str]) -> list[Cell]:
        number = Shower("number")
        return [
            number.cell(part.get(one), {}, "", exact=self.exact)
            for one in self.measures
            for part in (amounts, running)
        ]


async def to_file(
    work: Work[Any], name: str, id_: str, wish: Wish, format_: Format, folder: Path
) -> tuple[Path, str]:
    """The file, and how it is called. Raises Missing, Denied, Invalid.

    A record is named where the person may export it; all others are in one sum, so that it adds up.
    """
    card = work.catalog.balance(name)
    work.grants.of(name).demand("export")
    wish = replace(wish, verb="export", limit=_PAGE, after="")
    first = await behind.ledger(work, name, id_, wish)
    language = work.language
    labels = {one.key: one.label.say(language) for one in card.balance.measures}
    heads = [one.say(language) for one in (_DAY, _POSTED, _FORM, _RECORD)]
    for one in first.measures:
        heads += [f"{labels[one]} {part.say(language)}" for part in (_CHANGE, _AFTER)]
    keys = " ".join(_said(one) for one in first.standing.key.values())
    label = f"{card.balance.label.say(language)} {keys}".strip()
    numbers = ["number"] * (2 * len(first.measures))
    laid = Laid(heads, ["date", "moment", "text", "text", *numbers], label)  # pyright: ignore[reportArgumentType]
    exact = format_ == "csv"
    pages = _pages(_Sheet(work, first.measures, exact), name, id_, wish, first)
    make = csv_file if exact else xlsx_file
    return await make(laid, pages, folder), label


async def _pages(
    sheet: _Sheet, name: str, id_: str, wish: Wish, first: Ledger
) -> AsyncIterator[list[list[Cell]]]:
    found = first
    while True:
        yield [sheet.line(one) for one in found.lines]
        if not found.next:
            break
        found = await behind.ledger(sheet.work, name, id_, replace(wish, after=found.next))
    rest: list[list[Cell]] = []
    if first.others.count:
        rest.append(sheet.rest(_OTHERS, first.others.amounts))
    if wish.period:
        rest.append(sheet.rest(_OPENING, first.opening))
    yield rest


def _said(value: Any) -> str:
    title = value.get("title") or value.get("name") if isinstance(value, dict) else value  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return str(title) if title is not None else ""  # pyright: ignore[reportUnknownArgumentType]
