"""The list: what it shows, how it narrows, what it says about it."""

import html
import re

import pytest
from django.core.cache import cache
from django.http import QueryDict

from cases.catalogue.case_list import Catalogue
from cases.models import Case, KeyFigure, Task
from tests.factories import generate_cases
from tests.pages import list_url, text_of, titles_of


def titles(**lookups) -> list[str]:
    return list(Case.objects.filter(**lookups).values_list("title", flat=True))


def test_the_list_shows_every_case_in_the_catalogues_order(client):
    assert titles_of(client.get("/cases/")) == titles()


def test_a_case_has_a_price_when_a_price_is_stated_not_when_hours_or_what_was_saved_is(client):
    def shown() -> list[str]:
        return titles_of(client.get(list_url(pris="oplyst")))

    priced = Case.objects.filter(key_figures__basis="pris", key_figures__subject__in=["investering", "drift"])
    assert shown() == [case.title for case in priced.distinct()] != []
    # It says how many hours a month the robot takes.
    hours = Case.objects.get(slug="rudersdal-bogfoering")
    assert hours.title not in shown()
    figure = hours.key_figures.get(label="Tid til at drive robotten")
    figure.basis, figure.subject = "pris", "drift"
    figure.save()
    assert hours.title in shown()


def test_a_stated_price_is_said_counted_and_removed_like_other_filters(client):
    response = client.get(list_url(pris="oplyst", teknologi="rpa", omraade="it"))
    page = response.content.decode()
    number = len(titles_of(response))
    assert f"{number} case med RPA i IT med oplyst pris" in text_of(response)
    assert 'href="/cases/?omraade=it&amp;teknologi=rpa" hx-get' in page
    assert "Fjern Har pris" in page
    assert f"Har pris {number} case" in text_of(response).replace("\xa0", " ")


def test_a_sentence_says_what_is_shown(client):
    response = client.get(list_url(teknologi="rpa", omraade="sekretariatsopgaver"))
    number = Case.objects.filter(technologies__slug="rpa", support_function__slug="sekretariatsopgaver").count()
    assert f"{number} cases med RPA i Sekretariatsopgaver" in text_of(response)
    assert f"<title>{number} cases med RPA i Sekretariatsopgaver – Casekatalog</title>" in response.content.decode()


def test_every_chosen_value_has_a_link_that_removes_it_and_keeps_the_rest(client):
    page = client.get(list_url(teknologi="rpa", omraade="it")).content.decode()
    assert 'href="/cases/?omraade=it" hx-get="/cases/?omraade=it">Fjern RPA/softwarerobot' in page
    assert 'href="/cases/?teknologi=rpa" hx-get="/cases/?teknologi=rpa">Fjern IT' in page
    assert 'href="/cases/" hx-get="/cases/">Ryd alle' in page


def test_words_narrow_the_list_whatever_their_letters_case(client):
    lower, upper = client.get(list_url(q="straffeattester")), client.get(list_url(q="STRAFFEATTESTER"))
    assert titles_of(lower) == titles_of(upper) != []


def test_words_with_danish_letters_are_found_at_the_start_of_a_sentence(client):
    case = Case.objects.get(number=20)
    case.summary = "Økologi er et ord, ingen anden case nævner."
    case.save()
    assert titles_of(client.get(list_url(q="økologi"))) == titles(number=20)


def test_the_list_can_be_sorted_by_municipality_in_danish_order(client):
    ordered = Case.objects.order_by("municipality__sort_key", "number")
    assert titles_of(client.get(list_url(sortering="kommune"))) == [case.title for case in ordered]


def test_newest_first_puts_cases_without_a_year_last(client):
    shown = titles_of(client.get(list_url(sortering="nyeste")))
    months = [Case.objects.with_time().get(title=title).in_use_from for title in shown]
    known = [month for month in months if month]
    assert known == sorted(known, reverse=True) != []
    assert months == known + [None] * (len(months) - len(known))


def test_shortest_time_first_puts_cases_that_do_not_say_last(client):
    shown = titles_of(client.get(list_url(sortering="tid")))
    months = [Case.objects.with_time().get(title=title).months_to_operation for title in shown]
    known = [month for month in months if month]
    assert len(known) > 1
    assert months == sorted(known) + [None] * (len(months) - len(known))


def test_an_empty_list_says_which_filter_stands_in_the_way(client):
    response = client.get(list_url(omraade="ejendomsadministration", teknologi="rpa"))
    page = response.content.decode()
    assert "Ingen cases med RPA i Ejendomsadministration" in text_of(response)
    assert f"Fjern filteret Teknologi ({len(titles(support_function__slug='ejendomsadministration'))} case" in page
    assert 'href="/cases/?teknologi=rpa"' in page


def test_an_empty_list_that_no_single_filter_explains_offers_to_start_again(client):
    response = client.get(list_url(q="zebra", omraade="ejendomsadministration", teknologi="rpa"))
    assert "Ryd alle og se alle cases" in text_of(response)


def test_a_card_says_where_how_and_what_came_of_it(client):
    text = text_of(client.get(list_url(kommune="0820")))
    assert "Vesthimmerlands Kommune · IT · RPA/softwarerobot" in text
    assert "Pris 68.035 kr. Anskaffelse pris" in text
    assert "Tid til drift Rullet ud i 4. kvartal 2017; kilden siger ikke, hvor lang tid det tog." in text


def test_a_card_has_the_three_answers_with_a_figure_or_in_words(client):
    cards = client.get("/cases/").content.decode().split('class="case-card"')[1:]
    for card in cards:
        answers = re.findall(r"(?s)<dt>(.*?)</dt><dd>(.*?)</dd>", card)
        assert [heading for heading, _ in answers] == ["Effekt", "Pris", "Tid til drift"]
        assert all(text.strip() for _, text in answers)


@pytest.mark.parametrize(
    ("sorting", "first", "stated"),
    [
        ("pris", "Medarbejderne registrerer kørsel i en app", "10 cases oplyser en investering i kroner. De andre"),
        ("effekt", "Softwarerobot håndterer helbredstillæg", "5 cases oplyser en effekt i procent. De andre"),
        ("sikkerhed", "Softwarerobot bogfører regninger", "har et tal for effekten. De andre"),
        ("titel", "Borgere og virksomheder", ""),
        ("opgave", "Regninger bliver betalt automatisk", ""),
        ("system", "Borgere og virksomheder", "nævner løsningens navn. De andre"),
    ],
)
def test_the_list_is_sorted_and_says_how_many_state_what_it_is_sorted_by(client, sorting, first, stated):
    response = client.get(list_url(sortering=sorting))
    assert titles_of(response)[0].startswith(first)
    explained = re.findall(r"<p[^>]*data-order>(.*?)</p>", response.content.decode())
    assert [stated in words for words in explained] == ([True] if stated else [])


def test_a_system_is_the_solution_or_what_the_solution_works_with_but_not_what_was_hoped_for(client):
    def shown(**asked) -> set[str]:
        return set(titles_of(client.get(list_url(**asked))))

    assert shown(loesning="kmd-opus") == set()
    assert shown(sammen_med="kmd-opus") == shown(system="kmd-opus") != set()
    text = text_of(client.get(list_url(sammen_med="kmd-opus", teknologi="rpa")))
    assert "1 case med RPA i samspil med KMD OPUS" in text
    assert shown(system="compliance-suite") != shown(loesning="compliance-suite") == set()


def test_systems_come_third_among_the_facets_and_values_that_give_nothing_are_folded(client):
    page = client.get(list_url(teknologi="rpa")).content.decode()
    assert re.findall(r'class="facet" id="facet-(\w+)"( open)?', page) == [
        *(("omraade", " open"), ("opgave", " open"), ("loesning", " open"), ("teknologi", " open")),
        *(("greb", ""), ("kommune", ""), ("region", ""), ("udrulning", ""), ("pris", "")),
    ]
    shown, folded = page.split('id="facet-opgave"')[1].split("</fieldset>")[0].split('class="more"')
    assert "is-empty" not in shown
    assert folded.count("is-empty") == folded.count('type="checkbox"') > 0


def test_a_chosen_system_that_the_page_does_not_offer_is_kept_when_the_form_is_sent(client):
    page = client.get(list_url(system="kmd-opus", vis="tabel")).content.decode()
    assert '<input type="hidden" name="system" value="kmd-opus"><input type="hidden" name="vis" value="tabel">' in page


def test_cases_say_which_of_the_readers_own_systems_they_use_and_can_be_sorted_by_it(client):
    response = client.get(list_url(vi_har=["kmd-opus", "kmd-aktiv"], sortering="jeres-systemer"))
    text, shown = text_of(response), titles_of(response)
    assert len(shown) == Case.objects.published().count()
    assert shown[0] == Case.objects.get(number=11).title
    assert "Bruger jeres KMD OPUS og KMD Aktiv." in text
    assert "Bruger jeres KMD OPUS. Arbejder også sammen med Sensum." in text
    assert "9 cases bruger et af jeres systemer. De andre står sidst" in text
    page = response.content.decode()
    assert 'href="/cases/" hx-get="/cases/" data-forget-systems' in page
    assert 'href="/cases/?vi_har=kmd-opus&amp;vi_har=kmd-aktiv&amp;sortering=jeres-systemer"' in page
    only = "/cases/?system=kmd-opus&system=kmd-aktiv&vi_har=kmd-opus&vi_har=kmd-aktiv&sortering=jeres-systemer"
    assert f'href="{html.escape(only)}"' in page
    assert len(titles_of(client.get(only))) == 9
    assert "Bruger jeres" not in text_of(client.get(list_url(vi_har="eurocard")))


def test_an_order_by_ones_own_systems_is_not_offered_without_any(client):
    assert "Flest af jeres systemer" not in client.get("/cases/").content.decode()
    assert len(titles_of(client.get(list_url(sortering="jeres-systemer")))) == Case.objects.published().count()


def test_long_lists_are_paged_and_a_new_filter_starts_at_page_one(client):
    generate_cases(40)
    second = client.get(list_url(side=2))
    assert len(titles_of(second)) == 30
    assert 'href="/cases/?side=3"' in second.content.decode()
    assert (
        "side="
        not in client.get(list_url(side=2, omraade="it")).content.decode().split('class="tags')[1].split("</ul>")[0]
    )


def test_htmx_gets_only_the_part_it_swaps_with_a_title_and_its_own_cache_entry(client):
    response = client.get(list_url(teknologi="rpa"), headers={"HX-Request": "true"})
    page = response.content.decode()
    assert "<html" not in page
    assert page.lstrip().startswith("<title>")
    assert 'id="katalog"' in page
    assert "HX-Request" in response["Vary"]


def test_long_facets_show_six_values_the_chosen_ones_and_fold_the_rest(client):
    generate_cases(40)
    page = client.get(list_url(kommune="0851")).content.decode()
    facet = page.split('id="facet-kommune"')[1].split("</fieldset>")[0]
    shown, folded = facet.split('class="more"')
    assert 'value="0851" checked' in shown
    assert 6 <= shown.count('type="checkbox"') <= 7
    assert "Vis alle" in folded
    assert folded.count('type="checkbox"') > 20


def test_the_technologies_of_a_card_are_those_of_its_case(client):
    generate_cases(40)
    page = client.get("/cases/?side=2").content.decode()
    lines = [html.unescape(re.sub("<.*?>", "", line)) for line in re.findall(r'<p class="quiet">(.*?)</p>', page)]
    shown = [line.split(" · ")[2] for line in lines if " · " in line]
    cases = Catalogue(QueryDict("side=2")).page.object_list
    assert shown == [", ".join(Case.objects.get(pk=pk).technologies.values_list("name", flat=True)) for pk in cases]


def test_a_list_of_parts_that_were_shown_before_is_the_same_as_one_shown_first(client):
    urls = [
        list_url(**asked) for asked in ({}, {"q": "robot"}, {"teknologi": "rpa"}, {"teknologi": "rpa", "q": "robot"})
    ]
    urls += [list_url(teknologi=["rpa", "app"]), list_url(kommune="0219", sortering="tid"), list_url(kommune="0607")]
    for url in urls:
        client.get(url)
    again = [client.get(url).content for url in urls]
    first = []
    for url in urls:
        cache.clear()
        first.append(client.get(url).content)
    assert again == first
    assert len(set(first)) == len(urls)


@pytest.mark.parametrize(
    ("model", "lookups", "field"),
    [
        (Task, {"slug": "ejendomme"}, "name"),
        (KeyFigure, {"case__number": 20, "order": 1}, "label"),
        (Case, {"number": 1}, "title"),
    ],
)
def test_a_change_is_seen_in_a_list_that_was_shown_before(client, model, lookups, field):
    assert "Huse" not in client.get("/cases/").content.decode()
    changed = model.objects.get(**lookups)
    setattr(changed, field, "Huse <b>")
    changed.save()
    assert "Huse &lt;b&gt;" in client.get("/cases/").content.decode()
