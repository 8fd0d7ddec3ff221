from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "cases.publishing"
    verbose_name = "Åbne data og filer"
