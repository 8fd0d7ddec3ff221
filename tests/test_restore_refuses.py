"""A torn, foreign or harmful file is refused whole: a message, and a database as it was."""

import gzip
import hashlib
import json
import random
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from casekatalog.backup import FOREIGN
from casekatalog.core.batch import batched
from cases.models import Case, Lesson, SynonymGroup

# A backup opens a transaction of its own, which PostgreSQL refuses within a test's.
# test_backup_on_both_databases.py meets both, in processes of their own.


@pytest.fixture(scope="module")
def good(django_db_setup, django_db_blocker, tmp_path_factory) -> Path:
    """A backup of two cases and some of the vocabularies."""
    path = tmp_path_factory.mktemp("backup") / "god.gz"
    with django_db_blocker.unblock(), transaction.atomic():
        with batched():
            for model in (Lesson, SynonymGroup, Permission):
                model._default_manager.all().delete()
            Case.objects.exclude(number__in=[1, 2]).delete()
        call_command("backup", path, verbosity=0)
        transaction.set_rollback(True)
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
    return hashlib.sha256(connection.connection.serialize()).hexdigest()


def forged(good: Path, folder: Path, change: Callable[[dict, list], object]) -> Path:
    """Another file, whose first line agrees with its rows but for the change."""
    manifest, *rows = map(json.loads, gzip.decompress(good.read_bytes()).splitlines())
    change(manifest, rows)
    lines = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in (manifest, *rows)]
    path = folder / "x.gz"
    path.write_bytes(gzip.compress(b"\n".join(lines), compresslevel=1))
    return path


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda m: m.update(format="other"), FOREIGN),
        (lambda m: m.pop("rows"), FOREIGN),
        (lambda m: m.update(rows=[]), FOREIGN),
        (lambda m: m.update(written_at="i går"), FOREIGN),
        (lambda m: m["rows"].update({"cases.case": 3}), "ikke så mange rækker"),
        (lambda m: m["rows"].update({"cases.case": "2"}), "ikke så mange rækker"),
        (lambda m: m["migrations"].append("cases.0099_future"), r"nyere .*cases\.0099_future\. .* med version \d"),
        (lambda m: m["migrations"].remove("cases.0001_initial"), r"ældre version .*cases\.0001"),
        (lambda m: m["rows"].update({"cases.unknown": 0}), "andre tabeller"),
        (lambda m: m["rows"].pop("cases.case"), "andre tabeller"),
    ],
)
def test_a_file_that_differs_from_its_first_line_is_refused(good, tmp_path, change, message, refusal):
    assert re.search(message, refusal(forged(good, tmp_path, lambda manifest, rows: change(manifest))))


# A header without the time: every process of a run has to collect the same tests.
compressed = partial(gzip.compress, mtime=0)
LINES = b"", b"\xff\xfe{", b"[]", b'{"name": "app"}', b"[" * 100_000, bytes(5_000_000)


@pytest.mark.parametrize("content", [b"SQLite format 3\0" * 500, *map(compressed, LINES)])
def test_a_file_of_something_else_is_refused(tmp_path, content, refusal):
    path = tmp_path / "x.gz"
    path.write_bytes(content)
    assert refusal(path) == FOREIGN


def first(model: str, **values: object) -> Callable[[list], object]:
    return lambda rows: next(row for row in rows if row["model"] == model)["fields"].update(values)


first_case, first_figure = partial(first, "cases.case"), partial(first, "cases.keyfigure")


def line(content: bytes) -> Callable[[list], object]:
    return lambda rows: rows.insert(0, content)


UNREADABLE, REFUSED = r"række \d+ kan ikke læses", r"afviste gendannelsen: en række i cases\.case: .*\. Intet er ændret"
FORGED_ROWS: dict[str, tuple[Callable[[list], object], str]] = {
    "an unknown model": (lambda rows: rows[0].update(model="cases.unknown"), UNREADABLE),
    "a model whose rows are not kept": (lambda rows: rows[0].update(model="sessions.session"), UNREADABLE),
    "an unknown field": (first_case(unknown=1), UNREADABLE),
    "no number": (first_case(number="x"), UNREADABLE),
    "no number for a decimal": (first_figure(low="NaN"), UNREADABLE),
    "a page of digits": (first_figure(low="9" * 20_000 + ".0"), "afviste gendannelsen"),
    "a day that is none": (first_case(changed_at="2026-02-30T00:00Z"), UNREADABLE),
    "nothing where something is needed": (first_case(title=None), REFUSED),
    "a number that no database holds": (first_case(number=2**70), REFUSED),
    "a value that the database refuses": (first_case(price_status="ukendt"), "price_status_known.*Intet er ændret"),
    "the same row twice": (lambda rows: rows.__setitem__(0, rows[1]), "afviste gendannelsen: en række i"),
    "a row that is missing": (lambda rows: rows.pop(), "ikke så mange rækker"),
    "a key to nothing": (first_case(municipality=999_999), "cases_case.*municipality_id"),
    "a line that is a list": (line(b"[]"), UNREADABLE),
    "a line that is no JSON": (line(b"{"), UNREADABLE),
    "a line nested too deep": (line(b"[" * 100_000), UNREADABLE),
    "a number of 5,000 digits": (line(b'{"id":' + b"9" * 5_000 + b"}"), UNREADABLE),
}


@pytest.mark.parametrize("what", FORGED_ROWS)
def test_a_forged_row_is_refused(good, tmp_path, what, refusal):
    change, message = FORGED_ROWS[what]
    assert re.search(message, refusal(forged(good, tmp_path, lambda manifest, rows: change(rows))))


@pytest.mark.parametrize("length", [0, 1, 2, 100, 0.25, 0.5, 0.99, -1, -22, -40])
def test_a_truncated_file_is_refused(good, tmp_path, length, refusal):
    whole = good.read_bytes()
    torn = tmp_path / "x.gz"
    torn.write_bytes(whole[: int(len(whole) * length) if isinstance(length, float) else length])
    assert refusal(torn).startswith("Filen er")


def test_a_byte_flipped_anywhere_is_refused_or_makes_no_difference(good, tmp_path):
    whole = good.read_bytes()
    rng = random.Random(20)
    torn = tmp_path / "x.gz"
    # Half of them in the header and the checksum.
    for at in [rng.randrange(len(whole)) for _ in range(10)] + [rng.randrange(-8, 12) for _ in range(10)]:
        flipped = bytearray(whole)
        flipped[at] ^= 1 << rng.randrange(8)
        torn.write_bytes(flipped)
        try:
            call_command("restore", torn, "--check", verbosity=0)
        except CommandError:
            continue
        assert gzip.decompress(torn.read_bytes()) == gzip.decompress(whole)


@pytest.mark.parametrize("place", ["findes-ikke", "", "/dev/zero", "\0"])
def test_what_is_no_file_is_refused(tmp_path, place, refusal):
    assert "findes ikke eller er ikke en almindelig fil" in refusal(tmp_path / place)
