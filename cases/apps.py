from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Cases"

    def ready(self) -> None:
        from cases import history, protection, roles

        history.register()
        protection.connect()
        post_migrate.connect(roles.keep, sender=self)
