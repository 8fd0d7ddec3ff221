"""Editing in Django admin: one screen for a case with all its parts, and one for each vocabulary."""

from cases.editing.admin import contacts, entry_lists, searches, vocabulary
from cases.editing.admin.case import CaseAdmin, DistinctRelatedFilter

__all__ = ["CaseAdmin", "DistinctRelatedFilter", "contacts", "entry_lists", "searches", "vocabulary"]
