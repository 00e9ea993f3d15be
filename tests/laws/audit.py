"""The audit of §5.1: what a load client was told, held against what the database has.

The journal is written and flushed before each request and after each answer, so that it outlives
whatever is killed. Acknowledged effects must be there exactly once, refused ones nowhere, unknown
ones whole or not at all.
"""

import json
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.world import ZONE

from tombolo.base import codec
from tombolo.pg.pool import Pool
from tombolo.records import rebuild
from tombolo.records.balances import rebuild as balances
from tombolo.schema import store

FORM = "shop.order"


@dataclass
class Written:
    """One write: a new record with two lines, or a change of one that the same client made."""

    marker: str
    record: str
    act: str
    outcome: str = "unknown"


@dataclass
class Journal:
    """What was sent and what was answered, line by line on the disk."""

    path: Path
    written: dict[str, Written] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.file = self.path.open("ab", buffering=0)

    def sends(self, marker: str, record: str, act: str) -> None:
        self.written[marker] = Written(marker, record, act)
        self._keep({"sends": marker, "record": record, "act": act})

    def heard(self, marker: str, outcome: str) -> None:
        self._keep({"heard": marker, "outcome": outcome})
        self.written[marker].outcome = outcome

    def _keep(self, line: dict[str, str]) -> None:
        self.file.write(json.dumps(line).encode() + b"\n")
        os.fsync(self.file.fileno())

    def again(self) -> "Journal":
        """As somebody who comes later reads it from the disk."""
        self.file.close()
        found = Journal(self.path)
        found.file.close()
        for line in self.path.read_text("utf-8").splitlines():
            data = json.loads(line)
            if "sends" in data:
                found.written[data["sends"]] = Written(data["sends"], data["record"], data["act"])
            else:
                found.written[data["heard"]].outcome = data["outcome"]
        return found

    def count(self, outcome: str) -> int:
        return sum(1 for one in self.written.values() if one.outcome == outcome)


@dataclass(frozen=True)
class Finding:
    """`lost`, `half`, `twice` or `refused` (but there), and of which write; or `apart`: a stored value or
    a balance of a form that a rebuild would write differently.
    """

    kind: str
    marker: str
    what: str


@dataclass
class _There:
    """One record with everything that belongs to it, as the database has it."""

    subject: str = ""
    version: int = 0
    total: str = ""
    sum: str = ""
    lines: int = 0
    facts: int = 0
    acts: list[str] = field(default_factory=list)
    subjects: list[str] = field(default_factory=list)


async def audit(pool: Pool, journal: Journal) -> list[Finding]:
    """Every difference between what was told and what is there."""
    ids = sorted({one.record for one in journal.written.values()})
    there = await _there(pool, ids)
    found: list[Finding] = []
    for one in journal.written.values():
        found.extend(_of_write(one, there.get(one.record, _There())))
    firsts = {one.record: one.marker for one in journal.written.values() if one.act == "create"}
    for id_, record in there.items():
        found.extend(_of_record(firsts.get(id_, id_), record))
    return found + await _follows(pool)


async def _follows(pool: Pool) -> list[Finding]:
    """What follows from the records, and the balances, as a rebuild would write them."""
    async with pool.read() as tx:
        catalog = await store.load(tx)
        stored = await rebuild.differences(tx, catalog, ZONE)
        sums = await balances.differences(tx, catalog)
    found = [Finding("apart", one.rows.form, one.key) for one in stored]
    return found + [Finding("apart", one.balance, ",".join(one.measures)) for one in sums]


def _of_write(one: Written, record: _There) -> list[Finding]:
    times = Counter(record.subjects)[one.marker]
    if times > 1:
        return [Finding("twice", one.marker, "history")]
    if one.outcome == "acknowledged" and not times:
        return [Finding("lost", one.marker, one.act)]
    if one.outcome == "acknowledged" and not record.version:
        return [Finding("lost", one.marker, "record")]
    if one.outcome == "refused" and (times or record.subject == one.marker):
        return [Finding("refused", one.marker, one.act)]
    return []


def _of_record(marker: str, record: _There) -> list[Finding]:
    """A record, its lines, its history and its facts are one thing or nothing."""
    there = record.version > 0
    wrong = {
        "record": there != bool(record.acts),
        "lines": record.lines != (2 if there else 0),
        "total": there and record.total != record.sum,
        "history": record.version != len(record.acts),
        "first": bool(record.acts) and record.acts[0] != "create",
        "value": there and record.subjects[-1:] != [record.subject],
        "facts": record.facts != len(record.acts),
    }
    return [Finding("half", marker, what) for what, is_wrong in wrong.items() if is_wrong]


async def _there(pool: Pool, ids: list[str]) -> dict[str, _There]:
    made = {id_: _There() for id_ in ids}
    async with pool.read() as tx:
        for row in await tx.rows(
            "select id::text, subject, version, total::text from shop_order where id = any ($1)",
            ids,
        ):
            one = made[row["id"]]
            one.subject, one.version, one.total = row["subject"], row["version"], row["total"]
        for row in await tx.rows(
            "select record::text as id, count(*) as n, sum(total)::text as total"
            " from shop_order__lines where record = any ($1) group by 1",
            ids,
        ):
            made[row["id"]].lines, made[row["id"]].sum = row["n"], row["total"]
        for row in await tx.rows(
            "select record::text as id, act, changes::text as changes from sys_history"
            " where record = any ($1) and form = $2 order by sys_history.id",
            ids, FORM,
        ):  # fmt: skip
            changes: dict[str, Any] = codec.decode(row["changes"])
            made[row["id"]].acts.append(row["act"])
            made[row["id"]].subjects.append(changes.get("subject", [None, ""])[1])
        for row in await tx.rows(
            "select record::text as id, count(*) as n from sys_outbox"
            " where record = any ($1) and form = $2 group by 1",
            ids, FORM,
        ):  # fmt: skip
            made[row["id"]].facts = row["n"]
    return made
