"""tombolo user: members from the command line."""

from dataclasses import replace
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Table

from tombolo.access import directory, passwords, second_step, sessions
from tombolo.access.people import Department, Member
from tombolo.base import clock, ids
from tombolo.base.errors import Missing
from tombolo.pg.pool import Pool
from tombolo.runtime import console, database
from tombolo.runtime.config import Settings

app = typer.Typer(no_args_is_help=True, help="成员 · Members of the house")

Login = Annotated[str, typer.Argument(help="账号 · What the person signs in with")]
Roles = Annotated[
    list[str] | None,
    typer.Option("--role", help="角色，可重复 · A role's key, may be repeated"),
]
Stdin = Annotated[
    bool, typer.Option("--stdin", help="从标准输入读取密码 · Read the password from stdin")
]
Ask = Annotated[bool, typer.Option("--ask", help="手工输入密码 · Type the password")]


@app.command()
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="姓名 · Name")] = "",
    email: Annotated[str, typer.Option(help="邮箱 · Email")] = "",
    *,
    role: Roles = None,
    department: Annotated[
        str, typer.Option(help="部门，没有则新建 · Department, made if new")
    ] = "",
    admin: Annotated[bool, typer.Option("--admin", help="管理员 · Administrator")] = False,
    stdin: Stdin = False,
    ask: Ask = False,
) -> None:
    """添加成员；不给密码时生成一次性密码 · Add a member, by default with a one-time password."""

    async def story(settings: Settings) -> None:
        password, made = _password(settings, stdin=stdin, ask=ask)
        async with database.opened(settings) as pool:
            place = await _department(pool, department) if department else None
            new = Member(
                ids.uuid7(), name or login, login, email or None, settings.language, is_admin=admin,
                roles=tuple(role or ()), department=place, departments=(place,) if place else (),
            )  # fmt: skip
            await sessions.add_with_password(pool, new, password, must_change=made, now=clock.now())
        console.out.print(console.said(settings, "user.added", login=login), highlight=False)
        _show(settings, password, made=made)

    console.run(story)


@app.command("set")
def set_(login: Login, role: Roles = None, department: str = "") -> None:
    """换角色和部门 · Other roles and department; what is not given stays."""

    async def story(settings: Settings) -> None:
        async with database.opened(settings) as pool:
            new = await _member(pool, login)
            if role is not None:
                new = replace(new, roles=tuple(role))
            if department:
                place = await _department(pool, department)
                new = replace(new, department=place, departments=(place,))
            async with pool.write() as tx:
                await directory.save_member(tx, new, clock.now())
        console.out.print(console.said(settings, "user.changed", login=login), highlight=False)

    console.run(story)


@app.command()
def password(login: Login, *, stdin: Stdin = False, ask: Ask = False) -> None:
    """换密码并结束其所有登录 · A new password; the person is signed out everywhere."""

    async def story(settings: Settings) -> None:
        new, made = _password(settings, stdin=stdin, ask=ask)
        async with database.opened(settings) as pool:
            member = await _member(pool, login)
            await sessions.set_password(pool, member.id, new, must_change=made, now=clock.now())
        console.out.print(console.said(settings, "user.password_set", login=login), highlight=False)
        _show(settings, new, made=made)

    console.run(story)


@app.command("second-step-off")
def second_step_off(login: Login) -> None:
    """关闭成员的两步验证（手机丢失时）· Take the second step away, for who lost the device."""

    async def story(settings: Settings) -> None:
        async with database.opened(settings) as pool:
            member = await _member(pool, login)
            async with pool.write() as tx:
                await second_step.reset(tx, member.id, clock.now())
        text = console.said(settings, "user.second_step_off", login=login)
        console.out.print(text, highlight=False)

    console.run(story)


@app.command()
def off(login: Login) -> None:
    """停用成员 · Deactivate a member; what they did stays theirs."""

    async def story(settings: Settings) -> None:
        async with database.opened(settings) as pool:
            member = await _member(pool, login)
            async with pool.write() as tx:
                await directory.deactivate(tx, member.id, clock.now())
        console.out.print(console.said(settings, "user.off", login=login), highlight=False)

    console.run(story)


@app.command("list")
def list_() -> None:
    """列出成员 · Everybody, who is active and who administers."""

    async def story(settings: Settings) -> None:
        async with database.opened(settings) as pool, pool.read() as tx:
            house = await directory.organisation(tx)
        table = Table("账号 login", "姓名 name", "部门 department", "角色 roles", "状态 state")
        for member in house.members:
            department = house.department.get(member.department) if member.department else None
            state = ("✓" if member.active else "✗") + (" admin" if member.is_admin else "")
            table.add_row(
                member.login, member.name, department.name if department else "",
                ", ".join(member.roles), state,
            )  # fmt: skip
        console.out.print(table)

    console.run(story)


async def _member(pool: Pool, login: str) -> Member:
    async with pool.read() as tx:
        found = await directory.by_login(tx, login)
    if found is None:
        raise Missing("auth.no_member")
    return found


def _password(settings: Settings, *, stdin: bool, ask: bool) -> tuple[str, bool]:
    """The password, and whether we made it (it is then shown and must be changed)."""
    if stdin:
        return typer.get_text_stream("stdin").readline().rstrip("\r\n"), False
    if ask:
        label = console.said(settings, "user.ask")
        return typer.prompt(label, hide_input=True, confirmation_prompt=True), False
    return passwords.one_time(), True


def _show(settings: Settings, password: str, *, made: bool) -> None:
    if made:
        text = console.said(settings, "user.one_time", password=password)
        console.out.print(text, highlight=False)


async def _department(pool: Pool, name: str) -> UUID:
    """The department of that name, made at the top when there is none."""
    async with pool.write() as tx:
        house = await directory.organisation(tx)
        found = next((one.id for one in house.departments if one.name == name), None)
        if found is None:
            found = ids.uuid7()
            await directory.save_department(tx, Department(found, name))
    return found
