"""The plan: steps chosen from cases, moved and dropped by address alone."""

from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils.formats import date_format

from cases.models import Case, ImplementationStep, Lesson, LessonEvidence
from tests.pages import text_of

ONE, TWO = "rudersdal-bogfoering", "vesthimmerland-autorisationskontrol"
PAGE = "/projekt/plan/"


def names(slug: str, phase: str = "") -> list[str]:
    steps = ImplementationStep.objects.filter(case__slug=slug).select_related("case")
    return [f"{step.case.number}-{step.key}" for step in (steps.filter(phase__slug=phase) if phase else steps)]


def shown(client, **given) -> list[str]:
    page = client.get(PAGE, {"case": [ONE, TWO], "dato": "2026-11-29", **given}).content.decode()
    return [part.partition('"')[0] for part in page.split('<li id="trin-')[1:]]


def test_chosen_steps_of_several_cases_stand_in_their_phase_in_the_addresss_order(client):
    phase = ImplementationStep.objects.filter(case__slug=TWO)[0].phase.slug
    here, there = names(TWO, phase), names(ONE, phase)
    wanted = [here[0], *there[:2]]
    assert shown(client, trin=wanted) == wanted
    assert shown(client, trin=wanted[::-1]) == wanted[::-1]


def test_a_step_is_moved_and_dropped_by_a_link(client):
    steps = names(ONE, ImplementationStep.objects.filter(case__slug=ONE)[0].phase.slug)[:2]
    page = client.get(PAGE, {"case": ONE, "dato": "2026-11-29", "trin": steps}).content.decode()
    base = f"{PAGE}?case={ONE}&amp;dato=2026-11-29"
    assert f'href="{base}&amp;trin={steps[1]}&amp;trin={steps[0]}#trin-{steps[0]}"' in page
    assert f'href="{base}&amp;trin={steps[1]}"' in page


def test_all_steps_can_be_taken_at_once_and_the_address_stays_short(client):
    slugs = list(Case.objects.order_by("-number").values_list("slug", flat=True)[:4])
    page = client.get(PAGE, {"case": slugs, "dato": "2026-11-29"}).content.decode()
    url = page.partition("Tag alle trin med")[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    response = client.get(url)
    assert f"Jeres plan har {sum(len(names(slug)) for slug in slugs)} trin." in text_of(response)
    assert "Tag alle trin med" not in text_of(response)


def test_the_form_keeps_the_order_of_what_is_chosen(client):
    steps = names(ONE)[:3][::-1]
    page = client.get(PAGE, {"case": ONE, "trin": steps}).content.decode()
    assert [page.index(f'type="hidden" name="trin" value="{name}"') for name in steps] == sorted(
        page.index(f'type="hidden" name="trin" value="{name}"') for name in steps
    )


def test_a_step_that_is_gone_is_named(client):
    text = text_of(client.get(PAGE, {"case": ONE, "trin": ["6-zzz", *names(ONE)[:1]]}))
    assert "1 af de valgte trin findes ikke længere" in text
    assert "Jeres plan har 1 trin." in text


def test_a_start_month_gives_the_month_of_operation_where_a_case_states_its_time(client):
    case = Case.objects.filter(key_figures__subject="tid-til-drift", key_figures__unit="måneder").first()
    figure = case.key_figures.get(subject="tid-til-drift")
    given = {"case": case.slug, "trin": names(case.slug)[:1], "start": "2027-03"}
    text = text_of(client.get(PAGE, given))
    assert "Den begynder i marts 2027." in text
    end = date(2027, 3, 1) + relativedelta(months=int(figure.high or figure.low))
    assert f"er I færdige i {date_format(end, 'F Y').lower()}" in text


def test_each_phase_shows_what_the_cases_teach_about_it_while_two_cases_bear_it_out(client):
    lesson = Lesson.objects.published().filter(phase__slug="levere")[0]
    given = {"case": TWO, "trin": names(TWO)[:1]}
    assert lesson.sentence in text_of(client.get(PAGE, given)).partition("Levere")[2]
    LessonEvidence.objects.filter(lesson=lesson).delete()
    assert lesson.sentence not in text_of(client.get(PAGE, given))


def test_what_the_fit_check_found_missing_stands_in_the_first_phase(client):
    entry = Case.objects.get(slug=TWO).preconditions.all()[0]
    entry.question = "Har I en ejer?"
    entry.save()
    text = text_of(client.get(PAGE, {"case": TWO, "trin": names(TWO)[:1], f"f20-{entry.key}": "k"}))
    assert "Skaf: Har I en ejer?" in text.partition("Definere")[0]
