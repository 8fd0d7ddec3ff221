"""Which of the reader's own systems a case uses, in words. The address holds them; the browser may remember them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from casekatalog.core.phrases import both
from cases.models.choices import ProductRole
from cases.models.facts import CaseProduct


def own_systems_in(cases: Iterable[int], own: Sequence[str]) -> dict[int, str]:
    """What to say of each case, by key, that uses any of the systems ``own``. One query, none without systems.

    A system that a case only hoped for is not used, and one without a name cannot be told from others.
    """
    if not own:
        return {}
    links = CaseProduct.objects.filter(case__in=cases, product__isnull=False, hoped_for=False).order_by("case", "order")
    by_case = defaultdict(list)
    for key, *link in links.values_list("case", "product__slug", "product__name", "role"):
        by_case[key].append(link)
    told = {key: _in_words(links, own) for key, links in by_case.items()}
    return {key: words for key, words in told.items() if words}


def _in_words(links: Iterable[Sequence[str]], own: Sequence[str]) -> str:
    """“Bruger jeres KMD OPUS. Arbejder også sammen med Sensum.” Empty where the case uses none of them."""
    links = list(links)
    mine = dict.fromkeys(name for slug, name, _ in links if slug in own)
    others = dict.fromkeys(name for slug, name, role in links if slug not in own and role == ProductRole.INTEGRATION)
    if not mine:
        return ""
    more = f" Arbejder også sammen med {both(list(others))}." if others else ""
    return f"Bruger jeres {both(list(mine))}.{more}"
