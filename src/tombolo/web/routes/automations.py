"""Rules as who looks after them sees them: how they fare, what they did, what one would do. Administrators."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast

from litestar import Response, delete, get, post, put
from litestar.params import FromPath

from tombolo.automation import after, check, dry, hooks, log, overview, secrets
from tombolo.automation.hooks import Kept
from tombolo.automation.log import Entry
from tombolo.automation.overview import Fare
from tombolo.automation.rule import VERBS, Rule
from tombolo.automation.together import rules_in
from tombolo.base import ids
from tombolo.base.errors import Conflict, Invalid, Missing
from tombolo.base.problems import Problem
from tombolo.records.work import Work, Writing
from tombolo.web import door
from tombolo.web.body import text, uuid_of
from tombolo.web.door import Call
from tombolo.web.dry_view import dry_view
from tombolo.web.words import say_problem

ADMIN = {"who": "admin", "rate": "usual"}
HEAVY = {"who": "admin", "rate": "heavy"}
PAGE, MOST = 50, 200
_NUMBER = 18  # digits of the number of a run


@get("/api/automations", opt=ADMIN)
async def show(request: Call) -> Response[bytes]:
    """{automations}: every rule in force, how it fared in 7 days, when it comes next."""
    async with door.reading(request) as work:
        fares = await overview.fares(work.tx)
        addresses, names = await hooks.kept(work.tx), door.names(request)
        shown = [
            {
                **_rule(work, one, fares.get(one.name, Fare())),
                "hook": _hook(one, addresses.get(one.name), names),
            }
            for one in sorted(rules_in(work), key=lambda one: one.name)
        ]
        return door.answer(request, {"automations": shown})


@get("/api/automations/{rule:str}/runs", opt=ADMIN)
async def runs(request: Call, rule: FromPath[str]) -> Response[bytes]:
    """{runs, next}: the newest first; `?state=`, `?before=` the `next` of the page before, `?most=`."""
    asked = request.query_params
    state = str(asked.get("state") or "")
    if state and state not in log.STATES:
        known = ", ".join(log.STATES)
        raise Invalid("rule.one_of", place="state", values={"name": state, "known": known})
    before = _number(str(asked["before"])) if asked.get("before") else None
    most = min(_number(str(asked["most"])), MOST) if asked.get("most") else PAGE
    async with door.reading(request) as work:
        found = await log.entries(
            work.tx, rule=rule, state=state or None, before=before, most=most + 1
        )
        if not found and not any(one.name == rule for one in rules_in(work)):
            raise Missing("rule.missing", values={"name": rule})
        names, labels = door.names(request), _labels(work)
        shown = [_run(one, names, labels, work.language) for one in found[:most]]
        following = found[most - 1].id if len(found) > most else None
        return door.answer(request, {"runs": shown, "next": following})


@get("/api/automation-runs/{run_id:str}", opt=ADMIN)
async def show_run(request: Call, run_id: FromPath[str]) -> Response[bytes]:
    """The run with its steps: what each did (`effects`) and what it was answered (`output`).

    Secrets stand in no log. A run that others followed from is named by them as `parent`.
    """
    async with door.reading(request) as work:
        found = await log.entries(work.tx, only=_number(run_id))
        if not found:
            raise Missing("rule.no_run")
        (one,) = found
        shown = {
            **_run(one, door.names(request), _labels(work), work.language),
            "event": one.event,
            "steps": [
                {**step, "at": step["at"].isoformat()} for step in await log.steps(work.tx, one.id)
            ],
        }
        return door.answer(request, shown)


@post("/api/automation-runs/{run_id:str}/again", opt=ADMIN, status_code=200)
async def run_again(request: Call, run_id: FromPath[str]) -> Response[bytes]:
    """{from}: a failed or cancelled run once more, from the step that failed (`failed`) or the `start`."""
    body = await door.body_of(request)
    begin = text(body, "from") or "failed"
    if begin not in ("start", "failed"):
        raise Invalid("fault.invalid", problems=[Problem("rule.again_from", "from")])
    async with door.writing(request) as work:
        await after.again(work.tx, _number(run_id), whole=begin == "start")
    return door.answer(request, {"state": "queued"})


@post("/api/automation-runs/{run_id:str}/cancel", opt=ADMIN, status_code=200)
async def cancel(request: Call, run_id: FromPath[str]) -> Response[bytes]:
    """Take back a run that is queued or waits; 409 once it has begun or is over."""
    number = _number(run_id)
    async with door.writing(request) as work:
        if not await after.cancel(work.tx, number):
            if not await log.entries(work.tx, only=number):
                raise Missing("rule.no_run")
            raise Conflict("rule.no_cancel")
    return door.answer(request, {"state": "cancelled"})


@post("/api/automations/{rule:str}/pause", opt=ADMIN, status_code=200)
async def pause(request: Call, rule: FromPath[str]) -> Response[bytes]:
    """Its runs are queued and wait; one that runs together with a save goes on running."""
    async with door.writing(request) as work:
        one = _demand(work, rule)
        if one.timing == "together":
            raise Invalid("rule.together_runs", values={"rule": one.label.say(work.language)})
        by = door.names(request).get(str(work.actor.id), "")
        await after.pause(work.tx, one.name, Problem("rule.by_hand", values={"who": by}))
    return door.answer(request, {"state": "paused"})


@post("/api/automations/{rule:str}/resume", opt=ADMIN, status_code=200)
async def resume(request: Call, rule: FromPath[str]) -> Response[bytes]:
    """What waited runs now."""
    async with door.writing(request) as work:
        await after.resume(work.tx, _demand(work, rule).name)
    return door.answer(request, {"state": "active"})


@post("/api/automations/{rule:str}/dry", opt=HEAVY, status_code=200)
async def dry_run(request: Call, rule: FromPath[str]) -> Response[bytes]:
    """{record, brought}: what the rule would do for it in the caller's name; nothing is kept or sent.

    A rule of no form has no record; `brought` is what a call would bring.
    """
    body = await door.body_of(request)
    house = door.house_of(request)
    async with door.reading(request) as glance:
        one = _demand(glance, rule)
        record, brought = tried_on(one, body)
    async with house.pool.trial() as tx:
        work: Writing = replace(cast("Writing", glance), tx=tx)
        told = await dry.tried(work, one, record, house.opening.base_url, brought)
    return door.answer(request, dry_view(told, glance.language))


@get("/api/automations-picture", opt=ADMIN)
async def picture(request: Call) -> Response[bytes]:
    """{nodes, edges}: every rule, and which may set off which by what it writes."""
    async with door.reading(request) as work:
        rules = rules_in(work)
        nodes = [
            {
                "rule": one.name,
                "label": one.label.say(work.language),
                "app": one.app,
                "form": one.trigger.form or None,
                "kind": one.trigger.on,
                "timing": one.timing,
            }
            for one in rules
        ]
        edges = [{"from": one.name, "to": to} for one in rules for to in check.woken_by(one, rules)]
        warned = [
            {"rule": _of_place(problem.place), "message": say_problem(problem, work.language)}
            for problem in check.warnings(rules)
        ]
        return door.answer(request, {"nodes": nodes, "edges": edges, "warnings": warned})


@get("/api/rule-secrets", opt=ADMIN)
async def list_secrets(request: Call) -> Response[bytes]:
    """{secrets, missing}: names, never what they hold; `missing` are named by rules and not kept."""
    async with door.reading(request) as work:
        names = door.names(request)
        rules = rules_in(work)
        used: dict[str, list[str]] = {}
        for one in rules:
            for name, _ in secrets.named_by(one):
                used.setdefault(name, []).append(one.name)
        kept = await secrets.kept(work.tx)
        known = {one.name for one in kept}
        shown = [
            {
                "name": one.name,
                "changed_at": one.changed_at.isoformat(),
                "by": names.get(one.by or ""),
                "rules": used.get(one.name, []),
            }
            for one in kept
        ]
        missing = [{"name": name, "rules": by} for name, by in used.items() if name not in known]
        return door.answer(request, {"secrets": shown, "missing": missing})


@put("/api/rule-secrets/{name:str}", opt=ADMIN)
async def keep_secret(request: Call, name: FromPath[str]) -> Response[bytes]:
    """{value}: kept under this name from now on. It is never given back."""
    body = await door.body_of(request)
    async with door.writing(request) as work:
        value = text(body, "value", needed=True)
        await secrets.keep(work, door.house_of(request).vault, name, value)
    return door.answer(request, {"name": name})


@delete("/api/rule-secrets/{name:str}", opt=ADMIN, status_code=200)
async def forget_secret(request: Call, name: FromPath[str]) -> Response[bytes]:
    """Rules that name it fail from now on."""
    async with door.writing(request) as work:
        await secrets.forget(work.tx, name)
    return door.answer(request, {"name": name})


def tried_on(one: Rule, body: Mapping[str, Any]) -> tuple[str, Mapping[str, object] | None]:
    """The record that a rule is tried on, and what a call would bring. Raises Invalid."""
    brought = body.get("brought")
    if brought is not None and not isinstance(brought, Mapping):
        raise Invalid("fault.invalid", problems=[Problem("ask.not_mapping", "brought")])
    needed = bool(one.trigger.form)
    record = uuid_of(text(body, "record", needed=True)) if needed else str(ids.uuid7())
    return record, cast("Mapping[str, object] | None", brought)


def _demand(work: Work[Any], name: str) -> Rule:
    found = next((one for one in rules_in(work) if one.name == name), None)
    if found is None:
        raise Missing("rule.missing", values={"name": name})
    return found


def _number(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and 0 < len(raw) <= _NUMBER and int(raw)):
        raise Missing("rule.no_run")
    return int(raw)


def _labels(work: Work[Any]) -> Mapping[str, str]:
    return {one.name: one.label.say(work.language) for one in rules_in(work)}


def _of_place(place: str) -> str:
    app, _, key = place.partition("#")[0].split("/")
    return f"{app}.{key}"


def _rule(work: Work[Any], one: Rule, fare: Fare) -> dict[str, object]:
    last = {"id": fare.last_id, "state": fare.last_state, "at": _at(fare.last_at)}
    card = work.catalog.cards.get(one.trigger.form)
    return {
        "name": one.name,
        "label": one.label.say(work.language),
        "app": one.app,
        "form": one.trigger.form or None,
        "form_label": card.form.label.say(work.language) if card else None,
        "trigger": _trigger(one),
        "timing": one.timing,
        "as": one.body.get("as", "causer"),
        "steps": [VERBS[type(step)] for step in one.do],
        "state": "paused" if fare.paused_at else "active",
        "reason": _reason(fare.reason, work.language),
        "paused_at": _at(fare.paused_at),
        "next_run_at": None if fare.paused_at else _at(fare.next_run_at),
        "runs": fare.runs,
        "failures": fare.failures,
        "last": last if fare.last_id else None,
    }


def _hook(one: Rule, address: Kept | None, names: Mapping[str, str]) -> dict[str, object] | None:
    """Of a rule that is called from outside: whether it has an address, and since when."""
    if one.trigger.hook is None:
        return None
    return {
        "seal": one.trigger.hook.seal,
        "made_at": address.made_at.isoformat() if address else None,
        "by": names.get(address.by or "") if address else None,
    }


def _trigger(one: Rule) -> dict[str, object]:
    """As it is written, under its kind: what comes by itself is written as a mapping."""
    when = cast("Mapping[str, object]", one.body["when"])
    on = when["on"]
    inner: Mapping[str, object] = cast("Any", on) if isinstance(on, Mapping) else {}
    rest = {key: value for key, value in when.items() if key not in ("form", "on")}
    return {**rest, **inner, "kind": one.trigger.on}


def _run(
    one: Entry, names: Mapping[str, str], labels: Mapping[str, str], language: str
) -> dict[str, object]:
    return {
        "id": one.id,
        "rule": one.rule,
        "label": labels.get(one.rule, one.rule),
        "form": one.form or None,
        "record": one.record if one.form else None,
        "records": one.records,
        "by": names.get(one.by or ""),
        "timing": one.timing,
        "state": one.state,
        "reason": _reason(one.reason, language),
        "attempts": one.attempts,
        "depth": one.depth,
        "chain": one.chain,
        "parent": one.parent,
        "at": _at(one.at),
        "began_at": _at(one.began_at),
        "done_at": _at(one.done_at),
        "next_try_at": _at(one.run_at) if one.state in ("queued", "waiting") else None,
    }


def _reason(kept: Mapping[str, Any] | None, language: str) -> dict[str, object] | None:
    """Why, in the reader's language: it is kept as codes and values."""
    if not kept:
        return None
    return {
        "code": kept["code"],
        "message": say_problem(_problem(kept), language),
        "problems": [
            {
                "code": one["code"],
                "place": one.get("place") or "",
                "message": say_problem(_problem(one), language),
            }
            for one in kept.get("problems") or ()
        ],
    }


def _problem(kept: Mapping[str, Any]) -> Problem:
    return Problem(kept["code"], "", kept.get("values") or {}, kept.get("say") or None)


def _at(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
