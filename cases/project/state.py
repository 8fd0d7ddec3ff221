"""A reader's project. The server stores nothing of it: its whole state is the address."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.timezone import localdate

from casekatalog.core.parameters import unread
from cases.catalogue.requested_cases import requested_cases
from cases.models import Case
from cases.models.rates import Rate
from cases.project.parameters import Values, names

MOST_CASES = 4
MOST_ANSWERS = MOST_STEPS = 200
ONLY_FOUR = f"Et projekt bygger på højst {MOST_CASES} cases. Vi har brugt de første {MOST_CASES}."
TOO_MANY_ANSWERS = f"Linket har flere end {MOST_ANSWERS} svar. Vi har brugt de første {MOST_ANSWERS}."
TOO_MANY_STEPS = f"Linket har flere end {MOST_STEPS} trin. Vi har brugt de første {MOST_STEPS}."
STRANGE_DATE = "Linkets dato kan ikke læses. Vi har brugt dagen i dag."
STRANGE_MONTH = "Skriv startmåneden som årstal og måned, for eksempel 2027-03."
# The case's number and the short key of a question or a step in it. Both survive edits.
KEY = r"\d{1,6}-[a-z0-9]{1,4}"
_ANSWER = re.compile(f"f({KEY})")
_STEP = re.compile(KEY)
PARAMETERS = {"case", "dato", "trin", "start", "links", "vis", *names()}
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


# The project's pages by the name of their address.
PAGES = (
    ("project", "Casene"),
    ("project_fit", "Passer den til os?"),
    ("project_calculation", "Regnestykke"),
    ("project_plan", "Plan"),
    ("project_asking", "Spørg kommunen"),
    ("project_decision", "Beslutningsoplæg"),
)


class PageLink(NamedTuple):
    """A page of the project, and its address with the whole project in it."""

    name: str
    label: str
    url: str


class Chosen(NamedTuple):
    """A case of the project, and the address of the project without it."""

    case: Case
    remove_url: str


class Project:
    """What an address says of a project: cases, date, answers, numbers, steps and the month it starts.

    Addresses have the parts in that order, without empty ones, so that a project has one address.
    """

    def __init__(self, query: QueryDict) -> None:
        self.messages: list[str] = []
        self.cases = self._cases(query)
        self.link_date = self._link_date(query.get("dato", ""))
        self.answers = self._answers(query)
        self.values = Values.read(query.dict())  # type: ignore[arg-type]
        self.steps = self._steps(query.getlist("trin"))
        self.start = self._start(query.get("start", ""))
        self.messages += unread((name for name in query if not _ANSWER.fullmatch(name)), PARAMETERS)

    def _cases(self, query: QueryDict) -> list[Case]:
        asked = QueryDict(mutable=True)
        asked.setlist("case", [slug for slug in query.getlist("case") if slug])
        found = requested_cases(asked)
        self.messages += found.messages
        if len(found.keys) > MOST_CASES:
            self.messages.append(ONLY_FOUR)
        cases = Case.objects.published().with_texts().in_bulk(found.keys[:MOST_CASES])
        return [cases[key] for key in found.keys[:MOST_CASES] if key in cases]

    def _link_date(self, given: str) -> date:
        today = localdate()
        try:
            read = parse_date(given) if given else today
        except ValueError:
            read = None
        if read is None or read > today:
            self.messages.append(STRANGE_DATE)
            return today
        return read

    def _answers(self, query: QueryDict) -> dict[str, str]:
        found = {match[1]: value for name, value in query.items() if value and (match := _ANSWER.fullmatch(name))}
        if len(found) > MOST_ANSWERS:
            self.messages.append(TOO_MANY_ANSWERS)
        return dict(list(found.items())[:MOST_ANSWERS])  # type: ignore[arg-type]

    def _steps(self, given: Iterable[str]) -> list[str]:
        steps = list(dict.fromkeys(step for step in given if _STEP.fullmatch(step)))
        if len(steps) > MOST_STEPS:
            self.messages.append(TOO_MANY_STEPS)
        return steps[:MOST_STEPS]

    def _start(self, given: str) -> str:
        if given and not _MONTH.fullmatch(given):
            self.messages.append(STRANGE_MONTH)
            return ""
        return given

    @property
    def parts(self) -> dict[str, list[tuple[str, str]]]:
        """The names and values that the address has, by the part of the project they belong to."""
        return {
            "cases": [("case", case.slug) for case in self.cases],
            "dato": [("dato", self.link_date.isoformat())] if self.cases else [],
            "svar": [(f"f{key}", value) for key, value in sorted(self.answers.items())],
            "regnestykke": self.values.pairs,
            "plan": [("trin", step) for step in self.steps] + ([("start", self.start)] if self.start else []),
        }

    def pairs(self, **replaced: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Names and values of the whole project, with the parts that are ``replaced``."""
        return [pair for name, pairs in self.parts.items() for pair in replaced.get(name, pairs)]

    def url(self, page: str = "project", **replaced: Iterable[tuple[str, str]]) -> str:
        """The address of the project on the page with the URL name ``page``."""
        pairs = self.pairs(**replaced)
        return reverse(page) + ("?" + urlencode(pairs) if pairs else "")

    @property
    def url_for_today(self) -> str:
        """The address with today's date, for a reader who has seen what changed."""
        return self.url(dato=[("dato", localdate().isoformat())])

    def url_with(self, slugs: Iterable[str]) -> str:
        """The address with these cases instead; answers and steps of other cases stay, and are not shown."""
        return self.url(cases=[("case", slug) for slug in slugs])

    @property
    def chosen(self) -> list[Chosen]:
        """The cases, each with the address of the project without it."""
        slugs = [case.slug for case in self.cases]
        return [Chosen(case, self.url_with(slug for slug in slugs if slug != case.slug)) for case in self.cases]

    @property
    def pages(self) -> list[PageLink]:
        """The project's pages in the order that readers go through them."""
        return [PageLink(name, label, self.url(name)) for name, label in PAGES]

    @property
    def query(self) -> str:
        return urlencode(self.pairs())

    @cached_property
    def changes(self) -> list[str]:
        """What has changed since the link's date, in words."""
        changed = [
            f"Casen “{case}” er rettet {date_format(case.changed_at, 'j. F Y')}."
            for case in self.cases
            if case.changed_at and case.changed_at.date() > self.link_date
        ]
        rates = Rate.objects.filter(changed_on__gt=self.link_date)
        return changed + [f"Satsen “{rate}” er ændret {date_format(rate.changed_on, 'j. F Y')}." for rate in rates]

    def hidden(self, *shown: str) -> list[tuple[str, str]]:
        """What a form carries along unseen when it shows the parts ``shown``."""
        return [pair for name, pairs in self.parts.items() if name not in shown for pair in pairs]
