"""Sentences about the list: what is shown, what was left out, which filter stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from casekatalog.core.phrases import either, number_of_cases, unknown
from cases.catalogue.filters import FACETS, CaseFilterSet
from cases.catalogue.list_state import ListState

# A sentence reads best as: cases about a task, with a technology, in a support function, from a municipality.
_SENTENCE_ORDER = ("opgave", "teknologi", "system", "greb", "omraade", "kommune", "region", "udrulning", "pris")


def describe(state: ListState, total: int, words: str = "") -> str:
    """Say what the list shows, as a sentence without its full stop: “2 cases med RPA i Sekretariatsopgaver”.

    ``words`` is what the reader's words were read as, where that is not what was typed.
    """
    parts = [number_of_cases(total)]
    for name in _SENTENCE_ORDER:
        if values := state.values(name):
            options = FACETS[name].options()
            parts.append(FACETS[name].phrase.format(either(options[value].in_sentence for value in values)))
    if state.q:
        parts.append(f"om “{words or state.q}”")
    return " ".join(parts)


def explain_dropped(dropped: Mapping[str, Sequence[str]]) -> list[str]:
    """Return one sentence for each parameter that had a part we do not know."""
    sentences: list[str] = []
    for name, values in dropped.items():
        if name == "q":
            sentences += values  # already sentences
        else:
            sentences.append(unknown(CaseFilterSet.base_filters[name].label, values))
    return sentences
