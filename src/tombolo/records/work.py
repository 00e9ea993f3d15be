"""One unit of work: everything a step may depend on, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar

from tombolo.access.grant import Grants
from tombolo.access.people import Actor
from tombolo.base import clock
from tombolo.pg.pool import ReadTx, WriteTx
from tombolo.records.moves import Move
from tombolo.schema.catalog import Catalog
from tombolo.schema.kinds.shape import Plain

Tx_co = TypeVar("Tx_co", bound=ReadTx, covariant=True)


@dataclass(slots=True)
class Shelf:
    """What was prepared once for a catalog and a set of grants: statements by the shape of the ask."""

    most: int = 2000
    kept: dict[object, object] = field(default_factory=dict[object, object])

    def get(self, key: object) -> object | None:
        return self.kept.get(key)

    def put(self, key: object, value: object) -> None:
        if len(self.kept) >= self.most:
            del self.kept[next(iter(self.kept))]
        self.kept[key] = value


IMPORTED = "imported"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that is no change of a record: a step of an approval, the end of an import.

    `about` is the flow, or the form; `record` is "" where it concerns none; `told` goes with it. Of
    one `once` there is one.
    """

    about: str
    what: str
    record: str
    told: Mapping[str, Plain]
    once: str


class Reaction(Protocol):
    """Who answers to what moved, in its transaction: flows and rules, which stand on floors above."""

    async def react(
        self, work: "Work[WriteTx]", moves: "Sequence[Move]", places: Mapping[str, str]
    ) -> None:
        """Called once for each save, when all that is computed and counted stands, with every move:
        of what was saved and of what rippled. What it saves itself settles and is answered in turn,
        so it says itself where that ends. `places` says where problems with a record point.
        """
        ...

    async def heard(self, work: "Work[WriteTx]", happenings: Sequence[Happening]) -> None:
        """Called in the transaction in which these happened, when all that they write stands."""
        ...


@dataclass(frozen=True, slots=True)
class Work(Generic[Tx_co]):
    """A transaction, the definitions, the person, the moment, and who answers to what is written."""

    tx: Tx_co
    catalog: Catalog
    actor: Actor
    grants: Grants
    now: datetime
    zone: str
    shelf: Shelf
    reactions: tuple[Reaction, ...] = ()
    # What may be written of records in approval: the fields that a node of their flow opens.
    opened: frozenset[str] = frozenset()

    @property
    def today(self) -> date:
        """The day in the workspace's time zone."""
        return clock.today(self.zone, self.now)

    @property
    def language(self) -> str:
        return self.actor.language


Reading = Work[ReadTx]
Writing = Work[WriteTx]
