"""Asking the identity provider: one question at a time in each web process, each bounded in time and size."""

import time
from threading import BoundedSemaphore, Lock
from typing import Any

from requests import Response, Session
from requests.exceptions import ConnectionError as NoAnswer

CONNECT_SECONDS, ANSWER_SECONDS = 2, 4
# How long it is left alone after it did not answer. Who signs in meanwhile is told so at once.
REST_SECONDS = 10
LARGEST_ANSWER = 1024 * 1024

# One asks, one may wait for its turn; the other threads are for readers.
_asking, _places = Lock(), BoundedSemaphore(2)
_left_alone_until = 0.0


class ProviderSession(Session):
    """A session that takes the provider's answer where we asked, soon and of a sensible size, or not at all."""

    def __init__(self) -> None:
        super().__init__()
        self.max_redirects = 0

    def request(self, method: str, url: str, **options: Any) -> Response:  # type: ignore[override]
        """Ask.

        Raises:
            RequestException: also when the provider is slow, was so a moment ago, or is being asked by many.
        """
        global _left_alone_until
        if time.monotonic() < _left_alone_until:
            raise NoAnswer("The provider did not answer a moment ago")
        if not _places.acquire(blocking=False):
            raise NoAnswer("The provider is being asked by others")
        try:
            with _asking:
                return self._asked(method, url, **options)
        except OSError:
            _left_alone_until = time.monotonic() + REST_SECONDS
            raise
        finally:
            _places.release()

    def _asked(self, method: str, url: str, **options: Any) -> Response:
        end = time.monotonic() + ANSWER_SECONDS
        options |= {"timeout": (CONNECT_SECONDS, ANSWER_SECONDS), "stream": True}
        response = super().request(method, url, **options)
        if response.status_code >= 500:
            raise NoAnswer(f"The provider answers {response.status_code}")
        content = bytearray()
        # Each read has the whole time, so the reads are counted together: a byte a second is no answer either.
        for piece in response.iter_content(None):
            content += piece
            if time.monotonic() > end or len(content) > LARGEST_ANSWER:
                response.close()
                raise NoAnswer("The provider's answer takes too long, or is too long")
        response._content = bytes(content)
        return response


def forget() -> None:
    """Ask the provider again, whatever it did a moment ago."""
    global _left_alone_until
    _left_alone_until = 0.0
