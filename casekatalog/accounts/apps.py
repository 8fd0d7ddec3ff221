from allauth.core.internal import ratelimit
from django.apps import AppConfig
from django.core.cache import caches
from django.utils.connection import ConnectionProxy


class AccountsConfig(AppConfig):
    name = "casekatalog.accounts"
    verbose_name = "Log ind"

    def ready(self) -> None:
        from casekatalog.accounts import signals  # noqa: F401

        # Count failures for all processes together: allauth always takes the default cache, each process's own.
        ratelimit.cache = ConnectionProxy(caches, "shared")
