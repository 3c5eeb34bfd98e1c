from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "directory.operations"
    label = "operations"
    verbose_name = "运行"

    def ready(self) -> None:
        from . import logins, sessions  # noqa: F401
