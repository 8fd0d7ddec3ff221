"""A torn, foreign or harmful file is refused whole: a message, and a database as it was."""

import hashlib
import json
import random
import re
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from casekatalog.backup.archive import LONGEST_LINE
from casekatalog.backup.progress import Progress
from casekatalog.backup.write import write_backup

# A backup opens a transaction of its own, which PostgreSQL refuses within a test's.
# test_backup_on_both_databases.py meets both, in processes of their own.
pytestmark = pytest.mark.once

CASES = "cases.case.jsonl"
Parts = dict[str, bytes]


@pytest.fixture(scope="module")
def good(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """A backup of the seeded catalogue."""
    path = tmp_path_factory.mktemp("backup") / "god.zip"
    with django_db_blocker.unblock():
        write_backup(path, Progress())
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


def parts_of(path: Path) -> Parts:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(path: Path, parts: Parts) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def manifest(change: Callable[[dict], object]) -> Callable[[Parts], None]:
    """A change to the manifest."""

    def apply(parts: Parts) -> None:
        page = json.loads(parts["manifest.json"])
        change(page)
        parts["manifest.json"] = json.dumps(page).encode()

    return apply


def rows(change: Callable[[list[dict]], object], name: str = CASES) -> Callable[[Parts], None]:
    """A change to a table's rows, which the manifest agrees with."""

    def apply(parts: Parts) -> None:
        table = [json.loads(line) for line in parts[name].splitlines()]
        change(table)
        lines = b"".join(json.dumps(row, separators=(",", ":")).encode() + b"\n" for row in table)
        replaced(name, lines, len(table))(parts)

    return apply


def replaced(name: str, content: bytes, number: int) -> Callable[[Parts], None]:
    """Another content of an entry, which the manifest agrees with."""

    def apply(parts: Parts) -> None:
        parts[name] = content
        page = json.loads(parts["manifest.json"])
        page["tables"][name.removesuffix(".jsonl")] |= {
            "rows": number,
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        parts["manifest.json"] = json.dumps(page).encode()

    return apply


def first_case(**values: object) -> Callable[[Parts], None]:
    return rows(lambda table: table[0].update(values))


def entry(name: str, content: bytes = b"") -> Callable[[Parts], None]:
    return lambda parts: parts.update({name: content})


FORGED = {
    "no manifest": (lambda p: p.pop("manifest.json"), "ikke en sikkerhedskopi"),
    "a manifest of something else": (entry("manifest.json", b'{"name": "app"}'), "ikke en sikkerhedskopi"),
    "a manifest that is a list": (entry("manifest.json", b"[]"), "ikke en sikkerhedskopi"),
    "a manifest that is no JSON": (entry("manifest.json", b"\xff\xfe{"), "ikke en sikkerhedskopi"),
    "a manifest nested too deep": (entry("manifest.json", b"[" * 100_000), "ikke en sikkerhedskopi"),
    "a manifest that never ends": (entry("manifest.json", bytes(5_000_000)), "for stor"),
    "another format": (manifest(lambda m: m.update(format="other")), "ikke en sikkerhedskopi"),
    "a later format version": (manifest(lambda m: m.update(format_version=2)), "format 2"),
    "a manifest without tables": (manifest(lambda m: m.pop("tables")), "indholdsfortegnelse er beskadiget"),
    "tables that are a list": (manifest(lambda m: m.update(tables=[])), "indholdsfortegnelse er beskadiget"),
    "a negative number of rows": (
        manifest(lambda m: m["tables"]["cases.case"].update(rows=-1)),
        "indholdsfortegnelse er beskadiget",
    ),
    "no time": (manifest(lambda m: m.update(written_at="i går")), "indholdsfortegnelse er beskadiget"),
    "fewer rows than said": (manifest(lambda m: m["tables"]["cases.case"].update(rows=27)), "færre rækker"),
    "more rows than said": (manifest(lambda m: m["tables"]["cases.case"].update(rows=25)), "flere rækker"),
    "another size than said": (manifest(lambda m: m["tables"]["cases.case"].update(bytes=1)), "anden størrelse"),
    "another hash than said": (
        manifest(lambda m: m["tables"]["cases.case"].update(sha256="0" * 64)),
        "er ændret, siden sikkerhedskopien blev skrevet",
    ),
    "newer migrations": (
        manifest(lambda m: m["migrations"]["cases"].append("0099_future")),
        r"nyere .*cases\.0099_future\. Installér version \d",
    ),
    "older migrations": (manifest(lambda m: m["migrations"]["cases"].pop()), "ældre version .*mangler migrationer"),
    "an entry missing": (lambda p: p.pop(CASES), r"mangler filer: cases\.case\.jsonl"),
    "an entry too many": (entry("cases.extra.jsonl"), "ikke kender: cases.extra.jsonl"),
    "a path out of the folder": (entry("../../etc/cron.d/x"), r"ikke kender: \.\./\.\./etc/cron\.d/x"),
    "a name with control characters": (entry("\x1b[2Jx"), r"ikke kender: \?\[2Jx"),
    "an unknown model": (
        manifest(lambda m: m["tables"].update({"cases.unknown": m["tables"]["cases.case"]})),
        "ikke kender: cases.unknown",
    ),
    "a model missing": (manifest(lambda m: m["tables"].pop("cases.case")), "mangler tabeller: cases.case"),
    "an unknown field": (first_case(unknown=1), r"Række 1 i tabellen cases\.case kan ikke læses"),
    "a field missing": (rows(lambda table: table[3].pop("title")), "Række 4 i"),
    "text for a number": (first_case(number="1"), "Række 1 i"),
    "a number for text": (first_case(title=7), "Række 1 i"),
    "true for a number": (first_case(number=True), "Række 1 i"),
    "a list for text": (first_case(title=["x"]), "Række 1 i"),
    "a number for a decimal": (rows(lambda t: t[0].update(low=1.5), "cases.keyfigure.jsonl"), "Række 1 i"),
    "no number for a decimal": (first_case(months_to_implement="NaN"), "Række 1 i"),
    "a page of digits": (
        first_case(months_to_implement="9" * 20_000 + ".0"),
        r"afviste en række i tabellen cases\.case",
    ),
    "a day that is none": (
        replaced("search.miss.jsonl", b'{"id":1,"words":"x","number":1,"last_seen":"2026-02-30"}\n', 1),
        r"Række 1 i tabellen search\.miss",
    ),
    "nothing where something is needed": (first_case(title=None), "Række 1 i"),
    "a row that is a list": (replaced(CASES, b"[]\n", 1), "Række 1 i"),
    "a row that is no JSON": (replaced(CASES, b"{\n", 1), "Række 1 i"),
    "a row nested too deep": (replaced(CASES, b"[" * 100_000 + b"\n", 1), "Række 1 i"),
    "an empty line": (replaced(CASES, b"\n", 1), "Række 1 i"),
    "a number of 5,000 digits": (replaced(CASES, b'{"id":' + b"9" * 5_000 + b"}\n", 1), "Række 1 i"),
    "a number that no database holds": (first_case(number=2**70), r"afviste en række i tabellen cases\.case"),
    "a value that the database refuses": (
        first_case(rollout="ukendt"),
        r"afviste en række i tabellen cases\.case: .*rollout_known",
    ),
    "the same row twice": (rows(lambda table: table.append(table[0])), "afviste en række i tabellen cases.case"),
    "a key to nothing": (first_case(municipality_id=999_999), "peger på en række, der ikke findes"),
    "a row that others point at gone": (
        rows(lambda table: table.pop(), "cases.municipality.jsonl"),
        "peger på en række, der ikke findes",
    ),
}


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_file_is_refused(good, tmp_path, what, refusal):
    forge, message = FORGED[what]
    parts = parts_of(good)
    forge(parts)
    assert re.search(message, refusal(zipped(tmp_path / "x.zip", parts)))


@pytest.mark.parametrize("length", [0, 1, 2, 100, 0.25, 0.5, 0.99, -1, -22, -40])
def test_a_truncated_file_is_refused(good, tmp_path, length, refusal):
    whole = good.read_bytes()
    torn = tmp_path / "x.zip"
    torn.write_bytes(whole[: int(len(whole) * length) if isinstance(length, float) else length])
    assert refusal(torn).startswith("Filen er")


def test_a_byte_flipped_in_the_middle_of_any_entry_is_refused(good, tmp_path):
    whole = good.read_bytes()
    torn = tmp_path / "x.zip"
    with zipfile.ZipFile(good) as archive:
        entries = archive.infolist()
    for info in entries:
        name, extra = (int.from_bytes(whole[info.header_offset + at :][:2], "little") for at in (26, 28))
        middle = info.header_offset + 30 + name + extra + info.compress_size // 2
        torn.write_bytes(whole[:middle] + bytes([whole[middle] ^ 0x10]) + whole[middle + 1 :])
        # The two bytes that stand for nothing at all have bits to spare.
        assert refused_by_check(torn) or not info.file_size, info.filename


def test_a_byte_flipped_anywhere_is_refused_or_makes_no_difference(good, tmp_path):
    whole = good.read_bytes()
    rng = random.Random(20)
    torn = tmp_path / "x.zip"
    outcomes = set()
    # Half of them among the names and sizes at the end.
    for at in [rng.randrange(len(whole)) for _ in range(20)] + [-rng.randrange(1, 3_000) for _ in range(20)]:
        flipped = bytearray(whole)
        flipped[at] ^= 1 << rng.randrange(8)
        torn.write_bytes(flipped)
        outcomes.add(bool(refused_by_check(torn)) or parts_of(torn) == parts_of(good))
    assert outcomes == {True}


def refused_by_check(path: Path) -> str:
    try:
        call_command("restore", path, "--check", verbosity=0)
    except CommandError as refused:
        return str(refused)
    return ""


def test_two_entries_of_one_name_are_refused(good, tmp_path, refusal):
    doubled = tmp_path / "x.zip"
    doubled.write_bytes(good.read_bytes())
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(doubled, "a") as archive:
        archive.writestr(CASES, b"")
    assert "samme navn" in refusal(doubled)


@pytest.mark.parametrize("name", ["ord.xlsx", "noter.txt", "database.sqlite3"])
def test_a_file_of_another_kind_is_refused(tmp_path, name, refusal):
    path = tmp_path / name
    if name.endswith("xlsx"):
        zipped(path, {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})
    else:
        path.write_bytes(b"SQLite format 3\0" * 500)
    assert refusal(path) == "Filen er ikke en sikkerhedskopi fra Casekatalog."


@pytest.mark.parametrize("place", ["findes-ikke.zip", "", "/dev/zero", "\0"])
def test_what_is_no_file_is_refused(tmp_path, place, refusal):
    assert refusal(Path(f"{tmp_path}/{place}") if "/" not in place else Path(place))


def test_an_unusual_compression_is_refused(good, tmp_path, refusal):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in parts_of(good).items():
            archive.writestr(name, content)
    assert "ikke en sikkerhedskopi" in refusal(path)


def test_a_bomb_is_refused_before_it_is_unpacked(good, tmp_path, refusal):
    """A gigabyte of zeros in a file of a few megabytes, with a manifest that agrees."""
    parts = parts_of(good)
    parts.pop(CASES)
    page = json.loads(parts["manifest.json"])
    page["tables"]["cases.case"]["bytes"] = 2**30
    parts["manifest.json"] = json.dumps(page).encode()
    path = zipped(tmp_path / "x.zip", parts)
    archive = zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=1)
    with archive, archive.open(CASES, "w") as bomb:
        for _ in range(2**10):
            bomb.write(bytes(2**20))
    assert path.stat().st_size < 10_000_000
    before = peak_memory()
    assert "tabellen cases.case kan ikke læses" in refusal(path)
    assert peak_memory() - before < 5 * LONGEST_LINE < 2**30


def peak_memory() -> int:
    """The most bytes this process has ever used."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
