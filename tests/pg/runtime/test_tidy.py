"""The day's tidying: once a day over all processes; what stays by design stays."""

import asyncio
import uuid
from datetime import timedelta

import pytest
import pytest_asyncio

from tombolo.base import clock
from tombolo.base.errors import Busy
from tombolo.pg.pool import Limits
from tombolo.records import files_unused, outbox, recent
from tombolo.runtime import doctor, tidy
from tombolo.runtime.worker import Worker
from tombolo.schema.change import kept
from tombolo.web.house import House
from tombolo.web.opening import Opening

OLD = "clock_timestamp() - interval '200 days'"


@pytest_asyncio.fixture(autouse=True)
async def tomorrow(shop):
    """As if the last tidying had been long ago."""
    async with shop.pool.write() as tx:
        await tx.run("delete from sys_mark")


async def count(shop, table: str) -> int:
    async with shop.pool.read() as tx:
        return await tx.value(f"select count(*) from {table}")


async def test_everything_old_goes_and_what_tells_stays(shop, tmp_path):
    for n in range(3):
        await shop.put("ann", "shop.product", {"name": f"件{n}"})
    me = shop.people["ann"].id
    async with shop.pool.write() as tx:
        await tx.run("update sys_outbox set at = clock_timestamp()")
        await tx.run(
            f"update sys_outbox set at = {OLD} where id <= (select min(id) + 1 from sys_outbox)"
        )
        await tx.run(f"update sys_history set at = {OLD}")
        await tx.run(
            f"insert into sys_session (token_hash, id, member, created_at, last_seen, expires_at)"
            f" values ('x', $1, $1, {OLD}, {OLD}, {OLD}),"
            f" ('y', $2, $1, now(), now(), now() + interval '1 day')",
            me, uuid.uuid4(),
        )  # fmt: skip
        await tx.run(f"insert into sys_sign_in_attempt values ('a', '', 1, {OLD}, {OLD})")
        await tx.run(f"insert into sys_security_event (at, kind) values ({OLD}, 'test')")
        await tx.run(
            f"insert into sys_job (id, kind, body, run_at, state, done_at)"
            f" select gen_random_uuid(), 'import', '{{}}', {OLD}, state, {OLD}"
            f" from unnest(array['done', 'cancelled', 'dead']) as state"
        )
        await tx.run(
            "insert into sys_recent select $1, 'shop.product', gen_random_uuid(),"
            " now() - n * interval '1 minute' from generate_series(1, 205) n",
            me,
        )
    history = await count(shop, "sys_history")
    assert await tidy.tidy(shop.pool, tmp_path)
    assert await count(shop, "sys_outbox") == 1
    assert await count(shop, "sys_history") == history
    assert await count(shop, "sys_session") == 1
    assert await count(shop, "sys_sign_in_attempt") == 0
    assert await count(shop, "sys_security_event") == 1
    async with shop.pool.read() as tx:
        assert [row["state"] for row in await tx.rows("select state from sys_job")] == ["dead"]
    assert await count(shop, "sys_recent") == recent.MOST


@pytest.mark.parametrize(("most", "first"), [(3, 6), (8, 2)])
async def test_changes_stay_while_young_or_among_the_newest(
    shop, tmp_path, monkeypatch, most, first
):
    monkeypatch.setattr(kept, "MOST_KEPT", most)
    async with shop.pool.write() as tx:
        await tx.run("delete from sys_definition_change_piece")
        await tx.run("delete from sys_definition_change")
        await tx.run(
            "insert into sys_definition_change"
            " (id, base, note, zone, sources, tables, state, at, ended_at)"
            " select gen_random_uuid(), 1, n::text, 'UTC', '{}', '{}', 'done',"
            f" {OLD} + n * interval '20 days', {OLD} + n * interval '20 days'"
            " from generate_series(0, 9) n"  # 4 days ago the youngest of them, 20 apart
        )
        await tx.run(
            "insert into sys_definition_change_piece (change, number, phase, what, form, table_name)"
            " select id, 0, 'after', 'index', 'x', 'x' from sys_definition_change"
        )
        await tx.run(
            "insert into sys_definition_change (id, base, note, zone, sources, tables, state, at)"
            f" values (gen_random_uuid(), 1, 'open', 'UTC', '{{}}', '{{}}', 'waiting', {OLD})"
        )
    assert await tidy.tidy(shop.pool, tmp_path)
    async with shop.pool.read() as tx:
        rows = await tx.rows("select note from sys_definition_change order by note")
    # Those from 80, 60, 40 and 20 days ago are young enough, however many are kept.
    assert [row["note"] for row in rows] == [*map(str, range(first, 10)), "open"]
    assert await count(shop, "sys_definition_change_piece") == 10 - first


async def test_of_many_processes_one_tidies_and_only_once_a_day(shop, tmp_path):
    done = await asyncio.gather(*(tidy.tidy(shop.pool, tmp_path) for _ in range(6)))
    assert sorted(done) == [False] * 5 + [True]
    assert not await tidy.tidy(shop.pool, tmp_path)
    async with shop.pool.write() as tx:
        await tx.run(
            "update sys_mark set value = to_jsonb(clock_timestamp() - interval '25 hours')"
            " where key = 'tidied'"
        )
    assert await tidy.tidy(shop.pool, tmp_path)


async def test_what_fails_does_not_keep_the_rest_from_it(shop, tmp_path, monkeypatch):
    async def broken(*_):
        raise Busy("busy.locked")

    monkeypatch.setattr(outbox, "sweep", broken)
    swept = []

    async def noted(*_):
        swept.append(1)
        return 0

    monkeypatch.setattr(files_unused, "sweep", noted)
    assert await tidy.tidy(shop.pool, tmp_path)
    assert swept


async def test_who_slept_longer_than_the_facts_are_kept_begins_anew(shop):
    async with shop.pool.read() as tx:
        early = await outbox.position(tx)
    await shop.put("ann", "shop.product", {"name": "睡时"})
    async with shop.pool.read() as tx:
        assert await outbox.missed(tx, early)
        late = await outbox.position(tx)
    assert await outbox.sweep(shop.pool, clock.now() + timedelta(days=1)) >= 1
    async with shop.pool.read() as tx:
        assert await outbox.missed(tx, early)
        assert not await outbox.missed(tx, late)


async def test_facts_go_piece_by_piece(shop, monkeypatch):
    monkeypatch.setattr(outbox, "PIECE", 2)
    for n in range(5):
        await shop.put("ann", "shop.product", {"name": f"多{n}"})
    assert await outbox.sweep(shop.pool, clock.now() + timedelta(days=1)) >= 5
    assert await count(shop, "sys_outbox") == 0


async def test_doctor_tells_what_nothing_needs_and_what_is_missing(shop, tmp_path, monkeypatch):
    folder = tmp_path / "files" / "ab"
    folder.mkdir(parents=True)
    path = folder / ("ab" + "0" * 62)
    path.write_bytes(b"left")
    async with shop.pool.write() as tx:
        await tx.run(
            "insert into sys_file (id, sha256, name, size, type, uploaded_at)"
            " values (gen_random_uuid(), $1, 'x', 1, 'x', now())", "cd" + "0" * 62,
        )  # fmt: skip
    monkeypatch.setattr(files_unused, "KEEP", timedelta(seconds=-60))
    found = {one.code: one for one in await doctor._files(shop.pool, tmp_path / "files")}
    assert found["doctor.files_unused"].values["count"] == 1
    assert found["doctor.files_missing"].grade == "bad"


async def test_a_worker_tidies_when_it_begins(shop, database, tmp_path):
    opening = Opening(database, Limits(least=0), tmp_path, tmp_path, "http://t")
    over = asyncio.Event()
    working = asyncio.create_task(Worker(House(opening, shop.pool)).run(over))
    for _ in range(200):
        if await count(shop, "sys_mark where key = 'tidied'"):
            break
        await asyncio.sleep(0.05)
    over.set()
    await working
    assert await count(shop, "sys_mark where key = 'tidied'") == 1
