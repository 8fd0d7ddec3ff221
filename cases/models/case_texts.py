"""What a case says, text by text, each with a key: for a municipality that corrects it, and for putting it in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from cases.models.case import Case
from cases.models.content import facts_of

# What a text can be at the most. A longer one of today may be twice as long.
LONGEST = 2_000
# The fields of a case under their headings, and after some of them the lists that stand there.
_LAYOUT: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("Titel og resumé", ("title", "summary"), ()),
    ("De fire svar", ("answer_what", "answer_outcome", "answer_cost", "answer_effort"), ()),
    ("Nøgletal", (), ("key_figures",)),
    ("Baggrund", ("background",), ()),
    ("Formål", (), ("purposes",)),
    ("Effekter og gevinster", (), ("effects", "gains")),
    ("Økonomi og tidsplan", ("investment", "business_case", "timeline"), ()),
    ("Digital løsning", ("solution",), ()),
    ("Forudsætninger", (), ("preconditions",)),
    ("Implementering", ("implementation_intro",), ("steps",)),
    ("Ændringer", ("changes_intro",), ("changes",)),
    ("Det var svært", (), ("difficulties",)),
    ("Greb", (), ("evidence",)),
)
# Facts that are rows of vocabularies. An editor puts in what the municipality writes of them.
_FACTS = ("I drift", "Løsning", "Arbejder sammen med", "Teknologi", "Opgave", "Udrulning")


@dataclass(frozen=True)
class CaseText:
    """A text of a case, and the field of the row where it stands. Without a field an editor has to put it in."""

    key: str
    section: str
    label: str
    text: str
    row: Any = None
    field: str = ""

    @property
    def longest(self) -> int:
        limit = self.row._meta.get_field(self.field).max_length if self.field else None
        return limit or max(LONGEST, 2 * len(self.text))

    @property
    def is_line(self) -> bool:
        return bool(self.field and self.row._meta.get_field(self.field).max_length)


def texts_of(case: Case) -> list[CaseText]:
    """All texts of a case from ``CaseQuerySet.with_texts``, in the order of its page. No query."""
    texts: list[CaseText] = []
    for section, fields, lists in _LAYOUT:
        texts += [_of_field(case, section, name) for name in fields]
        for name in lists:
            for row in getattr(case, name).all():
                texts += _of_entry(section, name, row)
    texts += _facts(case)
    return [*texts, _of_field(case, "Fakta", "contact_role")]


def _of_field(case: Case, section: str, name: str) -> CaseText:
    field: Any = case._meta.get_field(name)
    return CaseText(name, section, capfirst(str(field.verbose_name)), getattr(case, name), case, name)


def _of_entry(section: str, name: str, row: Any) -> Iterator[CaseText]:
    key = f"{name}-{row.order}"
    if name == "key_figures":
        yield CaseText(key, section, row.label, f"{row.change} {row.unit}")
        return
    about = "" if name == "steps" else getattr(row, "gain", "") or row.lead_in
    label = ": ".join(filter(None, [f"{capfirst(row._meta.verbose_name)} {row.order}", str(about)]))
    if name == "steps":
        yield CaseText(f"{key}-heading", section, f"{label}, overskrift", row.heading, row, "heading")
    yield CaseText(key, section, label, row.text, row, "text")


def _facts(case: Case) -> Iterator[CaseText]:
    for place, fact in enumerate(facts_of(case)):
        if fact.label in _FACTS:
            said = "\n".join(" ".join(filter(None, [value.text, value.note])) for value in fact.values)
            yield CaseText(f"facts-{place}", "Fakta", fact.label, said)
