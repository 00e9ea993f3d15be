"""tombolo up and tombolo serve: the database and the web, in the foreground."""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated

import typer
from rich.panel import Panel

from tombolo.base.errors import Fault
from tombolo.runtime import console, logs, secret, worker
from tombolo.runtime import up as house
from tombolo.runtime.config import Settings
from tombolo.runtime.furnish import furnish

Port = Annotated[int | None, typer.Option(min=1, max=65535, help="端口 · Port")]
Host = Annotated[str | None, typer.Option(help="监听地址 · Address to listen on")]
Demo = Annotated[
    bool,
    typer.Option("--demo", help="装入 CRM、ERP 和演示公司 · With CRM, ERP and the demo company"),
]
Workers = Annotated[int | None, typer.Option(min=1, max=64, help="网页进程数 · Web processes")]


def up(port: Port = None, host: Host = None, *, demo: Demo = False) -> None:
    """启动一切，供本机使用 · Start everything and say where to look."""
    settings = _settings(port, host, 1)

    def tell(code: str, **values: object) -> None:
        console.out.print(console.said(settings, code, **values), highlight=False, soft_wrap=True)

    _serve(settings, tell, person=True, demo=demo)


def serve(port: Port = None, host: Host = None, workers: Workers = None) -> None:
    """作为服务运行，日志为 JSON · Run as a service, with JSON logs."""
    settings = _settings(port, host, workers)

    def tell(code: str, **values: object) -> None:
        if "password" in values:  # shown once, to a person, and never kept in a log
            console.out.print(console.said(settings, code, **values), highlight=False)
        else:
            logs.say(code, **values)

    _serve(settings, tell, person=False)


def _settings(port: int | None, host: str | None, workers: int | None) -> Settings:
    given = {"port": port, "host": host, "workers": workers}
    return replace(console.settings(), **{k: v for k, v in given.items() if v is not None})


def _serve(
    settings: Settings, tell: Callable[..., None], *, person: bool, demo: bool = False
) -> None:
    try:
        with house.held(settings):
            logs.open_logs(settings.logs, person=person)
            house.run(lambda: _story(settings, tell, person=person, demo=demo))
    except Fault as fault:
        console.end(settings, fault)


async def _story(
    settings: Settings, tell: Callable[..., None], *, person: bool, demo: bool
) -> None:
    stop = house.Stop()
    line = house.bound(settings)
    try:
        secret.key_of(settings)  # a damaged one is refused before anything starts
        tell("runtime.starting")
        async with house.house(settings, tell) as started:
            admin = await house.first_admin(settings, started)
            if admin and admin.password:
                tell("runtime.first_admin", login=admin.login, password=admin.password)
            elif admin:
                tell("runtime.first_admin_given", login=admin.login)
            if demo:
                await furnish(settings, started, stop.asked.is_set)
            opening = house.opening(settings, started)

            def ready() -> None:
                text = console.said(settings, "runtime.ready", address=settings.address)
                if person:
                    console.out.print(
                        Panel(text, border_style="green", expand=False), highlight=False
                    )
                else:
                    logs.say("runtime.ready", address=settings.address)

            async with worker.beside(settings, opening, tell, person=person):
                if settings.workers == 1:
                    await house.here(opening, line, stop, ready, house.APP)
                else:
                    ready()
                    await house.apart(settings, opening, line, stop, tell, house.APP)
            tell("runtime.stopping")
    finally:
        line.close()
    tell("runtime.stopped")
