"""What the tests of “Foreslå en case” share."""

from typing import Any

from cases.models import Municipality, Suggestion, Task
from cases.workflow import contribution_decisions, contributions
from tests.register import MAILBOX, token
from tests.signing_in import editor

SUGGEST = "/foreslaa-en-case/"
TITLE = "Chatbot svarer på spørgsmål om ferie"


def suggested(**changes) -> dict[str, str]:
    """An honest “Foreslå en case”."""
    honest = {
        "municipality": "0329",
        "title": TITLE,
        "task": "ansaettelse",
        "technology": "machine-learning",
        "done": "Vi satte en chatbot op.\n\nFør ringede medarbejderne til lønkontoret.",
        "outcome": "virkede-ikke",
        "result": "Den svarede forkert, og vi lukkede den efter et år.",
        "figure": "ca. 500 opkald om måneden",
        "figure_basis": "oplyst",
        "system": "KMD OPUS",
        "mailbox": MAILBOX,
        "declaration": "on",
        "token": token("SuggestionForm"),
        "hjemmeside": "",
    }
    return honest | changes


def corrected(**changes) -> dict[str, str]:
    """The same from the form that a link leads to."""
    return suggested(token=token("ContentForm"), **changes)


def suggestion(approve: bool = False, **changes) -> Any:
    """A confirmed suggestion, without the form."""
    given: dict[str, Any] = {name: suggested()[name] for name in ("title", "done", "outcome", "result", "mailbox")}
    given |= {"municipality": Municipality.objects.get(code="0329"), "task": Task.objects.get(slug="ansaettelse")}
    made = Suggestion(**given | changes)
    made.save()
    contributions.confirm(made)
    if approve:
        contribution_decisions.approve(made, editor(f"Eva{made.pk}"), vouched=True)
    return Suggestion.objects.get(pk=made.pk)
