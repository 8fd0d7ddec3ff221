"""How far it has come, a line for each table. The line is redrawn as rows go by where somebody is watching."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

from django.core.management.base import OutputWrapper
from django.utils.formats import number_format

Row = TypeVar("Row")
_SECONDS_BETWEEN = 0.1
_CLEAR_LINE = "\r\x1b[K"


class Progress:
    """Writes to ``stream``, or nowhere when it is None."""

    def __init__(self, stream: OutputWrapper | None = None) -> None:
        self._stream = stream
        self._redraws = stream is not None and stream.isatty()

    def say(self, text: str) -> None:
        """A line about something that has no rows to count."""
        self._write(text)

    def over(self, rows: Iterable[Row], doing: str, total: int) -> Iterator[Row]:
        """The same rows, while saying how many of ``total`` have gone by."""
        number = 0
        drawn = time.monotonic()
        for number, row in enumerate(rows, 1):
            if self._redraws and time.monotonic() - drawn >= _SECONDS_BETWEEN:
                drawn = time.monotonic()
                self._write(f"{_CLEAR_LINE}{doing}: {danish(number)} af {danish(total)}", ending="")
            yield row
        if number:
            self._write(f"{_CLEAR_LINE if self._redraws else ''}{doing}: {danish(number)} af {danish(total)}")

    def _write(self, text: str, ending: str = "\n") -> None:
        if self._stream is not None:
            # Django's own style for this stream says error.
            self._stream.write(text, style_func=str, ending=ending)
            self._stream.flush()


def danish(number: float, decimals: int = 0) -> str:
    """A number as Danes write it."""
    return number_format(number, decimals, force_grouping=True)
