"""What happens to “Foreslå en case” alone: it becomes a draft, is changed before that, and is withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import Count

from cases.models import Case, Contact, Contribution, Suggestion, SupportFunction
from cases.models.contributions import OPEN
from cases.workflow import history
from cases.workflow.contribution_steps import Consequences, DecisionError, Status, move, note
from cases.workflow.contributions import confirm, remove
from cases.workflow.drafts import discard
from cases.workflow.suggested_case import case_from

# What the municipality may write anew until an editor has made a draft of it.
CHANGED = ("title", "task", "technology", "done", "outcome", "result", "figure", "figure_basis", "system")
CHANGED_FROM = (Status.UNCONFIRMED, *OPEN, Status.REJECTED)


def _approve(contribution: Contribution, user: User) -> None:
    """Make a draft with what the municipality wrote. What it lacks, the editors' start page says."""
    suggestion: Suggestion = contribution.details
    functions = SupportFunction.objects.filter(cases__tasks=suggestion.task_id).annotate(number=Count("cases"))
    function = functions.order_by("-number", "order").first() or SupportFunction.objects.first()
    if function is None or suggestion.municipality is None:
        raise DecisionError("En case skal have en støttefunktion. Opret den første.")
    try:
        with transaction.atomic():
            draft = case_from(suggestion, suggestion.municipality, function)
            history.record(draft, user, f"Begyndt med et forslag fra {suggestion.municipality}")
    except IntegrityError as error:
        raise DecisionError("En anden case fik samme titel imens. Prøv igen.") from error
    suggestion.draft = draft
    suggestion.save(update_fields=["draft"])
    note(contribution, "Blev til en kladde", user)


def _undo(contribution: Contribution, user: User, approved_at: datetime) -> None:
    """Throw the draft away, unless somebody has worked on it."""
    draft = contribution.details.draft
    if draft is None:
        return
    if not _is_untouched(draft):
        raise DecisionError("Nogen har arbejdet videre på kladden, så den bliver ikke slettet. Kassér den først.")
    discard(draft)


CONSEQUENCES = Consequences(_approve, _undo)


def _is_untouched(draft: Case) -> bool:
    """Whether the draft is as it was made: no other version, and no contact, which the history does not keep."""
    is_draft = draft.status == Case.Status.DRAFT and not draft.review_note
    return is_draft and len(history.versions(draft)) == 1 and not Contact.objects.filter(case=draft).exists()


def change(contribution: Contribution, changed: Suggestion) -> None:
    """What the municipality writes instead, from its mailbox."""
    with transaction.atomic():
        own = Suggestion.objects.select_for_update().filter(pk=contribution.pk).first()
        if own is None:
            raise DecisionError("Forslaget er slettet.")
        for name in CHANGED:
            setattr(own, name, getattr(changed, name))
        own.save(update_fields=CHANGED)
        if contribution.status == Status.UNCONFIRMED:
            confirm(contribution)
        else:
            move(contribution, CHANGED_FROM, Status.WAITING, "Ændret fra postkassen")


def withdraw(contribution: Contribution) -> None:
    """The municipality takes its suggestion back. A draft that nobody has worked on goes with it, a case stays."""
    draft = contribution.details.draft
    with transaction.atomic():
        if draft and _is_untouched(draft):
            discard(draft)
        elif draft and draft.status in (Case.Status.DRAFT, Case.Status.IN_REVIEW):
            draft.review_note = "\n\n".join(filter(None, [draft.review_note, "Kommunen har fjernet sit forslag."]))
            draft.save(update_fields=["review_note"])
        remove(contribution)
