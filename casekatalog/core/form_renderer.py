"""How form fields become markup: with Jinja2, since an editing screen has a thousand of them."""

from typing import Any

from django.forms.renderers import DjangoTemplates, Jinja2
from django.template import TemplateDoesNotExist


class FormRenderer(DjangoTemplates):
    """Django's Jinja2 templates for fields, which take a fraction of the time; its others where there are none."""

    def __init__(self) -> None:
        self._jinja = Jinja2()
        self._found: dict[str, Any] = {}

    def get_template(self, template_name: str) -> Any:
        if template_name not in self._found:
            self._found[template_name] = self._find(template_name)
        return self._found[template_name]

    def _find(self, template_name: str) -> Any:
        try:
            return self._jinja.get_template(template_name)
        except TemplateDoesNotExist:
            return super().get_template(template_name)
