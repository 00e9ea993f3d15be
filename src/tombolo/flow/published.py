"""The published versions of flows: what a definition said when an instance was begun.

A version is the version of the flow's file in `sys_definition`, which is never changed; so an
instance that names it is pinned, and nothing has to be copied.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from tombolo.base import codec
from tombolo.base.errors import Broken
from tombolo.flow.chart import Chart, Sub
from tombolo.flow.faults import refuse
from tombolo.flow.read import flow_of
from tombolo.pg import named
from tombolo.records.work import Work

_SQL = named.beside(__file__)


@dataclass(slots=True)
class Published:
    """Charts by (flow, version), and which version of a flow is the newest. Implements Charts."""

    charts: dict[tuple[str, int], Chart] = field(default_factory=dict[tuple[str, int], Chart])
    versions: Mapping[str, int] = field(default_factory=dict[str, int])

    def at(self, flow: str, version: int) -> Chart:
        """The chart of a version that was loaded."""
        return self.charts[flow, version]

    def newest(self, flow: str) -> Chart:
        """The chart in force. Raises Missing when there is no such flow."""
        version = self.versions.get(flow)
        if version is None:
            raise refuse("not_found")
        return self.charts[flow, version]


async def published(
    work: Work[Any], wanted: Iterable[tuple[str, int]] = (), newest: Iterable[str] = ()
) -> Published:
    """The charts of these versions and of the newest ones, with those of the flows they call."""
    made = Published(versions=await _versions(work))
    waiting = [*wanted, *((flow, made.versions[flow]) for flow in newest if flow in made.versions)]
    while waiting:
        flow, version = waiting.pop()
        if (flow, version) in made.charts:
            continue
        chart = made.charts[flow, version] = await _chart(work, flow, version)
        waiting.extend(
            (name, made.versions[name]) for name in _called(chart) if name in made.versions
        )
    return made


async def labels(work: Work[Any]) -> dict[str, str]:
    """What the flows in force are called, by name."""
    found = sorted(f"{app}.{key}" for app, key, _ in work.catalog.others("flows"))
    charts = await published(work, (), found)
    return {name: charts.newest(name).label.say(work.language) or name for name in found}


def _called(chart: Chart) -> Collection[str]:
    return {one.node.flow for one in chart.places.values() if isinstance(one.node, Sub)}


async def _versions(work: Work[Any]) -> Mapping[str, int]:
    """The version in force of every flow of the catalog."""
    key = ("flow_versions", work.catalog.version)
    kept = work.shelf.get(key)
    if kept is None:
        rows = await work.tx.rows(_SQL["versions"])
        kept = {_name(row["path"]): int(row["version"]) for row in rows}
        work.shelf.put(key, kept)
    return cast("Mapping[str, int]", kept)


async def _chart(work: Work[Any], flow: str, version: int) -> Chart:
    key = ("flow_chart", work.catalog.version, flow, version)
    kept = work.shelf.get(key)
    if kept is None:
        app, _, name = flow.partition(".")
        data = await work.tx.value(_SQL["data"], f"{app}/flows/{name}", version)
        if data is None:
            raise refuse("not_found")
        scopes = {form: card.scope for form, card in work.catalog.cards.items()}
        kept, problems = flow_of(app, name, codec.decode(data), scopes, version)
        if problems:
            # What a definition in use reads may not be taken away (pinned.py), so this is a bug.
            raise Broken("flow.broken_version", problems=problems)
        work.shelf.put(key, kept)
    return cast("Chart", kept)


def _name(path: str) -> str:
    app, _, key = path.partition("/flows/")
    return f"{app}.{key}"
