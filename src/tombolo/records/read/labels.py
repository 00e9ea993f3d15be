"""Groups in words: options, people, titles of linked records."""

from collections.abc import Sequence
from typing import Any

from tombolo.records.read.ask import Ask
from tombolo.records.read.cells import FILES
from tombolo.records.read.fetch import Group, seal
from tombolo.records.read.titles import titles
from tombolo.records.work import Work
from tombolo.schema.paths import Spot
from tombolo.schema.system import PEOPLE


async def group_labels(work: Work[Any], ask: Ask, found: Sequence[Group]) -> list[list[str]]:
    """For each group its keys as a person reads them; people stay ids, the face knows their names."""
    by = seal(work, ask).plan.by
    known: list[dict[str, str]] = []
    for number, spot in enumerate(by):
        target = spot.kind.points_to()
        keys = [key for one in found if (key := one.key[number])]
        linked = target and target not in PEOPLE and target != FILES
        known.append(await titles(work, target, keys) if linked else {})
    return [
        [_label(work, spot, one.key[n], known[n]) for n, spot in enumerate(by)] for one in found
    ]


def _label(work: Work[Any], spot: Spot, key: str | None, known: dict[str, str]) -> str:
    if key is None:
        return ""
    if key in known:
        return known[key]
    if spot.type.name == "boolean":
        return spot.kind.show(key == "true", work.language)
    return key if spot.kind.points_to() else spot.kind.show(key, work.language)
