from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "casekatalog.core"
    verbose_name = "Grundlag"

    def ready(self) -> None:
        from casekatalog.core import database_file  # noqa: F401
