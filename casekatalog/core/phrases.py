"""Small pieces of Danish sentences that several pages use."""

from collections.abc import Iterable, Sequence

LONGEST_ECHO = 60


def number_of_cases(number: int) -> str:
    """“1 case”, “2 cases”, “Ingen cases”."""
    return {0: "Ingen cases", 1: "1 case"}.get(number, f"{number} cases")


def both(names: Sequence[str]) -> str:
    """“a”, “a og b”, “a, b og c”."""
    return " og ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def either(names: Iterable[str]) -> str:
    """“a”, “a eller b”, “a, b eller c”."""
    listed = list(names)
    return " eller ".join(filter(None, [", ".join(listed[:-1]), listed[-1]]))


def unknown(label: str, values: Sequence[str]) -> str:
    """A sentence that names what was not known under ``label``. At most three values, each cut short."""
    return f"Vi kender ikke {_quoted(values)} under {label}, så det er ikke brugt."


def not_read(names: Sequence[str]) -> str:
    """A sentence that names the parts of an address that mean nothing here. At most three, each cut short."""
    return f"Adressen har {_quoted(names)}. Det kender vi ikke, så det er ikke brugt."


def _quoted(values: Sequence[str]) -> str:
    return either(f"“{_echo(value)}”" for value in values[:3])


def _echo(value: str) -> str:
    printable = "".join(c for c in value if c.isprintable())
    return printable if len(printable) <= LONGEST_ECHO else printable[:LONGEST_ECHO] + " …"
