"""The editing form of a case: its fields and lists in the order of the case page."""

from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from cases.workflow.publication_requirements import NEEDED_LISTS

PAGES = ("first_page", "preconditions_page", "implementation_page", "last_page")
# Fieldsets, and between them the lists by the names cases know them by. None of either stands twice.
LAYOUT: tuple[str | tuple[str, dict[str, Any]], ...] = (
    (
        "Casen",
        {
            "fields": ("title", "slug", "summary", "municipality", "support_function", "tasks", "technologies"),
            "description": "Titel og resumé er det første, læserne ser. Skriv korte, aktive sætninger med egne ord.",
        },
    ),
    (
        "De fire svar",
        {
            "fields": ("answer_what", "outcome", "answer_outcome", "answer_cost", "answer_effort"),
            "description": "Det første, læserne får at vide. Sig ikke mere end kilden, og behold dens forbehold.",
        },
    ),
    "key_figures",
    ("Prisen", {"fields": (("price_status", "price_page"), "price_wording")}),
    "operation_dates",
    "rollouts",
    "case_products",
    ("Baggrund", {"fields": ("background",)}),
    "purposes",
    "effects",
    "gains",
    ("Økonomi og tidsplan", {"fields": ("investment", "business_case", "timeline")}),
    ("Digital løsning", {"fields": ("solution",)}),
    "preconditions",
    ("Om implementeringen", {"fields": ("implementation_intro", "phases_explained")}),
    "steps",
    ("Om ændringerne", {"fields": ("changes_intro",)}),
    "changes",
    "difficulties",
    "evidence",
    "grip_examples",
    "notes",
    (
        "Kilde",
        {
            "fields": ("source_title", PAGES, "source", "contact_role", "confirmed_on", "stopped_on", "stopped_words"),
            "description": "Læserne kan altid se, hvor oplysningerne kommer fra, og hvor gamle de er.",
        },
    ),
    "contact",
)
FIELDSETS = [entry for entry in LAYOUT if not isinstance(entry, str)]
ORDER = [entry if isinstance(entry, str) else entry[0] for entry in LAYOUT]


@dataclass(frozen=True)
class Section:
    """A fieldset or a list of the form, with its place in the page's table of contents."""

    anchor: str
    heading: str
    fieldset: Any = None
    inline: Any = None
    # Whether the list must have an entry before the case can be published.
    needed: bool = False


def in_order(adminform: Any, inlines: Any) -> list[Section]:
    """Everything in the form, in the order of the layout."""
    sections = {fieldset.name: Section(f"afsnit-{n}", fieldset.name, fieldset) for n, fieldset in enumerate(adminform)}
    for inline in inlines:
        name = str(inline.opts.verbose_name if inline.formset.max_num == 1 else inline.opts.verbose_name_plural)
        prefix = inline.formset.prefix
        sections[prefix] = Section(f"{prefix}-group", capfirst(name), inline=inline, needed=prefix in NEEDED_LISTS)
    return [sections[name] for name in ORDER if name in sections]


def errors_in(form: Any, formsets: Any) -> list[tuple[str, str, str]]:
    """Every error of the form and its lists: the field's label, the error, and the field's id."""
    found = _errors_of(form, "")
    for formset in formsets:
        name = str(formset.model._meta.verbose_name)
        found += [(name.capitalize(), text, f"{formset.prefix}-group") for text in formset.non_form_errors()]
        for place, entry in enumerate(formset.forms, start=1):
            found += _errors_of(entry, f"{name.capitalize()} {place}: ", entry.prefix)
    return found


def _errors_of(form: Any, prefix: str, whole: str = "") -> list[tuple[str, str, str]]:
    """The errors at their fields; an error of the ``whole`` entry leads to the entry."""
    found = []
    for name, texts in form.errors.items():
        label, anchor = (str(form[name].label), form[name].id_for_label) if name in form.fields else ("", whole)
        found += [(f"{prefix}{label}".strip(" :") or "Casen", text, anchor) for text in texts]
    return found
