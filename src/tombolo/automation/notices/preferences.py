"""What a person wants to hear, over which channel, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, cast
from uuid import UUID

from tombolo.automation.notices.hours import USUAL, Hours
from tombolo.automation.notices.topics import CHANNELS, TOPICS, USUALLY_OFF
from tombolo.base import codec
from tombolo.base.errors import Invalid
from tombolo.base.problems import Problem
from tombolo.pg import named
from tombolo.pg.pool import ReadTx, WriteTx
from tombolo.records.work import Work

_SQL = named.beside(__file__)
_HOURS = ("digest_at", "quiet_from", "quiet_until")


@dataclass(frozen=True, slots=True)
class Preferences:
    """Of one person. `said` has only what she chose herself."""

    hours: Hours = USUAL
    said: Mapping[tuple[str, str], bool] = field(default_factory=dict[tuple[str, str], bool])

    def wants(self, topic: str, channel: str) -> bool:
        """Whether she is told of a topic over a channel."""
        return self.said.get((topic, channel), (topic, channel) not in USUALLY_OFF)


async def of_people(tx: ReadTx, people: Sequence[UUID]) -> dict[UUID, Preferences]:
    """The preferences of each of these."""
    hours = {
        row["person"]: Hours(row["digest_at"], row["quiet_from"], row["quiet_until"])
        for row in await tx.rows(_SQL["hours"], list(people))
    }
    said: dict[UUID, dict[tuple[str, str], bool]] = {}
    for row in await tx.rows(_SQL["said"], list(people)):
        said.setdefault(row["person"], {})[row["topic"], row["channel"]] = row["wanted"]
    return {one: Preferences(hours.get(one, USUAL), said.get(one, {})) for one in people}


async def mine(work: Work[Any]) -> dict[str, object]:
    """The acting person's, every topic and channel said out."""
    found = (await of_people(work.tx, [work.actor.id]))[work.actor.id]
    return {
        "topics": [
            {"topic": topic, **{channel: found.wants(topic, channel) for channel in CHANNELS}}
            for topic in TOPICS
        ],
        **asdict(found.hours),
    }


async def choose(work: Work[WriteTx], data: Mapping[str, object]) -> None:
    """Take over `{topics: [{topic, app, mail}], digest_at, quiet_from, quiet_until}`; what is not named
    stays as it is. Raises Invalid.
    """
    problems: list[Problem] = []
    rows = list(_chosen(data.get("topics"), problems))
    before = (await of_people(work.tx, [work.actor.id]))[work.actor.id].hours
    hours = {name: _hour(name, data.get(name, getattr(before, name)), problems) for name in _HOURS}
    if (hours["quiet_from"] is None) != (hours["quiet_until"] is None):
        problems.append(Problem("notice.quiet_pair", "quiet_from"))
    if problems:
        raise Invalid("fault.invalid", problems=problems)
    await work.tx.run(_SQL["choose"], work.actor.id, codec.text(rows))
    await work.tx.run(_SQL["keep_hours"], work.actor.id, *hours.values())


def _chosen(raw: object, problems: list[Problem]) -> list[dict[str, object]]:
    made: dict[tuple[str, str], dict[str, object]] = {}
    if raw is not None and not isinstance(raw, list):
        problems.append(Problem("ask.not_list", "topics"))
        return []
    for n, one in enumerate(cast("list[object]", raw or [])):
        data: Mapping[str, object] = {}
        if isinstance(one, Mapping):
            data = cast("Mapping[str, object]", one)
        topic = data.get("topic")
        if topic not in TOPICS:
            name = str(topic)[:40]
            problems.append(Problem("notice.no_topic", f"topics[{n}].topic", {"name": name}))
            continue
        for channel in CHANNELS:
            if isinstance(wanted := data.get(channel), bool):
                made[str(topic), channel] = {"topic": topic, "channel": channel, "wanted": wanted}
    return list(made.values())


def _hour(name: str, raw: object, problems: list[Problem]) -> int | None:
    if raw is None:
        return None
    if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= 23:
        return raw
    problems.append(Problem("notice.hour", name))
    return None
