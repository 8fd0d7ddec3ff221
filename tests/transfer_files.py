"""Files with cases, good and bad, and the import page to give them to."""

import hashlib
import zipfile
from io import BytesIO

import yaml
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from openpyxl import load_workbook

from casekatalog.core.data_version import current_version
from cases.editing.transfer.write_workbook import as_workbook
from cases.editing.transfer.write_yaml import as_yaml
from cases.models import Case
from tests.pages import text_of

IMPORT = "/admin/cases/case/hent/"
SLUG = "vesthimmerland-autorisationskontrol"


def case_20() -> Case:
    return Case.objects.get(slug=SLUG)


def yaml_20() -> str:
    return as_yaml([case_20()])


def records_20() -> list[dict]:
    """Case 20 as data, to change and write again."""
    return yaml.load(yaml_20(), yaml.CSafeLoader)


def as_file(records: list[dict]) -> bytes:
    return yaml.dump(records, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False).encode()


def edited_yaml(*replacements: tuple[str, str]) -> bytes:
    """Case 20 with the first of each of these texts replaced by another, which must be there."""
    text = yaml_20()
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text.encode()


def workbook_20() -> bytes:
    return as_workbook([case_20()])


def workbook(*slugs: str):
    """The cases (case 20 when none is named) as a workbook to edit."""
    cases = [Case.objects.get(slug=slug) for slug in slugs or [SLUG]]
    return load_workbook(BytesIO(as_workbook(cases)))


def saved(book) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def cell(book, sheet: str, heading: str, row: int = 2):
    """The cell under a heading."""
    (column,) = [c.column for c in book[sheet][1] if c.value == heading]
    return book[sheet].cell(row, column)


def edited_workbook(*changes: tuple[str, str, object], row: int = 2) -> bytes:
    """Case 20 as a workbook with other values: sheet, heading, value."""
    book = workbook()
    for sheet, heading, value in changes:
        cell(book, sheet, heading, row).value = value
    return saved(book)


def parts(data: bytes) -> dict[str, bytes]:
    """The files in a zip file."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: dict[str, bytes]) -> bytes:
    """A zip file of these files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return out.getvalue()


def upload(client, name: str, data: bytes):
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, data)})


def confirm(client, answer):
    """Confirm what the page ``answer`` shows."""
    return client.post(IMPORT, {"key": answer.context["key"]})


def upload_and_confirm(client, name: str, data: bytes) -> None:
    answer = upload(client, name, data)
    assert answer.context.get("key"), text_of(answer)
    done = confirm(client, answer)
    assert (done.status_code, done.headers.get("Location")) == (302, reverse("admin:cases_case_changelist"))


def digest() -> str:
    """Everything that cases and their history hold, and the version that any other change would give, as one number."""
    content = hashlib.sha256(current_version().encode())
    with connection.cursor() as cursor:
        for label in ("cases", "reversion"):
            for model in apps.get_app_config(label).get_models(include_auto_created=True):
                cursor.execute(f"SELECT * FROM {model._meta.db_table} ORDER BY 1")  # noqa: S608
                content.update(repr(cursor.fetchall()).encode())
    return content.hexdigest()
