"""What a verified claim gives: the groups of editors, taken anew at every sign-in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group, User

# The groups of those who edit. What each may do, cases/editing/roles.py says.
EDITOR, PUBLISHER = "Redaktør", "Udgiver"


def granted(claims: dict[str, Any]) -> set[str]:
    """The groups that the claim gives. It holds a text or a list of texts; each must be the very value."""
    held = claims.get(settings.OIDC_EDITOR_CLAIM)
    values = held if isinstance(held, list) else [held]
    wanted = {EDITOR: settings.OIDC_EDITOR_VALUE, PUBLISHER: settings.OIDC_PUBLISHER_VALUE}
    return {group for group, value in wanted.items() if value and value in values}


def apply(user: User, groups: set[str]) -> None:
    """Give ``user`` exactly ``groups`` of the two, and access to the editing pages if there are any."""
    for name in (EDITOR, PUBLISHER):
        group, _ = Group.objects.get_or_create(name=name)
        (user.groups.add if name in groups else user.groups.remove)(group)
    if user.is_staff != bool(groups):
        user.is_staff = bool(groups)
        user.save(update_fields=["is_staff"])
