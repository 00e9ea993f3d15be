"""Alive and ready are two questions; strangers may ask both."""

import pytest

from tombolo.base.errors import Busy
from tombolo.pg import migrate


async def test_a_process_is_alive_and_ready(site):
    async with site.browser() as browser:
        assert (await browser.get("/health/alive")).json() == {"alive": True}
        assert (await browser.get("/health/ready")).json() == {"ready": True}


async def test_it_is_not_ready_while_the_database_is_upgraded(site):
    (last,) = migrate.found()[-1:]
    async with site.world.pool.owner() as tx:
        await tx.run(
            "delete from sys_migration where number = $1 and room = $2", last.number, last.room
        )
    try:
        async with site.browser() as browser:
            answer = await browser.get("/health/ready")
            assert (answer.status_code, answer.json()) == (
                503,
                {"ready": False, "code": "busy.migrating"},
            )
            assert answer.headers["retry-after"]
            assert (await browser.get("/health/alive")).status_code == 200
    finally:
        async with site.world.pool.owner() as tx:
            await tx.run(
                "insert into sys_migration (number, room, name, hash) values ($1, $2, $3, $4)",
                last.number,
                last.room,
                last.name,
                last.hash,
            )


async def test_it_is_not_ready_while_nothing_can_be_written(site):
    async with site.world.pool.read() as tx:
        await tx.value("select set_config('default_transaction_read_only', 'on', true)")
        with pytest.raises(Busy) as caught:
            await migrate.demand_current(tx, migrate.found())
    assert caught.value.code == "busy.read_only"
