"""docs/security.md names tests that exist, and every requirement once."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).resolve().parent
DOCUMENT = (TESTS.parent / "docs" / "security.md").read_text(encoding="utf-8")
ASVS = DOCUMENT.partition("## OWASP ASVS 5.0.0")[2]
TABLE, _, OTHERS = ASVS.partition("Not applicable")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in re.findall(r"(?m)^\| \d.*\|$", TABLE)]
# How many requirements of levels 1 and 2 each chapter of ASVS 5.0.0 has.
CHAPTERS = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7]


def names_in(file: str) -> set[str]:
    path = TESTS / file
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.Module([], [])
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_test_it_names_exists():
    named = re.findall(r"`(test_\w+\.py)::(\w+)`", DOCUMENT)
    assert len(named) > 100
    assert [f"{file}::{name}" for file, name in named if name not in names_in(file)] == []


def test_every_requirement_of_levels_1_and_2_stands_there_once():
    numbers = [row[0].split()[0] for row in ROWS] + re.findall(r"\d+\.\d+\.\d+", OTHERS)
    assert sorted(numbers) == sorted(set(numbers))
    counted = [sum(number.startswith(f"{chapter}.") for number in numbers) for chapter in range(1, 18)]
    assert counted == CHAPTERS
    assert f"All {sum(CHAPTERS)} requirements" in ASVS


def test_every_row_says_how_and_names_a_test_or_that_there_is_none():
    assert [row for row in ROWS if len(row) != 3 or not row[1]] == []
    assert [row for row in ROWS if not re.fullmatch(r"–|`test_\w+\.py::\w+`", row[2])] == []
