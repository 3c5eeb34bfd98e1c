from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "directory.core"
    label = "core"
    verbose_name = "公共资料"

    def ready(self) -> None:
        from . import checks  # noqa: F401

        # Serializers register themselves as the way a kind of record is published.
        autodiscover_modules("serializers")
