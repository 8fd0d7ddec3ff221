"""The formats that cases can be had in, and what each file is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.http import HttpRequest

from casekatalog.core.data_version import one_version
from cases.documents.making import Writer
from cases.models import Case
from cases.publishing.case_document import SOURCE_OF_SET, case_document, set_document
from cases.publishing.flat_files import as_csv, as_json
from cases.publishing.handout import case_handout
from cases.publishing.schemas import Data, as_data
from cases.publishing.whole_catalogue import site_root
from cases.publishing.workbook import sheets_of

CASES_AT_ONCE = 200
_OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Format:
    """A format by the end of its file names. ``most`` is how many cases a file holds; None is any number.

    ``writer`` makes it in a process of its own. A format without one is text, written while it is sent.
    """

    extension: str
    name: str
    content_type: str
    most: int | None = None
    writer: Writer | None = None


PDF = Format("pdf", "PDF", "application/pdf", 60, "pdf")
HANDOUT = Format("pdf", "PDF", PDF.content_type, 1, "handout")
FORMATS = {
    kind.extension: kind
    for kind in (
        PDF,
        Format("docx", "Word", f"{_OFFICE}wordprocessingml.document", 60, "word"),
        Format("xlsx", "Excel", f"{_OFFICE}spreadsheetml.sheet", 2_000, "workbook"),
        Format("csv", "CSV", "text/csv; charset=utf-8"),
        Format("json", "JSON", "application/json"),
    )
}


@dataclass(frozen=True)
class Selection:
    """Which cases a file is about, by key, and what it says about itself: its title, its page and the day."""

    request: HttpRequest
    today: date
    keys: Sequence[int]
    title: str
    path: str
    messages: Sequence[str] = ()
    source: str = SOURCE_OF_SET
    is_one_case: bool = False

    @classmethod
    def of_case(cls, request: HttpRequest, today: date, case: Case) -> Selection:
        """Of a case by itself."""
        url = case.get_absolute_url()
        return cls(request, today, [case.pk], case.title, url, source=case.source_line, is_one_case=True)

    @property
    def root(self) -> str:
        return site_root(self.request)

    @property
    def about(self) -> Data:
        return {
            "title": self.title,
            "url": self.root + self.path,
            "made_on": self.today.isoformat(),
            "source": self.source,
            "messages": list(self.messages),
        }

    def cases(self) -> Iterator[Case]:
        """The cases in their order, some at a time. One that is withdrawn meanwhile is left out."""
        for start in range(0, len(self.keys), CASES_AT_ONCE):
            keys = self.keys[start : start + CASES_AT_ONCE]
            found = Case.objects.published().with_texts().in_bulk(keys)
            yield from (found[key] for key in keys if key in found)

    def data(self) -> Iterator[Data]:
        """The cases as the API gives them."""
        cases = self.cases()
        while batch := self._batch(cases):
            yield from batch

    def _batch(self, cases: Iterator[Case]) -> list[Data]:
        with one_version():
            return [as_data(case, self.request) for case in islice(cases, CASES_AT_ONCE)]


def content_for(writer: Writer, selection: Selection) -> Any:
    """What ``writer`` makes the file of."""
    if writer == "workbook":
        return sheets_of(selection.data(), selection.about, selection.today)
    cases, root, today = list(selection.cases()), selection.root, selection.today
    if writer == "handout":
        return case_handout(cases[0], root, today)
    if selection.is_one_case:
        return case_document(cases[0], root, today)
    return set_document(cases, selection.title, root + selection.path, root, today, selection.messages)


def pieces_of(kind: Format, selection: Selection) -> Iterable[str]:
    """The text of a file, piece by piece."""
    if kind.extension == "csv":
        return as_csv(selection.data(), selection.today)
    return as_json(selection.data(), selection.about)
