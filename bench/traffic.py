"""Mixed traffic against a running site: readers who read, search and filter, and editors who sign in and save."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from tests.editing import form_of

EDITOR = {"DJANGO_SUPERUSER_USERNAME": "anna", "DJANGO_SUPERUSER_PASSWORD": "korrekt-hest-batteri"}
WORDS = ["bogføring", "robot", "tid", "faktura", "aktindsigt", "medarbejder", "xyzzy", "vagtplan", "løn"]
FILTERS = ["teknologi=rpa", "omraade=oekonomi", "greb=strategisk-fokus", "region=nordjylland", "opgave=bogfoering"]
PAGES = ["/", "/greb/", "/analyseramme/", "/redskaber/", "/om/", "/ordliste/"]
SAVES_BETWEEN_SIGN_INS = 20


class ByName(HTTPAdapter):
    """Ask the machine at an IP address for the site with this name, as if the name led there."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, server_hostname=self.name, assert_hostname=self.name, **kwargs)


@dataclass
class Traffic:
    """Threads that ask until they are stopped, and what they saw."""

    address: str
    host: str = ""
    certificate: str = ""
    cases: list[str] = field(default_factory=list)
    static: list[str] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    failures: list[str] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)
    threads: list[threading.Thread] = field(default_factory=list)

    def start(self, readers: int, editors: int) -> None:
        page = self.session().get(self.address + "/cases/", timeout=30).text
        self.cases = sorted(set(re.findall(r'href="(/cases/[a-z0-9-]+/)"', page)))
        self.static = sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page)))
        if not self.cases or not self.static:
            raise SystemExit("The list of cases could not be read.")
        work = [(self.read, n) for n in range(readers)] + [(self.edit, n) for n in range(editors)]
        self.threads = [threading.Thread(target=self._until_stopped, args=each) for each in work]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def session(self) -> requests.Session:
        session = requests.Session()
        # Neither proxies nor certificates of the machine's own.
        session.trust_env = False
        if self.host:
            session.headers["Host"] = self.host
            session.mount("https://", ByName(self.host))
            session.verify = self.certificate
        return session

    def read(self, number: int) -> None:
        """A reader's next minute."""
        session, rng = self.session(), random.Random()
        for _ in range(50):
            if self.stopped.is_set():
                return
            kind, path = self._next(rng)
            self.ask(kind, lambda path=path: session.get(self.address + path, timeout=30))  # type: ignore[misc]

    def _next(self, rng: random.Random) -> tuple[str, str]:
        draw = rng.random()
        if draw < 0.2:
            return "list", "/cases/"
        if draw < 0.4:
            return "filters", "/cases/?" + "&".join(rng.sample(FILTERS, rng.randint(1, 2)))
        if draw < 0.55:
            return "words", "/cases/?q=" + " ".join(rng.sample(WORDS, rng.randint(1, 2)))
        if draw < 0.8:
            return "case", rng.choice(self.cases)
        if draw < 0.9:
            return "page", rng.choice(PAGES)
        return "static", rng.choice(self.static)

    def edit(self, number: int) -> None:
        """Sign in, and save a case a number of times. Each editor has a case of their own."""
        session = self.session()
        login, origin = self.address + "/konto/log-ind/", f"https://{self.host}" if self.host else self.address
        session.headers["Referer"] = origin + "/"
        token = _token(session.get(login, timeout=30).text)
        who = {"login": EDITOR["DJANGO_SUPERUSER_USERNAME"], "password": EDITOR["DJANGO_SUPERUSER_PASSWORD"]}
        self.ask(
            "sign in",
            lambda: session.post(login, {**who, "csrfmiddlewaretoken": token}, timeout=60, allow_redirects=False),
            wanted=302,
        )
        screen = f"{self.address}/admin/cases/case/{number + 1}/change/"
        for save in range(SAVES_BETWEEN_SIGN_INS):
            if self.stopped.is_set():
                return
            page = self.ask("editing screen", lambda: session.get(screen, timeout=60))
            if page is None:
                return
            form = form_of(page.text)
            form["summary"] = [re.sub(r" \(\d+\)$", "", form["summary"][0]) + f" ({save})"]
            self.ask("save", lambda: session.post(screen, form, timeout=60, allow_redirects=False), wanted=302)  # noqa: B023

    def ask(self, kind: str, send: Callable[[], requests.Response], wanted: int = 200) -> requests.Response | None:
        started = time.perf_counter()
        try:
            answer = send()
        except requests.RequestException as error:
            self.failures.append(f"{kind}: {type(error).__name__}")
            return None
        self.seconds[kind].append(time.perf_counter() - started)
        if answer.status_code != wanted:
            self.failures.append(f"{kind}: {answer.status_code}")
            return None
        return answer

    def _until_stopped(self, work: Callable[[int], None], number: int) -> None:
        while not self.stopped.is_set():
            try:
                work(number)
            except Exception as error:
                self.failures.append(f"{work.__name__}: {error!r}")
                time.sleep(0.5)

    @property
    def answers(self) -> int:
        return sum(len(taken) for taken in list(self.seconds.values()))

    def table(self) -> str:
        rows = ["| kind | answers | p50 ms | p99 ms |", "|---|---:|---:|---:|"]
        for kind, taken in sorted(self.seconds.items()):
            ordered = sorted(taken)
            at = [ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 for share in (0.5, 0.99)]
            rows.append(f"| {kind} | {len(taken)} | {at[0]:.0f} | {at[1]:.0f} |")
        rows.append(f"\n{self.answers} answers, {len(self.failures)} failures {sorted(set(self.failures))[:10] or ''}")
        return "\n".join(rows)


def _token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    return found.group(1) if found else ""
