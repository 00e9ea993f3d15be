"""Records that are deleted although they are in approval: it ends first, in the same transaction (E19)."""

from collections.abc import Sequence
from uuid import UUID

from tombolo.base.words import sentence
from tombolo.flow.acts import Terminate
from tombolo.flow.command import perform
from tombolo.flow.messages import MESSAGES
from tombolo.pg import named
from tombolo.records.work import Writing
from tombolo.records.write import erase

_SQL = named.beside(__file__)


async def delete(work: Writing, form: str, ids: Sequence[str], opinion: str = "") -> int:
    """To the recycle bin, whatever runs for these records terminated with this opinion before.

    Raises what `terminate` refuses to who does not look after the flow, and what deleting refuses;
    then nothing has ended.
    """
    said = opinion.strip() or sentence(MESSAGES, "flow.deleted_with", work.language, {})
    wanted = [UUID(one) for one in sorted(set(ids))]
    for row in await work.tx.rows(_SQL["open"], form, wanted):
        act = Terminate(by=work.actor.id, instance=row["id"], opinion=said)
        await perform(work, act)
    return await erase.delete(work, form, ids)
