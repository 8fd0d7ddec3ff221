"""Axes: from a value to its place in per cent of the axis, and the values written along it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format

MOST_STEPS = 5
_NAMED = ((10**12, "bio."), (10**9, "mia."), (10**6, "mio."))


@dataclass(frozen=True)
class Scale:
    """An axis from ``start`` to ``end``. ``is_log`` says that each step is ten times the one before."""

    start: float
    end: float
    values: Sequence[float]
    is_log: bool = False

    def place(self, value: Decimal | float) -> float:
        """The place of ``value`` in per cent. What a logarithmic axis cannot hold, zero, stands at its start."""
        number = float(value)
        if self.is_log:
            number = math.log10(number) if number > 0 else self.start
        return round(min(100.0, max(0.0, 100 * (number - self.start) / (self.end - self.start))), 2)

    @property
    def times(self) -> str:
        """How many times the value before it each written value is, on a logarithmic axis."""
        return _short(self.values[1] / self.values[0])

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """The places of the values along the axis, and how each is written."""
        return [(self.place(value), _short(value)) for value in self.values]


def linear(values: Sequence[Decimal], at_least: int = 1) -> Scale:
    """From zero to the largest value or ``at_least``, in at most five round steps."""
    most = max([float(at_least), *map(float, values)])
    size = 10 ** math.floor(math.log10(most / MOST_STEPS))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor * MOST_STEPS >= most)
    steps = math.ceil(most / step)
    return Scale(0, steps * step, [n * step for n in range(steps + 1)])


def logarithmic(values: Sequence[Decimal]) -> Scale:
    """Whole powers of ten around the values, at most six of them written."""
    positive = [float(value) for value in values if value > 0] or [1.0]
    first = math.floor(math.log10(min(positive)))
    last = max(first + 1, math.ceil(math.log10(max(positive))))
    step = math.ceil((last - first) / MOST_STEPS)
    last = first + step * math.ceil((last - first) / step)
    return Scale(first, last, [10.0**power for power in range(first, last + 1, step)], is_log=True)


def _short(value: float) -> str:
    """“500”, “0,5”, “100.000”, “10 mio.”."""
    size, name = next((named for named in _NAMED if value >= named[0]), (1, ""))
    return f"{danish(value / size)} {name}".strip()


def danish(value: Decimal | float) -> str:
    """The number as Danes write it, without decimals that say nothing."""
    return number_format(f"{value:.10f}".rstrip("0").rstrip("."), force_grouping=True)
