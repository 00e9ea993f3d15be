"""Packages against what is installed: what applying them would do."""

from collections.abc import Sequence
from dataclasses import replace

from tombolo.flow import pinned
from tombolo.pg.pool import ReadTx
from tombolo.schema import store
from tombolo.schema.store import Plan, Source
from tombolo.suites import check
from tombolo.suites.package import Package, sources


async def plan(tx: ReadTx, packages: Sequence[Package], zone: str) -> Plan:
    """All packages at once, because they link to each other. A file that is gone goes.

    The problems of every room come with it; such a plan is never applied.
    """
    before = await store.load(tx)
    apps = {package.app for package in packages}
    changes: dict[str, Source | None] = {
        path: None for path in before.files if path.partition("/")[0] in apps
    }
    made = await store.plan(tx, before, {**changes, **sources(packages)}, zone)
    wrong = [*check.problems(made.after), *await pinned.problems(tx, made.after)]
    return replace(made, problems=tuple(wrong)) if wrong else made
