"""The index follows every change, in the transaction of the change, and is seen at the next search."""

import pytest
from django.core.management import call_command
from django.db import transaction

from cases.models import Case, CaseProduct, Effect, Product, SynonymGroup, Technology
from cases.search import index
from cases.search.models import Document, IndexState, IndexTerm, Posting
from cases.search.ranking import Search
from frameworks.models import Grip, Tool

WORD = "kvantefluktuation"


def found(query: str) -> list[str]:
    names = dict(Case.objects.values_list("pk", "slug"))
    return [names[pk] for pk in Search(query).cases]


@pytest.fixture
def case() -> Case:
    return Case.objects.get(number=20)


def change_title(case):
    case.title = f"Om {WORD}"
    case.save()


def change_entry(case):
    effect = case.effects.first()
    effect.text = f"En {WORD} blev målt."
    effect.save()


def add_entry(case):
    Effect.objects.create(case=case, order=99, text=f"En {WORD} til.")


def rename_technology(case):
    technology = case.technologies.get()
    technology.name = WORD.capitalize()
    technology.save()


def add_product(case):
    product = Product.objects.create(slug="ny", name=WORD.capitalize())
    CaseProduct.objects.create(case=case, product=product, role="loesning")


def add_technology(case):
    case.technologies.add(Technology.objects.create(slug="ny", name=WORD.capitalize(), order=99))


@pytest.mark.parametrize(
    "change", [change_title, change_entry, add_entry, rename_technology, add_product, add_technology]
)
def test_a_change_is_found_at_the_next_search(case, change):
    assert found(f'"{WORD}"') == []
    change(case)
    assert case.slug in found(WORD)


def test_what_is_deleted_is_no_longer_found(case):
    add_entry(case)
    case.effects.get(order=99).delete()
    assert found(WORD) == []


def test_a_deleted_case_leaves_nothing_behind(case):
    document = case.document.pk
    case.delete()
    assert not Document.objects.filter(pk=document).exists()
    assert not Posting.objects.filter(document=document).exists()
    assert "vesthimmerland-autorisationskontrol" not in found("autorisationskontrol")


def test_a_change_that_is_rolled_back_is_not_in_the_index(case):
    version = IndexState.objects.get(pk=1).version
    with transaction.atomic():
        change_title(case)
        assert case.slug in found(WORD)
        transaction.set_rollback(True)
    assert IndexState.objects.get(pk=1).version == version
    assert found(f'"{WORD}"') == []


def test_an_editors_synonym_counts_at_the_next_search():
    assert found(f'"{WORD}"') == []
    SynonymGroup.objects.create(slug="prove", words=f"{WORD}, straffeattest")
    assert found(WORD)[0] == "aalborg-straffeattester"


def test_greb_and_tools_are_found_beside_the_cases():
    others = Search("medarbejderinddragelse").others
    assert others[0].url == "/greb/medarbejderinddragelse/"
    tool = Tool.objects.first()
    tool.description = f"Om {WORD}."
    tool.save()
    assert [document.url for document in Search(WORD).others] == [f"/redskaber/#{tool.slug}"]
    Grip.objects.filter(order=1).first().save()
    assert Search(WORD).others


def test_reindexing_gives_the_same_index():
    def snapshot():
        return sorted(Posting.objects.values_list("document__key", "term__folded", "weight"))

    before = snapshot()
    call_command("reindex", verbosity=0)
    assert snapshot() == before


def test_every_text_a_reader_sees_of_a_case_is_searched(case):
    parts = {text for _, _, text in case.document.parts}
    for entry in (*case.purposes.all(), *case.effects.all(), *case.changes.all(), *case.steps.all()):
        assert entry.text in parts
    assert {case.title, case.summary, case.background, case.solution, case.investment} <= parts


def test_folded_terms_are_ascii_so_that_both_databases_order_and_compare_them_alike():
    assert all(term.isascii() for term in IndexTerm.objects.values_list("folded", flat=True)[:5000])


def test_a_case_saved_between_the_vocabulary_and_its_postings_does_not_fail_the_search(case):
    index.touch()
    search = Search("autorisationskontrol")
    case.save()
    assert isinstance(search.hits, list)
