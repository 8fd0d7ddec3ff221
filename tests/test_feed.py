"""The feed of new and changed cases is valid Atom and says what readers can see."""

from datetime import datetime, timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from casekatalog.core.clean_text import clean_prose
from cases.models import Case
from cases.workflow.transitions import TRANSITIONS, perform, start_correction
from tests.editing import publisher

ATOM = "{http://www.w3.org/2005/Atom}"
SLUG = "vesthimmerland-autorisationskontrol"


def read(client):
    answer = client.get("/nyt.atom")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/atom+xml")
    return ElementTree.fromstring(answer.content)  # noqa: S314


def said(element, name):
    return element.findtext(f"{ATOM}{name}")


def entries(client):
    return read(client).findall(f"{ATOM}entry")


def test_it_has_all_that_atom_asks_for(client, settings):
    settings.OWNER_NAME = "Foreningen & Co"
    feed = read(client)
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "da"
    assert said(feed, "id")
    assert said(feed, "title") == "Casekatalog: nye og ændrede cases"
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Foreningen & Co"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": "http://testserver/nyt.atom", "alternate": "http://testserver/cases/"}
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
