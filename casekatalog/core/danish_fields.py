"""Form fields that read numbers as Danes write them, “1.200,5”, and write back what they read."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from casekatalog.core.danish_numbers import danish, parse_number

# Every database takes a small whole number up to this; SQLite alone takes more.
LARGEST_SMALL = 32_767
NO_NUMBER = "Skriv et tal med cifre, for eksempel “1.200” eller “7,5”."


def _read(value: Any) -> Any:
    if not isinstance(value, str) or not value.strip():
        return value
    try:
        return format(parse_number(value.replace("−", "-")), "f")
    except ValueError:
        raise ValidationError(NO_NUMBER, code="invalid") from None


class DanishDecimalField(forms.DecimalField):
    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "danish-number"})

    def to_python(self, value: Any) -> Any:
        return super().to_python(_read(value))

    def prepare_value(self, value: Any) -> Any:
        return danish(value) if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class DanishWholeField(forms.IntegerField):
    widget = forms.TextInput(attrs={"inputmode": "numeric", "class": "vIntegerField"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs["max_value"] = min(kwargs.get("max_value") or LARGEST_SMALL, LARGEST_SMALL)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return super().to_python(_read(value))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}
