"""The form that takes a file with cases."""

from __future__ import annotations

from django import forms

from cases.editing.transfer.limits import MAX_UPLOAD
from cases.editing.transfer.reading import TOO_LARGE, WORKBOOK_ENDING, YAML_ENDINGS

_ACCEPTED = ",".join((WORKBOOK_ENDING, *YAML_ENDINGS))


class UploadForm(forms.Form):
    """The file, bounded by size before anything reads it."""

    file = forms.FileField(
        label="Fil",
        help_text="Et regneark (.xlsx) eller YAML (.yaml). Højst 5 MB.",
        max_length=200,
        widget=forms.FileInput(attrs={"accept": _ACCEPTED}),
        error_messages={
            "required": "Vælg en fil.",
            "missing": "Vælg en fil.",
            "invalid": "Vælg en fil.",
            "empty": "Filen er tom.",
            "max_length": "Filens navn er for langt. Giv den et kortere navn.",
        },
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError(TOO_LARGE)
        return file
