"""Lærdomme: findings across cases with their evidence, stated figures, what was hard and what nobody tells."""

import re
from io import BytesIO
from itertools import chain

import docx
import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from casekatalog.core.danish_numbers import danish
from cases.catalogue.lessons import find_topic, topics
from cases.editing.roles import EDITOR, PUBLISHER
from cases.models import Case, Difficulty, KeyFigure, Lesson, LessonEvidence
from cases.models.lessons import TOPICS
from cases.workflow import history
from tests.editing import log_in
from tests.pages import text_of

RPA = "/laerdomme/rpa/"


def test_every_finding_has_two_cases_as_evidence_and_all_of_it_is_from_cases_of_its_topic():
    for lesson in Lesson.objects.all():
        (field,) = [name for name in TOPICS if getattr(lesson, name)]
        having = set(find_topic(lesson.topic.slug).published_cases.values_list("pk", flat=True))
        evidence = list(lesson.evidence.all())
        assert sum(not entry.is_against for entry in evidence) >= 2, lesson
        assert {entry.case_id for entry in evidence if not entry.is_against} <= having, (field, lesson)


def test_every_figure_in_a_finding_and_its_evidence_is_a_key_figure_of_the_case():
    for entry in LessonEvidence.objects.select_related("lesson", "case"):
        known = set()
        for figure in entry.case.key_figures.all():
            known |= {
                danish(n) for n in (figure.low, figure.high, figure.before_low, figure.before_high) if n is not None
            }
        assert set(re.findall(r"\d[\d.,]*\d|\d", entry.text)) <= known, (entry.case.slug, entry.text)
        assert not re.search(r"\d", entry.lesson.sentence)


def test_evidence_and_difficulties_stand_on_pages_of_their_case():
    for entry in chain(LessonEvidence.objects.all(), Difficulty.objects.all()):
        assert entry.case.first_page <= entry.page <= entry.case.last_page, entry


def test_no_two_pages_have_the_same_address():
    slugs = [slug for model in TOPICS.values() for slug in model.objects.values_list("slug", flat=True)]
    assert len(set(slugs)) == len(slugs)
    assert {topic.findings in range(1, 7) for topic in topics()} == {True}


def test_a_page_says_how_many_cases_bear_a_finding_out_who_went_another_way_and_where(client):
    page = client.get("/laerdomme/bogfoering/")
    text = text_of(page)
    assert "2 af 4 cases peger på det. Rudersdal gik en anden vej." in text
    assert "Redaktionens sammenfatning, senest holdt op mod casene 29. november 2026." in text
    assert 'href="/cases/nordfyns-bogfoering/#forudsaetninger"' in page.content.decode()
    assert "Ingen af de 4 cases oplyser, hvor lang tid der gik til drift." in text
    assert "Robotten arbejder ikke som et menneske" in text


def test_a_range_takes_only_figures_of_the_same_kind_of_solution(client):
    text = text_of(client.get(RPA))
    assert "Investering, 3 cases med RPA: fra 68.035 til ca. 100.000 kr." in text
    assert ("7 af 8 cases oplyser eller skønner en effekt i tal." in text, "mål eller forventet" in text) == (
        True,
        False,
    )
    KeyFigure.objects.filter(case__slug__in=["thisted-fleksloen", "lyngby-taarbaek-helbredstillaeg"]).delete()
    assert "med RPA: fra" not in text_of(client.get(RPA))


def test_what_a_long_page_leaves_out_is_said_and_a_range_is_of_all(client, monkeypatch):
    whole = text_of(client.get(RPA))
    monkeypatch.setattr("cases.catalogue.lesson_page.MOST_SHOWN", 1)
    cache.clear()
    cut = text_of(client.get(RPA))
    assert "Her er de første 1. De andre står i casene." in cut
    assert "tal mere, som står i casene." in cut
    assert (ranges := re.findall(r"Investering, \d+ cases .*? kr\.", whole))
    assert re.findall(r"Investering, \d+ cases .*? kr\.", cut) == ranges


def test_a_finding_left_with_one_published_case_is_hidden(client):
    sentence = "Saml overblikket over adgange"
    assert sentence in text_of(client.get("/laerdomme/adgang-og-rettigheder/"))
    case = Case.objects.get(number=20)
    case.status = Case.Status.ARCHIVED
    case.save()
    assert client.get("/laerdomme/adgang-og-rettigheder/").status_code == 404
    assert "Prøv robotten af" in text_of(client.get(RPA))
    assert "Vesthimmerlands" not in text_of(client.get(RPA))
    assert Lesson.objects.published().filter(sentence__startswith=sentence).count() == 0


def test_editors_look_at_a_finding_again_when_a_case_of_it_has_changed_until_they_save_it(client, admin_client):
    assert not Lesson.objects.to_look_at().exists()
    case = Case.objects.get(number=20)
    history.record(case, None, "")
    waiting = Lesson.objects.to_look_at().count()
    assert waiting == LessonEvidence.objects.filter(case=case).count() > 1
    start = admin_client.get(reverse("admin:index")).content.decode()
    assert f'Lærdomme, der skal ses efter <span class="dashboard-total">({waiting})' in start
    lesson = Lesson.objects.to_look_at().first()
    address = reverse("admin:cases_lesson_change", args=[lesson.pk])
    form = admin_client.get(address).context
    given = {name: lesson.serializable_value(name) or "" for name in ("sentence", "order", *TOPICS)}
    rows = form["inline_admin_formsets"][0].formset
    given |= {f"{rows.prefix}-{name}": rows.management_form[name].value() for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    for row in rows.forms:
        given |= {row.add_prefix(n): row[n].value() or "" for n in row.fields if n != "DELETE"}
    assert admin_client.post(address, given).status_code == 302
    lesson.refresh_from_db()
    assert lesson.reviewed_at.date() == timezone.now().date()
    assert Lesson.objects.to_look_at().count() == waiting - 1


@pytest.mark.parametrize(("role", "may"), [(EDITOR, 403), (PUBLISHER, 200)])
def test_a_publisher_writes_findings_and_an_editor_reads_them(client, role, may):
    log_in(client, role)
    assert client.get(reverse("admin:cases_lesson_changelist")).status_code == 200
    assert client.get(reverse("admin:cases_lesson_add")).status_code == may


@pytest.mark.parametrize(
    "url",
    [
        "/cases/?teknologi=rpa",
        "/cases/?opgave=bogfoering&teknologi=rpa",
        "/cases/?q=softwarerobot",
        "/cases/?q=robot",
        "/cases/rudersdal-bogfoering/",
    ],
)
def test_case_list_search_and_case_page_lead_to_the_page(client, url):
    assert f'href="{RPA}">Lærdomme: RPA/softwarerobot</a>' in client.get(url).content.decode()


def test_a_search_that_names_no_topic_leads_to_no_page(client):
    assert "Lærdomme:" not in text_of(client.get("/cases/?q=faktura+robot+tandlæge"))


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/laerdomme/", 200),
        ("/laerdomme/findes-ikke/", 404),
        ("/hent/laerdomme/x.pdf", 404),
        ("/hent/laerdomme/rpa.xlsx", 404),
    ],
)
def test_what_is_not_there_is_said(client, url, status):
    assert client.get(url).status_code == status


def test_the_page_is_a_file_too_with_the_same_findings(client):
    response = client.get("/hent/laerdomme/rpa.docx")
    assert response["Content-Disposition"] == 'attachment; filename="laerdomme-rpa.docx"'
    words = "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(response.content)).paragraphs)
    for sentence in (finding.lesson.sentence for finding in client.get(RPA).context["page"].findings):
        assert sentence in words
    assert client.get("/hent/laerdomme/rpa.pdf").content.startswith(b"%PDF")
