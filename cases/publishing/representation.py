"""A case as plain data for those who read it outside this site: files and the API give the same.

The keys are stable and named as the code names things. A text is plain text as ``plain_text.blocks`` reads it. A term
of a vocabulary is ``{"slug": …, "name": …}``. What the source does not state is null, an empty text or an empty list.
A contact person is on the case's page only: a copy could not be taken back when that person asks to be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from casekatalog.core.vocabulary import Named, Term
from cases.models import Case, CaseProduct, KeyFigure, Municipality
from cases.models.framework_terms import terms
from cases.models.vocabulary import Region
from frameworks.models import GainPerspective, LeavittComponent, Phase, PreconditionPerspective

Data = dict[str, Any]

TEXTS = (
    "background",
    "investment",
    "business_case",
    "timeline",
    "solution",
    "implementation_intro",
    "phases_explained",
    "changes_intro",
)


def representation(case: Case, root: str) -> Data:
    """Everything the case says. ``root`` is the site's scheme and host: “https://example.dk”.

    For a case from ``with_texts`` or ``with_details``, and within ``one_version``, it asks no query that grows with
    the number of cases.
    """
    url = root + case.get_absolute_url()
    return {
        "slug": case.slug,
        "number": case.number,
        "url": url,
        "title": case.title,
        "summary": case.summary,
        "municipality": _municipality(case.municipality),
        "support_function": _term(case.support_function),
        "tasks": [_term(task) for task in case.tasks.all()],
        "technologies": [_term(technology) for technology in case.technologies.all()],
        "products": [_product(link) for link in case.case_products.all()],
        "rollout": _choice(case.rollout, case.get_rollout_display()),
        "implemented_year": case.implemented_year,
        "implemented_month": case.implemented_month,
        "months_to_implement": plain_number(case.months_to_implement),
        "contact_role": case.contact_role,
        "key_figures": [_key_figure(figure) for figure in case.key_figures.all()],
        **{name: getattr(case, name) for name in TEXTS},
        **_lists(case, url),
        "source": _source(case),
        "confirmed_on": _iso(case.confirmed_on),
        "first_published_at": _iso(case.first_published_at),
        "changed_at": _iso(case.changed_at),
    }


def _lists(case: Case, url: str) -> Data:
    perspective, phase = _by_key(terms(PreconditionPerspective)), _by_key(terms(Phase))
    component, gain = _by_key(terms(LeavittComponent)), _by_key(terms(GainPerspective))
    return {
        "purposes": [{"text": purpose.text} for purpose in case.purposes.all()],
        "effects": [{"gain": gain.get(effect.gain_id), "text": effect.text} for effect in case.effects.all()],
        "preconditions": [
            {
                "perspective": perspective[entry.perspective_id],
                "theme": _term(entry.theme) if entry.theme else None,
                "text": entry.text,
                "url": f"{url}#{entry.anchor}",
            }
            for entry in case.preconditions.all()
        ],
        "steps": [
            {
                "number": step.order,
                "phase": phase[step.phase_id],
                "heading": step.heading,
                "text": step.text,
                "url": f"{url}#{step.anchor}",
            }
            for step in case.steps.all()
        ],
        "changes": [
            {
                "component": component[change.component_id],
                "scope": _choice(change.scope, change.get_scope_display()),
                "text": change.text,
                "url": f"{url}#{change.anchor}",
            }
            for change in case.changes.all()
        ],
        "grips": [
            {
                "grip": _term(evidence.grip),
                "text": evidence.text,
                "source_page": evidence.page,
                "highlighted": evidence.highlighted,
            }
            for evidence in case.evidence.all()
        ],
        "notes": [
            {"section": _choice(note.section, note.get_section_display()), "text": note.text}
            for note in case.notes.all()
        ],
    }


def _iso(moment: date | None) -> str | None:
    """A date, or a date with its time, in UTC."""
    return moment.isoformat() if moment else None


def _term(term: Term | Named) -> Data:
    return {"slug": term.slug, "name": term.name}


def _by_key(terms: Iterable[Term]) -> dict[Any, Data]:
    return {term.pk: _term(term) for term in terms}


def _choice(value: str, label: Any) -> Data | None:
    return {"slug": value, "name": str(label)} if value else None


def _municipality(municipality: Municipality) -> Data:
    region = _choice(municipality.region, Region(municipality.region).label)
    return {"code": municipality.code, "name": municipality.official_name, "region": region}


def _product(link: CaseProduct) -> Data:
    product = link.product
    return {
        "slug": product.slug,
        "name": product.name,
        "description": product.description,
        "vendor": _term(product.vendor) if product.vendor else None,
        "role": _choice(link.role, link.get_role_display()),
    }


def _key_figure(figure: KeyFigure) -> Data:
    """``display`` is the number as the page shows it, with its reservation and both ends of a range."""
    return {
        "label": figure.label,
        "display": figure.value,
        "qualifier": figure.qualifier,
        "low": plain_number(figure.low),
        "high": plain_number(figure.high),
        "unit": figure.unit,
        "basis": _choice(figure.basis, figure.get_basis_display()),
        "subject": _choice(figure.subject, figure.get_subject_display()),
        "year": figure.year,
        "stated_by": figure.stated_by,
        "source_page": figure.page,
        "wording": figure.text,
    }


def _source(case: Case) -> Data:
    return {
        "line": case.source_line,
        "title": case.source_title,
        "first_page": case.first_page,
        "preconditions_page": case.preconditions_page,
        "implementation_page": case.implementation_page,
        "last_page": case.last_page,
    }


def plain_number(number: Decimal | None) -> int | float | None:
    """A number as JSON writes it: without decimals where it has none."""
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
