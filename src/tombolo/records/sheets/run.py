"""The story of an import: a file's rows through the write line, in one transaction, told as it goes.

Bad rows are found batch by batch behind savepoints, so that one look names them all; whether the
good ones stay is decided at the end. A process that dies leaves nothing.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tombolo.base import ids
from tombolo.base.errors import Conflict, Denied, Fault, Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.pg import named
from tombolo.pg.pool import Pool, ReadTx, WriteTx
from tombolo.records.moves import Move
from tombolo.records.settle import settle_posted
from tombolo.records.sheets import find, read
from tombolo.records.sheets.ahead import Ahead
from tombolo.records.sheets.apart import apart
from tombolo.records.sheets.find import SEVERAL, Finder
from tombolo.records.sheets.fit import Fit, fitted
from tombolo.records.sheets.frames import Numbered, frames
from tombolo.records.sheets.look import letters
from tombolo.records.sheets.report import write_report
from tombolo.records.sheets.rows import Entry, entry_of, parcels, spot
from tombolo.records.sheets.rows import named as texts_of
from tombolo.records.sheets.say import said, said_problem
from tombolo.records.sheets.spec import Spec
from tombolo.records.work import IMPORTED, Happening, Work
from tombolo.records.write.save import create, update

_SQL = named.beside(__file__)
MOST_BAD = 5000


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing wrong with a sheet, in both languages."""

    sheet: str
    row: int
    column: str
    message: dict[str, str]


@dataclass(slots=True)
class Outcome:
    """What an import did, or in a dry run would do. Rows are counted in `bad` and `total`."""

    total: int = 0
    done: int = 0
    added: int = 0
    updated: int = 0
    bad: int = 0
    kept: bool = True
    stopped: bool = False
    problems: list[RowProblem] = field(default_factory=list[RowProblem])
    report: Path | None = None


class Bench(Protocol):
    """What an import stands on: connections, units of work, somebody who watches."""

    @property
    def pool(self) -> Pool: ...

    async def work(self, tx: ReadTx, *, hold: bool) -> "Work[WriteTx]":
        """A unit of work in the person's name; `hold` keeps the catalog in place."""
        ...

    async def told(self, outcome: Outcome) -> bool:
        """How far it is; False asks to stop."""
        ...

    async def ended(self, tx: WriteTx, work: "Work[WriteTx]", outcome: Outcome) -> None:
        """In the transaction that writes, before it commits."""
        ...


class _Undo(Exception):
    """Nothing of the transaction stays."""


async def run(bench: Bench, spec: Spec, path: Path, name: str, folder: Path) -> Outcome:
    """Import the file at `path`, called `name`. `folder` is for this import alone; a report of bad
    rows is left there. Raises Invalid for a file or mapping that cannot be used, Denied, Busy.
    """
    async with bench.pool.read() as tx:
        work = await bench.work(tx, hold=False)
        fit = fitted(work, spec)
        language = work.language
    rows = folder / "rows"
    spilled = await apart(read.spill, path, name, spec.sheet, spec.header_row, rows, fit.together)
    _demand_columns(fit, spilled)
    outcome = Outcome(total=spilled.total)
    numbers = Ahead(bench.pool, spec.dry)
    loader = _Loader(fit, spilled.headers, spec.sheet or Path(name).stem, outcome, numbers)
    try:
        async with bench.pool.trial() if spec.dry else bench.pool.write() as tx:
            work = await bench.work(tx, hold=True)
            # The catalog may have moved since the first look.
            loader.fit = fitted(work, spec)
            await _every_frame(bench, work, loader, rows)
            await settle_posted(work, loader.moves)
            outcome.kept = not spec.dry and not (spec.on_bad == "nothing" and outcome.bad)
            _demand_kept(outcome)
            await _report(outcome, loader, rows, folder, language)
            await _heard(work, loader.fit.card.form.name, name, outcome)
            await bench.ended(tx, work, outcome)
    except _Undo:
        outcome.kept = False
        if not spec.dry:
            outcome.added = outcome.updated = 0
        await _report(outcome, loader, rows, folder, language)
    await numbers.end(kept=outcome.kept)
    return outcome


async def _heard(work: Work[WriteTx], form: str, file: str, outcome: Outcome) -> None:
    """Whoever waits for the end of an import hears of it where its rows are kept."""
    counts = {key: str(getattr(outcome, key)) for key in ("total", "added", "updated", "bad")}
    over = Happening(form, IMPORTED, "", {"file": file, **counts}, str(ids.uuid7()))
    for one in work.reactions:
        await one.heard(work, [over])


async def _report(
    outcome: Outcome, loader: "_Loader", rows: Path, folder: Path, language: str
) -> None:
    if outcome.bad and not outcome.stopped:
        out = folder / "report.xlsx"
        await apart(write_report, rows, list(loader.headers), loader.bad_rows, out, language)
        outcome.report = out


def _demand_kept(outcome: Outcome) -> None:
    if not outcome.kept:
        raise _Undo


async def _every_frame(bench: Bench, work: Work[WriteTx], loader: "_Loader", rows: Path) -> None:
    outcome = loader.outcome
    for frame in frames(rows):
        await loader.frame(work, frame)
        outcome.done += len(frame)
        if not await bench.told(outcome):
            outcome.stopped = True
            raise _Undo
        if len(loader.bad_rows) > MOST_BAD:
            text = said("sheet.too_many_bad", {"most": MOST_BAD})
            outcome.problems.append(RowProblem(loader.sheet, frame[-1][0], "", text))
            raise _Undo


def _demand_columns(fit: Fit, spilled: read.Spilled) -> None:
    """Columns that are mapped must have a header; what the row of headers lacks is told at once."""
    if not any(spilled.headers):
        raise Invalid("sheet.no_header", values={"row": fit.spec.header_row})
    width = len(spilled.headers)
    problems = [
        Problem("sheet.no_column", f"mapping[{number}]", {"column": letters(column)})
        for number, (column, _) in enumerate(fit.spec.mapping)
        if column >= width
    ]
    if problems:
        raise Invalid("record.invalid", problems=problems)
    if not spilled.total:
        raise Invalid("sheet.empty")


@dataclass(slots=True)
class _Loader:
    fit: Fit
    headers: tuple[str, ...]
    sheet: str
    outcome: Outcome
    numbers: Ahead
    finder: Finder = field(default_factory=Finder)
    seen: dict[tuple[str, ...], int] = field(default_factory=dict[tuple[str, ...], int])
    bad_rows: dict[int, dict[str, str]] = field(default_factory=dict[int, dict[str, str]])
    moves: list[Move] = field(default_factory=list[Move])  # settled once, for all frames together

    async def frame(self, work: Work[WriteTx], rows: list[Numbered]) -> None:
        """One batch of rows: the good ones written, the bad ones noted."""
        for target, texts in texts_of(self.fit, rows).items():
            await self.finder.learn(work, target, texts)
        entries = [entry_of(self.fit, self.finder, parcel) for parcel in parcels(self.fit, rows)]
        if self.fit.keys:
            await self._meet(work, entries)
        good = [one for one in entries if not self._refused(one)]
        await self._save(work, [one for one in good if not one.id])
        await self._save(work, [one for one in good if one.id])

    async def _meet(self, work: Work[WriteTx], entries: Sequence[Entry]) -> None:
        """Give every entry the id of the record that has its key."""
        keys = [one.key for one in entries if one.key is not None]
        found = await find.by_key(work, self.fit.card, self.fit.keys, keys)
        path = self.fit.keys[0].path
        numbers_only = not all(one.sets for one in self.fit.keys)
        for entry in entries:
            if entry.key is None:
                continue
            words = "、".join(entry.key)
            id_ = found.get(entry.key)
            first = self.seen.setdefault(entry.key, entry.row)
            if first != entry.row:
                entry.wrong(entry.row, path, "sheet.key_twice", key=words, first=first)
            elif id_ == SEVERAL:
                entry.wrong(entry.row, path, "sheet.two_records", key=words)
            elif id_:
                entry.id = id_
            elif self.fit.spec.mode == "update" or numbers_only:
                # A number that the system gives cannot be given to a new record by a sheet.
                entry.wrong(entry.row, path, "sheet.no_record", key=words)

    async def _save(self, work: Work[WriteTx], entries: Sequence[Entry]) -> None:
        """Save what can be saved of these, all new or all known."""
        if not entries:
            return
        await work.tx.run(_SQL["mark"])
        self.numbers.mark()
        form, changes = self.fit.card.form.name, [one.change() for one in entries]
        try:
            moves: list[Move] = []
            if entries[0].id:
                await update(work, form, changes, act="import", moves=moves)
            else:
                numbers = self.numbers
                await create(work, form, changes, act="import", numbers=numbers, moves=moves)
        except (Invalid, Conflict, Denied, Missing) as fault:
            await work.tx.run(_SQL["back"])
            self.numbers.back()
            rest = await self._without_bad(work, entries, fault)
            for part in rest:
                await self._save(work, part)
            return
        await work.tx.run(_SQL["release"])
        self.moves.extend(moves)
        if entries[0].id:
            self.outcome.updated += len(entries)
        else:
            self.outcome.added += len(entries)

    async def _without_bad(
        self, work: Work[WriteTx], entries: Sequence[Entry], fault: Fault
    ) -> list[Sequence[Entry]]:
        """The entries without those that the fault names; two halves when it names none."""
        by_place = {f"r{one.row}": one for one in entries}
        problems = fault.problems or (Problem(fault.code, fault.place, fault.values),)
        for problem in problems:
            head, _, rest = problem.place.partition(".")
            if entry := by_place.get(head):
                row, path = spot(entry, rest)
                entry.problems.append((row, path, problem))
        if fault.code == "record.not_unique" and not entries[0].id:
            await self._mark_twins(work, entries, fault)
        if not any(one.problems for one in entries):
            if len(entries) > 1:
                half = len(entries) // 2
                return [entries[:half], entries[half:]]
            for problem in problems:
                entries[0].problems.append((entries[0].row, problem.place, problem))
        good = [one for one in entries if not self._refused(one)]
        return [good]

    async def _mark_twins(
        self, work: Work[WriteTx], entries: Sequence[Entry], fault: Conflict | Fault
    ) -> None:
        """A clash of an index names no row: look which values are there already."""
        problem = fault.problems[0]
        for rule in self.fit.card.unique:
            if rule.where is None and rule.fields[0] == problem.place:
                sets = [one.set for one in entries]
                for number in await find.taken(work, self.fit.card, rule.fields, sets):
                    entries[number].problems.append((entries[number].row, problem.place, problem))

    def _refused(self, entry: Entry) -> bool:
        """Whether something is wrong with the entry; if so it is noted."""
        if not entry.problems:
            return False
        for row, path, problem in entry.problems:
            message = said_problem(problem)
            self.outcome.problems.append(RowProblem(self.sheet, row, self._column(path), message))
            self._note(row, path, message)
        first = min(row for row, _, _ in entry.problems)
        for row, _ in entry.rows:
            if row not in self.bad_rows:
                self.bad_rows[row] = {
                    k: f"→ {v}" for k, v in said("sheet.row", {"row": first}).items()
                }
        self.outcome.bad = len(self.bad_rows)
        return True

    def _note(self, row: int, path: str, message: dict[str, str]) -> None:
        head = self._column(path)
        text = {k: f"{head}: {v}" if head and head not in v else v for k, v in message.items()}
        known = self.bad_rows.get(row)
        self.bad_rows[row] = {k: f"{known[k]}; {v}" for k, v in text.items()} if known else text

    def _column(self, path: str) -> str:
        """The header of the column that fills `path`; the field's own name when none does."""
        slot = self.fit.slot(path)
        if slot is not None:
            return self.headers[slot.column] if slot.column < len(self.headers) else ""
        field_ = self.fit.card.form.field(path.partition(".")[0])
        return field_.label.zh if field_ and path else ""


def own_folder() -> "tempfile.TemporaryDirectory[str]":
    """A folder for one import, gone when it is over."""
    return tempfile.TemporaryDirectory(prefix="tombolo-sheet-")
