"""New and changed cases as an Atom feed."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse_lazy
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from casekatalog.core.clean_text import clean, clean_line
from cases.models import Case

MOST_ENTRIES = 50


class ChangedCases(Feed):
    """What last became another for its readers comes first. An entry's id is the address, which never changes."""

    feed_type = Atom1Feed
    language = "da"
    link = reverse_lazy("cases")
    subtitle = "Cases om digitalisering af administrationen i danske kommuner, de senest ændrede først."

    def title(self) -> str:
        return f"{settings.SITE_NAME}: nye og ændrede cases"

    def author_name(self) -> str:
        return settings.OWNER_NAME or settings.SITE_NAME

    def items(self) -> Any:
        """One query."""
        changed = Case.objects.published().filter(changed_at__isnull=False).select_related("municipality")
        return changed.order_by("-changed_at", "number")[:MOST_ENTRIES]

    def item_title(self, item: Case) -> str:
        return clean_line(f"{item.title}, {item.municipality}")

    def item_description(self, item: Case) -> str:
        """As HTML, which is what Django says that a summary is."""
        return escape(clean(item.summary))

    def item_pubdate(self, item: Case) -> datetime | None:
        return item.first_published_at

    def item_updateddate(self, item: Case) -> datetime | None:
        return item.changed_at

    def item_categories(self, item: Case) -> tuple[str]:
        return ("Ny" if item.first_published_at == item.changed_at else "Ændret",)
