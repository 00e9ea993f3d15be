"""The application: routes, the door's one try, the headers every answer carries."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Response
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.types import Message, Scope

from tombolo.base.errors import Denied, Fault, Invalid, Missing
from tombolo.pg.pool import Pool
from tombolo.web import door
from tombolo.web.bundle import assets
from tombolo.web.door import Call
from tombolo.web.house import House
from tombolo.web.opening import Opening
from tombolo.web.rates import CLASSES
from tombolo.web.routes.all import ROUTES
from tombolo.web.wire import Wire

WHO = ("anyone", "member", "admin")
_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", _POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(), geolocation=(self)"),
)
_SECURE = (b"strict-transport-security", b"max-age=31536000")


def create(opening: Opening) -> Litestar:
    """The web application of one process. Refuses to start with a route that nobody is let in by."""
    for route in ROUTES:
        _demand_said(route)

    @asynccontextmanager
    async def house(app: Litestar) -> AsyncGenerator[None]:
        async with await Pool.open(opening.place, opening.limits) as pool:
            made = House(opening, pool, assets=assets(opening.static))
            app.state.house = made
            wire = app.state.wire = Wire(made)
            await wire.start()
            renewing = asyncio.create_task(made.stay_new())
            yield
            renewing.cancel()
            await wire.stop()

    return Litestar(
        route_handlers=list(ROUTES),
        lifespan=[house],
        state=State({"routes": ROUTES}),
        openapi_config=None,
        exception_handlers={Exception: _told},
        before_request=door.demand_token,
        before_send=[_headers(secure=opening.secure_cookies)],
        request_max_body_size=opening.max_upload * 1048576 + door.AROUND,
        logging_config=None,
    )


def _demand_said(route: HTTPRouteHandler) -> None:
    """Default-deny: a route says who may call it and how often, or the house does not open."""
    if route.opt.get("who") not in WHO or route.opt.get("rate") not in CLASSES:
        raise RuntimeError(f"route {sorted(route.paths)} does not say who may call it, how often")


def _told(request: Call, error: Exception) -> Response[bytes]:
    """The door tells faults; what the framework raises is turned into one first."""
    if isinstance(error, HTTPException):
        error = _as_fault(error, door.house_of(request).opening.max_upload)
    return door.told(request, error)


def _as_fault(error: HTTPException, most: int) -> Fault:
    match error.status_code:
        case 404:
            return Missing("web.no_such_page")
        case 405:
            return Invalid("web.method")
        case 413:
            return Invalid("web.too_large", values={"most": most})
        case 401 | 403:
            return Denied("fault.denied")
        case _:
            return Invalid("fault.invalid")


def _headers(*, secure: bool) -> Any:
    wanted = (*HEADERS, _SECURE) if secure else HEADERS

    async def add(message: Message, scope: Scope) -> None:
        del scope
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            message["headers"] = [
                *message["headers"],
                *((name, value) for name, value in wanted if name not in given),
            ]

    return add
