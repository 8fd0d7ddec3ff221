"""What is logged, and what is not: lines that can be read by a machine, each with its request, none with a person.

Only the fields named here are written. Whatever else a record carries (the request, the user, the values of a form)
stays out, which is why this is not a library that writes them all.
"""

from __future__ import annotations

import json
import logging
import os
import re
import traceback
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from gunicorn import glogging

FORMATS = ("json", "text")
# The logger of the lines about requests, and what such a line adds.
REQUESTS = "casekatalog.request"
REQUEST_FIELDS = ("method", "path", "status", "ms")

# json.dumps would make an encoder for each line.
_json = json.JSONEncoder(ensure_ascii=False, default=str).encode

request_id: ContextVar[str] = ContextVar("request_id", default="")

# None may look at the same characters again from each place they could start at: an address may be long.
_HIDDEN: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"(?<![^\s?'\"])([^\s?'\"/]*/[^\s?'\"]*)\?\S*"), r"\1"),
    # The one address with a secret in it, which sets a new password.
    (re.compile(r"(/glemt-adgangskode/)[^/\s]+-[^/\s]+"), r"\1…"),
    (re.compile(r"\bip=[^\s,]+"), "ip=…"),
    (re.compile(r"\b(?!127\.|0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}\b"), "…"),
    (re.compile(r"([^\s@<>\"'=:]+)(@[^\s@<>\"',]+\.\w+)?"), lambda found: "…" if found[2] else found[1]),
    (re.compile(r"\b\d{6}-?\d{4}\b|\b\d{8,}\b|\b\d\d(?: \d\d){3}\b"), "…"),
]
# Python quotes what it could not use, and that is what somebody typed. Names of tables and constraints may stay.
_QUOTED = re.compile(r"'[^']*'|\"(?![a-z0-9]+(?:_[a-z0-9]+)+\")[^\"]*\"")


def without_persons(text: str) -> str:
    """``text`` without query strings, addresses, secrets and numbers that may be a person's, on one line."""
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return text.replace("\r", " ").replace("\n", " ")


def _message_of(error: BaseException) -> str:
    """The first line, without what was typed. The lines after it are PostgreSQL's copy of the row."""
    first = (str(error).splitlines() or [""])[0]
    return without_persons(_QUOTED.sub("…", first))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and what it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException | None) -> str:
    """Where it went wrong, in lines of code, the first cause first."""
    told = [
        f"{''.join(traceback.format_tb(each.__traceback__))}{type(each).__name__}: {_message_of(each)}"
        for each in _chain(error)
    ]
    return "\n".join(reversed(told))


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        fields: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            # A line about a request is made of clean parts.
            "message": record.getMessage() if record.name == REQUESTS else without_persons(record.getMessage()),
        }
        if id_now := request_id.get():
            fields["request_id"] = id_now
        fields |= {name: record.__dict__[name] for name in REQUEST_FIELDS if name in record.__dict__}
        if record.exc_info:
            fields["traceback"] = _told(record.exc_info[1])
        return _json(fields)


class TextFormatter(logging.Formatter):
    """For a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{record.levelname} {without_persons(record.getMessage())}"
        if id_now := request_id.get():
            line += f" [{id_now}]"
        return f"{line}\n{_told(record.exc_info[1])}" if record.exc_info else line


class LineHandler(logging.Handler):
    """Writes to stderr with one call for each line, so that no thread waits for another's to be written."""

    STDERR = 2

    def createLock(self) -> None:  # noqa: N802 - logging's name
        self.lock = None

    def emit(self, record: logging.LogRecord) -> None:
        try:
            line = f"{self.format(record)}\n".encode("utf-8", "backslashreplace")
            while line:
                line = line[os.write(self.STDERR, line) :]
        except Exception:
            self.handleError(record)


def logging_config(style: str, level: int) -> dict[str, Any]:
    """Django's LOGGING: everything to stderr, in one of FORMATS."""
    # Python need not find out for each line what none of them says.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    formatter = JsonFormatter if style == "json" else TextFormatter
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": formatter}},
        "handlers": {"console": {"()": LineHandler, "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
    }


class GunicornLogger(glogging.Logger):
    """Gunicorn's own lines, which name client addresses and query strings, go through the same formatter."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True
