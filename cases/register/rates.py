"""How much mail a form may cause: by mailbox and by municipality, for all processes together."""

from django.core.cache import caches
from django.utils.crypto import salted_hmac

A_DAY = 24 * 60 * 60
MOST_TO_A_MAILBOX = 3
MOST_OF_A_MUNICIPALITY = 10
# Of errors that are reported: their senders are of no municipality that we know.
MOST_ABOUT_A_CASE = 10


def may_mail(mailbox: str, municipality: str = "", case: str = "") -> bool:
    """Count a mail to the mailbox, and of the municipality or about the case. False when one has had a day's share."""
    is_free = _takes_a_place(f"mailbox {mailbox.lower()}", MOST_TO_A_MAILBOX)
    is_free = is_free and (not municipality or _takes_a_place(f"municipality {municipality}", MOST_OF_A_MUNICIPALITY))
    return is_free and (not case or _takes_a_place(f"case {case}", MOST_ABOUT_A_CASE))


def _takes_a_place(name: str, places: int) -> bool:
    """Take the first free place, each of which is free again after a day. The cache knows no mailbox, only its hash."""
    key = salted_hmac("cases.register.rates", name).hexdigest()
    return any(caches["shared"].add(f"{key}-{place}", 1, A_DAY) for place in range(places))
