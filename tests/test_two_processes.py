"""Two gunicorns on one PostgreSQL: what one saves the other shows, and both live through the death of the database."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from html.parser import HTMLParser
from itertools import count
from threading import Event
from time import monotonic, sleep

import pytest
import requests

from tests.postgres import Server, breakable_server
from tests.seeded import ROOT

pytestmark = pytest.mark.once

# The least that a page can show, an editor, and the editor's session.
SCRIPT = """
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
call_command("loaddata", "vocabularies/grips", verbosity=0)
editor = Client()
editor.force_login(User.objects.create_superuser("anna"))
print("session", editor.cookies["sessionid"].value)
"""
GRIPS = "/greb/"
# Nobody waits longer; requests raises for who would.
LONGEST = 5


@pytest.fixture(autouse=True)
def _database():
    """The database is met from processes of their own."""


class Site:
    """Two web processes and their database."""

    def __init__(self, database: Server, addresses: list[str], session: str) -> None:
        self.database, self.addresses, self.cookies = database, addresses, {"sessionid": session}

    def get(self, number: int, path: str, **options) -> requests.Response:
        return requests.get(self.addresses[number] + path, timeout=LONGEST, **options)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with ExitStack() as stack:
        database = stack.enter_context(breakable_server())
        environment = {**os.environ, "DATABASE_URL": database.address, "WEB_WORKERS": "1"}

        def manage(*command: str) -> str:
            manage = [sys.executable, "manage.py", *command]
            return subprocess.run(
                manage, cwd=ROOT, env=environment, check=True, text=True, stdout=subprocess.PIPE
            ).stdout

        manage("migrate", "-v0")
        session = re.search(r"session (\w+)", manage("shell", "-v0", "-c", SCRIPT))
        assert session
        addresses = [stack.enter_context(_gunicorn(environment)) for _ in range(2)]
        for address in addresses:
            _until(lambda address=address: requests.get(f"{address}/sundhed/", timeout=LONGEST).ok)
        yield Site(database, addresses, session[1])


@contextmanager
def _gunicorn(environment: dict[str, str]) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "casekatalog.wsgi"]
    server = subprocess.Popen(
        command, cwd=ROOT, env=environment | {"PORT": str(port)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def _until(holds, longest: float = 30) -> None:
    end = monotonic() + longest
    while True:
        try:
            if holds():
                return
        except (requests.ConnectionError, subprocess.CalledProcessError):
            pass
        assert monotonic() < end
        sleep(0.1)


class Fields(HTMLParser):
    """The fields of a form as they stand, ready to be sent again."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._area = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        field = dict(attrs)
        name, kind = field.get("name") or "", field.get("type")
        self._area = name if tag == "textarea" else ""
        if tag == "textarea" or (tag == "input" and kind not in ("submit", "checkbox", "radio")):
            self.values[name] = field.get("value") or ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] += data.removeprefix("\r\n").removeprefix("\n")


def test_a_change_saved_through_one_process_is_seen_by_the_other_at_its_next_request(site):
    shown = [site.get(number, GRIPS) for number in (0, 1, 0, 1)]
    assert len({page.headers["ETag"] for page in shown}) == 1
    assert not any("Et nyt navn" in page.text for page in shown)

    form = site.addresses[0] + "/admin/frameworks/grip/1/change/"
    page = requests.get(form, cookies=site.cookies, timeout=LONGEST)
    assert page.ok
    fields = Fields(page.text).values | {"name": "Et nyt navn"}
    cookies = {**site.cookies, "csrftoken": page.cookies["csrftoken"]}
    saved = requests.post(form, fields, cookies=cookies, timeout=LONGEST, allow_redirects=False)
    assert saved.status_code == 302

    assert "Et nyt navn" in site.get(1, GRIPS).text
    assert "Et nyt navn" in site.get(0, GRIPS).text


def test_postgresql_killed_under_load_is_survived(site):
    for number in (0, 1):
        site.get(number, GRIPS)
    numbers, stop = count(), Event()

    def read(number: int) -> list[requests.Response]:
        """A reader who asks for a page that is kept and one that is not, until told to stop."""
        answers = []
        while not stop.is_set():
            answers += [site.get(number, GRIPS), site.get(number, f"/greb/?nummer={next(numbers)}")]
            # Load enough, and time for others on this machine.
            sleep(0.05)
        return answers

    with ThreadPoolExecutor(4) as readers:
        reading: list[Future[list[requests.Response]]] = [readers.submit(read, number) for number in (0, 1, 0, 1)]
        try:
            _until(lambda: next(numbers) > 20)
            site.database.kill()
            for number in (0, 1):
                _until(lambda number=number: site.get(number, GRIPS).status_code == 503)
                _the_outage_is_told(site, number)
            _until(lambda: site.database.start() is None)
            for number in (0, 1):
                _until(lambda number=number: site.get(number, GRIPS).ok)
                assert site.get(number, "/admin/", cookies=site.cookies).status_code == 200
        finally:
            stop.set()
        answers = [answer for reader in reading for answer in reader.result()]
    assert {answer.status_code for answer in answers} == {200, 503}
    assert not any("Traceback" in answer.text for answer in answers)
    assert site.get(0, "/greb/?nummer=ny").status_code == 200


def _the_outage_is_told(site: Site, number: int) -> None:
    assert site.get(number, "/sundhed/").status_code == 503
    for path, cookies in ((GRIPS, {}), ("/greb/?andet", {}), ("/admin/", site.cookies)):
        answer = site.get(number, path, cookies=cookies)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Siden er nede lige nu" in answer.text
