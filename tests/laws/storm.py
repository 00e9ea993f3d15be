"""Load on a whole house of one's own: a server, a web process, clients; and who may be killed."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg
import httpx
from tests.laws.audit import Journal
from tests.pg.records_app import APP
from tests.world import world

from tombolo.access import passwords
from tombolo.base import ids
from tombolo.pg import migrate, workspace
from tombolo.pg.pool import Limits, Place, Pool
from tombolo.runtime.postgres import Embedded

ROOT = Path(__file__).parents[2]
PASSWORD = "storm-And-Calm-7"
CLIENTS = 4
# What follows from every order that the storm saves: sums of its customer, and a balance with a guard.
FOLLOWED = """
shop/forms/customer:
  label: {zh: 客户, en: Customer}
  title: "{name}"
  fields:
    no: {kind: serial, label: 编号, pattern: "C-{0000}"}
    name: {kind: text, label: 名称, required: true, unique: true}
    level: {kind: choice, label: 级别, options: {A: 重要, B: 普通}, default: '"B"'}
    phone: {kind: phone, label: 电话}
    secret: {kind: text, label: 密}
    credit: {kind: money, label: 额度}
    papers: {kind: files, label: 附件}
    turnover: {kind: formula, label: 营业额, is: SUM(orders.net)}
    orders_count: {kind: rollup, label: 单数, of: orders, calc: count}
    grade: {kind: formula, label: 等级, is: 'IF(turnover > 1000, "A", "B")'}
shop/balances/sold:
  label: 已售
  keys: {product: product, customer: customer}
  from: {form: order, lines: lines, keys: {product: product, customer: record.customer}, add: {qty: qty, rows: 1}}
  guard: {need: qty >= 0 AND rows >= 0}
"""
SCRIPT = """
import sys
from pathlib import Path
import uvicorn
from tombolo.pg.pool import Limits, Place
from tombolo.web.app import create
from tombolo.web.opening import Opening

folder = Path(sys.argv[2])
opening = Opening(Place(sys.argv[1]), Limits(least=1, acquire=3.0), folder, folder, "http://127.0.0.1")
uvicorn.run(create(opening), host="127.0.0.1", port=int(sys.argv[3]), log_level="warning")
"""


@dataclass
class Storm:
    """Clients that write all the time, and note what they were told."""

    folder: Path
    server: Embedded
    place: Place
    customer: str
    product: str
    journal: Journal
    port: int
    web: subprocess.Popen[bytes] | None = None
    calm: asyncio.Event = field(default_factory=asyncio.Event)
    broken: list[str] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)
    tasks: list["asyncio.Task[None]"] = field(default_factory=list)

    # -- processes -------------------------------------------------------------------------------

    def open_web(self) -> None:
        script = self.folder / "web.py"
        script.write_text(SCRIPT)
        with (self.folder / "web.log").open("ab") as log:
            self.web = subprocess.Popen(
                [sys.executable, script, self.place.dsn, str(self.folder), str(self.port)],
                env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}, stdout=log, stderr=log,
            )  # fmt: skip

    def kill_web(self) -> None:
        """Only what this storm began."""
        assert self.web is not None
        self.web.kill()
        self.web.wait()

    def kill_server(self) -> None:
        """The server and its children, none of which may write another byte."""
        assert self.server._child is not None
        pid = self.server._child.pid
        children = _children(pid)
        os.kill(pid, signal.SIGKILL)
        for child in children:
            try:
                os.kill(child, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.server._child.wait()

    # -- load ------------------------------------------------------------------------------------

    def begin(self) -> None:
        self.tasks = [asyncio.create_task(self._client(n)) for n in range(CLIENTS)]

    async def end(self) -> None:
        self.calm.set()
        await asyncio.gather(*self.tasks)

    async def acknowledged(self, more: int) -> None:
        """Until so many more writes were acknowledged."""
        wanted = self.journal.count("acknowledged") + more
        while self.journal.count("acknowledged") < wanted:
            for task in self.tasks:
                if task.done():
                    task.result()
            assert len(self.broken) < 50, self.broken[:3]
            assert self.web is not None
            assert self.web.poll() is None, (self.folder / "web.log").read_text()[-3000:]
            await asyncio.sleep(0.02)

    async def _client(self, number: int) -> None:
        address = f"http://127.0.0.1:{self.port}"
        headers = {"X-Tombolo": "1"}
        async with httpx.AsyncClient(
            base_url=address, headers=headers, trust_env=False, timeout=30
        ) as browser:
            while not await self._signed_in(browser):
                await asyncio.sleep(0.05)
            at = 0
            mine: list[str] = []
            while not self.calm.is_set():
                at += 1
                marker = f"M{number}-{at}-{ids.token(6)}"
                if at % 3 == 0 and mine:
                    await self._change(browser, marker, mine[-1])
                else:
                    id_ = str(ids.uuid7())
                    qty = "-1" if at % 7 == 0 else "2"
                    if await self._create(browser, marker, id_, qty):
                        mine.append(id_)

    async def _signed_in(self, browser: httpx.AsyncClient) -> bool:
        try:
            body = {"login": "storm", "password": PASSWORD}
            return (await browser.post("/api/session", json=body)).status_code == 200
        except httpx.TransportError:
            return False

    async def _create(self, browser: Any, marker: str, id_: str, qty: str) -> bool:
        lines = [{"product": self.product, "qty": qty}, {"product": self.product, "qty": "3"}]
        set_ = {"subject": marker, "customer": self.customer, "lines": lines}
        self.journal.sends(marker, id_, "create")
        return await self._send(marker, browser.post, {"records": [{"id": id_, "set": set_}]})

    async def _change(self, browser: Any, marker: str, id_: str) -> bool:
        self.journal.sends(marker, id_, "update")
        return await self._send(
            marker, browser.patch, {"records": [{"id": id_, "set": {"subject": marker}}]}
        )

    async def _send(self, marker: str, call: Callable[..., Any], body: Any) -> bool:
        try:
            answer = await call("/api/forms/shop.order/records", json=body)
        except httpx.TransportError:
            await asyncio.sleep(0.05)
            return False
        self.statuses.add(answer.status_code)
        match answer.status_code:
            case 200:
                self.journal.heard(marker, "acknowledged")
                return True
            case 422 | 409 | 404:
                self.journal.heard(marker, "refused")
            case 503:  # the line to the database may have gone in the middle of a commit
                assert answer.headers["retry-after"]
                await asyncio.sleep(0.05)
            case _:
                self.broken.append(f"{answer.status_code} {answer.text}")
        return False


@asynccontextmanager
async def storm(**settings: str) -> AsyncIterator[Storm]:
    """A house for one test; `settings` are the server's, which otherwise keeps its promises."""
    folder = Path(tempfile.mkdtemp(prefix="tombolo-storm-"))
    folder.chmod(0o755)
    server = Embedded(folder / "data", settings={"shared_buffers": "64MB", **settings}, quick=True)
    made: Storm | None = None
    try:
        dsn = await asyncio.to_thread(server.start)
        place = await workspace.prepare(await workspace.create_database(Place(dsn), "storm"))
        journal = Journal(folder / "journal.jsonl")
        async with await Pool.open(place, Limits(least=0)) as pool:
            await migrate.migrate(pool, migrate.found())
            customer, product = await _furnished(pool)
        # What was made ready is not what a test may lose.
        connection = await asyncpg.connect(place.database("storm").dsn)
        await connection.execute("checkpoint")
        await connection.close()
        with socket.socket() as line:
            line.bind(("127.0.0.1", 0))
            port = line.getsockname()[1]
        made = Storm(folder, server, place, customer, product, journal, port)
        made.open_web()
        made.begin()
        yield made
    finally:
        if made is not None:
            made.calm.set()
            for task in made.tasks:
                task.cancel()
            await asyncio.gather(*made.tasks, return_exceptions=True)
            if made.web is not None and made.web.poll() is None:
                made.kill_web()
        await asyncio.to_thread(server.stop)
        shutil.rmtree(folder, ignore_errors=True)


async def _furnished(pool: Pool) -> tuple[str, str]:
    house = await world(pool)
    await house.apply(APP)
    await house.apply(FOLLOWED)
    actor = await house.person("storm", admin=True)
    hashed = await passwords.hashed(PASSWORD)
    async with pool.write() as tx:
        await tx.run("update sys_member set password_hash = $2 where id = $1", actor.id, hashed)
    (customer,) = (await house.put("ann", "shop.customer", {"name": "客"})).ids
    (product,) = (await house.put("ann", "shop.product", {"name": "品", "list_price": "1.5"})).ids
    return customer, product


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError, IndexError):
            continue
        if parent == pid:
            found.append(int(status.parent.name))
    return found
