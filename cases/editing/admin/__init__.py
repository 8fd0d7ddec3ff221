"""Editing in Django admin: one form for a case with all its lists, and one for each vocabulary."""

from cases.editing.admin import contacts, entry_lists, searches, vocabularies
from cases.editing.admin.case import CaseAdmin, DistinctRelatedFilter

__all__ = ["CaseAdmin", "DistinctRelatedFilter", "contacts", "entry_lists", "searches", "vocabularies"]
