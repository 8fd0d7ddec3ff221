"""The vocabularies that cases are described with."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from casekatalog.core.data_version import cached
from cases.catalogue.facets import count_all_cases
from cases.models import Municipality, Product, RolloutForm, SupportFunction, Task, Technology, Vendor
from cases.models.vocabulary import Region
from cases.publishing.schemas import Data
from frameworks import models as frameworks


class Source(NamedTuple):
    """What a vocabulary is called, where its terms come from, and the list's parameter that takes their values."""

    label: str
    read: Callable[[], list[Data]]
    parameter: str | None = None


def _term(value: str, name: str, description: str = "", belongs_to: str | None = None) -> Data:
    return {"value": value, "name": name, "description": description, "belongs_to": belongs_to}


def _all(model: Any) -> Callable[[], list[Data]]:
    return lambda: [_term(row.slug, row.name, getattr(row, "description", "")) for row in model.objects.all()]


def _choices(choices: Iterable[tuple[str, Any]]) -> Callable[[], list[Data]]:
    return lambda: [_term(value, str(label)) for value, label in choices]


def _municipalities() -> list[Data]:
    return [_term(row.code, row.official_name, belongs_to=row.region) for row in Municipality.objects.all()]


def _products() -> list[Data]:
    rows = Product.objects.select_related("vendor")
    return [_term(row.slug, row.name, row.description, row.vendor.slug if row.vendor else None) for row in rows]


SOURCES = {
    "stoettefunktioner": Source("Støttefunktioner", _all(SupportFunction), "omraade"),
    "opgaver": Source("Opgaver", _all(Task), "opgave"),
    "teknologier": Source("Teknologier", _all(Technology), "teknologi"),
    "greb": Source("Greb", _all(frameworks.Grip), "greb"),
    "kommuner": Source("Kommuner", _municipalities, "kommune"),
    "regioner": Source("Regioner", _choices(Region.choices), "region"),
    "systemer": Source("Systemer og produkter", _products, "system"),
    "leverandoerer": Source("Leverandører", _all(Vendor)),
    "udrulninger": Source("Former for udrulning", _choices(RolloutForm.choices), "udrulning"),
    "loesninger": Source("Systemer, der er løsningen", _products, "loesning"),
    "integrationer": Source("Systemer, som løsningen arbejder sammen med", _products, "sammen_med"),
    "priser": Source("Oplysning om pris", _choices([("oplyst", "Har pris")]), "pris"),
    "effekter": Source("Oplysning om målt effekt", _choices([("maalt", "Har målt effekt")]), "effekt"),
    "andre-kommuner": Source("I brug i andre kommuner", _choices([("i-brug", "I brug i andre kommuner")]), "ogsaa"),
    "faser": Source("Faser", _all(frameworks.Phase)),
    "komponenter": Source("Komponenter i Leavitts model", _all(frameworks.LeavittComponent)),
    "perspektiver": Source("Perspektiver på forudsætninger", _all(frameworks.PreconditionPerspective)),
    "temaer": Source("Temaer for forudsætninger", _all(frameworks.PreconditionTheme)),
    "gevinster": Source("Gevinstperspektiver", _all(frameworks.GainPerspective)),
    "niveauer": Source("Niveauer mod en sammenhængende digital infrastruktur", _all(frameworks.InfrastructureLevel)),
}


def vocabulary(name: str, root: str) -> Data:
    """One vocabulary, with the number of cases that have each of its values.

    Raises:
        KeyError: when there is none of that name.
    """
    label, read, parameter = SOURCES[name]
    terms = cached(f"vocabulary-{name}", read)
    counts, page = count_all_cases(), root + reverse("cases")

    def narrowed(value: str) -> Data:
        if not parameter:
            return {"cases": None, "url": None}
        return {"cases": counts[parameter].get(value, 0), "url": f"{page}?{urlencode({parameter: value})}"}

    return {
        "name": name,
        "label": label,
        "parameter": parameter,
        "url": root + reverse("api:vocabulary_terms", args=[name]),
        "terms": [term | narrowed(term["value"]) for term in terms],
    }


def vocabularies(root: str) -> list[Data]:
    """All of them."""
    return [vocabulary(name, root) for name in SOURCES]
