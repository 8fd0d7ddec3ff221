"""What the database itself refuses."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from cases.models import Case, KeyFigure, Municipality, SupportFunction, Task

CASE_CHANGES = {
    "pages out of order": {"first_page": 300},
    "page zero": {"first_page": 0},
    "an empty title": {"title": ""},
    "an empty summary": {"summary": ""},
    "an empty background": {"background": ""},
    "an unknown word for the price": {"price_status": "dyrt"},
    "another case's number": {"number": 6},
    "another case's slug": {"slug": "rudersdal-bogfoering"},
}
FIGURE_CHANGES = {
    "a negative amount": {"low": -1},
    "a range that goes down": {"low": 5, "high": 4},
    "a range with one end": {"low": 5, "high": 5},
    "no unit": {"unit": ""},
    "no label": {"label": ""},
    "no sender": {"stated_by": ""},
    "no wording": {"text": ""},
    "another figure's place": {"order": 2},
    "an unknown basis": {"basis": "gættet"},
    "an unknown subject": {"subject": "andet"},
    "an unknown reservation": {"qualifier": "måske"},
    "a range before that goes down": {"before_low": 5, "before_high": 4},
    "an end before without its beginning": {"before_high": 4},
    "a price that is no cost": {"basis": "pris"},
    "an unknown answer": {"answers": "andet"},
}


@pytest.mark.parametrize("changes", CASE_CHANGES.values(), ids=CASE_CHANGES.keys())
def test_a_case_cannot_be_stored_with(changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(number=20).update(**changes)


@pytest.mark.parametrize("changes", FIGURE_CHANGES.values(), ids=FIGURE_CHANGES.keys())
def test_a_key_figure_cannot_be_stored_with(changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        KeyFigure.objects.filter(case__number=20, order=1).update(**changes)


@pytest.mark.parametrize("parts", ["purposes", "effects", "preconditions", "steps", "changes", "evidence"])
def test_two_parts_cannot_have_the_same_place_in_a_list(parts):
    entry = getattr(Case.objects.get(number=20), parts).first()
    entry.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.save(force_insert=True)


@pytest.mark.parametrize(
    ("parts", "changes"),
    [
        ("steps", {"heading": ""}),
        ("changes", {"scope": "overalt"}),
        ("effects", {"text": ""}),
        ("case_products", {"description": "lønsystem"}),
        ("operation_dates", {"quarter": None, "month": 13}),
        ("operation_dates", {"quarter": 4, "month": 3}),
        ("operation_dates", {"until_year": 1995}),
        ("operation_dates", {"until_month": 3}),
        ("operation_dates", {"status": "snart"}),
    ],
)
def test_a_part_cannot_be_stored_with(parts, changes):
    with pytest.raises(IntegrityError), transaction.atomic():
        getattr(Case.objects.get(number=20), parts).update(**changes)


def test_a_case_has_one_evidence_for_a_greb():
    evidence = Case.objects.get(number=20).evidence.first()
    evidence.pk, evidence.order = None, 99
    with pytest.raises(IntegrityError), transaction.atomic():
        evidence.save(force_insert=True)


def test_a_municipality_code_is_four_digits():
    with pytest.raises(IntegrityError), transaction.atomic():
        Municipality.objects.filter(code="0230").update(code="230")


@pytest.mark.parametrize("model", [SupportFunction, Municipality])
def test_what_a_case_uses_cannot_be_deleted(model):
    with pytest.raises(ProtectedError):
        model.objects.filter(cases__number=20).first().delete()


def test_terms_have_unique_places():
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(order=2).update(order=1)


def test_an_editor_is_told_in_danish():
    case = Case.objects.get(number=20)
    case.first_page = 300
    with pytest.raises(ValidationError, match="Kildens sider skal stå i rækkefølge"):
        case.full_clean()
