"""Bytes that nothing refers to go after a day; a row whose bytes are gone can never come about."""

import asyncio
import io
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from PIL import Image
from tests.world import NOW, World

from tombolo.base import clock
from tombolo.base.errors import Invalid
from tombolo.pg import migrate
from tombolo.pg.pool import Pool
from tombolo.records import files, files_unused
from tombolo.records.sheets import jobs
from tombolo.records.sheets.spec import Spec
from tombolo.records.write import serials
from tombolo.records.write.change import Change
from tombolo.records.write.erase import delete, purge
from tombolo.records.write.save import update

FORM = "shop.customer"


def picture(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, 1, 2)).save(out, "PNG")
    return out.getvalue()


class Store:
    def __init__(self, shop: World, folder: Path) -> None:
        self.shop, self.folder, self.pool = shop, folder, shop.pool

    async def keep(self, content: bytes, name: str = "a.bin") -> files.Stored:
        async def parts():
            yield content

        return await files.keep(self.folder, name, parts(), 1 << 20)

    async def upload(self, content: bytes, name: str = "a.bin") -> tuple[str, files.Stored]:
        stored = await self.keep(content, name)
        async with self.shop.writing("ann") as work:
            made = await files.add(work, stored, name)
        return made.id, stored

    def there(self, stored: files.Stored, *, thumb: bool = False) -> bool:
        return files.where(self.folder, stored.sha256, thumb=thumb).exists()

    async def sweep(self, days: int = 2, pool: Pool | None = None) -> int:
        now = clock.now() + timedelta(days=days)
        return await files_unused.sweep(pool or self.pool, self.folder, now)

    async def rows(self, id_: str) -> int:
        async with self.pool.read() as tx:
            return await tx.value("select count(*) from sys_file where id = $1", id_)


@pytest_asyncio.fixture
async def store(shop, tmp_path) -> Store:
    async with shop.pool.write() as tx:
        await tx.run("delete from sys_file_use")
        await tx.run("delete from sys_job")
        await tx.run("delete from sys_file")
    return Store(shop, tmp_path / "files")


async def waits(pool: Pool, task: "asyncio.Task[int]") -> None:
    """Until the task waits for a lock that somebody else holds, or is over."""
    async with pool.alone() as connection:
        while not task.done() and not await connection.fetchval(
            "select count(*) from pg_locks where not granted"
        ):
            await asyncio.sleep(0.01)


async def test_bytes_of_a_purged_record_go_with_their_small_picture(store, shop):
    id_, stored = await store.upload(picture(1), "a.png")
    (record,) = (await shop.put("ann", FORM, {"name": "将清除", "papers": [id_]})).ids
    assert await store.sweep() == 0
    assert store.there(stored) and store.there(stored, thumb=True)
    async with shop.writing("ann") as work:
        await delete(work, FORM, [record])
    await store.sweep()
    assert store.there(stored)  # in the bin it keeps what it has
    async with shop.writing("ann") as work:
        await purge(work, FORM, [record])
    assert await store.sweep() == 1
    assert not store.there(stored) and not store.there(stored, thumb=True)
    assert await store.rows(id_) == 0


async def test_what_history_tells_of_stays(store, shop):
    id_, stored = await store.upload(b"first")
    (record,) = (await shop.put("ann", FORM, {"name": "有过附件", "papers": [id_]})).ids
    await shop.change("ann", FORM, record, papers=[])
    assert await store.sweep() == 0
    assert store.there(stored) and await store.rows(id_) == 1


async def test_shared_content_stays_until_the_last_row_goes(store, shop):
    one, stored = await store.upload(b"same")
    other, _ = await store.upload(b"same")
    (record,) = (await shop.put("ann", FORM, {"name": "同内容", "papers": [one]})).ids
    assert await store.sweep() == 0
    assert store.there(stored)
    assert (await store.rows(one), await store.rows(other)) == (1, 0)
    async with shop.writing("ann") as work:
        await delete(work, FORM, [record])
        await purge(work, FORM, [record])
    assert await store.sweep() == 1


async def test_an_upload_has_a_day_to_be_attached(store):
    id_, stored = await store.upload(b"never attached")
    async with store.pool.write() as tx:
        await tx.run("update sys_file set uploaded_at = clock_timestamp() where id = $1", id_)
    await store.sweep(0)
    assert store.there(stored) and await store.rows(id_) == 1
    assert await store.sweep() == 1
    assert not store.there(stored)


async def test_what_an_import_needs_stays(store, shop):
    id_, stored = await store.upload(b"name\nx\n", "s.csv")
    async with shop.writing("ann") as work:
        await jobs.ask(work, store.folder, Spec(FORM, id_, mapping=((0, "name"),)))
    assert await store.sweep() == 0
    assert store.there(stored) and await store.rows(id_) == 1


async def test_leftovers_of_a_broken_off_upload_go(store):
    stored = await store.keep(picture(2), "b.png")  # the row never came
    old = (NOW - timedelta(days=9)).timestamp()
    fresh = await store.keep(b"being uploaded now")
    for path in stored.came.parent.glob(stored.came.name + "*"):
        os.utime(path, (old, old))
    assert await store.sweep(0) == 2
    assert [one.name for one in store.folder.iterdir()] == [fresh.came.name]


async def test_an_upload_of_the_same_content_while_it_is_swept_keeps_its_bytes(store):
    """Whichever comes first: the row that is there in the end has its bytes."""
    id_, stored = await store.upload(b"again")
    again = await store.keep(b"again")
    async with store.shop.writing("ann") as work:
        made = await files.add(work, again, "again.bin")  # not committed yet
        async with store.pool.write() as tx:
            await tx.run("delete from sys_file where id = $1", id_)
        sweeping = asyncio.create_task(store.sweep())
        await waits(store.pool, sweeping)
    assert await sweeping == 0
    assert await store.rows(made.id) == 1
    assert store.there(stored)


async def test_many_uploads_and_sweeps_at_once_leave_no_row_without_bytes(
    store, database, monkeypatch
):
    monkeypatch.setattr(files_unused, "_NEW", re.compile("never"))  # what comes in is not a day old
    async with await Pool.open(database) as other:

        async def up(n: int) -> None:
            for _ in range(12):
                id_, _ = await store.upload(f"content {n % 2}".encode())
                async with store.pool.write() as tx:
                    await tx.run("delete from sys_file where id = $1", id_)
                await store.upload(f"content {n % 2}".encode())

        async def down() -> None:
            for _ in range(25):
                await store.sweep(pool=other)

        await asyncio.gather(*(up(n) for n in range(4)), down(), down())
    async with store.pool.read() as tx:
        found = await files_unused.look(tx, store.folder, clock.now())
    assert found.missing == 0


async def test_who_is_about_to_name_an_old_upload_holds_it(store, shop):
    id_, stored = await store.upload(b"named late")
    (record,) = (await shop.put("ann", FORM, {"name": "迟迟才存"})).ids
    async with shop.writing("ann") as work:
        await update(work, FORM, [Change({"papers": [id_]}, record)])
        assert await store.sweep() == 0
    assert await store.sweep() == 0
    assert store.there(stored) and await store.rows(id_) == 1


async def test_between_the_look_at_an_upload_and_the_save_nobody_sweeps_it(
    store, shop, monkeypatch
):
    id_, stored = await store.upload(b"looked at")
    number = serials.early

    async def swept_first(*args):
        assert await store.sweep() == 0
        await number(*args)

    monkeypatch.setattr(serials, "early", swept_first)
    await shop.put("ann", FORM, {"name": "正在保存", "papers": [id_]})
    assert store.there(stored) and await store.rows(id_) == 1


async def test_who_names_what_was_swept_is_told(store, shop):
    id_, _ = await store.upload(b"gone")
    await store.sweep()
    with pytest.raises(Invalid) as refused:
        await shop.put("ann", FORM, {"name": "太晚", "papers": [id_]})
    assert refused.value.problems[0].code == "file.not_yours"


async def test_death_between_row_and_bytes_leaves_only_bytes_and_the_next_sweep_finds_them(
    store, monkeypatch
):
    id_, stored = await store.upload(b"half swept")

    def dies(*_: object) -> None:
        raise OSError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(files_unused, "_unlink", dies)
        with pytest.raises(OSError, match="killed"):
            await store.sweep()
    assert await store.rows(id_) == 0 and store.there(stored)
    async with store.pool.read() as tx:
        found = await files_unused.look(tx, store.folder, clock.now() + timedelta(days=2))
    assert (found.count, found.unused, found.missing) == (1, 1, 0)
    assert await store.sweep() == 1


async def test_a_row_whose_bytes_are_gone_is_told(store):
    _, stored = await store.upload(b"lost")
    files.where(store.folder, stored.sha256).unlink()
    async with store.pool.read() as tx:
        found = await files_unused.look(tx, store.folder, clock.now())
    assert (found.count, found.missing) == (0, 1)


async def test_the_migration_finds_what_was_named_before_it(store, shop):
    await shop.apply(LINED)
    held, lined, was = [(await store.upload(bytes([n])))[0] for n in range(3)]
    await store.upload(b"of nobody")
    (one,) = (await shop.put("ann", FORM, {"name": "早就有", "papers": [was]})).ids
    await shop.change("ann", FORM, one, papers=[held])
    (two,) = (await shop.put("ann", "shop.trip", {"days": [{"slips": [lined]}]})).ids
    look = "select form, record::text, file::text from sys_file_use order by 1, 2, 3"
    async with shop.pool.write() as tx:
        before = [tuple(row) for row in await tx.rows(look)]
        await tx.run("delete from sys_file_use")
        await tx.run("update sys_history set changes = '{}' where record = $1", two)
        (text,) = [one.text for one in migrate.found() if one.name == "0024_file_uses.sql"]
        await tx.run(text[text.index("do $$") :])
        assert [tuple(row) for row in await tx.rows(look)] == before
    assert before == sorted([(FORM, one, was), (FORM, one, held), ("shop.trip", two, lined)])


LINED = """
shop/forms/trip:
  label: 出差
  fields:
    days:
      kind: lines
      label: 行程
      fields:
        slips: {kind: files, label: 票据}
"""
