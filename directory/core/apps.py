from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    name = "directory.core"
    label = "core"
    verbose_name = "公共资料"

    def ready(self) -> None:
        from . import checks  # noqa: F401
        from .models import lookups  # noqa: F401
        from .serving import kinds  # noqa: F401

        autodiscover_modules("kinds")


class DirectoryAdminConfig(admin_apps.AdminConfig):
    """The admin, with its front page in our order."""

    default = False  # of this module, CoreConfig is
    default_site = "directory.core.admin_site.DirectoryAdminSite"
