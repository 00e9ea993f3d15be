"""The world of the walks in the database: people, departments, one form, flows as they are drawn."""

from contextlib import suppress
from dataclasses import dataclass, field, replace
from uuid import UUID

from tests.pg.flow import twin
from tests.pure.flow import walking
from tests.pure.flow.charts import START, name_of
from tests.world import World, world

from tombolo.access import directory
from tombolo.access.people import Department, Role
from tombolo.base import ids
from tombolo.flow import store
from tombolo.flow.state import State
from tombolo.schema import store as definitions
from tombolo.schema.store import Source

PEOPLE = [*walking.PEOPLE, "m3", "c", "y", "z"]
DESK = """
walk/app: {app: walk, label: Walk, nav: [paper]}
walk/forms/paper:
  label: Paper
  title: "{note}"
  fields:
    amt: {kind: number, label: Amount}
    who: {kind: members, label: Who}
    note: {kind: text, label: Note}
walk/grants/staff:
  label: Staff
  who: [role(staff)]
  forms: {paper: {may: [read, create, update]}}
"""


@dataclass
class Office:
    """The world of the walks in the database."""

    world: World
    homes: dict[str, UUID]
    flows: dict[str, twin.Twin] = field(default_factory=dict)

    def who(self, paper: UUID) -> UUID:
        """The person of the database who has the name of one on paper."""
        with suppress(KeyError):
            return self.world.people[name_of(paper)].id
        return paper

    def name(self, id_: UUID) -> str:
        found = [login for login, one in self.world.people.items() if one.id == id_]
        return found[0] if found else "?"

    async def settle(self, one: twin.Twin) -> str:
        """The organisation of this walk, and its record."""
        async with self.world.pool.write() as tx:
            for home, head in twin.HEADS.items():
                above = {"team": "area", "area": "top"}.get(home)
                who = None if head in one.org.vacant else self.world.people[head].id
                made = Department(self.homes[home], home, above and self.homes[above], who)
                await directory.save_department(tx, made)
            for login in walking.PEOPLE:
                member = await directory.by_login(tx, login)
                assert member is not None
                roles = {"staff"} | ({"r"} if login in one.org.roles["r"] else set())
                if set(member.roles) != roles:
                    changed = replace(member, roles=tuple(sorted(roles)))
                    await directory.save_member(tx, changed, self.world.now)
            await tx.run("delete from sys_flow_delegation")
            for principal, delegate in one.org.delegations.items():
                if principal != delegate:
                    await tx.run(
                        "insert into sys_flow_delegation (id, principal, delegate, starts_at, ends_at)"
                        " values ($1, $2, $3, '2020-01-01', '2040-01-01')",
                        ids.uuid7(), *(self.world.people[p].id for p in (principal, delegate)),
                    )  # fmt: skip
        one.org.delegations = {p: d for p, d in one.org.delegations.items() if p != d}
        given = {
            "amt": str(one.data["amt"]), "note": "x",
            "who": [str(self.world.people[p].id) for p in one.data["who"].split("+") if p],
        }  # fmt: skip
        (record,) = (await self.world.put("i", twin.FORM, given)).ids
        return record

    async def publish(self, *all_: twin.Twin) -> None:
        files = {path: Source(path, data) for one in all_ for path, data in one.yaml.items()}
        async with self.world.pool.read() as tx:
            plan = await definitions.plan(tx, self.world.catalog, files, "Asia/Shanghai")
        assert plan.problems == (), plan.problems
        async with self.world.pool.owner() as tx:
            await definitions.apply(tx, plan, by=None, note="walk", zone="Asia/Shanghai")
        async with self.world.pool.read() as tx:
            self.world.catalog = await definitions.load(tx)

    async def state(self, root: UUID | None) -> State | None:
        if root is None:
            return None
        async with self.world.pool.read() as tx:
            return await store.load(tx, root)


async def settled(pool) -> Office:
    made = await world(pool)
    homes = {home: ids.uuid7() for home in twin.HEADS}
    made.now = START
    async with pool.write() as tx:
        for role in ("staff", "r", "none"):
            await directory.save_role(tx, Role(role, {"zh": role, "en": role}))
        for home in ("top", "area", "team"):
            above = {"team": "area", "area": "top"}.get(home)
            await directory.save_department(
                tx, Department(homes[home], home, above and homes[above])
            )
    for login in PEOPLE:
        home = homes.get(twin.HOME.get(login, ""))
        await made.person(login, roles=["staff"], department=home)
    await made.apply(DESK)
    return Office(made, homes)
