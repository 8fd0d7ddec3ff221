"""A case begun as a copy of another, a draft its own editor discards, and a municipality's confirmation."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from cases.models.records import content_of, records_of
from cases.workflow import history
from cases.workflow.transitions import start_correction
from tests.editing import browser, change_url, editor, messages_of, publisher, small_case
from tests.factories import make_contact
from tests.pages import text_of

LIST = reverse("admin:cases_case_changelist")


def at(page, case):
    return reverse(f"admin:cases_case_{page}", args=[case.pk])


def without_own(case):
    fields = ("title", "confirmed_on", "case")
    records = content_of(records_of(case))
    return [{n: v for n, v in record["fields"].items() if n not in fields} for record in records]


def test_a_copy_is_a_draft_with_all_of_the_content_but_the_contact_and_the_confirmation():
    case, client = small_case(), browser(editor())
    make_contact(case)
    Case.objects.filter(pk=case.pk).update(confirmed_on=date(2026, 1, 1))
    assert "Begynd en ny case med en kopi" in text_of(client.get(change_url(case)))
    for title in (f"Kopi af {case.title}", f"Kopi af {case.title}-2"):
        client.post(at("copy", case))
        copy = Case.objects.latest("pk")
        assert (copy.title, copy.status, copy.number, copy.confirmed_on) == (title, Case.Status.DRAFT, None, None)
        assert without_own(copy) == without_own(case)
        assert not hasattr(copy, "contact")


def test_only_who_began_a_draft_discards_it():
    case, anna = small_case(), editor("Anna")
    correction = start_correction(case, anna)
    assert browser(editor("Carl")).post(at("discard", correction)).status_code == 403
    assert browser(publisher()).post(at("discard", case)).status_code == 403
    client = browser(anna)
    assert "Kassér kladden" in text_of(client.get(change_url(correction)))
    assert "fortsat den hidtidige tekst" in text_of(client.get(at("discard", correction)))
    assert Case.objects.filter(pk=correction.pk).exists()
    assert client.post(at("discard", correction)).url == change_url(case)
    assert not Case.objects.filter(pk=correction.pk).exists()
    assert Case.objects.get(pk=case.pk).is_public


def test_a_confirmation_takes_who_said_so_and_when_and_the_history_remembers():
    case, client = small_case(), browser(publisher())
    correction = start_correction(case, editor("Anna"))
    assert "Hvem i kommunen" in text_of(client.get(at("confirm", case)))
    client.post(at("confirm", case), {"role": "Digitaliseringschefen", "day": "31.05.2026"})
    for each in (case, correction):
        each.refresh_from_db()
        assert each.confirmed_on == date(2026, 5, 31)
        comment = history.versions(each)[0].revision.comment
        assert comment == "Bekræftet 31. maj 2026 af Digitaliseringschefen"


@pytest.mark.parametrize(
    "answer", [{"role": "", "day": "31.05.2026"}, {"role": "Chefen", "day": ""}, {"role": "Chefen"}]
)
def test_a_confirmation_without_who_or_when_is_asked_for_again(answer):
    case, client = small_case(), browser(publisher())
    assert client.post(at("confirm", case), answer).status_code == 200
    tomorrow = f"{timezone.localdate() + timedelta(days=1):%d.%m.%Y}"
    page = text_of(client.post(at("confirm", case), {"role": "Chefen", "day": tomorrow}))
    assert "Datoen må ikke ligge i fremtiden." in page
    assert Case.objects.get(pk=case.pk).confirmed_on is None


def test_several_are_confirmed_at_once_only_for_one_municipality():
    client = browser(publisher())
    one = list(Case.objects.filter(municipality=small_case().municipality))
    other = Case.objects.exclude(municipality=one[0].municipality)[0]
    Case.objects.filter(pk=other.pk).update(confirmed_on=None)
    sent = {"action": "confirm_cases", "role": "Chefen", "day": "31.05.2026"}
    answer = client.post(LIST, sent | {"_selected_action": [one[0].pk, other.pk]})
    assert "fra én kommune ad gangen" in messages_of(answer)
    Case.objects.filter(pk=other.pk).update(municipality=one[0].municipality)
    chosen = {"_selected_action": [one[0].pk, other.pk]}
    assert "Hvem i kommunen" in text_of(client.post(LIST, {"action": "confirm_cases"} | chosen))
    client.post(LIST, sent | chosen)
    assert Case.objects.filter(confirmed_on=date(2026, 5, 31)).count() == 2


def test_confirming_is_for_who_may_publish():
    case = small_case()
    assert browser(editor()).post(at("confirm", case), {"role": "x", "day": "31.05.2026"}).status_code == 403
