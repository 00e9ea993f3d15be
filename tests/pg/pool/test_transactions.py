"""Transactions: what commits, what does not, what a refusal is called."""

import asyncio
import threading

import asyncpg
import pytest
import pytest_asyncio

from tombolo.base.errors import Broken, Busy, Conflict, Denied, Invalid
from tombolo.pg import tree
from tombolo.pg.pool import Limits, Pool
from tombolo.pg.tree import Col, Infix, Out, Param, Select, Table


@pytest_asyncio.fixture(scope="module", autouse=True)
async def things(pool):
    async with pool.owner() as tx:
        await tx.run(
            "create table thing (id int primary key, name text unique, n int check (n > 0))"
        )
        await tx.run("create table part (thing int references thing, body jsonb)")


async def put(tx, id_, name, n=1):
    return await tx.run("insert into thing values ($1, $2, $3)", id_, name, n)


async def names(pool):
    async with pool.read() as tx:
        return [row["name"] for row in await tx.rows("select name from thing order by id")]


@pytest_asyncio.fixture(autouse=True)
async def empty(pool):
    yield
    async with pool.write() as tx:
        await tx.run("delete from part")
        await tx.run("delete from thing")


async def test_a_write_commits_at_the_end(pool):
    async with pool.write() as tx:
        assert await put(tx, 1, "a") == 1
        assert await names(pool) == []
    assert await names(pool) == ["a"]


async def test_a_raised_error_rolls_everything_back(pool):
    with pytest.raises(ZeroDivisionError):
        async with pool.write() as tx:
            await put(tx, 1, "a")
            raise ZeroDivisionError
    assert await names(pool) == []


async def test_a_trial_leaves_nothing(pool):
    async with pool.trial() as tx:
        await put(tx, 1, "a")
        assert await tx.value("select count(*) from thing") == 1
    assert await names(pool) == []


async def test_a_swallowed_fault_is_not_called_saved(pool):
    with pytest.raises(Broken, match=r"sql\.rolled_back"):
        async with pool.write() as tx:
            await put(tx, 1, "a")
            with pytest.raises(Conflict):
                await put(tx, 1, "a")
    assert await names(pool) == []


async def test_a_reader_cannot_write(pool):
    with pytest.raises(Busy, match=r"busy\.read_only"):
        async with pool.read() as tx:
            await tx.value("insert into thing values (1, 'a', 1) returning id")


async def test_the_app_cannot_change_tables(pool):
    for text in ("drop table thing", "create table other (id int)", "alter table thing add x int"):
        with pytest.raises(Denied):
            async with pool.write() as tx:
                await tx.run(text)


async def test_the_app_is_no_superuser_and_reads_no_files(pool):
    for text in ("copy thing from program 'id'", "select pg_read_file('/etc/passwd')"):
        with pytest.raises(Denied):
            async with pool.write() as tx:
                await tx.run(text)


async def test_security_events_cannot_be_taken_back(pool):
    async with pool.write() as tx:
        await tx.run("insert into sys_security_event (kind) values ('test')")
    for text in ("delete from sys_security_event", "update sys_security_event set kind = ''"):
        with pytest.raises(Denied):
            async with pool.write() as tx:
                await tx.run(text)


async def test_a_tree_is_printed_and_its_values_are_bound(pool):
    async with pool.write() as tx:
        await put(tx, 7, "it's; drop table thing")
        wanted = Infix("=", Col("t", "name"), Param("it's; drop table thing", "text"))
        ask = Select((Out(Col("t", "id"), "id"),), Table("thing", "t"), where=wanted)
        assert await tx.value(ask) == 7
        row = await tx.row(ask)
        assert row is not None
        assert row["id"] == 7
        assert await tx.run(tree.Delete("thing", "t", where=wanted)) == 1


async def test_json_comes_as_text(pool):
    async with pool.write() as tx:
        assert await tx.value("select '{\"a\": 1.10}'::jsonb") == '{"a": 1.10}'


@pytest.mark.parametrize(
    ("text", "kind", "code", "constraint"),
    [
        ("insert into thing values (1, 'b', 1)", Conflict, "sql.unique", "thing_pkey"),
        ("insert into thing values (2, 'a', 1)", Conflict, "sql.unique", "thing_name_key"),
        ("insert into thing values (2, 'b', 0)", Invalid, "sql.check", "thing_n_check"),
        ("insert into part values (9, null)", Conflict, "sql.foreign_key", "part_thing_fkey"),
        ("insert into thing values (null, 'c', 1)", Invalid, "sql.not_null", None),
        ("select 'x'::int", Invalid, "sql.bad_value", None),
        ("select 1/0", Invalid, "sql.bad_value", None),
        ("select nonsense", Broken, "sql.broken", None),
    ],
)
async def test_each_refusal_has_its_fault(pool, text, kind, code, constraint):
    async with pool.write() as tx:
        await put(tx, 1, "a")
    with pytest.raises(kind) as caught:
        async with pool.write() as tx:
            await tx.run(text)
    assert caught.value.code == code
    assert caught.value.values.get("constraint_name") == constraint


async def test_an_argument_that_does_not_fit_is_invalid(pool):
    for value in (2**40, "one"):
        with pytest.raises(Invalid):
            async with pool.read() as tx:
                await tx.value("select $1::int", value)
    with pytest.raises(Invalid):
        async with pool.read() as tx:
            await tx.value("select $1::text", "a\0b")


async def test_a_slow_statement_is_stopped(database):
    async with await Pool.open(database, Limits(statement="50ms", least=0)) as pool:
        with pytest.raises(Busy, match=r"busy\.too_slow"):
            async with pool.read() as tx:
                await tx.value("select pg_sleep(60)")
        async with pool.read() as tx:
            assert await tx.value("select 1") == 1


async def test_a_lock_is_not_waited_for_forever(pool, database):
    async with pool.write() as tx:
        await put(tx, 1, "a")
    async with await Pool.open(database, Limits(lock="50ms", least=0)) as other:
        async with pool.write() as tx:
            await tx.run("update thing set n = 2 where id = 1")
            with pytest.raises(Busy, match=r"busy\.locked"):
                async with other.write() as late:
                    await late.run("update thing set n = 3 where id = 1")


async def test_of_two_in_a_deadlock_one_is_told_and_tries_again(pool):
    async with pool.write() as tx:
        await put(tx, 1, "a")
        await put(tx, 2, "b")
    tries = []
    both = asyncio.Barrier(2)

    async def add(first, second, tx):
        tries.append(first)
        await tx.run("update thing set n = n + 1 where id = $1", first)
        if len(tries) <= 2:
            await both.wait()
        await tx.run("update thing set n = n + 1 where id = $1", second)

    await asyncio.gather(
        pool.writing(lambda tx: add(1, 2, tx)), pool.writing(lambda tx: add(2, 1, tx))
    )
    assert len(tries) > 2  # more when the one told again was the quicker one again
    async with pool.read() as tx:
        assert [r["n"] for r in await tx.rows("select n from thing order by id")] == [3, 3]


async def test_a_reader_heals_after_the_table_changed(pool, database):
    async with await Pool.open(database, Limits(most=1)) as one:
        ask = "select * from part"
        async with one.read() as tx:
            await tx.rows(ask)
        async with pool.owner() as ddl:
            await ddl.run("alter table part add column more int")
        async with one.read() as tx:
            await tx.value("select 1")
            assert await tx.rows(ask) == []


async def test_a_writer_tries_again_after_the_table_changed(pool, database):
    async with await Pool.open(database, Limits(most=1)) as one:
        ask = "select * from part"
        async with one.read() as tx:
            await tx.rows(ask)
        async with pool.owner() as ddl:
            await ddl.run("alter table part add column most int")

        async def story(tx):
            await put(tx, 5, "e")
            return await tx.rows(ask)

        assert await one.writing(story) == []
    assert await names(pool) == ["e"]


async def test_a_lost_connection_is_busy_and_the_next_is_new(database):
    async with await Pool.open(database, Limits(most=1)) as one:
        with pytest.raises(Busy, match=r"busy\.connection"):
            async with one.write() as tx:
                pid = await tx.value("select pg_backend_pid()")
                admin = await asyncpg.connect(database.dsn)
                await admin.execute(f"select pg_terminate_backend({pid}, 5000)")
                await admin.close()
                await put(tx, 1, "a")
        async with one.read() as tx:
            assert await tx.value("select 1") == 1


async def test_a_cancelled_request_leaves_a_clean_connection(database):
    async with await Pool.open(database, Limits(most=1)) as one:

        async def long():
            async with one.write() as tx:
                await put(tx, 1, "a")
                await tx.value("select pg_sleep(60)")

        task = asyncio.create_task(long())
        async with await Pool.open(database, Limits(least=0)) as other:
            sleeping = False
            while not sleeping:
                async with other.read() as tx:
                    sleeping = await tx.value(
                        "select exists (select from pg_stat_activity where wait_event = 'PgSleep')"
                    )
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        async with one.read() as tx:
            assert await tx.value("select count(*) from thing") == 0


async def test_an_empty_pool_says_busy(database):
    async with await Pool.open(database, Limits(most=1, acquire=0.05)) as one, one.read():
        with pytest.raises(Busy, match=r"busy\.no_connection"):
            async with one.read():
                pass


async def test_a_connection_that_was_cut_while_idle_is_not_noticed(database):
    async def cut(pid: int) -> None:
        admin = await asyncpg.connect(database.dsn)
        await admin.execute(f"select pg_terminate_backend({pid}, 5000)")
        await admin.close()

    async with await Pool.open(database, Limits(most=2)) as one:
        for opened in (one.read, one.write, one.trial):
            async with opened() as tx:
                pid = await tx.value("select pg_backend_pid()")
            # This loop stands still meanwhile, so that it has not heard of the cut.
            thread = threading.Thread(target=asyncio.run, args=(cut(pid),))
            thread.start()
            thread.join()
            async with opened() as tx:
                assert await tx.value("select pg_backend_pid()") != pid
