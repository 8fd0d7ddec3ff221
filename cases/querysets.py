"""Queries on cases."""

from casekatalog.vocabulary import SluggedQuerySet


class CaseQuerySet(SluggedQuerySet):
    """Cases as readers meet them."""
