"""Security events: who signed in, failed, changed a password or a right. Only ever added."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from tombolo.base import codec
from tombolo.pg import named
from tombolo.pg.pool import WriteTx

_SQL = named.beside(__file__)


async def note(
    tx: WriteTx,
    now: datetime,
    kind: str,
    *,
    member: UUID | None = None,
    address: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Add what happened. No secret belongs into `detail`."""
    await tx.run(_SQL["note"], now, kind, member, address, codec.text(detail or {}))
