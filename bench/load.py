"""Mixed load: readers who read, search and filter while editors save, with the failures counted.

    python -m bench.load [--seconds 60] [--readers 6] [--editors 2]

On SQLite, with two workers. Ends with code 1 if any request failed.
"""

import argparse
import os
import random
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import django
import requests

from bench import servers
from bench.site import production, run, seed

NAME, PASSWORD = "anna", "korrekt-hest-batteri"
WORDS = ["bogføring", "robot", "tid", "faktura", "aktindsigt", "medarbejder", "xyzzy", "vagtplan", "løn"]
FILTERS = ["teknologi=rpa", "omraade=oekonomi", "greb=strategisk-fokus", "region=nordjylland", "opgave=bogfoering"]
PAGES = ["/", "/greb/", "/analyseramme/", "/redskaber/", "/om/", "/ordliste/"]


class Traffic:
    """Readers and editors of a site for some seconds, and what they saw."""

    def __init__(self, address: str, seconds: int) -> None:
        self.address, self.end = address, time.monotonic() + seconds
        self.seconds: dict[str, list[float]] = defaultdict(list)
        self.failures: list[str] = []
        page = requests.get(f"{address}/cases/", timeout=60).text
        self.cases = sorted(set(re.findall(r'href="(/cases/[a-z0-9-]+/)"', page)))
        self.static = sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page)))

    def ask(self, kind: str, wanted: int, send: Callable[..., requests.Response], path: str, *data: dict) -> str:
        """The page. An answer that is not the wanted one is counted as a failure."""
        began = time.perf_counter()
        answer = send(self.address + path, *data, timeout=60, allow_redirects=False)
        self.seconds[kind].append(time.perf_counter() - began)
        if answer.status_code != wanted:
            self.failures.append(f"{kind}: {answer.status_code}")
        return answer.text

    def read(self, number: int) -> None:
        """A reader's next page."""
        kinds = {
            "list": "/cases/",
            "filters": "/cases/?" + "&".join(random.sample(FILTERS, random.randint(1, 2))),
            "words": "/cases/?q=" + " ".join(random.sample(WORDS, random.randint(1, 2))),
            "case": random.choice(self.cases),
            "page": random.choice(PAGES),
            "static": random.choice(self.static),
        }
        (kind,) = random.choices(list(kinds), weights=[20, 20, 15, 25, 10, 10])
        self.ask(kind, 200, requests.get, kinds[kind])

    def edit(self, number: int) -> None:
        """An editor signs in, and saves a case of their own until the time is over."""
        from tests.editing import form_of

        with requests.Session() as session:
            login = self.ask("sign in", 200, session.get, "/konto/log-ind/")
            token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', login)[0]
            who = {"login": NAME, "password": PASSWORD, "csrfmiddlewaretoken": token}
            self.ask("sign in", 302, session.post, "/konto/log-ind/", who)
            form = f"/admin/cases/case/{number + 1}/change/"
            while time.monotonic() < self.end:
                fields = form_of(self.ask("open a case", 200, session.get, form))
                fields["summary"] = [re.sub(r" \(\d+\)$", "", fields["summary"][0]) + f" ({time.monotonic_ns()})"]
                self.ask("save", 302, session.post, form, fields)

    def go_on(self, work: Callable[[int], None], number: int) -> None:
        """Work until the time is over. What goes wrong is a failure."""
        while time.monotonic() < self.end:
            try:
                work(number)
            except Exception as error:
                self.failures.append(f"{work.__name__}: {error!r}")
                time.sleep(0.5)

    def table(self) -> str:
        rows = ["| kind | answers | p50 ms | p99 ms |", "|---|---:|---:|---:|"]
        for kind, taken in sorted(self.seconds.items()):
            p50, p99 = (1000 * sorted(taken)[int(len(taken) * share)] for share in (0.5, 0.99))
            rows.append(f"| {kind} | {len(taken)} | {p50:.0f} | {p99:.0f} |")
        return "\n".join([*rows, "", f"{len(self.failures)} failures", *sorted(set(self.failures))[:10]])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("seconds", 60), ("readers", 6), ("editors", 2)):
        parser.add_argument(f"--{name}", type=int, default=default)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seed(database := f"sqlite:///{folder}/site.sqlite3")
        # Plain HTTP, for this machine; otherwise as in production.
        environment = production(database, HTTPS="false", BEHIND_PROXY="false", TWO_FACTOR="false", WEB_WORKERS="2")
        editor = {"DJANGO_SUPERUSER_USERNAME": NAME, "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
        run({**environment, **editor}, "manage.py", "create_editor", "-v0")
        # For the tests' reader of forms, which knows the models.
        os.environ.update(environment)
        django.setup()
        with servers.gunicorn(environment) as port, ThreadPoolExecutor(asked.readers + asked.editors) as pool:
            traffic = Traffic(f"http://127.0.0.1:{port}", asked.seconds)
            for work, number in ((traffic.read, asked.readers), (traffic.edit, asked.editors)):
                pool.map(traffic.go_on, [work] * number, range(number))
    print(traffic.table())
    return 1 if traffic.failures else 0


if __name__ == "__main__":
    sys.exit(main())
