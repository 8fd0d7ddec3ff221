"""``{% piece %}``: a template that depends on nothing but what is given, rendered once."""

from django import template

from casekatalog.core.pieces import piece

register = template.Library()
register.simple_tag(piece)
