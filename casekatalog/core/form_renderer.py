"""How form fields become markup: with Jinja2, since an editing screen has a thousand of them."""

from functools import cache
from typing import Any

from django.forms.renderers import DjangoTemplates, Jinja2
from django.template import TemplateDoesNotExist


class FormRenderer(DjangoTemplates):
    """Django's Jinja2 templates for fields, which take a fraction of the time; its others where there are none."""

    _jinja = Jinja2()

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """An empty list of errors, as most fields have two or three times on a page, is nothing without a template."""
        if "error_class" in context and not context["errors"]:
            return ""
        return super().render(template_name, context, request)

    @cache  # noqa: B019 - Django makes one renderer
    def get_template(self, template_name: str) -> Any:
        try:
            return self._jinja.get_template(template_name)
        except TemplateDoesNotExist:
            return super().get_template(template_name)
