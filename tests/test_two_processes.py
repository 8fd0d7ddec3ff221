"""Two gunicorns on one PostgreSQL: what is saved both show at once, and both live through the death of the database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Event
from time import sleep

import pytest
import requests

from tests.deployed import gunicorn, until
from tests.postgres import Server, breakable_server
from tests.seeded import ROOT, copy_on_server, folder_of_run, seeded_data

SAVE = "from frameworks.models import Grip; grip = Grip.objects.first(); grip.name = 'Et nyt navn'; grip.save()"
GRIPS = "/greb/"
# Nobody waits longer; requests raises for who would.
LONGEST = 5


@pytest.fixture(autouse=True)
def _database():
    """The database is met from processes of their own."""


class Site:
    """Two web processes and their database."""

    def __init__(self, server: Server, database: str, addresses: list[str]) -> None:
        self.server, self.database, self.addresses = server, database, addresses

    def get(self, number: int, path: str) -> requests.Response:
        return requests.get(self.addresses[number] + path, timeout=LONGEST)

    def manage(self, *command: str) -> None:
        environment = {**os.environ, "DATABASE_URL": self.database}
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory, worker_id) -> Iterator[Site]:
    with ExitStack() as stack:
        server = stack.enter_context(breakable_server(seeded_data(folder_of_run(tmp_path_factory, worker_id))))
        address = copy_on_server(server.address)
        site = Site(server, address, [stack.enter_context(gunicorn(address)) for _ in range(2)])
        until(lambda: site.get(0, "/sundhed/").ok and site.get(1, "/sundhed/").ok)
        yield site


def test_a_change_is_seen_by_both_processes_at_their_next_request(site):
    shown = [site.get(number, GRIPS) for number in (0, 1, 0, 1)]
    assert len({page.headers["ETag"] for page in shown}) == 1
    assert not any("Et nyt navn" in page.text for page in shown)
    site.manage("shell", "-v0", "-c", SAVE)
    assert all("Et nyt navn" in site.get(number, GRIPS).text for number in (0, 1))


def test_postgresql_killed_under_load_is_survived(site):
    stop = Event()

    def read(number: int) -> list[requests.Response]:
        """A reader who asks for a page that is kept and one that is not, until told to stop."""
        answers: list[requests.Response] = []
        while not stop.is_set():
            answers += [site.get(number, GRIPS), site.get(number, f"{GRIPS}?{number}-{len(answers)}")]
            sleep(0.05)
        return answers

    with ThreadPoolExecutor(4) as readers:
        reading = [readers.submit(read, number) for number in (0, 1, 0, 1)]
        try:
            sleep(1)
            site.server.kill()
            until(lambda: {site.get(number, GRIPS).status_code for number in (0, 1)} == {503})
            for number in (0, 1):
                assert site.get(number, "/sundhed/").status_code == 503
                gone = site.get(number, GRIPS)
                assert (gone.headers["Retry-After"], gone.headers["Cache-Control"]) == ("30", "no-store")
                assert "Siden er nede lige nu" in gone.text
            until(lambda: site.server.start() is None)
            until(lambda: site.get(0, GRIPS).ok and site.get(1, GRIPS).ok)
        finally:
            stop.set()
        answers = [answer for reader in reading for answer in reader.result()]
    assert {answer.status_code for answer in answers} == {200, 503}
    assert not any("Traceback" in answer.text for answer in answers)
    assert site.get(0, f"{GRIPS}?ny").ok
