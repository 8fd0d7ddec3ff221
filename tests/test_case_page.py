"""The case page: everything the case holds, where the contract says it stands."""

import re
from datetime import date, timedelta
from html import escape

import pytest
from django.test import Client

from casekatalog.core.batch import batched
from casekatalog.core.data_version import set_new_version
from cases.models import Case, Contact, EditorialNote, KeyFigure
from cases.models.choices import SUBJECTS_OF_COST
from cases.models.contact import oldest_confirmation
from frameworks.models import LeavittComponent, Phase
from tests.factories import generate_cases, make_contact
from tests.pages import markup_of, text_of

TEXTS: tuple[str, ...] = (
    "title",
    "answer_what",
    "answer_outcome",
    "answer_cost",
    "answer_effort",
    "background",
    "investment",
)
TEXTS += ("business_case", "timeline", "solution", "implementation_intro", "changes_intro")
LISTS: tuple[str, ...] = (
    "case_products",
    "rollouts",
    "operation_dates",
    "purposes",
    "effects",
    "key_figures",
    "preconditions",
)
LISTS += ("steps", "changes", "evidence", "notes")
# The lists of which the reader can unfold the source's words, and the field that holds them.
QUOTING = {"case_products": "text", "rollouts": "text", "operation_dates": "text", "key_figures": "text"}
QUOTING |= {"evidence": "wording"}
ANCHORS = [anchor for anchor, _ in EditorialNote.Section.choices]
URL = "/cases/vesthimmerland-autorisationskontrol/"


@pytest.fixture
def case():
    return Case.objects.get(number=20)


@pytest.fixture(scope="module")
def page(django_db_setup, django_db_blocker):
    """The page of the case as it was seeded: asked for once, for tests that change nothing."""
    with django_db_blocker.unblock():
        return Client().get(URL)


def test_every_case_has_its_texts_the_sources_words_with_their_page_and_each_anchor_once(client):
    cases = Case.objects.published()
    assert len(cases) == 26
    for case in cases:
        page = client.get(case.get_absolute_url())
        has_every_text(case, text_of(page))
        unfolds_the_sources_words(case, markup_of(page))
        has_the_anchors_of_the_contract(case, page.content.decode())


def has_every_text(case: Case, text: str) -> None:
    entries = [getattr(case, field) for field in TEXTS]
    for parts in LISTS:
        entries += getattr(case, parts).values_list("text", flat=True)
    for entry in entries:
        for line in filter(None, (line.strip() for line in entry.splitlines())):
            assert " ".join(line.removeprefix("- ").split()) in text, case


def unfolds_the_sources_words(case: Case, markup: str) -> None:
    quotes = r'<details class="source-words"><summary>(.*?)<span class="sr-only">: .*?</span></summary><p>(.*?)</p>'
    unfolded = re.findall(quotes, markup)
    for parts, field in QUOTING.items():
        for page, words in getattr(case, parts).values_list("page", field):
            assert (f"Kildens ord · s. {page}", escape(words)) in unfolded, (case, parts, words)


def has_the_anchors_of_the_contract(case: Case, page: str) -> None:
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids)), case
    steps = [f"trin-{n}" for n in range(1, case.steps.count() + 1)]
    components = list(LeavittComponent.objects.values_list("slug", flat=True))
    links = re.findall(r'href="#([^"]+)"', page)
    assert set(ANCHORS + steps + components + links) <= set(ids), case


def test_what_the_source_says_instead_of_a_price_unfolds_too(client):
    case = Case.objects.get(slug="rudersdal-bogfoering")
    said = f"Kildens ord · s. {case.price_page} : Pris efter abonnement {case.price_wording}"
    assert said in text_of(client.get(case.get_absolute_url()))


def test_age_headline_the_four_answers_facts_and_sections_come_in_that_order(page, case):
    text = text_of(page)
    questions = ("Hvad gjorde de", "Hvad kom der ud af det", "Hvad kostede det", "Hvad krævede det")
    answers = (case.answer_what, case.answer_outcome, case.answer_cost, case.answer_effort)
    asked = [part for pair in zip(questions, answers, strict=True) for part in pair]
    places = [text.index(part) for part in ("Oplyst i 2019", case.title, *asked, "Kommune Vesthimmerlands", "Baggrund")]
    assert places == sorted(places)


def test_an_answer_stands_with_its_figure_and_a_question_without_one_is_not_stated(client, case):
    assert "Hvad kostede det 68.035 kr. Anskaffelse pris" in text_of(client.get(URL))
    case.key_figures.update(answers="")
    case.answer_what = case.answer_cost = ""
    case.save()
    assert f"Hvad gjorde de {case.summary} Hvad kom" in (text := text_of(client.get(URL)))
    assert "Hvad kostede det Ikke oplyst Hvad krævede det" in text


def test_a_case_from_another_source_says_which_and_how_old(client, case):
    Case.objects.filter(pk=case.pk).update(source="Interview, maj 2026")
    text = text_of(client.get(URL))
    assert "Oplyst: Interview, maj 2026" in text
    assert "Oplyst i 2019" not in text


def test_sections_stand_in_the_order_of_the_contract(page):
    shown = page.content.decode()
    places = [shown.index(f'id="{anchor}"') for anchor in ANCHORS]
    assert places == sorted(places)


def test_a_key_figure_says_what_it_is_its_basis_year_source_and_page_under_what_it_is_about(client, case):
    case.key_figures.filter(order=3).update(year=2018, stated_by="business casen")
    text = text_of(client.get(URL)).partition("Nøgletal Kommunen har oplyst tallene uden årstal")[2]
    quoted = "Kildens ord · s. 141 : Anskaffelse “Anskaffelse 68.035 kr.”"
    found = ("Effekt 0,5 år", f"Pris 68.035 kr. Anskaffelse pris {quoted} 24.233 kr.", "Omfang 1 løsning")
    assert sorted(map(text.index, found)) == [text.index(part) for part in found]
    assert "24.233 kr. om året Drift pris 2018 · oplyst af business casen" in text
    assert "Afdelinger, der var med i udviklingsprojektet omfang beregnet af redaktionen" in text


def test_a_range_keeps_both_ends_and_its_reservation_and_a_comparison_what_it_was_before(client, case):
    case.key_figures.filter(order=2).update(qualifier="ca.", low=12000, high="13000.5", before_low=20000)
    assert text_of(client.get(URL)).count("20.000 → ca. 12.000–13.000,5 kr.") == 2


def test_what_the_source_does_not_state_is_said(client, case):
    Case.objects.filter(pk=case.pk).update(investment="", business_case="", timeline="", price_status="ikke-oplyst")
    with batched():
        for parts in ("case_products", "rollouts", "operation_dates", "purposes", "key_figures"):
            getattr(case, parts).all().delete()
        case.changes.filter(component__slug="opgaver").delete()
        case.steps.filter(phase__slug="levere").delete()
        case.preconditions.filter(perspective__slug="brugernes-behov").delete()
    text = text_of(client.get(URL))
    assert text.count("Ikke oplyst") >= 10
    assert "Levere : ingen trin" in text
    assert "Opgaver og roller ikke oplyst" in text


def test_facts_link_to_the_list_with_that_filter(client):
    page = client.get(URL).content.decode()
    for query in ("kommune=0820", "omraade=it", "opgave=adgang-og-rettigheder", "teknologi=rpa", "system=ksp-cics"):
        assert f'href="/cases/?{query}"' in page
        assert client.get(f"/cases/?{query}").status_code == 200


def test_the_double_diamond_has_a_point_for_each_step_and_its_name_under_its_phase(page, case):
    shown = markup_of(page)
    drawing, names = re.search(
        r'<svg viewBox="0 40 960 220" aria-hidden="true">(.*?)</svg>(.*?)</figure>', shown
    ).groups()
    assert drawing.count("<circle") == case.steps.count()
    assert "<a" not in drawing
    for step in case.steps.all():
        assert f'<li value="{step.order}"><a href="#trin-{step.order}">{escape(step.heading)}</a>' in names
    phases = ("Undersøge", "trin 1–3"), ("Definere", "trin 4–6"), ("Udvikle", "trin 7–8"), ("Levere", "trin 9")
    for phase, numbers in phases:
        assert f'<p>{phase}<span class="sr-only">: {numbers}</span></p>' in names


def test_what_did_not_change_is_not_counted_as_a_change(client, case):
    assert 'aria-label="Opgaver og roller: 1 ændring"' in client.get(URL).content.decode()
    change = case.changes.get(component__slug="opgaver")
    change.unchanged = True
    change.save()
    page = client.get(URL)
    assert 'aria-label="Opgaver og roller: ingen ændring"' in page.content.decode()
    assert "Opgaver og roller Ingen ændring Opgaven er blevet automatiseret." in text_of(page)


def test_a_section_of_one_sentence_has_a_label_and_no_heading(client, case):
    heading = re.compile(r"<h3>Formål</h3>")
    assert heading.search(client.get(URL).content.decode())
    case.purposes.exclude(order=1).delete()
    page = markup_of(client.get(URL))
    assert not heading.search(page)
    assert '<p class="section-label">Formål</p>' in page


def test_other_cases_are_one_list_of_links_for_a_section_each_with_its_own_name_and_none_in_a_heading(client):
    page = markup_of(client.get(URL))
    assert text_of(client.get(URL)).count("Sådan gjorde andre") == 4
    links = re.findall(r'<a href="([^"]+)">([^<]+)<span class="sr-only">i andre cases</span></a>', page)
    assert len(links) > 10
    assert len({name for _, name in links}) == len({url for url, _ in links}) == len(links)
    for url, _ in links:
        assert client.get(url).status_code == 200
    assert re.findall(r"<h\d[^>]*>(?:(?!</h\d>).)*<a ", page.partition("<main")[2]) == []


def test_a_reader_is_led_on_to_the_municipality_and_what_to_ask_it(client, case):
    text = text_of(page := client.get(URL))
    assert 'href="https://www.vesthimmerland.dk">Vesthimmerlands Kommune på nettet<' in page.content.decode()
    assert "Hvor lang tid gik der, fra I besluttede jer" in text
    assert "Hvad kostede" not in text.partition("Spørg kommunen")[2]
    case.municipality.website = ""
    case.municipality.save()
    assert "Kommune på nettet" not in text_of(client.get(URL))


def test_all_four_phases_and_components_are_named(page):
    text = text_of(page)
    for term in [*Phase.objects.all(), *LeavittComponent.objects.all()]:
        assert term.name in text


def test_numbers_in_drawings_use_a_point_whatever_the_language(page):
    shown = page.content.decode()
    assert re.findall(r'cx="[\d.]+"', shown)
    assert not re.findall(r' (?:cx|cy|x|y|x1|y1)="\d+,\d', shown)


def test_greb_show_their_evidence_page_and_who_says_so(client):
    text = text_of(client.get("/cases/rudersdal-bogfoering/"))
    assert "fremhævet i kataloget" in text
    assert "redaktionel vurdering" in text


def test_an_editorial_note_stands_in_its_section(client, case):
    EditorialNote.objects.create(case=case, order=2, section="tidsplan", text="Datoerne passer ikke sammen.")
    page = client.get(URL).content.decode()
    section = page.split('id="tidsplan"')[1].split("</section>")[0]
    assert "<strong>Redaktionel note:</strong> Datoerne passer ikke sammen." in section


def test_a_related_case_says_why_and_the_same_task_comes_first(client):
    page = client.get("/cases/rudersdal-bogfoering/").content.decode()
    related = page.split('id="beslaegtede"')[1]
    reasons = re.findall(r"<p>((?:Samme|\d+ fælles)[^<]*)</p>", related)
    assert reasons[0].startswith("Samme opgave: bogføring og fakturaer")
    ranks = [
        ("Samme opgave" in r) * 4 or ("Samme system" in r) * 3 or ("Samme teknologi" in r) * 2 or 1 for r in reasons
    ]
    assert ranks == sorted(ranks, reverse=True)


def test_previous_and_next_follow_the_catalogues_order(client):
    page = client.get(URL).content.decode()
    before = Case.objects.filter(number__lt=20).last()
    after = Case.objects.filter(number__gt=20).first()
    assert f'rel="prev" href="{before.get_absolute_url()}"' in page
    assert f'rel="next" href="{after.get_absolute_url()}"' in page
    assert 'rel="prev"' not in client.get(Case.objects.first().get_absolute_url()).content.decode()
    assert 'rel="next"' not in client.get(Case.objects.last().get_absolute_url()).content.decode()


def test_the_source_and_its_year_stand_on_the_page(page):
    shown = page.content.decode()
    assert "Kilde: Casekatalog, digitalisering af administrationen, september 2019, s. 141–145." in shown
    assert "Interviews april–juni 2019." in shown


def test_the_head_describes_the_case_to_search_engines_and_when_shared(page, case):
    shown = page.content.decode()
    assert f"<title>{case.title}, Vesthimmerlands Kommune – Casekatalog</title>" in shown
    for attribute in ('name="description"', 'property="og:description"'):
        assert f'{attribute} content="{case.summary}"' in shown
    assert f'<link rel="canonical" href="http://testserver{URL}">' in shown


def test_an_editors_markup_is_shown_as_text(client, case):
    case.purposes.filter(order=1).update(text="<b>fed</b>\n\n- <i>punkt</i>\n- andet")
    page = markup_of(client.get(URL))
    assert "<p>&lt;b&gt;fed&lt;/b&gt;</p><ul><li>&lt;i&gt;punkt&lt;/i&gt;</li><li>andet</li></ul>" in page


def test_key_figures_are_labelled_with_what_kind_they_are(client, case):
    for basis, label in KeyFigure.Basis.choices:
        subject = SUBJECTS_OF_COST[0] if basis == KeyFigure.Basis.PRICE else "gevinst"
        case.key_figures.filter(order=1).update(basis=basis, subject=subject)
        set_new_version()
        assert f'<span class="basis">{label}</span>' in client.get(URL).content.decode()


def test_a_page_shown_before_needs_the_version_and_the_case_alone(client, django_assert_num_queries):
    client.get(URL)
    with django_assert_num_queries(2):
        client.get(URL)


def test_a_kept_page_shows_a_contact_person_only_for_as_long_as_the_confirmation_counts(client, case):
    make_contact(case)
    assert "Xenia Ørsbæk" in text_of(client.get(URL))
    # Time passes, and nothing is saved.
    Contact.objects.update(confirmed_on=oldest_confirmation() - timedelta(days=1), consent_on=date(2000, 1, 1))
    assert "Xenia Ørsbæk" not in text_of(client.get(URL))


def test_a_page_not_shown_before_takes_as_many_queries_among_many_cases_as_among_few(client, django_assert_num_queries):
    # 1 the version, 2 the case, 3-18 the case with its fifteen lists, 19-22 four vocabularies, 23-27 related cases,
    # 28 its lessons, 29 municipalities that do the same.
    for number in (0, 40):
        generate_cases(number)
        client.get("/cases/")
        with django_assert_num_queries(29):
            client.get(URL)
