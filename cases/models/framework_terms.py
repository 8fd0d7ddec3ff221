"""The vocabularies that every case is described with. Each process keeps their terms, so a case need not join them."""

from __future__ import annotations

from casekatalog.core.kept import Kept
from frameworks.models import (
    GainPerspective,
    Grip,
    LeavittComponent,
    Phase,
    PreconditionPerspective,
    PreconditionTheme,
)

grips = Kept(lambda: list(Grip.objects.all()))
themes = Kept(lambda: list(PreconditionTheme.objects.all()))
perspectives = Kept(lambda: list(PreconditionPerspective.objects.all()))
phases = Kept(lambda: list(Phase.objects.all()))
components = Kept(lambda: list(LeavittComponent.objects.all()))
gains = Kept(lambda: list(GainPerspective.objects.all()))
