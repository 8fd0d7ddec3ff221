"""The way of a case: draft, in review, published, archived. A published one is corrected in a draft of its own."""

from dataclasses import dataclass
from itertools import count

from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Max

from casekatalog.core.batch import batched
from casekatalog.core.publication import Status
from cases.models import Case
from cases.models.records import records_of, replace_content
from cases.workflow.history import record, record_baseline, versions
from cases.workflow.publication_requirements import IncompleteError, unmet_requirements

WRITE, PUBLISH = "cases.change_case", "cases.publish_case"
CORRECTION_SUFFIX = "-rettelse"


@dataclass(frozen=True)
class Transition:
    """A step to ``target``, with its words. ``asks`` is a question to the person who takes it; the answer is kept."""

    name: str
    label: str
    explanation: str
    done: str
    from_statuses: tuple[Status, ...]
    target: Status
    permission: str
    asks: str = ""
    must_answer: bool = False

    @property
    def must_be_whole(self) -> bool:
        return self.target == Status.PUBLISHED


TRANSITIONS = {
    transition.name: transition
    for transition in (
        Transition(
            "send",
            "Send til gennemgang",
            "En udgiver kan nu læse casen igennem og publicere den eller sende den tilbage.",
            "Casen er sendt til gennemgang.",
            (Status.DRAFT,),
            Status.IN_REVIEW,
            WRITE,
        ),
        Transition(
            "publicer",
            "Publicér",
            "Alle kan læse casen, så snart du trykker.",
            "Casen er publiceret. Alle kan læse den nu.",
            (Status.DRAFT, Status.IN_REVIEW),
            Status.PUBLISHED,
            PUBLISH,
        ),
        Transition(
            "send-tilbage",
            "Send tilbage",
            "Casen bliver en kladde igen, og redaktøren ser din besked.",
            "Casen er sendt tilbage som kladde.",
            (Status.IN_REVIEW,),
            Status.DRAFT,
            PUBLISH,
            asks="Hvad skal rettes?",
            must_answer=True,
        ),
        Transition(
            "traek-tilbage",
            "Træk tilbage",
            "Casen bliver en kladde igen.",
            "Casen er en kladde igen.",
            (Status.IN_REVIEW,),
            Status.DRAFT,
            WRITE,
        ),
        Transition(
            "arkiver",
            "Arkivér",
            "Læserne kan ikke længere finde casen. Du kan hente den frem igen.",
            "Casen er arkiveret. Læserne ser den ikke mere.",
            (Status.PUBLISHED,),
            Status.ARCHIVED,
            PUBLISH,
            asks="Hvorfor arkiverer du casen? Det står i historikken.",
        ),
        Transition(
            "hent-frem",
            "Hent frem som kladde",
            "Casen bliver en kladde, som kan rettes og publiceres igen.",
            "Casen er en kladde igen.",
            (Status.ARCHIVED,),
            Status.DRAFT,
            PUBLISH,
        ),
    )
}


class TransitionError(Exception):
    """A transition that the case or the person cannot take. The message says why."""


def available(case: Case, user: User | AnonymousUser) -> list[Transition]:
    """The transitions that ``user`` may take with ``case`` as it is now."""
    found = {n: t for n, t in TRANSITIONS.items() if case.status in t.from_statuses and user.has_perm(t.permission)}
    if "send-tilbage" in found:  # it asks for the reason, so it takes the place of drawing back
        found.pop("traek-tilbage", None)
    return list(found.values())


def check_status(transition: Transition, case: Case, user: User | AnonymousUser) -> None:
    """Raise TransitionError when the case has left the status it must be in, or ``user`` may not."""
    if transition not in available(case, user):
        raise TransitionError(f"Casen er nu “{case.get_status_display()}”, så det kan ikke lade sig gøre.")


def perform(transition: Transition, case: Case, user: User, answer: str = "") -> Case:
    """Take the transition, or raise TransitionError. Return the case to look at next, of a correction the original."""
    with batched():
        case = Case.objects.select_for_update().get(pk=case.pk)
        check_status(transition, case, user)
        if transition.must_be_whole:
            if unmet := unmet_requirements(case):
                raise IncompleteError(unmet)
            if case.revises:
                return _publish_correction(case, case.revises, user)
            case.number = case.number or (Case.objects.aggregate(last=Max("number"))["last"] or 0) + 1
        record_baseline(case)
        case.review_note = answer if transition.must_answer else ""
        case.status = transition.target
        case.save()
        record(case, user, ": ".join(filter(None, [transition.label, answer])))
        return case


def _publish_correction(correction: Case, original: Case, user: User) -> Case:
    """Put the correction in the place of the case it corrects. The history says who wrote it."""
    if Case.objects.with_title(correction.title, besides=correction).exists():
        raise TransitionError("En anden case har fået samme titel. Giv rettelsen en anden titel.")
    record_baseline(original)
    writers = dict.fromkeys(version.who for version in versions(correction) if version.who)
    if correction.told_by.exists():
        writers = {str(original.municipality): None, **writers}
    records = records_of(correction)
    correction.delete()
    replace_content(original, records)
    record(original, user, f"Rettelse skrevet af {', '.join(writers)}" if writers else "Rettelse")
    return original


def start_correction(case: Case, user: User) -> Case:
    """A draft with the published case's content, or the one begun already; else raise TransitionError."""
    with batched():
        case = Case.objects.select_for_update().get(pk=case.pk)
        if case.status != Status.PUBLISHED or not user.has_perm(WRITE):
            raise TransitionError("Kun en publiceret case kan rettes i en kladde.")
        if begun := Case.objects.filter(revises=case).first():
            return begun
        correction = Case.objects.create(
            slug=_free_slug(case),
            title=case.title,
            municipality=case.municipality,
            support_function=case.support_function,
            revises=case,
        )
        replace_content(correction, records_of(case))
        record(correction, user, "Kladde til en rettelse")
        return correction


def _free_slug(case: Case) -> str:
    """Return the slug of a correction of ``case``. Another case may have been given it, and long slugs are cut off."""
    length = Case._meta.get_field("slug").max_length or 0
    suffixes = (CORRECTION_SUFFIX if number == 1 else f"{CORRECTION_SUFFIX}-{number}" for number in count(1))
    slugs = (case.slug[: length - len(suffix)] + suffix for suffix in suffixes)
    return next(slug for slug in slugs if not Case.objects.filter(slug=slug).exists())
