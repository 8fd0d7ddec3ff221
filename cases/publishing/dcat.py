"""The catalogue as data portals find it: a description in DCAT-AP-DK 2.0, written by rdflib in each form of RDF.

Everything the profile points at has its class here too, since its own check (SHACL shapes) asks for that.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Max, Min
from django.urls import reverse
from rdflib import DCAT, DCTERMS, FOAF, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from cases.models import Case

VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
EU = "http://publications.europa.eu/resource/authority/"
MEDIA = "https://www.iana.org/assignments/media-types/"

TITLE = "Cases om digitalisering af administrationen i danske kommuner"
DESCRIPTION = (
    "Beskrevne cases om, hvordan danske kommuner har digitaliseret administrationen: hvad de gjorde, hvad der kom ud "
    "af det, hvad det kostede, og hvordan det gik. Data har nøgletal med oplysning om, hvilken slags tal det er, "
    "forudsætninger, trin i implementeringen og ændringer i organisationen. De fleste cases er fra 2019."
)
THEMES = {"GOVE": "Regeringen og den offentlige sektor", "TECH": "Videnskab og teknologi"}


@dataclass(frozen=True)
class File:
    """A way to get the data: its address, what it is called, and its media type and EU file type."""

    path: str
    title: str
    media_type: str
    file_type: str


FILES = (
    File("/api/v1/katalog.json", "Hele kataloget som JSON", "application/json", "JSON"),
    File("/hent/cases.csv", "Alle cases som CSV", "text/csv", "CSV"),
    File(
        "/hent/cases.xlsx",
        "Alle cases som regneark",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "XLSX",
    ),
    File("/nyt.atom", "Nye og ændrede cases som feed", "application/atom+xml", "ATOM"),
)


def description(root: str, form: str) -> str:
    """The description as “turtle” or “json-ld”. One query."""
    return _Description(root).graph.serialize(format=form)


class _Description:
    """The graph. ``root`` is the site's scheme and host."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.graph = Graph()
        for prefix, namespace in (("dcat", DCAT), ("dct", DCTERMS), ("foaf", FOAF), ("vcard", VCARD)):
            self.graph.bind(prefix, namespace)
        here = root + reverse("data_set")
        self.catalogue, self.cases, self.agent = URIRef(f"{here}#katalog"), URIRef(f"{here}#cases"), URIRef(f"{root}/")
        self.service = URIRef(f"{here}#api")
        self.about = self._typed(root + reverse("open_data"), FOAF.Document)
        self.licence = self._typed(
            settings.DATA_LICENCE or f"{root}{reverse('open_data')}#vilkaar", DCTERMS.LicenseDocument
        )
        self._publisher()
        self._catalogue()
        self._data_set()
        self._service()
        for file in FILES:
            self._file(file)

    def _typed(self, address: str, kind: Node) -> URIRef:
        """A thing that stands elsewhere, with its class."""
        self.graph.add((URIRef(address), RDF.type, kind))
        return URIRef(address)

    def _say(self, about: Node, kind: Node, **said: object) -> None:
        self.graph.add((about, RDF.type, kind))
        for name, text in said.items():
            self.graph.add((about, DCTERMS[name], Literal(text, lang="da")))

    def _publisher(self) -> None:
        self.graph.add((self.agent, RDF.type, FOAF.Agent))
        self.graph.add((self.agent, FOAF.name, Literal(settings.OWNER_NAME or settings.SITE_NAME, lang="da")))

    def _common(self, thing: Node, dates: dict[str, object]) -> None:
        """What the catalogue and the data set both have."""
        add = self.graph.add
        add((thing, DCTERMS.publisher, self.agent))
        add((thing, DCTERMS.language, self._typed(f"{EU}language/DAN", DCTERMS.LinguisticSystem)))
        add((thing, DCTERMS.spatial, self._typed(f"{EU}country/DNK", DCTERMS.Location)))
        for name in ("issued", "modified"):
            if moment := dates[name]:
                add((thing, DCTERMS[name], Literal(moment, datatype=XSD.dateTime)))

    def _catalogue(self) -> None:
        add = self.graph.add
        self.dates = Case.objects.published().aggregate(
            issued=Min("first_published_at"),
            modified=Max("changed_at"),
            first=Min("implemented_year"),
            last=Max("implemented_year"),
        )
        self._say(self.catalogue, DCAT.Catalog, title=settings.SITE_NAME, description=f"Data fra {settings.SITE_NAME}.")
        self._common(self.catalogue, self.dates)
        add((self.catalogue, DCTERMS.license, self.licence))
        add((self.catalogue, FOAF.homepage, self.about))
        add((self.catalogue, DCAT.themeTaxonomy, self._typed(f"{EU}data-theme", SKOS.ConceptScheme)))
        self.graph.add((URIRef(f"{EU}data-theme"), DCTERMS.title, Literal("EU’s datatemaer", lang="da")))
        add((self.catalogue, DCAT.dataset, self.cases))
        add((self.catalogue, DCAT.service, self.service))

    def _data_set(self) -> None:
        add = self.graph.add
        self._say(self.cases, DCAT.Dataset, title=TITLE, description=DESCRIPTION)
        self._common(self.cases, self.dates)
        add((self.cases, DCTERMS.identifier, Literal(str(self.cases))))
        add((self.cases, DCAT.landingPage, self.about))
        add((self.cases, FOAF.page, self.about))
        add((self.cases, DCAT.contactPoint, self._contact()))
        add((self.cases, DCTERMS.accrualPeriodicity, self._typed(f"{EU}frequency/IRREG", DCTERMS.Frequency)))
        add((self.cases, DCTERMS.accessRights, self._typed(f"{EU}access-right/PUBLIC", DCTERMS.RightsStatement)))
        for theme, label in THEMES.items():
            concept = self._typed(f"{EU}data-theme/{theme}", SKOS.Concept)
            add((concept, SKOS.prefLabel, Literal(label, lang="da")))
            add((self.cases, DCAT.theme, concept))
        for word in ("digitalisering", "kommuner", "administration", "automatisering", "erfaringer"):
            add((self.cases, DCAT.keyword, Literal(word, lang="da")))
        self._period()

    def _period(self) -> None:
        """The years in which the solutions went into operation."""
        if not self.dates["first"]:
            return
        period = BNode("aarene")
        self.graph.add((self.cases, DCTERMS.temporal, period))
        self.graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
        for name, year in (("startDate", self.dates["first"]), ("endDate", self.dates["last"])):
            self.graph.add((period, DCAT[name], Literal(f"{year:04}", datatype=XSD.gYear)))

    def _contact(self) -> BNode:
        contact = BNode("kontakt")
        self.graph.add((contact, RDF.type, VCARD.Kind))
        self.graph.add((contact, VCARD.fn, Literal(settings.OWNER_NAME or settings.SITE_NAME, lang="da")))
        if settings.OWNER_EMAIL:
            self.graph.add((contact, VCARD.hasEmail, URIRef(f"mailto:{settings.OWNER_EMAIL}")))
        else:
            self.graph.add((contact, VCARD.hasURL, URIRef(f"{self.root}{reverse('about')}#kontakt")))
        return contact

    def _service(self) -> None:
        add = self.graph.add
        document = self._typed(self.root + reverse("api:openapi-json"), RDFS.Resource)
        self._say(self.service, DCAT.DataService, title="API til cases", description="Læs cases som JSON, uden nøgle.")
        add((self.service, DCAT.endpointURL, self._typed(f"{self.root}/api/v1/", RDFS.Resource)))
        add((self.service, DCAT.endpointDescription, document))
        add((self.service, DCAT.servesDataset, self.cases))
        add((self.service, DCTERMS.license, self.licence))
        add((self.service, FOAF.page, self.about))

    def _file(self, file: File) -> None:
        add = self.graph.add
        url = self._typed(self.root + file.path, RDFS.Resource)
        distribution = URIRef(f"{self.cases}-{file.file_type.lower()}")
        self._say(distribution, DCAT.Distribution, title=file.title, description=f"{file.title}, altid som lige nu.")
        add((self.cases, DCAT.distribution, distribution))
        add((distribution, DCAT.accessURL, url))
        add((distribution, DCAT.downloadURL, url))
        add((distribution, DCAT.mediaType, self._typed(f"{MEDIA}{file.media_type}", DCTERMS.MediaType)))
        add((distribution, DCTERMS.format, self._typed(f"{EU}file-type/{file.file_type}", DCTERMS.MediaTypeOrExtent)))
        add((distribution, DCTERMS.license, self.licence))
        if file.file_type == "JSON":
            add((distribution, DCAT.accessService, self.service))
