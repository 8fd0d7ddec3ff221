from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Cases"

    def ready(self) -> None:
        from cases.models import deletion_protection
        from cases.workflow import history

        history.register()
        deletion_protection.connect()
