from django.apps import AppConfig

# Imported as a module, since Django takes every config whose name stands here for this app's own.
from django.contrib.admin import apps as admin


class SiteConfig(AppConfig):
    name = "casekatalog"
    verbose_name = "Casekatalog"
    default = True


class EditorAdminConfig(admin.AdminConfig):
    """Django admin as our own site. It is named in the settings instead of “django.contrib.admin”."""

    default = False
    default_site = "casekatalog.admin_site.EditorSite"
