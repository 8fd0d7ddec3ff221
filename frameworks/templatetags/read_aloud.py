"""Short text as it is heard: English words as English, a dash between two numbers as “til”."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from casekatalog.core.data_version import cached
from casekatalog.core.templatetags.plain_text import spoken
from frameworks.models import GlossaryTerm

register = template.Library()

_IN_BRACKETS = re.compile(r" \(.*\)$")


def _english() -> str:
    """What matches the English words of the glossary without their abbreviations, the longest first."""
    names = GlossaryTerm.objects.filter(is_english=True).values_list("name", flat=True)
    words = sorted((_IN_BRACKETS.sub("", name) for name in names), key=len, reverse=True)
    return rf"\b({'|'.join(map(re.escape, words))})\b" if words else r"(?!)()"


@register.filter
def read_aloud(text: str) -> SafeString:
    """``text`` in which the glossary's English words are marked as English, and the rest is ``spoken``."""
    danish, *others = re.split(cached("english-words", _english), str(text or ""), flags=re.IGNORECASE)
    if not others:
        return spoken(danish)
    pairs = zip(others[::2], others[1::2], strict=True)
    marked = format_html_join("", '<span lang="en">{}</span>{}', ((word, spoken(after)) for word, after in pairs))
    return format_html("{}{}", spoken(danish), marked)
