"""Signing in: guessing is slow, nobody is locked out, a token ends when it should (T63, T67, T69)."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from tombolo.access import directory, keys, passwords, sessions
from tombolo.access.people import Member
from tombolo.access.sessions import Attempt
from tombolo.base import ids
from tombolo.base.errors import Busy, Conflict, Denied, Invalid, Missing

NOW = datetime(2026, 5, 1, tzinfo=UTC)
RIGHT = "correct horse"


class Pauses(list):
    async def __call__(self, seconds):
        self.append(seconds)


@pytest_asyncio.fixture(scope="module", autouse=True)
async def people(pool):
    root = Member(ids.uuid7(), "Root", "root")
    assert await sessions.first_administrator(pool, root, RIGHT, must_change=False, now=NOW)
    li = Member(ids.uuid7(), "Li", "Li@Home")
    await sessions.add_with_password(pool, li, RIGHT, must_change=False, now=NOW)
    return {"root": root, "li": li}


@pytest_asyncio.fixture(autouse=True)
async def fresh(pool):
    yield
    async with pool.write() as tx:
        await tx.run("delete from sys_sign_in_attempt")
        await tx.run("delete from sys_session")


async def sign_in(pool, password=RIGHT, *, login="li@home", address="1.1.1.1", now=NOW, pause=None):
    return await sessions.sign_in(
        pool, Attempt(login, password, address), now, Pauses() if pause is None else pause
    )


async def who(pool, token, now=NOW):
    async with pool.read() as tx:
        found = await sessions.find(tx, token, now)
        return found and found[1].login


async def test_the_right_password_opens_and_the_login_ignores_case(pool):
    signed = await sign_in(pool, login=" LI@home ")
    assert await who(pool, signed.token) == "Li@Home"
    assert len(signed.token) == 64
    async with pool.read() as tx:
        kept = await tx.value("select token_hash from sys_session")
        assert signed.token.encode() not in kept, "the table does not hold the token"


@pytest.mark.parametrize("login", ["li@home", "nobody", "", "' or 1=1--"])
async def test_wrong_login_and_wrong_password_are_told_alike(pool, login):
    with pytest.raises(Denied) as caught:
        await sign_in(pool, "wrong", login=login)
    assert (caught.value.code, dict(caught.value.values)) == ("auth.wrong", {})


async def test_guessing_grows_slower_and_is_then_refused_even_with_the_right_password(pool):
    pauses = Pauses()
    for _ in range(10):
        with pytest.raises(Denied):
            await sign_in(pool, "wrong", pause=pauses)
    assert pauses == [0, 0, 0, 0, 0, 0.5, 1, 2, 4, 8]
    for password in ("wrong", RIGHT):
        with pytest.raises(Busy, match=r"auth\.too_many") as caught:
            await sign_in(pool, password, now=NOW + timedelta(minutes=1))
        assert caught.value.values["seconds"] == 14 * 60
    signed = await sign_in(pool, address="2.2.2.2")
    assert await who(pool, signed.token), "another address is not locked out"
    later = NOW + timedelta(minutes=15, seconds=1)
    assert await sign_in(pool, now=later), "and here it passes with time"


async def test_parallel_guesses_gain_nothing(pool):
    done = await asyncio.gather(
        *(sign_in(pool, "wrong") for _ in range(25)), return_exceptions=True
    )
    assert sum(isinstance(each, Denied) for each in done) == 10
    assert sum(isinstance(each, Busy) for each in done) == 15


async def test_many_accounts_from_one_address_are_refused_too(pool):
    async with pool.write() as tx:
        for n in range(100):
            await sessions._count(tx, f"person{n}", "6.6.6.6", NOW)
    with pytest.raises(Busy):
        await sign_in(pool, address="6.6.6.6")
    assert await sign_in(pool, address="7.7.7.7")


async def test_a_right_password_is_forgiven_its_failures(pool):
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(Denied):
                await sign_in(pool, "wrong")
        await sign_in(pool)
    async with pool.read() as tx:
        rows = await tx.rows("select login, failures from sys_sign_in_attempt")
        assert [tuple(row) for row in rows] == [("", 12)]


async def test_a_session_ends_by_time_by_idleness_by_signing_out(pool):
    signed = await sign_in(pool)
    async with pool.write() as tx:
        session, _ = await sessions.find(tx, signed.token, NOW)
        assert await who(pool, signed.token, NOW + timedelta(days=3)) is None, "idle"
        day = NOW
        while day < NOW + timedelta(days=13):
            day += timedelta(days=2)
            assert sessions.stale(session, day)
            await sessions.touch(tx, session, day, "1.1.1.1")
    assert await who(pool, signed.token, NOW + timedelta(days=13, hours=23))
    assert await who(pool, signed.token, NOW + timedelta(days=14)) is None, "two weeks old"
    async with pool.write() as tx:
        await sessions.sign_out(tx, signed.token, NOW)
    assert await who(pool, signed.token, NOW + timedelta(days=13)) is None, "replayed"


async def test_every_sign_in_gets_a_new_token(pool):
    assert (await sign_in(pool)).token != (await sign_in(pool)).token


async def test_a_changed_password_ends_the_other_sessions(pool, people):
    here, there = await sign_in(pool), await sign_in(pool)
    there_too = {"keep": here.token, "address": "1.1.1.1", "now": NOW}
    for old, new, code in (
        ("wrong", "another horse", "auth.wrong_old"),
        (RIGHT, RIGHT, "auth.password_same"),
        (RIGHT, "short", "fault.invalid"),
        (RIGHT, "LI@HOME", "fault.invalid"),
    ):
        with pytest.raises(Invalid, match=code):
            await sessions.change_password(pool, here.actor, old, new, **there_too)
    await sessions.change_password(pool, here.actor, RIGHT, "another horse", **there_too)
    assert await who(pool, here.token)
    assert await who(pool, there.token) is None
    with pytest.raises(Denied):
        await sign_in(pool)
    await sessions.set_password(pool, people["li"].id, RIGHT, must_change=True, now=NOW)
    assert await who(pool, here.token) is None, "set by an administrator: all end"
    assert (await sign_in(pool)).actor.must_change_password
    await sessions.set_password(pool, people["li"].id, RIGHT, must_change=False, now=NOW)


async def test_one_ends_only_ones_own_sessions(pool, people):
    await sign_in(pool)
    async with pool.write() as tx:
        (mine,) = await sessions.of_member(tx, people["li"].id, NOW)
        with pytest.raises(Missing, match="no_session"):
            await sessions.end(tx, people["root"].id, mine.id, NOW)
        await sessions.end(tx, people["li"].id, mine.id, NOW)
        assert not await sessions.of_member(tx, people["li"].id, NOW)


@pytest.mark.parametrize(
    "token", ["", "0" * 64, "eyJhbGciOiJub25lIn0.e30.", "tbk_" + "0" * 64, "é\0"]
)
async def test_an_invented_token_is_nobody(pool, token):
    assert await who(pool, token) is None
    async with pool.read() as tx:
        assert await keys.find(tx, token, NOW) is None


async def test_only_the_first_administrator_is_made_and_only_once(pool):
    made = await asyncio.gather(
        *(
            sessions.first_administrator(
                pool, Member(ids.uuid7(), "X", f"x{n}"), RIGHT, must_change=True, now=NOW
            )
            for n in range(4)
        )
    )
    assert made == [False] * 4


async def test_a_key_is_its_member_narrowed_and_for_a_while(pool, people):
    root = people["root"].id
    ends = NOW + timedelta(days=30)
    async with pool.write() as tx:
        key, token = await keys.create(tx, root, "bot", ("read",), expires_at=ends, now=NOW)
        _, all_ = await keys.create(tx, root, "ci", ("read", "admin"), expires_at=ends, now=NOW)
        found = await keys.find(tx, token, NOW)
        assert found is not None
        assert (found[1].login, found[1].is_admin, found[1].scopes) == ("root", False, {"read"})
        assert (await keys.find(tx, all_, NOW))[1].is_admin
        assert await keys.find(tx, token, ends) is None, "expired"
        assert await sessions.find(tx, token, NOW) is None, "a key is not a session"
        session = await sessions.open_session(tx, root, NOW)
        assert await keys.find(tx, session.token, NOW) is None, "a session is not a key"
        with pytest.raises(Missing):
            await keys.revoke(tx, key.id, NOW, member=people["li"].id)
        await keys.revoke(tx, key.id, NOW)
        assert await keys.find(tx, token, NOW) is None
        assert [each.name for each in await keys.listing(tx, root)] == ["ci"]
        with pytest.raises(Invalid) as caught:
            await keys.create(tx, root, "", ("root",), expires_at=NOW, now=NOW)
        assert [p.place for p in caught.value.problems] == ["name", "scopes", "expires_at"]


async def test_who_left_has_no_key_either(pool, people):
    async with pool.trial() as tx:
        li = people["li"].id
        _, token = await keys.create(
            tx, li, "bot", ("read",), expires_at=NOW + timedelta(1), now=NOW
        )
        await directory.deactivate(tx, li, NOW)
        assert await keys.find(tx, token, NOW) is None


@pytest.mark.parametrize(
    ("password", "login", "codes"),
    [
        ("correct horse", "li", []),
        ("short", "li", ["auth.password_short"]),
        ("", "li", ["auth.password_short"]),
        ("x" * 201, "li", ["auth.password_long", "auth.password_common"]),
        ("Li@Example.com", "li@example.COM", ["auth.password_is_login"]),
        ("PassWord", "li", ["auth.password_common"]),
        ("zzzzzzzzz", "li", ["auth.password_common"]),
    ],
)
def test_what_a_password_must_be(password, login, codes):
    assert [problem.code for problem in passwords.problems(password, login)] == codes


def test_a_one_time_password_is_a_good_one():
    made = passwords.one_time()
    assert len(made) == 24
    assert passwords.problems(made, "admin") == ()
    assert made != passwords.one_time()


async def test_the_hash_is_argon2id_and_never_fits_nobody():
    kept = await passwords.hashed("correct horse")
    assert kept.startswith("$argon2id$")
    assert await passwords.fits("correct horse", kept)
    assert not await passwords.fits("correct horse ", kept)
    assert not await passwords.fits("x" * 5_000_000, kept)
    assert not await passwords.fits("", None)
    assert not await passwords.fits("anything", "not a hash")


async def test_a_taken_login_is_a_conflict(pool):
    with pytest.raises(Conflict):
        await sessions.add_with_password(
            pool, Member(ids.uuid7(), "L", "LI@HOME"), RIGHT, must_change=False, now=NOW
        )
