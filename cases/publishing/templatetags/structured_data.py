"""A case described to search engines, in its page."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString, mark_safe

from cases.models import Case
from cases.publishing.structured import described

register = template.Library()

PLAIN = '<script type="application/json">'
LINKED = '<script type="application/ld+json">'


@register.simple_tag(takes_context=True)
def structured_data(context: dict[str, Any], case: Case) -> SafeString:
    """JSON-LD, which browsers do not run and a content security policy does not stop.

    Django's ``json_script`` escapes it; only the type, which it has no argument for, is another.
    """
    request = context["request"]
    escaped = json_script(described(case, f"{request.scheme}://{request.get_host()}"))
    return mark_safe(LINKED + escaped.removeprefix(PLAIN))  # noqa: S308
