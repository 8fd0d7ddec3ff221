"""What is logged, and what is not: lines that can be read by a machine, each with its request, none with a person."""

import logging
import re
import traceback
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.json import JsonFormatter

FORMATS = ("json", "text")
# All that is written of a record. What else it carries (the request, the user, the values of a form) stays out.
FIELDS = ("time", "level", "logger", "message", "request_id", "method", "path", "status", "ms", "traceback")

request_id: ContextVar[str] = ContextVar("request_id", default="")

_FORMS = "vi-goer-det-ogsaa|er-det-jeres-case|foreslaa-en-case|meld-en-fejl"
# No pattern may look at the same characters again from each place it could start at: an address may be long.
_HIDDEN: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"(?<![^\s?'\"])([^\s?'\"/]*/[^\s?'\"]*)\?\S*"), r"\1"),
    # The addresses with a secret in them: the one that sets a new password.
    (re.compile(r"(/glemt-adgangskode/)[^/\s]+-[^/\s]+"), r"\1…"),
    # And those that act for a municipality.
    (re.compile(rf"(/(?:{_FORMS})/[a-z]+/)[^/\s]+:[^/\s]+"), r"\1…"),
    (re.compile(r"\bip=[^\s,]+"), "ip=…"),
    (re.compile(r"\b(?!127\.|0\.0\.0\.0)\d{1,3}(?:\.\d{1,3}){3}\b"), "…"),
    (re.compile(r"([^\s@<>\"'=:]+)(@[^\s@<>\"',]+\.\w+)?"), lambda found: "…" if found[2] else found[1]),
    (re.compile(r"\b\d{6}-?\d{4}\b|\b\d{8,}\b|\b\d\d(?: \d\d){3}\b"), "…"),
]
# Python quotes what it could not use, and that is what somebody typed. Names of tables and constraints may stay.
_QUOTED = re.compile(r"'[^']*'|\"(?![a-z0-9]+(?:_[a-z0-9]+)+\")[^\"]*\"")


def without_persons(text: str) -> str:
    """Return ``text`` without query strings, addresses, secrets and numbers that may be a person's, on one line."""
    for pattern, instead in _HIDDEN:
        text = pattern.sub(instead, text)
    return text.replace("\r", " ").replace("\n", " ")


def _traceback(error: BaseException) -> str:
    """Return the lines of code that led to the error, and its message without what was typed; its cause comes first."""
    # The lines after the first are PostgreSQL's copy of the row.
    message = without_persons(_QUOTED.sub("…", (str(error).splitlines() or [""])[0]))
    told = f"{''.join(traceback.format_tb(error.__traceback__))}{type(error).__name__}: {message}"
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{_traceback(cause)}\n{told}" if cause else told


class CleanFilter(logging.Filter):
    """Clean each record before a formatter sees it, and give it its request's number."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_persons(record.getMessage()), None
        number = request_id.get()
        record.__dict__.update(request_id=number, in_request=f" [{number}]" if number else "")
        if record.exc_info and record.exc_info[1]:
            # A formatter takes this text and makes none of its own.
            record.exc_text, record.exc_info = _traceback(record.exc_info[1]), None
        return True


class OnlyFields(JsonFormatter):
    """One JSON object a line, with those of FIELDS that the record has."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        return {name: log_data[name] for name in FIELDS if log_data.get(name) not in (None, "")}


def logging_config(style: str, level: int) -> dict[str, Any]:
    """Return Django's LOGGING, which gunicorn uses too: everything to stderr, in one of FORMATS."""
    json = {"()": OnlyFields, "fmt": ["levelname", "name", "message"], "timestamp": "time", "json_ensure_ascii": False}
    json["rename_fields"] = {"levelname": "level", "name": "logger", "exc_info": "traceback"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"clean": {"()": CleanFilter}},
        "formatters": {"json": json, "text": {"format": "{levelname} {message}{in_request}", "style": "{"}},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": style, "filters": ["clean"]}},
        # Gunicorn's lines name client addresses and query strings.
        "loggers": {"gunicorn.error": {"handlers": [], "propagate": True}},
        "root": {"handlers": ["console"], "level": level},
    }
