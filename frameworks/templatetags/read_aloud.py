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


def _english_words() -> list[str]:
    """The English words of the glossary without their abbreviations, the longest first."""
    names = GlossaryTerm.objects.filter(is_english=True).values_list("name", flat=True)
    return sorted((_IN_BRACKETS.sub("", name) for name in names), key=len, reverse=True)


@register.filter
def read_aloud(text: str) -> SafeString:
    """``text`` in which the glossary's English words are marked as English, and the rest is ``spoken``."""
    words = cached("english-words", _english_words)
    english = rf"\b({'|'.join(map(re.escape, words))})\b" if words else r"(?!)()"
    danish, *others = re.split(english, str(text or ""), flags=re.IGNORECASE)
    pairs = zip(others[::2], others[1::2], strict=True)
    marked = format_html_join("", '<span lang="en">{}</span>{}', ((word, spoken(after)) for word, after in pairs))
    return format_html("{}{}", spoken(danish), marked)
