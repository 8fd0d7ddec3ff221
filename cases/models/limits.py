"""What a year and a date can be, wherever they are written: in the form and in a file."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

FIRST_YEAR, LAST_YEAR = 1990, 2100


def is_a_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ValidationError(f"Skriv et årstal fra {FIRST_YEAR} til {LAST_YEAR}.")


def has_been(day: date) -> None:
    if day > timezone.localdate():
        raise ValidationError("Datoen må ikke ligge i fremtiden.")
