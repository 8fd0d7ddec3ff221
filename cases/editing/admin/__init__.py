"""Editing in Django admin: one form for a case with all its lists, and one for each vocabulary."""

from cases.editing.admin import case, contacts, contributions, entry_lists, lessons, searches, vocabularies  # noqa: F401
