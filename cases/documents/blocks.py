"""What a file is made of, whatever writes it. Plain data that goes to another process, so without Django or models."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeAlias
from urllib.parse import unquote

# “blank” is a place that the reader fills in.
Role = Literal["text", "lead", "quiet", "note", "blank"]


@dataclass(frozen=True)
class Paragraph:
    """Running text. With ``url`` the whole of it is a link."""

    text: str
    role: Role = "text"
    url: str = ""
    kind: str = "paragraph"


@dataclass(frozen=True)
class Bullets:
    """A list. Each item is made of paragraphs and lists itself."""

    items: Sequence[Sequence["Block"]]
    kind: str = "bullets"


@dataclass(frozen=True)
class Table:
    """Cells of text under one row of headings. ``widths`` are the columns' shares of the width."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]
    right_aligned: Sequence[int] = ()
    kind: str = "table"


@dataclass(frozen=True)
class Figure:
    """A drawing, a text that says the same, and how much of the page's width it takes, in per cent."""

    svg: str
    alt: str
    caption: str
    share: int = 100
    kind: str = "figure"


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it. Its level is how deep it stands."""

    heading: str
    blocks: Sequence["Block"]
    aside: str = ""
    new_page: bool = False
    kind: str = "section"


# Characters of an address that is written out beside its link.
LONGEST_WRITTEN = 200

Block: TypeAlias = Paragraph | Bullets | Table | Figure | Section


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file to read. ``source`` says where it all comes from, and ``url`` is the page that says the same.

    A document that ``is_wide`` lies down, for tables with many columns. ``fetched`` names the day ``made_on`` in
    words: “Hentet 22. november 2026”.
    """

    title: str
    kicker: str
    source: str
    url: str
    made_on: date
    fetched: str
    description: str
    blocks: Sequence[Block] = ()
    has_contents: bool = False
    is_wide: bool = False
    template: str = "document.typ"

    @property
    def footer(self) -> str:
        return f"{self.source} {self.fetched}."

    @property
    def url_in_words(self) -> str:
        """The address as it is written, unless nobody could type it."""
        return unquote(self.url) if len(self.url) <= LONGEST_WRITTEN else "Åbn linket"


@dataclass(frozen=True, kw_only=True)
class Handout(Document):
    """A page to bring to a meeting. Of the contents in ``fits``, longest first, it shows the first that fits."""

    stated_in: str
    contact: str
    code: str
    fits: Sequence[dict[str, Any]]
    template: str = "handout.typ"


@dataclass(frozen=True)
class Formula:
    """A cell that the reader's program works out of other cells, and how the result is shown: “#,##0”."""

    expression: str
    number_format: str = "General"


@dataclass(frozen=True)
class Link:
    """A cell whose text leads somewhere."""

    text: str
    url: str


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook: its headings, how wide each column is in characters, and its rows.

    The first ``kept`` columns stay in sight, and only the first ``printed`` are printed; 0 is all. Rows are as high as
    their longest text, but at most ``most_lines``.
    """

    title: str
    headings: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[Any]]
    kept: int = 0
    printed: int = 0
    most_lines: int = 25
