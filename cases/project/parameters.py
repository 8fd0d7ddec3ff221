"""The numbers of a calculation as an address names them: each declared once, with its words and its bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from casekatalog.core.danish_numbers import danish, parse_number

# Characters of a value that are kept when it could not be read, so that the reader can mend it.
LONGEST_KEPT = 20


@dataclass(frozen=True)
class Parameter:
    """A number in the address. ``hint`` says where it comes from, and ``unit`` what it counts.

    Empty is ``default``, which may be None: not known. Bounds are inclusive.
    """

    name: str
    label: str
    unit: str
    hint: str = ""
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(1_000_000_000)
    default: Decimal | None = None
    is_whole: bool = False

    def read(self, text: str) -> Value:
        """The value that ``text`` gives, with what is wrong with it in words."""
        typed = text.strip()[:LONGEST_KEPT]
        if not typed:
            return Value(self, "", self.default)
        try:
            number = parse_number(text)
        except ValueError:
            return Value(self, typed, None, "Skriv et tal, for eksempel 1.200 eller 7,5.")
        if not self.low <= number <= self.high:
            return Value(self, typed, None, f"Skriv et tal fra {danish(self.low)} til {danish(self.high)}.")
        if self.is_whole and number != number.to_integral_value():
            return Value(self, typed, None, "Skriv et helt tal.")
        return Value(self, danish(number).replace("−", "-"), number)


@dataclass(frozen=True)
class Value:
    """What was given for a parameter: as it is shown and as a number. With an ``error`` it counts as not given."""

    parameter: Parameter
    text: str
    number: Decimal | None
    error: str = ""

    @property
    def in_address(self) -> str:
        """The number without its grouping, which would make addresses longer. What could not be read stays as it is."""
        return self.text if self.error else self.text.replace(".", "")


@dataclass(frozen=True)
class ScenarioName:
    """A scenario as addresses and readers name it."""

    suffix: str
    label: str


SCENARIOS = (
    ScenarioName("forsigtig", "Forsigtig"),
    ScenarioName("sandsynlig", "Sandsynlig"),
    ScenarioName("optimistisk", "Optimistisk"),
)

_PERCENT = Decimal(100)
BY_SCENARIO = (
    Parameter("sager", "Sager om året", "sager", "Hvor mange gange om året opgaven bliver løst."),
    Parameter("minutter", "Sparede minutter pr. sag", "minutter", "Forskellen på før og efter.", high=Decimal(100_000)),
    Parameter(
        "daekning",
        "Andel, som løsningen tager",
        "%",
        "Resten bliver løst som før. Tomt felt: 100 %.",
        high=_PERCENT,
        default=_PERCENT,
    ),
    Parameter(
        "andre_gevinster",
        "Andre gevinster om året",
        "kr.",
        "For eksempel licenser, I kan opsige. Tomt felt: 0 kr.",
        default=Decimal(0),
    ),
    Parameter("engang", "Engangsudgift", "kr.", "Køb, opsætning og hjælp udefra. Tomt felt: 0 kr.", default=Decimal(0)),
    Parameter("drift", "Drift om året", "kr.", "Licenser, drift og vedligehold. Tomt felt: 0 kr.", default=Decimal(0)),
)

HOURS_A_YEAR = Decimal(1924)
SHARED = (
    Parameter("timepris", "Timepris", "kr.", "Hvad en times arbejde koster jer.", high=Decimal(100_000)),
    Parameter("loen", "Løn om året med pension", "kr.", "Bruges, hvis timeprisen er tom.", high=Decimal(10_000_000)),
    Parameter("sygdom", "Sygdom", "timer om året", high=HOURS_A_YEAR, default=Decimal(0)),
    Parameter("uddannelse", "Uddannelse", "timer om året", high=HOURS_A_YEAR, default=Decimal(0)),
    Parameter("moeder", "Møder og andet", "timer om året", high=HOURS_A_YEAR, default=Decimal(0)),
    Parameter(
        "frigivet", "Andel, der kan tages ud af et budget", "%", "Resten er tid til andet arbejde.", high=_PERCENT
    ),
    Parameter(
        "egne_timer",
        "Jeres egne timer i projektet",
        "timer",
        "Tomt felt: 0 timer.",
        Decimal(0),
        Decimal(1_000_000),
        Decimal(0),
    ),
    Parameter("indfasning_1", "Gevinster i år 1", "%", "Tomt felt: 50 %.", high=_PERCENT, default=Decimal(50)),
    Parameter("indfasning_2", "Gevinster i år 2", "%", "Tomt felt: 100 %.", high=_PERCENT, default=_PERCENT),
    Parameter("aar", "Antal år", "år", "Tomt felt: 5 år.", Decimal(1), Decimal(10), Decimal(5), is_whole=True),
    Parameter(
        "rente", "Kalkulationsrente", "% om året", "Tomt felt: den, Finansministeriet anbefaler.", high=Decimal(20)
    ),
)


def names() -> list[str]:
    """Every name an address may have, in the order that addresses have them."""
    by_scenario = [f"{parameter.name}_{scenario.suffix}" for parameter in BY_SCENARIO for scenario in SCENARIOS]
    return by_scenario + [parameter.name for parameter in SHARED]


@dataclass(frozen=True)
class Values:
    """Every number that an address gives, by its name there."""

    by_name: Mapping[str, Value] = field(default_factory=dict)

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Values:
        """The values in ``given``; a name that is not there is empty."""
        read = {
            f"{parameter.name}_{scenario.suffix}": parameter.read(given.get(f"{parameter.name}_{scenario.suffix}", ""))
            for parameter in BY_SCENARIO
            for scenario in SCENARIOS
        }
        read |= {parameter.name: parameter.read(given.get(parameter.name, "")) for parameter in SHARED}
        return cls(read)

    def __getitem__(self, name: str) -> Value:
        return self.by_name[name]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What the address says of them; empty ones are left out."""
        return [(name, value.in_address) for name, value in self.by_name.items() if value.text]

    @property
    def errors(self) -> list[Value]:
        return [value for value in self.by_name.values() if value.error]

    def is_given(self, scenario: ScenarioName) -> bool:
        """Whether any number was typed for this scenario."""
        return any(self[f"{parameter.name}_{scenario.suffix}"].text for parameter in BY_SCENARIO)
