"""The demo company through the write line in bulk: the same rules as for everybody, history's own clock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from uuid import UUID

from tombolo.access import directory
from tombolo.access.grant import grants_for
from tombolo.access.people import Actor
from tombolo.access.policy import policies_of
from tombolo.pg.pool import Pool
from tombolo.records.work import Shelf, Work
from tombolo.records.write.change import Change
from tombolo.records.write.save import create
from tombolo.schema import store
from tombolo.schema.catalog import Catalog
from tombolo.suites.demo import people
from tombolo.suites.demo.chance import AS_OF, ZONE, Chance, Row
from tombolo.suites.demo.company import Company, company
from tombolo.suites.demo.profile import Profile

MOST = 2000  # records of one save
WEEKLY = AS_OF - timedelta(days=90)  # months before this day, weeks after it
Advance = Callable[[str, int, int], None]  # form, records done, records in all


@dataclass(frozen=True, slots=True)
class Loader:
    """Who loads, under which definitions."""

    pool: Pool
    catalog: Catalog
    actor: Actor
    shelf: Shelf

    async def save(self, form: str, rows: list[Row]) -> None:
        """One batch in one transaction, at the moment of its last record."""
        policies, _ = policies_of(self.catalog)
        grants = grants_for(self.catalog, policies, self.actor)
        changes = [Change(row.set, row.id, place=f"{form}[{n}]") for n, row in enumerate(rows)]
        async with self.pool.write() as tx:
            now = rows[-1].at
            work = Work(tx, self.catalog, self.actor, grants, now, ZONE.key, self.shelf)
            await create(work, form, changes)


async def empty(pool: Pool) -> bool:
    """Whether nobody has entered or loaded a customer yet (and the suites are there)."""
    async with pool.read() as tx:
        catalog = await store.load(tx)
        if "crm.customer" not in catalog.cards:
            return False
        return await directory.by_login(tx, people.ADMINISTRATOR) is None


async def load(pool: Pool, profile: Profile, advance: Advance) -> Company:
    """Departments, people, and every record of four years. The suites are installed before."""
    chance = Chance()
    made = company(profile, chance)
    await people.settle(pool, made.staff, chance)
    async with pool.read() as tx:
        catalog = await store.load(tx)
        actor = await directory.actor(tx, UUID(made.staff.id(people.ADMINISTRATOR)))
    assert actor is not None
    loader = Loader(pool, catalog, actor, Shelf())
    done = 0
    for form, rows in made.rows.items():
        for batch in batches(rows):
            await loader.save(form, batch)
            done += len(batch)
            advance(form, done, made.count)
    await people.farewell(pool, made.staff)
    return made


def batches(rows: list[Row]) -> Iterator[list[Row]]:
    """Each month together, each week lately: running numbers and dates follow history."""
    ordered = sorted(rows, key=lambda row: row.at)
    for _, group in groupby(ordered, key=lambda row: _period(row.at.astimezone(ZONE).date())):
        period = list(group)
        for at in range(0, len(period), MOST):
            yield period[at : at + MOST]


def _period(day: date) -> tuple[int, int, int]:
    if day < WEEKLY:
        return day.year, day.month, 0
    # A week is cut by the month's end, as running numbers begin anew there.
    return day.year, day.month, day.isocalendar().week
