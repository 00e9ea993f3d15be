"""Every rule at a glance, for who looks after them: how it fares, when it comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tombolo.base import codec
from tombolo.pg import named
from tombolo.pg.pool import ReadTx

_SQL = named.beside(__file__)


@dataclass(frozen=True, slots=True)
class Fare:
    """How a rule fares: runs and failures of the last 7 days, its last run, when it comes next."""

    runs: int = 0
    failures: int = 0
    last_id: int | None = None
    last_state: str = ""
    last_at: datetime | None = None
    next_run_at: datetime | None = None
    paused_at: datetime | None = None
    reason: Mapping[str, Any] | None = None


async def fares(tx: ReadTx) -> dict[str, Fare]:
    """By rule; those of which nothing is known are not there."""
    return {
        row["rule"]: Fare(
            runs=row["runs"],
            failures=row["failures"],
            last_id=row["last_id"],
            last_state=row["last_state"] or "",
            last_at=row["last_at"],
            next_run_at=row["next_run_at"],
            paused_at=row["paused_at"],
            reason=codec.decode(row["reason"]) if row["reason"] else None,
        )
        for row in await tx.rows(_SQL["fares"])
    }
