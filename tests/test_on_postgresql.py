"""The list of tests that also run on PostgreSQL."""

from tests.on_postgresql import FILES, TESTS


def test_every_test_that_it_names_exists():
    named = [entry.partition("::")[::2] for entry in FILES]
    texts = {file: (TESTS / file).read_text(encoding="utf-8") for file, _ in named}
    assert [(file, test) for file, test in named if test and f"def {test}(" not in texts[file]] == []
