"""A term kept as a line is the same term again."""

import pytest
from cases.search.known import KnownTerms, Term, line_of

pytestmark = pytest.mark.once

TERMS = [
    Term(1, "robot", "robot", "robot", "robot", "robot"),
    Term(2, "bogføring", "bogføring", "bogforing", "bogføring", "bogføring"),
    Term(3, "fakturaer", "faktura", "faktura", "faktura", "Fakturaer"),
    Term(4, "rpa", "rpa", "rpa", "rpa", "RPA"),
]


@pytest.mark.parametrize("empty_forms", ["left out", "kept, as segments had them before"])
def test_a_term_comes_back_with_all_its_forms(empty_forms):
    lines = [line_of(term) for term in TERMS]
    if empty_forms != "left out":
        lines = [line + "\t" * (4 - line.count("\t")) for line in lines]
    known = KnownTerms()
    known.add_lines([term.pk for term in TERMS], lines)
    assert [known[term.pk] for term in TERMS] == TERMS
    assert [known.folded(term.pk) for term in TERMS] == [term.folded for term in TERMS]
    assert [known.has_forms(term.pk) for term in TERMS] == [False, True, True, True]


def test_a_term_that_nobody_knew_any_more_is_not_there_until_it_is_added():
    known = KnownTerms()
    known.add_lines([1, 2], ["", "bogføring"])
    assert 1 not in known
    known.add(TERMS[:1])
    assert known[1] == TERMS[0]
