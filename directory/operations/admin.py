"""Accounts, with the second factor: who has one, and how a colleague whose phone is lost gets in again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from directory.core.admin.reference import RobustUserAdmin

from .second_factor.devices import unbind

# Their stock pages show secrets.
admin.site.unregister([TOTPDevice, StaticDevice, User])


@admin.register(User)
class AccountAdmin(RobustUserAdmin):
    list_display = ("username", "email", "first_name", "last_name", "is_staff", "second_factor")
    actions = ("remove_second_factor",)

    def get_queryset(self, request: HttpRequest) -> Any:
        bound = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(bound=Exists(bound))

    @admin.display(boolean=True, description=gettext_lazy("两步验证"), ordering="bound")
    def second_factor(self, account: Any) -> bool:
        return bool(account.bound)

    def has_superuser_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_superuser)

    @admin.action(permissions=["superuser"], description=gettext_lazy("解除所选用户的两步验证"))
    def remove_second_factor(self, request: HttpRequest, queryset: Any) -> None:
        for account in queryset:
            if unbind(account):
                self.log_change(request, account, _("解除了两步验证"))
        messages.success(request, _("已解除。他们下次只用密码登录，之后应重新绑定。"))
