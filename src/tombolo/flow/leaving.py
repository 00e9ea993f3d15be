"""A person leaves: what she had to do goes to somebody else, each approval in a transaction of its own.

Who it goes to is said by S27: the successor that is named, else her superior, else who administers the
flow. Nobody's task is passed because of it, and history keeps her name.
"""

from collections.abc import Mapping
from uuid import UUID

from tombolo.flow.acts import Leave
from tombolo.flow.command import Done, perform
from tombolo.pg import named
from tombolo.pg.pool import ReadTx
from tombolo.records.work import Writing

_SQL = named.beside(__file__)


async def held(tx: ReadTx, person: UUID) -> Mapping[UUID, int]:
    """How many tasks, open or frozen, a person has in which approvals, by their roots."""
    return {row["root"]: int(row["tasks"]) for row in await tx.rows(_SQL["held"], person)}


async def hand_over(work: Writing, root: UUID, person: UUID, successor: UUID | None) -> Done:
    """All that the person had to do in one approval. What nobody may take stays where it is.

    It is the house that does it, not who keeps its members: that need not be who administers the flow.
    """
    return await perform(work, Leave(by=None, instance=root, person=person, successor=successor))
