"""The whole house for the journeys, in a process of its own: database, both suites, people, worker, web.

Run as `python -m tests.journeys.site DSN DATABASE PORT FOLDER`. The tests drive a browser with the
synchronous playwright, whose event loop would not share a process with the app's.
"""

import sys
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from tombolo.access import directory, sessions
from tombolo.access.people import Department, Member
from tombolo.base import clock, ids
from tombolo.pg import workspace
from tombolo.pg.pool import Place, Pool
from tombolo.runtime import database, up, worker
from tombolo.runtime.config import Settings
from tombolo.suites import apply as suites_apply
from tombolo.suites import plan as suites_plan
from tombolo.suites.read import read

SUITES = Path(__file__).parents[2] / "suites"
PAPER, RULES = (Path(__file__).parent / name for name in ("paper", "rules"))
PASSWORD = "correct-horse-7"
FIRST = "one-time-horse-7"
# login, name, department, roles, administrator, must change the password
PEOPLE = (
    ("boss", "陆晓雯", "总经办", (), True, False),
    ("wanglin", "王琳", "华东组", ("sales_rep",), False, False),
    ("shenjiayi", "沈佳怡", "华东组", ("sales_rep",), False, False),
    ("hezhiyuan", "何志远", "销售部", ("sales_director",), False, False),
    ("caogang", "曹刚", "销售部", ("keeper",), False, False),
    ("penghui", "彭慧", "销售部", ("finance_head",), False, False),
    ("newcomer", "许新", "销售部", ("sales_rep",), False, True),
)
DEPARTMENTS = {"总经办": None, "销售部": None, "华东组": "销售部"}


async def install(pool: Pool, zone: str) -> None:
    packages, findings = read([SUITES / "crm", SUITES / "erp", PAPER, RULES])
    assert not findings, findings
    async with pool.read() as tx:
        todo = await suites_plan.plan(tx, packages, zone)
    await suites_apply.apply(pool, todo, by=None, note="journeys", zone=zone)


async def people(pool: Pool) -> None:
    made: dict[str, UUID] = {}
    async with pool.write() as tx:
        for name, above in DEPARTMENTS.items():
            made[name] = ids.uuid7()
            parent = made[above] if above else None
            await directory.save_department(tx, Department(made[name], name, parent=parent))
    for login, name, department, roles, admin, must in PEOPLE:
        home = made[department]
        new = Member(ids.uuid7(), name, login)
        new = replace(new, department=home, departments=(home,), roles=roles, is_admin=admin)
        password = FIRST if must else PASSWORD
        await sessions.add_with_password(pool, new, password, must_change=must, now=clock.now())


async def story(dsn: str, name: str, port: int, folder: Path) -> None:
    place = await workspace.create_database(Place(dsn), name)
    # Roles belong to the whole server, and those of the other tests are made in another way.
    settings = Settings(data=folder, port=port, database_url=place.dsn, workspace="w_journeys")

    def tell(code: str, **values: object) -> None:
        print(code, values, flush=True)

    stop = up.Stop()
    line = up.bound(settings)
    async with up.house(settings, tell) as started:
        async with await Pool.open(started.place, database.limits(settings)) as pool:
            await install(pool, settings.time_zone)
            await people(pool)
        opening = up.opening(settings, started)
        async with worker.beside(settings, opening, tell, person=False):
            await up.here(opening, line, stop, lambda: tell("ready"), up.APP)
    line.close()


if __name__ == "__main__":
    dsn_, name_, port_, folder_ = sys.argv[1:]
    up.run(lambda: story(dsn_, name_, int(port_), Path(folder_)))
