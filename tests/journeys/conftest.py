"""Browser journeys: Debian's Chromium against the whole house with the bundle that was built.

The browser is opened for each file and closed after it, not for the session as pytest-playwright
does: its event loop must be gone before the next file's asyncio tests begin.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect, sync_playwright
from tests.journeys.site import FIRST, PASSWORD

from tombolo.base.ids import token
from tombolo.runtime.doctor import STATIC

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "artefacts" / "journeys"
OURS = {"X-Tombolo": "1"}
DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 120.0  # seconds for the house to stand; it takes about five
SLOW = 45_000  # milliseconds a busy machine may take for one step; a free one takes fifty


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def house(server, tmp_path_factory) -> Iterator[str]:
    """The address of a house with both suites and a few people."""
    if not (STATIC / "index.html").exists():
        pytest.fail("the browser's bundle is not built: run `make web` first")
    folder = tmp_path_factory.mktemp("journeys")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = (folder / "site.log").open("w+")
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "tests.journeys.site",
            server.dsn,
            f"j_{token(6)}",
            str(port),
            str(folder),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        stdout=said,
        stderr=subprocess.STDOUT,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _until_ready(process, address, folder / "site.log")
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        said.close()


def _until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            # The port is held before the app answers on it.
            if httpx.get(f"{address}/api/session", timeout=2).status_code == 401:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    pytest.fail(f"the house does not stand:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("no Chromium here: apt-get install chromium")
    expect.set_options(timeout=SLOW)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()


@dataclass
class Api:
    """The same person at the API: to prepare what is not the journey's point, and to look behind it."""

    http: httpx.Client

    def make(self, form: str, **values: Any) -> str:
        answer = self.http.post(f"/api/forms/{form}/records", json={"records": [{"set": values}]})
        assert answer.status_code in {200, 201}, answer.text
        return answer.json()["saved"][0]["id"]

    def change(self, form: str, id_: str, **values: Any) -> None:
        body = {"records": [{"id": id_, "set": values}]}
        answer = self.http.patch(f"/api/forms/{form}/records", json=body)
        assert answer.status_code == 200, answer.text

    def record(self, form: str, id_: str) -> dict[str, Any]:
        answer = self.http.get(f"/api/forms/{form}/records/{id_}")
        assert answer.status_code == 200, answer.text
        return answer.json()["values"]

    def rows(self, form: str, columns: list[str], **ask: Any) -> list[list[Any]]:
        body = {"columns": columns, "limit": 500, **ask}
        answer = self.http.post(f"/api/forms/{form}/query", json=body)
        assert answer.status_code == 200, answer.text
        return [row[2:] for row in answer.json()["rows"]]


@dataclass
class Seat:
    """A person before a browser. What the browser complains of fails the journey at its end."""

    page: Page
    context: BrowserContext
    folder: Path
    api: Api
    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)
    steps: int = 0

    def step(self, name: str) -> None:
        """A picture of what is seen now, kept for review."""
        self.steps += 1
        self.folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=self.folder / f"{self.steps:02d}-{name}.png")

    def go(self, path: str) -> None:
        self.page.goto(path)

    def expect_refusal(self, pattern: str) -> None:
        """A refusal that belongs to the journey."""
        self.expected.append(pattern)

    def watch(self) -> None:
        def answered(response: Response) -> None:
            if response.status >= 400 and response.status != 401:
                self.complaints.append(
                    f"{response.status} {response.request.method} {response.url}"
                )

        self.page.on("response", answered)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def unexpected(self) -> list[str]:
        return [one for one in self.complaints if not any(re.search(p, one) for p in self.expected)]


Sit = Callable[..., Seat]


@pytest.fixture
def sit(house: str, chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Sit]:
    """sit("wanglin"): signed in, at a desk; `screen=PHONE` for a phone, `dark`, `language`."""
    seats: list[Seat] = []
    clients: list[httpx.Client] = []
    folder = ARTEFACTS / re.sub(r"[^\w-]+", "_", request.node.name)
    shutil.rmtree(folder, ignore_errors=True)

    def sit_(
        login: str | None,
        screen: dict[str, int] = DESK,
        language: str = "zh",
        *,
        dark: bool = False,
    ) -> Seat:
        http = httpx.Client(base_url=house, headers=OURS, timeout=30)
        clients.append(http)
        context = chromium.new_context(
            base_url=house,
            viewport=screen,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            has_touch=screen == PHONE,
            accept_downloads=True,
        )
        context.set_default_timeout(SLOW)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        if login:
            answer = http.post("/api/session", json={"login": login, "password": PASSWORD})
            assert answer.status_code == 200, answer.text
            http.patch("/api/session", json={"language": language})
            token_ = answer.cookies["tombolo_session"]
            context.add_cookies([{"name": "tombolo_session", "value": token_, "url": house}])
        name = f"{login or 'nobody'}{len(seats) or ''}"
        seat = Seat(context.new_page(), context, folder / name if seats else folder, Api(http))
        seat.watch()
        seats.append(seat)
        return seat

    yield sit_
    for seat in seats:
        seat.step("end")
        seat.context.close()
    for client in clients:
        client.close()
    assert not [one for seat in seats for one in seat.unexpected()]


__all__ = ["DESK", "FIRST", "PHONE", "Seat", "Sit"]
