"""A case on one page, for a meeting: what was done, what came of it, what it cost and what it took."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.template.loader import render_to_string

from casekatalog.accounts.templatetags.qr import qr_code
from casekatalog.core.templatetags.plain_text import blocks, together
from cases.documents.blocks import Handout
from cases.models import Case, KeyFigure
from cases.models.content import NOT_STATED, Fact, answers_of, facts_of, phases, preconditions
from cases.publishing.case_document import about_case, figure_words, value_in_words

# How much of a long case is left: each text's most characters, and each list's most entries. Typst takes the first that
# fits on the page, and the last fits whatever the case says.
FITS = ((700, 6), (320, 5), (220, 5), (160, 4), (120, 3), (80, 3), (50, 2))
LONGEST_LINE = 90
# The answers are the page's point: other texts are shortened first.
LONGEST_ANSWER = 320
FACTS = ("I drift", "Løsning", "Arbejder sammen med", "Udrulning")
DATES = FACTS[0]


def case_handout(case: Case, root: str, today: date) -> Handout:
    """The page of ``case``, which comes from ``with_texts``. ``root`` is the site's scheme and host."""
    about = about_case(case, root, today)
    return Handout(
        **about,
        stated_in=case.stated_in,
        contact=f"{case.contact_role}, {case.municipality}" if case.contact_role else "",
        code=render_to_string("export/qr.svg", qr_code(about["url"], "")),
        fits=[_contents(case, longest, most) for longest, most in FITS],
    )


def _contents(case: Case, longest: int, most: int) -> dict[str, Any]:
    """What stands on the page, no text longer than ``longest`` and no list than ``most``."""
    return {
        "answers": [
            {
                "heading": answer.heading,
                "text": shortened(answer.text, LONGEST_ANSWER),
                "figure": figure_words(answer.figure.change, answer.figure.unit) if answer.figure else "",
                "basis": _basis(answer.figure) if answer.figure else "",
            }
            for answer in answers_of(case)
        ],
        "effects": _list((effect.text for effect in case.effects.all()), longest, most),
        "facts": [_fact(case, fact, longest * 2) for fact in facts_of(case) if fact.label in FACTS],
        "preconditions": [
            {"label": str(group.term), "text": shortened(group.entries[0].text, longest)}
            for group in preconditions(case)
            if group.entries
        ],
        "phases": [
            {
                "label": str(group.term),
                "text": "; ".join(_list((step.lead_in for step in group.entries), LONGEST_LINE, most)),
            }
            for group in phases(case)
            if group.entries
        ],
    }


def _basis(figure: KeyFigure) -> str:
    """What the figure is, and what kind of figure."""
    return f"{figure.label} ({figure.get_basis_display()}{f', {figure.year}' if figure.year else ''})"


def _fact(case: Case, fact: Fact, longest: int) -> dict[str, str]:
    """A line of facts. Where no date is stated the page still has a timeline, so the line says that instead."""
    if fact.label == DATES and not fact.values and case.timeline:
        return {"label": "Tidsplan", "text": shortened(case.timeline, longest)}
    return {"label": fact.label, "text": shortened(_in_words(fact), longest)}


def _in_words(fact: Fact) -> str:
    return "; ".join(map(value_in_words, fact.values)) or NOT_STATED


def _list(texts: Iterable[str], longest: int, most: int) -> list[str]:
    """The first texts, and a last line that says how many more the case's page has."""
    every = list(texts)
    shown = [shortened(text, longest) for text in every[:most]]
    return [*shown, f"… og {len(every) - most} mere på casens side"] if len(every) > most else shown


def shortened(text: str, longest: int) -> str:
    """The text in one paragraph, ended at a word with “…” where it is too long."""
    words = " ".join(part for block in blocks(text) for part in (block.text, *block.items) if part)
    if len(words) <= longest:
        return together(words)
    whole = words[:longest].rpartition(" ")[0] or words[:longest]
    return together(whole.rstrip(" ,;:–-")) + " …"
