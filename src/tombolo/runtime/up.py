"""A running house: one lock per data folder, the database, the web processes, a clean stop."""

import asyncio
import fcntl
import multiprocessing
import os
import signal
import socket
import threading
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import (
    asynccontextmanager,
    contextmanager,
    suppress,
)
from dataclasses import dataclass
from multiprocessing.context import SpawnProcess
from typing import Any

import uvicorn
from uvicorn.importer import import_from_string

from tombolo.access import directory, passwords, sessions
from tombolo.access.people import Member
from tombolo.automation.notices.smtp import Smtp
from tombolo.base import clock, ids
from tombolo.base.errors import Broken, Busy
from tombolo.pg.pool import Pool
from tombolo.runtime import database, logs, secret
from tombolo.runtime.config import Settings
from tombolo.runtime.database import Database, Say
from tombolo.runtime.doctor import STATIC
from tombolo.web.opening import Opening

APP = "tombolo.web.app:create"
ADMIN = "admin"
FINISH = 8  # seconds for requests that have begun
LEAVE = 15.0  # seconds for a web process to end before it is ended
LOOK = 0.5


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """The administrator just made. `password` is empty when the settings gave it."""

    login: str
    password: str


@contextmanager
def held(settings: Settings) -> Generator[None]:
    """The data folder is ours. Busy, with the address, when another house runs on it."""
    settings.data.mkdir(parents=True, exist_ok=True)
    with (settings.data / "tombolo.lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            address = file.read().strip() or "?"
            raise Busy("runtime.already_running", values={"address": address}) from None
        file.truncate(0)
        file.write(f"{settings.address}\n")
        file.flush()
        yield
        file.truncate(0)


def bound(settings: Settings) -> socket.socket:
    """Our port, taken but not yet answering. Busy when somebody else has it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    line = socket.socket(family)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        line.bind((settings.host, settings.port))
        # Without listening, a second one could bind the same address; the queue waits for us.
        line.listen(1024)
    except OSError as error:
        line.close()
        raise Busy("runtime.port_taken", values={"port": settings.port}) from error
    line.set_inheritable(True)
    return line


@asynccontextmanager
async def house(settings: Settings, say: Say) -> AsyncGenerator[Database]:
    """The database, brought back whenever it dies, stopped at the end."""
    over = threading.Event()
    started = await database.start(settings, say)
    try:
        if started.embedded:
            database.watch(started.embedded, over, say)
        yield started
    finally:
        over.set()
        await asyncio.to_thread(started.stop)


async def first_admin(settings: Settings, started: Database) -> FirstAdmin | None:
    """An administrator for an empty house; None when it has one."""
    given = settings.admin_password
    password = given or passwords.one_time()
    new = Member(ids.uuid7(), "管理员", ADMIN, language=settings.language)
    async with await Pool.open(started.place, database.limits(settings)) as pool:
        async with pool.read() as tx:
            if await directory.has_administrator(tx):
                return None
        made = await sessions.first_administrator(
            pool, new, password, must_change=not given, now=clock.now()
        )
    return FirstAdmin(ADMIN, "" if given else password) if made else None


def opening(settings: Settings, started: Database) -> Opening:
    """What a web process needs to know."""
    return Opening(
        place=started.place,
        limits=database.limits(settings),
        files=settings.files,
        static=STATIC,
        base_url=settings.address,
        time_zone=settings.time_zone,
        language=settings.language,
        secure_cookies=settings.secure_cookies,
        max_upload=settings.max_upload,
        large_table=settings.large_table,
        inside_hosts=settings.inside_hosts,
        trusted_proxies=settings.trusted_proxies,
        smtp=_smtp(settings),
        secret=secret.key_of(settings),
    )


def _smtp(settings: Settings) -> Smtp | None:
    if not settings.smtp_host:
        return None
    return Smtp(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_from,
        settings.smtp_user,
        settings.smtp_password,
    )


class Stop:
    """SIGTERM or Ctrl-C: the first asks, the second insists."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.insisted = False
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._heard)

    def _heard(self) -> None:
        self.insisted = self.asked.is_set()
        self.asked.set()


class _Web(uvicorn.Server):
    """A web server whose signals are ours: its own way ends the process before we clean up."""

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def _config(app: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # whom to believe is decided by trusted_proxies, in the web room
        timeout_graceful_shutdown=FINISH,
        timeout_keep_alive=15,
        backlog=1024,
    )


async def here(
    open_: Opening, line: socket.socket, stop: Stop, ready: Callable[[], None], app: str
) -> None:
    """Serve in this process until asked to stop. Broken when the app does not start."""
    server = _Web(_config(import_from_string(app)(open_)))
    serving = asyncio.create_task(server.serve(sockets=[line]))
    asked = asyncio.create_task(stop.asked.wait())
    while not (server.started or serving.done() or asked.done()):  # noqa: ASYNC110 - it has no event
        await asyncio.sleep(0.02)
    if server.started:
        ready()
    await asyncio.wait({serving, asked}, return_when=asyncio.FIRST_COMPLETED)
    failed = serving.done() and not stop.asked.is_set()
    asked.cancel()
    server.should_exit = True
    while not serving.done():
        server.force_exit = stop.insisted
        await asyncio.wait({serving}, timeout=LOOK)
    await serving
    if failed:
        raise Broken("runtime.web_failed")


async def apart(
    settings: Settings,
    open_: Opening,
    line: socket.socket,
    stop: Stop,
    say: Callable[..., None],
    app: str,
) -> None:
    """Serve in several processes, each replaced when it dies, until asked to stop."""
    spawn = multiprocessing.get_context("spawn")

    def begin() -> SpawnProcess:
        process = spawn.Process(target=_child, args=(settings, open_, line, app))
        process.start()
        return process

    processes = [begin() for _ in range(settings.workers)]
    try:
        while not stop.asked.is_set():
            for at, process in enumerate(processes):
                if not process.is_alive():
                    say("runtime.web_died", pid=process.pid, exit=process.exitcode)
                    process.close()
                    processes[at] = begin()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK):
                    await stop.asked.wait()
    finally:
        for process in processes:
            process.terminate()
        await asyncio.to_thread(_gather, processes)


def _gather(processes: list[SpawnProcess]) -> None:
    for process in processes:
        process.join(LEAVE)
        if process.is_alive():
            process.kill()
            process.join()


def _child(settings: Settings, open_: Opening, line: socket.socket, app: str) -> None:
    """One web process; it ends with its parent, even if that was killed."""
    logs.open_logs(settings.logs, person=False, name=f"web-{os.getpid()}.log")

    async def story() -> None:
        stop = Stop()
        loop = asyncio.get_running_loop()
        parent = multiprocessing.parent_process()
        assert parent is not None
        threading.Thread(
            target=lambda: (parent.join(), loop.call_soon_threadsafe(stop.asked.set)), daemon=True
        ).start()
        await here(open_, line, stop, lambda: None, app)

    run(story)


def run(story: Callable[[], Any]) -> None:
    """A story on the fastest event loop there is."""
    with asyncio.Runner(loop_factory=_config("").get_loop_factory()) as runner:
        runner.run(story())
