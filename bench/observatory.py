"""The MDN HTTP Observatory's grade of every kind of page, over TLS on this machine.

    npm install --ignore-scripts --prefix FOLDER @mdn/mdn-http-observatory
    OBSERVATORY=FOLDER python -m bench.observatory [--all]

It needs Node.js 20, openssl, and the right to listen on ports 80 and 443, which the scanner asks. The scanner brings
230 packages, too many for `make test`; tests/test_security_headers.py holds every answer to the headers it asks for. It
prints a table for docs/security.md; with --all also the result of every test.
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
NODE = os.environ.get("OBSERVATORY_NODE", "node")
OPENSSL = "/usr/bin/openssl"
HOST, ADDRESS = "katalog.example", "127.0.0.77"
PATHS = [
    "/",
    "/cases/",
    "/cases/?q=robot",
    "/cases/rudersdal-bogfoering/",
    "/sammenlign/?case=rudersdal-bogfoering&case=vesthimmerland-autorisationskontrol",
    "/min-liste/?case=rudersdal-bogfoering",
    "/overblik/",
    "/greb/",
    "/analyseramme/",
    "/redskaber/",
    "/ordliste/",
    "/om/",
    "/tilgaengelighed/",
    "/findes-ikke/",
    "/admin/",
    "/konto/log-ind/",
    "/konto/glemt-adgangskode/",
    "/.well-known/security.txt",
    "/robots.txt",
    "/forslag/?q=robot",
    "/aabne-data/",
    "/api/v1/cases/",
    "/nyt.atom",
    "/sitemap.xml",
    "/hent/cases.csv",
    "/datasaet.jsonld",
]


@contextmanager
def gunicorn(port: int, environment: dict[str, str], *options: str) -> Iterator[None]:
    command = [sys.executable, "-m", "gunicorn", "casekatalog.wsgi", "--workers", "1", *options]
    server = subprocess.Popen(command, cwd=ROOT, env=environment | {"BIND": f"{ADDRESS}:{port}"})
    try:
        yield
    finally:
        server.terminate()
        server.wait()


def environment_for(folder: Path) -> dict[str, str]:
    """Production's settings, with a database of its own."""
    return {
        **os.environ,
        "ENV_FILE": os.devnull,
        "SECRET_KEY": "bench-only-" * 6,
        "ALLOWED_HOSTS": f"{HOST},{ADDRESS},127.0.0.1,localhost",
        "DATABASE_URL": f"sqlite:///{folder / 'katalog.sqlite3'}",
        "OWNER_EMAIL": "kontakt@katalog.example",
        "LOG_LEVEL": "ERROR",
    }


def seeded(environment: dict[str, str]) -> None:
    for command in ("migrate", "seed"):
        subprocess.run(
            [sys.executable, "manage.py", command, "--verbosity", "0"], cwd=ROOT, env=environment, check=True
        )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_for(address: str) -> None:
    for _ in range(60):
        try:
            urlopen(address)  # noqa: S310
            return
        except URLError:
            time.sleep(0.5)
    raise SystemExit(f"{address} did not answer")


@contextmanager
def site(folder: Path) -> Iterator[Path]:
    """The catalogue in production's settings, plain and over TLS; the certificate to trust."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    names = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    secret = ["-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([OPENSSL, "req", "-x509", "-days", "2", *names, *secret], check=True, capture_output=True)
    environment = environment_for(folder)
    seeded(environment)
    with ExitStack() as stack:
        stack.enter_context(gunicorn(80, environment))
        stack.enter_context(gunicorn(443, environment, "--certfile", str(certificate), "--keyfile", str(key)))
        wait_for(f"http://{ADDRESS}/sundhed/")
        time.sleep(3)
        yield certificate


def main() -> None:
    package = Path(os.environ["OBSERVATORY"]) / "node_modules" / "@mdn" / "mdn-http-observatory"
    preloaded = package / "conf" / "hsts-preload.json"
    if not preloaded.exists():
        # An installation with scripts fetches the browsers' own list. Ours would not be in it, so none will do.
        preloaded.write_text("{}", encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as certificate:
        command = [NODE, str(ROOT / "bench" / "observatory.mjs"), str(package), HOST, ADDRESS, *PATHS]
        environment = os.environ | {"NODE_EXTRA_CA_CERTS": str(certificate)}
        answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise SystemExit(answer.stderr)
    version = re.search(r'"version": "([^"]+)"', (package / "package.json").read_text())
    print(f"MDN HTTP Observatory {version.group(1) if version else ''}\n\n| page | grade | score | tests passed |")
    print("|---|---|---:|---:|")
    for page in json.loads(answer.stdout):
        print(f"| `{page['path']}` | {page['grade']} | {page['score']} | {page['passed']} of {page['of']} |")
        if "--all" in sys.argv:
            print(*(f"    {name}: {result}" for name, result in page["modifiers"].items()), sep="\n")


if __name__ == "__main__":
    main()
