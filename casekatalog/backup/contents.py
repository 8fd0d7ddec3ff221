"""What a backup holds: the rows of every table that Django manages, but for those named here."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Model

from casekatalog.backup.rows import Table

# Models by label, so that one whose package isn't installed can stand here. A restore leaves their tables empty.
# No model that is kept may point at one of these.
LEFT_OUT = {
    "sessions.session": "everybody signs in again after a restore",
    "usersessions.usersession": "the same sessions, as django-allauth lists them",
    "search.document": "the search index is built again from the cases",
    "search.change": "the search index",
    "search.indexterm": "the search index",
    "search.posting": "the search index",
    "search.segment": "the search index",
    "core.sharedcacheentry": "what is remembered for minutes: limits on signing in, and files waiting to be confirmed",
    "core.dataversion": "a restore gives the data a new version, so that web processes read it again",
    "account.emailconfirmation": "links sent by mail that soon expire",
    "socialaccount.socialtoken": "keys to a municipality's own sign-in that soon expire",
}


def all_models() -> list[type[Model]]:
    """Every model with a table of its own that Django manages, in the order of their labels."""
    models = [m for m in apps.get_models(include_auto_created=True) if m._meta.managed and not m._meta.proxy]
    return sorted(models, key=lambda model: model._meta.label_lower)


def tables() -> list[Table]:
    """The tables whose rows a backup holds."""
    return [Table(model) for model in all_models() if model._meta.label_lower not in LEFT_OUT]
