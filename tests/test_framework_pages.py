"""Greb, analyseramme, tools, background and glossary: what they show and where they lead."""

import re
from functools import partial

import pytest

from casekatalog.core.data_version import set_new_version
from cases.models import Case, GripEvidence
from frameworks.models import (
    GainPerspective,
    GlossaryTerm,
    Grip,
    HistoricalExample,
    InfrastructureLevel,
    LeavittComponent,
    Passage,
    Phase,
    PreconditionPerspective,
    PreconditionTheme,
    SurveyFigure,
    Tool,
)
from tests.factories import generate_cases
from tests.pages import queries_needed, text_of

READINGS = {
    "forudsaetninger/finansiering": ("preconditions", {"theme__slug": "finansiering"}),
    "forudsaetninger/brugernes-behov": ("preconditions", {"perspective__slug": "brugernes-behov"}),
    "implementering/definere": ("steps", {"phase__slug": "definere"}),
    "aendringer/ressourcer": ("changes", {"component__slug": "ressourcer"}),
}


def missing(text: str, *passages: str) -> list[str]:
    """The lines of plain texts that do not stand on the page."""
    lines = "\n".join(passages).splitlines()
    return [line for line in lines if " ".join(line.removeprefix("- ").split()) not in text]


def test_the_greb_page_describes_all_five_and_leads_to_each(client):
    response = client.get("/greb/")
    assert missing(text_of(response), *Grip.objects.values_list("description", flat=True)) == []
    assert missing(response.content.decode(), *(f'href="/greb/{grip.slug}/"' for grip in Grip.objects.all())) == []


def test_the_matrix_is_a_table_whose_marks_lead_to_the_evidence_and_differ_without_colour(client):
    page = client.get("/greb/").content.decode()
    marks = re.findall(r'class="mark( mark-highlighted)?"\s+href="(/cases/[^/]+/#greb-[^"]+)"', page)
    evidence = GripEvidence.objects.select_related("case", "grip")
    expected = {
        (" mark-highlighted" if e.highlighted else "", f"/cases/{e.case.slug}/#greb-{e.grip.slug}") for e in evidence
    }
    assert set(marks) == expected
    for _, address in marks[:5]:
        path, anchor = address.split("#")
        assert f'id="{anchor}"' in client.get(path).content.decode()
    table = page.split('class="table matrix"')[1].split("</table>")[0]
    assert table.count('scope="row"') == Case.objects.filter(evidence__isnull=False).distinct().count()
    assert table.count('scope="col"') == 2 + Grip.objects.count()
    highlighted = GripEvidence.objects.filter(highlighted=True).count()
    assert table.count("fremhævet i kataloget") == table.count("◆") == highlighted
    assert table.count("vores vurdering") == table.count("◇")
    names = re.findall(r"sr-only\">(.+ i case \d+),", table)
    assert len(set(names)) == len(names) == len(expected)


def test_on_a_phone_the_matrix_is_a_list_with_the_same_evidence_in_words(client):
    listed = client.get("/greb/").content.decode().split('class="grid-list only-narrow"')[1]
    found = re.findall(r'href="(/cases/[^/]+/#greb-[^"]+)"><span\s+aria-hidden="true">[◆◇]</span> ([^<]+)<', listed)
    evidence = GripEvidence.objects.published().select_related("case", "grip")
    assert sorted(found) == sorted((f"/cases/{e.case.slug}/#greb-{e.grip.slug}", str(e.grip)) for e in evidence)


def test_english_words_in_the_glossary_are_read_aloud_as_english(client):
    page = client.get("/ordliste/").content.decode()
    english = GlossaryTerm.objects.filter(is_english=True).values_list("name", flat=True)
    assert set(re.findall(r'<dt lang="en">([^<]+)<', page)) == set(english) >= {"Backend", "Machine learning"}


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/cases/",
        "/cases/esbjerg-bogfoering/",
        "/overblik/",
        "/sammenlign/?case=esbjerg-bogfoering&case=rudersdal-bogfoering",
    ],
)
def test_an_english_technology_is_read_aloud_as_english_on_every_page_that_names_it(client, address):
    shown = client.get(address).content.decode()
    assert '<span lang="en">Machine learning</span>' in shown
    assert not re.search(r"(?<!lang=\"en\")>\s*Machine learning\s*[<&]", shown)


@pytest.mark.parametrize("order", range(1, 6))
def test_a_greb_has_its_aspects_examples_and_every_case_with_its_evidence(client, order):
    grip = Grip.objects.get(order=order)
    response = client.get(f"/greb/{grip.slug}/")
    text = text_of(response)
    for part in (*grip.aspects.all(), *grip.examples.all()):
        assert missing(text, part.heading, part.text) == []
    for evidence in grip.evidence.select_related("case"):
        assert missing(text, evidence.text) == []
        assert f'href="/cases/{evidence.case.slug}/#greb-{grip.slug}"' in response.content.decode()


def test_a_cases_evidence_leads_back_to_its_place_on_the_grebs_page(client):
    page = client.get("/cases/rudersdal-bogfoering/").content.decode()
    back = re.findall(r'href="(/greb/[^/]+/)#rudersdal-bogfoering"', page)
    assert back
    assert 'id="rudersdal-bogfoering"' in client.get(back[0]).content.decode()


def test_the_figures_of_the_analyseramme_lead_to_every_part_of_the_three_models_and_say_how_many(client):
    page = client.get("/analyseramme/").content.decode()
    for family, model, relation in (
        ("forudsaetninger", PreconditionPerspective, "preconditions"),
        ("forudsaetninger", PreconditionTheme, "preconditions"),
        ("implementering", Phase, "steps"),
        ("aendringer", LeavittComponent, "changes"),
    ):
        for term in model.objects.all():
            items = [item for item in re.findall(r"(?s)<li>.*?</li>", page) if f"/{family}/{term.slug}/" in item]
            assert len(items) == 1, "each figure has the same links as a list"
            entries = getattr(term, relation)
            number = entries.filter(unchanged=False).count() if relation == "changes" else entries.count()
            assert re.search(rf'"count">{number}\s', items[0])
    figures = re.findall(r"(?s)<figure.*?</figure>", page)
    assert len(figures) == 3
    for figure in figures:
        assert 'aria-hidden="true"' in figure, "the list says it once"
        assert figure.count("<a ") == figure.count('tabindex="-1"') >= 3


@pytest.mark.parametrize("reading", READINGS)
def test_a_part_is_read_across_all_cases_with_links_to_each_entry(client, reading):
    relation, lookup = READINGS[reading]
    response = client.get(f"/analyseramme/{reading}/")
    text, page = text_of(response), response.content.decode()
    entries = Case._meta.get_field(relation).related_model.objects.filter(**lookup).select_related("case")
    assert entries.count() > 15
    assert missing(text, *(entry.text for entry in entries)) == []
    linked = re.findall(r'href="/cases/([^/]+)/#([^"]+)"', page)
    assert {slug for slug, _ in linked} == {entry.case.slug for entry in entries}
    for slug, anchor in linked[:3]:
        assert f'id="{anchor}"' in client.get(f"/cases/{slug}/").content.decode()


@pytest.mark.parametrize("reading", READINGS)
def test_a_reading_narrows_by_support_function_and_technology(client, reading):
    page = client.get(f"/analyseramme/{reading}/?omraade=it&teknologi=rpa").content.decode()
    assert re.findall(r'<li id="([^"]+)">', page) == ["vesthimmerland-autorisationskontrol"]
    assert 'href="/cases/?omraade=it&amp;teknologi=rpa"' in page
    assert '<option value="it" selected>' in page


def test_a_reading_says_what_it_did_not_know_and_offers_a_way_on_when_empty(client):
    address = "/analyseramme/forudsaetninger/finansiering/"
    assert "Vi kender ikke “xx” under Støttefunktion" in text_of(client.get(address + "?omraade=xx"))
    assert "Ingen cases" in text_of(client.get(address + "?omraade=ejendomsadministration&teknologi=rpa"))


@pytest.mark.parametrize(
    "query", ["omraade=%00", "teknologi=" + "x" * 10_000, "omraade=a&omraade=b", "q=%ff", "<script>"]
)
def test_hostile_narrowing_is_dropped(client, query):
    assert client.get(f"/analyseramme/implementering/levere/?{query}").status_code == 200


@pytest.mark.parametrize("path", ["x/y", "implementering/y", "x/levere", "aendringer/levere", "forudsaetninger/a"])
def test_what_is_no_part_of_a_model_is_not_found(client, path):
    assert client.get(f"/analyseramme/{path}/").status_code == 404


def test_a_case_leads_to_how_others_did_it_for_each_theme_phase_and_component(client):
    page = client.get("/cases/vesthimmerland-autorisationskontrol/").content.decode()
    paths = ["forudsaetninger/finansiering", "forudsaetninger/brugernes-behov"]
    paths += [f"implementering/{phase.slug}" for phase in Phase.objects.all()]
    paths += [f"aendringer/{component.slug}" for component in LeavittComponent.objects.all()]
    links = [f'href="/analyseramme/{path}/#vesthimmerland-autorisationskontrol"' for path in paths]
    assert missing(page, *links) == []


def test_about_holds_its_passages_levels_and_gains_with_the_cases_that_report_them(client):
    response = client.get("/om/")
    text, page = text_of(response), response.content.decode()
    for passage in Passage.objects.filter(page="om"):
        assert missing(text, passage.text) == []
        assert f'id="{passage.slug}"' in page
    for level in InfrastructureLevel.objects.all():
        assert missing(text, level.name, level.description, level.focus) == []
    for perspective in GainPerspective.objects.all():
        assert f"{len(set(perspective.evidence.values_list('case', flat=True)))} cases" in text


def test_tools_holds_the_whole_pamphlet_with_its_year(client):
    response = client.get("/redskaber/")
    text = text_of(response)
    assert (Tool.objects.count(), HistoricalExample.objects.count()) == (5, 6)
    for term in [*Tool.objects.all(), *HistoricalExample.objects.all()]:
        assert missing(text, f"{term.name} {term.year}", term.description) == []
    assert missing(text, *Passage.objects.filter(page="redskaber").values_list("text", flat=True)) == []
    assert "omkring 2005" in response.content.decode()


def test_the_survey_chart_is_a_table_whose_bars_are_to_scale(client):
    page = client.get("/redskaber/").content.decode()
    for figure in SurveyFigure.objects.all():
        heading = rf'<tr id="{figure.slug}">\s*<th scope="row">{re.escape(figure.name)}</th>'
        row = re.search(rf"(?s){heading}.*?</tr>", page).group()
        assert missing(row, figure.stated_as, str(figure.year), f'width="{float(figure.share) * 2:.1f}"') == []


def test_the_index_of_stoevring_is_a_chart_and_a_table(client):
    page = client.get("/redskaber/").content.decode()
    example = HistoricalExample.objects.get(municipality_name__startswith="Støvring")
    section = page.split(f'id="{example.slug}"')[1].split("</section>")[0]
    assert [(f.year, f.municipality, f.country) for f in example.index_figures.all()] == [
        (1999, 100, 100),
        (2000, 106, 111),
        (2001, 117, 125),
        (2002, 119, 136),
        (2003, 135, 146),
    ]
    assert section.count('class="dot-municipality"') == section.count('class="dot-country"') == 5
    cells = [int(number) for number in re.findall(r"<td>(\d+)</td>", section)]
    assert cells == [100, 111, 125, 136, 146, 100, 106, 117, 119, 135]


def test_nothing_of_the_pamphlet_is_counted_among_the_cases(client):
    assert "26 cases" in text_of(client.get("/cases/"))
    assert not Case.objects.filter(municipality__name="Roskilde").exists()


def test_the_glossary_explains_its_terms_in_danish_order(client):
    response = client.get("/ordliste/")
    assert missing(text_of(response), *(f"{t.name} {t.explanation}" for t in GlossaryTerm.objects.all())) == []
    for name in ("MED-udvalg", "PSP-element", "ESDH", "SLA", "IDM", "BBR", "SCOR"):
        assert GlossaryTerm.objects.filter(name__startswith=name).exists(), name
    assert 'href="/ordliste/"' in client.get("/cases/rudersdal-bogfoering/").content.decode()


def test_the_glossary_leads_to_each_letter_once_in_danish_order(client):
    page = client.get("/ordliste/").content.decode()
    letters = re.findall(r'href="#bogstav-(.)"', page)
    assert letters == sorted(set(letters), key="abcdefghijklmnopqrstuvwxyzæøå".index)
    under = page.split('id="bogstav-å"')[1].split("</section>")[0]
    assert "Årsværk" in under
    assert "Økonomisystem" not in under


# Everywhere the data's version, under which numbers are kept. Greb: passages, the first cases, their evidence. A greb:
# the first cases, their evidence, examples. Analyseramme: passages. A reading: 1-2 the term, support functions,
# technologies, the first cases, their entries. Om: passages, levels. Redskaber: tools, passages, survey figures,
# examples, index figures.
BUDGETS = {
    "/greb/": 4,
    "/greb/strategisk-fokus/": 4,
    "/analyseramme/": 2,
    "/analyseramme/forudsaetninger/finansiering/": 7,
    "/analyseramme/implementering/levere/?omraade=it": 7,
    "/om/": 3,
    "/redskaber/": 5,
    "/ordliste/": 1,
}


def test_a_page_needs_as_many_queries_at_126_cases_as_at_26(client):
    def needed() -> dict[str, int]:
        return {url: queries_needed(partial(client.get, url)) for url in BUDGETS}

    few = needed()
    assert {url: number for url, number in few.items() if number > BUDGETS[url]} == {}
    generate_cases(100)
    assert needed() == few


@pytest.mark.parametrize("url", ["/greb/", "/greb/strategisk-fokus/", "/analyseramme/implementering/levere/", "/om/"])
def test_a_page_shows_the_first_cases_and_says_how_many_there_are(client, url, monkeypatch):
    order = list(Case.objects.order_by("number").values_list("slug", flat=True))

    def shown() -> list[str]:
        links = re.findall(r'href="/cases/([\w-]+)/#', client.get(url).content.decode())
        return sorted(set(links), key=order.index)

    every = shown()
    monkeypatch.setattr("frameworks.entries.MOST_CASES", 5)
    set_new_version()
    assert "Her er de første 5" in client.get(url).content.decode()
    assert len(every) > len(shown()) >= 5
    if url != "/om/":
        assert shown() == every[:5]
