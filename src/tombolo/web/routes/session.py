"""Signing in and out, and who I am."""

from typing import Any, cast

from litestar import Response, delete, get, patch, post

from tombolo.access import directory, sessions
from tombolo.access.people import Actor
from tombolo.access.sessions import Attempt, Challenge, SignedIn
from tombolo.base import clock
from tombolo.base.errors import Invalid
from tombolo.pg.pool import ReadTx
from tombolo.records import outbox
from tombolo.records.work import Work
from tombolo.schema.app import NavItem
from tombolo.web import door
from tombolo.web.door import Call
from tombolo.web.house import House, Knowledge
from tombolo.web.openapi import document

ANYONE = {"who": "anyone", "rate": "sign_in"}
MEMBER = {"who": "member", "rate": "usual", "may": ("password",)}


@post("/api/session", opt=ANYONE)
async def sign_in(request: Call) -> Response[bytes]:
    """{login, password}: a new session, its token in the cookie; or what the second step takes."""
    door.demand_header(request)
    body = await door.body_of(request)
    login, password = body.get("login"), body.get("password")
    if not isinstance(login, str) or not isinstance(password, str):
        raise Invalid("auth.wrong")
    house = door.house_of(request)
    agent = request.headers.get("user-agent", "")
    attempt = Attempt(login, password, door.address(request), agent)
    found = await sessions.sign_in(house.pool, attempt, clock.now())
    if isinstance(found, Challenge):
        seconds = int(sessions.STEP.total_seconds())
        return door.answer(
            request, {"second_step": {"challenge": found.token, "seconds": seconds}}, 200
        )
    return await let_in(request, found)


async def let_in(request: Call, signed: SignedIn) -> Response[bytes]:
    """Me, and the new session's token in the cookie."""
    house = door.house_of(request)
    async with house.pool.read() as tx:
        me = await _me(request, tx, signed.actor)
    response = door.answer(request, me, 200)
    _keep(response, house, signed.token, int(sessions.LIFE.total_seconds()))
    return response


def _keep(response: Response[bytes], house: House, token: str, seconds: int) -> None:
    """The cookie, for so long; it is taken away with the attributes it was set with, or it stays."""
    opening = house.opening
    response.set_cookie(
        opening.cookie, token, max_age=seconds, httponly=True, samesite="lax",
        secure=opening.secure_cookies, path="/",
    )  # fmt: skip


@get("/api/session", opt=MEMBER)
async def who_am_i(request: Call) -> Response[bytes]:
    """Me."""
    async with door.reading(request) as work:
        me = _me_of(door.house_of(request).opening.base_url, request.state.knowledge, work)
    await door.touch(request)
    return door.answer(request, me)


@get("/api/openapi.json", opt={"who": "member", "rate": "heavy"})
async def describe(request: Call) -> Response[bytes]:
    """OpenAPI 3.1 with the record of each form that I see."""
    async with door.reading(request) as work:
        routes = request.app.state.routes
        opening = door.house_of(request).opening
        found = document(work, routes, opening.base_url, opening.cookie)
    return door.answer(request, found)


@delete("/api/session", opt=MEMBER, status_code=200)
async def sign_out(request: Call) -> Response[bytes]:
    """The session ends here and in the database."""
    async with door.writing(request) as work:
        await sessions.sign_out(work.tx, door.token_of(request), work.now)
    response = door.answer(request, {"signed_out": True})
    _keep(response, door.house_of(request), "", 0)
    return response


@patch("/api/session", opt=MEMBER)
async def change_mine(request: Call) -> Response[bytes]:
    """{language} or {old_password, password}."""
    body = await door.body_of(request)
    language, new = body.get("language"), body.get("password")
    async with door.writing(request) as work:
        actor = work.actor
    pool = door.house_of(request).pool
    if isinstance(new, str):
        await sessions.change_password(
            pool, actor, str(body.get("old_password", "")), new,
            keep=door.token_of(request), address=door.address(request), now=clock.now(),
        )  # fmt: skip
    if language in {"zh", "en"}:
        async with pool.write() as tx:
            await directory.set_language(tx, actor.id, cast("str", language))
    return door.answer(request, {"saved": True})


async def _me(request: Call, tx: ReadTx, actor: Actor) -> dict[str, object]:
    house = door.house_of(request)
    catalog, people = await outbox.versions(tx)
    knowledge = await house.know(tx, catalog, people)
    request.state.actor = actor
    work = house.work(knowledge, actor, tx)
    return _me_of(house.opening.base_url, knowledge, work)


def _me_of(address: str, knowledge: Knowledge, work: Work[Any]) -> dict[str, object]:
    actor, language = work.actor, work.language
    readable = {*work.grants.readable(), *work.grants.sums()}
    apps = [
        {
            "key": app.key,
            "label": app.label.say(language),
            "icon": app.icon,
            "color": app.color,
            "nav": nav,
        }
        for app in work.catalog.apps.values()
        if (not app.shown_to or actor.is_admin or actor.roles & set(app.shown_to))
        and (nav := _nav(app.nav, work, readable))
    ]
    organisation = knowledge.organisation
    return {
        "member": {
            "id": str(actor.id),
            "name": actor.name,
            "login": actor.login,
            "is_admin": actor.is_admin,
            "roles": sorted(actor.roles),
            "department": str(actor.department) if actor.department else None,
            "language": language,
            "must_change_password": actor.must_change_password,
            "second_step": actor.second_step,
            "must_add_second_step": actor.must_add_second_step,
        },
        "workspace": {
            "name": "连岛" if language == "zh" else "Tombolo",
            "zone": work.zone,
            "address": address,
        },
        "version": work.catalog.version,
        "apps": apps,
        "people": [
            {
                "id": str(one.id),
                "name": one.name,
                "department": str(one.department) if one.department else None,
                "active": one.active,
            }
            for one in organisation.members
        ],
        "departments": [
            {"id": str(one.id), "name": one.name, "parent": str(one.parent) if one.parent else None}
            for one in organisation.departments
        ],
    }


def _nav(
    items: tuple[NavItem, ...], work: Work[Any], readable: set[str]
) -> list[dict[str, object]]:
    """The navigation without what this person may not read, and without groups that became empty."""
    found: list[dict[str, object]] = []
    for item in items:
        if item.form:
            if item.form in readable:
                summed = work.catalog.balances.get(item.form)
                form = summed.card.form if summed else work.catalog.form(item.form)
                label = item.label.say(work.language) or form.label.say(work.language)
                found.append(
                    {
                        "kind": "balance" if summed else "form",
                        "key": item.form,
                        "label": label,
                        "form": item.form,
                        "icon": form.icon,
                    }
                )
            continue
        inside = _nav(item.items, work, readable)
        if inside:
            found.append(
                {
                    "kind": "group",
                    "key": item.key,
                    "label": item.label.say(work.language),
                    "items": inside,
                }
            )
    return found
