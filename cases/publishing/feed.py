"""What is new, as Atom feeds: the cases of a list, and the municipalities that do the same as a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape

from casekatalog.core.clean_text import clean, clean_line
from casekatalog.core.parameters import unread
from cases.catalogue.filters import PARAMETERS, CaseFilterSet
from cases.catalogue.list_state import ListState
from cases.catalogue.wording import explain_dropped, narrowed_in_words
from cases.models import Adoption, Case

MOST_ENTRIES = 50
# What an address of the list holds that says nothing about which cases it asks for.
NOT_FOLLOWED = ("vi_har", "vis", "sortering", "side")
# When a feed without entries was last changed: always the same, so that whoever asks again hears “not modified”.
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
ONLY_SOME_WORDS = "Cases, der kun passer på nogle af ordene, er også med."


class Generator(Atom1Feed):
    """Atom. Django dates a feed without entries now, which is another feed every second."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else NEVER


class OurFeed(Feed):
    """What all feeds here say alike."""

    feed_type = Generator
    language = "da"

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The feed. It has an ETag, and no date: a case may join a list without a change of its own."""
        response = super().__call__(request, *args, **kwargs)
        del response["Last-Modified"]
        return response

    def author_name(self) -> str:
        return settings.OWNER_NAME or settings.SITE_NAME


class FollowedList:
    """The list that a feed's address asks for, and what to say about it."""

    def __init__(self, request: HttpRequest) -> None:
        query = request.GET.copy()
        for name in NOT_FOLLOWED:
            query.pop(name, None)
        self.filters = CaseFilterSet(query)
        self.state: ListState = self.filters.state.narrowing_alone()
        self.words = narrowed_in_words(self.state)
        search = self.filters.search
        has_others = search and not search.answering.issuperset(search.cases)
        self.messages = [
            *explain_dropped(self.filters.dropped),
            *unread(query, PARAMETERS),
            *([ONLY_SOME_WORDS] if has_others else []),
        ]


class ChangedCases(OurFeed):
    """The list's cases; what last became another for its readers comes first.

    An entry's id is the address, which never changes. The feed's is the list's, which is one for all its spellings.
    """

    def get_object(self, request: HttpRequest) -> FollowedList:
        return FollowedList(request)

    def title(self, followed: FollowedList) -> str:
        return " ".join(filter(None, [f"{settings.SITE_NAME}: nye og ændrede cases", followed.words]))

    def subtitle(self, followed: FollowedList) -> str:
        about = followed.words or "om digitalisering af administrationen i danske kommuner"
        return " ".join([f"Cases {about}, de senest ændrede først.", *followed.messages])

    def link(self, followed: FollowedList) -> str:
        return followed.state.url

    def feed_url(self, followed: FollowedList) -> str:
        return "?".join(filter(None, [reverse("feed"), followed.state.query]))

    def items(self, followed: FollowedList) -> Sequence[Case]:
        """One query."""
        changed = followed.filters.qs.filter(changed_at__isnull=False).select_related("municipality")
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


class AdoptionsOfCase(OurFeed):
    """The municipalities that do the same as a case, the newest word first. Never their mailboxes.

    An entry is a municipality, whose new word takes the place of its old one, under the same id.
    """

    subtitle = "Kommuner, der selv siger, at de gør det samme. De nyeste svar først."

    def get_object(self, request: HttpRequest, slug: str) -> Case:
        return get_object_or_404(Case.objects.published().select_related("municipality"), slug=slug)

    def title(self, case: Case) -> str:
        return clean_line(f"{settings.SITE_NAME}: kommuner, der gør det også – {case.title}, {case.municipality}")

    def link(self, case: Case) -> str:
        return f"{case.get_absolute_url()}#ogsaa"

    def feed_url(self, case: Case) -> str:
        return reverse("adoptions_feed", args=[case.slug])

    def items(self, case: Case) -> Sequence[Adoption]:
        """One query. At most one for each municipality."""
        entries = Adoption.objects.shown().with_last_event().filter(case=case).select_related("case", "municipality")
        return sorted(entries, key=self.item_updateddate, reverse=True)

    def item_title(self, item: Adoption) -> str:
        return clean_line(f"{item.municipality}: {item.in_words}{' (udløbet)' if item.is_lapsed else ''}")

    def item_description(self, item: Adoption) -> str:
        remark = f"“{item.remark}”" if item.remark else ""
        return escape(clean_line(f"{remark} {item.standing}"))

    def item_link(self, item: Adoption) -> str:
        # An adoption has both, by a constraint of contributions.
        return f"{item.case.get_absolute_url()}#ogsaa-{item.municipality.code}"  # type: ignore[union-attr]

    def item_updateddate(self, item: Adoption) -> datetime:
        """When readers saw it become another: by a decision, by the municipality, or because its time was over."""
        moments = (item.last_event_at, item.lapsed_at)  # type: ignore[attr-defined]
        return max(moment for moment in moments if moment)

    def item_categories(self, item: Adoption) -> tuple[str]:
        return (item.get_stage_display(),)
