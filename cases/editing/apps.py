from django.apps import AppConfig, apps

# Imported as a module, since Django takes every config whose name stands here for this app's own.
from django.contrib.admin import apps as admin
from django.db.models.signals import post_migrate


class EditingConfig(AppConfig):
    name = "cases.editing"
    verbose_name = "Redaktion"
    default = True

    def ready(self) -> None:
        from cases.editing import roles

        # An app without models of its own is told of no migration.
        post_migrate.connect(roles.keep, sender=apps.get_app_config("cases"))


class EditorAdminConfig(admin.AdminConfig):
    """Django admin as our own site. It is named in the settings instead of “django.contrib.admin”."""

    default = False
    default_site = "cases.editing.site.EditorSite"
