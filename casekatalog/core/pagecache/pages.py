"""The pages a process keeps: bounded in bytes, and of one version of the data at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock

from cachetools import LRUCache
from django.utils.http import parse_etags

from casekatalog.core.pagecache.outage import with_notice

Headers = list[tuple[str, str]]
Key = tuple[str, ...]

# What the headers and the key of a page take, roughly.
OVERHEAD = 2_000
# What belongs to one request alone is not kept with the page.
_OF_ONE_REQUEST = frozenset({"date", "x-request-id"})
# What describes the text as it was sent, which an answer “not modified” or with a notice does not carry.
_OF_THE_BODY = frozenset({"content-encoding", "content-length"})


@dataclass(frozen=True, slots=True)
class Page:
    """An answer 200 with everything it carries, ready to be sent."""

    hour: int
    etag: str
    headers: Headers
    body: bytes
    unmodified: Headers = field(init=False)

    def __post_init__(self) -> None:
        kept = [(name, value) for name, value in self.headers if name.lower() not in _OF_ONE_REQUEST]
        object.__setattr__(self, "headers", kept)
        unmodified = [(name, value) for name, value in kept if name.lower() not in _OF_THE_BODY | {"content-type"}]
        object.__setattr__(self, "unmodified", unmodified)

    def is_known_as(self, if_none_match: str) -> bool:
        """Whether the reader's own copy is this page. Compressed or not, it is the same page (a weak comparison)."""
        if if_none_match == self.etag:
            return True
        known = {etag.removeprefix("W/") for etag in parse_etags(if_none_match)}
        return "*" in known or self.etag.removeprefix("W/") in known

    def during_outage(self) -> tuple[Headers, bytes]:
        """The page with a notice, which nobody on the way may keep."""
        encoding = next((value for name, value in self.headers if name.lower() == "content-encoding"), "")
        body = with_notice(self.body, encoding)
        dropped = _OF_THE_BODY | {"etag", "cache-control"}
        headers = [(name, value) for name, value in self.headers if name.lower() not in dropped]
        return [*headers, ("Content-Length", str(len(body))), ("Cache-Control", "no-store")], body


class Pages:
    """Pages by address, those least recently asked for thrown out first.

    Addresses with a query string have their own half, so that endless different ones cannot push the others out.
    """

    def __init__(self, most_bytes: int) -> None:
        self._lock = Lock()
        self._version = ""
        self._halves = (_half(most_bytes), _half(most_bytes))

    def find(self, key: Key, version: str) -> Page | None:
        """The page as kept under this version. Another version forgets everything kept before."""
        with self._lock:
            if version != self._version:
                self._version = version
                for half in self._halves:
                    half.clear()
                return None
            return self._half_of(key).get(key)

    def find_last(self, key: Key) -> Page | None:
        """The page as last kept. What an editor has withdrawn was thrown out with the version before."""
        with self._lock:
            return self._half_of(key).get(key)

    def keep(self, key: Key, version: str, page: Page) -> None:
        """Keep a page made after ``version`` was read, unless the data has changed since or it is too large."""
        half = self._half_of(key)
        with self._lock:
            if version == self._version and half.getsizeof(page) <= half.maxsize:
                half[key] = page

    def _half_of(self, key: Key) -> LRUCache[Key, Page]:
        return self._halves[bool(key[1])]


def _half(most_bytes: int) -> LRUCache[Key, Page]:
    return LRUCache(most_bytes // 2, getsizeof=lambda page: len(page.body) + OVERHEAD)
