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
# What a property points at, where that is no text.
CLASS_OF = {
    DCTERMS.publisher: FOAF.Agent,
    DCTERMS.language: DCTERMS.LinguisticSystem,
    DCTERMS.spatial: DCTERMS.Location,
    DCTERMS.license: DCTERMS.LicenseDocument,
    DCTERMS.accessRights: DCTERMS.RightsStatement,
    DCTERMS.accrualPeriodicity: DCTERMS.Frequency,
    DCTERMS.temporal: DCTERMS.PeriodOfTime,
    DCTERMS["format"]: DCTERMS.MediaTypeOrExtent,
    DCAT.mediaType: DCTERMS.MediaType,
    DCAT.dataset: DCAT.Dataset,
    DCAT.servesDataset: DCAT.Dataset,
    DCAT.service: DCAT.DataService,
    DCAT.distribution: DCAT.Distribution,
    DCAT.contactPoint: VCARD.Kind,
    DCAT.theme: SKOS.Concept,
    DCAT.themeTaxonomy: SKOS.ConceptScheme,
    **dict.fromkeys((DCAT.landingPage, FOAF.homepage, FOAF.page), FOAF.Document),
    **dict.fromkeys((DCAT.accessURL, DCAT.downloadURL, DCAT.endpointURL, DCAT.endpointDescription), RDFS.Resource),
}
TEXTS = (DCTERMS.title, DCTERMS.description)
COMMON = (*TEXTS, *(DCTERMS[name] for name in ("publisher", "language", "spatial", "modified", "issued")))
ASKED = {
    DCAT.Catalog: (*COMMON, DCAT.dataset, DCAT.service, DCTERMS.license, FOAF.homepage, DCAT.themeTaxonomy),
    DCAT.Dataset: (
        *(*COMMON, FOAF.page),
        *(DCTERMS[name] for name in ("identifier", "accessRights", "accrualPeriodicity", "temporal")),
        *(DCAT[name] for name in ("contactPoint", "theme", "keyword", "distribution", "landingPage")),
    ),
    DCAT.Distribution: (
        *(*TEXTS, DCTERMS.license, DCTERMS["format"]),
        *(DCAT.accessURL, DCAT.downloadURL, DCAT.mediaType),
    ),
    DCAT.DataService: (DCTERMS.title, DCAT.endpointURL, DCAT.endpointDescription, DCAT.servesDataset),
    FOAF.Agent: (FOAF.name,),
    VCARD.Kind: (VCARD.fn,),
    DCTERMS.PeriodOfTime: (DCAT.startDate, DCAT.endDate),
    SKOS.Concept: (SKOS.prefLabel,),
    SKOS.ConceptScheme: (DCTERMS.title,),
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
        for name in ASKED[kind]:
            found = list(graph.objects(thing, name))
            assert found, (thing, name)
            for value in found:
                if name in CLASS_OF:
                    assert (value, RDF.type, CLASS_OF[name]) in graph, (thing, name, value)
                else:
                    assert isinstance(value, Literal)
                    assert str(value).strip()


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
