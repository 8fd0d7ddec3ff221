from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "cases.search"
    label = "search"
    verbose_name = "Søgning"

    def ready(self) -> None:
        from cases.search import signals

        signals.connect()
