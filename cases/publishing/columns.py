"""A case as cells of a spreadsheet: a row, the same in CSV and in the workbook, and a sheet for each of its lists.

A cell is given by the way to its value in the API's data (“municipality.name”) or by a function of the case.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from cases.publishing.schemas import Data

BETWEEN = "; "


def _at(data: Data, way: str) -> Any:
    """The value at the end of ``way``; None where something on it is not stated."""
    found: Any = data
    for name in way.split("."):
        found = found and found[name]
    return found


def _names(terms: Iterable[Data]) -> str:
    return BETWEEN.join(term["name"] for term in terms)


def _lines(texts: Iterable[str]) -> str:
    """Entries of a list, one in each line of the cell."""
    return "\n".join(" ".join(text.split()) for text in texts)


def _products(case: Data, role: str) -> str:
    return _names(product for product in case["products"] if product["role"]["slug"] == role)


def _figure(figure: Data) -> str:
    """A key figure with what kind it is, in a line."""
    year = f", {figure['year']}" if figure["year"] else ""
    return f"{figure['label']}: {figure['display']} {figure['unit']} ({figure['basis']['name']}{year})"


def _under(term: Data | None, text: str) -> str:
    return f"{term['name']}: {text}" if term else text


def _precondition(entry: Data) -> str:
    return _under(entry["perspective"], _under(entry["theme"], entry["text"]))


def _step(step: Data) -> str:
    return f"{step['number']}. {step['heading']} ({step['phase']['name']}): {step['text']}"


def _change(change: Data) -> str:
    return _under(change["component"], _under(change["scope"], change["text"]))


COLUMNS: Mapping[str, str | Callable[[Data], Any]] = {
    "Nummer": "number",
    "Titel": "title",
    "Kommune": "municipality.name",
    "Kommunekode": "municipality.code",
    "Region": "municipality.region.name",
    "Støttefunktion": "support_function.name",
    "Opgaver": lambda case: _names(case["tasks"]),
    "Teknologier": lambda case: _names(case["technologies"]),
    "Løsning": lambda case: _products(case, "loesning"),
    "Arbejder sammen med": lambda case: _products(case, "integration"),
    "Udrulning": "rollout.name",
    "I drift fra år": "implemented_year",
    "I drift fra måned": "implemented_month",
    "Måneder fra start til drift": "months_to_implement",
    "Kontakt": "contact_role",
    "Resumé": "summary",
    "Nøgletal": lambda case: _lines(map(_figure, case["key_figures"])),
    "Baggrund": "background",
    "Formål": lambda case: _lines(purpose["text"] for purpose in case["purposes"]),
    "Effekter": lambda case: _lines(effect["text"] for effect in case["effects"]),
    "Investering og drift": "investment",
    "Business case": "business_case",
    "Tidsplan": "timeline",
    "Digital løsning": "solution",
    "Forudsætninger": lambda case: _lines(map(_precondition, case["preconditions"])),
    "Implementering": lambda case: _lines(map(_step, case["steps"])),
    "Ændringer": lambda case: _lines(map(_change, case["changes"])),
    "Greb": lambda case: _lines(_under(entry["grip"], entry["text"]) for entry in case["grips"]),
    "Redaktionelle noter": lambda case: _lines(_under(note["section"], note["text"]) for note in case["notes"]),
    "Senest bekræftet": "confirmed_on",
    "Kilde": "source.line",
    "Adresse": "url",
}
MADE_ON = "Hentet"
HEADINGS = (*COLUMNS, MADE_ON)

# The name of a sheet, and the list of a case that has a row there for each of its entries.
LISTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "Nøgletal": (
        "key_figures",
        {
            "Hvad": "label",
            "Forbehold": "qualifier",
            "Tal eller fra": "low",
            "Til": "high",
            "Enhed": "unit",
            "Slags": "basis.name",
            "Emne": "subject.name",
            "År": "year",
            "Oplyst af": "stated_by",
            "Side": "source_page",
            "Kildens ord": "wording",
        },
    ),
    "Forudsætninger": (
        "preconditions",
        {"Perspektiv": "perspective.name", "Tema": "theme.name", "Forudsætning": "text"},
    ),
    "Trin": ("steps", {"Trin": "number", "Fase": "phase.name", "Overskrift": "heading", "Tekst": "text"}),
    "Ændringer": (
        "changes",
        {"Del": "component.name", "Centralt eller decentralt": "scope.name", "Ændring": "text"},
    ),
}


def row(case: Data, made_on: date) -> list[Any]:
    """The cells of a case. What is not stated is empty."""
    cells = [_at(case, value) if isinstance(value, str) else value(case) for value in COLUMNS.values()]
    return [*cells, made_on.isoformat()]


def entry_rows(case: Data, name: str) -> list[list[Any]]:
    """The rows that a case has in the sheet ``name``."""
    key, columns = LISTS[name]
    return [[case["number"], case["title"], *(_at(entry, way) for way in columns.values())] for entry in case[key]]
