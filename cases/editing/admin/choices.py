"""Choices from a vocabulary, read once for a whole form however many entries choose from it."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.forms.models import ModelChoiceIterator


class SharedIterator(ModelChoiceIterator):
    """The choices, from the database the first time and from the field's own memory after that."""

    def __iter__(self) -> Iterator[Any]:
        shared: list[Any] = self.field.shared  # type: ignore[attr-defined]
        if not shared:
            shared += super().__iter__()
        return iter(shared)


class SharedChoiceField(forms.ModelChoiceField):
    """A choice whose values all copies of the field share. The admin makes a new field for each request."""

    iterator = SharedIterator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Copies of a field are shallow, so that they hold the same list.
        self.shared: list[Any] = []
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Model | None:
        if value in self.empty_values:
            return None
        choices: Any = self.choices
        for choice, _ in choices:
            if str(choice) == str(value):
                return choice.instance
        raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice", params={"value": value})
