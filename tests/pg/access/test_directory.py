"""The organisation: who is under whom, what may not be saved."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tombolo.access import directory, sessions
from tombolo.access.people import Department, Member, Role
from tombolo.base import ids
from tombolo.base.errors import Conflict, Invalid, Missing

NOW = datetime(2026, 5, 1, tzinfo=UTC)


async def department(tx, name, parent=None, head=None):
    made = Department(ids.uuid7(), name, parent, head)
    await directory.save_department(tx, made)
    return made.id


async def someone(tx, login, **more):
    made = Member(ids.uuid7(), more.pop("name", login.title()), login, **more)
    await directory.save_member(tx, made, NOW)
    return made


@pytest.fixture
async def root(tx):
    return await someone(tx, "root", is_admin=True)


async def test_an_actor_stands_for_all_departments_below_their_own(tx, root):
    company = await department(tx, "公司")
    sales = await department(tx, "销售", company)
    east = await department(tx, "华东", sales)
    service = await department(tx, "服务", company)
    other = await department(tx, "其他", company)
    await directory.save_role(tx, Role("seller", {"zh": "销售员", "en": "Seller"}))
    made = await someone(tx, "li", department=sales, departments=(service,), roles=("seller",))

    actor = await directory.actor(tx, made.id)

    assert actor is not None
    assert actor.department == sales
    assert actor.departments == {sales, east, service}
    assert other not in actor.departments
    assert actor.roles == {"seller"}
    assert actor.facts["roles"] == ["seller"]
    house = await directory.organisation(tx)
    assert house.under(sales) == {sales, east}
    assert house.by_id[made.id].departments == tuple(sorted({sales, service}))
    assert house.roles == (Role("seller", {"zh": "销售员", "en": "Seller"}),)
    assert house.holders("seller") == (house.by_id[made.id],)


async def test_the_superior_is_the_next_living_head_above(tx, root):
    boss, head, gone = [await someone(tx, n) for n in ("boss", "head", "gone")]
    company = await department(tx, "公司", head=boss.id)
    middle = await department(tx, "中层", company, gone.id)
    sales = await department(tx, "销售", middle, head.id)
    await directory.save_member(tx, replace(head, department=sales), NOW)
    await directory.save_member(tx, replace(gone, active=False), NOW)
    li = await someone(tx, "li", department=sales)
    house = await directory.organisation(tx)

    def name(member, level=1):
        found = house.superior(member.id, level)
        return found and found.login

    assert [name(li, level) for level in (1, 2, 3)] == ["head", "boss", None]
    assert name(head) == "boss", "nobody is their own superior"
    assert name(root) is None


async def test_saving_again_leaves_exactly_the_new_departments_and_roles(tx, root):
    a, b = await department(tx, "a"), await department(tx, "b")
    for key in ("x", "y"):
        await directory.save_role(tx, Role(key, {"zh": key}))
    made = await someone(tx, "li", department=a, roles=("x",))
    await directory.save_member(tx, replace(made, department=b, roles=("y",)), NOW)
    found = await directory.member(tx, made.id)
    assert found is not None
    assert (found.departments, found.roles) == ((b,), ("y",))


async def test_a_login_is_one_persons_whatever_its_case(tx, root):
    await someone(tx, "Li")
    with pytest.raises(Conflict, match=r"auth\.login_taken"):
        await someone(tx, "lI")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"roles": ("nope",)}, "auth.no_role"),
        ({"department": ids.uuid7()}, "auth.no_department"),
    ],
)
async def test_what_is_not_there_is_told(tx, root, more, code):
    with pytest.raises(Invalid, match=code):
        await someone(tx, "li", **more)


async def test_every_problem_is_told_at_once(tx):
    with pytest.raises(Invalid) as caught:
        await directory.save_member(
            tx, Member(ids.uuid7(), " ", "a b", email="x", language="fr"), NOW
        )
    assert [p.place for p in caught.value.problems] == ["name", "login", "language", "email"]


async def test_the_last_administrator_stays(tx, root):
    for change in ({"is_admin": False}, {"active": False}):
        with pytest.raises(Conflict, match=r"auth\.last_administrator"):
            await directory.save_member(tx, replace(root, **change), NOW)
    await someone(tx, "second", is_admin=True)
    await directory.save_member(tx, replace(root, is_admin=False), NOW)


async def test_who_leaves_is_signed_out_at_once(tx, root):
    li = await someone(tx, "li")
    token = (await sessions.open_session(tx, li.id, NOW)).token
    assert await sessions.find(tx, token, NOW)
    await directory.deactivate(tx, li.id, NOW)
    assert await sessions.find(tx, token, NOW) is None
    assert await directory.actor(tx, li.id) is None
    with pytest.raises(Missing):
        await directory.deactivate(tx, ids.uuid7(), NOW)


async def test_no_department_stands_below_itself(tx, root):
    a = await department(tx, "a")
    b = await department(tx, "b", a)
    c = await department(tx, "c", b)
    for parent in (a, b, c):
        with pytest.raises(Invalid, match=r"auth\.department_circle"):
            await directory.save_department(tx, Department(a, "a", parent))


async def test_a_department_in_use_is_not_deleted(tx, root):
    a = await department(tx, "a")
    b = await department(tx, "b", a)
    li = await someone(tx, "li", department=b)
    for each in (a, b):
        with pytest.raises(Conflict, match=r"auth\.department_in_use"):
            await directory.delete_department(tx, each)
    await directory.save_member(tx, replace(li, department=a), NOW)
    await directory.delete_department(tx, b)
    assert b not in (await directory.organisation(tx)).department
