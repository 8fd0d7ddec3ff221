"""A field is as true as the prose: what it says stands in the source, and the rules that a program can see are kept."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from cases.models import Case, CaseProduct, CaseRollout, GripEvidence, KeyFigure, OperationDate, Product, Vendor
from cases.models.choices import IN_USE, SHOWN_LARGE
from cases.workflow.publication_requirements import unmet_requirements

FIGURE = {"label": "Andel", "low": 1, "unit": "%", "basis": "oplyst", "subject": "gevinst", "stated_by": "kommunen"}
PRODUCT = {"role": "loesning", "description": "softwarerobot"}
DATE = {"status": "i-drift", "year": 2018}


@pytest.fixture
def case() -> Case:
    return Case.objects.get(number=20)


@pytest.mark.parametrize("number", range(1, 27))
def test_every_field_of_a_case_has_its_page_and_the_words_of_the_source(number):
    assert unmet_requirements(Case.objects.get(number=number)) == []


def test_no_vendor_is_a_product():
    assert not set(Product.objects.values_list("name", flat=True)) & set(Vendor.objects.values_list("name", flat=True))


def test_what_is_counted_or_calculated_here_says_so():
    assert KeyFigure.objects.filter(stated_by="beregnet af redaktionen").count() >= 5


def test_a_figure_that_is_shown_large_is_an_effect_a_price_or_the_time_to_operation():
    shown = KeyFigure.objects.exclude(answers="")
    assert shown
    assert set(shown.values_list("subject", flat=True)) <= set(SHOWN_LARGE)


def test_a_plan_is_not_in_use():
    assert OperationDate.Status.PLANNED not in IN_USE
    aalborg = Case.objects.published().with_time().get(number=14)
    assert aalborg.in_use_from is None


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (KeyFigure, FIGURE | {"subject": "omfang", "answers": "udbytte"}),
        (KeyFigure, FIGURE | {"basis": "pris"}),
        (KeyFigure, FIGURE | {"subject": "drift"}),
        (KeyFigure, FIGURE | {"before_high": 3}),
        (KeyFigure, FIGURE | {"before_low": 3, "before_high": 2}),
        (KeyFigure, FIGURE | {"basis": "gættet"}),
        (CaseProduct, PRODUCT | {"description": ""}),
        (CaseProduct, PRODUCT | {"role": "leverandør"}),
        (CaseRollout, {"form": "gradvist"}),
        (OperationDate, DATE | {"quarter": 4, "month": 11}),
        (OperationDate, DATE | {"quarter": 5}),
        (OperationDate, DATE | {"month": 13}),
        (OperationDate, DATE | {"until_month": 3}),
        (OperationDate, DATE | {"until_year": 2017}),
        (OperationDate, DATE | {"year": 99_999}),
        (OperationDate, DATE | {"status": "snart"}),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else ", ".join(f"{k} {v}" for k, v in value.items()),
)
def test_a_field_that_breaks_a_rule_is_refused(case, model, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(case=case, order=90, text="“kildens ord”", **fields)


def test_a_vendor_beside_a_named_product_is_refused(case):
    product, vendor = Product.objects.all()[0], Vendor.objects.all()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        case.case_products.create(order=90, text="“ord”", role="loesning", product=product, vendor=vendor)


def test_a_product_with_the_name_of_a_vendor_is_refused():
    vendor = Vendor.objects.create(slug="nyt-firma", name="Nyt Firma")
    with pytest.raises(ValidationError, match="en leverandørs"):
        Product(slug="nyt-firma", name=vendor.name).full_clean()


@pytest.mark.parametrize(
    ("list_name", "change", "said"),
    [
        ("evidence", {"page": None}, "Greb med belæg 1 mangler side i kataloget."),
        ("evidence", {"wording": " "}, "Greb med belæg 1 mangler kildens ord."),
        ("gains", {"wording": ""}, "Gevinst med belæg 1 mangler kildens ord."),
        ("key_figures", {"page": 9}, "Nøgletal 1 er fra side 9, men casen står på side 141–145."),
        ("operation_dates", {"page": None}, "Tidspunkt for drift 1 mangler side i kataloget."),
    ],
)
def test_a_case_whose_field_has_no_source_is_not_published(case, list_name, change, said):
    getattr(case, list_name).filter(order=1).update(**change)
    assert [unmet.text for unmet in unmet_requirements(case)] == [said]


def test_a_case_from_another_source_needs_no_pages(case):
    GripEvidence.objects.filter(case=case).update(page=None, wording="")
    case.source = "Interview med Ringsted Kommune, maj 2026"
    assert unmet_requirements(case) == []


@pytest.mark.parametrize(
    ("fields", "when", "first", "last"),
    [
        ({"year": 2018}, "2018", (2018, 0), (2018, 11)),
        ({"year": 2017, "quarter": 4}, "4. kvartal 2017", (2017, 9), (2017, 11)),
        ({"year": 2018, "month": 11}, "november 2018", (2018, 10), (2018, 10)),
        ({"year": 2015, "until_year": 2017}, "2015–2017", (2015, 0), (2017, 11)),
        (DATE | {"month": 4, "until_year": 2018, "until_month": 6}, "april 2018–juni 2018", (2018, 3), (2018, 5)),
    ],
)
def test_a_date_is_as_precise_as_the_source(fields, when, first, last):
    date = OperationDate(**DATE | fields)
    assert date.when == when
    assert (date.first_month, date.last_month) == (first[0] * 12 + first[1], last[0] * 12 + last[1])
