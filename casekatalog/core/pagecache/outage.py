"""A kept page as readers get it while the database is gone: with a notice that it may be out of date."""

from __future__ import annotations

import gzip

# In the WSGI environment, and so in ``request.META``: this request is answered without the database.
DATABASE_GONE = "casekatalog.database_gone"
# Stands in a page where the notice goes; the first in a page counts.
MARKER = b"<!-- driftsbesked -->"
NOTICE = (
    '<p class="notice outage" role="status">Vi har problemer med databasen. '
    "Du ser en kopi af siden, som kan være forældet.</p>"
).encode()


def with_notice(body: bytes, encoding: str) -> bytes:
    """The page's text, no longer compressed, with the notice where the page has a place for it."""
    text = gzip.decompress(body) if encoding == "gzip" else body
    return text.replace(MARKER, NOTICE, 1)
