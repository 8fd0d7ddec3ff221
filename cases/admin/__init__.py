"""Editing in Django admin: one screen for a case with all its parts, and one for each vocabulary."""

from cases.admin import contacts, part_lists, vocabulary
from cases.admin.case import CaseAdmin, DistinctRelatedFilter

__all__ = ["CaseAdmin", "DistinctRelatedFilter", "contacts", "part_lists", "vocabulary"]
