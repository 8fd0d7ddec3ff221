"""“Passer den til os?”: a question for each precondition and greb, and what the answers come to."""

import pytest

from casekatalog.core.batch import batched
from cases.models import Case, GripEvidence, Precondition
from frameworks.models import PreconditionTheme
from tests.pages import text_of

ONE, TWO = "rudersdal-bogfoering", "vesthimmerland-autorisationskontrol"
PAGE = "/projekt/passer/"


@pytest.fixture(autouse=True)
def _three_questions():
    """Case 20 asks three questions, of which the first is a must-have; case 6 asks one."""
    Precondition.objects.update(question="", required=False)
    GripEvidence.objects.update(question="", required=False)
    theme = PreconditionTheme.objects.get(slug="organisering")
    with batched():
        for entry, letter in zip(Precondition.objects.filter(case__slug=TWO)[:3], "ABC", strict=True):
            entry.question, entry.question_theme, entry.theme = f"Har I {letter}?", theme, None
            entry.required, entry.required_wording = letter == "A", "“er en forudsætning”"
            entry.save()
    Precondition.objects.filter(pk=Precondition.objects.filter(case__slug=ONE)[0].pk).update(
        question="Har I R?", theme=theme
    )


def names() -> list[str]:
    return [f"f20-{key}" for key in Precondition.objects.filter(case__slug=TWO).values_list("key", flat=True)[:3]]


def answered(client, answers: str, **more):
    given = {name: letter for name, letter in zip(names(), answers, strict=True) if letter != "-"}
    return client.get(PAGE, {"case": TWO, "dato": "2026-11-29", **given, **more})


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ("ppp", "Gå videre til foranalyse"),
        ("pdk", "Gå videre til foranalyse"),
        ("dpp", "Afklar dette ene spørgsmål først"),
        ("kpp", "Afklar dette ene spørgsmål først"),
        ("pm-", "Afklar disse 2 spørgsmål først"),
        ("pvp", "Afklar dette ene spørgsmål først"),
        ("d-v", "Afklar disse 3 spørgsmål først"),
        ("mpp", "Ikke nu"),
        ("mvv", "Ikke nu"),
        ("ppx", "Afklar dette ene spørgsmål først"),
    ],
)
def test_the_verdict_follows_from_the_answers_alone(client, answers, verdict):
    assert f"{verdict} " in text_of(answered(client, answers))


def test_ikke_nu_names_the_must_have_and_the_sources_words(client):
    text = text_of(answered(client, "mpp"))
    assert "Ikke nu, fordi dette skal være på plads og mangler hos jer: Har I A? Kilden: “er en forudsætning”" in text


def test_answers_stand_in_three_groups_with_must_haves_on_top(client):
    text = text_of(answered(client, "-mp"))
    assert "Skal afklares først (2) Skal være på plads Har I A? Ikke besvaret Har I B? Mangler" in text
    assert "Skal skaffes (0) Intet. Klar (1) Har I C? På plads" in text
    assert not [word for word in ("point", "procent", "anbefal") if word in text.replace("ingen point", "")]


def test_a_gap_shows_how_many_cases_write_about_the_same_theme_with_links(client):
    response = answered(client, "pp-")
    theme = PreconditionTheme.objects.get(slug="organisering")
    others = Precondition.objects.filter(theme=theme) | Precondition.objects.filter(theme=None, question_theme=theme)
    number = others.values("case").distinct().count()
    assert f"Organisering: {number} cases skriver om samme tema" in text_of(response)
    first = Precondition.objects.filter(case__slug=ONE, question="Har I R?").get()
    assert f'href="/cases/{ONE}/#{first.anchor}"' in response.content.decode()


def test_questions_of_several_cases_stand_together_under_their_theme(client):
    text = text_of(client.get(PAGE, {"case": [TWO, ONE]}))
    theme = text.partition("spørgsmål til jer selv")[2]
    assert theme.count("Organisering") >= 1
    assert [letter for letter in "ABCR" if f"Har I {letter}?" not in theme] == []


def test_a_case_of_which_the_source_names_no_must_have_is_said_so(client):
    text = text_of(client.get(PAGE, {"case": ONE}))
    assert f"Kilden nævner ikke noget, der skal være på plads, i “{Case.objects.get(slug=ONE)}”." in text


def test_an_answer_to_a_question_that_is_gone_is_named(client):
    text = text_of(client.get(PAGE, {"case": TWO, "f20-zzz": "p"}))
    assert f"1 af spørgsmålene fra “{Case.objects.get(slug=TWO)}” findes ikke længere." in text


def test_without_cases_the_page_leads_to_where_they_are_chosen(client):
    assert "Vælg først en case." in text_of(client.get(PAGE))


def test_several_peoples_answers_stand_side_by_side_and_the_disputed_first(client):
    first, second, _ = names()
    links = (
        f"http://testserver{PAGE}?case={TWO}&{first}=p&{second}=p\nhttps://x.dk/?case={TWO}&{first}=p&{second}=m\nvrøvl"
    )
    text = text_of(client.get("/projekt/gruppe/", {"links": links}))
    assert "I svarer forskelligt på 1 af 3 spørgsmål" in text
    assert "Har I B? Nej På plads Mangler Har I A? Ja På plads På plads" in text
    assert "1 af linjerne er ikke et link til et projekt." in text


@pytest.mark.parametrize(
    "links", ["", "?" * 5000, "\x00?case=x", "?case=" + "&case=".join("abcdefgh"), "?\n" * 500, "http://[?x"]
)
def test_whatever_is_pasted_the_group_answers(client, links):
    assert client.get("/projekt/gruppe/", {"links": links}).status_code == 200
