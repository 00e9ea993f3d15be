"""Facts of the outbox become notices: each fact once, in the order of the facts, as each person may see.

How far the outbox was heard moves in the transaction that makes the notices, so nothing is told twice
and nothing is left out, whoever dies. The text is made with the rights and in the language of who is
told; what a flow hands to a person it shows her, everything else she must be able to read.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from tombolo.automation.bench import Bench
from tombolo.automation.messages import MESSAGES as RULE_MESSAGES
from tombolo.automation.notices import preferences
from tombolo.automation.notices.hours import due
from tombolo.automation.notices.messages import MESSAGES
from tombolo.automation.notices.preferences import Preferences
from tombolo.automation.notices.topics import (
    FACTS,
    MENTION,
    RETURNED,
    RULE,
    RULE_PAUSED,
    TASK_GIVEN,
    Told,
)
from tombolo.base import codec, words
from tombolo.base.errors import Fault, Missing
from tombolo.flow.published import Published, published
from tombolo.pg import named, queue
from tombolo.pg.pool import WriteTx
from tombolo.pg.queue import NewJob
from tombolo.records import outbox
from tombolo.records.read.titles import titles
from tombolo.records.work import Work
from tombolo.schema.label import Label

_SQL = named.beside(__file__)
_log = logging.getLogger("tombolo.notices")
PIECE = 200  # facts of one turn
MAIL = "notice.mail"  # tried for two hours, later and later
LONGEST = 300  # signs of a comment that are told
Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Fact:
    """What happened, and whom it concerns."""

    id: int
    at: datetime
    form: str
    record: str
    act: str
    by: UUID | None
    people: tuple[UUID, ...]
    instance: UUID | None
    data: Mapping[str, Any]

    @property
    def told(self) -> Told:
        return FACTS[self.act]


@dataclass(frozen=True, slots=True)
class _Around:
    """What is known of the facts of one turn: instances, tasks, comments, who people are."""

    instances: Mapping[UUID, Any]
    tasks: Mapping[UUID, Any]
    comments: Mapping[UUID, str]
    names: Mapping[UUID, str]


async def turn(bench: Bench, *, mails: bool, most: int = PIECE) -> int:
    """The next facts told; how many there were. `mails`: there is a server that takes mail."""
    async with bench.pool.read() as tx:
        if not await tx.value(_SQL["waiting"]):
            return 0
    async with bench.pool.write() as tx:
        heard = await tx.row(_SQL["hold"])
        if heard is None:  # another worker is at it
            return 0
        facts = [_fact(row) for row in await tx.rows(_SQL["facts"], heard["since"], heard["until"], heard["done"], list(FACTS), most)]  # fmt: skip
        if facts:
            await _tell(bench, tx, facts, mails=mails)
        if len(facts) < most:
            await tx.run(_SQL["onward"])
        else:
            await tx.run(_SQL["done"], facts[-1].id)
        return len(facts)


async def pass_over(bench: Bench) -> None:
    """The next fact cannot be told by any means; the ones behind it shall be."""
    async with bench.pool.write() as tx:
        heard = await tx.row(_SQL["hold"])
        if heard is not None:
            rows = await tx.rows(_SQL["facts"], heard["since"], heard["until"], heard["done"], list(FACTS), 1)  # fmt: skip
            for row in rows:
                _log.error("passed over", extra={"fact": row["id"], "act": row["act"]})
                await tx.run(_SQL["done"], row["id"])


def _fact(row: Any) -> Fact:
    detail = cast("dict[str, Any]", codec.decode(row["detail"]))
    instance = detail.get("instance")
    return Fact(
        int(row["id"]),
        row["at"],
        row["form"],
        str(row["record"]),
        row["act"],
        row["by_member"],
        tuple(UUID(str(one)) for one in detail.get("people") or ()),
        UUID(str(instance)) if instance else None,
        cast("Mapping[str, Any]", detail.get("data") or {}),
    )


async def _tell(bench: Bench, tx: WriteTx, facts: Sequence[Fact], *, mails: bool) -> None:
    by: dict[UUID, list[Fact]] = {}
    for one in facts:
        for person in dict.fromkeys(one.people):
            if one.told.to_self or person != one.by:
                by.setdefault(person, []).append(one)
    around = await _around(tx, facts)
    wanted = await preferences.of_people(tx, list(by))
    rows: list[Row] = []
    jobs: list[NewJob] = []
    for person, theirs in by.items():
        try:
            work = await bench.work(tx, person)
        except Missing:  # who has left is told nothing
            continue
        found = await _Telling(work, around, wanted[person], mails=mails).rows(theirs)
        rows.extend(found)
        # Mails of one moment to one person are one mail: whoever comes first takes them all.
        jobs.extend(
            NewJob(MAIL, {"person": person}, run_at=at, max_attempts=12)
            for at in {cast("datetime | None", one["mail_at"]) for one in found}
            if at is not None
        )
    if rows:
        await tx.run(_SQL["add"], codec.text(rows))
    await queue.put(tx, jobs)


async def _around(tx: WriteTx, facts: Sequence[Fact]) -> _Around:
    instances = await tx.rows(
        _SQL["instances"], list({one.instance for one in facts if one.instance})
    )
    tasks = await tx.rows(_SQL["tasks"], [UUID(str(one.data["task"])) for one in facts if one.data.get("task")])  # fmt: skip
    comments = await tx.rows(_SQL["comments"], [UUID(str(one.data["comment"])) for one in facts if one.act == MENTION])  # fmt: skip
    people = {one.by for one in facts if one.by} | {row["initiator"] for row in instances}
    names = await tx.rows(_SQL["names"], list(people))
    return _Around(
        {row["id"]: row for row in instances},
        {row["id"]: row for row in tasks},
        {row["id"]: row["text"] for row in comments},
        {row["id"]: row["name"] for row in names},
    )


@dataclass(slots=True)
class _Telling:
    """Facts told to one person."""

    work: Work[WriteTx]
    around: _Around
    wanted: Preferences
    mails: bool

    async def rows(self, facts: Sequence[Fact]) -> list[Row]:
        seen = await self._titles([one for one in facts if one.instance is None])
        charts = await self._charts(facts)
        made: list[Row] = []
        for one in facts:
            found = self._words(one, seen, charts)
            if found is not None:
                row = self._row(one, *found)
                if row is not None:
                    made.append(row)
        return made

    async def _titles(self, facts: Sequence[Fact]) -> dict[tuple[str, str], str]:
        """How the records are called that she may read."""
        by: dict[str, list[str]] = {}
        for one in facts:
            by.setdefault(one.form, []).append(one.record)
        made: dict[tuple[str, str], str] = {}
        for form, records in by.items():
            if form in self.work.catalog.cards:
                visible = await outbox.visible(self.work, form, records)
                found = await titles(self.work, form, sorted(visible))
                made.update({(form, one): found.get(one, "") for one in visible})
        return made

    async def _charts(self, facts: Sequence[Fact]) -> Published:
        rows = [self.around.instances.get(one.instance) for one in facts if one.instance]
        try:
            return await published(
                self.work, {(row["flow"], int(row["version"])) for row in rows if row is not None}
            )
        except Fault as fault:  # a flow that cannot be read any more has no labels
            _log.warning("no labels", extra={"code": fault.code})
            return Published()

    def _words(
        self, one: Fact, seen: Mapping[tuple[str, str], str], charts: Published
    ) -> tuple[Told, str, str] | None:
        """How it is told, title and text; None where it is not for her, or over already."""
        if one.instance is not None:
            return self._of_flow(one, charts)
        title = seen.get((one.form, one.record))
        if title is None and one.form:
            return None
        if one.act == RULE:  # without a form where no record set the rule off
            return one.told, str(one.data.get("title") or ""), str(one.data.get("text") or "")
        if one.act == RULE_PAUSED:
            return one.told, *self._paused(one)
        text = self.around.comments.get(UUID(str(one.data["comment"])))
        if text is None:
            return None
        text = text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
        return one.told, self._say(one.told.title, title=title, by=self._name(one.by)), text

    def _paused(self, one: Fact) -> tuple[str, str]:
        """Which rule, and why, in her language."""
        label: object = one.data.get("label") or one.data["rule"]
        why = cast("Mapping[str, Any]", one.data["reason"])
        said = words.sentence(
            RULE_MESSAGES, why["code"], self.work.language, why.get("values") or {}
        )
        return self._say(one.told.title, rule=label), self._say(one.told.text, why=said)

    def _of_flow(self, one: Fact, charts: Published) -> tuple[Told, str, str] | None:
        of = self.around.instances.get(cast("UUID", one.instance))
        task = self.around.tasks.get(UUID(str(one.data["task"]))) if one.data.get("task") else None
        if of is None or (one.data.get("task") and (task is None or task["over"])):
            return None
        chart = charts.charts.get((of["flow"], int(of["version"])))
        place = chart.places.get(task["node"]) if chart and task else None
        values: dict[str, object] = {
            "title": of["title"] or self._say("notice.untitled"),
            "who": self._name(of["initiator"]),
            "by": self._name(one.by),
            "flow": self._label(chart.label) if chart else of["flow"],
            "node": self._label(place.node.label) if place and place.node.label else "",
        }
        told = one.told
        if one.act == TASK_GIVEN and task is not None and task["kind"] == "start":
            told = RETURNED
        text = told.text
        if not values["node"] and text == "notice.given_text":
            text = "notice.copied_text"
        return told, self._say(told.title, **values), self._say(text, **values) if text else ""

    def _row(self, one: Fact, told: Told, title: str, text: str) -> Row | None:
        topic, person = told.topic, self.work.actor
        over = cast("Sequence[str]", one.data.get("channels") or ("app", "mail"))
        shown = "app" in over and self.wanted.wants(topic, "app")
        mailed = (
            self.mails
            and "mail" in over
            and bool(person.email)
            and self.wanted.wants(topic, "mail")
        )
        if not shown and not mailed:
            return None
        return {
            "person": person.id,
            "fact": one.id,
            "at": one.at,
            "topic": topic,
            "code": one.act,
            "form": one.form,
            "record": one.record,
            "instance": one.instance,
            "task": one.data.get("task"),
            "by_member": one.by,
            "title": title[:500],
            "body": text[:4000],
            "link": _link(one),
            "shown": shown,
            "mail_at": due(self.wanted.hours, self.work.now, self.work.zone) if mailed else None,
        }

    def _say(self, code: str, **values: object) -> str:
        return words.sentence(MESSAGES, code, self.work.language, values)

    def _label(self, label: Label) -> str:
        return label.say(self.work.language)

    def _name(self, person: UUID | None) -> str:
        return self.around.names.get(person, "") if person else self._say("notice.nobody")


def _link(one: Fact) -> str:
    """Where a click leads: an approval shows its record through the node, a record by one's rights."""
    if one.instance:
        return f"/approvals/{one.instance}"
    if one.act == RULE_PAUSED:
        return f"/design/rules/{one.data['rule']}"
    return f"/f/{one.form}/r/{one.record}" if one.form else "/"
