"""Data portals find the catalogue described as DCAT-AP-DK 2.0 asks, in two forms that say the same.

What the profile asks for is written here from its SHACL shapes (version 2.0.2): the properties that must be there, the
recommended ones we have, and the class of everything they point at.
"""

import pytest
from django.test import Client
from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic

from cases.publishing.views import FILES

# The library's own reader of JSON-LD uses what the library is leaving.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
ADDRESSES = {"/datasaet.jsonld": "json-ld", "/datasaet.ttl": "turtle"}
COMMON = {
    DCTERMS.publisher: FOAF.Agent,
    DCTERMS.language: DCTERMS.LinguisticSystem,
    DCTERMS.spatial: DCTERMS.Location,
    DCTERMS.modified: Literal,
    DCTERMS.issued: Literal,
    DCTERMS.title: Literal,
    DCTERMS.description: Literal,
}
ASKED = {
    DCAT.Catalog: COMMON
    | {
        DCAT.dataset: DCAT.Dataset,
        DCAT.service: DCAT.DataService,
        DCTERMS.license: DCTERMS.LicenseDocument,
        FOAF.homepage: FOAF.Document,
        DCAT.themeTaxonomy: SKOS.ConceptScheme,
    },
    DCAT.Dataset: COMMON
    | {
        DCTERMS.identifier: Literal,
        DCAT.contactPoint: VCARD.Kind,
        DCAT.theme: SKOS.Concept,
        DCAT.keyword: Literal,
        DCAT.distribution: DCAT.Distribution,
        DCAT.landingPage: FOAF.Document,
        FOAF.page: FOAF.Document,
        DCTERMS.accessRights: DCTERMS.RightsStatement,
        DCTERMS.accrualPeriodicity: DCTERMS.Frequency,
        DCTERMS.temporal: DCTERMS.PeriodOfTime,
    },
    DCAT.Distribution: {
        DCAT.accessURL: RDFS.Resource,
        DCAT.downloadURL: RDFS.Resource,
        DCTERMS.title: Literal,
        DCTERMS.description: Literal,
        DCTERMS.license: DCTERMS.LicenseDocument,
        DCTERMS.format: DCTERMS.MediaTypeOrExtent,
        DCAT.mediaType: DCTERMS.MediaType,
    },
    DCAT.DataService: {
        DCTERMS.title: Literal,
        DCAT.endpointURL: RDFS.Resource,
        DCAT.endpointDescription: RDFS.Resource,
        DCAT.servesDataset: DCAT.Dataset,
    },
    FOAF.Agent: {FOAF.name: Literal},
    VCARD.Kind: {VCARD.fn: Literal},
    DCTERMS.PeriodOfTime: {DCAT.startDate: Literal, DCAT.endDate: Literal},
    SKOS.Concept: {SKOS.prefLabel: Literal},
    SKOS.ConceptScheme: {DCTERMS.title: Literal},
}


def read(address):
    answer = Client().get(address)
    assert answer.status_code == 200
    return Graph().parse(data=answer.content, format=ADDRESSES[address])


@pytest.fixture
def graph():
    return read("/datasaet.ttl")


@pytest.mark.parametrize("kind", ASKED)
def test_everything_has_what_the_profile_asks_for(graph, kind):
    things = list(graph.subjects(RDF.type, kind))
    assert things
    for thing in things:
        for name, wanted in ASKED[kind].items():
            found = list(graph.objects(thing, name))
            assert found, (thing, name)
            for value in found:
                if wanted is Literal:
                    assert isinstance(value, Literal)
                    assert str(value).strip()
                else:
                    assert (value, RDF.type, wanted) in graph, (thing, name, value)


def test_both_forms_say_the_same(graph):
    assert isomorphic(graph, read("/datasaet.jsonld"))


def test_its_addresses_on_this_site_answer(graph, client):
    urls = {str(url) for name in (DCAT.landingPage, DCAT.endpointDescription) for url in graph.objects(None, name)}
    urls |= {str(url) for url in graph.objects(None, DCAT.downloadURL)}
    assert len(urls) == 6
    for url in urls:
        assert client.get(url).status_code == 200, url
    assert {str(url) for url in graph.objects(None, DCAT.downloadURL)} == {f"http://testserver{f.path}" for f in FILES}


def test_it_names_the_owner_and_the_licence_that_the_settings_name(settings):
    settings.OWNER_NAME, settings.OWNER_EMAIL = "Foreningen", "post@example.dk"
    settings.DATA_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
    graph = read("/datasaet.ttl")
    assert {str(name) for name in graph.objects(None, FOAF.name)} == {"Foreningen"}
    assert set(graph.objects(None, VCARD.hasEmail)) == {URIRef("mailto:post@example.dk")}
    assert set(graph.objects(None, DCTERMS.license)) == {URIRef(settings.DATA_LICENCE)}
    assert settings.DATA_LICENCE in Client().get("/aabne-data/").content.decode()
