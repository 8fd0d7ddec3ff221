"""The editing form of a case: its fields and lists in the order of the case page."""

from dataclasses import dataclass
from typing import Any

# A fieldset by its heading, or a list by the name cases know it by. None of either stands twice.
FIELDSETS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "Casen",
        {
            "fields": ("title", "slug", "summary", "municipality", "support_function", "tasks", "technologies"),
            "description": "Titel og resumé er det første, læserne ser. Skriv korte, aktive sætninger med egne ord.",
        },
    ),
    ("Fakta", {"fields": (("implemented_year", "implemented_month", "months_to_implement"), "rollout")}),
    ("Baggrund", {"fields": ("background",)}),
    ("Økonomi og tidsplan", {"fields": ("investment", "business_case", "timeline")}),
    ("Digital løsning", {"fields": ("solution",)}),
    ("Om implementeringen", {"fields": ("implementation_intro", "phases_explained")}),
    ("Om ændringerne", {"fields": ("changes_intro",)}),
    (
        "Kilde",
        {
            "fields": (
                "source_title",
                ("first_page", "preconditions_page", "implementation_page", "last_page"),
                "source",
                "contact_role",
                "confirmed_on",
            ),
            "description": "Læserne kan altid se, hvor oplysningerne kommer fra, og hvor gamle de er.",
        },
    ),
)
ORDER = (
    "Casen",
    "key_figures",
    "Fakta",
    "case_products",
    "Baggrund",
    "purposes",
    "effects",
    "Økonomi og tidsplan",
    "Digital løsning",
    "preconditions",
    "Om implementeringen",
    "steps",
    "Om ændringerne",
    "changes",
    "evidence",
    "grip_examples",
    "notes",
    "Kilde",
    "contact",
)


@dataclass(frozen=True)
class Section:
    """A fieldset or a list of the form, with its place in the page's table of contents."""

    anchor: str
    heading: str
    fieldset: Any = None
    inline: Any = None


@dataclass(frozen=True)
class FieldError:
    """An error with the id of its field."""

    label: str
    text: str
    anchor: str


def in_order(adminform: Any, inlines: Any) -> list[Section]:
    """Everything in the form in order. What the order does not name comes last."""
    sections = {fieldset.name: Section(f"afsnit-{n}", fieldset.name, fieldset) for n, fieldset in enumerate(adminform)}
    for inline in inlines:
        name = str(inline.opts.verbose_name if inline.formset.max_num == 1 else inline.opts.verbose_name_plural)
        prefix = inline.formset.prefix
        sections[prefix] = Section(f"{prefix}-group", name[:1].upper() + name[1:], inline=inline)
    names = sorted(sections, key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    return [sections[name] for name in names]


def errors_in(form: Any, formsets: Any) -> list[FieldError]:
    """Every error of the form and its lists with a way to its field, in the order in which they are stored."""
    found = _errors_of(form, "")
    for formset in formsets:
        name = str(formset.model._meta.verbose_name)
        found += [FieldError(name.capitalize(), text, f"{formset.prefix}-group") for text in formset.non_form_errors()]
        for place, entry in enumerate(formset.forms, start=1):
            found += _errors_of(entry, f"{name.capitalize()} {place}: ")
    return found


def _errors_of(form: Any, prefix: str) -> list[FieldError]:
    found = []
    for name, texts in form.errors.items():
        known = name in form.fields
        label = str(form.fields[name].label or name) if known else ""
        anchor = form[name].id_for_label if known else ""
        found += [FieldError(f"{prefix}{label}".strip(" :") or "Casen", text, anchor) for text in texts]
    return found
