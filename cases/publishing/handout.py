"""A case on one page, for a meeting: what was done, what came of it, what it cost and what it took."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import unquote

from casekatalog.accounts.templatetags.qr import qr_code
from casekatalog.core.templatetags.plain_text import blocks, together
from cases.catalogue.case_page import SUBJECTS_OF_COST, CasePage
from cases.documents.blocks import figure_words
from cases.documents.typesetting import as_pdf
from cases.models import Case
from cases.publishing.case_document import NOT_STATED, costs, kicker, product_names, steps_in

# How much of a long case is left: each text's most characters, and each list's most entries. Typst takes the first that
# fits on the page, and the last fits whatever the case says.
FITS = ((700, 6), (320, 5), (220, 5), (160, 4), (120, 3), (80, 3), (50, 2))
LONGEST_LINE = 90
FIGURES = 3


def handout_pdf(case: Case, root: str, today: date) -> bytes:
    """The page of ``case``, which comes from ``with_texts``."""
    page, url = CasePage(case), root + case.get_absolute_url()
    code = qr_code(url, "")
    data = {
        "title": case.title,
        "kicker": kicker(case),
        "contact_role": case.contact_role,
        "municipality": str(case.municipality),
        "url": url,
        "url_in_words": unquote(url),
        "source": case.source_line,
        "made_on": today,
        "code": {
            "svg": f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {code["size"]} {code["size"]}">'
            f'<path d="{code["path"]}"/></svg>'
        },
        "fits": [_contents(page, longest, most) for longest, most in FITS],
    }
    return as_pdf("handout.typ", data, today)


def _contents(page: CasePage, longest: int, most: int) -> dict[str, Any]:
    """What stands on the page, no text longer than ``longest`` and no list than ``most``."""
    case = page.case
    figures = [figure for figure in case.key_figures.all() if figure.subject not in SUBJECTS_OF_COST][:FIGURES]
    preconditions = [group for group in page.preconditions if group.entries]
    return {
        "summary": shortened(case.summary, longest * 2),
        "effects": _list((effect.text for effect in case.effects.all()), longest, most),
        "costs": _list(costs(page) or [case.investment or NOT_STATED], longest, most),
        "figures": [
            {
                "value": figure_words(figure.value, figure.unit),
                "label": shortened(figure.label, longest),
                "basis": figure.get_basis_display() + (f", {figure.year}" if figure.year else ""),
            }
            for figure in figures
        ],
        "preconditions": [
            {"label": str(group.perspective), "text": shortened(group.entries[0].text, longest)}
            for group in preconditions
        ],
        "phases": [
            {
                "label": str(half.phase),
                "text": "; ".join(
                    _list((f"{step.order}. {step.heading}" for step in steps_in(case, half.phase)), LONGEST_LINE, most)
                ),
            }
            for half in page.phases
            if half.steps
        ],
        "solutions": shortened(product_names(page.solutions) or NOT_STATED, longest * 2),
        "integrations": shortened(product_names(page.integrations), longest * 2),
        "timing": f"I drift fra {case.in_operation}" if case.in_operation else NOT_STATED,
        "rollout": case.get_rollout_display() if case.rollout else "",
    }


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
