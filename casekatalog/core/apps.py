from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "casekatalog.core"
    verbose_name = "Grundlag"
