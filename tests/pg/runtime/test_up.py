"""tombolo up, serve, user and doctor as a person runs them: whole processes, real signals."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx
import pytest

from tombolo.runtime import postgres

ROOT = Path(__file__).parents[3]
SCRIPT = """
import sys
from tombolo.runtime import cli, up
if __name__ == "__main__":
    up.APP = "tests.pg.runtime.small_app:create"
    cli.main()
"""


class House:
    """A data folder, and the commands run on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as line:
            line.bind(("127.0.0.1", 0))
            self.port = line.getsockname()[1]
        (folder / "tombolo_script.py").write_text(SCRIPT)
        self.environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "TOMBOLO_DATA": str(folder / "data"),
            "TOMBOLO_PORT": str(self.port),
            "TOMBOLO_LANGUAGE": "en",
            "COLUMNS": "200",
        }
        self.started: list[subprocess.Popen] = []

    def begin(self, *words: str, **more: str) -> subprocess.Popen:
        with (self.folder / f"out-{len(self.started)}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, self.folder / "tombolo_script.py", *words],
                env=self.environment | more, cwd=self.folder, stdout=log, stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
        self.started.append(process)
        return process

    def said(self, process: subprocess.Popen) -> str:
        return (self.folder / f"out-{self.started.index(process)}.log").read_text()

    def run(self, *words: str, stdin: str = "", **more: str) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, self.folder / "tombolo_script.py", *words],
            env=self.environment | more, cwd=self.folder, input=stdin, capture_output=True,
            text=True, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    def get(self) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}/", trust_env=False)

    def answer(self, process: subprocess.Popen, status: int = 200) -> str:
        """Ask until it answers so; it must be alive meanwhile."""
        while True:
            assert process.poll() is None, self.said(process)
            try:
                found = self.get()
                if found.status_code == status:
                    return found.text
            except httpx.TransportError:
                pass
            time.sleep(0.05)

    def server_pid(self) -> int:
        return postgres._pid_file(self.folder / "data" / "postgres" / "cluster")[0]

    def stop(self, process: subprocess.Popen, how: signal.Signals = signal.SIGTERM) -> int:
        process.send_signal(how)
        return process.wait(60)


@pytest.fixture
def house():
    folder = Path(tempfile.mkdtemp(prefix="tombolo-up-"))
    folder.chmod(0o755)
    made = House(folder)
    yield made
    for process in made.started:
        if process.poll() is None:
            process.kill()
            process.wait()
    pid = made.server_pid()
    if pid and postgres._running(pid):
        os.kill(pid, signal.SIGQUIT)
        while postgres._running(pid):
            time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


def test_up_starts_everything_tells_once_and_stops_cleanly(house):
    up = house.begin("up")
    assert house.answer(up).split()[1] == "w_main"
    while "Ready" not in (said := house.said(up)):
        time.sleep(0.05)
    assert f"http://127.0.0.1:{house.port}" in said
    (password,) = re.findall(r"one-time password (\S+)", said)
    log = (house.folder / "data" / "logs" / "tombolo.log").read_text()
    assert password not in log
    logs = house.folder / "data" / "logs"
    while not any("tidied" in one.read_text() for one in logs.glob("work-*.log")):
        time.sleep(0.05)
    assert '{"at"' not in house.said(up), "a person reads no log of the worker"

    code, text = house.run("up")
    assert code == 1
    assert f"Already running: http://127.0.0.1:{house.port}" in text

    # Other commands join the running server and leave it running.
    code, text = house.run("user", "add", "li", "--name", "Li")
    assert code == 0, text
    assert house.answer(up)

    assert house.stop(up, signal.SIGINT) == 0
    assert "Stopped" in house.said(up)
    assert house.server_pid() == 0, "the database went with it"

    again = house.begin("up")
    house.answer(again)
    assert "one-time password" not in house.said(again)
    assert house.stop(again) == 0


def test_a_killed_database_comes_back_by_itself(house):
    up = house.begin("up")
    house.answer(up)
    before = house.server_pid()
    os.kill(before, signal.SIGKILL)
    while house.server_pid() in {0, before}:
        assert up.poll() is None, house.said(up)
        time.sleep(0.05)
    house.answer(up)
    assert house.stop(up) == 0


def test_a_killed_up_leaves_a_server_that_the_next_one_takes_over(house):
    up = house.begin("up")
    house.answer(up)
    pid = house.server_pid()
    house.stop(up, signal.SIGKILL)
    again = house.begin("up")
    house.answer(again)
    assert house.server_pid() == pid
    assert house.stop(again) == 0
    assert not postgres._running(pid)


def test_serve_replaces_a_worker_that_dies_and_ends_them_all(house):
    serve = house.begin("serve", "--workers", "2")
    pids = set()
    while len(pids) < 2:
        pids.add(int(house.answer(serve).split()[0]))
    assert serve.pid not in pids
    dead = pids.pop()
    os.kill(dead, signal.SIGKILL)
    seen = set()
    while len(seen) < 2:
        seen.add(int(house.answer(serve).split()[0]))
    assert dead not in seen
    assert house.stop(serve) == 0
    assert not any(postgres._running(pid) for pid in seen)


def test_web_processes_end_with_a_killed_parent(house):
    serve = house.begin("serve", "--workers", "2")
    pids = set()
    while len(pids) < 2:
        pids.add(int(house.answer(serve).split()[0]))
    house.stop(serve, signal.SIGKILL)
    while any(postgres._running(pid) for pid in pids):
        time.sleep(0.05)


def test_a_taken_port_is_told(house):
    with socket.socket() as line:
        line.bind(("127.0.0.1", house.port))
        line.listen()
        code, text = house.run("up")
    assert code == 1
    assert f"Port {house.port} is in use" in text
    assert not (house.folder / "data" / "postgres").exists(), "and nothing was started for it"


@pytest.mark.parametrize("password", ["", "admin", "12345678", "short", "password"])
def test_a_weak_password_in_the_environment_is_refused(house, password):
    code, text = house.run("up", TOMBOLO_ADMIN_PASSWORD=password)
    assert code == 1
    assert "TOMBOLO_ADMIN_PASSWORD" in text
    assert "refusing to start" in text
    assert not (house.folder / "data" / "postgres").exists()


def test_users_from_the_command_line_and_a_doctor_that_looks(house):
    code, text = house.run("user", "add", "root", "--admin", "--stdin", stdin="correct horse\n")
    assert (code, "one-time" in text.lower()) == (0, False), text
    code, text = house.run("user", "add", "li")
    assert code == 0
    assert re.search(r"One-time password: \S{24}", text)
    for words, stdin, expected in (
        (("add", "ROOT"), "", "taken"),
        (("add", "wu", "--stdin"), "short\n", "at least 8"),
        (("password", "nobody"), "", "no such member"),
        (("off", "root"), "", "administrator must remain"),
    ):
        code, text = house.run("user", *words, stdin=stdin)
        assert (code, expected in text) == (1, True), text
    assert house.run("user", "off", "li")[0] == 0
    code, text = house.run("user", "list")
    assert code == 0
    assert re.search(r"root.*✓ admin", text)
    assert re.search(r"li .*✗", text)

    code, text = house.run("doctor")
    assert code == 0, text
    assert "PostgreSQL 18" in text
    assert "TOMBOLO_PORT" in text
    assert house.server_pid() == 0, "doctor leaves as it came"
    key = house.folder / "data" / "secret.key"
    assert not key.exists(), "and makes no key by looking"
    key.write_text("damaged")
    code, text = house.run("doctor")
    assert (code, "secret.key holds no key" in text) == (1, True), text
    code, text = house.run("up")
    assert (code, "secret.key holds no key" in text) == (1, True), text
    assert key.read_text() == "damaged"
    assert house.server_pid() == 0
