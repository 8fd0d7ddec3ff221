"""The feeds are valid Atom and say what readers can see: new and changed cases, and who does the same."""

from datetime import UTC, datetime, timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.http import http_date

from casekatalog.core.clean_text import clean_prose
from casekatalog.core.data_version import set_new_version
from cases.models import Case, ContributionEvent, Municipality
from cases.workflow.adoptions import renew
from cases.workflow.contribution_decisions import undo
from cases.workflow.transitions import TRANSITIONS, perform, start_correction
from tests.editing import publisher
from tests.factories import adopt
from tests.register import MAILBOX, offer
from tests.register import entry as adopted

ATOM = "{http://www.w3.org/2005/Atom}"
SLUG = "vesthimmerland-autorisationskontrol"
REGISTER = f"/cases/{SLUG}/kommuner.atom"
LONG_AGO = datetime(2025, 1, 1, 12, tzinfo=UTC)


def read(client, address="/nyt.atom"):
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    assert answer["Access-Control-Allow-Origin"] == "*"
    return ElementTree.fromstring(answer.content)  # noqa: S314


def said(element, name):
    return element.findtext(f"{ATOM}{name}")


def entries(client, address="/nyt.atom"):
    return read(client, address).findall(f"{ATOM}entry")


def links_of(feed):
    return {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}


def test_it_has_all_that_atom_asks_for(client, settings):
    settings.OWNER_NAME = "Foreningen & Co"
    feed = read(client)
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "da"
    assert said(feed, "id")
    assert said(feed, "title") == "Casekatalog: nye og ændrede cases"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Foreningen & Co"
    assert links_of(feed) == {"self": "http://testserver/nyt.atom", "alternate": "http://testserver/cases/"}
    assert datetime.fromisoformat(said(feed, "updated")).tzinfo
    found = feed.findall(f"{ATOM}entry")
    assert len(found) == 26
    assert len({said(entry, "id") for entry in found}) == 26
    for entry in found:
        assert said(entry, "title")
        assert said(entry, "summary")
        assert datetime.fromisoformat(said(entry, "updated"))
        assert entry.find(f"{ATOM}link").get("href").startswith("http://testserver/cases/")


def test_what_changed_last_comes_first_and_keeps_its_id(client):
    ids = {said(entry, "id") for entry in entries(client)}
    case, bo = Case.objects.get(slug=SLUG), publisher()
    correction = start_correction(case, bo)
    Case.objects.filter(pk=correction.pk).update(title="Et nyt ord i titlen")
    before = timezone.now()
    perform(TRANSITIONS["publicer"], Case.objects.get(pk=correction.pk), User.objects.get(pk=bo.pk))
    found = entries(client)
    assert said(found[0], "title") == "Et nyt ord i titlen, Vesthimmerlands Kommune"
    assert said(found[0], "id") == f"http://testserver/cases/{SLUG}/"
    assert datetime.fromisoformat(said(found[0], "updated")) >= before - timedelta(seconds=1)
    assert datetime.fromisoformat(said(found[0], "published")) < before
    assert found[0].find(f"{ATOM}category").get("term") == "Ændret"
    assert {said(entry, "id") for entry in found} == ids


def test_a_draft_is_not_in_it_and_neither_is_a_case_without_a_date(client):
    Case.objects.filter(number=1).update(status=Case.Status.DRAFT)
    Case.objects.filter(number=2).update(changed_at=None)
    assert len(entries(client)) == 24


@pytest.mark.parametrize("text", ["<b>&amp;</b> ]]>", "lyd\x07\x01\ufffe", "🤖 \u202e", "“æøå”"])
def test_any_text_that_can_be_stored_can_be_written(client, text):
    Case.objects.filter(number=20).update(summary=text, title=f"Titel {text}"[:90])
    said_in_html = {unescape(said(entry, "summary")) for entry in entries(client)}
    assert clean_prose(text) in said_in_html


def test_every_page_leads_to_it(client):
    link = '<link rel="alternate" type="application/atom+xml" title="Nye og ændrede cases" href="/nyt.atom">'
    assert link in client.get("/om/").content.decode()


# --- The feed of a list ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "teknologi=rpa&omraade=sekretariatsopgaver",
        "q=aktindsigt+robot&pris=oplyst",
        "kommune=0607",
        "system=findes-ikke",
    ],
)
def test_it_has_the_cases_of_the_list_with_the_same_parameters(client, query):
    titles = client.get(f"/api/v1/cases/?{query}&antal=100").json()["cases"]
    expected = {f"{case['title']}, {case['municipality']['name']}" for case in titles}
    assert {said(entry, "title") for entry in entries(client, f"/nyt.atom?{query}")} == expected


def test_its_title_says_the_filter_and_its_subtitle_what_was_left_out(client):
    feed = read(client, "/nyt.atom?region=nordjylland&teknologi=rpa&teknologi=intet&q=robot+aktindsigt&x=1&side=abc")
    assert said(feed, "title") == "Casekatalog: nye og ændrede cases med RPA i Region Nordjylland om “robot aktindsigt”"
    assert said(feed, "subtitle") == (
        "Cases med RPA i Region Nordjylland om “robot aktindsigt”, de senest ændrede først. "
        "Vi kender ikke “intet” under Teknologi, så det er ikke brugt. "
        "Adressen har “x”. Det kender vi ikke, så det er ikke brugt. "
        "Cases, der kun passer på nogle af ordene, er også med."
    )


def test_two_spellings_of_a_filter_are_one_feed_whose_page_leads_to_it(client):
    spellings = (
        "greb=ledelsesfokus-og-forankring&greb=strategisk-fokus&teknologi=rpa&q=robot",
        "q=++robot&vis=tabel&sortering=titel&side=2&vi_har=kmd-opus&"
        "teknologi=rpa&teknologi=rpa&greb=strategisk-fokus&greb=findes-ikke&greb=ledelsesfokus-og-forankring",
    )
    feeds = [read(client, f"/nyt.atom?{query}") for query in spellings]
    assert links_of(feeds[0]) == links_of(feeds[1])
    assert said(feeds[0], "id") == said(feeds[1], "id") == links_of(feeds[0])["alternate"]
    follow = links_of(feeds[0])["self"]
    assert (follow.startswith("http://testserver/nyt.atom?q=robot&"), links_of(read(client, follow))["self"]) == (
        True,
        follow,
    )
    for query in spellings:
        page = unescape(client.get(f"/cases/?{query}").content.decode())
        assert page.count(f'href="{follow.removeprefix("http://testserver")}"') == 2


def test_a_list_without_cases_can_be_followed_and_its_feed_stays_the_same(client):
    assert "/nyt.atom?kommune=0607" in client.get("/cases/?kommune=0607").content.decode()
    assert said(read(client, "/nyt.atom?kommune=0607"), "updated").startswith("1970")


def test_who_has_a_list_hears_of_a_case_that_joins_it_without_a_change_of_its_own(client):
    adopted()
    feed = "/nyt.atom?ogsaa=i-brug"
    had = client.get(feed)
    assert (client.get(feed, headers={"If-None-Match": had["ETag"]}).status_code, len(entries(client, feed))) == (
        304,
        1,
    )
    adopt(2)
    answer = client.get(feed, headers={"If-None-Match": had["ETag"], "If-Modified-Since": http_date()})
    assert (answer.status_code, "Last-Modified" in answer) == (200, False)


# --- The feed of a case's municipalities -----------------------------------------------------------------------------


def moment(entry):
    return datetime.fromisoformat(said(entry, "updated"))


def test_an_approved_answer_is_in_the_cases_feed_without_its_mailbox(client):
    assert entries(client, REGISTER) == []
    before = timezone.now()
    adopted(system="MARC", remark="<Lederne> kontrollerer.", mailbox_is_public=True)
    feed = read(client, REGISTER)
    assert said(feed, "title").startswith("Casekatalog: kommuner, der gør det også – ")
    assert links_of(feed) == {
        "self": f"http://testserver{REGISTER}",
        "alternate": f"http://testserver/cases/{SLUG}/#ogsaa",
    }
    (found,) = feed.findall(f"{ATOM}entry")
    assert said(found, "title") == "Ringsted Kommune: i drift siden 2023, med MARC"
    assert unescape(said(found, "summary")).startswith("“<Lederne> kontrollerer.” Kommunens eget svar, ")
    assert said(found, "id") == f"http://testserver/cases/{SLUG}/#ogsaa-0329"
    assert 'id="ogsaa-0329"' in client.get(f"/cases/{SLUG}/").content.decode()
    assert before <= moment(found) <= timezone.now()
    assert found.find(f"{ATOM}category").get("term") == "I drift"
    assert MAILBOX.encode() not in client.get(REGISTER).content


def test_a_newer_answer_comes_first_and_one_that_is_renewed_keeps_its_id(client):
    first = adopted(municipality=Municipality.objects.get(code="0820"))
    other = adopted()
    ids = [said(found, "id")[-4:] for found in entries(client, REGISTER)]
    renew(first)
    assert (ids, [said(found, "id")[-4:] for found in entries(client, REGISTER)]) == (
        ["0329", "0820"],
        ["0820", "0329"],
    )
    undo(other, publisher())
    assert len(entries(client, REGISTER)) == 1


@pytest.mark.parametrize(("days", "says"), [(0, "Kommunens eget svar"), (-1, "er ikke bekræftet siden"), (-190, None)])
def test_an_answer_that_lapses_is_updated_on_that_day_and_goes_like_on_the_page(client, days, says):
    today = timezone.localdate()
    ContributionEvent.objects.filter(contribution=adopted(expires_on=today + timedelta(days))).update(at=LONG_AGO)
    found = entries(client, REGISTER)
    assert [says in said(each, "summary") for each in found] == ([True] if says else [])
    assert ["(udløbet)" in said(each, "title") for each in found] == ([days < 0] if says else [])
    if says:
        assert timezone.localdate(moment(found[0])) == (today if days else timezone.localdate(LONG_AGO))


def test_the_case_page_leads_to_its_feed(client, settings):
    link = f'application/atom+xml" href="{REGISTER}">Følg, hvem der gør det også'
    assert link not in client.get(f"/cases/{SLUG}/").content.decode()
    offer(settings)
    set_new_version()
    page = client.get(f"/cases/{SLUG}/").content.decode()
    assert link in page
    assert f'title="Kommuner, der gør det også" href="{REGISTER}"' in page
