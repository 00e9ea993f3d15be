"""Workspaces and migrations: made once, by whoever comes first, never backwards."""

import asyncio

import asyncpg
import pytest

from tombolo.base.errors import Broken
from tombolo.base.ids import token
from tombolo.pg import introspect, migrate, workspace
from tombolo.pg.migrate import Migration
from tombolo.pg.pool import Limits, Place, Pool


@pytest.fixture
async def bare(server):
    """An empty database."""
    place = await workspace.create_database(server, f"t_{token(6)}")
    yield place
    await workspace.drop_database(server, place.dsn.rpartition("/")[2].partition("?")[0])


async def names(pool):
    async with pool.read() as tx:
        return set(await introspect.tables(tx))


def step(number, text, room="pg"):
    return Migration(number, room, f"{number:04}_x.sql", text)


async def test_the_systems_tables_are_there_and_every_one_is_named_so(pool):
    found = await names(pool)
    assert {"sys_member", "sys_job", "sys_session", "sys_migration"} <= found
    assert [name for name in found if not name.startswith("sys_")] == []


async def test_several_processes_migrate_at_once_and_each_step_runs_once(bare):
    place = await workspace.prepare(bare)
    steps = [
        step(n, f"create table sys_t{n} (id int); insert into sys_t{n} values (1)")
        for n in (1, 2, 3)
    ]
    pools = [await Pool.open(place, Limits(least=0)) for _ in range(3)]
    ran = await asyncio.gather(*(migrate.migrate(pool, steps) for pool in pools))
    assert sorted(s.number for part in ran for s in part) == [1, 2, 3]
    assert await migrate.migrate(pools[0], steps) == ()
    for each in pools:
        await each.close()


async def test_a_step_that_fails_leaves_nothing_of_itself(bare):
    place = await workspace.prepare(bare)
    async with await Pool.open(place, Limits(least=0)) as pool:
        good, bad = (
            step(1, "create table sys_a (id int)"),
            step(2, "create table sys_b (id int); nonsense"),
        )
        with pytest.raises(Broken):
            await migrate.migrate(pool, [good, bad])
        assert {"sys_a", "sys_migration"} == await names(pool)
        mended = step(2, "create table sys_b (id int)")
        assert await migrate.migrate(pool, [good, mended]) == (mended,)


async def test_a_newer_or_changed_database_is_refused(bare):
    place = await workspace.prepare(bare)
    async with await Pool.open(place, Limits(least=0)) as pool:
        one, two = step(1, "create table sys_a (id int)"), step(2, "create table sys_b (id int)")
        await migrate.migrate(pool, [one, two])
        with pytest.raises(Broken, match=r"sql\.newer_database"):
            await migrate.migrate(pool, [one])
        with pytest.raises(Broken, match=r"sql\.migration_changed"):
            await migrate.migrate(pool, [one, step(2, "create table sys_b (id bigint)")])


def test_the_order_is_the_number_over_all_rooms():
    steps = [step(2, "", "pg"), step(10, "", "access"), step(2, "", "access"), step(1, "", "web")]
    assert [(s.number, s.room) for s in migrate.in_order(steps)] == [
        (1, "web"), (2, "access"), (2, "pg"), (10, "access"),
    ]  # fmt: skip
    with pytest.raises(Broken):
        migrate.in_order([step(1, "a"), step(1, "b")])
    assert len(migrate.found()) >= 1


async def test_preparing_again_changes_nothing(bare):
    assert await workspace.prepare(bare) == await workspace.prepare(bare)


async def test_a_user_who_may_create_roles_becomes_them(bare):
    admin = await asyncpg.connect(bare.dsn)
    name = f"boss_{token(4)}"
    database = await admin.fetchval("select current_database()")
    await admin.execute(
        f'create role {name} login createrole; grant create on database "{database}" to {name}'
    )
    place = Place(bare.dsn.replace("postgres@", f"{name}@"), f"w_{token(4)}", roles="set")
    try:
        place = await workspace.prepare(place)
        place = await workspace.prepare(place)
        assert place.roles == "set"
        async with await Pool.open(place, Limits(least=0)) as pool:
            await migrate.migrate(pool, migrate.found())
            async with pool.read() as tx:
                assert await tx.value("select current_user") == place.app
                assert await tx.value("select count(*) from sys_member") == 0
            async with pool.owner() as tx:
                assert await tx.value("select current_user") == place.owner
    finally:
        for role in (place.app, place.owner, name):
            await admin.execute(f"drop owned by {role} cascade; drop role {role}")
        await admin.close()


async def test_a_user_who_may_not_create_roles_does_everything_alone(bare):
    admin = await asyncpg.connect(bare.dsn)
    name = f"plain_{token(4)}"
    database = await admin.fetchval("select current_database()")
    await admin.execute(
        f'create role {name} login; grant create on database "{database}" to {name}'
    )
    place = Place(bare.dsn.replace("postgres@", f"{name}@"), f"w_{token(4)}", roles="set")
    try:
        alone = await workspace.prepare(place)
        assert alone.roles == "one"
        async with await Pool.open(alone, Limits(least=0)) as pool:
            await migrate.migrate(pool, migrate.found())
            async with pool.write() as tx:
                assert await tx.value("select current_user") == name
                await tx.run("insert into sys_setting values ('a', '1')")
    finally:
        await admin.execute(f"drop owned by {name} cascade; drop role {name}")
        await admin.close()


async def test_introspection_sees_what_is_there(pool):
    async with pool.read() as tx:
        member = (await introspect.tables(tx))["sys_member"]
        health = await introspect.health(tx)
    login = member.column("login")
    assert login is not None
    assert (login.type, login.required, login.generated) == ("text", True, False)
    assert any(index.unique and "lower(login)" in index.definition for index in member.indexes)
    assert any(c.kind == "f" and "sys_department" in c.definition for c in member.constraints)
    assert (health.user, health.superuser, health.encoding) == ("w_main_app", False, "UTF8")


@pytest.mark.parametrize(
    ("text", "pairs"),
    [("北京市", ["京市", "北京"]), ("ABab", ["ab", "ba"]), ("x", []), ("", []), (None, None)],
)
async def test_bigrams_are_the_distinct_pairs_in_lower_case(tx, text, pairs):
    found = await tx.value("select bigrams($1)", text)
    assert (found if found is None else sorted(found)) == pairs
