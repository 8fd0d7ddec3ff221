"""What happens to “Er det jeres case?” alone: the answer, what approving it does to the case, and the way back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from casekatalog.core.batch import batched
from cases.models import Case, Confirmation, Contribution
from cases.models.case_texts import CaseText, texts_of
from cases.models.contributions import OPEN
from cases.workflow import confirmation, history
from cases.workflow.contribution_steps import (
    NOT_PUBLIC,
    Consequences,
    DecisionError,
    Status,
    move,
    note,
    replace_older,
    restore_replaced,
)
from cases.workflow.contributions import confirm, submit_instead
from cases.workflow.drafts import discard
from cases.workflow.transitions import TransitionError, start_correction

Answer = Confirmation.Answer
SAID = ("answer", "stopped_year", "remark", "changes")
# What the history of the case says of who it was. Never the mailbox.
FROM_MAILBOX = "kommunen, fra dens fællespostkasse"
_FACTS = ("confirmed_on", "stopped_on", "stopped_words")
UNDONE = "Fortrudt: kommunens svar er trukket tilbage"
BEGUN = (
    "Casen er allerede ved at blive rettet i en kladde. Publicér eller kassér den, og godkend så igen. "
    "Kommunens tekster bliver stående her."
)


def answer(contribution: Contribution, said: dict[str, Any]) -> None:
    """Keep what the municipality says, by the names in ``SAID``. What is approved stands until the new one is."""
    given = {"stopped_year": None, "remark": "", "changes": [], **said}
    with transaction.atomic():
        if contribution.status == Status.APPROVED:
            same = {name: getattr(contribution, name) for name in Confirmation.SAME}
            submit_instead(contribution, Confirmation(**same, **given), "Svar sendt ind fra postkassen")
            return
        own = contribution.confirmation
        for name in SAID:
            setattr(own, name, given[name])
        own.save(update_fields=SAID)
        if contribution.status == Status.UNCONFIRMED:
            confirm(contribution)
        else:
            contribution.confirmed_at = timezone.now()
            move(contribution, (*OPEN, Status.REJECTED), Status.WAITING, "Svaret ændret fra postkassen")


def _approve(contribution: Contribution, user: User) -> None:
    """Let the answer have its effect on the case, and remember how the case was."""
    own = contribution.confirmation
    with batched():
        case = Case.objects.select_for_update().get(contributions=contribution)
        if not case.is_public:
            raise DecisionError(NOT_PUBLIC)
        own.facts_before = _facts(case)
        own.correction, own.correction_version, own.left_to_editors = None, None, []
        if own.answer == Answer.CORRECTED:
            _begin_correction(own, case, user)
        elif own.answer == Answer.STOPPED:
            _stop(own, case, user)
        else:
            _stand_by(own, case, user)
        case.refresh_from_db()
        own.facts_after = _facts(case)
        own.save(update_fields=[
            *("facts_before", "facts_after", "correction", "correction_version", "left_to_editors"),
        ])  # fmt: skip
        replace_older(contribution, user)


def _day(own: Confirmation) -> date:
    """The day on which the municipality said it."""
    return timezone.localdate(own.confirmed_at)


def _stand_by(own: Confirmation, case: Case, user: User) -> None:
    """Unless somebody in the municipality has said so since."""
    if case.confirmed_on is None or case.confirmed_on <= _day(own):
        confirmation.confirm([case], user, FROM_MAILBOX, _day(own))
    if case.stopped_on:
        confirmation.note([case], user, f"I drift igen, oplyst af {FROM_MAILBOX}", stopped_on=None, stopped_words="")


def _stop(own: Confirmation, case: Case, user: User) -> None:
    facts = {"stopped_on": _day(own), "stopped_words": own.why_stopped}
    confirmation.note([case], user, f"Ikke i drift længere, oplyst af {FROM_MAILBOX}", **facts)


def _begin_correction(own: Confirmation, case: Case, user: User) -> None:
    """A draft with the municipality's texts. What has become another text since is left to the editors."""
    if Case.objects.filter(revises=case).exists():
        raise DecisionError(BEGUN)
    try:
        draft = start_correction(case, user)
    except TransitionError as error:
        raise DecisionError(str(error)) from error
    whole: Any = Case.objects.with_texts().get(pk=draft.pk)
    texts = texts_of(whole)
    own.left_to_editors = [change for change in own.changes if not _put_in(change, texts)]
    if not own.left_to_editors:
        # The municipality stands by the rest, and with these texts by all of it.
        whole.confirmed_on = max(filter(None, [case.confirmed_on, _day(own)]))
    whole.save()
    history.record(draft, user, f"Rettet af {FROM_MAILBOX}")
    own.correction, own.correction_version = draft, history.latest(draft)


def _put_in(change: dict[str, str], texts: list[CaseText]) -> bool:
    """Put the municipality's text in the place of the one it saw, wherever in its list that stands now."""
    list_of = change["key"].partition("-")[0]
    same_key = [text for text in texts if text.key == change["key"]]
    if any(text.text == change["after"] for text in same_key):
        return True
    found = [text for text in texts if text.key.partition("-")[0] == list_of and text.text == change["before"]]
    target = next((text for text in (*same_key, *found) if text.text == change["before"]), None)
    if target is None or not target.field or not change["after"]:
        return False
    setattr(target.row, target.field, change["after"])
    target.row.save()
    return True


def _undo(contribution: Contribution, user: User, approved_at: datetime) -> None:
    """Give the case the facts that it had, unless somebody changed them since, and throw an untouched draft away."""
    own = contribution.confirmation
    with batched():
        case = Case.objects.select_for_update().get(contributions=contribution)
        now, before, after = _facts(case), own.facts_before, own.facts_after
        changed = [name for name in _FACTS if before.get(name) != after.get(name)]
        if changed and all(now[name] == after[name] for name in changed):
            confirmation.note([case], user, UNDONE, **_as_stored(before, changed))
        elif changed:
            note(contribution, "Casen er ændret siden og er, som den er", user)
        if own.answer == Answer.CORRECTED:
            _discard_untouched(contribution, own, user)
        own.correction = None
        own.save(update_fields=["correction"])
        restore_replaced(contribution, user, approved_at)


def _discard_untouched(contribution: Contribution, own: Confirmation, user: User) -> None:
    if own.correction is None:
        note(contribution, "Kladden er publiceret eller kasseret og er, som den er", user)
    elif history.latest(own.correction) == own.correction_version:
        discard(own.correction)
        note(contribution, "Kladden med kommunens tekster er kasseret", user)
    else:
        note(contribution, "Kladden er ændret siden og står der stadig", user)


def _facts(case: Case) -> dict[str, str | None]:
    """The facts as they can be stored."""
    return {name: value if isinstance(value := getattr(case, name), str) else value and str(value) for name in _FACTS}


def _as_stored(facts: dict[str, Any], names: list[str]) -> dict[str, Any]:
    """The same as the case has them."""
    fields: dict[str, Any] = {name: Case._meta.get_field(name) for name in names}
    return {name: field.to_python(facts[name]) for name, field in fields.items()}


CONSEQUENCES = Consequences(_approve, _undo)
