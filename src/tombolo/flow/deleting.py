"""Records that are deleted although they are in approval: it ends first, in the same transaction (E19)."""

from collections.abc import Sequence
from uuid import UUID

from tombolo.base.errors import Missing
from tombolo.base.words import sentence
from tombolo.flow import store
from tombolo.flow.acts import Terminate
from tombolo.flow.command import perform
from tombolo.flow.messages import MESSAGES
from tombolo.pg import named
from tombolo.records import outbox
from tombolo.records.work import Writing
from tombolo.records.write import erase

_SQL = named.beside(__file__)


async def delete(work: Writing, form: str, ids: Sequence[str], opinion: str = "") -> int:
    """To the recycle bin, whatever runs for these records terminated with this opinion before.

    Raises Missing for a record out of sight, what `terminate` refuses to who does not look after the
    flow, and what deleting refuses; then nothing has ended. Every root is held before any record, as
    every act does, so that two who delete some of the same wait and do not meet.
    """
    if await outbox.visible(work, form, ids) != set(ids):
        raise Missing("record.missing", values={"form": form})
    said = opinion.strip() or sentence(MESSAGES, "flow.deleted_with", work.language, {})
    wanted = [UUID(one) for one in sorted(set(ids))]
    running = await work.tx.rows(_SQL["open"], form, wanted)
    for row in running:
        await store.hold(work.tx, instance=row["id"])
    for row in await work.tx.rows(
        _SQL["open"], form, wanted
    ):  # what ended while we waited has ended
        act = Terminate(by=work.actor.id, instance=row["id"], opinion=said)
        await perform(work, act)
    return await erase.delete(work, form, ids)
