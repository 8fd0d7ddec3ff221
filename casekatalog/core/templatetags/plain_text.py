"""Plain text to paragraphs and lists, as data for a template that escapes it."""

import re
from dataclasses import dataclass

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_LIST_ITEM = re.compile(r"^- +")


@dataclass(frozen=True)
class Block:
    """A paragraph (``items`` is empty) or a list."""

    text: str
    items: tuple[str, ...] = ()


@register.filter
def blocks(text: str) -> list[Block]:
    """The paragraphs and lists of ``text``: a blank line parts paragraphs, lines that begin with “- ” are a list."""
    found: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", together(text).strip()):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        items = tuple(_LIST_ITEM.sub("", line) for line in lines if _LIST_ITEM.match(line))
        prose = " ".join(line for line in lines if not _LIST_ITEM.match(line))
        if prose:
            found.append(Block(prose))
        if items:
            found.append(Block("", items))
    return found


_NUMBER_AND_UNIT = re.compile(r"(?<=\d) (?=%|kr\.|mio\.|mia\.)|(?<=mio\.) (?=kr\.)|(?<=ca\.) (?=\d)|(?<=§) (?=\d)")


@register.filter
def together(text: str) -> str:
    """``text`` with spaces that do not break between a number and what belongs to it: “38 %”, “ca. 5 mio. kr.”."""
    return _NUMBER_AND_UNIT.sub("\u00a0", text or "")


_TO = '<span aria-hidden="true">{}</span><span class="sr-only"> til </span>'
_DASH = re.compile(r"(?<=\d)–(?=\d)|(?<= )→(?= )")


@register.filter
def spoken(text: str) -> SafeString:
    """``text`` in which the dash between two numbers, or an arrow, is seen as it is and heard as “til”."""
    said = str(text or "")
    if not (signs := _DASH.findall(said)):
        return escape(said)
    seen = [*signs, ""]
    heard = [format_html(_TO, sign) if sign else "" for sign in seen]
    return format_html_join("", "{}{}", zip(_DASH.split(said), heard, strict=True))
