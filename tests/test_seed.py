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


def test_a_catalogue_with_content_is_left_alone():
    Case.objects.filter(number=20).update(title="Rettet af en redaktør")
    assert "Nothing was changed" in seed()
    assert Case.objects.get(number=20).title == "Rettet af en redaktør"


def test_a_reset_says_what_is_lost_and_stops_unless_the_answer_is_yes(monkeypatch):
    Case.objects.filter(number=20).update(title="Rettet af en redaktør")
    monkeypatch.setattr("builtins.input", lambda prompt: "nej")
    said = seed("--reset")
    assert f"{Case.objects.count():6} cases" in said
    assert "Nothing was changed" in said
    assert Case.objects.get(number=20).title == "Rettet af en redaktør"


def test_a_reset_restores_the_fixtures(monkeypatch):
    Case.objects.filter(number=20).update(title="Rettet af en redaktør")
    monkeypatch.setattr("builtins.input", lambda prompt: "slet")
    seed("--reset")
    assert Case.objects.get(number=20).title == "Softwarerobot samler ledernes kontrol af systemadgange"


def test_a_reset_that_fails_half_way_changes_nothing(monkeypatch):
    before = set(Case.objects.values_list("slug", flat=True))
    monkeypatch.setattr("cases.management.commands.seed.fixture_names", lambda: ["vocabularies/tasks", "findes-ikke"])
    with pytest.raises(Exception, match="findes-ikke"):
        seed("--reset", "--noinput")
    assert set(Case.objects.values_list("slug", flat=True)) == before
