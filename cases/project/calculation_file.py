"""The calculation as a workbook with live formulas: whoever changes a number there sees what it does.

The formulas are those of ``calculation``. The number of years is fixed when the file is made.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cases.documents.blocks import Formula, Sheet
from cases.project.calculation_page import GROSS, HOLIDAY, PUBLIC_HOLIDAYS, CalculationPage
from cases.project.parameters import BY_SCENARIO

WHOLE, FINE = "#,##0", "#,##0.##"
# The rows of the sheet with what all scenarios have in common, below its heading.
SHARED_ROWS = (
    *("timepris", "loen", "brutto", "ferie", "helligdage", "sygdom", "uddannelse", "moeder", "timer", "regnet"),
    *("frigivet", "egne_timer", "indfasning_1", "indfasning_2", "rente"),
)
SHARED_TITLE, SCENARIOS_TITLE = "Fælles tal", "Regnestykke"


def shared(name: str) -> str:
    """The cell with a number that all scenarios have in common."""
    return f"'{SHARED_TITLE}'!$B${SHARED_ROWS.index(name) + 2}"


def sheets_of(page: CalculationPage) -> list[Sheet]:
    """The workbook of a calculation."""
    return [_scenarios(page), _shared(page), _about(page)]


def _shared(page: CalculationPage) -> Sheet:
    values, common = page.project.values, page.shared
    price = Formula('IF(B2<>"",B2,IF(OR(B3="",B10<=0),"",B3/B10))', FINE)
    cells: dict[str, tuple[str, Any, str]] = {
        "timepris": ("Timepris, I selv har skrevet", values["timepris"].number, "kr."),
        "loen": ("Løn om året med pension", values["loen"].number, "kr."),
        "brutto": ("Arbejdstid, brutto", page.rate(GROSS), "timer om året"),
        "ferie": ("Ferie og feriefridage", page.rate(HOLIDAY), "timer om året"),
        "helligdage": ("Helligdage på hverdage", page.rate(PUBLIC_HOLIDAYS), "timer om året"),
        "sygdom": ("Sygdom", values["sygdom"].number, "timer om året"),
        "uddannelse": ("Uddannelse", values["uddannelse"].number, "timer om året"),
        "moeder": ("Møder og andet", values["moeder"].number, "timer om året"),
        "timer": ("Timer tilbage til arbejde", Formula("B4-SUM(B5:B9)", FINE), "timer om året"),
        "regnet": ("Timepris, der regnes med", price, "kr."),
        "frigivet": ("Andel, der kan tages ud af et budget", common.released, "%"),
        "egne_timer": ("Jeres egne timer i projektet", common.own_hours, "timer"),
        "indfasning_1": ("Gevinster i år 1", common.phase_in_1, "%"),
        "indfasning_2": ("Gevinster i år 2", common.phase_in_2, "%"),
        "rente": ("Kalkulationsrente", common.rate, "% om året"),
    }
    return Sheet(SHARED_TITLE, ("Hvad", "Tal", "Enhed"), (44, 16, 18), [cells[name] for name in SHARED_ROWS])


def _scenarios(page: CalculationPage) -> Sheet:
    # The first two columns hold labels and units.
    columns = "CDE"[: len(page.scenarios)]
    rows: list[list[Any]] = []
    row_of: dict[str, int] = {}

    def add(name: str, label: str, unit: str, cells: Sequence[Any]) -> None:
        rows.append([label, unit, *cells])
        row_of[name] = len(rows) + 1

    def add_formula(name: str, label: str, unit: str, formula: Callable[[Callable[[str], str]], str]) -> None:
        made = [formula(lambda other, column=column: f"{column}{row_of[other]}") for column in columns]  # type: ignore[misc]
        add(name, label, unit, [Formula(expression, WHOLE if unit == "kr." else FINE) for expression in made])

    for parameter in BY_SCENARIO:
        numbers = [page.number(parameter, named.name) for named in page.scenarios]
        add(parameter.name, parameter.label, parameter.unit, numbers)
    years = range(1, page.shared.years + 1)
    add_formula(
        "timer",
        "Frigjorte timer i et fuldt år",
        "timer",
        lambda c: f'IF(OR({c("sager")}="",{c("minutter")}=""),"",{c("sager")}*{c("minutter")}/60*{c("daekning")}/100)',
    )
    add_formula(
        "fra_timer",
        "Gevinst fra timer i et fuldt år",
        "kr.",
        lambda c: (
            f'IF(OR({c("timer")}="",{shared("regnet")}="",{shared("frigivet")}=""),0,'
            f"{c('timer')}*{shared('regnet')}*{shared('frigivet')}/100)"
        ),
    )
    add_formula("gevinst", "Gevinst i et fuldt år", "kr.", lambda c: f"{c('fra_timer')}+{c('andre_gevinster')}")
    add_formula(
        "engang_i_alt",
        "Engangsudgift med egne timer",
        "kr.",
        lambda c: f'{c("engang")}+IF({shared("regnet")}="",0,{shared("egne_timer")}*{shared("regnet")})',
    )
    add_formula("sum_0", "Sum efter år 0", "kr.", lambda c: f"-{c('engang_i_alt')}")
    for year in years:
        phased = f"{shared(f'indfasning_{year}')}/100" if year < 3 else "1"
        _add_year(add_formula, year, phased)
    discounted = [(f"(1+{shared('rente')}/100)^{year}", year) for year in years]
    add_formula(
        "nutidsvaerdi",
        "Nutidsværdi",
        "kr.",
        lambda c: "+".join([f"-{c('engang_i_alt')}", *(f"{c(f'netto_{year}')}/{by}" for by, year in discounted)]),
    )
    add_formula("tilbage", "Tilbagebetalt efter", "måneder", lambda c: _payback(c, years))
    gains = lambda c: "+".join(f"{c(f'gevinst_{year}')}/{by}" for by, year in discounted)  # noqa: E731
    costs = lambda c: "+".join([c("engang_i_alt"), *(f"{c('drift')}/{by}" for by, _ in discounted)])  # noqa: E731
    add_formula(
        "balance",
        "Så stor en del af gevinsterne skal komme, for at det går lige op",
        "%",
        lambda c: f'IF(({gains(c)})=0,"ingen",({costs(c)})/({gains(c)})*100)',
    )
    add_formula(
        "halv",
        "Nutidsværdi, hvis kun halvdelen af gevinsterne kommer",
        "kr.",
        lambda c: f"{c('nutidsvaerdi')}-({gains(c)})/2",
    )
    headings = ("Hvad", "Enhed", *(named.name.label for named in page.scenarios))
    return Sheet(SCENARIOS_TITLE, headings, (52, 12, *(16 for _ in columns)), rows)


def _add_year(add_formula: Callable[..., None], year: int, phased: str) -> None:
    add_formula(f"gevinst_{year}", f"Gevinst i år {year}", "kr.", lambda c: f"{c('gevinst')}*{phased}")
    add_formula(
        f"netto_{year}", f"Virkning på budgettet i år {year}", "kr.", lambda c: f"{c(f'gevinst_{year}')}-{c('drift')}"
    )
    add_formula(f"sum_{year}", f"Sum efter år {year}", "kr.", lambda c: f"{c(f'sum_{year - 1}')}+{c(f'netto_{year}')}")


def _payback(c: Callable[[str], str], years: range) -> str:
    """The first year in which the sum comes back to zero, and how far into it, in whole months."""
    otherwise = f'"ikke inden for {years[-1]} år"'
    for year in reversed(years):
        before, after = c(f"sum_{year - 1}"), c(f"sum_{year}")
        months = f"{(year - 1) * 12}+ROUNDUP(ROUND(-{before}*12/{c(f'netto_{year}')},6),0)"
        otherwise = f"IF(AND({before}<0,{after}>=0),{months},{otherwise})"
    lowest = ",".join(c(f"sum_{year}") for year in (0, *years))
    return f"IF(MIN({lowest})>=0,0,{otherwise})"


def _about(page: CalculationPage) -> Sheet:
    notes = [
        "Priserne er faste og uden moms, som kommuner får refunderet.",
        "Ret tallene i de to første ark. Formlerne regner videre med jeres tal.",
        "Frigjorte timer er ikke penge, før nogen tager dem ud af et budget.",
        f"Lavet af et projekt med datoen {page.project.link_date.isoformat()}.",
    ]
    stated = [
        (stated.whose, f"{stated.figure.label}: {stated.shown} ({stated.figure.get_basis_display()})")
        for field in (*page.by_scenario, *page.for_all)
        for stated in field.beside
    ]
    rates = [
        (rate.name, f"{rate.shown}, fra {rate.applies_from.isoformat()}. {rate.source}") for rate in page.used_rates
    ]
    return Sheet(
        "Om tallene", ("Hvad", "Forklaring"), (40, 90), [*(("Bemærk", note) for note in notes), *rates, *stated]
    )
