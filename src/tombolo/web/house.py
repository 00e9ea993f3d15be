"""What one web process keeps: connections, the catalog in force, what it knows of people."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from tombolo.access import directory
from tombolo.access.directory import Organisation
from tombolo.access.grant import Grants, grants_for
from tombolo.access.people import Actor
from tombolo.access.policy import Policy, policies_of
from tombolo.automation.read import rules_of
from tombolo.automation.together import Rules
from tombolo.base import clock
from tombolo.base.errors import Fault, Missing
from tombolo.base.vault import Vault
from tombolo.pg.listen import listen
from tombolo.pg.pool import Pool, ReadTx, WriteTx
from tombolo.records import outbox
from tombolo.records.work import Reaction, Shelf, Work
from tombolo.schema import store
from tombolo.schema.catalog import Catalog
from tombolo.web.bundle import Asset
from tombolo.web.opening import Opening
from tombolo.web.rates import Rates


@dataclass(frozen=True, slots=True)
class Knowledge:
    """One state of definitions and people; replaced whole when either moves."""

    catalog: Catalog
    policies: tuple[Policy, ...]
    people: int
    organisation: Organisation
    shelf: Shelf = field(default_factory=Shelf)
    actors: dict[UUID, Actor | None] = field(default_factory=dict[UUID, Actor | None])
    grants: dict[str, Grants] = field(default_factory=dict[str, Grants])
    reactions: tuple[Reaction, ...] = ()

    def grants_of(self, actor: Actor) -> Grants:
        """The grants of a person, shared with all whose policies are the same."""
        made = grants_for(self.catalog, self.policies, actor)
        return self.grants.setdefault(made.fingerprint, made)


@dataclass(slots=True)
class House:
    """The process' memory. Nothing in it outlives a change of what it remembers."""

    opening: Opening
    pool: Pool
    knowledge: Knowledge | None = None
    renewing: asyncio.Lock = field(default_factory=asyncio.Lock)
    written: asyncio.Event = field(default_factory=asyncio.Event)
    rates: Rates = field(default_factory=Rates)
    vault: Vault = field(init=False)
    assets: Mapping[str, Asset] = field(default_factory=dict[str, Asset])

    def __post_init__(self) -> None:
        self.vault = Vault(self.opening.secret)

    async def stay_new(self) -> None:
        """Hear of changed definitions and load them before the next request needs them; until cancelled.

        A notice is only a hint: each transaction still asks for the version in force.
        """
        moved = asyncio.Event()
        place = self.pool.place
        hearing = asyncio.create_task(
            listen(place, [store.CHANNEL], lambda _channel, _notice: moved.set())
        )
        try:
            while True:
                await moved.wait()
                moved.clear()
                with suppress(Fault):  # the database is away: the next request asks again
                    async with self.pool.glance() as tx:
                        await self.know(tx, *await outbox.versions(tx))
                self.written.set()  # the wire tells the browsers
        finally:
            hearing.cancel()

    async def know(self, tx: ReadTx, catalog: int, people: int) -> Knowledge:
        """The knowledge of these versions, loaded anew where the memory is older."""
        known = self.knowledge
        if known and known.catalog.version == catalog and known.people == people:
            return known
        async with self.renewing:
            known = self.knowledge
            if known and known.catalog.version == catalog and known.people == people:
                return known
            if known and known.catalog.version == catalog:
                definitions, policies = known.catalog, known.policies
                reactions = known.reactions
            else:
                definitions = await store.load(tx)
                policies, _ = policies_of(definitions)
                rules, _ = rules_of(definitions)
                reactions = (Rules.of(rules),) if rules else ()
            everybody = await directory.organisation(tx)
            shelf = known.shelf if known and known.catalog is definitions else Shelf()
            made = Knowledge(definitions, policies, people, everybody, shelf, reactions=reactions)
            self.knowledge = made
            return made

    def work(self, knowledge: Knowledge, actor: Actor, tx: ReadTx) -> Work[Any]:
        """A unit of work for an actor that is known."""
        return Work(
            tx=tx,
            catalog=knowledge.catalog,
            actor=actor,
            grants=knowledge.grants_of(actor),
            now=clock.now(),
            zone=self.opening.time_zone,
            shelf=knowledge.shelf,
            reactions=knowledge.reactions,
        )

    async def actor(self, tx: ReadTx, knowledge: Knowledge, member: UUID) -> Actor | None:
        """A member as one who acts."""
        if member not in knowledge.actors:
            knowledge.actors[member] = await directory.actor(tx, member)
        return knowledge.actors[member]


async def in_name(house: House, member: UUID, tx: ReadTx, *, hold: bool) -> Work[WriteTx]:
    """A unit of work in a member's name. `hold` keeps the catalog in place until it ends."""
    catalog, people = await outbox.versions(tx)
    if hold:
        catalog = int(await tx.value("select catalog_hold()"))
    knowledge = await house.know(tx, catalog, people)
    actor = await house.actor(tx, knowledge, member)
    if actor is None:
        raise Missing("auth.no_member")
    return cast("Work[WriteTx]", house.work(knowledge, actor, tx))
