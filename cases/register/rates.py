"""How much mail a form may cause: by mailbox and by municipality, for all processes together."""

from django.core.cache import caches
from django.utils.crypto import salted_hmac

A_DAY = 24 * 60 * 60
MOST_TO_A_MAILBOX = 3
MOST_OF_A_MUNICIPALITY = 10


def may_mail(mailbox: str, municipality: str = "") -> bool:
    """Count a mail to the mailbox, and of the municipality. False when either has had its share of the last day."""
    is_free = _takes_a_place(f"mailbox {mailbox.lower()}", MOST_TO_A_MAILBOX)
    return is_free and (not municipality or _takes_a_place(f"municipality {municipality}", MOST_OF_A_MUNICIPALITY))


def _takes_a_place(name: str, places: int) -> bool:
    """Take the first free place, each of which is free again after a day. The cache knows no mailbox, only its hash."""
    key = salted_hmac("cases.register.rates", name).hexdigest()
    return any(caches["shared"].add(f"{key}-{place}", 1, A_DAY) for place in range(places))
