"""The two roles that edit the catalogue, as groups. `manage.py migrate` creates them and keeps their permissions.

An editor writes, sends to review, and decides on what municipalities send in. A publisher also publishes, archives,
and keeps the vocabularies.
Who has which role is for an administrator to say.
"""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

from casekatalog.accounts.roles import EDITOR, PUBLISHER
from cases.models.records import PARTS, part_model

_CATALOGUE = ("cases", "frameworks", "search")


def permissions_of(role: str) -> set[str]:
    """The permissions of a role, as “app.codename”."""
    parts = [part_model(name)._meta.model_name for name in PARTS]
    editor = {f"cases.{verb}_{part}" for part in parts for verb in ("view", "add", "change", "delete")}
    editor |= {f"cases.{verb}_{model}" for model in ("case", "contact") for verb in ("view", "add", "change")}
    editor.add("cases.change_contribution")
    editor |= {f"{label}.view_{model}" for label, model in _models()}
    if role == EDITOR:
        return editor
    vocabularies = {f"{label}.{verb}_{model}" for label, model in _models() for verb in ("add", "change", "delete")}
    return editor | {p for p in vocabularies if not p.startswith("search.")} | {"cases.publish_case"}


def _models() -> list[tuple[str, str]]:
    """What editors meet: the index itself is not for them, the searches without a result are."""
    found = [(model._meta.app_label, model._meta.model_name or "") for label in _CATALOGUE for model in _of(label)]
    return [(label, name) for label, name in found if label != "search" or name == "miss"]


def _of(label: str) -> list[Any]:
    return list(apps.get_app_config(label).get_models())


def keep(app_config: AppConfig, using: str, **kwargs: Any) -> None:
    """After `migrate`: create the roles, or bring their permissions up to date."""
    for label in _CATALOGUE:
        create_permissions(apps.get_app_config(label), using=using, verbosity=0)
    for role in (EDITOR, PUBLISHER):
        group, _ = Group.objects.using(using).get_or_create(name=role)
        wanted = permissions_of(role)
        stored = Permission.objects.using(using).filter(content_type__app_label__in=_CATALOGUE)
        stored = stored.select_related("content_type")
        group.permissions.set(p for p in stored if f"{p.content_type.app_label}.{p.codename}" in wanted)
