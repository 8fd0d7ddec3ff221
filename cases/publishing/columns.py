"""The columns of a case in a spreadsheet: one row for each case, the same columns in CSV and in the workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from cases.publishing.representation import Data

BETWEEN = "; "


def _names(terms: Iterable[Data]) -> str:
    return BETWEEN.join(term["name"] for term in terms)


def _lines(texts: Iterable[str]) -> str:
    """Entries of a list, one in each line of the cell."""
    return "\n".join(" ".join(text.split()) for text in texts)


def _products(role: str) -> Callable[[Data], str]:
    return lambda case: _names(product for product in case["products"] if product["role"]["slug"] == role)


def figure_in_words(figure: Data) -> str:
    """A key figure with what kind it is, in a line."""
    year = f", {figure['year']}" if figure["year"] else ""
    return f"{figure['label']}: {figure['display']} {figure['unit']} ({figure['basis']['name']}{year})"


def _under(term: Data | None, text: str) -> str:
    return f"{term['name']}: {text}" if term else text


COLUMNS: Sequence[tuple[str, Callable[[Data], Any]]] = (
    ("Nummer", lambda case: case["number"]),
    ("Titel", lambda case: case["title"]),
    ("Kommune", lambda case: case["municipality"]["name"]),
    ("Kommunekode", lambda case: case["municipality"]["code"]),
    ("Region", lambda case: case["municipality"]["region"]["name"]),
    ("Støttefunktion", lambda case: case["support_function"]["name"]),
    ("Opgaver", lambda case: _names(case["tasks"])),
    ("Teknologier", lambda case: _names(case["technologies"])),
    ("Løsning", _products("loesning")),
    ("Arbejder sammen med", _products("integration")),
    ("Udrulning", lambda case: case["rollout"]["name"] if case["rollout"] else None),
    ("I drift fra år", lambda case: case["implemented_year"]),
    ("I drift fra måned", lambda case: case["implemented_month"]),
    ("Måneder fra start til drift", lambda case: case["months_to_implement"]),
    ("Kontakt", lambda case: case["contact_role"]),
    ("Resumé", lambda case: case["summary"]),
    ("Nøgletal", lambda case: _lines(map(figure_in_words, case["key_figures"]))),
    ("Baggrund", lambda case: case["background"]),
    ("Formål", lambda case: _lines(purpose["text"] for purpose in case["purposes"])),
    ("Effekter", lambda case: _lines(effect["text"] for effect in case["effects"])),
    ("Investering og drift", lambda case: case["investment"]),
    ("Business case", lambda case: case["business_case"]),
    ("Tidsplan", lambda case: case["timeline"]),
    ("Digital løsning", lambda case: case["solution"]),
    (
        "Forudsætninger",
        lambda case: _lines(
            f"{entry['perspective']['name']}: {_under(entry['theme'], entry['text'])}"
            for entry in case["preconditions"]
        ),
    ),
    (
        "Implementering",
        lambda case: _lines(
            f"{step['number']}. {step['heading']} ({step['phase']['name']}): {step['text']}" for step in case["steps"]
        ),
    ),
    (
        "Ændringer",
        lambda case: _lines(
            f"{change['component']['name']}: {_under(change['scope'], change['text'])}" for change in case["changes"]
        ),
    ),
    ("Greb", lambda case: _lines(f"{entry['grip']['name']}: {entry['text']}" for entry in case["grips"])),
    (
        "Redaktionelle noter",
        lambda case: _lines(f"{note['section']['name']}: {note['text']}" for note in case["notes"]),
    ),
    ("Senest bekræftet", lambda case: case["confirmed_on"]),
    ("Kilde", lambda case: case["source"]["line"]),
    ("Adresse", lambda case: case["url"]),
)
MADE_ON = "Hentet"
HEADINGS = (*(heading for heading, _ in COLUMNS), MADE_ON)


def row(case: Data, made_on: date) -> list[Any]:
    """The cells of a case. What is not stated is empty."""
    return [*(value(case) for _, value in COLUMNS), made_on.isoformat()]
