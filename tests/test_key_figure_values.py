"""How a key figure's number is written."""

from decimal import Decimal

import pytest

from cases.models import KeyFigure

EXAMPLES = {
    "a thousand": ({"low": 9000}, "9.000"),
    "a million": ({"low": Decimal("8400000.00")}, "8.400.000"),
    "a decimal": ({"low": Decimal("9.65")}, "9,65"),
    "a decimal without its last zero": ({"low": Decimal("0.50")}, "0,5"),
    "ten stays ten": ({"low": Decimal("10.00")}, "10"),
    "a range": ({"low": 50, "high": 60}, "50–60"),
    "a change": ({"low": 2, "high": 3, "before_low": 10}, "10 → 2–3"),
    "a change of unit": ({"low": 2, "before_low": 2, "before_high": 3, "before_unit": "dage"}, "2–3 dage → 2"),
    "about": ({"low": 7300, "qualifier": "ca."}, "ca. 7.300"),
}


@pytest.mark.parametrize(("fields", "written"), EXAMPLES.values(), ids=EXAMPLES.keys())
def test_a_number_is_written_as_danes_do(fields, written):
    numbers = {name: v if name in {"qualifier", "before_unit"} else Decimal(v) for name, v in fields.items()}
    assert KeyFigure(**numbers).change == written
