"""The index follows every change, in the transaction of the change, and is seen at the next search."""

from unittest import mock

import pytest
from cases.search.postings import MOST_DEAD, Postings
from cases.search.vocabulary import Vocabulary, current_vocabulary
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from casekatalog.core.data_version import current_version
from cases.models import Case, CaseProduct, Effect, Product, SynonymGroup, Technology
from cases.search import index
from cases.search.models import Document, IndexTerm
from cases.search.ranking import Search
from frameworks.models import Grip, Phase, Tool
from tests.searching import weights

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


def test_a_part_that_moves_to_another_case_is_found_there_only(case):
    add_entry(case)
    effect = case.effects.get(order=99)
    effect.case = Case.objects.get(number=21)
    effect.save()
    assert found(WORD) == [effect.case.slug]


def test_what_is_deleted_is_no_longer_found(case):
    add_entry(case)
    case.effects.get(order=99).delete()
    assert found(WORD) == []


def test_a_deleted_case_leaves_nothing_behind(case):
    document = case.document.pk
    case.delete()
    assert not Document.objects.filter(pk=document).exists()
    assert "vesthimmerland-autorisationskontrol" not in found("autorisationskontrol")


def test_a_change_that_is_rolled_back_is_not_in_the_index(case):
    version = current_version()
    with transaction.atomic():
        change_title(case)
        assert case.slug in found(WORD)
        transaction.set_rollback(True)
    assert current_version() == version
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
        texts = list(Document.objects.order_by("kind", "key").values_list("key", "running_text", "running_stems"))
        return texts, weights(current_vocabulary())

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
    assert search.cases


def fail_after_saving_all_parts(case):
    with index.batched():
        save_all_parts(case)
        raise RuntimeError


def save_all_parts(case):
    for part in (*case.purposes.all(), *case.effects.all(), *case.steps.all(), *case.changes.all()):
        part.text += f" {WORD}"
        part.save()


def test_a_batch_indexes_a_case_once_however_many_parts_are_saved(case):
    with mock.patch.object(index, "_store", wraps=index._store) as stored, index.batched():
        save_all_parts(case)
        case.save()
        with index.batched():
            Tool.objects.first().save()
        assert stored.call_count == 0
    # The case, and what stands beside the cases.
    assert stored.call_count == 2
    assert found(WORD) == [case.slug]


def test_a_batch_that_fails_leaves_texts_and_index_as_they_were(case):
    with pytest.raises(RuntimeError):
        fail_after_saving_all_parts(case)
    assert found(f'"{WORD}"') == []
    assert not case.effects.filter(text__contains=WORD).exists()
    change_title(case)
    assert found(WORD) == [case.slug]


def test_the_process_reads_only_what_is_new_and_forgets_what_is_gone(case):
    found(WORD)
    before = current_vocabulary()
    change_title(case)
    with CaptureQueriesContext(connection) as captured:
        after = current_vocabulary()
    # The index's version, which documents there are, the one that is new, its new words.
    assert len(captured) <= 4
    assert after.postings.size == before.postings.size
    assert WORD in after.by_folded
    assert WORD not in before.by_folded
    case.title = "Om noget andet"
    case.save()
    assert WORD not in current_vocabulary().by_folded
    assert found(f'"{WORD}"') == []


def test_after_many_changes_the_process_holds_what_a_new_one_would(case):
    for n in range(MOST_DEAD + 5):
        case.title = f"Om {WORD} {n}"
        case.save()
        assert found(WORD) == [case.slug]
    held, new = current_vocabulary(), Vocabulary(Postings().refreshed())
    assert len(held.postings.dead) <= MOST_DEAD + 1
    assert sorted(held.by_folded) == sorted(new.by_folded)


def test_a_seeded_catalogue_whose_index_was_emptied_gets_it_back():
    index.empty()
    index.touch()
    assert found("robot") == []
    call_command("seed", verbosity=0)
    assert found("robot")


@pytest.mark.parametrize(
    ("query", "title", "url"),
    [
        ("levere", "Implementering: Levere", "/analyseramme/implementering/levere/"),
        ("opgaver og roller", "Ændringer: Opgaver og roller", "/analyseramme/aendringer/opgaver/"),
        ("brugernes behov", "Forudsætninger: Brugernes behov", "/analyseramme/forudsaetninger/brugernes-behov/"),
    ],
)
def test_the_parts_of_the_framework_lead_to_what_the_cases_say_under_them(client, query, title, url):
    assert (title, url) in [(document.title, document.url) for document in Search(query).others]
    assert client.get(url).status_code == 200


def test_a_phase_that_every_case_has_does_not_find_every_case():
    assert 0 < len(found("levere")) < 10


def test_a_renamed_phase_is_found_at_the_next_search():
    phase = Phase.objects.first()
    phase.name = WORD.capitalize()
    phase.save()
    assert [document.title for document in Search(WORD).others] == [f"Implementering: {WORD.capitalize()}"]


def test_every_address_beside_the_cases_leads_to_a_page_and_a_place_on_it(client):
    for url in Document.objects.filter(case=None).values_list("url", flat=True):
        path, _, anchor = url.partition("#")
        response = client.get(path)
        assert response.status_code == 200, url
        assert not anchor or f'id="{anchor}"' in response.content.decode(), url
