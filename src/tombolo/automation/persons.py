"""In whose name a rule acts: who caused it, a person it names, or the system in the causer's name."""

from dataclasses import replace
from typing import cast
from uuid import UUID

from tombolo.access import directory
from tombolo.access.grant import grants_for
from tombolo.access.people import Actor
from tombolo.access.policy import Policy, policies_of
from tombolo.automation.rule import Rule
from tombolo.pg.pool import WriteTx
from tombolo.records.work import Work


async def acting(work: Work[WriteTx], rule: Rule) -> Work[WriteTx] | None:
    """The work with the rights the rule has; None where the person it names is not active any more.

    Rights are those of now. The system has every right, and what it writes says who caused it.
    """
    if rule.runs_as == "causer":
        return work
    if rule.runs_as == "system":
        everything = replace(work.actor, is_admin=True)
        return replace(work, grants=grants_for(work.catalog, (), everything))
    owner = await person(work, rule.login)
    if owner is None:
        return None
    return replace(work, actor=owner, grants=grants_for(work.catalog, _policies(work), owner))


async def eyes(work: Work[WriteTx], member: UUID) -> Work[WriteTx] | None:
    """The same work with the eyes of a person who is told something; None where she has left."""
    actor = await directory.actor(work.tx, member)
    if actor is None:
        return None
    return replace(work, actor=actor, grants=grants_for(work.catalog, _policies(work), actor))


async def person(work: Work[WriteTx], login: str) -> Actor | None:
    """The active person of this login, as she is now."""
    member = await directory.by_login(work.tx, login)
    return await directory.actor(work.tx, member.id) if member and member.active else None


def _policies(work: Work[WriteTx]) -> tuple[Policy, ...]:
    key = ("policies", work.catalog.version)
    known = work.shelf.get(key)
    if known is None:
        known, _ = policies_of(work.catalog)
        work.shelf.put(key, known)
    return cast("tuple[Policy, ...]", known)
