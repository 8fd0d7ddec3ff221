from django.apps import AppConfig


class SignInConfig(AppConfig):
    name = "casekatalog.signin"
    verbose_name = "Log ind"

    def ready(self) -> None:
        from casekatalog.signin import signals  # noqa: F401
