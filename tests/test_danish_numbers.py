"""Numbers are read as Danes write them, and what is read is said back."""

from decimal import Decimal

import pytest

from casekatalog.core.danish_fields import DanishDecimalField, DanishWholeField
from tests.editing import browser, change_url, errors_of, publisher, small_case, unchanged_form
from tests.pages import text_of


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7,5", "7.5"),
        ("1.200", "1200"),
        ("1.200,50", "1200.5"),
        ("68 035", "68035"),
        ("1.234.567", "1234567"),
        ("0,5", "0.5"),
        ("12", "12"),
        ("7.5", "7.5"),
    ],
)
def test_a_number_is_read_as_danes_write_it_and_written_back(typed, read):
    field = DanishDecimalField(max_digits=14, decimal_places=2)
    number = field.clean(typed)
    assert number == Decimal(read)
    assert field.clean(field.prepare_value(number)) == number


@pytest.mark.parametrize("typed", ["1,2,3", "12.34.567", "syv", "1e5", "NaN", "½", "1.200.5", "9" * 30])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(Exception, match="tal med cifre"):
        DanishDecimalField(max_digits=14, decimal_places=2).clean(typed)


def test_a_whole_number_is_no_larger_than_every_database_takes():
    assert DanishWholeField().clean("2.019") == 2019
    with pytest.raises(Exception, match="32767"):
        DanishWholeField().clean("99999")


def test_the_form_shows_and_reads_danish_numbers_and_says_them_back():
    case, client = small_case(), browser(publisher())
    form = unchanged_form(client, case)
    assert form["key_figures-1-low"] == ["68.035"]
    answer = client.post(change_url(case), form | {"key_figures-1-low": ["68.036,5"]}, follow=True)
    assert "Tallene er læst sådan: Anskaffelse: 68.036,5 kr." in text_of(answer)
    assert case.key_figures.get(order=2).low == Decimal("68036.5")


REFUSED = {
    "key_figures-1-year": ("99999", "Nøgletal 2: År"),
    "operation_dates-0-year": ("20199", "Tidspunkt for drift 1: År"),
    "confirmed_on": ("01.01.2099", "Senest bekræftet"),
    "last_page": ("99999", "Kildens sidste side (ændringer)"),
    "key_figures-1-low": ("syv", "Nøgletal 2: Tal (eller fra)"),
}


def test_what_cannot_be_is_refused_at_its_field():
    case, client = small_case(), browser(publisher())
    typed = {field: [value] for field, (value, _) in REFUSED.items()}
    answer = client.post(change_url(case), unchanged_form(client, case) | typed)
    refused = {error.rpartition(": ")[0] for error in errors_of(answer)}
    assert {label for _, label in REFUSED.values()} == refused
    for field in REFUSED:
        assert f'href="#id_{field}"' in answer.content.decode()
