"""Two to four cases side by side: which ones, what stands in the rows, and where they differ."""

import re
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from cases.catalogue import comparison
from cases.catalogue.comparison import Comparison
from cases.models import Case, CaseRollout, GripEvidence, ImplementationStep, KeyFigure, Precondition
from frameworks.models import Phase
from tests.factories import make_figure
from tests.pages import text_of

ONE, TWO, THREE, FOUR, FIVE = (
    "rudersdal-bogfoering",
    "esbjerg-bogfoering",
    "vesthimmerland-autorisationskontrol",
    "aalborg-straffeattester",
    "silkeborg-aktindsigt",
)


def compared(*slugs: str, **parameters: str) -> Comparison:
    return Comparison(QueryDict(urlencode([("case", slug) for slug in slugs] + list(parameters.items()))))


def page(client, *slugs: str, **parameters: str) -> str:
    response = client.get("/sammenlign/", {"case": slugs, **parameters})
    assert response.status_code == 200
    return response.content.decode()


def row(found: Comparison, heading: str, group: str = ""):
    return next(r for g in found.groups if group in ("", g.heading) for r in g.rows if r.heading == heading)


def texts(cell) -> list[str]:
    return [entry.text for entry in cell[1]]


def test_the_cases_stand_in_the_addresss_order_each_with_a_way_to_take_it_away():
    found = compared(TWO, ONE, THREE)
    assert [column.case.slug for column in found.columns] == [TWO, ONE, THREE]
    assert found.columns[1].url_without == f"/sammenlign/?case={TWO}&case={THREE}#resultat"


def test_of_five_the_first_four_are_shown_and_the_page_says_so(client):
    found = compared(ONE, TWO, THREE, FOUR, FIVE)
    assert found.slugs == [ONE, TWO, THREE, FOUR]
    shown = page(client, ONE, TWO, THREE, FOUR, FIVE)
    assert "Der er plads til fire, så du ser de fire første." in shown
    assert "<select" not in shown


def test_one_case_asks_for_another_and_suggests_those_that_are_alike(client):
    shown = page(client, ONE)
    assert "Vælg en case mere at sammenligne med." in shown
    assert "<table" not in shown
    assert f"/sammenlign/?case={ONE}&amp;case={TWO}" in shown
    assert shown.count("<select") == 1


def test_without_cases_there_are_two_menus_to_choose_from(client):
    shown = page(client)
    assert shown.count("<select") == 2
    assert shown.count("<option value=") == 2 * (Case.objects.count() + 1)


@pytest.mark.parametrize("slugs", [(ONE, TWO, ONE), (ONE, "", TWO), ("", ONE, TWO, "")])
def test_a_case_named_twice_counts_once_and_an_empty_menu_not_at_all(slugs):
    found = compared(*slugs)
    assert (found.slugs, found.messages) == ([ONE, TWO], [])


@pytest.mark.parametrize("slug", ["findes-ikke", "\0", "æ" * 5_000, "<script>alert(1)</script>", "' OR 1=1"])
def test_what_is_no_case_is_dropped_and_said(client, slug):
    shown = page(client, ONE, slug, TWO)
    assert "Vi kender ikke" in shown
    assert "2 cases side om side" in shown
    assert "<script>alert" not in shown


@pytest.mark.parametrize("query", ["vis=alt", "vis=%00", "teknologi=rpa", "case=", "vis=forskelle"])
def test_any_address_gets_a_page(client, query):
    assert client.get(f"/sammenlign/?{query}").status_code == 200


def test_a_case_that_is_not_published_is_not_compared():
    Case.objects.filter(slug=TWO).update(status=Case.Status.ARCHIVED)
    assert compared(ONE, TWO, THREE).slugs == [ONE, THREE]


def test_everything_a_case_says_of_the_compared_subjects_is_there():
    """Nothing is lost between groups: figures, preconditions, steps and evidence all have a row."""
    found = compared(ONE, TWO, THREE, FOUR)
    shown = {
        group.heading: [e for r in group.rows for _, entries in r.cells for e in entries] for group in found.groups
    }
    chosen = {"case__slug__in": found.slugs}
    assert sum(e.figure is not None for e in shown["Nøgletal"]) == KeyFigure.objects.filter(**chosen).count()
    assert len(shown["Forudsætninger"]) == Precondition.objects.filter(**chosen).count()
    assert (
        sum("#trin-" in e.url for e in shown["Implementering"]) == ImplementationStep.objects.filter(**chosen).count()
    )
    assert len(shown["Greb"]) == GripEvidence.objects.filter(**chosen).count()


def test_figures_stand_by_subject_with_their_basis(client):
    cells = row(compared(THREE, ONE), "Drift").cells
    assert texts(cells[0]) == ["24.233 kr. om året"]
    stated = r"24\.233 kr\. om året</strong> Drift.{,40}<span\s+class=\"basis\">pris</span>"
    assert re.search(stated, page(client, THREE, ONE))


def test_what_is_told_without_a_figure_is_not_called_not_stated():
    told = row(compared(ONE, THREE), "Investering").cells[0][1]
    assert [(entry.text, entry.url) for entry in told] == [("Beskrevet uden tal", f"/cases/{ONE}/#investering")]


def test_a_row_says_in_words_whether_the_cases_are_alike():
    found = compared(ONE, TWO, THREE)
    assert row(found, "Støttefunktion").mark == "Forskelligt"
    assert row(compared(ONE, TWO), "Støttefunktion").mark == "Ens"
    assert row(found, "Udrulning").mark == "Kun i 1 af 3"


def test_a_goal_is_not_the_same_as_a_result_and_two_texts_without_figures_are_not_compared():
    KeyFigure.objects.filter(case__slug__in=[ONE, TWO]).delete()
    for slug, basis in ((ONE, KeyFigure.Basis.MEASURED), (TWO, KeyFigure.Basis.EXPECTED)):
        make_figure(Case.objects.get(slug=slug), low=20, unit="%", basis=basis, subject=KeyFigure.Subject.GAIN)
    Case.objects.filter(slug__in=[ONE, TWO]).update(investment="Udgiften er beskrevet i ord.")
    found = compared(ONE, TWO)
    assert [row(found, heading).mark for heading in ("Gevinst", "Investering")] == ["Forskelligt", ""]


def test_greb_are_shared_when_every_case_shows_them_whatever_the_words():
    shared = set.intersection(
        *(set(GripEvidence.objects.filter(case__slug=s).values_list("grip__name", flat=True)) for s in (ONE, TWO))
    )
    rows = next(group.rows for group in compared(ONE, TWO).groups if group.heading == "Greb")
    assert shared
    assert {r.heading for r in rows if r.is_alike} == shared
    assert "Fælles for alle" in {r.mark for r in rows}


def test_only_differences_hides_what_is_alike_and_counts_it(client):
    everything, differences = compared(ONE, TWO), compared(ONE, TWO, vis="forskelle")
    rows = [r for group in everything.groups for r in group.rows]
    assert [r for group in differences.groups for r in group.rows] == [r for r in rows if not r.is_alike]
    assert differences.alike == sum(r.is_alike for r in rows) > 1
    shown = page(client, ONE, TWO, vis="forskelle")
    assert f"{differences.alike} rækker, der er ens, er skjult." in shown
    assert everything.toggle_url.endswith("&vis=forskelle")
    assert "vis=" not in differences.toggle_url


def test_rows_that_no_case_fills_are_folded_with_their_names(client):
    CaseRollout.objects.filter(case__slug__in=[ONE, TWO]).delete()
    found = compared(ONE, TWO)
    assert "Udrulning" in next(g for g in found.groups if g.heading == "Fakta").unfilled
    assert re.search(r"(?s)<details class=\"unfilled\">.*Udrulning.*</details>", page(client, ONE, TWO))


def test_a_missing_phase_shows_the_cases_own_explanation():
    phase = Phase.objects.all()[0]
    ImplementationStep.objects.filter(case__slug=ONE, phase=phase).delete()
    Case.objects.filter(slug=ONE).update(phases_explained="Fasen er ikke beskrevet.")
    assert texts(row(compared(ONE, TWO), str(phase)).cells[0]) == ["Fasen er ikke beskrevet."]


def test_the_page_opens_with_the_four_answers_and_the_facts_and_folds_the_rest(client):
    groups = compared(ONE, TWO, THREE).groups
    assert [group.heading for group in groups if group.is_open] == ["De fire svar", "Fakta"]
    assert [row.heading for row in groups[0].rows] == [
        "Hvad gjorde de",
        "Hvad kom der ud af det",
        "Hvad kostede det",
        "Hvad krævede det",
    ]
    assert [row.heading for row in groups[1].rows][:3] == ["Løsning", "Arbejder sammen med", "Udrulning"]
    opened, *folded = page(client, ONE, TWO, THREE).split('<details class="compared-group">')
    assert re.findall(r'<h2 id="gruppe-\d+">([^<]+)<', opened) == ["De fire svar", "Fakta"]
    assert [re.findall("<summary><h2>([^<]+)<", group) for group in folded] == [[g.heading] for g in groups[2:]]


def test_figures_and_facts_are_marked_and_prose_is_not():
    found = compared(ONE, TWO, THREE)
    assert row(found, "Hvad gjorde de").mark == ""
    assert row(found, "Hvad kom der ud af det").mark == "Tal i 2 af 3"
    assert row(found, "Løsning").mark == "Forskelligt"
    assert not any(
        group.has_marks
        for group in found.groups
        if group.heading in ("Formål og effekter", "Implementering", "Ændringer")
    )


def test_every_cell_of_a_table_has_headers_that_hold_a_name_only(client):
    shown, found = page(client, ONE, TWO, THREE), compared(ONE, TWO, THREE)
    tables = re.findall(r"(?s)<table.*?</table>", shown)
    assert len(tables) == len(found.groups)
    for table, group in zip(tables, found.groups, strict=True):
        assert f"{group.heading}: 3 cases sammenlignet" in table
        names = ["Emne", *(["Ens?"] if group.has_marks else []), *(column.name for column in found.columns)]
        assert re.findall(r'<th [^>]*scope="col"[^>]*>([^<]+)</th>', table) == names
        headings = [row.heading for row in group.rows]
        assert re.findall(r'<th scope="row" role="rowheader">([^<]+)</th>', table) == headings
        assert table.count("<td ") == len(headings) * (len(names) - 1)


def test_a_long_menu_offers_the_list_instead(client, monkeypatch):
    monkeypatch.setattr(comparison, "MOST_OFFERED", 5)
    shown = page(client, ONE)
    assert shown.count("<option value=") == 6
    assert "Menuen rummer ikke alle cases" in shown


def test_the_list_has_a_box_for_each_case_that_leads_here_without_narrowing_the_list(client):
    shown = client.get("/cases/?teknologi=rpa").content.decode()
    boxes = re.findall(r'<input [^>]*name="case"\s+value="([^"]+)" form="kurv">', shown)
    assert {ONE, TWO} <= set(boxes)
    form = shown.split('<form class="basket" id="kurv" action="/min-liste/" method="get"')[1].split("</form>")[0]
    assert 'formaction="/sammenlign/"' in form
    assert "Sammenlign med en anden case" in text_of(client.get(f"/cases/{ONE}/"))
