"""The index follows every change, in the transaction of the change, and is seen at the next search."""

import random
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import transaction

from casekatalog.core.batch import batched
from casekatalog.core.data_version import current_version
from cases.models import Case, CaseProduct, Effect, Product, SynonymGroup, Technology
from cases.search import indexing
from cases.search.index import Index, current_index
from cases.search.models import Document
from cases.search.ranking import Search
from frameworks.models import Grip, Phase, Tool
from tests.factories import generate_cases

WORD = "kvantefluktuation"


def found(query: str) -> list[str]:
    names = dict(Case.objects.values_list("pk", "slug"))
    return [names[pk] for pk in Search(query).cases]


def save(row, **fields):
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()


def change_title(case):
    save(case, title=f"Om {WORD}")


def change_entry(case):
    save(case.effects.first(), text=f"En {WORD} blev målt.")


def add_entry(case):
    Effect.objects.create(case=case, order=99, text=f"En {WORD} til.")


def rename_technology(case):
    save(case.technologies.get(), name=WORD.capitalize())


def add_product(case):
    product = Product.objects.create(slug="ny", name=WORD.capitalize())
    CaseProduct.objects.create(case=case, product=product, role="loesning", order=9, text="“Ny”")


def add_technology(case):
    case.technologies.add(Technology.objects.create(slug="ny", name=WORD.capitalize(), order=99))


@pytest.mark.parametrize(
    "change", [change_title, change_entry, add_entry, rename_technology, add_product, add_technology]
)
def test_a_change_is_found_at_the_next_search(case, change):
    assert found(f'"{WORD}"') == []
    change(case)
    assert case.slug in found(WORD)


def test_a_part_that_moves_to_another_case_is_found_there_only_and_when_deleted_nowhere(case):
    add_entry(case)
    effect = case.effects.get(order=99)
    save(effect, case=Case.objects.get(number=21))
    assert found(WORD) == [effect.case.slug]
    effect.delete()
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
    save(tool, description=f"Om {WORD}.")
    assert [document.url for document in Search(WORD).others] == [f"/redskaber/#{tool.slug}"]
    Grip.objects.filter(order=1).first().save()
    assert Search(WORD).others


def content_of(index: Index) -> list:
    """Everything that a search asks an index for, with documents by their names and not their keys."""
    name = {pk: (document.kind, document.key) for pk, document in index.documents.items()}
    weights = {word: {name[pk]: weight for pk, weight in those.items()} for word, those in index.postings.items()}
    texts = {name[pk]: document[2:4] + document[5:] for pk, document in index.documents.items()}
    words = index.lexicon
    return [weights, texts, words.forms, words.by_stem, words._stem_of_plain, words._spellings, words._synonyms]


def test_reindexing_gives_the_same_index():
    before = content_of(current_index())
    call_command("reindex", verbosity=0)
    assert content_of(current_index()) == before


def test_every_text_a_reader_sees_of_a_case_is_searched(case):
    parts = {text for _, _, text in case.document.parts}
    for entry in (*case.purposes.all(), *case.effects.all(), *case.changes.all(), *case.steps.all()):
        assert entry.text in parts
    assert {case.title, case.summary, case.background, case.solution, case.investment} <= parts


def test_folded_terms_are_ascii_so_that_both_databases_order_and_compare_them_alike():
    assert all(word.isascii() for word in current_index().postings)


def test_a_search_that_began_before_everything_was_indexed_again_still_answers(case):
    search = Search("autorisationskontrol")
    indexing.index_all()
    current_index()
    assert next(iter(search.cases)) == case.pk


def save_all_parts(case):
    for part in (*case.purposes.all(), *case.effects.all(), *case.steps.all(), *case.changes.all()):
        save(part, text=f"{part.text} {WORD}")


def test_a_batch_indexes_a_case_once_however_many_parts_are_saved(case):
    with mock.patch.object(indexing, "_store", wraps=indexing._store) as stored, batched():
        save_all_parts(case)
        case.save()
        with batched():
            Tool.objects.first().save()
        assert stored.call_count == 0
    # The case, and what stands beside the cases.
    assert stored.call_count == 2
    assert found(WORD) == [case.slug]


def test_a_batch_that_fails_leaves_texts_and_index_as_they_were(case):
    with pytest.raises(RuntimeError), batched():  # noqa: PT012
        save_all_parts(case)
        raise RuntimeError
    assert found(f'"{WORD}"') == []
    assert not case.effects.filter(text__contains=WORD).exists()
    change_title(case)
    assert found(WORD) == [case.slug]


def test_the_process_reads_only_what_is_new_and_forgets_what_is_gone(case, django_assert_num_queries):
    found(WORD)
    before = current_index()
    content = content_of(before)
    change_title(case)
    # The version of the data, which documents there are, the one that is new, the synonyms.
    with django_assert_num_queries(4):
        after = current_index()
    new = [document for pk, document in after.documents.items() if document is not before.documents.get(pk)]
    assert [document.case for document in new] == [case.pk]
    assert len(after.documents) == len(before.documents)
    assert WORD in after.postings
    # A search that began before still has what it began with.
    assert content_of(before) == content
    save(case, title="Om noget andet")
    assert WORD not in current_index().lexicon.forms
    assert found(f'"{WORD}"') == []


def test_a_process_reads_everything_in_as_few_queries_and_the_same_version_once(django_assert_num_queries):
    with django_assert_num_queries(4):
        assert Index().refreshed(current_version()).documents
    found(WORD)
    with django_assert_num_queries(1):
        assert Search("robot").cases


def test_a_case_whose_deletion_is_rolled_back_is_found_again(case):
    with transaction.atomic():
        case.delete()
        assert found("autorisationskontrol")[:1] != [case.slug]
        transaction.set_rollback(True)
    assert found("autorisationskontrol")[0] == case.slug


WORDS = (WORD, "robot", "fakturaerne", "læring", "2.018", "rpa-robot", "og", "definér", "definer", "åle")


def change_something(rng: random.Random) -> None:
    """One of the things that editors do."""
    case = rng.choice(list(Case.objects.order_by("pk")))
    what = rng.choice(["save", "save", "save", "many", "hide", "delete", "tool", "synonym", "back"])
    if what == "save":
        Effect.objects.create(case=case, order=rng.randrange(1_000, 30_000), text=" ".join(rng.choices(WORDS, k=3)))
    elif what == "many":
        case.municipality.save()
    elif what == "hide":
        save(case, status=rng.choice([Case.Status.DRAFT, Case.Status.PUBLISHED]))
    elif what == "delete":
        case.delete()
    elif what == "tool":
        Tool.objects.first().save()
    elif what == "synonym":
        SynonymGroup.objects.create(slug=f"ny-{rng.random()}", words=", ".join(rng.sample(WORDS, 2)))
    else:
        with transaction.atomic():
            case.delete()
            change_something(rng)
            current_index()
            transaction.set_rollback(True)


def test_after_any_changes_the_index_is_the_one_that_a_new_process_would_build():
    rng = random.Random(2)
    indexing.index_cases([case.pk for case in generate_cases(10)])
    for _ in range(30):
        change_something(rng)
        current_index()
    grown = content_of(current_index())
    assert WORD in current_index().postings
    assert grown == content_of(Index().refreshed(current_version()))
    indexing.index_all()
    assert grown == content_of(current_index())


def test_a_seeded_catalogue_whose_index_was_emptied_gets_it_back():
    Document.objects.all().delete()
    indexing.touch()
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
    save(Phase.objects.first(), name=WORD.capitalize())
    assert [document.title for document in Search(WORD).others] == [f"Implementering: {WORD.capitalize()}"]


def test_every_address_beside_the_cases_leads_to_a_page_and_a_place_on_it(client):
    places = [url.partition("#") for url in Document.objects.filter(case=None).values_list("url", flat=True)]
    pages = {path: client.get(path) for path, _, _ in places}
    for path, _, anchor in places:
        assert pages[path].status_code == 200, path
        assert not anchor or f'id="{anchor}"' in pages[path].content.decode(), (path, anchor)
