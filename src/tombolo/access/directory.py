"""The organisation: members, departments with their heads, roles, and who is under whom."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from tombolo.access.people import Actor, Department, Member, Role
from tombolo.base import codec
from tombolo.base.errors import Conflict, Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.pg import named
from tombolo.pg.pool import ReadTx, Row, WriteTx

_SQL = named.beside(__file__)
MOST_TEXT = 200
# By whether one administers: what the company demands that asks a second step of such a person.
_DEMANDED = {True: {"administrators", "everybody"}, False: {"everybody"}}


@dataclass(frozen=True)
class Organisation:
    """The whole house at one moment."""

    members: tuple[Member, ...]
    departments: tuple[Department, ...]
    roles: tuple[Role, ...]

    @cached_property
    def by_id(self) -> Mapping[UUID, Member]:
        return {member.id: member for member in self.members}

    @cached_property
    def department(self) -> Mapping[UUID, Department]:
        return {department.id: department for department in self.departments}

    def under(self, department: UUID) -> frozenset[UUID]:
        """The department and everything below it."""
        found = {department}
        while more := {d.id for d in self.departments if d.parent in found} - found:
            found |= more
        return frozenset(found)

    def above(self, department: UUID | None) -> tuple[Department, ...]:
        """The department and those it belongs to, up to the top."""
        way: list[Department] = []
        while department and (here := self.department.get(department)) and here not in way:
            way.append(here)
            department = here.parent
        return tuple(way)

    def superior(self, member: UUID, level: int = 1) -> Member | None:
        """The head `level` steps above: never oneself, never one who left."""
        person = self.by_id.get(member)
        heads: list[Member] = []
        for department in self.above(person.department if person else None):
            head = self.by_id.get(department.head) if department.head else None
            if head and head.active and head.id != member and head not in heads:
                heads.append(head)
        return heads[level - 1] if 0 < level <= len(heads) else None

    def holders(self, role: str) -> tuple[Member, ...]:
        """The active members with a role."""
        return tuple(m for m in self.members if m.active and role in m.roles)


async def actor(tx: ReadTx, member: UUID) -> Actor | None:
    """The member as one who acts; None when gone or inactive."""
    row = await tx.row(_SQL["actor"], member)
    if row is None:
        return None
    return Actor(
        id=row["id"],
        name=row["name"],
        login=row["login"],
        is_admin=row["is_admin"],
        roles=frozenset(row["roles"]),
        department=row["department"],
        departments=frozenset(row["departments"]),
        department_names=frozenset(row["department_names"]),
        email=row["email"],
        language=row["language"],
        must_change_password=row["must_change_password"],
        second_step=row["second_step"],
        must_add_second_step=not row["second_step"]
        and row["second_step_demand"] in _DEMANDED[row["is_admin"]],
    )


async def organisation(tx: ReadTx) -> Organisation:
    """Everybody and everything, the inactive included."""
    return Organisation(
        tuple(map(_member, await tx.rows(_SQL["members"], None, None))),
        tuple(Department(**dict(row.items())) for row in await tx.rows(_SQL["departments"])),
        tuple(Role(row["key"], codec.decode(row["label"])) for row in await tx.rows(_SQL["roles"])),
    )


async def member(tx: ReadTx, member_id: UUID) -> Member | None:
    row = await tx.row(_SQL["members"], member_id, None)
    return None if row is None else _member(row)


async def by_login(tx: ReadTx, login: str) -> Member | None:
    row = await tx.row(_SQL["members"], None, login.strip())
    return None if row is None else _member(row)


async def save_member(tx: WriteTx, new: Member, now: datetime) -> None:
    """Added or changed as a whole: departments and roles become exactly these.

    Who is no longer active is signed out at once. The last administrator stays one.
    """
    new = replace(new, name=new.name.strip(), login=new.login.strip())
    _demand(_member_problems(new))
    await tx.value(_SQL["lock"])
    departments = {*new.departments, *([new.department] if new.department else [])}
    try:
        await tx.run(
            _SQL["save_member"], new.id, new.name, new.login, new.email or None, new.language,
            new.avatar_file, new.active, new.department, new.is_admin, new.created_at or now,
        )  # fmt: skip
        await tx.run(_SQL["drop_departments"], new.id, list(departments))
        await tx.run(_SQL["add_departments"], new.id, list(departments))
        await tx.run(_SQL["drop_roles"], new.id, list(new.roles))
        await tx.run(_SQL["add_roles"], new.id, list(new.roles))
    except Conflict as clash:
        raise _who_clashes(clash) from clash
    if not new.active:
        await tx.run(_SQL["end_sessions"], new.id)
    if not (new.is_admin and new.active):
        await _keep_an_administrator(tx)


async def set_language(tx: WriteTx, member_id: UUID, language: str) -> None:
    """The language a person reads."""
    await tx.run(_SQL["set_language"], member_id, language)


async def deactivate(tx: WriteTx, member_id: UUID, now: datetime) -> None:
    """Out at once and for good; what they did stays theirs."""
    found = await member(tx, member_id)
    if found is None:
        raise Missing("auth.no_member")
    await save_member(tx, replace(found, active=False), now)


async def save_department(tx: WriteTx, new: Department) -> None:
    """Added or changed. Invalid when it would come to stand below itself."""
    new = replace(new, name=new.name.strip())
    _demand(_named(new.name, "name"))
    await tx.value(_SQL["lock"])
    if new.parent == new.id:
        raise Invalid("auth.department_circle", place="parent")
    await tx.run(_SQL["save_department"], new.id, new.name, new.parent, new.head, new.position)
    if await tx.value(_SQL["circle"], new.id):
        raise Invalid("auth.department_circle", place="parent")


async def last_position(tx: WriteTx, parent: UUID | None) -> int:
    """The place behind everything that stands under `parent`."""
    return int(await tx.value(_SQL["last_position"], parent))


async def order_departments(tx: WriteTx, parent: UUID | None, ordered: Sequence[UUID]) -> None:
    """The departments under `parent` in this order. Conflict unless it names exactly those there are."""
    await tx.value(_SQL["lock"])
    there = {row["id"] for row in await tx.rows(_SQL["siblings"], parent)}
    if len(ordered) != len(there) or set(ordered) != there:
        raise Conflict("auth.department_order")
    await tx.run(_SQL["order_departments"], list(ordered))


async def delete_department(tx: WriteTx, department: UUID) -> None:
    """Gone, if nothing stands below it and nobody has it as the first one."""
    await tx.value(_SQL["lock"])
    house = await organisation(tx)
    if department not in house.department:
        raise Missing("auth.no_department")
    below = any(d.parent == department for d in house.departments)
    if below or any(m.department == department for m in house.members):
        raise Conflict("auth.department_in_use")
    await tx.run(_SQL["leave_department"], department)
    await tx.run(_SQL["delete_department"], department)


async def save_role(tx: WriteTx, role: Role) -> None:
    await tx.run(_SQL["save_role"], role.key, codec.text(role.label))


async def delete_role(tx: WriteTx, key: str) -> None:
    """Gone, and taken from everybody who had it."""
    await tx.run(_SQL["delete_role"], key)


async def has_administrator(tx: ReadTx) -> bool:
    return bool(await tx.value(_SQL["administrators"]))


async def lock(tx: WriteTx) -> None:
    """Only one at a time changes the organisation; held until the transaction ends."""
    await tx.value(_SQL["lock"])


def _member(row: Row) -> Member:
    values: dict[str, Any] = dict(row.items())
    values |= {"departments": tuple(row["departments"]), "roles": tuple(row["roles"])}
    return Member(**values)


def _member_problems(new: Member) -> list[Problem]:
    found = _named(new.name, "name") + _named(new.login, "login")
    if any(not sign.isprintable() or sign.isspace() for sign in new.login):
        found.append(Problem("auth.login_signs", "login"))
    if new.language not in {"zh", "en"}:
        found.append(Problem("auth.language", "language"))
    if new.email and ("@" not in new.email[1:-1] or len(new.email) > MOST_TEXT):
        found.append(Problem("auth.email", "email"))
    return found


def _named(text: str, place: str) -> list[Problem]:
    fit = 0 < len(text) <= MOST_TEXT and text.isprintable()
    return [] if fit else [Problem("auth.name", place, {"most": MOST_TEXT})]


def _demand(problems: list[Problem]) -> None:
    if problems:
        raise Invalid("fault.invalid", problems=problems)


def _who_clashes(clash: Conflict) -> Conflict | Invalid:
    match clash.values.get("constraint_name"):
        case "sys_member_login":
            return Conflict(**_at("auth.login_taken", "login"))
        case str() as name if name.endswith("_role_fkey"):
            return Invalid(**_at("auth.no_role", "roles"))
        case str() as name if name.endswith("_department_fkey"):
            return Invalid(**_at("auth.no_department", "departments"))
        case _:
            return clash


def _at(code: str, place: str) -> dict[str, Any]:
    """A fault that is its own one problem, so that it is told at its field like any other."""
    return {"code": code, "place": place, "problems": [Problem(code, place)]}


async def _keep_an_administrator(tx: WriteTx) -> None:
    if not await has_administrator(tx):
        raise Conflict("auth.last_administrator")
