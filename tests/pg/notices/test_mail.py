"""Notices by mail: through the worker's queue to a real server, once, at the hour a person wants."""

import asyncio
from datetime import UTC, datetime

import pytest
from tests.pg.automation.desk import Desk
from tests.pg.notices.post import Box, post_office
from tests.pg.notices.test_hear import ASSIGN

from tombolo.automation.notices import hear, mail, preferences
from tombolo.automation.notices.hours import Hours, due
from tombolo.automation.notices.letter import Item, Reader, letter
from tombolo.automation.notices.smtp import Smtp, hand_over
from tombolo.base.errors import Busy, Invalid
from tombolo.pg import introspect, queue
from tombolo.pg.pool import Limits
from tombolo.runtime.worker import Worker
from tombolo.web.house import House
from tombolo.web.opening import Opening

AT = datetime(2026, 6, 30, 2, 0, tzinfo=UTC)


@pytest.fixture
def box():
    with post_office() as made:
        yield made


async def mailed_to(desk: Desk, login: str, address: str | None) -> None:
    async with desk.pool.write() as tx:
        await tx.run("update sys_member set email = null")
        await tx.run("update sys_member set email = $2 where login = $1", login, address)
    desk.world.now = datetime.now(UTC)


async def jobs(desk: Desk, most: int = 10) -> list[queue.Job]:
    async with desk.pool.write() as tx:
        return await queue.claim(tx, "desk", [hear.MAIL], most=most)


async def order(desk: Desk, *subjects: str) -> None:
    desk.use(assign=ASSIGN)
    await desk.world.put("ann", "desk.order", *[{"subject": one} for one in subjects])
    while await hear.turn(desk, mails=True):
        pass


async def test_what_comes_together_is_one_letter_in_both_forms(desk: Desk, box: Box):
    await mailed_to(desk, "sue", "sue@example.com")
    await order(desk, "镜头", "<script>")
    (job,) = await jobs(desk)
    assert await mail.send(desk, box.smtp, "http://t", job) == 2
    (got,) = box.letters
    assert (got["To"], got["Subject"]) == ("Sue <sue@example.com>", "[连岛] 2 条新通知")
    plain = got.get_body(("plain",)).get_content()
    assert "新订单 镜头（草稿）" in plain and "http://t/f/desk.order/r/" in plain
    html = got.get_body(("html",)).get_content()
    assert "新订单 镜头" in html and "<script>" not in html and "&lt;script&gt;" in html
    assert await mail.send(desk, box.smtp, "http://t", job) == 0, "again is not twice"
    assert len(box.letters) == 1


async def test_two_jobs_at_once_send_one_letter(desk: Desk, box: Box):
    await mailed_to(desk, "sue", "sue@example.com")
    await order(desk, "a")
    await order(desk, "b")
    found = await jobs(desk)
    assert len(found) == 2
    await asyncio.gather(*(mail.send(desk, box.smtp, "http://t", one) for one in found))
    assert len(box.letters) == 1


async def test_nothing_for_who_does_not_want_it_or_has_no_address(desk: Desk, box: Box):
    await mailed_to(desk, "sue", None)
    await order(desk, "a")
    assert await jobs(desk) == []
    await mailed_to(desk, "sue", "sue@example.com")
    async with desk.world.writing("sue") as work:
        await preferences.choose(work, {"topics": [{"topic": "rule", "mail": False}]})
    await order(desk, "b")
    assert await jobs(desk) == []
    async with desk.pool.read() as tx:
        assert await tx.value("select count(*) from sys_notice where shown") == 4


async def test_the_days_letter_waits_for_its_hour_and_asks_again_what_may_be_seen(
    desk: Desk, box: Box
):
    await mailed_to(desk, "sue", "sue@example.com")
    async with desk.world.writing("sue") as work:
        await preferences.choose(work, {"digest_at": 9})
    await order(desk, "a")
    await order(desk, "b")
    assert await jobs(desk) == [], "not before its hour"
    async with desk.pool.write() as tx:
        await tx.run("update sys_notice set mail_at = clock_timestamp() where mail_at is not null")
        await tx.run("update sys_job set run_at = clock_timestamp()")
        await tx.run("update sys_member set is_admin = false")
        await tx.run("delete from sys_member_role using sys_member m where m.id = member and m.login = 'sue'")  # fmt: skip
    first, _ = await jobs(desk)
    try:
        assert await mail.send(desk, box.smtp, "http://t", first) == 0
        assert box.letters == [], "she may not read the orders any more"
    finally:
        async with desk.pool.write() as tx:
            await tx.run("insert into sys_member_role select id, 'sales' from sys_member where login = 'sue'")  # fmt: skip
            await tx.run("update sys_member set is_admin = true where login = 'ann'")


async def test_a_server_that_is_away_or_busy_is_tried_again_and_a_refusal_is_for_good(box: Box):
    made = letter(Reader("Sue", "sue@example.com", "en"), [Item(1, AT, "T", "", "/x")], sender="n@t.test", base_url="", zone="UTC")  # fmt: skip
    with pytest.raises(Busy):
        await hand_over(Smtp("127.0.0.1", 1, "none", "n@t.test"), made)
    box.refuse = "451 later"
    with pytest.raises(Busy):
        await hand_over(box.smtp, made)
    box.refuse = "550 never"
    with pytest.raises(Invalid):
        await hand_over(box.smtp, made)


async def test_the_worker_tells_and_mails_and_doctor_hears_of_dead_letters(
    desk: Desk, box: Box, tmp_path
):
    await mailed_to(desk, "sue", "sue@example.com")
    box.refuse = "550 no such user"
    opening = Opening(desk.pool.place, Limits(), tmp_path, tmp_path, "http://t", smtp=box.smtp)
    over = asyncio.Event()
    working = asyncio.create_task(Worker(House(opening, desk.pool)).run(over))
    try:
        desk.use(assign=ASSIGN)
        await desk.world.put("ann", "desk.order", {"subject": "x"})
        async with asyncio.timeout(30):
            while True:
                async with desk.pool.read() as tx:
                    if await introspect.dead_jobs(tx):
                        break
                await asyncio.sleep(0.05)
        box.refuse = ""
        await desk.world.put("ann", "desk.order", {"subject": "y"})
        async with asyncio.timeout(30):
            while not box.letters:
                await asyncio.sleep(0.05)
        assert "y" in box.letters[0].get_body(("plain",)).get_content()
    finally:
        over.set()
        await working


@pytest.mark.parametrize(
    ("hours", "at", "goes"),
    [
        (Hours(), "2026-06-30T02:00", "2026-06-30T02:00"),
        (Hours(digest_at=9), "2026-06-30T00:59", "2026-06-30T01:00"),
        (Hours(digest_at=9), "2026-06-30T01:00", "2026-07-01T01:00"),
        (Hours(None, 22, 7), "2026-06-30T14:00", "2026-06-30T23:00"),
        (Hours(None, 22, 7), "2026-06-30T22:59", "2026-06-30T23:00"),
        (Hours(None, 22, 7), "2026-06-30T23:00", "2026-06-30T23:00"),
        (Hours(None, 12, 14), "2026-06-30T05:30", "2026-06-30T06:00"),
        (Hours(None, 8, 8), "2026-06-30T00:30", "2026-06-30T00:30"),
    ],
)
def test_when_a_mail_may_go(hours: Hours, at: str, goes: str):
    now = datetime.fromisoformat(at).replace(tzinfo=UTC)
    assert due(hours, now, "Asia/Shanghai") == datetime.fromisoformat(goes).replace(tzinfo=UTC)


def test_a_title_with_a_line_break_makes_no_header():
    items = [Item(1, AT, "x\r\nBcc: all@example.com", "", "/x")]
    made = letter(Reader('A "b"\n', "a@example.com", "en"), items, sender="n@t.test", base_url="http://t", zone="UTC")  # fmt: skip
    assert made["Bcc"] is None and made["Subject"] == "[Tombolo] x Bcc: all@example.com"
