"""An import of 1,000 rows that wakes a rule with each save and one after it, against the same without rules.

    python -m bench.import_rules [rows]

Both into an empty form, in turn, several times; wall seconds, their ratio (target: at most 3) until the rows
are there, and until everything that comes after is done too. Each row must have been met exactly once.
"""

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from bench import stage
from tombolo.automation import after
from tombolo.automation.outbound import Outbound
from tombolo.automation.read import rules_of
from tombolo.automation.together import Rules
from tombolo.base.vault import Vault
from tombolo.pg.pool import Pool
from tombolo.records.sheets import run as sheets
from tombolo.records.sheets.run import Outcome
from tombolo.records.sheets.spec import Spec, spec_of
from tombolo.records.work import Work
from tombolo.schema import store

TIMES = 5
APP: dict[str, Any] = {
    "visit/app": {"app": "visit", "label": "Visit", "nav": ["call", "note", "log"]},
    "visit/forms/call": {
        "label": "Call", "title": "{subject}",
        "fields": {
            "subject": {"kind": "text", "label": "Subject"},
            "who": {"kind": "text", "label": "Who"},
            "amount": {"kind": "money", "label": "Amount"},
            "day": {"kind": "date", "label": "Day"},
            "grade": {"kind": "text", "label": "Grade"},
        },
    },
    "visit/forms/note": {
        "label": "Note",
        "fields": {
            "text": {"kind": "text", "label": "Text"},
            "call": {"kind": "link", "label": "Call", "to": "call"},
        },
    },
    "visit/forms/log": {"label": "Log", "fields": {"text": {"kind": "text", "label": "Text"}}},
    "visit/rules/now": {
        "when": {"form": "call", "on": "created", "if": "amount > 0"}, "timing": "together", "as": "system",
        "do": [
            {"set": {"grade": 'IF(amount > 500, "A", "B")'}},
            {"create": {"form": "note", "set": {"text": "subject", "call": "trigger"}}},
        ],
    },
    "visit/rules/later": {
        "when": {"form": "call", "on": "created"}, "as": "system",
        "do": [{"create": {"form": "log", "set": {"text": "subject"}}}],
    },
}  # fmt: skip


@dataclass
class Bench:
    """An import, and a worker's hand at the runs that come after."""

    pool: Pool
    base: Work[Any]
    name: str = "bench"
    vault: Vault = field(default_factory=lambda: Vault(b"k" * 32))
    outbound: Outbound = field(default_factory=Outbound)
    base_url: str = "http://127.0.0.1"

    async def work(self, tx: Any, member: UUID | None = None, *, hold: bool = True) -> Work[Any]:
        del member, hold
        return replace(self.base, tx=tx, now=datetime.now(UTC))

    async def told(self, outcome: Outcome) -> bool:
        del outcome
        return True

    async def ended(self, tx: Any, work: Work[Any], outcome: Outcome) -> None:
        del tx, work
        assert outcome.bad == 0, outcome.problems[:3]


async def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    async with stage.stage("rules") as (pool, _):
        await stage.people(pool)
        async with pool.read() as tx:
            files: Any = {path: store.Source("", data) for path, data in APP.items()}
            plan = await store.plan(tx, await store.load(tx), files, stage.ZONE)
        assert plan.problems == (), plan.problems
        if plan.sources:
            async with pool.owner() as tx:
                await store.apply(tx, plan, by=None, note="bench", zone=stage.ZONE)
        base = await stage.work_of(pool, None, "admin")
        rules, problems = rules_of(base.catalog)
        assert problems == (), problems
        plain = Bench(pool, base)
        ruled = Bench(pool, replace(base, reactions=(Rules.of(rules),)))
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "calls.csv"
            path.write_text("Subject,Who,Amount,Day\n" + "".join(
                f"call {n},who {n % 40},{n % 1000 + 1}.50,2026-{n % 12 + 1:02}-{n % 28 + 1:02}\n" for n in range(rows)
            ))  # fmt: skip
            keys = ("subject", "who", "amount", "day")
            mapping = [{"column": n, "path": key} for n, key in enumerate(keys)]
            spec = spec_of("visit.call", {"sheet_file": "x", "mapping": mapping})
            await _told(pool, plain, ruled, spec, path, rows)


async def _told(pool: Pool, plain: Bench, ruled: Bench, spec: Spec, path: Path, rows: int) -> None:
    alone: list[float] = []
    saved: list[float] = []
    whole: list[float] = []
    for turn in range(TIMES + 1):
        await _empty(pool)
        without = await _timed(lambda: sheets.run(plain, spec, path, path.name, path.parent))
        await _empty(pool)
        began = time.perf_counter()
        with_rules = await _timed(lambda: sheets.run(ruled, spec, path, path.name, path.parent))
        while await after.turn(ruled):
            pass
        everything = time.perf_counter() - began
        await _demand_each_once(pool, rows)
        if turn:  # the first is not counted
            alone.append(without)
            saved.append(with_rules)
            whole.append(everything)
    a, b, c = (statistics.median(one) for one in (alone, saved, whole))
    print(f"import of {rows} rows x 4 columns; {stage.load()}")
    print(f"  {a:.2f} s without rules; {b:.2f} s with them: ratio {b / a:.2f} (target <= 3)")
    print(f"  {c:.2f} s until what comes after is done too: ratio {c / a:.2f}")


async def _timed(call: Callable[[], Any]) -> float:
    began = time.perf_counter()
    await call()
    return time.perf_counter() - began


async def _empty(pool: Pool) -> None:
    async with pool.owner() as tx:
        await tx.run("truncate visit_call, visit_note, visit_log, sys_rule_run cascade")
        await tx.run("delete from sys_rule_state")


async def _demand_each_once(pool: Pool, rows: int) -> None:
    """Every row graded, with one note and one line of the log."""
    async with pool.read() as tx:
        found = await tx.row(
            "select (select count(*) from visit_call where grade is not null) as calls,"
            " (select count(distinct call) from visit_note) as notes, (select count(*) from visit_note) as all_notes,"
            " (select count(distinct text) from visit_log) as logs, (select count(*) from visit_log) as all_logs"
        )
    assert found is not None
    assert set(dict(found).values()) == {rows}, dict(found)


if __name__ == "__main__":
    asyncio.run(main())
