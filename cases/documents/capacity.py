"""How many files a process makes at once, so that readers of pages never wait behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import BoundedSemaphore
from typing import Any

from django.http import StreamingHttpResponse

AT_ONCE = 2
LONGEST_WAIT = 1.0
RETRY_AFTER = 5

_slots = BoundedSemaphore(AT_ONCE)


class BusyError(Exception):
    """Enough files are being made already."""


def take() -> None:
    """Wait a moment for a place.

    Raises:
        BusyError: when there was none.
    """
    if not _slots.acquire(timeout=LONGEST_WAIT):
        raise BusyError


def give_back() -> None:
    _slots.release()


class HoldingResponse(StreamingHttpResponse):
    """A file sent while it is being made. It holds its place until the last byte is sent, or the reader has gone."""

    def __init__(self, streaming_content: Iterable[Any], release: Callable[[], None], **options: Any) -> None:
        super().__init__(streaming_content, **options)
        self._release: Callable[[], None] | None = release

    def close(self) -> None:
        super().close()
        release, self._release = self._release, None
        if release:
            release()
