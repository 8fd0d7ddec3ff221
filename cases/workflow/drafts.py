"""Drafts that begin as a copy, and drafts that their own editor throws away."""

from django.contrib.auth.models import AnonymousUser, User
from django.utils.text import slugify

from casekatalog.core.batch import batched
from cases.models import Case
from cases.models.records import records_of, replace_content
from cases.workflow import history


def start_copy(case: Case, user: User) -> Case:
    """A new draft with the content of ``case`` for one that resembles it, without what the municipality vouches for."""
    with batched():
        title = free("title", f"Kopi af {case.title}")
        copy = Case.objects.create(
            slug=free("slug", slugify(f"kopi-af-{case.slug}")),
            title=title,
            municipality=case.municipality,
            support_function=case.support_function,
        )
        records = records_of(case)
        again = {"confirmed_on": None, "outcome": "", "stopped_on": None, "stopped_words": ""}
        records[0]["fields"] |= {"title": title, **again}
        replace_content(copy, records)
        history.record(copy, user, f"Begyndt som en kopi af “{case.title}”")
        return copy


def is_own_draft(case: Case, user: User | AnonymousUser) -> bool:
    """Whether ``user`` began this draft, and readers have never seen it."""
    if case.status != Case.Status.DRAFT or (case.number and not case.revises_id):
        return False
    known = history.versions(case)
    return bool(known) and user.is_authenticated and known[-1].revision.user_id == user.pk


def discard(case: Case) -> Case | None:
    """Delete a draft. Returns the case it was to correct. The history keeps what it held."""
    original = case.revises
    case.delete()
    return original


def free(name: str, wanted: str) -> str:
    """``wanted``, shortened to what the field takes, with a number where another case has it."""
    length = getattr(Case._meta.get_field(name), "max_length", 0)
    for number in range(1, 1_000):
        end = "" if number == 1 else f"-{number}"
        room = length - len(end)
        candidate = (wanted if len(wanted) <= room else wanted[:room].rstrip(" -")) + end
        if not Case.objects.filter(**{name: candidate}).exists():
            return candidate
    raise ValueError(f"No {name} is free")
