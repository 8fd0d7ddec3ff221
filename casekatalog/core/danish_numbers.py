"""Numbers as Danes type them: “1.200”, “7,5” and “1.200,50”."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import number_format

# Thousands are grouped in threes; a single point before one or two digits, or before more than three, parts decimals.
_GROUPED = re.compile(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?")
_COMMA = re.compile(r"[+-]?\d+(,\d+)?")
_POINT = re.compile(r"[+-]?\d+\.\d+")
LONGEST = 20


def parse_number(text: str) -> Decimal:
    """Return the number that ``text`` writes, with a decimal comma, or with a point where it cannot part thousands.

    Raises:
        ValueError: it writes none, or is longer than any number that is asked for.
    """
    typed = "".join(text.split())
    if len(typed) > LONGEST or not typed.isascii():
        raise ValueError(text[:LONGEST])
    if _GROUPED.fullmatch(typed):
        return Decimal(typed.replace(".", "").replace(",", "."))
    if _COMMA.fullmatch(typed):
        return Decimal(typed.replace(",", "."))
    if _POINT.fullmatch(typed):
        return Decimal(typed)
    raise ValueError(text[:LONGEST])


def danish(number: Decimal, decimals: int | None = None) -> str:
    """Return ``number`` as Danes write it: “1.200”, “7,5”; rounded to ``decimals``, else with as many as it has."""
    if decimals is not None:
        # Django's own format cuts decimals off.
        number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0
    elif number == number.to_integral_value():
        number = number.quantize(Decimal(1))
    else:
        number = number.normalize()
    return number_format(number, use_l10n=True, force_grouping=True).replace("-", "−")
