"""The reader's own list of cases. It lives in the reader's browser; here is the one that an address holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from cases.catalogue.comparison import MOST_COMPARED, compare_url
from cases.catalogue.requested_cases import requested_cases
from cases.catalogue.short_answers import ShortAnswer, short_answers
from cases.models import Case


def shortlist_url(slugs: Iterable[str]) -> str:
    """The address of a list with these cases, in this order."""
    pairs = [("case", slug) for slug in slugs]
    return reverse("shortlist") + ("?" + urlencode(pairs) if pairs else "")


@dataclass(frozen=True)
class Item:
    """A case on the list, and the addresses of the list with it moved or removed; empty where it cannot move."""

    case: Case
    up_url: str
    down_url: str
    remove_url: str

    @property
    def answers(self) -> list[ShortAnswer]:
        return short_answers(self.case)


class Shortlist:
    """What the page shows for the cases that ``query`` names. Four queries."""

    def __init__(self, query: QueryDict) -> None:
        asked = query.copy()
        asked.setlist("case", [slug for slug in query.getlist("case") if slug])
        found = requested_cases(asked)
        self.sentence = found.sentence
        self.query = found.query
        self.messages = found.messages
        self._keys = found.keys

    @cached_property
    def cases(self) -> list[Case]:
        cases = Case.objects.published().for_cards().in_bulk(self._keys)
        return [cases[key] for key in self._keys if key in cases]

    @property
    def slugs(self) -> list[str]:
        return [case.slug for case in self.cases]

    @property
    def url(self) -> str:
        return shortlist_url(self.slugs)

    @property
    def compare_url(self) -> str:
        """Where the first of them stand side by side; empty for fewer than two."""
        return compare_url(self.slugs[:MOST_COMPARED]) if len(self.slugs) > 1 else ""

    @property
    def project_url(self) -> str:
        """A project of one's own that begins with the first of them."""
        return f"{reverse('project')}?{urlencode([('case', slug) for slug in self.slugs[:MOST_COMPARED]])}"

    @property
    def project_label(self) -> str:
        many = len(self.slugs) > MOST_COMPARED
        return "Gør de fire første til jeres projekt" if many else "Gør dem til jeres projekt"

    @property
    def compare_label(self) -> str:
        return "Sammenlign de fire første" if len(self.slugs) > MOST_COMPARED else "Sammenlign dem"

    @cached_property
    def items(self) -> list[Item]:
        slugs = self.slugs
        last = len(slugs) - 1
        return [
            Item(
                case,
                up_url=self._moved(place, place - 1) if place > 0 else "",
                down_url=self._moved(place, place + 1) if place < last else "",
                remove_url=f"{shortlist_url([*slugs[:place], *slugs[place + 1 :]])}#liste",
            )
            for place, case in enumerate(self.cases)
        ]

    def _moved(self, place: int, to: int) -> str:
        slugs = list(self.slugs)
        slugs.insert(to, slug := slugs.pop(place))
        return f"{shortlist_url(slugs)}#case-{slug}"
