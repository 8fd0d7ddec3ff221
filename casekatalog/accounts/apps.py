from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "casekatalog.accounts"
    verbose_name = "Log ind"

    def ready(self) -> None:
        from casekatalog.accounts import signals  # noqa: F401
