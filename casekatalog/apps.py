from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "casekatalog"
    verbose_name = "Casekatalog"
