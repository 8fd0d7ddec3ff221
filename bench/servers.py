"""The servers that are compared, each with one worker process."""

import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.site import KEPT, ROOT
from tests.deployed import free_port, wait_for


def program(name: str) -> str:
    """Where a program of the machine's own is. Root gets it with apt-get; where that fails, the benchmark ends."""
    path = f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin"
    if not shutil.which(name, path=path) and os.geteuid() == 0 and shutil.which("apt-get"):
        print(f"Installing {name} ...", flush=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", name], check=False, stdout=subprocess.DEVNULL)  # noqa: S607
    found = shutil.which(name, path=path)
    if not found:
        raise SystemExit(f"{name} is missing. Get it with: apt-get install -y {name}")
    return found


def datasette_program() -> str:
    """Datasette, in an environment of its own that is kept. Where it cannot be installed, the benchmark ends."""
    binaries = KEPT / "datasette" / "bin"
    if not (binaries / "datasette").exists():
        print("Installing Datasette ...", flush=True)
        venv.create(binaries.parent, with_pip=True)
        if subprocess.run([binaries / "pip", "install", "--quiet", "datasette"], check=False).returncode:
            raise SystemExit("Datasette could not be installed, so there is nothing to compare with.")
    return str(binaries / "datasette")


@contextmanager
def serving(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[None]:
    """The server that ``command`` starts, from when it listens on ``port``."""
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=quiet, stderr=quiet)
    try:
        wait_for(port, server)
        yield
    finally:
        server.terminate()
        server.wait(60)


@contextmanager
def gunicorn(environment: Mapping[str, str], *sockets: Path) -> Iterator[int]:
    """The site, by gunicorn.conf.py, on a port and these sockets. Yields the port."""
    port = free_port()
    binds = [f"--bind={each}" for each in (f"127.0.0.1:{port}", *(f"unix:{file}" for file in sockets))]
    with serving([sys.executable, "-m", "gunicorn", *binds, "casekatalog.wsgi"], port, environment):
        yield port


@contextmanager
def datasette(file: Path) -> Iterator[int]:
    """Datasette on ``file``, allowed to finish its counts and spared the suggestion of facets. Yields its port."""
    port = free_port()
    settings = "--setting facet_time_limit_ms 60000 --setting sql_time_limit_ms 60000 --setting suggest_facets off"
    command = [datasette_program(), "serve", "--immutable", str(file), "--port", str(port), *settings.split()]
    with serving(command, port, os.environ):
        yield port
