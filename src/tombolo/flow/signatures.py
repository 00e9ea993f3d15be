"""Signatures by hand: drawn for one task by its person, used with one decision, never again.

What is kept with a decision is the picture, its hash, and the hash of what was decided with it, so
that neither can be exchanged later without showing.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tombolo.base import codec
from tombolo.flow import acts, store
from tombolo.flow.acts import Act, Decision
from tombolo.flow.faults import refuse
from tombolo.flow.published import published
from tombolo.flow.state import Id, State
from tombolo.pg import named
from tombolo.records.work import Work, Writing

_SQL = named.beside(__file__)
TYPES = ("image/png",)
MOST = 2 * 1048576  # bytes of a picture


async def demand_signer(work: Work[Any], task: Id) -> Id:
    """The instance of the task, if the acting person is to sign it now. Raises the flow's faults."""
    root = await store.root_of(work.tx, task=task)
    if root is None:
        raise refuse("not_found")
    state = await store.load(work.tx, root)
    found = state.tasks[task]
    if found.assignee != work.actor.id:
        raise refuse("not_assignee")
    if found.state != "pending":
        raise refuse("closed")
    of = state.instances[found.instance]
    chart = (await published(work, {(of.flow, of.version)})).at(of.flow, of.version)
    human = chart.human(state.nodes[found.node_run].key)
    if human is None or not human.sign:
        raise refuse("not_allowed")
    return found.instance


async def add(work: Writing, task: Id, file: str, sha256: str) -> None:
    """The picture is this person's signature for this task, until it is used or forgotten."""
    instance = await demand_signer(work, task)
    await work.tx.run(_SQL["add"], Id(file), task, instance, work.actor.id, sha256, work.now)


async def drawn(work: Writing, act: Act) -> str:
    """The hash of the picture that an act is signed with, "" for none. Raises Invalid for one that
    was not drawn by this person for this task, or that was used.
    """
    if not isinstance(act, Decision) or act.signature is None:
        return ""
    found = await work.tx.value(_SQL["free"], act.signature, act.task, act.by)
    if found is None:
        raise refuse("signature_unusable")
    return str(found)


async def use(
    work: Writing, act: Act, picture: str, after: State, values: Mapping[str, object]
) -> None:
    """The picture goes with the decision, if the act came to one."""
    if not picture or not isinstance(act, Decision) or act.signature is None:
        return
    task = after.tasks[act.task]
    if task.signature == act.signature:
        told = decision(act, picture, task.record_version, values)
        await work.tx.run(_SQL["use"], act.signature, work.now, told)


def decision(act: Act, picture: str, version: int | None, values: Mapping[str, object]) -> str:
    """The hash of a decision: the act as it was sent, the values that went with it, the version of the
    record it is about, and the picture.
    """
    said = acts.plain(replace(act, key=""))
    payload = {"act": said, "values": dict(values), "version": version, "picture": picture}
    return hashlib.sha256(codec.encode(payload)).hexdigest()


async def used(work: Work[Any], instance: Id) -> frozenset[Id]:
    """The pictures that decisions of an instance were signed with, those taken back included."""
    return frozenset(row["file"] for row in await work.tx.rows(_SQL["used"], instance))
