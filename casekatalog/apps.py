from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """The project itself, which has commands (backup and restore) and no models."""

    name = "casekatalog"
    verbose_name = "Casekatalog"
