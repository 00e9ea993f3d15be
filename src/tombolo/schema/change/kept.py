"""The change underway as the database remembers it: what was asked for, its pieces, how far they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from tombolo.base import codec, ids
from tombolo.base.errors import Conflict, Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.pg import named, printer, queue
from tombolo.pg.pool import ReadTx, Row, WriteTx
from tombolo.pg.queue import NewJob
from tombolo.schema import store
from tombolo.schema.carry import key
from tombolo.schema.catalog import Catalog
from tombolo.schema.change.split import Split, split
from tombolo.schema.diff import names_today
from tombolo.schema.store import Plan, Source
from tombolo.schema.system import TITLE

_SQL = named.beside(__file__)
KIND = "definitions"
MOST_KEPT = 100  # changes that ended, however old
LOCK = 7_203_121  # who carries a change out holds it


@dataclass(frozen=True, slots=True)
class Piece:
    """One long piece: of `total` rows (or blocks) so many are `done`, `last` the newest of them."""

    number: int
    phase: str  # before, after
    what: str  # shadow, index, reference, recompute
    form: str
    lines: str
    table: str
    names: tuple[str, ...]  # fields (of lines as `lines.net` where it is recomputed), or the index
    done: int = 0
    total: int = 0
    last: UUID | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Underway:
    """A change of definitions over large tables, running or past."""

    id: UUID
    base: int
    version: int | None
    by: UUID | None
    note: str
    zone: str
    tables: frozenset[str]
    state: str  # waiting, preparing, finishing; done, refused, cancelled
    stop: bool
    problems: tuple[Problem, ...]
    at: datetime
    ended_at: datetime | None
    pieces: tuple[Piece, ...]

    @property
    def open(self) -> bool:
        return self.state in {"waiting", "preparing", "finishing"}

    @property
    def done(self) -> int:
        return sum(one.done for one in self.pieces)

    @property
    def total(self) -> int:
        return sum(max(one.total, one.done, 1) for one in self.pieces)


@dataclass(frozen=True, slots=True)
class Pending:
    """Values of these fields are still being made anew: `done` of `total` rows."""

    form: str
    lines: str
    fields: tuple[str, ...]
    done: int
    total: int

    @property
    def share(self) -> float:
        return round(self.done / self.total, 2) if self.total else 0.0


async def begin(
    tx: WriteTx,
    todo: Plan,
    large: frozenset[str],
    *,
    by: UUID | None,
    note: str,
    zone: str,
    job: bool = True,
) -> UUID:
    """Ask for a change. `job` leaves it to a worker. Raises Invalid, or Conflict when the catalog
    moved or another change is underway.
    """
    if todo.problems:
        raise Invalid("definition.invalid", problems=todo.problems)
    # Held in place: no other change slips in between the look and the note.
    if int(await tx.value("select catalog_hold()")) != todo.version:
        raise Conflict("catalog.changed")
    await store.demand_alone(tx)
    id_ = ids.uuid7()
    sources = {
        path: {"text": one.text, "data": one.data} if one else None
        for path, one in todo.sources.items()
    }
    args = (id_, todo.version, by, note, zone, codec.text(sources), sorted(large))
    try:
        await tx.run(_SQL["begin"], *args)
    except Conflict as clash:
        raise Conflict("change.underway", values={"note": "", "percent": 0}) from clash
    names = names_today(todo.steps)
    for one in _pieces(todo, split(todo.after, todo.steps, large), large):
        total = one.total
        if one.what == "recompute" or (one.lines and one.what == "shadow"):  # these go by records
            total = await tx.value(printer.counted(names.table(todo.after.form(one.form).table)))
        place = (one.phase, one.what, one.form, one.lines, one.table, list(one.names), total)
        await tx.run(_SQL["add_piece"], id_, one.number, *place)
    if job:
        await put_job(tx, id_, by)
    return id_


async def put_job(tx: WriteTx, id_: UUID, by: UUID | None) -> None:
    """Leave the change to a worker; of several such jobs one stays."""
    body = {"change": str(id_), "by": str(by) if by else ""}
    await queue.put(tx, [NewJob(KIND, body, unique_key=KIND, max_attempts=20)])


async def adopt(tx: WriteTx) -> None:
    """A change that nobody carries out, because who did has died, is left to a worker."""
    id_ = await tx.value(_SQL["open"])
    if id_ is not None and not await tx.value(_SQL["is_held"], LOCK):
        await put_job(tx, id_, None)


def _pieces(todo: Plan, parts: Split, large: frozenset[str]) -> Iterable[Piece]:
    names = names_today(todo.steps)
    sizes = {names.table(table): todo.sizes.get(table, 0) for table in large}
    made: list[Piece] = []

    def add(phase: str, what: str, form: str, lines: str, table: str, fields: list[str]) -> None:
        total = sizes.get(names.table(table), 0)
        args = (phase, what, form, lines, table, tuple(fields), 0, total)
        made.append(Piece(len(made), *args))

    tables = {names.table(step.table): step for step in todo.steps if step.table in large}
    by_table: dict[str, list[str]] = {}
    for shadow in parts.shadows:
        by_table.setdefault(shadow.table, []).append(shadow.to.name)
    for table, fields in by_table.items():
        add("before", "shadow", tables[table].form, tables[table].lines, table, fields)
    for one in parts.indexes:
        add("before", "index", one.table.form, one.table.lines, one.today, [one.index.name])
    computed: dict[tuple[int, str], list[str]] = {}
    for step in parts.later:
        if step.what == "reference" and step.column:
            add("after", "reference", step.form, step.lines, step.table, [step.column.name])
        if step.what in {"recompute", "retitle"}:
            field = step.column.name if step.column else TITLE
            name = f"{step.lines}.{field}" if step.lines else field
            computed.setdefault((parts.rounds[key(step)], step.form), []).append(name)
    # A record and its lines together: each may read the other. Forms that read others behind them.
    for (_, form), fields in sorted(computed.items(), key=lambda item: item[0]):
        add("after", "recompute", form, "", todo.after.form(form).table, fields)
    for step in parts.later:
        if step.what == "add_index" and step.index:
            add("after", "index", step.form, step.lines, step.table, [step.index.name])
    return made


# -- reading ---------------------------------------------------------------------------------------


async def current(tx: ReadTx) -> Underway | None:
    """The change underway, if there is one."""
    id_ = await tx.value(_SQL["open"])
    return await one(tx, id_) if id_ else None


async def one(tx: ReadTx, id_: UUID) -> Underway:
    """A change by its id. Raises Missing."""
    row = await tx.row(_SQL["one"], id_)
    if row is None:
        raise Missing("change.missing")
    return await _of(tx, row)


async def recent(tx: ReadTx, most: int = 20) -> list[Underway]:
    """The newest changes first."""
    return [await _of(tx, row) for row in await tx.rows(_SQL["recent"], most)]


async def pending(tx: ReadTx) -> list[Pending]:
    """The fields whose values are still being made anew, of records and of each lines."""
    found: list[Pending] = []
    for row in await tx.rows(_SQL["pending"]):
        by_lines: dict[str, list[str]] = {}
        for name in row["names"]:
            lines, _, field = name.rpartition(".")
            by_lines.setdefault(lines, []).append(field)
        found.extend(
            Pending(row["form"], lines, tuple(fields), row["done"], row["total"])
            for lines, fields in by_lines.items()
        )
    return found


async def _of(tx: ReadTx, row: Row) -> Underway:
    pieces = tuple(
        Piece(
            number=one["number"], phase=one["phase"], what=one["what"], form=one["form"],
            lines=one["lines"], table=one["table_name"], names=tuple(one["names"]),
            done=one["done"], total=one["total"], last=one["last"], ended=one["ended"],
        )
        for one in await tx.rows(_SQL["pieces"], row["id"])
    )  # fmt: skip
    return Underway(
        id=row["id"], base=row["base"], version=row["version"], by=row["by_member"],
        note=row["note"], zone=row["zone"], tables=frozenset(row["tables"]), state=row["state"],
        stop=row["stop"], at=row["at"], ended_at=row["ended_at"], pieces=pieces,
        problems=tuple(
            Problem(one["code"], one["place"], one["values"])
            for one in cast("list[Any]", codec.decode(row["problems"]) if row["problems"] else [])
        ),
    )  # fmt: skip


async def planned(tx: ReadTx, change: Underway) -> tuple[Plan, Split]:
    """What is to be done, as it was when it was asked for. Conflict when the catalog moved."""
    before: Catalog = await store.load(tx)
    if before.version != change.base:
        raise Conflict("catalog.changed")
    text = await tx.value(_SQL["sources"], change.id)
    files = cast("dict[str, dict[str, Any] | None]", codec.decode(text))
    sources = {
        path: Source(one["text"], one["data"]) if one else None for path, one in files.items()
    }
    todo = await store.plan(tx, before, sources, change.zone)
    return todo, split(todo.after, todo.steps, change.tables)


# -- moving on -------------------------------------------------------------------------------------


async def stop(tx: WriteTx, id_: UUID) -> None:
    """Ask to leave off. Raises Missing, Conflict when it is too late."""
    await one(tx, id_)
    if not await tx.value(_SQL["stop"], id_):
        raise Conflict("change.too_late")


async def is_stopped(tx: ReadTx, id_: UUID) -> bool:
    return bool(await tx.value(_SQL["is_stopped"], id_))


async def prepare(tx: WriteTx, id_: UUID) -> None:
    await tx.run(_SQL["prepare"], id_)


async def applied(tx: WriteTx, id_: UUID, version: int) -> bool:
    """From here on it cannot be taken back. False when somebody has asked to leave off."""
    return bool(await tx.value(_SQL["applied"], id_, version))


async def end(tx: WriteTx, id_: UUID, state: str, problems: Sequence[Problem] = ()) -> None:
    await tx.run(_SQL["end"], id_, state, _as_data(problems) if problems else None)


async def note(tx: WriteTx, id_: UUID, problems: Sequence[Problem]) -> None:
    """What could not be done behind a change that is in force."""
    await tx.run(_SQL["note"], id_, _as_data(problems))


def _as_data(problems: Sequence[Problem]) -> str:
    return codec.text(
        [{"code": one.code, "place": one.place, "values": dict(one.values)} for one in problems]
    )


async def advance(tx: WriteTx, id_: UUID, piece: Piece, rows: int, last: UUID) -> None:
    await tx.run(_SQL["advance"], id_, piece.number, rows, last)


async def tell(tx: WriteTx, id_: UUID, piece: Piece, done: int, total: int) -> None:
    await tx.run(_SQL["tell"], id_, piece.number, done, total)


async def piece_done(tx: WriteTx, id_: UUID, piece: Piece) -> None:
    await tx.run(_SQL["piece_done"], id_, piece.number)


async def sweep(tx: WriteTx, keep: timedelta) -> int:
    """Ended changes older than `keep` are forgotten, but for the newest `MOST_KEPT`."""
    return await tx.run(_SQL["sweep"], keep, MOST_KEPT)
