"""The vocabularies that every case is described with: few terms, read once instead of joined to each case."""

from __future__ import annotations

from typing import TypeVar

from casekatalog.core.data_version import cached
from frameworks.models import GainPerspective, Grip, LeavittComponent, Phase, PreconditionPerspective, PreconditionTheme

Model = TypeVar("Model", Grip, PreconditionTheme, PreconditionPerspective, Phase, LeavittComponent, GainPerspective)


def terms(model: type[Model]) -> list[Model]:
    """Return every term of the vocabulary in reading order. At most one query for each version of the data."""
    return cached(f"terms-{model.__name__}", lambda: list(model.objects.all()))
