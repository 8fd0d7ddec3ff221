"""Counting what published cases say under a term. The cases themselves are reached through reverse relations."""

from django.db.models import Count

from casekatalog.publication import is_published


def number_of(relation: str) -> Count:
    """How many entries of published cases a term has under ``relation`` (“steps”, “preconditions”)."""
    return Count(relation, filter=is_published(f"{relation}__case"))
