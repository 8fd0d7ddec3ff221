"""The list is put together from pieces that were rendered before; it is the same as one rendered anew."""

import pytest

from casekatalog.core.pieces import LONGEST_TEXT, forget, kept, piece
from cases.catalogue.cards import MOST_CARDS, kept_cards
from cases.catalogue.facet_markup import kept_facets
from cases.models import Case, KeyFigure, Task
from tests.factories import generate_cases
from tests.pages import list_url

LISTS = [
    list_url(),
    list_url(side=2),
    list_url(q="robot"),
    list_url(q="robot", teknologi="rpa"),
    list_url(teknologi=["rpa", "app"]),
    list_url(teknologi="rpa", omraade="it"),
    list_url(kommune="0219", system="kmd-opus", sortering="kommune"),
    list_url(sortering="tid"),
    list_url(udrulning="parallelt", kommune="0607"),
]


def anew(client, url: str) -> str:
    """The page, rendered without anything that was kept."""
    kept_cards._kept, kept_facets._kept = {}, {}
    forget()
    return client.get(url).content.decode()


def test_a_list_from_kept_pieces_is_the_same_as_one_rendered_anew(client):
    generate_cases(60, seed=3)
    for url in LISTS:
        client.get(url)
    kept = [client.get(url).content.decode() for url in LISTS]
    assert kept == [anew(client, url) for url in LISTS]
    assert len(set(kept)) == len(LISTS)


def rename_a_task() -> None:
    task = Task.objects.get(slug="ejendomme")
    task.name = "Huse <b>"
    task.save()


def rename_a_figure() -> None:
    figure = KeyFigure.objects.get(case__number=1, order=1)
    figure.label = "Huse <b>"
    figure.save()


def rename_a_municipality() -> None:
    municipality = Case.objects.get(number=1).municipality
    municipality.name = "Huse <b>"
    municipality.save()


@pytest.mark.parametrize("change", [rename_a_task, rename_a_figure, rename_a_municipality])
def test_a_change_is_seen_in_pieces_that_were_kept(client, change):
    assert "Huse" not in client.get("/cases/").content.decode()
    change()
    after = client.get("/cases/").content.decode()
    assert "Huse &lt;b&gt;" in after
    assert after == anew(client, "/cases/")


def test_long_texts_are_not_kept(settings):
    forget()
    for words in ("robot", "x" * LONGEST_TEXT, "x" * (LONGEST_TEXT + 1)):
        assert f'value="{words}"' in piece("_search_field.html", words=words)
    assert kept() == 2
    settings.DEBUG = True
    piece("_search_field.html", words="faktura")
    assert kept() == 2


def test_cards_are_kept_up_to_a_number(client, monkeypatch):
    generate_cases(60, seed=3)
    monkeypatch.setattr("cases.catalogue.cards.MOST_CARDS", 40)
    for page in range(1, 4):
        client.get(list_url(side=page))
        assert 0 < len(kept_cards.current()) <= 40 < MOST_CARDS
