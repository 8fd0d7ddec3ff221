"""Seeding: fills an empty catalogue, never overwrites an editor, and says what a reset would lose."""

from io import StringIO

import pytest
from django.core.management import call_command

from cases.models import Case, Municipality


def seed(*options: str) -> str:
    out = StringIO()
    call_command("seed", *options, stdout=out)
    return out.getvalue()


def test_the_seeded_catalogue_has_its_cases_and_all_municipalities():
    assert Case.objects.count() == 26
    assert Municipality.objects.count() == 98


@pytest.fixture
def title():
    """The title of a case that an editor has changed."""
    Case.objects.filter(number=20).update(title="Rettet af en redaktør")
    return lambda: Case.objects.get(number=20).title


def test_a_catalogue_with_content_is_left_alone(title):
    assert "Nothing was changed" in seed()
    assert title() == "Rettet af en redaktør"


@pytest.mark.parametrize(
    ("answer", "after"),
    [("nej", "Rettet af en redaktør"), ("slet", "Softwarerobot samler ledernes kontrol af systemadgange")],
)
def test_a_reset_says_what_is_lost_and_restores_the_fixtures_when_the_answer_is_yes(monkeypatch, title, answer, after):
    monkeypatch.setattr("builtins.input", lambda prompt: answer)
    said = seed("--reset")
    assert f"{Case.objects.count():6} cases" in said
    assert ("Nothing was changed" in said) == (answer == "nej")
    assert title() == after


def test_a_reset_that_fails_half_way_changes_nothing(monkeypatch):
    before = set(Case.objects.values_list("slug", flat=True))
    monkeypatch.setattr("cases.management.commands.seed.fixture_names", lambda: ["vocabularies/tasks", "findes-ikke"])
    with pytest.raises(Exception, match="findes-ikke"):
        seed("--reset", "--noinput")
    assert set(Case.objects.values_list("slug", flat=True)) == before
