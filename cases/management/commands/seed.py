"""Load the catalogue's content from fixtures/ into an empty catalogue."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import yaml
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.pyyaml import SafeLoader  # type: ignore[attr-defined]
from django.utils import timezone

from casekatalog.core.batch import batched
from casekatalog.core.rows import Rows
from cases.models import Case, Lesson, Vendor
from cases.search.indexing import index_all, index_cases, index_framework
from cases.search.models import Document

CATALOGUE_APPS = ("cases", "frameworks")


def fixture_names() -> list[str]:
    """The fixtures' names as loaddata knows them: vocabularies, the cases that use them, what the cases teach."""
    root = settings.FIXTURE_DIRS[0]
    return [
        str(path.relative_to(root).with_suffix(""))
        for folder in ("vocabularies", "cases", "lessons")
        for path in sorted((root / folder).glob("*.yaml"))
    ]


class Command(BaseCommand):
    help = "Loads the cases and vocabularies into an empty catalogue. What an editor has changed is never overwritten."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="delete the catalogue's content first; says what, asks"
        )
        parser.add_argument("--noinput", "--no-input", action="store_false", dest="interactive", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["reset"]:
            if not self._agrees_to_lose_content(ask=options["interactive"]):
                self.stdout.write("Nothing was changed.")
                return
        elif any(model._default_manager.exists() for model in _content_models()):
            self.stdout.write(f"The catalogue already has {Case.objects.count()} cases. Nothing was changed.")
            if not Document.objects.exists():
                # A migration empties the index when its form changes.
                self.stdout.write(f"The search index was built again, with {index_all()} documents.")
            return
        with batched():
            if options["reset"]:
                self._delete_content()
            _load(fixture_names())
            # Nobody could read these cases here before.
            now = timezone.now()
            Case.objects.published().update(first_published_at=now, changed_at=now)
            index_cases(Case.objects.published().values_list("pk", flat=True))
            index_framework()
        self.stdout.write(f"The catalogue now has {Case.objects.count()} cases.")

    def _agrees_to_lose_content(self, ask: bool) -> bool:
        self.stdout.write("This deletes the whole content of the catalogue, edits included:")
        for model in _content_models():
            if number := model._default_manager.count():
                self.stdout.write(f"  {number:6} {model._meta.verbose_name_plural}")
        return not ask or input("Type “slet” to go on: ").strip() == "slet"

    def _delete_content(self) -> None:
        Case.objects.all().delete()
        for model in _content_models():
            model._default_manager.all().delete()


def _load(names: list[str]) -> None:
    """Do what loaddata does, for an empty catalogue and in a third of the time."""
    records = defaultdict(list)
    for name in names:
        text = (settings.FIXTURE_DIRS[0] / f"{name}.yaml").read_bytes()
        for record in yaml.load(text, SafeLoader):  # noqa: S506 - it is SafeLoader
            records[record["model"]].append(record)
    rows = Rows()
    for model in serializers.sort_dependencies([(apps.get_app_config(label), None) for label in CATALOGUE_APPS]):
        if model._meta.label_lower in records:
            rows.store(model, records.pop(model._meta.label_lower))
    if records:
        raise CommandError(f"The fixtures have rows of unknown models: {', '.join(records)}")


def _content_models() -> list[Any]:
    """Every model of the catalogue, those that point at others before them: lessons first, vendors last."""
    models = [model for label in CATALOGUE_APPS for model in apps.get_app_config(label).get_models()]
    return sorted(models, key=lambda model: (model is not Lesson, model is Vendor))
