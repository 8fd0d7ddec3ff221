"""What a question is after: its price, time or steps, which its own words say and no case has to.

“Hvad koster talegenkendelse?” asks for talegenkendelse, and for what a case says about the price.
"""

from __future__ import annotations

import re
from enum import Enum

_IT = r"(?:\s+(?:det|man|vi|i|jeg|en kommune|kommunen))?"
_DO = r"(?:får|gør|kommer|kan|skal|bør|griber|indfører|starter|begynder|undgår|sikrer|lykkes|løser|har)"


class Aim(Enum):
    """The sections of a case that answer a kind of question, the best first, by the names that the index has."""

    PRICE = ("Hvad kostede det", "Investering og drift")
    TIME = ("Tidsplan", "Hvad krævede det")
    STEPS = ("Trin",)


# How questions open, folded to small letters, each with what it is after; None where its words only ask.
_OPENINGS: list[tuple[str, Aim | None]] = [
    (rf"hvad\s+(?:koster|kostede|har kostet|kan koste){_IT}(?:\s+at)?", Aim.PRICE),
    (r"hvor\s+meget\s+koster(?:\s+det\s+at)?", Aim.PRICE),
    (r"hvad\s+er\s+(?:prisen|udgiften)\s+(?:på|til|for)", Aim.PRICE),
    (r"hvor\s+dyrt?\s+er(?:\s+det\s+at)?", Aim.PRICE),
    (r"hvor\s+lang\s+tid\s+(?:tager|tog|varer|går\s+der\s+med)(?:\s+det)?(?:\s+at)?", Aim.TIME),
    (r"hvor\s+(?:længe|hurtigt)\s+(?:tager|tog|varer|går|kan)(?:\s+det)?(?:\s+at)?", Aim.TIME),
    (r"hvornår\s+(?:er|kan|kom|var)", Aim.TIME),
    (rf"hvordan\s+{_DO}{_IT}(?:\s+(?:i\s+)?gang\s+med)?", Aim.STEPS),
    (r"hvad\s+(?:kræver|krævede|skal\s+der\s+til\s+for)(?:\s+det)?(?:\s+at)?", Aim.STEPS),
    (r"(?:gode\s+råd\s+(?:om|til)|erfaringer\s+med|er\s+der\s+(?:nogen\s+|gode\s+)?erfaringer\s+med)", Aim.STEPS),
    (r"hvad\s+(?:siger|går\s+galt\s+med|er)", None),
    (r"hvem\s+(?:kan\s+vi\s+spørge\s+om|har\s+(?:lavet|prøvet|erfaring\s+med))", None),
    (r"er\s+der\s+(?:nogen|andre)\s+(?:kommuner\s+)?(?:der|som)\s+(?:har\s+(?:prøvet|lavet)|bruger)", None),
    (r"(?:har\s+andre\s+kommuner|hvilke\s+kommuner\s+(?:bruger|har))", None),
]
_OPENING = [(re.compile(rf"^\s*{pattern}\b", re.IGNORECASE), aim) for pattern, aim in _OPENINGS]


def take_aim(query: str) -> tuple[str, Aim | None]:
    """The query without the words that only ask, and what it is after. A query of nothing else is left as it is."""
    for opening, aim in _OPENING:
        if match := opening.match(query):
            rest = query[match.end() :]
            return (rest, aim) if re.search(r"\w", rest) else (query, None)
    return query, None
