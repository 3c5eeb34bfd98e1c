from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "directory.core"
    label = "core"
    verbose_name = "公共资料"

    def ready(self) -> None:
        from . import checks  # noqa: F401
        from .models import lookups  # noqa: F401
        from .publishing import serializers  # noqa: F401

        # How each kind of record is published, and how it is found.
        autodiscover_modules("serializers", "search")
