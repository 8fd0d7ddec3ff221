"""What a case must have before readers see it, and where an editor fills it in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cases.models import Case, GripEvidence, PriceStatus
from cases.models.framework_terms import terms
from cases.models.records import PARTS, part_model
from frameworks.models import Phase

# Fields without which the case page or the facets would have a hole.
_FIELDS = {
    "title": "Titlen mangler.",
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
# The lists whose entries say no more than the source, and whether its words stand in a field beside the text.
_STATED = {
    "key_figures": False,
    "operation_dates": False,
    "rollouts": False,
    "case_products": False,
    "gains": True,
    "difficulties": True,
    "evidence": True,
}
# What an editor needs to know from the start: the fields, and the lists with at least one entry.
NEEDED_FIELDS, NEEDED_LISTS = (*_FIELDS, "tasks", "technologies"), ("purposes", "effects", "steps")
# The pages where the 2019 catalogue holds cases up as examples of the greb.
CHAPTER_2 = range(12, 17)
_PAGES = ("first_page", "preconditions_page", "implementation_page", "last_page")


@dataclass(frozen=True)
class UnmetRequirement:
    """Something a case lacks, and the id of the field or list in the editing form."""

    text: str
    anchor: str


class IncompleteError(Exception):
    """A case that readers see, or would see, lacks something: the requirements that are ``unmet``."""

    def __init__(self, unmet: list[UnmetRequirement]) -> None:
        super().__init__("Casen mangler noget, før den kan publiceres.")
        self.unmet = unmet


def require_whole(case: Case) -> None:
    """The check on every way to the readers: raise IncompleteError for a published case that lacks something."""
    if case.is_public and (unmet := unmet_requirements(case)):
        raise IncompleteError(unmet)


def unmet_requirements(case: Case) -> list[UnmetRequirement]:
    """Everything that ``case`` lacks before it can be published, in the order of the editing form.

    For a case from ``stored`` it asks no query of its own.
    """
    return [*unmet_by_fields(case), *_unmet_by_source(case), *_unmet_by_lists(case), *_unmet_by_places(case)]


def unmet_by_fields(case: Case) -> Iterator[UnmetRequirement]:
    """What the case's own fields lack. A case from the 2019 catalogue says where; another names its source."""
    for name, text in _FIELDS.items():
        if not getattr(case, name).strip():
            yield UnmetRequirement(text, f"id_{name}")
    for name in _PAGES:
        if not case.source and getattr(case, name) is None:
            label = case._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            yield UnmetRequirement(f"Skriv {label}, eller skriv en anden kilde.", f"id_{name}")


def _unmet_by_source(case: Case) -> Iterator[UnmetRequirement]:
    """Every field that says something of the case has the page of the source and the source's own words."""
    if case.source:
        return
    for name, without_text in _STATED.items():
        for entry in getattr(case, name).all():
            what = f"{str(entry._meta.verbose_name).capitalize()} {entry.order}"
            if entry.page is None:
                yield UnmetRequirement(f"{what} mangler side i kataloget.", f"{name}-group")
            elif case.first_page and case.last_page and not _is_in(case, entry):
                pages = f"{case.first_page}–{case.last_page}"
                yield UnmetRequirement(
                    f"{what} er fra side {entry.page}, men casen står på side {pages}.", f"{name}-group"
                )
            if without_text and not entry.wording.strip():
                yield UnmetRequirement(f"{what} mangler kildens ord.", f"{name}-group")
    if case.price_status != PriceStatus.NOT_STATED and not (case.price_page and case.price_wording.strip()):
        yield UnmetRequirement("Oplysningen om prisen mangler side og kildens ord.", "id_price_wording")


def _is_in(case: Case, entry: Any) -> bool:
    """Whether the entry's page is one of the case's own, or of chapter 2, which speaks of greb."""
    return case.first_page <= entry.page <= case.last_page or (
        entry._meta.model is GripEvidence and entry.page in CHAPTER_2
    )


def _unmet_by_lists(case: Case) -> Iterator[UnmetRequirement]:
    """Lists that are empty, and phases without a step unless the case says why."""
    for name, (anchor, text) in _LISTS.items():
        if not getattr(case, name).all():
            yield UnmetRequirement(text, anchor)
    if not case.phases_explained.strip():
        described = {step.phase_id for step in case.steps.all()}
        for phase in (phase for phase in terms(Phase) if phase.pk not in described):
            text = f"Fasen {phase} har ingen trin. Skriv dem, eller forklar, hvorfor de mangler."
            yield UnmetRequirement(text, "steps-group")


def _unmet_by_places(case: Case) -> Iterator[UnmetRequirement]:
    """Readers see the places of a list as numbers: 1, 2, 3 and no gap."""
    for name in PARTS:
        places = sorted(entry.order for entry in getattr(case, name).all())
        if places != list(range(1, len(places) + 1)):
            what = str(part_model(name)._meta.verbose_name_plural).capitalize()
            yield UnmetRequirement(f"{what} skal have pladserne 1 til {len(places)}.", f"{name}-group")
