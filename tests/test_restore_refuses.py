"""A torn, foreign or harmful file is refused whole: a message, and a database as it was."""

import hashlib
import json
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

# A backup opens a transaction of its own, which PostgreSQL refuses within a test's.
# test_backup_on_both_databases.py meets both, in processes of their own.


@pytest.fixture(scope="module")
def good(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """A backup of the seeded catalogue."""
    path = tmp_path_factory.mktemp("backup") / "god.zip"
    with django_db_blocker.unblock():
        call_command("backup", path, verbosity=0)
    return path


@pytest.fixture(scope="module")
def refusal(django_db_setup, django_db_blocker) -> Callable[[Path], str]:
    """What a restore of a file says, after making sure that it changed nothing."""
    with django_db_blocker.unblock():
        before = database_digest()

    def refusal(path: Path) -> str:
        with pytest.raises(CommandError) as refused:
            call_command("restore", path, "--noinput", verbosity=0)
        assert database_digest() == before
        return str(refused.value)

    return refusal


def database_digest() -> str:
    """Of everything SQLite holds."""
    return hashlib.sha256("\n".join(connection.connection.iterdump()).encode()).hexdigest()


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def forged(good: Path, folder: Path, change_manifest=lambda manifest: None, change_rows=lambda rows: None) -> Path:
    """Another file, whose manifest agrees with its rows but for the change."""
    parts = parts_of(good)
    rows = [json.loads(line) for line in parts["rows.jsonl"].splitlines()]
    change_rows(rows)
    lines = b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)
    manifest = json.loads(parts["manifest.json"])
    if lines != parts["rows.jsonl"]:
        manifest["sha256"] = hashlib.sha256(lines).hexdigest()
        labels = Counter(row["model"] for row in rows if isinstance(row, dict))
        manifest["rows"] = {label: labels[label] for label in manifest["rows"]}
    change_manifest(manifest)
    return zipped(folder / "x.zip", {"rows.jsonl": lines, "manifest.json": json.dumps(manifest).encode()})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m.update(format="other"), "ikke en sikkerhedskopi"),
        (lambda m: m.pop("rows"), "ikke en sikkerhedskopi"),
        (lambda m: m.update(rows=[]), "ikke en sikkerhedskopi"),
        (lambda m: m["rows"].update({"cases.case": -1}), "ikke en sikkerhedskopi"),
        (lambda m: m["last_ids"].update({"cases.case": "1"}), "ikke en sikkerhedskopi"),
        (lambda m: m.update(written_at="i går"), "ikke en sikkerhedskopi"),
        (lambda m: m["rows"].update({"cases.case": 27}), "ikke så mange rækker"),
        (lambda m: m.update(sha256="0" * 64), "er ændret, siden sikkerhedskopien blev skrevet"),
        (lambda m: m["migrations"].append("cases.0099_future"), r"nyere .*cases\.0099_future\. .* med version \d"),
        (lambda m: m["migrations"].remove("cases.0001_initial"), r"ældre version .*cases\.0001"),
        (lambda m: m["rows"].update({"cases.unknown": 0}), "andre tabeller"),
        (lambda m: m["rows"].pop("cases.case"), "andre tabeller"),
    ],
)
def test_a_file_that_differs_from_its_manifest_is_refused(good, tmp_path, change, message, refusal):
    assert re.search(message, refusal(forged(good, tmp_path, change_manifest=change)))


@pytest.mark.parametrize("manifest", [b"\xff\xfe{", b"[]", b'{"name": "app"}', b"[" * 100_000, bytes(5_000_000)])
def test_a_manifest_of_something_else_is_refused(good, tmp_path, manifest, refusal):
    path = zipped(tmp_path / "x.zip", parts_of(good) | {"manifest.json": manifest})
    assert refusal(path) == "Filen er ikke en sikkerhedskopi fra Casekatalog."


def first(label: str, **values: object) -> Callable[[list], object]:
    return lambda rows: next(row for row in rows if row["model"] == label)["fields"].update(values)


def line(content: bytes) -> Callable[[list], object]:
    return lambda rows: rows.insert(0, content)


UNREADABLE, REFUSED = r"Række \d+ kan ikke læses", r"afviste en række i tabellen cases\.case"
FORGED_ROWS: dict[str, tuple[Callable[[list], object], str]] = {
    "an unknown model": (lambda rows: rows[0].update(model="cases.unknown"), UNREADABLE),
    "an unknown field": (first("cases.case", unknown=1), UNREADABLE),
    "a field missing": (lambda rows: rows[0]["fields"].popitem(), "præcis, som den står i filen"),
    "no number": (first("cases.case", number="x"), UNREADABLE),
    "a number for text": (first("cases.case", title=7), "præcis, som den står i filen"),
    "no number for a decimal": (first("cases.case", months_to_implement="NaN"), UNREADABLE),
    "a page of digits": (first("cases.case", months_to_implement="9" * 20_000 + ".0"), REFUSED),
    "a day that is none": (first("cases.case", changed_at="2026-02-30T00:00Z"), UNREADABLE),
    "nothing where something is needed": (first("cases.case", title=None), REFUSED),
    "a number that no database holds": (first("cases.case", number=2**70), REFUSED),
    "a value that the database refuses": (first("cases.case", rollout="ukendt"), f"{REFUSED}: .*rollout_known"),
    "the same row twice": (lambda rows: rows.insert(0, rows[0]), "afviste en række"),
    "a key to nothing": (first("cases.case", municipality=999_999), "peger på en række, der ikke findes"),
    "a line that is a list": (line(b"[]"), UNREADABLE),
    "a line that is no JSON": (line(b"{"), UNREADABLE),
    "a line nested too deep": (line(b"[" * 100_000), UNREADABLE),
    "an empty line": (line(b""), UNREADABLE),
    "a number of 5,000 digits": (line(b'{"id":' + b"9" * 5_000 + b"}"), UNREADABLE),
}


@pytest.mark.parametrize("what", FORGED_ROWS)
def test_a_forged_row_is_refused(good, tmp_path, what, refusal):
    change, message = FORGED_ROWS[what]
    assert re.search(message, refusal(forged(good, tmp_path, change_rows=change)))


@pytest.mark.parametrize("length", [0, 1, 2, 100, 0.25, 0.5, 0.99, -1, -22, -40])
def test_a_truncated_file_is_refused(good, tmp_path, length, refusal):
    whole = good.read_bytes()
    torn = tmp_path / "x.zip"
    torn.write_bytes(whole[: int(len(whole) * length) if isinstance(length, float) else length])
    assert refusal(torn).startswith("Filen er")


def test_a_byte_flipped_anywhere_is_refused_or_makes_no_difference(good, tmp_path):
    whole = good.read_bytes()
    rng = random.Random(20)
    torn = tmp_path / "x.zip"
    # Half of them among the names and sizes at the end.
    for at in [rng.randrange(len(whole)) for _ in range(10)] + [-rng.randrange(1, 2_000) for _ in range(10)]:
        flipped = bytearray(whole)
        flipped[at] ^= 1 << rng.randrange(8)
        torn.write_bytes(flipped)
        try:
            call_command("restore", torn, "--check", verbosity=0)
        except CommandError:
            continue
        assert parts_of(torn) == parts_of(good)


def test_a_file_of_another_kind_is_refused(good, tmp_path, refusal):
    other = tmp_path / "noter.txt"
    other.write_bytes(b"SQLite format 3\0" * 500)
    for path in (other, zipped(tmp_path / "ord.xlsx", {"xl/workbook.xml": b""} | parts_of(good))):
        assert refusal(path) == "Filen er ikke en sikkerhedskopi fra Casekatalog."


def test_two_entries_of_one_name_are_refused(good, tmp_path, refusal):
    doubled = tmp_path / "x.zip"
    doubled.write_bytes(good.read_bytes())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(doubled, "a") as archive:
        archive.writestr("rows.jsonl", b"")
    assert refusal(doubled) == "Filen er ikke en sikkerhedskopi fra Casekatalog."


@pytest.mark.parametrize("place", ["findes-ikke.zip", "", "/dev/zero", "\0"])
def test_what_is_no_file_is_refused(tmp_path, place, refusal):
    assert "findes ikke eller er ikke en almindelig fil" in refusal(tmp_path / place)
