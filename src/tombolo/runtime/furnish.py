"""`up --demo`: CRM and ERP where they are missing, and the fictional company in an empty house."""

from collections.abc import Callable
from datetime import timedelta

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tombolo.base import clock
from tombolo.base.errors import Broken
from tombolo.pg.pool import Pool
from tombolo.runtime import console, database
from tombolo.runtime.config import Settings
from tombolo.runtime.database import Database
from tombolo.schema import store
from tombolo.schema.change.split import LARGE
from tombolo.suites import apply, plan, shipped
from tombolo.suites.demo import load
from tombolo.suites.demo.people import PASSWORD, PEOPLE
from tombolo.suites.demo.profile import FULL, Profile
from tombolo.suites.read import read

LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})


async def furnish(
    settings: Settings,
    started: Database,
    stopped: Callable[[], bool],
    profile: Profile = FULL,
) -> None:
    """Install and load what is missing; a load that was broken off is taken up again."""
    async with await Pool.open(started.place, database.limits(settings)) as pool:
        await install(pool, settings.time_zone, settings.large_table)
        if await load.wanted(pool, clock.now()):
            await _load(pool, settings, stopped, profile)
    names = ", ".join(
        one.login for one in PEOPLE if one.login in {"wanglin", "guwenbo", "zhouqiming"}
    )
    _tell(settings, "demo.people", names=names, password=PASSWORD)
    if settings.host not in LOCAL:
        _tell(settings, "demo.open")


async def install(pool: Pool, zone: str, large: int = LARGE) -> None:
    """The suites that come with the program, as far as they are not there."""
    async with pool.read() as tx:
        there = (await store.load(tx)).apps
    packages, findings = read([path for path in shipped.folders() if path.name not in there])
    if findings:
        one = findings[0]
        raise Broken("suite.shipped", values={"file": one.file, "line": one.line})
    if packages:
        async with pool.read() as tx:
            todo = await plan.plan(tx, packages, zone)
        note = " ".join(package.app for package in packages)
        await apply.apply(pool, todo, by=None, note=note, zone=zone, large=large)


async def _load(
    pool: Pool, settings: Settings, stopped: Callable[[], bool], profile: Profile
) -> None:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console.out, transient=True) as bar:
        task = bar.add_task(console.said(settings, "demo.loading"), total=None)

        def advance(form: str, done: int, total: int) -> bool:
            bar.update(task, description=form, completed=done, total=total)
            return not stopped()

        # Yesterday: what happens in office hours of that day is past in every case.
        end = clock.today(settings.time_zone, clock.now()) - timedelta(days=1)
        await load.load(pool, profile, advance, end)


def _tell(settings: Settings, code: str, **values: object) -> None:
    console.out.print(console.said(settings, code, **values), highlight=False, soft_wrap=True)
