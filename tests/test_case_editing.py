"""The editing screen of a case: what is on it, and that saving it changes what was changed and nothing else."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from casekatalog.accounts.roles import EDITOR, PUBLISHER
from cases.models import Case, Municipality, SupportFunction, Vendor
from cases.models.records import records_of
from cases.workflow import history
from frameworks.models import GainPerspective, Grip, Phase
from tests.editing import (
    add_row,
    change_url,
    errors_of,
    form_of,
    log_in,
    open_form,
    small_case,
    small_draft,
    unchanged_form,
)
from tests.pages import queries_needed, text_of


@pytest.fixture
def case():
    return small_case()


@pytest.fixture
def draft():
    return small_draft()


@pytest.fixture
def anna(client):
    log_in(client, EDITOR)


@pytest.fixture
def bo(client):
    log_in(client, PUBLISHER)


def texts(case):
    return [step.text for step in case.steps.order_by("order")]


def save(client, case, changes):
    return client.post(change_url(case), unchanged_form(client, case) | changes)


@pytest.mark.parametrize("number", [13, 20])
def test_saving_without_changes_changes_nothing(client, bo, number):
    case = Case.objects.get(number=number)
    before = records_of(case)
    assert client.post(change_url(case), open_form(client, case)).status_code == 302
    assert records_of(case) == before


def test_the_screen_follows_the_order_of_the_case_page(client, anna, draft):
    page = client.get(change_url(draft)).content.decode()
    headings = ["Casen", "De fire svar", "Nøgletal", "Prisen", "Tidspunkter for drift", "Udrulning"]
    headings += ["Systemer i casen", "Baggrund", "Formål", "Effekter", "Gevinster med belæg", "Økonomi og tidsplan"]
    headings += ["Digital løsning", "Forudsætninger", "Trin i implementeringen", "Ændringer", "Greb med belæg"]
    headings += ["Redaktionelle noter", "Kilde"]
    places = [page.index(f">{heading}</a></li>") for heading in headings]
    assert places == sorted(places)


@pytest.mark.parametrize(("moved", "place", "order"), [(2, "1", (2, 0, 1)), (0, "3", (1, 2, 0))])
def test_entries_change_places_by_the_numbers_that_are_typed(client, anna, draft, moved, place, order):
    """One that moves up goes before the one that stood there, one that moves down after it."""
    before = texts(draft)
    save(client, draft, {f"steps-{moved}-ORDER": [place]})
    assert texts(draft) == [*(before[index] for index in order), *before[3:]]
    assert [step.order for step in draft.steps.order_by("order")] == list(range(1, len(before) + 1))


def test_an_editor_fills_in_the_new_lists_and_the_answers_and_readers_can_unfold_the_words(client, bo, case):
    form = unchanged_form(client, case) | {"answer_cost": ["68.035 kr. at anskaffe."], "key_figures-1-low": ["68036"]}
    form["key_figures-0-before_low"] = ["2"]
    stated = {"page": 142, "text": "“kildens egne ord”"}
    add_row(form, "rollouts", form="trinvist", concerns="lederne", **stated)
    add_row(form, "operation_dates", status="planlagt", what="næste robot", year=2019, month=5, **stated)
    vendor = Vendor.objects.get(slug="kmd").pk
    add_row(form, "case_products", role="integration", vendor=vendor, description="lønsystem", hoped_for="on", **stated)
    gain = GainPerspective.objects.all()[0].pk
    add_row(form, "gains", gain=gain, page=142, text="Kommunen sparer tid.", wording="“sparer tid”")
    answer = client.post(change_url(case), form)
    assert answer.status_code == 302, errors_of(answer)
    assert str(case.rollouts.get()) == "Trinvist (lederne)"
    assert str(case.operation_dates.get(order=2)) == "Planlagt: maj 2019"
    assert case.case_products.get(order=2).name == "lønsystem fra KMD"
    assert case.gains.last().wording == "“sparer tid”"
    page = text_of(client.get(case.get_absolute_url()))
    shown = "68.035 kr. at anskaffe.", "68.036 kr.", "2 → 0,5 år", "Trinvist (lederne)", "Planlagt: maj 2019"
    assert [words for words in shown if words not in page] == []
    assert page.count("“kildens egne ord”") == 3


def test_an_entry_can_be_put_in_and_another_taken_out_in_one_go(client, anna, draft):
    _, second, *rest = texts(draft)
    form = unchanged_form(client, draft)
    form["steps-0-DELETE"] = ["on"]
    phase = Phase.objects.get(slug="undersoege")
    add_row(form, "steps", ORDER=2, phase=phase.pk, heading="Spørg andre", text="Kommunen spurgte andre kommuner.")
    assert client.post(change_url(draft), form).status_code == 302
    assert texts(draft) == ["Kommunen spurgte andre kommuner.", second, *rest]


@pytest.mark.parametrize("place", ["", "-1", "99999999999", "to"])
def test_a_place_that_is_no_place_loses_nothing(client, anna, draft, place):
    before = texts(draft)
    assert save(client, draft, {"steps-0-ORDER": [place]}).status_code in (200, 302)
    assert sorted(texts(draft)) == sorted(before)


def test_a_new_case_needs_only_a_title_an_address_a_municipality_and_a_support_function(client, anna):
    form = form_of(client.get(reverse("admin:cases_case_add")).content.decode())
    form |= {
        "title": ["En ny case"],
        "slug": ["en-ny-case"],
        "municipality": [str(Municipality.objects.get(code="0329").pk)],
        "support_function": [str(SupportFunction.objects.get(slug="it").pk)],
    }
    assert client.post(reverse("admin:cases_case_add"), form).status_code == 302
    case = Case.objects.get(slug="en-ny-case")
    authors = [version.who for version in history.versions(case)]
    assert (case.status, case.number, authors) == (Case.Status.DRAFT, None, [EDITOR])


# What is wrong in one go, and the only errors that are shown then.
BAD = [
    {
        "title": ("", "Titel: Dette felt er påkrævet"),
        "key_figures-1-low": ("-1", "Nøgletal 2: Tallet må ikke være negativt"),
        "first_page": ("900", "Kildens sider skal stå i rækkefølge"),
        "price_status": ("gratis", "Prisen er: Marker en gyldig"),
        "operation_dates-0-month": ("11", "Skriv enten kvartal (1-4) eller måned (1-12)"),
        "case_products-0-description": ("softwarerobot", "Vælg et produkt, eller skriv, hvad det er"),
        "key_figures-3-answers": ("indsats", "Kun effekter, priser og tid til drift"),
        "confirmed_on": ("32.13.2026", "Indtast en gyldig dato"),
    },
    {
        "title": ("Tillægsmodul udvælger bilag til ledernes økonomiske tilsyn", "En anden case har samme titel"),
        "first_page": ("-5", "Kildens første side: Denne værdi skal være større"),
        "operation_dates-0-until_year": ("2016", "en periode slutter ikke, før den begynder"),
        "key_figures-2-answers": ("pris", "Højst ét tal kan vises med hvert svar"),
        "key_figures-0-before_high": ("7", "Tallet før må ikke være negativt"),
        "municipality": ("999999", "Kommune: Marker en gyldig"),
    },
    {
        "title": ("x" * 101, "Titel: Denne værdi må højst"),
        "first_page": ("hundrede", "Skriv et tal med cifre"),
        "operation_dates-0-text": ("", "Kildens ord: Dette felt er påkrævet"),
    },
]


@pytest.mark.parametrize("bad", BAD)
def test_bad_input_is_refused_in_danish_with_a_way_to_the_field(client, anna, draft, bad):
    long = {"background": ["Min lange tekst, som ikke må gå tabt."]}
    answer = save(client, draft, {field: [value] for field, (value, _) in bad.items()} | long)
    errors = errors_of(answer)
    assert [says for _, says in bad.values() if not any(says in error for error in errors)] == [], errors
    assert len(errors) == len(bad)
    assert form_of(answer.content.decode()).items() >= long.items()


def test_what_an_editor_writes_is_text_and_nothing_else(client, bo, case):
    text = "<script>alert(1)</script> {{ 7*7 }} ' OR 1=1 -- & “æ” 🙂"
    fields = "answer_what", "purposes-0-text", "steps-0-heading"
    assert save(client, case, {field: [text] for field in fields}).status_code == 302
    history_url = reverse("admin:cases_case_history", args=[case.pk])
    for url in (case.get_absolute_url(), "/cases/", change_url(case), history_url):
        answer = client.get(url)
        assert (answer.status_code, "<script>alert" in answer.content.decode()) == (200, False)
        assert escape(text) in answer.content.decode() or url == history_url


@pytest.mark.parametrize(
    "tampered",
    [
        {"steps-TOTAL_FORMS": ["x"]},
        {"steps-TOTAL_FORMS": ["99999"]},
        {"steps-INITIAL_FORMS": ["500"]},
        {"steps-INITIAL_FORMS": [""]},
        {"steps-0-id": ["999999"]},
        {"steps-0-id": ["x"]},
        {"steps-0-id": [""]},
        {"steps-0-case": ["1"]},
        {"steps-0-phase": ["999"]},
        {"seen_version": ["x"]},
        {"seen_version": ["-4"]},
        {"seen_version": ["99999999999999999999"]},
        {"_transition": ["../../"]},
    ],
    ids=str,
)
def test_a_form_that_was_tampered_with_is_no_error_of_ours(client, anna, draft, tampered):
    number = Case.objects.get(number=1).steps.count()
    assert save(client, draft, tampered).status_code in (200, 302)
    assert Case.objects.get(number=1).steps.count() == number


@pytest.mark.parametrize(
    "holes",
    [
        [
            ({"summary": ["  "]}, "Resuméet mangler"),
            ({"first_page": [""]}, "Skriv kildens første side"),
        ],
        [
            ({"tasks": []}, "Vælg mindst én opgave"),
            ({"purposes-0-DELETE": ["on"], "purposes-1-DELETE": ["on"]}, "Skriv mindst ét formål"),
            ({"steps-5-DELETE": ["on"]}, "Fasen Levere har ingen trin"),
            ({"key_figures-0-page": [""]}, "Nøgletal 1 mangler side"),
            ({"key_figures-1-page": ["12"]}, "men casen står på side 141–145"),
        ],
    ],
    ids=["fields", "lists"],
)
def test_a_published_case_cannot_be_saved_with_a_hole(client, bo, case, holes):
    before = records_of(case)
    answer = save(client, case, {name: value for change, _ in holes for name, value in change.items()})
    errors = errors_of(answer)
    assert [says for _, says in holes if not any(says in error for error in errors)] == [], errors
    assert len(errors) == len(holes)
    assert records_of(case) == before
    assert "blev ændret" not in answer.content.decode()


def test_two_figures_can_exchange_the_answers_they_are_shown_with(client, bo, case):
    answers = {"key_figures-1-answers": ["udbytte"], "key_figures-0-answers": ["pris"]}
    assert save(client, case, answers).status_code == 302
    assert list(case.key_figures.values_list("answers", flat=True))[:2] == ["pris", "udbytte"]


def test_a_draft_may_have_holes(client, anna, draft):
    assert save(client, draft, {"summary": [""], "first_page": [""], "tasks": []}).status_code == 302


def test_the_address_of_a_case_that_was_published_never_changes(client, anna, draft):
    assert "slug" not in unchanged_form(client, draft)
    save(client, draft, {"slug": ["nyt-navn"]})
    draft.refresh_from_db()
    assert draft.slug == "vesthimmerland-autorisationskontrol"


def test_the_screen_needs_as_many_queries_for_many_entries_as_for_few(client, anna, draft):
    few = queries_needed(lambda: client.get(change_url(draft)))
    for part in ("steps", "evidence", "key_figures", "purposes"):
        template = getattr(draft, part).last()
        grips = iter(Grip.objects.exclude(evidence__case=draft))
        for n in range(50, 52 if part == "evidence" else 54):
            template.pk, template.order, template.key = None, n, ""
            if part == "evidence":
                template.grip = next(grips)
            template.save()
    assert queries_needed(lambda: client.get(change_url(draft))) == few
