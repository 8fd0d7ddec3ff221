"""What the cases of a topic state in figures, each with its case, and a range where figures are alike."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from casekatalog.core.danish_numbers import danish
from casekatalog.core.phrases import number_of_cases
from cases.models import Case, KeyFigure
from cases.models.choices import SUBJECTS_OF_COST, SUBJECTS_OF_EFFECT, FigureBasis, FigureSubject

HEADINGS = {
    "Pris": ("oplyser en pris", SUBJECTS_OF_COST),
    "Effekt": ("oplyser eller skønner en effekt i tal", SUBJECTS_OF_EFFECT),
    "Tid": ("oplyser, hvor lang tid noget tog", (FigureSubject.TIME_TO_OPERATION, FigureSubject.DURATION)),
}
# Units that say the same: the unit they are shown in, and what to multiply with.
_SAME = {
    "kr.": ("kr.", 1),
    "mio. kr.": ("kr.", 1_000_000),
    "kr. om året": ("kr. om året", 1),
    "mio. kr. om året": ("kr. om året", 1_000_000),
}


@dataclass(frozen=True)
class FigureGroup:
    """The figures about one thing. ``sentence`` says how many cases state any."""

    heading: str
    sentence: str
    ranges: Sequence[str]
    figures: Sequence[KeyFigure]
    # A sentence, if the cases state more than ``figures`` shows. The ranges are of all.
    more: Sequence[str]


def figure_groups(cases: QuerySet[Case], total: int, most: int) -> list[FigureGroup]:
    """Price, effect and time. Goals are left out: nobody has reached them yet. One query and one for the cases."""
    stated = (
        KeyFigure.objects.published()
        .filter(
            case__in=cases.values("pk"), subject__in=[each for _, subjects in HEADINGS.values() for each in subjects]
        )
        .exclude(basis=FigureBasis.EXPECTED)
        .select_related("case__municipality")
        .prefetch_related("case__technologies")
        .order_by("case__number", "order")
    )
    groups = []
    for heading, (what, subjects) in HEADINGS.items():
        figures = [figure for figure in stated if figure.subject in subjects]
        sentence = f"{len({figure.case_id for figure in figures})} af {number_of_cases(total)} {what}."
        rest = len(figures[most:])
        more = [f"Og {rest} tal mere, som står i casene."] if rest else []
        groups.append(FigureGroup(heading, sentence, _ranges(figures), figures[:most], more))
    return groups


def _ranges(figures: Sequence[KeyFigure]) -> list[str]:
    """From the least to the most, where cases state the same thing of the same kind of solution."""
    alike: dict[tuple[str, str, str], list[KeyFigure]] = defaultdict(list)
    for figure in figures:
        if figure.unit in _SAME:
            technologies = " og ".join(term.running_name for term in figure.case.technologies.all())
            alike[str(FigureSubject(figure.subject).label), _SAME[figure.unit][0], technologies].append(figure)
    return [
        f"{subject}, {number_of_cases(len(cases))} med {technologies}: fra {low} til {high} {unit}"
        for (subject, unit, technologies), found in alike.items()
        if len(cases := {figure.case_id for figure in found}) > 1 and len(cases) == len(found)
        for low, high in [_ends(found)]
    ]


def _ends(figures: Sequence[KeyFigure]) -> tuple[str, str]:
    least = min(figures, key=lambda figure: figure.low * _SAME[figure.unit][1])
    most = max(figures, key=lambda figure: (figure.high or figure.low) * _SAME[figure.unit][1])
    return _shown(least, least.low), _shown(most, most.high or most.low)


def _shown(figure: KeyFigure, number: Decimal) -> str:
    """The number with the reservation that the source makes about it."""
    return " ".join(filter(None, [figure.qualifier, danish(number * _SAME[figure.unit][1])]))
