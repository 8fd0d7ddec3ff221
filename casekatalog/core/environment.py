"""What the settings ask of the environment as a whole."""

from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured


def require_whole(values: Mapping[str, object], wanted_by: object = None) -> None:
    """Stop the start with the names of those that are missing, unless all of them are."""
    missing = [name for name, value in values.items() if not value]
    if missing and (wanted_by or len(missing) < len(values)):
        raise ImproperlyConfigured(f"Half configured. Set also: {', '.join(missing)}")
