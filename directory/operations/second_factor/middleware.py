"""Behind every address of staff: who has a second factor has shown it, and who must have one binds it first."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from directory.core.serving.middleware import is_for_staff

from .devices import device_of
from .pending import is_verified


class SecondFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_for_staff(request) and request.user.is_authenticated:
            device = device_of(request.user)
            if device and not is_verified(request, device):
                logout(request)
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            if device is None and settings.REQUIRE_SECOND_FACTOR and request.path not in open_to_all():
                return redirect("second-factor-device")
        return self.get_response(request)


def open_to_all() -> set[str]:
    return {reverse(name) for name in ("second-factor-device", "admin:login", "admin:logout", "admin:jsi18n")}
