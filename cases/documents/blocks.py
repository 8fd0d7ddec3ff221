"""What a document is made of, whatever the format it is written in. Everything is plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from casekatalog.core.templatetags.plain_text import blocks as plain_blocks
from casekatalog.core.templatetags.plain_text import together

Role = Literal["text", "lead", "quiet", "note"]


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

    items: Sequence[Sequence[Block]]
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
    blocks: Sequence[Block]
    aside: str = ""
    new_page: bool = False
    kind: str = "section"


Block: TypeAlias = Paragraph | Bullets | Table | Figure | Section


@dataclass(frozen=True)
class Document:
    """A file for readers. ``source`` says where it all comes from, and ``url`` is the page that says the same."""

    title: str
    kicker: str
    blocks: Sequence[Block]
    source: str
    url: str
    made_on: date
    has_contents: bool = False
    description: str = field(default="")


def text_blocks(text: str) -> list[Block]:
    """The paragraphs and lists of a case's plain text."""
    return [
        Bullets([[Paragraph(item)] for item in block.items]) if block.items else Paragraph(block.text)
        for block in plain_blocks(text)
    ]


def bullets(texts: Sequence[str]) -> Bullets:
    """A list whose entries are texts of a case."""
    return Bullets([text_blocks(text) for text in texts])


def labelled(label: object, text: str) -> list[Block]:
    """A text of a case with a word ahead that says what it is about, if there is one."""
    found = text_blocks(text)
    if not label:
        return found
    if found and isinstance(found[0], Paragraph):
        return [Paragraph(f"{label}: {found[0].text}"), *found[1:]]
    return [Paragraph(f"{label}:"), *found]


def figure_words(display: str, unit: str) -> str:
    """A number with its unit, which never stand on two lines."""
    return together(f"{display} {unit}")
