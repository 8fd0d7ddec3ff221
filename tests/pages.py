"""Reading pages in tests."""

import html
import re
from collections.abc import Callable
from urllib.parse import urlencode

from django.db import connection
from django.test.utils import CaptureQueriesContext


def seen(markup: str) -> str:
    """The markup as it is seen: dashes and arrows are heard as “til”, and some words after a pause."""
    markup = markup.replace('<span class="sr-only">,</span>', "")
    return re.sub(r'<span aria-hidden="true">([–→])</span><span class="sr-only"> til </span>', r"\1", markup)


def text_of(response) -> str:
    """The words of a page's <main>, white space folded."""
    main = re.search(r"(?s)<main\b.*</main>", seen(response.content.decode())).group()
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main))).strip()


def markup_of(response) -> str:
    """The page's markup, without what white space the templates have between tags and lines."""
    return re.sub(r"\s*(<[^>]+>)\s*", r"\1", re.sub(r"\s+", " ", seen(response.content.decode())))


def titles_of(response) -> list[str]:
    """The titles of the cards on a list page, in order."""
    found = re.findall(r'case-card-title"><a href="[^"]+">([^<]+)<', response.content.decode())
    return [html.unescape(title) for title in found]


def list_url(**parameters) -> str:
    """The address of the list with these parameters; a list of values repeats its parameter."""
    return "/cases/?" + urlencode(parameters, doseq=True)


def queries_needed(ask: Callable[[], object]) -> int:
    """How many queries it takes the second time: the first time fills what is kept."""
    ask()
    with CaptureQueriesContext(connection) as captured:
        ask()
    return len(captured)
