"""The second step: codes of a device (RFC 6238), recovery codes, nobody guesses, nothing is good twice."""

import asyncio
import base64
import hashlib
import hmac
import struct
from datetime import UTC, datetime, timedelta
from secrets import token_bytes

import pytest
import pytest_asyncio

from tombolo.access import directory, second_step, sessions
from tombolo.access.people import Member
from tombolo.access.sessions import Attempt, Challenge, SignedIn
from tombolo.base import ids
from tombolo.base.errors import Busy, Conflict, Denied, Fault, Invalid, Missing
from tombolo.base.vault import Vault

NOW = datetime(2026, 5, 1, 8, 0, 10, tzinfo=UTC)
RIGHT = "correct horse"
HERE = Attempt("", "", "1.1.1.1", "Firefox")
VAULT = Vault(token_bytes(32))


async def no_pause(_seconds):
    return None


def code_of(secret: str, at: datetime, digits: int = 6) -> str:
    """RFC 6238 and RFC 4226 by hand, a second road to the number."""
    counter = struct.pack(">Q", int(at.timestamp()) // 30)
    digest = hmac.digest(base64.b32decode(secret), counter, hashlib.sha1)
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**digits:0{digits}}"


def test_the_second_road_is_the_standard():
    """Vectors of RFC 6238, appendix B (SHA-1)."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    for seconds, wanted in ((59, "94287082"), (1111111109, "07081804"), (20000000000, "65353130")):
        assert code_of(secret, datetime.fromtimestamp(seconds, UTC), 8) == wanted


@pytest_asyncio.fixture(scope="module", autouse=True)
async def root(pool):
    root = Member(ids.uuid7(), "Root", "root")
    await sessions.first_administrator(pool, root, RIGHT, must_change=False, now=NOW)


@pytest_asyncio.fixture
async def li(pool):
    """A member with a password, known by nobody else."""
    login = f"li{ids.token(4)}"
    new = Member(ids.uuid7(), "Li", login)
    await sessions.add_with_password(pool, new, RIGHT, must_change=False, now=NOW)
    async with pool.read() as tx:
        return await directory.actor(tx, new.id)


@pytest_asyncio.fixture
async def secured(pool, li):
    """Li, her secret and her recovery codes; the second step has been on for an hour."""
    before = NOW - timedelta(hours=1)
    offer = await second_step.begin(pool, VAULT, li, "", "crm.example.com", before)
    code = code_of(offer.secret, before)
    codes = await second_step.confirm(pool, VAULT, li.id, code, keep="", now=before)
    return li, offer.secret, codes


async def password(pool, actor, now=NOW) -> Challenge:
    found = await sessions.sign_in(pool, Attempt(actor.login, RIGHT, "1.1.1.1"), now, no_pause)
    assert isinstance(found, Challenge)
    return found


async def sign_in(pool, actor, code, now=NOW) -> SignedIn:
    challenge = await password(pool, actor, now)
    return await second_step.finish(pool, VAULT, challenge.token, code, HERE, now)


async def events(pool, member):
    async with pool.read() as tx:
        rows = await tx.rows(
            "select kind from sys_security_event where member = $1 order by id", member
        )
    return [row["kind"] for row in rows]


async def test_it_is_in_force_when_a_code_proves_that_the_device_has_it(pool, li):
    attempt = Attempt(li.login, RIGHT, "1.1.1.1")
    offer = await second_step.begin(pool, VAULT, li, "", "crm.example.com", NOW)
    assert offer.uri.startswith(f"otpauth://totp/Tombolo:{li.login}%40crm.example.com?secret=")
    assert f"secret={offer.secret}" in offer.uri
    assert isinstance(await sessions.sign_in(pool, attempt, NOW, no_pause), SignedIn)
    with pytest.raises(Invalid) as caught:
        await second_step.confirm(pool, VAULT, li.id, "000000", keep="", now=NOW)
    assert [(one.code, one.place) for one in caught.value.problems] == [("auth.wrong_code", "code")]
    code = code_of(offer.secret, NOW)
    codes = await second_step.confirm(
        pool, VAULT, li.id, f" {code[:3]} {code[3:]}", keep="", now=NOW
    )
    assert len(set(codes)) == 10
    assert all(len(one) == 11 and one[5] == "-" for one in codes)
    assert isinstance(await sessions.sign_in(pool, attempt, NOW, no_pause), Challenge)
    async with pool.read() as tx:
        actor = await directory.actor(tx, li.id)
        state = await second_step.state(tx, li.id)
    assert actor.second_step
    assert (state.since, state.codes_left) == (NOW, 10)


async def test_setting_it_up_ends_the_other_sessions_and_keeps_this_one(pool, li):
    attempt = Attempt(li.login, RIGHT, "1.1.1.1")
    here = await sessions.sign_in(pool, attempt, NOW, no_pause)
    there = await sessions.sign_in(pool, attempt, NOW, no_pause)
    offer = await second_step.begin(pool, VAULT, li, "", "", NOW)
    await second_step.confirm(
        pool, VAULT, li.id, code_of(offer.secret, NOW), keep=here.token, now=NOW
    )
    async with pool.read() as tx:
        assert await sessions.find(tx, here.token, NOW)
        assert await sessions.find(tx, there.token, NOW) is None


@pytest.mark.parametrize("seconds", [-30, 0, 30])
async def test_a_clock_half_a_minute_off_is_right_enough(pool, secured, seconds):
    li, secret, _ = secured
    signed = await sign_in(pool, li, code_of(secret, NOW + timedelta(seconds=seconds)))
    async with pool.read() as tx:
        session, actor = await sessions.find(tx, signed.token, NOW)
    assert (actor.id, session.address, session.agent) == (li.id, "1.1.1.1", "Firefox")


async def test_a_code_is_taken_in_wide_digits_and_in_groups(pool, secured):
    li, secret, _ = secured
    code = code_of(secret, NOW)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in code)
    assert await sign_in(pool, li, f"{wide[:3]} {wide[3:]}")


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "999999", "９９９９９９"])
async def test_what_is_no_code_opens_nothing(pool, secured, code):
    li, _, _ = secured
    with pytest.raises(Denied, match=r"auth\.wrong_code"):
        await sign_in(pool, li, code)
    assert (await events(pool, li.id))[-1] == "second_step_failed"


@pytest.mark.parametrize("seconds", [-90, -60, 60, 90])
async def test_older_and_newer_codes_are_none(pool, secured, seconds):
    li, secret, _ = secured
    with pytest.raises(Denied, match=r"auth\.wrong_code"):
        await sign_in(pool, li, code_of(secret, NOW + timedelta(seconds=seconds)))


async def test_no_code_is_good_twice_nor_an_older_one_after_it(pool, secured):
    li, secret, _ = secured
    await sign_in(pool, li, code_of(secret, NOW))
    for at in (NOW, NOW - timedelta(seconds=30)):
        with pytest.raises(Denied, match=r"auth\.wrong_code"):
            await sign_in(pool, li, code_of(secret, at))
    later = NOW + timedelta(seconds=31)
    await sign_in(pool, li, code_of(secret, later), later)


async def test_twenty_hands_with_one_code_open_one_session(pool, secured):
    li, secret, codes = secured
    for code in (code_of(secret, NOW), codes[0]):
        challenges = [
            (await sessions.sign_in(
                pool, Attempt(li.login, RIGHT, f"9.9.9.{at}"), NOW, no_pause
            )).token
            for at in range(20)
        ]  # fmt: skip
        tried = await asyncio.gather(
            *(second_step.finish(pool, VAULT, one, code, HERE, NOW) for one in challenges),
            return_exceptions=True,
        )
        assert sum(isinstance(one, SignedIn) for one in tried) == 1
        assert [one for one in tried if not isinstance(one, SignedIn | Fault)] == []
        async with pool.write() as tx:
            await tx.run("update sys_second_step set not_before = '-infinity', failures = 0")
            await tx.run("delete from sys_sign_in_attempt")


async def test_one_challenge_opens_one_session_though_two_codes_are_good(pool, secured):
    li, secret, codes = secured
    challenge = await password(pool, li)
    both = await asyncio.gather(
        *(second_step.finish(pool, VAULT, challenge.token, one, HERE, NOW)
          for one in (code_of(secret, NOW), codes[0])),
        return_exceptions=True,
    )  # fmt: skip
    assert sum(isinstance(one, SignedIn) for one in both) == 1
    with pytest.raises(Denied, match="challenge_over"):
        await second_step.finish(pool, VAULT, challenge.token, codes[1], HERE, NOW)


async def test_five_codes_to_a_password_and_then_the_password_again(pool, secured):
    li, _, codes = secured
    challenge = await password(pool, li)
    for _ in range(5):
        with pytest.raises(Denied, match=r"auth\.wrong_code"):
            await second_step.finish(pool, VAULT, challenge.token, "aaaaa-aaaaa", HERE, NOW)
    with pytest.raises(Denied, match="challenge_over"):
        await second_step.finish(pool, VAULT, challenge.token, codes[0], HERE, NOW)


async def test_a_challenge_lasts_five_minutes_and_is_no_session(pool, secured):
    li, secret, _ = secured
    challenge = await password(pool, li)
    async with pool.read() as tx:
        assert await sessions.find(tx, challenge.token, NOW) is None
    late = NOW + timedelta(minutes=5, seconds=1)
    with pytest.raises(Denied, match="challenge_over"):
        await second_step.finish(pool, VAULT, challenge.token, code_of(secret, late), HERE, late)


async def test_a_new_password_ends_what_the_old_one_began(pool, secured):
    li, secret, _ = secured
    challenge = await password(pool, li)
    await sessions.set_password(pool, li.id, "another horse", must_change=False, now=NOW)
    with pytest.raises(Denied, match="challenge_over"):
        await second_step.finish(pool, VAULT, challenge.token, code_of(secret, NOW), HERE, NOW)


async def test_guessing_grows_slower_from_every_address_and_recovery_codes_still_open(
    pool, secured
):
    li, secret, codes = secured
    now, waits = NOW, []
    while len(waits) < 9:
        attempt = Attempt(li.login, RIGHT, f"7.7.7.{len(waits)}")
        challenge = await sessions.sign_in(pool, attempt, now, no_pause)
        with pytest.raises(Fault) as caught:
            await second_step.finish(pool, VAULT, challenge.token, "000000", attempt, now)
        if isinstance(caught.value, Busy):
            waits.append(caught.value.values["seconds"])
            now += timedelta(seconds=waits[-1])
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900, 900]
    now -= timedelta(seconds=800)
    with pytest.raises(Busy, match=r"auth\.code_later"):
        await sign_in(pool, li, code_of(secret, now), now)
    assert await sign_in(pool, li, codes[0], now), "who has the codes is not shut out"
    now += timedelta(seconds=900)
    assert await sign_in(pool, li, code_of(secret, now), now)
    later = now + timedelta(seconds=40)
    for _ in range(4):
        with pytest.raises(Denied, match=r"auth\.wrong_code"):
            await sign_in(pool, li, "000000", later)


async def test_a_recovery_code_is_good_once_however_it_is_written(pool, secured):
    li, _, codes = secured
    await sign_in(pool, li, codes[3].upper().replace("-", " "))
    with pytest.raises(Denied, match=r"auth\.wrong_code"):
        await sign_in(pool, li, codes[3])
    async with pool.read() as tx:
        assert (await second_step.state(tx, li.id)).codes_left == 9
    assert "recovery_code_used" in await events(pool, li.id)


async def test_new_recovery_codes_void_the_old(pool, secured):
    li, secret, codes = secured
    with pytest.raises(Invalid):
        await second_step.renew_codes(pool, VAULT, li.id, "000000", NOW)
    new = await second_step.renew_codes(pool, VAULT, li.id, code_of(secret, NOW), NOW)
    assert not set(new) & set(codes)
    with pytest.raises(Denied, match=r"auth\.wrong_code"):
        await sign_in(pool, li, codes[0])
    assert await sign_in(pool, li, new[0])


async def test_another_device_takes_the_place_of_the_first_when_it_proves_itself(pool, secured):
    li, secret, codes = secured
    for code in ("", "000000"):
        with pytest.raises(Invalid):
            await second_step.begin(pool, VAULT, li, code, "", NOW)
    offer = await second_step.begin(pool, VAULT, li, code_of(secret, NOW), "", NOW)
    later = NOW + timedelta(seconds=30)
    assert await sign_in(pool, li, code_of(secret, later), later), "the first still opens"
    late = NOW + timedelta(minutes=2)
    with pytest.raises(Denied, match=r"auth\.wrong_code"):
        await sign_in(pool, li, code_of(offer.secret, late), late)
    again = await second_step.begin(pool, VAULT, li, codes[0], "", late)
    with pytest.raises(Invalid):
        await second_step.confirm(
            pool, VAULT, li.id, code_of(offer.secret, late), keep="", now=late
        )
    new = await second_step.confirm(
        pool, VAULT, li.id, code_of(again.secret, late), keep="", now=late
    )
    after = late + timedelta(seconds=30)
    with pytest.raises(Denied, match=r"auth\.wrong_code"):
        await sign_in(pool, li, code_of(secret, after), after)
    with pytest.raises(Denied, match=r"auth\.wrong_code"):
        await sign_in(pool, li, codes[1], after)
    assert await sign_in(pool, li, code_of(again.secret, after), after)
    assert await sign_in(pool, li, new[0], after)


async def test_two_pages_that_set_it_up_leave_one_device(pool, li):
    first = await second_step.begin(pool, VAULT, li, "", "", NOW)
    second = await second_step.begin(pool, VAULT, li, "", "", NOW)
    tried = await asyncio.gather(
        *(second_step.confirm(pool, VAULT, li.id, code_of(one.secret, NOW), keep="", now=NOW)
          for one in (first, second, second)),
        return_exceptions=True,
    )  # fmt: skip
    assert isinstance(tried[0], Invalid | Conflict)  # its secret is forgotten, or already in force
    assert sorted(isinstance(one, tuple) for one in tried[1:]) == [False, True]
    assert all(isinstance(one, tuple | Fault) for one in tried)


async def test_a_page_that_comes_after_the_other_is_told_to_begin_anew(pool, li):
    first = await second_step.begin(pool, VAULT, li, "", "", NOW)
    code = code_of(first.secret, NOW)
    await second_step.confirm(pool, VAULT, li.id, code, keep="", now=NOW)
    with pytest.raises(Conflict, match="second_step_anew"):
        await second_step.confirm(pool, VAULT, li.id, code, keep="", now=NOW)


async def test_who_waited_while_another_hands_code_was_good_is_told_one_second(pool, secured):
    """The pause that kept this try out is over (-infinity) when its length is asked for."""
    li, *_ = secured
    async with pool.write() as tx:
        seconds = await tx.value(second_step._SQL["wait"], li.id, True, NOW)
        assert seconds == 1
        ahead = NOW + timedelta(seconds=29, milliseconds=300)
        await tx.run("update sys_second_step set not_before = $1 where member = $2", ahead, li.id)
    with pytest.raises(Busy) as told:
        await second_step.turn_off(pool, VAULT, li, "123456", NOW)
    assert told.value.values == {"seconds": 30}


async def test_who_begins_without_a_code_is_too_late_when_it_is_on_by_then(pool, li, monkeypatch):
    """Between looking and writing somebody else turns it on: no device comes in without a proof."""
    first = await second_step.begin(pool, VAULT, li, "", "", NOW)
    look = second_step.state

    async def slow(tx, member):
        found = await look(tx, member)
        code = code_of(first.secret, NOW)
        await second_step.confirm(pool, VAULT, li.id, code, keep="", now=NOW)
        return found

    monkeypatch.setattr(second_step, "state", slow)
    with pytest.raises(Conflict, match="second_step_anew"):
        await second_step.begin(pool, VAULT, li, "", "", NOW)
    async with pool.read() as tx:
        pending = await tx.value("select pending from sys_second_step where member = $1", li.id)
    assert pending is None


async def test_off_needs_a_code_and_forgets_everything(pool, secured):
    li, secret, _ = secured
    with pytest.raises(Invalid):
        await second_step.turn_off(pool, VAULT, li, "000000", NOW)
    await second_step.turn_off(pool, VAULT, li, code_of(secret, NOW), NOW)
    found = await sessions.sign_in(pool, Attempt(li.login, RIGHT, "1.1.1.1"), NOW, no_pause)
    assert isinstance(found, SignedIn)
    async with pool.read() as tx:
        assert not await tx.value("select count(*) from sys_recovery_code where member = $1", li.id)
    with pytest.raises(Missing):
        await second_step.turn_off(pool, VAULT, li, "123456", NOW)


async def test_an_administrator_resets_it_and_the_person_is_signed_out(pool, secured):
    li, secret, _ = secured
    signed = await sign_in(pool, li, code_of(secret, NOW))
    challenge = await password(pool, li)
    async with pool.write() as tx:
        await second_step.reset(tx, li.id, NOW)
    async with pool.read() as tx:
        assert await sessions.find(tx, signed.token, NOW) is None
    with pytest.raises(Denied, match="challenge_over"):
        await second_step.finish(pool, VAULT, challenge.token, code_of(secret, NOW), HERE, NOW)
    async with pool.write() as tx:
        with pytest.raises(Missing, match="second_step_none"):
            await second_step.reset(tx, li.id, NOW)


async def test_what_the_company_demands_counts_at_once_and_cannot_be_turned_off(pool, secured):
    li, secret, _ = secured
    boss = Member(ids.uuid7(), "Boss", f"boss{ids.token(4)}", is_admin=True)
    await sessions.add_with_password(pool, boss, RIGHT, must_change=False, now=NOW)
    plain = Member(ids.uuid7(), "Plain", f"plain{ids.token(4)}")
    await sessions.add_with_password(pool, plain, RIGHT, must_change=False, now=NOW)
    wanted = {"free": (False, False), "administrators": (True, False), "everybody": (True, True)}
    for demand, owing in wanted.items():
        async with pool.write() as tx:
            before = await tx.value("select version from sys_people_version")
            await second_step.demand(tx, demand, NOW, by=boss.id)
            assert await tx.value("select version from sys_people_version") > before
            actors = [await directory.actor(tx, one.id) for one in (boss, plain, li)]
            assert [one.must_add_second_step for one in actors] == [*owing, False]
    with pytest.raises(Denied, match="second_step_demanded"):
        await second_step.turn_off(pool, VAULT, li, code_of(secret, NOW), NOW)
    async with pool.write() as tx:
        with pytest.raises(Invalid):
            await second_step.demand(tx, "nobody", NOW, by=boss.id)
        await second_step.demand(tx, "free", NOW, by=boss.id)
    await second_step.turn_off(pool, VAULT, li, code_of(secret, NOW), NOW)


async def test_the_database_alone_tells_no_secret(pool, secured):
    li, secret, codes = secured
    async with pool.read() as tx:
        kept = await tx.value("select secret from sys_second_step where member = $1", li.id)
        marks = await tx.rows("select code_mark from sys_recovery_code where member = $1", li.id)
        assert await second_step.unreadable(tx, VAULT) == 0
        assert await second_step.unreadable(tx, Vault(token_bytes(32))) > 0
        assert await second_step.unreadable(tx, None) > 0
    assert secret.encode() not in kept
    assert base64.b32decode(secret) not in kept
    plain = {hashlib.sha256(one.replace("-", "").encode()).digest() for one in codes}
    assert not plain & {row["code_mark"] for row in marks}
    for kind in await events(pool, li.id):
        assert kind in {"password_set", "second_step_on"}


async def test_a_secret_moved_to_another_member_opens_nothing(pool, secured):
    li, secret, _ = secured
    async with pool.write() as tx:
        other = Member(ids.uuid7(), "Bo", f"bo{ids.token(4)}")
        await directory.save_member(tx, other, NOW)
        await tx.run(
            "insert into sys_second_step (member, secret, confirmed_at)"
            " select $2, secret, confirmed_at from sys_second_step where member = $1",
            li.id, other.id,
        )  # fmt: skip
    with pytest.raises(Denied, match=r"vault\.wrong_key"):
        await second_step.renew_codes(pool, VAULT, other.id, code_of(secret, NOW), NOW)


async def test_each_use_of_a_code_moves_no_knowledge_of_people(pool, secured):
    li, secret, _ = secured
    async with pool.read() as tx:
        before = await tx.value("select version from sys_people_version")
    await sign_in(pool, li, code_of(secret, NOW))
    async with pool.read() as tx:
        assert await tx.value("select version from sys_people_version") == before
