"""Cases from the zip that the export makes: one YAML file for each case."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

from cases.editing.transfer.file_rows import FileRefusedError, FileRows, Problem, Problems
from cases.editing.transfer.layout import list_tables
from cases.editing.transfer.limits import MAX_ROWS, MAX_UPLOAD, MEGABYTE
from cases.editing.transfer.read_yaml import read_yaml

_UNREADABLE = "Zip-filen kan ikke læses. Pak den ud, og hent filerne i den en for en."
_LOCKED = "Zip-filen har en adgangskode. Pak den ud, og hent filerne i den en for en."
_TOO_LARGE = f"Zip-filen fylder mere end {MAX_UPLOAD // MEGABYTE} MB, når den er pakket ud. Hent færre cases ad gangen."
_EMPTY = "Zip-filen har ingen YAML-filer (.yaml)."
_ENCRYPTED = 0x1


def read_zip(data: bytes, problems: Problems) -> FileRows:
    """The rows of every YAML file in it. Problems say in which file they are.

    Raises:
        FileRefusedError: when the file as a whole cannot be read.
    """
    source = FileRows([], {table.name: [] for table in list_tables()})
    for name, content in _members(data):
        found = Problems()
        try:
            rows = read_yaml(content, found)
        except FileRefusedError as refused:
            raise FileRefusedError(*(_in_file(name, problem) for problem in refused.problems)) from refused
        problems.add(*(_in_file(name, problem) for problem in found))
        source.cases.extend(rows.cases)
        for table, listed in rows.lists.items():
            source.lists[table].extend(listed)
        if len(source.cases) + sum(map(len, source.lists.values())) > MAX_ROWS:
            raise FileRefusedError(_TOO_LARGE)
    return source


def _members(data: bytes) -> list[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = [m for m in archive.infolist() if m.filename.lower().endswith((".yaml", ".yml"))]
            members = [m for m in members if not m.filename.startswith("__MACOSX/")]
            if any(member.flag_bits & _ENCRYPTED for member in members):
                raise FileRefusedError(_LOCKED)
            # The stated sizes are enough: zipfile unpacks no more of a part than they say.
            if sum(member.file_size for member in members) > MAX_UPLOAD:
                raise FileRefusedError(_TOO_LARGE)
            if not members:
                raise FileRefusedError(_EMPTY)
            return [(member.filename, archive.read(member)) for member in members]
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError) as error:
        raise FileRefusedError(_UNREADABLE) from error


def _in_file(name: str, problem: Problem) -> Problem:
    return replace(problem, reason=f"{name}: {problem.reason}")
