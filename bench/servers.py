"""The servers that are compared, each with one worker process, all on the same core."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from bench.data import KEPT
from bench.environment import HOST, ROOT

SERVER_CORE = 0
LONGEST_WAIT = 60
DEPLOYED = ROOT / "deploy" / "nginx" / "casekatalog.conf"
STATIC_FILE = "list.html"
NGINX = """
{user}
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
events {{ worker_connections 512; }}
http {{
    sendfile on;
    tcp_nopush on;
    access_log {folder}/static.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    upstream casekatalog {{ server 127.0.0.1:{upstream}; }}
    server {{
        listen 127.0.0.1:{static};
        root {folder}/static;
        location / {{ default_type text/html; add_header Content-Encoding gzip; }}
    }}
    {site}
}}
"""


def pinned(core: int) -> list[str]:
    """What stands before a command that shall have a core to itself, where the machine has one to spare."""
    return ["taskset", "-c", str(core)] if (os.cpu_count() or 1) > 1 and shutil.which("taskset") else []


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def serving(command: list[str], port: int, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The server that ``command`` starts, from when it listens on ``port``."""
    server = subprocess.Popen(
        [*pinned(SERVER_CORE), *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_listening(server, port)
        yield server
    finally:
        server.terminate()
        server.wait(LONGEST_WAIT)


def wait_until_listening(server: subprocess.Popen[bytes], port: int) -> None:
    end = monotonic() + LONGEST_WAIT
    while server.poll() is None and monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        sleep(0.005)
    server.kill()
    raise SystemExit(f"{server.args!r} did not start.")


def gunicorn_command() -> list[str]:
    return [sys.executable, "-m", "gunicorn", "casekatalog.wsgi"]


@contextmanager
def gunicorn(environment: Mapping[str, str]) -> Iterator[int]:
    """The site, by gunicorn.conf.py. Yields its port."""
    port = free_port()
    with serving(gunicorn_command(), port, {**environment, "PORT": str(port)}):
        yield port


def program(name: str) -> str:
    """Where a program of the machine's own is. Ordinary users do not have nginx on their path."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if not found:
        raise SystemExit(f"{name} is missing. Get it with: apt-get install -y {name}")
    return found


@contextmanager
def nginx(folder: Path, upstream: int, static: bytes) -> Iterator[tuple[int, int | None]]:
    """Yields the port with the compressed page ``static`` as a file, and the one with the site, if deploy/ is there."""
    (folder / "static").mkdir(parents=True)
    (folder / "static" / STATIC_FILE).write_bytes(static)
    static_port, site_port = free_port(), free_port()
    site = _deployed(folder, site_port) if DEPLOYED.exists() else ""
    user = "user root;" if os.geteuid() == 0 else ""
    text = NGINX.format(folder=folder, upstream=upstream, static=static_port, site=site, user=user)
    (folder / "nginx.conf").write_text(text, encoding="utf-8")
    command = [program("nginx"), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    with serving(command, static_port, os.environ):
        yield static_port, site_port if site else None


def _deployed(folder: Path, port: int) -> str:
    """deploy/'s configuration on this port, without TLS, which would hide what is compared, and limits on rates."""
    text = DEPLOYED.read_text(encoding="utf-8")
    text = re.sub(r"^\s*(listen \[::\]|ssl_|limit_req).*\n", "", text, flags=re.M)
    text = text.replace("listen 443 ssl http2", f"listen 127.0.0.1:{port}")
    text = text.replace("listen 80", f"listen 127.0.0.1:{free_port()}")
    for production in ("/etc/nginx", "/var/cache/nginx", "/var/log/nginx"):
        text = text.replace(production, str(folder))
    # nginx's own pages are not asked for.
    return re.sub(r"^\s*include .*\n", "", text, flags=re.M).replace("casekatalog.example.dk", HOST)


def datasette_program() -> str:
    """Datasette where BENCH_DATASETTE says, else in an environment of its own that is kept."""
    if given := os.environ.get("BENCH_DATASETTE"):
        return given
    folder = KEPT / "datasette"
    if not (folder / "bin" / "datasette").exists():
        print("Installing Datasette ...", flush=True)
        venv.create(folder, with_pip=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", "datasette"]
        subprocess.run([*pip, "--disable-pip-version-check"], check=True)
    return str(folder / "bin" / "datasette")


@contextmanager
def datasette(file: Path) -> Iterator[int]:
    """Datasette on ``file``, allowed to finish its counts and spared the suggestion of facets. Yields its port."""
    port = free_port()
    settings = {"facet_time_limit_ms": 60_000, "sql_time_limit_ms": 60_000, "suggest_facets": "off"}
    command = [datasette_program(), "serve", "--immutable", str(file), "--port", str(port)]
    for name, value in settings.items():
        command += ["--setting", name, str(value)]
    with serving(command, port, os.environ) as server:
        try:
            yield port
        finally:
            # Asked to stop, it would first finish all that nobody waits for any more.
            server.kill()
