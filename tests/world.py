"""Builders in the language of users: an app from YAML text, people, work in their name."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from ruamel.yaml import YAML

from tombolo.access import directory
from tombolo.access.grant import grants_for
from tombolo.access.people import Actor, Department, Member, Role
from tombolo.access.policy import policies_of
from tombolo.base import codec, ids
from tombolo.pg.pool import Pool
from tombolo.records.read.ask import ask_of
from tombolo.records.read.fetch import Page, fetch
from tombolo.records.read.record import Record, record
from tombolo.records.work import Reaction, Shelf, Work
from tombolo.records.write.change import Change, Saved
from tombolo.records.write.save import Preview, create, preview, update
from tombolo.schema import store
from tombolo.schema.catalog import Catalog
from tombolo.schema.store import Plan, Source

NOW = datetime(2026, 6, 30, 2, 0, tzinfo=UTC)  # 10:00 in Shanghai
ZONE = "Asia/Shanghai"


def files_of(text: str) -> dict[str, Source | None]:
    """Definitions from one YAML text: {path: data}, as `crm/forms/customer: {...}`."""
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return {path: (None if body is None else Source(path, body)) for path, body in data.items()}


@dataclass
class World:
    """A workspace with an app, people, and a clock that stands still."""

    pool: Pool
    catalog: Catalog
    people: dict[str, Actor] = field(default_factory=dict)
    shelf: Shelf = field(default_factory=Shelf)
    now: datetime = NOW
    reactions: tuple[Reaction, ...] = ()

    async def plan(self, text: str) -> Plan:
        async with self.pool.read() as tx:
            return await store.plan(tx, self.catalog, files_of(text), ZONE)

    async def apply(self, text: str) -> Plan:
        made = await self.plan(text)
        assert made.problems == (), [(p.code, p.place, dict(p.values)) for p in made.problems]
        async with self.pool.owner() as tx:
            await store.apply(tx, made, by=None, note="test", zone=ZONE)
        async with self.pool.read() as tx:
            self.catalog = await store.load(tx)
        _, problems = policies_of(self.catalog)
        assert problems == (), problems
        return made

    async def person(
        self,
        login: str,
        *,
        roles: Iterable[str] = (),
        admin: bool = False,
        department: UUID | None = None,
    ) -> Actor:
        async with self.pool.write() as tx:
            for role in roles:
                await directory.save_role(tx, Role(role, {"zh": role, "en": role}))
            member = Member(
                ids.uuid7(),
                login.title(),
                login,
                roles=tuple(roles),
                is_admin=admin,
                department=department,
                departments=(department,) if department else (),
            )
            await directory.save_member(tx, member, self.now)
            made = await directory.actor(tx, member.id)
        assert made is not None
        self.people[login] = made
        return made

    async def department(self, name: str, parent: UUID | None = None) -> UUID:
        id_ = ids.uuid7()
        async with self.pool.write() as tx:
            await directory.save_department(tx, Department(id_, name, parent))
        return id_

    def work(self, tx: Any, login: str) -> Work[Any]:
        actor = self.people[login]
        policies, _ = policies_of(self.catalog)
        grants = grants_for(self.catalog, policies, actor)
        return Work(tx, self.catalog, actor, grants, self.now, ZONE, self.shelf, self.reactions)

    @asynccontextmanager
    async def writing(self, login: str) -> AsyncIterator[Work[Any]]:
        async with self.pool.write() as tx:
            yield self.work(tx, login)

    @asynccontextmanager
    async def reading(self, login: str) -> AsyncIterator[Work[Any]]:
        async with self.pool.read() as tx:
            yield self.work(tx, login)

    # -- what a person does ------------------------------------------------------------------

    async def put(self, login: str, form: str, *rows: dict[str, Any]) -> Saved:
        async with self.writing(login) as work:
            return await create(
                work,
                form,
                [
                    Change(
                        {k: v for k, v in row.items() if k != "id"},
                        str(row.get("id", "")),
                        place=f"records[{n}]" if len(rows) > 1 else "",
                    )
                    for n, row in enumerate(rows)
                ],
            )

    async def change(
        self, login: str, form: str, id_: str, version: int | None = None, **set_: Any
    ) -> Saved:
        async with self.writing(login) as work:
            return await update(work, form, [Change(set_, id_, version)])

    async def try_(
        self, login: str, form: str, set_: dict[str, Any], id_: str = "", version: int | None = None
    ) -> Preview:
        async with self.reading(login) as work:
            return await preview(work, form, Change(set_, id_, version))

    async def page(self, login: str, form: str, **ask: Any) -> Page:
        async with self.reading(login) as work:
            return await fetch(work, ask_of(form, ask))

    async def rows(self, login: str, form: str, columns: list[str], **ask: Any) -> list[list[Any]]:
        found = await self.page(login, form, columns=columns, **ask)
        return [row[2:] for row in codec.decode(found.rows)]

    async def get(self, login: str, form: str, id_: str) -> Record:
        async with self.reading(login) as work:
            return await record(work, form, id_)


async def world(pool: Pool) -> World:
    async with pool.read() as tx:
        made = World(pool, await store.load(tx))
    await made.person("ann", admin=True)
    return made
