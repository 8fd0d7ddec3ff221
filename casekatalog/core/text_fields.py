"""Fields of models whose text is clean (``clean_text``), whatever fills them in: a form, a file or a fixture.

For the database they are Django's own, and so migrations name those.
"""

from typing import Any

from django import forms
from django.db import models

from casekatalog.core.clean_text import clean_line, clean_prose


class _CleanLineInForm:
    """Cleans what is typed before it is measured and validated."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(clean_line(value) if isinstance(value, str) else value)  # type: ignore[misc]


class LineFormField(_CleanLineInForm, forms.CharField):
    pass


class SlugFormField(_CleanLineInForm, forms.SlugField):
    pass


class EmailFormField(_CleanLineInForm, forms.EmailField):
    pass


class ProseFormField(forms.CharField):
    def to_python(self, value: Any) -> Any:
        return super().to_python(clean_prose(value) if isinstance(value, str) else value)


class _CleanLine:
    """For a model's field: text on one line."""

    django_field: type[models.Field]
    form_field: type[forms.Field]

    def to_python(self, value: Any) -> Any:
        return clean_line(value) if isinstance(value, str) else super().to_python(value)  # type: ignore[misc]

    def formfield(self, **options: Any) -> Any:
        return super().formfield(**{"form_class": self.form_field, **options})  # type: ignore[misc]

    def deconstruct(self) -> Any:
        name, _, arguments, options = super().deconstruct()  # type: ignore[misc]
        return name, f"django.db.models.{self.django_field.__name__}", arguments, options


class LineField(_CleanLine, models.CharField):
    """A name, a heading, a unit."""

    django_field, form_field = models.CharField, LineFormField


class SlugField(_CleanLine, models.SlugField):
    """A key in addresses."""

    django_field, form_field = models.SlugField, SlugFormField


class EmailField(_CleanLine, models.EmailField):
    """An address that mail is sent to."""

    django_field, form_field = models.EmailField, EmailFormField


class ProseField(_CleanLine, models.TextField):
    """Plain text: a blank line parts paragraphs, a leading “- ” makes a list item."""

    django_field, form_field = models.TextField, ProseFormField

    def to_python(self, value: Any) -> Any:
        return clean_prose(value) if isinstance(value, str) else super().to_python(value)
