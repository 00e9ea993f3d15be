"""What rules did: runs, their steps, why one was skipped or failed. Kept in the room's own tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from tombolo.automation.chain import DEEPEST, Chain
from tombolo.automation.rule import Rule
from tombolo.base import codec
from tombolo.base.errors import Fault
from tombolo.base.problems import Problem
from tombolo.pg import named
from tombolo.pg.pool import Pool, ReadTx, WriteTx
from tombolo.records.work import Work

_SQL = named.beside(__file__)
STATES = ("queued", "running", "waiting", "done", "failed", "skipped", "cancelled")
NO_WRITES = frozenset({"call", "robot", "wait"})
PIECE = 5000
LONGEST = 16_000  # characters of the effects of one step that are kept


@dataclass(frozen=True, slots=True)
class Effect:
    """One record that a step touched, for the record `trigger`; `set` is what it was given."""

    act: str
    form: str
    record: str
    set: Mapping[str, object]
    trigger: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """A record that a rule is to run for. `event` tells what moved; of one `once` there is one run."""

    rule: Rule
    record: str
    event: Mapping[str, object]
    once: str | None = None


async def queue(work: Work[WriteTx], dues: Sequence[Due], chain: Chain) -> int:
    """Runs, in the transaction of what set them off: each there exactly once if that is kept, never
    if not. How many there are that were not skipped, or known.
    """
    return sum(1 for row in await _queued(work, dues, chain) if row["state"] == "queued")


async def queue_one(work: Work[WriteTx], due: Due, chain: Chain) -> int | None:
    """One run, and its id; None where the one of its `once` is there."""
    made = await _queued(work, [due], chain)
    return int(made[0]["id"]) if made else None


async def _queued(work: Work[WriteTx], dues: Sequence[Due], chain: Chain) -> list[Any]:
    if not dues:
        return []
    await _versions(work.tx, {one.rule.name: one.rule for one in dues}.values())
    rows = [
        {
            "rule": one.rule.name,
            "digest": one.rule.digest,
            "form": one.rule.trigger.form,
            "record": one.record,
            "event": one.event,
            "once": one.once,
            "again": one.rule.again,
        }
        for one in dues
    ]
    return await work.tx.rows(
        _SQL["queue"], codec.text(rows), chain.id, chain.depth + 1, chain.parent, work.actor.id,
        DEEPEST,
    )  # fmt: skip


async def _versions(tx: WriteTx, rules: Any) -> None:
    rows = [{"rule": one.name, "digest": one.digest, "body": one.body} for one in rules]
    await tx.run(_SQL["versions"], codec.text(rows))


async def together(
    work: Work[WriteTx],
    rule: Rule,
    records: Sequence[str],
    chain: Chain,
    why: Problem | None = None,
    once: str | None = None,
) -> int | None:
    """A run that is part of this transaction, for all its records; `why` it was skipped. None when
    the one of this `once` is there already: who meets it in the making waits for its end.
    """
    found = await work.tx.value(
        _SQL["together"], rule.name, rule.digest, rule.trigger.form, UUID(records[0]),
        chain.id, chain.depth + 1, chain.parent, work.actor.id,
        "skipped" if why else "done", reason_of(why) if why else None, len(records), once,
    )  # fmt: skip
    return None if found is None else int(found)


class Ran(Protocol):
    """A run of one record."""

    @property
    def id(self) -> int: ...

    @property
    def record(self) -> str: ...


async def step(
    tx: WriteTx,
    runs: Sequence[Ran],
    number: int,
    verb: str,
    effects: Sequence[Effect],
    output: Mapping[str, Mapping[str, object]] | None = None,
) -> None:
    """The checkpoint: the step is done when this commits with what it wrote, each run with its own."""
    mine: dict[str, list[Effect]] = {}
    for one in effects:
        mine.setdefault(one.trigger, []).append(one)
    rows = [
        {
            "run": one.id,
            "effects": _kept(found := mine.get(one.record, [])),
            "writes": 0 if verb in NO_WRITES else len(found),
            "output": output,
        }
        for one in runs
    ]
    await tx.run(_SQL["step"], codec.text(rows), number, verb)


async def whole(tx: WriteTx, run: int, effects: Sequence[Effect]) -> None:
    """All that a run together with a save did."""
    rows = [{"run": run, "effects": _kept(effects), "writes": len(effects), "output": None}]
    await tx.run(_SQL["step"], codec.text(rows), 0, "all")


def _kept(effects: Sequence[Effect]) -> list[dict[str, object]]:
    kept: list[dict[str, object]] = []
    length = 0
    for one in effects:
        told: dict[str, object] = told_of(one)
        length += len(codec.text(told))
        if length > LONGEST:
            kept.append({"more": len(effects) - len(kept)})
            break
        kept.append(told)
    return kept


def told_of(one: Effect) -> dict[str, object]:
    """An effect as it is kept."""
    return {"act": one.act, "form": one.form, "record": one.record, "set": dict(one.set)}


async def written(tx: ReadTx, run: int) -> int:
    """How many records a run has written so far."""
    return int(await tx.value(_SQL["written"], run))


async def outputs(tx: ReadTx, run: int) -> dict[str, Mapping[str, Any]]:
    """What was answered to the steps of a run, by name."""
    made: dict[str, Mapping[str, Any]] = {}
    for row in await tx.rows(_SQL["outputs"], run):
        made.update(codec.decode(row["output"]))
    return made


async def ran(tx: ReadTx, chain: UUID) -> dict[tuple[str, str], int]:
    """How often each rule has run for each record in a chain."""
    rows = await tx.rows(_SQL["ran"], chain)
    return {(row["rule"], str(row["record"])): int(row["times"]) for row in rows}


async def body(tx: ReadTx, rule: str, digest: str) -> Mapping[str, object] | None:
    """The version of a rule that a run began with."""
    found = await tx.value(_SQL["body"], rule, digest)
    return codec.decode(found) if found is not None else None


def reason_of(why: Problem | Fault) -> str:
    """Why a run was skipped or failed, as it is kept: codes and values, said when it is read."""
    more = why.problems if isinstance(why, Fault) else ()
    return codec.text(
        {
            "code": why.code,
            "values": dict(why.values),
            "say": dict(why.say) if isinstance(why, Problem) and why.say else None,
            "problems": [
                {"code": one.code, "values": dict(one.values), "place": one.place}
                | ({"say": dict(one.say)} if one.say else {})
                for one in more
            ],
        }
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One run as it is kept."""

    id: int
    rule: str
    form: str
    record: str
    event: dict[str, Any]
    chain: str
    depth: int
    parent: int | None
    by: str | None
    timing: str
    state: str
    reason: dict[str, Any] | None
    records: int
    attempts: int
    at: datetime
    began_at: datetime | None
    done_at: datetime | None
    run_at: datetime


async def entries(
    tx: ReadTx,
    *,
    rule: str | None = None,
    state: str | None = None,
    before: int | None = None,
    most: int = 50,
    only: int | None = None,
) -> list[Entry]:
    """Runs, the newest first; `only` one of them."""
    rows = await tx.rows(_SQL["runs"], rule, state, before, most, only)
    return [
        Entry(
            id=row["id"],
            rule=row["rule"],
            form=row["form"],
            record=str(row["record"]),
            event=codec.decode(row["event"]),
            chain=str(row["chain"]),
            depth=row["depth"],
            parent=row["parent"],
            by=str(row["by_member"]) if row["by_member"] else None,
            timing=row["timing"],
            state=row["state"],
            reason=codec.decode(row["reason"]) if row["reason"] else None,
            records=row["records"],
            attempts=row["attempts"],
            at=row["at"],
            began_at=row["began_at"],
            done_at=row["done_at"],
            run_at=row["run_at"],
        )
        for row in rows
    ]


async def steps(tx: ReadTx, run: int) -> list[dict[str, Any]]:
    """The steps of a run that are done, in order."""
    rows = await tx.rows(_SQL["steps"], run)
    return [
        {"step": row["step"], "verb": row["verb"], "effects": codec.decode(row["effects"]),
         "output": codec.decode(row["output"]) if row["output"] else None, "at": row["at"]}
        for row in rows
    ]  # fmt: skip


async def sweep(pool: Pool, done_before: datetime, failed_before: datetime) -> int:
    """Forget old runs, piece by piece; their steps go with them."""
    gone = 0
    while True:
        async with pool.write() as tx:
            piece = await tx.run(_SQL["sweep"], done_before, failed_before, PIECE)
        gone += piece
        if piece < PIECE:
            return gone
