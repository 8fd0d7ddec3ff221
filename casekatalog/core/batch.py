"""Work that many saves cause, done once: at the end of them, in their transaction."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction

# What is to be done at the end of the batch, each with the keys of the rows it is about.
_waiting: ContextVar[dict[Callable[..., Any], set[int]] | None] = ContextVar("waiting", default=None)


@contextmanager
def batched() -> Iterator[None]:
    """Save within as one transaction, and do what the saves defer once, at its end. An inner batch is part of it."""
    if _waiting.get() is not None:
        yield
        return
    with transaction.atomic():
        waiting: dict[Callable[..., Any], set[int]] = {}
        token = _waiting.set(waiting)
        try:
            yield
        finally:
            _waiting.reset(token)
        for work, keys in waiting.items():
            work(keys) if keys else work()


def deferred(work: Callable[..., Any], keys: Iterable[int] = ()) -> bool:
    """Leave ``work`` to the end of the batch, once with all its ``keys`` if it has any. Return whether there is one."""
    waiting = _waiting.get()
    if waiting is None:
        return False
    waiting.setdefault(work, set()).update(keys)
    return True
