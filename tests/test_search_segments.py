"""Segments and what has changed since are one index: however it came to be, a search finds the same."""

import random

import pytest
from cases.search.packing import pack, unpack
from cases.search.vocabulary import Vocabulary, current_vocabulary
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.models import Case, Effect
from cases.search import base, changes, index, postings, segments, vocabulary
from cases.search.models import Change, Posting, Segment
from cases.search.ranking import Search
from frameworks.models import Tool
from tests.factories import generate_cases
from tests.searching import weights

WORDS = ("kvantefluktuation", "robot", "fakturaerne", "læring", "2.018", "rpa-robot", "og", "xyzzy", "zebra", "åle")


@pytest.fixture
def small_segments(monkeypatch):
    """Segments and changes so few that a handful of cases makes many."""
    monkeypatch.setattr(segments, "MOST_IN_SEGMENT", 20)
    monkeypatch.setattr(changes, "MOST_CHANGES", 8)


def state(words: Vocabulary) -> list:
    """Everything that a vocabulary can be asked about its words and who has them."""
    of_stem = {stem: [words.terms[pk].folded for pk in pks] for stem, pks in words.by_stem.items()}
    ordered = [words._sorted_stems, words._stems_by_ending, words._words_by_ending, words._openings]
    answers = [list(Search(" ".join(WORDS[:n])).cases) for n in range(1, len(WORDS))]
    kept = [words.by_folded, of_stem, words._stem_of_plain, words._spellings]
    return [*kept, *ordered, weights(words), words.postings.size, answers]


def change_something(rng: random.Random) -> None:
    """One of the things that editors do."""
    case = rng.choice(list(Case.objects.order_by("pk")))
    what = rng.choice(["save", "save", "save", "many", "hide", "delete", "tool", "back"])
    if what == "save":
        Effect.objects.create(case=case, order=rng.randrange(1_000, 30_000), text=" ".join(rng.choices(WORDS, k=3)))
    elif what == "many":
        case.municipality.save()
    elif what == "hide":
        Case.objects.filter(pk=case.pk).update(status=rng.choice([Case.Status.DRAFT, Case.Status.PUBLISHED]))
        index.index_cases([case.pk])
    elif what == "delete":
        case.effects.all().delete()
        case.delete()
    elif what == "tool":
        Tool.objects.first().save()
    else:
        with transaction.atomic():
            case.delete()
            change_something(rng)
            current_vocabulary()
            transaction.set_rollback(True)


def test_after_any_changes_a_search_finds_what_it_would_in_a_new_index(small_segments, monkeypatch):
    rng = random.Random(2)
    generate_cases(25)
    index.index_all()
    before = Segment.objects.count()
    for _ in range(15):
        change_something(rng)
        state(current_vocabulary())
    assert Segment.objects.count() > before > 1
    assert Change.objects.exists()
    grown = current_vocabulary()
    found = state(grown)
    monkeypatch.setattr(vocabulary, "_kept", {})
    assert current_vocabulary() is not grown
    assert state(current_vocabulary()) == found
    index.index_all()
    assert state(current_vocabulary()) == found


def test_a_process_that_starts_reads_no_postings_and_a_search_only_those_of_its_words(monkeypatch):
    monkeypatch.setattr(vocabulary, "_kept", {})
    with CaptureQueriesContext(connection) as captured:
        current_vocabulary()
    assert not any(Posting._meta.db_table in query["sql"] for query in captured)
    assert len(captured) <= 3
    with CaptureQueriesContext(connection) as captured:
        assert Search("straffeattest").cases
    assert sum(Posting._meta.db_table in query["sql"] for query in captured) == 1
    assert len(current_vocabulary().postings.base._kept) < 40


def test_a_process_keeps_no_more_postings_than_it_may(monkeypatch):
    searches = ("robot", "faktura", "kørselsgodtgørelse", "løn", "robot")
    plenty = [list(Search(words).cases) for words in searches]
    monkeypatch.setattr(vocabulary, "_kept", {})
    monkeypatch.setattr(base, "MOST_POSTINGS_KEPT", 500)
    for words, cases in zip(searches, plenty, strict=True):
        assert list(Search(words).cases) == cases
        kept = current_vocabulary().postings.base
        held = sum(len(numbers) + base._LIST_ITSELF for numbers, _ in kept._kept.values())
        assert held == kept._postings_kept <= 500


def test_a_search_that_began_before_the_whole_index_was_built_again_still_answers(monkeypatch):
    monkeypatch.setattr(vocabulary, "_kept", {})
    search = Search("straffeattest")
    index.index_all()
    assert next(iter(search.cases)) == Case.objects.get(slug="aalborg-straffeattester").pk


def test_a_case_whose_deletion_is_rolled_back_is_found_again():
    before = set(current_vocabulary().postings.dead)
    with transaction.atomic():
        Case.objects.get(slug="aalborg-straffeattester").delete()
        Search("straffeattest")
        assert current_vocabulary().postings.dead > before
        transaction.set_rollback(True)
    assert next(iter(Search("straffeattest").cases)) == Case.objects.get(slug="aalborg-straffeattester").pk
    assert current_vocabulary().postings.dead == before


def test_a_large_batch_builds_the_whole_index_when_most_of_it_is_gone(small_segments):
    cases = list(Case.objects.values_list("pk", flat=True))
    for _ in range(6):
        index.index_cases(cases)
    assert sum(len(unpack("i", packed)[0]) for packed in Segment.objects.values_list("gone", flat=True)) <= 2 * len(
        cases
    )
    assert Search("straffeattest").cases


def test_numbers_are_the_same_bytes_on_every_kind_of_machine(monkeypatch):
    packed = pack("qiH", [1, 2**62], [-1, 5], [0, 65535])
    assert packed.hex() == "01000000000000000000000000000040ffffffff050000000000ffff"
    assert [list(column) for column in unpack("qiH", packed)] == [[1, 2**62], [-1, 5], [0, 65535]]
    assert postings.Postings().size == 0
