"""The organisation, for administrators: members, departments, roles."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from typing import cast
from uuid import UUID

from litestar import Response, delete, get, patch, post
from litestar.params import FromPath

from tombolo.access import directory, passwords, second_step, sessions
from tombolo.access.people import Department, Member
from tombolo.base import clock, ids
from tombolo.base.errors import Conflict, Fault, Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.flow import leaving
from tombolo.pg.pool import ReadTx
from tombolo.web import door
from tombolo.web.body import id_, text, texts, uuid_of
from tombolo.web.door import Call

ADMIN = {"who": "admin", "rate": "usual"}


@get("/api/organisation", opt=ADMIN)
async def organisation(request: Call) -> Response[bytes]:
    """Everybody, the inactive included, the tree of departments, the roles, who must have a second step."""
    async with door.reading(request) as work:
        house = await directory.organisation(work.tx)
        wanted = await second_step.demand_in_force(work.tx)
        language = work.language
    return door.answer(
        request,
        {
            "members": [shown(one) for one in house.members],
            "departments": [asdict(one) for one in house.departments],
            "second_step": wanted,
            "roles": [
                {"key": one.key, "label": one.label.get(language) or one.label.get("zh") or one.key}
                for one in house.roles
            ],
        },
    )


@post("/api/members", opt=ADMIN, status_code=200)
async def add_member(request: Call) -> Response[bytes]:
    """A new member and the one-time password, which is shown this once."""
    body = await door.body_of(request)
    async with door.writing(request) as work:
        language = work.language
    blank = Member(ids.uuid7(), "", text(body, "login"), language=language)
    new, password = _changed(blank, body), passwords.one_time()
    pool = door.house_of(request).pool
    await sessions.add_with_password(pool, new, password, must_change=True, now=clock.now())
    return door.answer(request, {"member": shown(new), "password": password})


@patch("/api/members/{member_id:str}", opt=ADMIN)
async def change_member(request: Call, member_id: FromPath[str]) -> Response[bytes]:
    """What is given changes; who is no longer active is signed out at once.

    `was` says what the caller saw before: where somebody else has changed the same since, a Conflict.
    Approvals that wait for who is no longer active go to `successor`, or where none is named to the
    superior; `tasks` says how many went and how many nobody could take.
    """
    body = await door.body_of(request)
    successor = id_(body, "successor")
    async with door.writing(request) as work:
        await directory.lock(work.tx)
        found = await directory.member(work.tx, UUID(uuid_of(member_id)))
        if found is None:
            raise Missing("auth.no_member")
        new = _changed(found, body)
        states = _plain(found), _plain(new)
        await _demand_same(work.tx, "auth.member_changed", body, states, work.language)
        leaves = found.active and not new.active
        if leaves and successor is not None:
            await _demand_heir(work.tx, new.id, successor)
        await directory.save_member(work.tx, new, work.now)
    told = await _handed_over(request, new.id, successor) if leaves else None
    return door.answer(request, {"member": shown(new), **({"tasks": told} if told else {})})


@get("/api/members/{member_id:str}/tasks", opt=ADMIN)
async def tasks_of(request: Call, member_id: FromPath[str]) -> Response[bytes]:
    """{tasks, approvals}: how many tasks, open or frozen, the person has in how many approvals."""
    async with door.reading(request) as work:
        held = await leaving.held(work.tx, UUID(uuid_of(member_id)))
    return door.answer(request, {"tasks": sum(held.values()), "approvals": len(held)})


async def _demand_heir(tx: ReadTx, leaver: UUID, successor: UUID) -> None:
    heir = await directory.member(tx, successor)
    if heir is None or not heir.active or heir.id == leaver:
        raise Invalid("auth.no_successor", place="successor")


async def _handed_over(request: Call, leaver: UUID, successor: UUID | None) -> dict[str, int]:
    """Each approval by itself: one that cannot now keeps none of the others."""
    async with door.reading(request) as work:
        held = await leaving.held(work.tx, leaver)
    for root in held:
        with suppress(Fault):
            await door.written(
                request, lambda work, root=root: leaving.hand_over(work, root, leaver, successor)
            )
    async with door.reading(request) as work:
        left = await leaving.held(work.tx, leaver)
    stay = sum(left.values())
    return {"handed": max(sum(held.values()) - stay, 0), "left": stay}


@post("/api/members/{member_id:str}/password", opt=ADMIN, status_code=200)
async def reset_password(request: Call, member_id: FromPath[str]) -> Response[bytes]:
    """A new one-time password; the person is signed out everywhere."""
    member = UUID(uuid_of(member_id))
    async with door.writing(request) as work:
        if await directory.member(work.tx, member) is None:
            raise Missing("auth.no_member")
    password = passwords.one_time()
    pool = door.house_of(request).pool
    await sessions.set_password(pool, member, password, must_change=True, now=clock.now())
    return door.answer(request, {"password": password})


@post("/api/departments", opt=ADMIN, status_code=200)
async def add_department(request: Call) -> Response[bytes]:
    body = await door.body_of(request)
    async with door.writing(request) as work:
        await directory.lock(work.tx)
        place = await directory.last_position(work.tx, id_(body, "parent"))
        new = _department(Department(ids.uuid7(), "", position=place), body)
        await directory.save_department(work.tx, new)
    return door.answer(request, {"department": asdict(new)})


@post("/api/departments/order", opt=ADMIN, status_code=200)
async def order_departments(request: Call) -> Response[bytes]:
    """`ids` in the order in which they stand under `parent`; they name every one of them."""
    body = await door.body_of(request)
    ordered = [UUID(uuid_of(one)) for one in texts(body, "ids")]
    async with door.writing(request) as work:
        await directory.order_departments(work.tx, id_(body, "parent"), ordered)
    return door.answer(request, {"ordered": len(ordered)})


@patch("/api/departments/{department_id:str}", opt=ADMIN)
async def change_department(request: Call, department_id: FromPath[str]) -> Response[bytes]:
    """What is given changes. `was` as for members."""
    body = await door.body_of(request)
    async with door.writing(request) as work:
        await directory.lock(work.tx)
        house = await directory.organisation(work.tx)
        found = house.department.get(UUID(uuid_of(department_id)))
        if found is None:
            raise Missing("auth.no_department")
        new = _department(found, body)
        states = _placed(found), _placed(new)
        await _demand_same(work.tx, "auth.department_changed", body, states, work.language)
        await directory.save_department(work.tx, new)
    return door.answer(request, {"department": asdict(new)})


@delete("/api/departments/{department_id:str}", opt=ADMIN, status_code=200)
async def delete_department(request: Call, department_id: FromPath[str]) -> Response[bytes]:
    """Refused while people or departments belong to it."""
    async with door.writing(request) as work:
        await directory.delete_department(work.tx, UUID(uuid_of(department_id)))
    return door.answer(request, {"deleted": 1})


def _department(before: Department, body: Mapping[str, object]) -> Department:
    position = body.get("position", before.position)
    return replace(
        before,
        name=text(body, "name") if "name" in body else before.name,
        parent=id_(body, "parent") if "parent" in body else before.parent,
        head=id_(body, "head") if "head" in body else before.head,
        position=position if isinstance(position, int) else before.position,
    )


async def _demand_same(
    tx: ReadTx,
    code: str,
    body: Mapping[str, object],
    states: tuple[Mapping[str, object], Mapping[str, object]],
    language: str,
) -> None:
    """Raises Conflict for what both have changed, at its place and with what it is now. `states` are
    what is there and what it is to be.
    """
    was = body.get("was")
    if not isinstance(was, Mapping):
        return
    now, wanted = states
    clashes = [
        key
        for key, seen in cast("Mapping[str, object]", was).items()
        if key in now and now[key] != _sorted(seen) and now[key] != wanted[key]
    ]
    if not clashes:
        return
    house = await directory.organisation(tx)
    names = {str(one.id): one.name for one in house.departments} | {
        one.key: one.label.get(language) or one.key for one in house.roles
    }
    names |= {str(one.id): one.name for one in house.members}

    def said(value: object) -> str:
        if isinstance(value, bool):
            return ("Yes" if value else "No") if language == "en" else ("是" if value else "否")
        if isinstance(value, list):
            return "、".join(names.get(one, one) for one in cast("list[str]", value)) or "—"
        return names.get(str(value), str(value or "—"))

    raise Conflict(
        code,
        problems=[Problem("auth.changed_to", key, {"now": said(now[key])}) for key in clashes],
    )


def _plain(member: Member) -> dict[str, object]:
    """What of a member can be changed, as JSON has it; lists in an order of their own."""
    return {
        "name": member.name,
        "email": member.email,
        "department": str(member.department) if member.department else None,
        "departments": sorted(map(str, member.departments)),
        "roles": sorted(member.roles),
        "is_admin": member.is_admin,
        "active": member.active,
    }


def _placed(department: Department) -> dict[str, object]:
    """What of a department can be changed, as JSON has it; its place among its sisters is no quarrel."""
    return {
        "name": department.name,
        "parent": str(department.parent) if department.parent else None,
        "head": str(department.head) if department.head else None,
    }


def _sorted(value: object) -> object:
    return sorted(map(str, cast("list[object]", value))) if isinstance(value, list) else value


def _changed(before: Member, body: Mapping[str, object]) -> Member:
    """The member with what the body gives. Raises Invalid for what cannot be read."""
    new = before
    if "name" in body:
        new = replace(new, name=text(body, "name"))
    if "email" in body:
        new = replace(new, email=text(body, "email") or None)
    if "department" in body:
        new = replace(new, department=id_(body, "department"))
    if "departments" in body:
        new = replace(
            new, departments=tuple(UUID(uuid_of(one)) for one in texts(body, "departments"))
        )
    if "roles" in body:
        new = replace(new, roles=tuple(texts(body, "roles")))
    for key in ("is_admin", "active"):
        if isinstance(body.get(key), bool):
            new = replace(new, **{key: body[key]})
    if new.department and new.department not in new.departments:
        new = replace(new, departments=(new.department, *new.departments))
    return new


def shown(member: Member) -> dict[str, object]:
    """A member as JSON has it."""
    made = asdict(member)
    del made["avatar_file"], made["created_at"]
    return made
