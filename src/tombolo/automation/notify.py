"""The step `notify`: people are told in the outbox, in the transaction of the step.

Each text is made with the rights and in the language of who is told: what she may not see is not in
it, and of a record that she may not read she hears nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast
from uuid import UUID

from tombolo.automation.log import Effect
from tombolo.automation.notices.topics import RULE
from tombolo.automation.persons import eyes
from tombolo.automation.rule import MOST, Notify, Rule
from tombolo.base import codec
from tombolo.base.errors import Denied, Invalid
from tombolo.flow.chart import Head, Named, Role, Superior, Value
from tombolo.flow.chart import Rule as People
from tombolo.flow.organisation import House, house
from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.records import asked, outbox
from tombolo.records.asked import At, Stand
from tombolo.records.work import Work
from tombolo.schema.condition import Condition
from tombolo.schema.kinds.shape import Plain

_SQL = named.beside(__file__)
Answers = Mapping[str, Plain]


async def tell(
    work: Work[WriteTx], rule: Rule, step: Notify, stand: Stand, rows: Sequence[At]
) -> list[Effect]:
    """A fact for each row and person. Raises Invalid where they are too many, Denied where whoever the
    rule acts as may not see by what the people are found.
    """
    by = await _whom(work, step, stand, rows)
    if sum(map(len, by.values())) > MOST * len(rows):
        label = {"zh": rule.label.say("zh"), "en": rule.label.say("en")}
        raise Invalid("rule.too_many", values={"rule": label, "most": MOST})
    facts: list[dict[str, object]] = []
    effects: list[Effect] = []
    for person, theirs in by.items():
        told = await eyes(work, person)
        if told is None:
            continue
        mine = theirs
        if stand.trigger:
            ids = sorted({one.trigger for one in theirs})
            seen = await outbox.visible(told, stand.trigger, ids)
            mine = [one for one in theirs if one.trigger in seen]
        titles = await _said(told, stand, mine, step.title)
        texts = await _said(told, stand, mine, step.text)
        for at, title, text in zip(mine, titles, texts, strict=True):
            data = {
                "rule": rule.name,
                "title": title or rule.label.say(told.language),
                "text": text,
                "channels": step.channels,
            }
            facts.append({"record": at.trigger, "people": [person], "data": data})
            effects.append(Effect("notify", stand.trigger, at.trigger, {"to": str(person)}, at.trigger))  # fmt: skip
    if facts:
        await work.tx.run(
            _SQL["tell"], codec.text(facts), work.now, work.actor.id, stand.trigger, RULE
        )
    return effects


async def _whom(
    work: Work[WriteTx], step: Notify, stand: Stand, rows: Sequence[At]
) -> dict[UUID, list[At]]:
    """By person the rows that she is told of."""
    wanted = {f"e{n}": one for n, one in enumerate(step.asked)}
    found: Sequence[Answers] = (
        await asked.values(work, stand, rows, wanted) if wanted else [{} for _ in rows]
    )
    organisation = await house(work)
    by: dict[UUID, list[At]] = {}
    for at, answers in zip(rows, found, strict=True):
        people = [
            one
            for rule in step.to
            for one in _of_rule(rule, answers, organisation, work)
            if organisation.active(one)
        ]
        for one in dict.fromkeys(people):
            by.setdefault(one, []).append(at)
    return by


def _of_rule(
    rule: People, answers: Answers, organisation: House, work: Work[WriteTx]
) -> Iterable[UUID]:
    def of(number: int | None, usual: UUID | None) -> list[UUID]:
        if number is None:
            return [usual] if usual else []
        return _ids(answers[f"e{number}"])

    match rule:
        case Named(logins):
            found = [organisation.named(one) for one in logins]
        case Role(name):
            found = list(organisation.members(name))
        case Value(expr, departments):
            ids = _ids(answers[f"e{expr}"])
            found = [_head(organisation, one) for one in ids] if departments else ids
        case Head(department):
            found = [_head(organisation, one) for one in of(department, work.actor.department)]
        case Superior(expr):
            found = [organisation.superior(one) for one in of(expr, work.actor.id)]
        case _:
            found = []
    return [one for one in found if one is not None]


def _head(organisation: House, department: UUID) -> UUID | None:
    heads = organisation.heads(department)
    return heads[0] if heads else None


def _ids(plain: Plain) -> list[UUID]:
    """A person or several, as an expression gives them."""
    given = cast("list[object]", plain) if isinstance(plain, list) else [plain]
    return [UUID(str(one)) for one in given if one]


async def _said(
    work: Work[WriteTx], stand: Stand, rows: Sequence[At], texts: Mapping[str, Condition]
) -> list[str]:
    """The template in the person's language at each row; nothing where it names what she may not see."""
    template = texts.get(work.language) or next(iter(texts.values()), None)
    if template is None or not rows:
        return [""] * len(rows)
    try:
        found = await asked.values(work, stand, rows, {"said": template})
    except Denied:
        return [""] * len(rows)
    return [str(one["said"] or "") for one in found]
