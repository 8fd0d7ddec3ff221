"""A password that is mostly the names around it is easy to guess."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError

# What the site is about. The names of the site and its owner come from the settings.
WORDS = {"administration", "administrator", "case", "cases", "digitalisering", "katalog", "kommune", "redaktion"}
LEAST_ELSE = 8
SHORTEST_WORD = 4


class ContextWordsValidator:
    """At least eight characters must be left when the words of this site are taken out (`docs/security.md`)."""

    def validate(self, password: str, user: object = None) -> None:
        rest = password.lower()
        for word in sorted(context_words(), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < min(LEAST_ELSE, len(password)):
            raise ValidationError("Adgangskoden består mest af ord fra denne side. Find på noget andet.")

    def get_help_text(self) -> str:
        return "Adgangskoden må ikke mest bestå af ord som “casekatalog” og “kommune”."


def context_words() -> set[str]:
    names = f"{settings.SITE_NAME} {settings.OWNER_NAME}".lower()
    return WORDS | {word for word in re.findall(r"\w+", names) if len(word) >= SHORTEST_WORD}
