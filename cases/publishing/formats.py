"""The formats a case or a set of cases can be had in, and what each is made with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from casekatalog.core.data_version import one_version
from cases.catalogue.requested_cases import RequestedCases
from cases.documents.blocks import Document
from cases.documents.pdf import document_pdf
from cases.documents.word import document_docx
from cases.models import Case
from cases.publishing.case_document import case_document
from cases.publishing.case_set_document import SOURCE_OF_SET, set_document
from cases.publishing.flat_files import as_csv, as_json
from cases.publishing.representation import Data, representation
from cases.publishing.workbook import as_workbook

CASES_AT_ONCE = 200
# More than this is sent while it is being made.
MOST_HELD = 500


@dataclass(frozen=True)
class Format:
    """A format by the end of its file names. ``most`` is how many cases a file holds; None is any number."""

    extension: str
    name: str
    content_type: str
    most: int | None = None
    write: Callable[[Document], bytes] | None = None

    @property
    def is_streamed(self) -> bool:
        return self.extension in ("csv", "json")


_OFFICE = "application/vnd.openxmlformats-officedocument."
FORMATS = {
    kind.extension: kind
    for kind in (
        Format("pdf", "PDF", "application/pdf", 60, document_pdf),
        Format("docx", "Word", f"{_OFFICE}wordprocessingml.document", 60, document_docx),
        Format("xlsx", "Excel", f"{_OFFICE}spreadsheetml.sheet", 2_000),
        Format("csv", "CSV", "text/csv; charset=utf-8"),
        Format("json", "JSON", "application/json"),
    )
}


@dataclass(frozen=True)
class Wanted:
    """Which cases are wanted, and what a file says about itself: its title, its page and the day."""

    keys: Sequence[int]
    title: str
    url: str
    root: str
    today: date
    messages: Sequence[str] = ()
    source: str = SOURCE_OF_SET

    @classmethod
    def of_case(cls, case: Case, root: str, today: date) -> Wanted:
        return cls([case.pk], case.title, root + case.get_absolute_url(), root, today, source=case.source_line)

    @classmethod
    def of_request(cls, wanted: RequestedCases, path: str, root: str, today: date) -> Wanted:
        return cls(wanted.keys, wanted.sentence, root + path, root, today, wanted.messages)

    @property
    def about(self) -> Data:
        return {
            "title": self.title,
            "url": self.url,
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
        cases = self.cases()
        while batch := self._batch(cases):
            yield from batch

    def _batch(self, cases: Iterator[Case]) -> list[Data]:
        with one_version():
            return [representation(case, self.root) for _, case in zip(range(CASES_AT_ONCE), cases, strict=False)]


def as_file(kind: Format, wanted: Wanted, one_case: bool) -> bytes:
    """The whole file."""
    if kind.write:
        cases = list(wanted.cases())
        if one_case:
            return kind.write(case_document(cases[0], wanted.root, wanted.today))
        document = set_document(cases, wanted.title, wanted.url, wanted.root, wanted.today, wanted.messages)
        return kind.write(document)
    if kind.extension == "xlsx":
        return as_workbook(wanted.data(), wanted.about, wanted.today)
    return "".join(as_pieces(kind, wanted)).encode()


def as_pieces(kind: Format, wanted: Wanted) -> Iterable[str]:
    """The file as it is being made, for a format that is streamed."""
    if kind.extension == "csv":
        return as_csv(wanted.data(), wanted.today)
    return as_json(wanted.data(), wanted.about)
