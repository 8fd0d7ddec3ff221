"""The vocabularies that every case is described with. Each process keeps their terms, so a case need not join them."""

from __future__ import annotations

from typing import TypeVar

from casekatalog.core.data_version import cached
from casekatalog.core.kept import Kept
from frameworks.models import (
    GainPerspective,
    Grip,
    LeavittComponent,
    Phase,
    PreconditionPerspective,
    PreconditionTheme,
)

Model = TypeVar("Model", Grip, PreconditionTheme, PreconditionPerspective, Phase, LeavittComponent, GainPerspective)


def terms(model: type[Model]) -> list[Model]:
    """Return every term of the vocabulary in reading order. At most one query for each version of the data."""
    return cached(f"terms-{model.__name__}", lambda: list(model.objects.all()))


grips = Kept(lambda: list(Grip.objects.all()))
themes = Kept(lambda: list(PreconditionTheme.objects.all()))
perspectives = Kept(lambda: list(PreconditionPerspective.objects.all()))
phases = Kept(lambda: list(Phase.objects.all()))
components = Kept(lambda: list(LeavittComponent.objects.all()))
gains = Kept(lambda: list(GainPerspective.objects.all()))
