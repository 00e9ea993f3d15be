"""Rows of a sheet to changes of records, with the place of every problem. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tombolo.base.problems import Problem
from tombolo.records.sheets.find import SEVERAL, Finder
from tombolo.records.sheets.fit import Fit, Slot
from tombolo.records.sheets.frames import Cell, Numbered
from tombolo.records.write.change import Change
from tombolo.schema.kinds.shape import Bad

_SPLIT = str.maketrans(dict.fromkeys("、,，;；|", "\n"))


@dataclass(slots=True)
class Entry:
    """One record to be: the rows of the sheet it comes from, its values, its key, what is wrong."""

    rows: list[Numbered]
    set: dict[str, object]
    key: tuple[str, ...] | None = None
    id: str = ""
    line_rows: list[int] = field(default_factory=list[int])  # the row of each line that is set
    problems: list[tuple[int, str, Problem]] = field(  # row, path, problem
        default_factory=list[tuple[int, str, Problem]]
    )

    @property
    def row(self) -> int:
        """The first of its rows."""
        return self.rows[0][0]

    def wrong(self, row: int, path: str, code: str, **values: object) -> None:
        self.problems.append((row, path, Problem(code, path, values)))

    def change(self) -> Change:
        """As the write line takes it; `place` leads back to the row."""
        return Change(self.set, self.id, None, f"r{self.row}")


def parcels(fit: Fit, rows: Sequence[Numbered]) -> Iterator[list[Numbered]]:
    """The rows of one record each. A blank parent key continues the record above."""
    if not fit.together:
        for row in rows:
            yield [row]
        return
    open_: list[Numbered] = []
    key: tuple[Cell, ...] = ()
    for row in rows:
        here = tuple(_at(row, column) for column in fit.together)
        if open_ and here != key and any(cell is not None for cell in here):
            yield open_
            open_ = []
        if not open_:
            key = here
        open_.append(row)
    if open_:
        yield open_


def named(fit: Fit, rows: Sequence[Numbered]) -> dict[str, set[str]]:
    """The texts by which these rows name other records, people and departments."""
    found: dict[str, set[str]] = {}
    for slot in (*fit.own, *fit.inside):
        if slot.target:
            texts = found.setdefault(slot.target, set())
            for row in rows:
                cell = _at(row, slot.column)
                if cell is not None:
                    texts.update(_texts(slot, cell))
    return found


def entry_of(fit: Fit, finder: Finder, rows: list[Numbered]) -> Entry:
    """One record from its rows."""
    entry = Entry(rows, {})
    for slot in fit.own:
        cell = _own_cell(entry, slot)
        if cell is not None and slot.sets:
            _put(entry, entry.set, finder, slot, rows[0][0], cell)
    if fit.keys:
        entry.key = _key(fit, finder, entry)
    if fit.lines:
        lines: list[dict[str, object]] = []
        for row in rows:
            line = _line(entry, fit, finder, row)
            if line is not None:
                lines.append(line)
                entry.line_rows.append(row[0])
        entry.set[fit.lines] = lines
    return entry


def _line(entry: Entry, fit: Fit, finder: Finder, row: Numbered) -> dict[str, object] | None:
    """One line; None for a row that says nothing of lines (an order without any)."""
    made: dict[str, object] = {}
    blank = True
    for slot in fit.inside:
        cell = _at(row, slot.column)
        if cell is not None:
            blank = False
            _put(entry, made, finder, slot, row[0], cell)
    return None if blank else made


def _own_cell(entry: Entry, slot: Slot) -> Cell:
    """The value of a record's own field: that of its first row; other rows repeat it or are blank."""
    first = _at(entry.rows[0], slot.column)
    for row in entry.rows[1:]:
        cell = _at(row, slot.column)
        if cell is not None and cell != first:
            entry.wrong(
                row[0], slot.path, "sheet.parent_differs",
                first=entry.row, here=str(cell)[:40], there="" if first is None else str(first)[:40],
            )  # fmt: skip
    return first


def _put(
    entry: Entry, into: dict[str, object], finder: Finder, slot: Slot, row: int, cell: Cell
) -> None:
    if not slot.target:
        into[slot.key] = (
            cell if not isinstance(cell, bool) or slot.field.kind.name == "switch" else str(cell)
        )
        return
    ids: list[str] = []
    for text in _texts(slot, cell):
        found = finder.id_of(slot.target, text)
        if found is None:
            entry.wrong(row, slot.path, "sheet.link_missing", field=slot.words, value=text[:60])
        elif found == SEVERAL:
            entry.wrong(row, slot.path, "sheet.link_twice", field=slot.words, value=text[:60])
        else:
            ids.append(found)
    into[slot.key] = ids if slot.field.kind.many else (ids[0] if ids else None)


def _texts(slot: Slot, cell: Cell) -> list[str]:
    text = str(cell).strip()
    if not slot.field.kind.many:
        return [text]
    return [part.strip() for part in text.translate(_SPLIT).split("\n") if part.strip()]


def _key(fit: Fit, finder: Finder, entry: Entry) -> tuple[str, ...] | None:
    """The key in plain form, as the database is asked for it."""
    parts: list[str] = []
    for slot in fit.keys:
        cell = _at(entry.rows[0], slot.column)
        if cell is None:
            entry.wrong(entry.row, slot.path, "sheet.key_blank")
            return None
        if slot.target:
            id_ = finder.id_of(slot.target, str(cell).strip())
            if id_ is None or id_ == SEVERAL:
                return None  # told where the link itself is put
            parts.append(id_)
            continue
        try:
            plain = slot.field.kind.parse(cell)
        except Bad as bad:
            if not slot.sets:
                entry.wrong(entry.row, slot.path, bad.code, **bad.values, field=slot.words)
            return None
        parts.append("true" if plain is True else "false" if plain is False else str(plain))
    return tuple(parts)


def _at(row: Numbered, column: int) -> Cell:
    cells = row[1]
    return cells[column] if column < len(cells) else None


def spot(entry: Entry, place: str) -> tuple[int, str]:
    """Row and path of a problem's place inside a record: `lines[2].qty` is its third line's row."""
    if "[" not in place:
        return entry.row, place
    lines, _, more = place.partition("[")
    number, _, column = more.partition("]")
    at = int(number) if number.isdigit() else 0
    row = entry.line_rows[at] if at < len(entry.line_rows) else entry.row
    return row, f"{lines}{column}"
