"""Sentences about the list: what is shown, what was left out, which filter stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casekatalog.core.phrases import either, number_of_cases, unknown
from cases.catalogue.filters import FACETS, CaseFilterSet
from cases.catalogue.list_state import SORTINGS, ListState

# A sentence reads best as: cases about a task, with a technology, in a support function, from a municipality.
_SENTENCE_ORDER = (
    *("opgave", "teknologi", "loesning", "sammen_med", "system", "greb", "omraade", "kommune", "region"),
    *("udrulning", "pris", "effekt", "ogsaa"),
)


def describe(state: ListState, total: int, words: str = "") -> str:
    """Say what the list shows, as a sentence without its full stop: “2 cases med RPA i Sekretariatsopgaver”.

    ``words`` is what the reader's words were read as, where that is not what was typed.
    """
    return " ".join(filter(None, [number_of_cases(total), narrowed_in_words(state, words)]))


def narrowed_in_words(state: ListState, words: str = "") -> str:
    """Say what narrows the list, to follow “cases”: “med RPA i Sekretariatsopgaver”. Empty when nothing does."""
    parts = []
    for name in _SENTENCE_ORDER:
        if values := state.values(name):
            options = FACETS[name].options()
            parts.append(FACETS[name].phrase.format(either(options[value].in_sentence for value in values)))
    if state.q:
        parts.append(f"om “{words or state.q}”")
    return " ".join(parts)


def describe_order(state: ListState) -> str:
    """Say what order the list is in, to follow ``describe``; empty for the order of a reader who has chosen none."""
    return f", {SORTINGS[state.sorting].phrase}" if state.sorting not in ("", state.default_sorting) else ""


def explain_order(state: ListState, stated: int, total: int) -> str:
    """Say how many of the cases state what they are sorted by; empty when all do."""
    states = SORTINGS[state.effective_sorting].states
    if not states or stated == total:
        return ""
    others = "De andre står sidst, i katalogets rækkefølge." if stated else ""
    return f"{number_of_cases(stated)} {states}. {others}".strip()


def explain_dropped(dropped: Mapping[str, Sequence[str]]) -> list[str]:
    """Return one sentence for each parameter that had a part we do not know."""
    sentences: list[str] = []
    for name, values in dropped.items():
        if name == "q":
            sentences += values  # already sentences
        else:
            sentences.append(unknown(CaseFilterSet.base_filters[name].label, values))
    return sentences
