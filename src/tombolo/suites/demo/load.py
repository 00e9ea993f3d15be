"""The demo company through the write line in bulk: the same rules as for everybody, history's own clock."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID

from tombolo.access import directory
from tombolo.access.grant import Grants, grants_for
from tombolo.access.people import Actor
from tombolo.access.policy import policies_of
from tombolo.base import ids
from tombolo.pg.pool import Pool, WriteTx
from tombolo.records.read.ask import Ask, Shape
from tombolo.records.read.fetch import count
from tombolo.records.visits import past
from tombolo.records.work import Shelf, Work
from tombolo.records.write.change import Change
from tombolo.records.write.save import create
from tombolo.schema import store
from tombolo.schema.catalog import Catalog
from tombolo.schema.holidays import holidays, replace_holidays
from tombolo.schema.public_days import public_days
from tombolo.suites.demo import approvals, people, stays
from tombolo.suites.demo.chance import AS_OF, ZONE, Chance, Row, end_of
from tombolo.suites.demo.company import Company, company
from tombolo.suites.demo.profile import Profile

MOST = 2000  # records of one save
STAGED = "crm.opportunity"
YEARS = 4  # of the company's life
WEEKLY = 90  # days before the end: months before, weeks after
# Forms of one wave do not link to each other, only to those of the waves before.
WAVES: tuple[tuple[str, ...], ...] = (
    ("erp.supplier", "erp.warehouse", "crm.campaign"),
    ("erp.product", "crm.customer"),
    ("crm.contact", "crm.lead"),
    ("crm.opportunity",),
    ("crm.follow_up", "crm.tender", "crm.quotation"),
    ("crm.sales_order",),
    ("erp.stock_move", "erp.contract", "crm.support_request"),
    ("erp.receivable",),
)
Advance = Callable[[str, int, int], bool]  # form, records done, records in all; False: stop here


@dataclass(slots=True)
class Loader:
    """Who loads, under which definitions, and how far it is."""

    pool: Pool
    catalog: Catalog
    actor: Actor
    grants: Grants
    advance: Advance
    company: Company
    as_of: date
    done: int = 0
    going: bool = True
    shelf: Shelf = field(default_factory=Shelf)

    async def fill(self, form: str, rows: list[Row]) -> None:
        """One form, batch after batch, until told to stop."""
        for batch in batches(rows, self.as_of):
            if not self.going:
                return
            await self.save(form, batch)
            self.done += len(batch)
            self.going = self.going and self.advance(form, self.done, self.company.count)

    async def save(self, form: str, rows: list[Row]) -> None:
        """One batch in one transaction, at the moment of its last record."""
        changes = [Change(row.set, row.id, place=f"{form}[{n}]") for n, row in enumerate(rows)]
        now = rows[-1].at
        async with self.pool.write() as tx:
            work = Work(tx, self.catalog, self.actor, self.grants, now, ZONE.key, self.shelf)
            # An opportunity comes as it stands, with the way it went told afterwards.
            told = form == STAGED
            await create(work, form, changes, act="import" if told else "create")
            if told:
                await self._tell(work, rows)

    async def _tell(self, work: Work[WriteTx], rows: list[Row]) -> None:
        stage = self.catalog.form(STAGED).field("stage")
        line = stage.kind.pipeline() if stage else None
        assert line is not None
        staff, pasts = self.company.staff, self.company.pasts
        made = [stays.told(pasts[row.id], line, staff, self.as_of) for row in rows]
        await past.tell(
            work, STAGED, "stage",
            [one for went, _ in made for one in went], [one for _, did in made for one in did],
        )  # fmt: skip


async def wanted(pool: Pool, now: datetime) -> bool:
    """Whether the house has no customer yet, or a load was broken off before its last step."""
    async with pool.read() as tx:
        catalog = await store.load(tx)
        last = await directory.by_login(tx, people.LAST)
        if last or "crm.customer" not in catalog.cards:
            return bool(last and last.active)
        anybody = Actor(ids.uuid7(), "", "", is_admin=True)
        work = Work(tx, catalog, anybody, grants_for(catalog, (), anybody), now, ZONE.key, Shelf())
        return (await count(work, Ask(Shape("crm.customer")))).n == 0


async def load(pool: Pool, profile: Profile, advance: Advance, as_of: date = AS_OF) -> Company:
    """Departments, people, and every record of the four years up to `as_of`. The suites are there.

    Ids come from the seed and the days, so that what is there already is left as it is; a load that
    was broken off keeps to the days it began with.
    """
    async with pool.read() as tx:
        begun = await directory.by_login(tx, people.LAST)
    chance = Chance(as_of=end_of(str(begun.id)) if begun else as_of)
    made = company(profile, chance)
    await people.settle(pool, made.staff, chance)
    async with pool.owner() as tx:
        for year in range(chance.as_of.year - YEARS, chance.as_of.year + 2):
            if not await holidays(tx, year):
                await replace_holidays(tx, year, public_days(year))
    async with pool.read() as tx:
        catalog = await store.load(tx)
        actor = await directory.actor(tx, UUID(made.staff.id(people.ADMINISTRATOR)))
    assert actor is not None
    policies, _ = policies_of(catalog)
    grants = grants_for(catalog, policies, actor)
    loader = Loader(pool, catalog, actor, grants, advance, made, chance.as_of)
    for wave in WAVES:
        # While the server writes one form we compute the other.
        await asyncio.gather(*(loader.fill(form, made.rows[form]) for form in wave))
        if not loader.going:
            return made
    await approvals.submit(pool, catalog, policies, made.waiting)
    await approvals.submit(pool, catalog, policies, made.asking, approvals.ORDERS)
    async with pool.owner() as tx:
        await tx.run("analyze")  # 48,000 records at once: the server should not plan as for none
    await people.farewell(pool, made.staff, chance)
    return made


def batches(rows: list[Row], as_of: date = AS_OF) -> Iterator[list[Row]]:
    """Each month together, each week lately: running numbers and dates follow history."""
    ordered = sorted(rows, key=lambda row: row.at)
    weekly = as_of - timedelta(days=WEEKLY)
    for _, group in groupby(
        ordered, key=lambda row: _period(row.at.astimezone(ZONE).date(), weekly)
    ):
        period = list(group)
        for at in range(0, len(period), MOST):
            yield period[at : at + MOST]


def _period(day: date, weekly: date) -> tuple[int, int, int]:
    if day < weekly:
        return day.year, day.month, 0
    # A week is cut by the month's end, as running numbers begin anew there.
    return day.year, day.month, day.isocalendar().week
