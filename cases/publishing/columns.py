"""A case as cells of a spreadsheet: a row, the same in CSV and in the workbook, and a sheet for each of its lists.

A cell is given by the way to its value in the API's data (“municipality.name”) or by a function of the case.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import StringIO
from typing import Any

from casekatalog.core.clean_text import clean
from cases.documents.blocks import Link, Sheet
from cases.publishing.schemas import Data

BETWEEN = "; "
# Danish Excel opens a file as UTF-8 when it begins with this, and parts its columns by semicolon.
BYTE_ORDER_MARK = "\ufeff"
# What a spreadsheet program takes for a formula. An apostrophe ahead makes it text there.
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_WIDE, _NARROW, _LONG = 60, 18, 100
# The rest of a longer text is read in the cell, or on the case's page.
_MOST_LINES = 4
# The sheet to read and print: its columns, and how wide they are.
_OVERVIEW = {
    "Nummer": 9,
    "Titel": 32,
    "Kommune": 20,
    "Hvad gjorde de": 38,
    "Hvad kom der ud af det": 38,
    "Hvad kostede det": 38,
    "Hvad krævede det": 38,
}
_TEXTS = ("Titel", "Case", "Tekst", "Hvad", "Kildens ord")
# The columns of the main sheet from here on are texts.
_FIRST_TEXT = 15


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


def _texts(entries: Iterable[Data], *terms: str) -> str:
    """The entries' texts, each after the names of those of ``terms`` that it has."""
    return _lines(": ".join([*(entry[t]["name"] for t in terms if entry[t]), entry["text"]]) for entry in entries)


def _products(case: Data, role: str) -> str:
    return _names(product for product in case["products"] if product["role"]["slug"] == role)


def _figure(figure: Data) -> str:
    """A key figure with what kind it is, in a line."""
    year = f", {figure['year']}" if figure["year"] else ""
    number = " → ".join(filter(None, [figure["display_before"], figure["display"]]))
    return f"{figure['label']}: {number} {figure['unit']} ({figure['basis']['name']}{year})"


def _step(step: Data) -> str:
    return f"{step['number']}. {step['heading']} ({step['phase']['name']}): {step['text']}"


def _rollout(rollout: Data) -> str:
    return f"{rollout['form']['name']} ({rollout['concerns']})" if rollout["concerns"] else rollout["form"]["name"]


def _date(date: Data) -> str:
    what = f" ({date['what']})" if date["what"] else ""
    return f"{date['status']['name']}: {date['display']}{what}"


# What carries the source's own words, and what an entry of it is called.
_WORDED: Mapping[str, Callable[[Data], str]] = {
    "products": lambda product: product["name"],
    "rollouts": _rollout,
    "operation_dates": _date,
    "key_figures": lambda figure: figure["label"],
    "gains": lambda gain: gain["gain"]["name"],
    "grips": lambda evidence: evidence["grip"]["name"],
    "difficulties": lambda difficulty: "Det var svært",
}


def _source_words(case: Data) -> str:
    """What each entry rests on, in a line: “KMD OPUS, s. 94: “…””."""
    worded = [(name_of(entry), entry) for name, name_of in _WORDED.items() for entry in case[name]]
    worded.append((case["price"]["status"]["name"], case["price"]))
    return _lines(
        f"{name}{f', s. {page}' if (page := entry['source_page']) else ''}: {entry['wording']}"
        for name, entry in worded
        if entry["wording"]
    )


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
    "Udrulning": lambda case: _lines(map(_rollout, case["rollouts"])),
    "I drift": lambda case: _lines(map(_date, case["operation_dates"])),
    "Prisen er": "price.status.name",
    "Kontakt": "contact_role",
    "Hvad gjorde de": "answers.what",
    "Virkede det": "outcome.name",
    "Hvad kom der ud af det": "answers.outcome",
    "Hvad kostede det": "answers.cost",
    "Hvad krævede det": "answers.effort",
    "Resumé": "summary",
    "Nøgletal": lambda case: _lines(map(_figure, case["key_figures"])),
    "Baggrund": "background",
    "Formål": lambda case: _texts(case["purposes"]),
    "Effekter": lambda case: _texts(case["effects"]),
    "Investering og drift": "investment",
    "Business case": "business_case",
    "Tidsplan": "timeline",
    "Digital løsning": "solution",
    "Forudsætninger": lambda case: _texts(case["preconditions"], "perspective", "theme"),
    "Implementering": lambda case: _lines(map(_step, case["steps"])),
    "Ændringer": lambda case: _texts(case["changes"], "component", "scope"),
    "Greb": lambda case: _texts(case["grips"], "grip"),
    "Gevinster": lambda case: _texts(case["gains"], "gain"),
    "Det var svært": lambda case: _texts(case["difficulties"]),
    "Kildens ord": _source_words,
    "Redaktionelle noter": lambda case: _texts(case["notes"], "section"),
    "Senest bekræftet": "confirmed_on",
    "Ikke i drift længere, oplyst": "stopped_on",
    "Ikke i drift længere, hvorfor": "stopped_words",
    "Kilde": "source.line",
    "Adresse": "url",
}
MADE_ON = "Hentet"
HEADINGS = (*COLUMNS, MADE_ON)

_QUESTION = {
    "Spørgsmål": "question",
    "Spørgsmålets tema": "question_theme.name",
    "Skal være på plads, side": "required_page",
    "Skal være på plads, kildens ord": "required_wording",
}

# A sheet that stands only where there is somebody in it.
ADOPTIONS = "Gør det også"
# The name of a sheet, and the list of a case that has a row there for each of its entries.
LISTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "Nøgletal": (
        "key_figures",
        {
            "Hvad": "label",
            "Forbehold": "qualifier",
            "Tal eller fra": "low",
            "Til": "high",
            "Før": "before_low",
            "Før, til": "before_high",
            "Enhed før": "before_unit",
            "Enhed": "unit",
            "Slags": "basis.name",
            "Emne": "subject.name",
            "År": "year",
            "Oplyst af": "stated_by",
            "Side": "source_page",
            "Kildens ord": "wording",
        },
    ),
    "Systemer": (
        "products",
        {
            "Rolle": "role.name",
            "Navn": "name",
            "Leverandør": "vendor.name",
            "Side": "source_page",
            "Kildens ord": "wording",
        },
    ),
    "Udrulning": (
        "rollouts",
        {"Form": "form.name", "Gælder": "concerns", "Side": "source_page", "Kildens ord": "wording"},
    ),
    "Drift": (
        "operation_dates",
        {
            "Status": "status.name",
            "Tidspunkt": "display",
            "Hvad": "what",
            "Side": "source_page",
            "Kildens ord": "wording",
        },
    ),
    "Gevinster": (
        "gains",
        {"Perspektiv": "gain.name", "Side": "source_page", "Kildens ord": "wording", "Tekst": "text"},
    ),
    "Greb": (
        "grips",
        {"Greb": "grip.name", "Side": "source_page", "Kildens ord": "wording", "Tekst": "text", **_QUESTION},
    ),
    "Det var svært": ("difficulties", {"Side": "source_page", "Kildens ord": "wording", "Tekst": "text"}),
    "Forudsætninger": (
        "preconditions",
        {
            "Perspektiv": "perspective.name",
            "Tema": "theme.name",
            "Forudsætning": "text",
            "Side": "source_page",
            **_QUESTION,
        },
    ),
    "Trin": ("steps", {"Trin": "number", "Fase": "phase.name", "Overskrift": "heading", "Tekst": "text"}),
    "Ændringer": ("changes", {"Del": "component.name", "Centralt eller decentralt": "scope.name", "Ændring": "text"}),
    # What the municipalities say of themselves.
    ADOPTIONS: (
        "adoptions",
        {
            "Kommune": "municipality",
            "Kommunekode": "code",
            "Hvor langt": "stage",
            "Siden": "since_year",
            "System": "system",
            "Postkasse": "mailbox",
            "Kommunens svar": "confirmed_on",
            "Gælder til": "expires_on",
            "Er udløbet": "is_lapsed",
            "Tekst": "remark",
        },
    ),
}


def row(case: Data, made_on: str) -> list[Any]:
    """The cells of a case. What is not stated is empty."""
    cells = [_at(case, value) if isinstance(value, str) else value(case) for value in COLUMNS.values()]
    return [*cells, made_on]


def entry_rows(case: Data, name: str) -> list[list[Any]]:
    """The rows that a case has in the sheet ``name``."""
    key, columns = LISTS[name]
    link = Link(case["title"], case["url"])
    return [[case["number"], link, *(_at(entry, way) for way in columns.values())] for entry in case[key]]


def sheets_of(cases: Iterable[Data], about: Data) -> list[Sheet]:
    """The sheets of a workbook of these cases, in one pass: as the API gives them, each with its ``adoptions``.

    ``about`` is what the file says about itself.
    """
    main: list[dict[str, Any]] = []
    lists: dict[str, list[list[Any]]] = {name: [] for name in LISTS}
    for case in cases:
        links = {"Titel": Link(case["title"], case["url"]), "Adresse": Link(case["url"], case["url"])}
        main.append(dict(zip(HEADINGS, row(case, about["made_on"]), strict=True)) | links)
        for name, rows in lists.items():
            rows += entry_rows(case, name)
    explanation = [about["source"], f"Hentet {about['made_on']} fra {about['url']}", *about["messages"]]
    overview = [[cells[heading] for heading in _OVERVIEW] for cells in main]
    return [
        Sheet("Oversigt", list(_OVERVIEW), list(_OVERVIEW.values()), overview, kept=2),
        _sheet("Cases", HEADINGS, [list(cells.values()) for cells in main], _FIRST_TEXT - 1, _MOST_LINES),
        *(
            _sheet(name, ("Nummer", "Case", *LISTS[name][1]), rows)
            for name, rows in lists.items()
            if rows or name != ADOPTIONS
        ),
        Sheet("Om filen", (about["title"],), (_LONG,), [[line] for line in explanation]),
    ]


def _sheet(
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Any]],
    printed: int = 0,
    most_lines: int = Sheet.most_lines,
) -> Sheet:
    """A sheet whose columns of text are wide."""
    widths = [
        _WIDE if heading in _TEXTS or place >= _FIRST_TEXT or place == len(headings) else _NARROW
        for place, heading in enumerate(headings, start=1)
    ]
    return Sheet(title, headings, widths, rows, kept=2, printed=printed, most_lines=most_lines)


def as_csv(cases: Iterable[Data], made_on: str) -> Iterator[str]:
    """A row of headings and one for each case."""
    yield BYTE_ORDER_MARK + _line(HEADINGS)
    for case in cases:
        yield _line(map(_cell, row(case, made_on)))


def _line(cells: Iterable[str]) -> str:
    out = StringIO()
    csv.writer(out, delimiter=";").writerow(cells)
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(value).replace(".", ",")
    text = clean(str(value))
    return f"'{text}" if text.lstrip(" \n\u00a0").startswith(_STARTS_FORMULA) else text
