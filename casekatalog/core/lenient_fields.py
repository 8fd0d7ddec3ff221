"""Form fields for addresses: the known part of a value is used, and the unknown part is set aside."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from casekatalog.core.clean_text import clean_line


class LenientField:
    """A form field that sets unknown parts of its value aside, in ``dropped``, instead of refusing the whole."""

    dropped: Sequence[str] = ()
    choices: Any

    def sift(self, given: Iterable[str]) -> list[str]:
        """The values among ``given`` that are choices; the others are kept in ``dropped``."""
        known = {str(key) for key, _ in self.choices}
        wanted = list(dict.fromkeys(filter(None, map(clean_line, given))))
        self.dropped = [value for value in wanted if value not in known]
        return [value for value in wanted if value in known]


class LenientMultipleChoiceField(LenientField, forms.MultipleChoiceField):
    def clean(self, value: Any) -> list[str]:
        return super().clean(self.sift(value or []))


class LenientChoiceField(LenientField, forms.ChoiceField):
    def clean(self, value: Any) -> str:
        return super().clean("".join(self.sift([value or ""])))
