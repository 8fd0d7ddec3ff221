"""What a case must have before readers see it, and where an editor fills it in."""

from collections.abc import Iterator
from dataclasses import dataclass

from cases.models import Case
from frameworks.models import Phase

# Fields without which the case page or the facets would have a hole.
_FIELDS = {
    "summary": "Resuméet mangler.",
    "background": "Baggrunden mangler.",
    "solution": "Beskrivelsen af den digitale løsning mangler.",
}
_LISTS = {
    "tasks": ("id_tasks", "Vælg mindst én opgave."),
    "technologies": ("id_technologies", "Vælg mindst én teknologi."),
    "purposes": ("purposes-group", "Skriv mindst ét formål."),
    "effects": ("effects-group", "Skriv mindst én effekt."),
}
_PAGES = ("first_page", "preconditions_page", "implementation_page", "last_page")


@dataclass(frozen=True)
class UnmetRequirement:
    """Something a case lacks, and the id of the field or list in the editing form."""

    text: str
    anchor: str


def unmet_requirements(case: Case) -> list[UnmetRequirement]:
    """Everything that ``case`` lacks before it can be published, in the order of the editing form."""
    return [*unmet_by_fields(case), *_unmet_by_pages(case), *_unmet_by_lists(case)]


def unmet_by_fields(case: Case) -> Iterator[UnmetRequirement]:
    """What the case's own fields lack. A case from the 2019 catalogue says where; another names its source."""
    for name, text in _FIELDS.items():
        if not getattr(case, name).strip():
            yield UnmetRequirement(text, f"id_{name}")
    for name in _PAGES:
        if not case.source and getattr(case, name) is None:
            label = case._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            yield UnmetRequirement(f"Skriv {label}, eller skriv en anden kilde.", f"id_{name}")


def _unmet_by_pages(case: Case) -> Iterator[UnmetRequirement]:
    if case.source:
        return
    for figure in case.key_figures.all():
        if figure.page is None:
            yield UnmetRequirement(f"Nøgletal {figure.order} mangler side i kataloget.", "key_figures-group")
        elif case.first_page and case.last_page and not case.first_page <= figure.page <= case.last_page:
            where = f"er fra side {figure.page}, men casen står på side {case.first_page}–{case.last_page}."
            yield UnmetRequirement(f"Nøgletal {figure.order} {where}", "key_figures-group")
    for evidence in case.evidence.filter(page=None):
        yield UnmetRequirement(f"Greb {evidence.order} mangler side i kataloget.", "evidence-group")


def _unmet_by_lists(case: Case) -> Iterator[UnmetRequirement]:
    """Lists that are empty, and phases without a step unless the case says why."""
    for name, (anchor, text) in _LISTS.items():
        if not getattr(case, name).exists():
            yield UnmetRequirement(text, anchor)
    if not case.phases_explained.strip():
        for phase in Phase.objects.exclude(pk__in=case.steps.values("phase")):
            text = f"Fasen {phase} har ingen trin. Skriv dem, eller forklar, hvorfor de mangler."
            yield UnmetRequirement(text, "steps-group")
