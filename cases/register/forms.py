"""The forms that all contributions share."""

from cases.register.fields import mailbox_field
from cases.register.protected_form import ProtectedForm


class MailboxForm(ProtectedForm):
    """“Ret eller fjern”: a new link to the mailbox."""

    mailbox = mailbox_field("Den, I skrev, da I sendte jeres svar.")


class ButtonForm(ProtectedForm):
    """A button and nothing else."""
