"""Rules that people set off on a record: which could be now, and the press."""

from uuid import uuid4

from litestar import Response, get, post
from litestar.params import FromPath

from tombolo.automation import button
from tombolo.automation.rule import Rule
from tombolo.automation.together import rules_in
from tombolo.base.errors import Invalid, Missing
from tombolo.records.work import Writing
from tombolo.web import door
from tombolo.web.body import uuid_of
from tombolo.web.door import Call

MEMBER = {"who": "member", "rate": "usual"}
_KEY = 200


@get("/api/forms/{form:str}/records/{record_id:str}/buttons", opt=MEMBER)
async def offered(request: Call, form: FromPath[str], record_id: FromPath[str]) -> Response[bytes]:
    """[{rule, label}]: what this person could set off on the record as it is."""
    async with door.reading(request) as work:
        name = work.catalog.form(form).name
        found = await button.offered(work, rules_in(work), name, uuid_of(record_id))
        shown = [{"rule": one.name, "label": one.label.say(work.language)} for one in found]
        return door.answer(request, {"buttons": shown})


@post(
    "/api/forms/{form:str}/records/{record_id:str}/buttons/{rule:str}", opt=MEMBER, status_code=200
)
async def press(
    request: Call, form: FromPath[str], record_id: FromPath[str], rule: FromPath[str]
) -> Response[bytes]:
    """{ran, timing}: the rule is run now, or queued where it comes after; once for each Idempotency-Key."""
    key = request.headers.get("idempotency-key", "") or str(uuid4())
    if len(key) > _KEY or not key.isprintable():
        raise Invalid("flow.bad_key", values={"most": _KEY})
    record = uuid_of(record_id)

    async def story(work: Writing) -> tuple[Rule, bool]:
        name = work.catalog.form(form).name
        found = next(
            (one for one in rules_in(work) if one.name == rule and one.trigger.form == name), None
        )
        if found is None:
            raise Missing("rule.missing", values={"name": rule})
        return found, await button.press(work, found, record, key)

    done, ran = await door.written(request, story)
    return door.answer(request, {"ran": ran, "timing": done.timing})
