"""The formats that cases can be had in, and what each file is made of."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cases.catalogue.comparison import Comparison
from cases.documents.making import Writer
from cases.models import Case
from cases.publishing.case_document import SOURCE_OF_SET, case_document, set_document
from cases.publishing.columns import as_csv, sheets_of
from cases.publishing.comparison_document import comparison_document, comparison_sheets
from cases.publishing.handout import case_handout
from cases.publishing.schemas import Data, adoptions_of, as_data
from cases.publishing.whole_catalogue import as_json, cases_of, site_root

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
HANDOUT = Format("pdf", "PDF", PDF.content_type, 1, "pdf")
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
    """Which cases a file is about, by key, and what it says about itself: its title, its page and the day.

    ``case`` is the one that a file about a single case is about, ``comparison`` the cases side by side.
    """

    request: HttpRequest
    keys: Sequence[int]
    title: str
    path: str
    messages: Sequence[str] = ()
    case: Case | None = None
    comparison: Comparison | None = None
    today: date = field(default_factory=timezone.localdate)

    @property
    def about(self) -> Data:
        return {
            "title": self.title,
            "url": site_root(self.request) + self.path,
            "made_on": self.today.isoformat(),
            "source": self.case.source_line if self.case else SOURCE_OF_SET,
            "messages": list(self.messages),
        }

    def data(self) -> Iterator[Data]:
        """The cases as the API gives them."""
        return (as_data(case, self.request) for case in cases_of(self.keys))

    def data_with_adoptions(self) -> Iterator[Data]:
        """And with what other municipalities say of themselves, under ``adoptions``."""
        return (as_data(case, self.request) | {"adoptions": adoptions_of(case)} for case in cases_of(self.keys))


def content_for(kind: Format, selection: Selection) -> Any:
    """What the writer of ``kind`` makes the file of."""
    root, today = site_root(selection.request), selection.today
    if selection.comparison:
        of_comparison = comparison_sheets if kind.writer == "workbook" else comparison_document
        return of_comparison(selection.comparison, root, today)
    if kind.writer == "workbook":
        return sheets_of(selection.data_with_adoptions(), selection.about)
    cases = list(cases_of(selection.keys))
    if selection.case:
        return (case_handout if kind is HANDOUT else case_document)(cases[0], root, today)
    return set_document(cases, selection.title, root + selection.path, root, today, selection.messages)


def pieces_of(kind: Format, selection: Selection) -> Iterable[str]:
    """The text of a file, piece by piece."""
    if kind.extension == "csv":
        return as_csv(selection.data(), selection.today.isoformat())
    return as_json(selection.data(), {"about": selection.about}, indent=1)
