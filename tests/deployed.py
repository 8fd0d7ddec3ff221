"""The programs of a deployment on this machine's loopback: gunicorn on a socket held open, nginx as deploy/ has it."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.postgres import UNPRIVILEGED

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy" / "nginx"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
HOST = "casekatalog.example.dk"
# What systemd does for a service with a socket.
AS_SYSTEMD = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.environ['LISTEN_PID'] = str(os.getpid()); "
    "os.environ['LISTEN_FDS'] = '1'; os.execv(sys.argv[2], sys.argv[2:])"
)
MAIN = """
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log crit;
daemon off;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/upstream.conf;
    include {folder}/casekatalog.conf;
    include {folder}/more-*.conf;
}}
"""


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that nginx, which is not run as root, may write in."""
    made = Path(tempfile.mkdtemp(prefix="casekatalog-deploy-"))
    made.chmod(0o777)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def held_socket(file: Path) -> socket.socket:
    """A socket that outlives the servers behind it, as casekatalog.socket's does."""
    held = socket.socket(socket.AF_UNIX)
    held.bind(str(file))
    file.chmod(0o666)
    held.listen(2048)
    return held


def start_gunicorn(
    held: socket.socket, application: str = "casekatalog.wsgi", **environment: str
) -> subprocess.Popen[bytes]:
    """Gunicorn with the project's own configuration on ``held``, in a group of processes of its own. It stops at
    SIGTERM as it would under systemd."""
    descriptor = held.fileno()
    command = [sys.executable, "-S", "-E", "-c", AS_SYSTEMD, str(descriptor)]
    command += [sys.executable, "-m", "gunicorn", application]
    given, quiet = os.environ | environment, subprocess.DEVNULL
    return subprocess.Popen(
        command, cwd=ROOT, env=given, pass_fds=[descriptor], stdout=quiet, stderr=quiet, start_new_session=True
    )


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def gunicorn(database: str, **more: str) -> Iterator[str]:
    """The site with one worker on the database at this address. Yields its own address, where it soon listens."""
    port = str(free_port())
    environment = {**os.environ, "DATABASE_URL": database, "PORT": port, "WEB_WORKERS": "1", **more}
    command = [sys.executable, "-m", "gunicorn", "casekatalog.wsgi"]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            # At once: it would wait some seconds for browsers that keep their connections.
            server.send_signal(signal.SIGQUIT)


def until(holds: Callable[[], object], seconds: float = 30) -> None:
    """Return when the condition holds; an error of the network or of a program is a no. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError, subprocess.CalledProcessError):
            if holds():
                return
        time.sleep(0.05)
    raise TimeoutError


@contextmanager
def nginx(at: Path, upstream: Path, tls: bool = True, limits: bool = True) -> Iterator[int]:
    """nginx with deploy/'s configuration and ``at``'s more-*.conf. Yields its port, of TLS if there is any."""
    port = free_port()
    _write_certificate(at)
    shutil.copytree(DEPLOY / "casekatalog", at / "casekatalog")
    plain = {} if tls else {"listen 443 ssl http2": f"listen 127.0.0.1:{port}"}
    left_out = re.compile(r"listen \[::\]" + ("" if tls else r"|^\s*ssl_") + ("" if limits else r"|^\s*limit_"))
    changes = {
        **plain,
        "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
        "listen 80": f"listen 127.0.0.1:{free_port()}",
        "/etc/nginx/tls": str(at),
        "/etc/nginx/casekatalog": str(at / "casekatalog"),
        "/var/cache/nginx/casekatalog": str(at / "cache"),
        "/var/log/nginx": str(at),
        "/run/casekatalog/web.sock": str(upstream),
    }
    for name, source in (("casekatalog.conf", "casekatalog.conf"), ("upstream.conf", "upstream-socket.conf")):
        lines = (DEPLOY / source).read_text(encoding="utf-8").splitlines()
        text = "\n".join(line for line in lines if not left_out.search(line))
        for ours, here in changes.items():
            text = text.replace(ours, here)
        (at / name).write_text(text, encoding="utf-8")
    (at / "nginx.conf").write_text(MAIN.format(folder=at), encoding="utf-8")
    command = [NGINX or "nginx", "-e", str(at / "error.log"), "-c", str(at / "nginx.conf"), "-p", str(at)]
    if os.geteuid() == 0:
        account = pwd.getpwnam(UNPRIVILEGED)
        for file in (at, *at.rglob("*")):
            if not file.is_socket():
                os.chown(file, account.pw_uid, account.pw_gid)
        command = ["runuser", "-u", UNPRIVILEGED, "--", *command]
    server = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        wait_for(port, server)
        yield port
    finally:
        # Its own process id: runuser stands between.
        with suppress(OSError, ValueError):
            os.kill(int((at / "nginx.pid").read_text()), 15)
        server.communicate(timeout=10)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Return when the server listens. Raises RuntimeError when it ends first, or does not within ten seconds."""
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        if server.poll() is not None:
            break
        time.sleep(0.05)
    server.kill()
    raise RuntimeError(f"{server.args!r} did not start: {(server.communicate()[1] or b'').decode()}")


def _write_certificate(at: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (at / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (at / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
