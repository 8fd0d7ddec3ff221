"""A case that is not published is nowhere a reader can come: no page, no list, no count, no search."""

import re

import pytest
from django.test import Client

from cases.catalogue.lessons import topics
from cases.models import Case, OrganisationalChange
from cases.publishing.files import FORMATS
from cases.search.indexing import index_all
from frameworks.models import Grip, LeavittComponent, Phase, PreconditionPerspective, PreconditionTheme
from tests.pages import titles_of

SLUG = "vesthimmerland-autorisationskontrol"
UNPUBLISHED = [status for status in Case.Status if status != Case.Status.PUBLISHED]
# Words that only this case has.
ITS_WORDS = ["Vesthimmerland", "MARC", "KSP CICS", "autorisationskontrol", '"systemadgange ét sted"']


def every_public_page():
    terms = {
        "forudsaetninger": [*PreconditionTheme.objects.all(), *PreconditionPerspective.objects.all()],
        "implementering": Phase.objects.all(),
        "aendringer": LeavittComponent.objects.all(),
    }
    return [
        *("/", "/cases/", "/cases/?kommune=0820", "/cases/?q=robot", "/greb/", "/analyseramme/", "/om/", "/redskaber/"),
        "/sammenlign/",
        "/sammenlign/?case=rudersdal-bogfoering",
        "/sammenlign/?case=rudersdal-bogfoering&case=esbjerg-bogfoering",
        "/min-liste/?case=rudersdal-bogfoering",
        "/overblik/",
        *(f"/cases/?q={word}" for word in ITS_WORDS),
        *("/nyt.atom", "/nyt.atom?kommune=0820"),
        *("/api/v1/cases/", "/api/v1/vokabularer/", "/aabne-data/", "/sitemap-cases.xml", "/datasaet.ttl"),
        *(f"/api/v1/cases/?q={word}" for word in ITS_WORDS),
        *(f"/api/v1/cases/{case.slug}/" for case in Case.objects.published()[18:22]),
        *(f"/forslag/?q={word}" for word in ITS_WORDS),
        *("/laerdomme/", *(topic.url for topic in topics())),
        *(f"/greb/{grip.slug}/" for grip in Grip.objects.all()),
        *(f"/analyseramme/{family}/{term.slug}/" for family, found in terms.items() for term in found),
        *(case.get_absolute_url() for case in Case.objects.published()),
    ]


@pytest.fixture(params=UNPUBLISHED)
def hidden(request):
    case = Case.objects.get(slug=SLUG)
    case.status = request.param
    case.save()
    return case


def test_its_page_and_its_files_are_not_found(client, hidden):
    page = hidden.get_absolute_url()
    files = [*(f"/hent/{SLUG}.{extension}" for extension in FORMATS), f"/hent/{SLUG}/en-side.pdf"]
    for url in (page, f"{page}kommuner.atom", f"/api/v1{page}", *files, f"/hent/cases.json?case={SLUG}"):
        assert client.get(url).status_code == 404, url


@pytest.mark.parametrize("hidden", [Case.Status.DRAFT, Case.Status.ARCHIVED], indirect=True)
def test_no_list_names_it_and_no_search_finds_it(client, hidden):
    searches = (f"/cases/?q={word}" for word in ITS_WORDS)
    for url in ("/", "/cases/", "/overblik/", *searches, "/forslag/?q=Vesthimmerland"):
        assert SLUG not in client.get(url).content.decode(), url
    for url in ("/api/v1/katalog.json", "/hent/cases.json", "/hent/cases.csv"):
        assert SLUG not in client.get(url).getvalue().decode(), url


@pytest.mark.parametrize("hidden", [Case.Status.IN_REVIEW], indirect=True)
def test_no_page_names_it_and_every_page_is_as_if_it_were_not_there(client, hidden):
    """Counts, order and neighbours too. A catalogue with its neighbours, its kin and some others has every kind."""
    Case.objects.exclude(number__in=[2, 6, 7, 16, 17, 18, 19, 21, 24]).exclude(pk=hidden.pk).delete()
    hiding = {url: page(client, url) for url in every_public_page()}
    assert [url for url, shown in hiding.items() if SLUG in shown] == []
    hidden.delete()
    index_all()
    for url, shown in hiding.items():
        assert page(client, url) == shown, url


def page(client: Client, url: str) -> str:
    # The version in the file names of styles and scripts is the same; the form token is not shown to readers.
    answer = client.get(url)
    assert answer.status_code == 200, url
    return re.sub(r"\s+", " ", answer.content.decode())


def test_an_entry_of_a_draft_saved_by_itself_does_not_bring_it_into_the_index(client, hidden):
    component = LeavittComponent.objects.all()[0]
    OrganisationalChange.objects.create(case=hidden, order=90, component=component, text="Hemmelighedskræmmeri.")
    assert titles_of(client.get('/cases/?q="Hemmelighedskræmmeri"')) == []


def test_it_is_back_everywhere_when_it_is_published(client):
    pages = ["/", "/cases/", "/overblik/", "/greb/", "/analyseramme/", f"/cases/?q={ITS_WORDS[0]}", f"/cases/{SLUG}/"]
    before = {url: page(client, url) for url in pages}
    case = Case.objects.get(slug=SLUG)
    case.status = Case.Status.ARCHIVED
    case.save()
    case.status = Case.Status.PUBLISHED
    case.save()
    assert {url: page(client, url) for url in pages} == before
