"""Tasks of stages: done, skipped, assigned; and those that wait for me.

They are done by whom they were given to, or by whoever may change the record. Each act holds the
record first, as every save does, so that none slips in beside a move.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args
from uuid import UUID

from tombolo.base.errors import Conflict, Denied, Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.pg import named
from tombolo.pg.pool import WriteTx
from tombolo.records import history
from tombolo.records.read.titles import titles
from tombolo.records.work import Work
from tombolo.records.write.load import Found, load
from tombolo.schema.catalog import FormCard
from tombolo.schema.label import Label
from tombolo.schema.pipeline import Task

_SQL = named.beside(__file__)
MOST = 200
What = Literal["done", "skip", "assign"]
WHATS: tuple[What, ...] = get_args(What)


@dataclass(frozen=True, slots=True)
class Act:
    """What is to happen with a task: `result` says what came of it, `who` whose it will be."""

    what: What
    result: str = ""
    who: str = ""


def act_of(body: Mapping[str, object]) -> Act:
    """{act, result?, who?} as an Act. Raises Invalid."""
    what = body.get("act")
    if what not in WHATS:
        raise Invalid("record.invalid", problems=[Problem("stage.no_act", "act")])
    result = body.get("result")
    return Act(what, result.strip() if isinstance(result, str) else "", _member(body.get("who")))


def _member(raw: object) -> str:
    try:
        return str(UUID(str(raw))) if raw else ""
    except ValueError:
        return ""


async def act(work: Work[WriteTx], id_: str, wanted: Act) -> tuple[str, str]:
    """One task; (form, record) that it belongs to. Raises Missing, Denied, Invalid, Conflict."""
    row = await work.tx.row(_SQL["one"], id_)
    form = row["form"] if row else ""
    if row is None or form not in work.catalog.cards:
        raise Missing("stage.no_task")
    card = work.catalog.card(form)
    record, field = str(row["record"]), row["field"]
    found = (await load(work, card, [record], "update")).get(record)
    if found is None or found.deleted or not _sees(work, form, field, found):
        raise Missing("stage.no_task")
    now = await work.tx.row(_SQL["again"], id_)
    if now is None or now["state"] != "todo":
        raise Conflict("stage.task_over")
    mine = now["who"] == work.actor.id or (
        now["who"] is None and bool(now["role"]) and now["role"] in work.actor.roles
    )
    if not (mine or _moves(work, form, field, found)):
        raise Denied("stage.task_not_yours", because=(f"{form}: update",))
    task = task_of(card, field, row["stage"], row["key"])
    if wanted.what == "assign":
        if not wanted.who or not await work.tx.run(_SQL["assign"], id_, wanted.who):
            raise Invalid("record.invalid", problems=[Problem("stage.no_member", "who")])
    elif wanted.what == "skip" and row["mandatory"]:
        raise Invalid("record.invalid", problems=[Problem("stage.task_mandatory", "act")])
    elif wanted.what == "done" and task and task.result and not wanted.result:
        raise Invalid("record.invalid", problems=[Problem("stage.task_result", "result")])
    else:
        state = "done" if wanted.what == "done" else "skipped"
        await work.tx.run(_SQL["close"], id_, state, wanted.result[:2000], work.now, work.actor.id)
    await history.tell(work, [(form, record)])
    return form, record


def _sees(work: Work[Any], form: str, field: str, found: Found) -> bool:
    return found.readable and work.grants.of(form).sees(field) and field not in found.masked


def _moves(work: Work[Any], form: str, field: str, found: Found) -> bool:
    """Whether this person may move the record: then she may do what is to be done there."""
    written = work.grants.of(form).writes_in(field, new=False)
    return found.allowed and written and field not in found.barred


def task_of(card: FormCard, field: str, stage: str, key: str) -> Task | None:
    """The task as the definition has it now, if it still does."""
    one = card.form.field(field)
    line = one.kind.pipeline() if one else None
    step = line.step(stage) if line else None
    return next((task for task in step.tasks if task.key == key), None) if step else None


def role_name(work: Work[Any], role: str) -> str:
    """What a role is called in the apps that know it."""
    apps = work.catalog.apps.values()
    known = (one.label for app in apps for one in app.roles if one.key == role)
    return next((label.say(work.language) for label in known), role)


async def mine(work: Work[Any]) -> list[dict[str, object]]:
    """What waits for me, what is due first first; of records that I may read."""
    roles = sorted(work.actor.roles)
    rows = await work.tx.rows(_SQL["mine"], work.actor.id, roles, MOST)
    by_form: dict[str, list[str]] = {}
    for row in rows:
        by_form.setdefault(row["form"], []).append(str(row["record"]))
    known = {form: await titles(work, form, ids, living=True) for form, ids in by_form.items()}
    return [
        made
        for row in rows
        if (title := known[row["form"]].get(str(row["record"]))) is not None
        and (made := _mine(work, row, title))
    ]


def _mine(work: Work[Any], row: Any, title: str) -> dict[str, object] | None:
    card = work.catalog.card(row["form"])
    one = card.form.field(row["field"])
    line = one.kind.pipeline() if one else None
    if one is None or line is None or not work.grants.of(row["form"]).sees(one.key):
        return None
    task = task_of(card, one.key, row["stage"], row["key"])
    language = work.language
    return {
        "id": str(row["id"]),
        "form": row["form"],
        "form_label": card.form.label.say(language),
        "record": str(row["record"]),
        "title": title,
        "field": one.key,
        "stage": row["stage"],
        "stage_label": line.label(row["stage"]).say(language),
        "key": row["key"],
        "label": (task.label if task else Label(cast("str", row["key"]))).say(language),
        "mandatory": row["mandatory"],
        "asks_result": bool(task and task.result),
        "due_on": row["due_on"].isoformat() if row["due_on"] else None,
        "overdue": bool(row["due_on"] and row["due_on"] < work.today),
        "role": row["role"],
        "role_name": role_name(work, row["role"]),
    }
