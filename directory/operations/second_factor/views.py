"""The pages: the password, then the code; binding an app, new recovery codes, unbinding."""

from __future__ import annotations

from base64 import b32encode
from binascii import unhexlify
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import LoginView, redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView

from directory.core.serving.sheets import code as qr_code
from directory.operations.views import locked_out

from . import devices
from .pending import begin, finish, note_verified, pending

KEY = "second_factor_key"
FEW = 3  # recovery codes that are left: time to make new ones
private = [never_cache, sensitive_post_parameters()]


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("验证码"),
        max_length=32,
        widget=forms.TextInput({"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )


class AdminPage(FormView):  # type: ignore[type-arg]
    """A page of one code in the admin's clothes."""

    form_class = CodeForm
    title: Any = ""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(**context | admin.site.each_context(self.request), title=self.title)

    def refused(self, form: CodeForm, verdict: devices.CodeCheck) -> HttpResponse:
        if verdict.wait:
            form.add_error("code", _("错得太多：请过 %(seconds)s 秒再试。") % {"seconds": verdict.wait})
        else:
            form.add_error("code", _("验证码不对或已用过。请填写应用中现在显示的 6 位数字，或一个没有用过的恢复码。"))
        response = self.form_invalid(form)
        if verdict.wait:
            response.status_code, response["Retry-After"] = 429, str(verdict.wait)
        return response


@method_decorator(private, "dispatch")
class LoginPage(LoginView):
    """The admin's own, except that a right password is not enough for who has a second factor."""

    template_name = "admin/login.html"
    authentication_form = AdminAuthenticationForm
    next_page = "admin:index"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("admin:index") if admin.site.has_permission(request) else super().get(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        request = self.request
        own = {"title": _("登录"), "app_path": request.get_full_path(), "username": request.user.get_username()}
        return super().get_context_data(**context | admin.site.each_context(request) | own)

    def form_valid(self, form: Any) -> HttpResponse:
        user = form.get_user()
        if devices.device_of(user) is None:
            return super().form_valid(form)
        begin(self.request, user, self.get_success_url())
        return redirect("second-factor")


@method_decorator(private, "dispatch")
class CodePage(AdminPage):
    """After the right password, which alone leads here: nobody learns of an account by it."""

    template_name = "admin/second_factor/code.html"
    title = gettext_lazy("两步验证")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.login = pending(request)
        return super().dispatch(request, *args, **kwargs) if self.login else redirect("admin:login")

    def form_valid(self, form: CodeForm) -> HttpResponse:
        assert self.login
        user = self.login.user
        if not may_try(self.request, user):
            return locked_out(self.request)
        verdict = checked(self.request, user, form.cleaned_data["code"])
        if not verdict.right:
            return self.refused(form, verdict)
        finish(self.request, user)
        if (left := devices.recovery_codes_left(user)) <= FEW:
            warning = _("还剩 %(number)s 个恢复码：请在“两步验证”中换一批新的。") % {"number": left}
            messages.warning(self.request, warning)
        return redirect(self.login.next)


@method_decorator(private, "dispatch")
class DevicePage(AdminPage):
    """One's own second factor."""

    template_name = "admin/second_factor/device.html"
    title = gettext_lazy("两步验证")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not admin.site.has_permission(request):
            return redirect_to_login(request.get_full_path(), "admin:login")
        self.device = devices.device_of(request.user)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        own: dict[str, Any] = {"bound": self.device, "required": settings.REQUIRE_SECOND_FACTOR}
        if self.device:
            own["left"] = devices.recovery_codes_left(self.request.user)
        else:
            app = self.new_app()
            own["picture"] = qr_code(app.config_url).svg_data_uri(scale=5, border=4, light="white")
            own["secret"] = b32encode(unhexlify(app.key)).decode()
        return super().get_context_data(**own | context)

    def new_app(self) -> Any:
        """The same on every page until it is bound: whoever mistypes a code need not begin anew."""
        app = devices.new_app(self.request.user, self.request.session.get(KEY, ""))
        self.request.session[KEY] = app.key
        return app

    def form_valid(self, form: CodeForm) -> HttpResponse:
        return self.change(form) if self.device else self.bind(form)

    def bind(self, form: CodeForm) -> HttpResponse:
        codes = devices.bind(self.new_app(), form.cleaned_data["code"])
        return self.shown(codes) if codes else self.refused(form, devices.CodeCheck(right=False))

    def change(self, form: CodeForm) -> HttpResponse:
        """Only with a code: a screen that was left open does not do."""
        if not may_try(self.request, self.request.user):
            return locked_out(self.request)
        verdict = checked(self.request, self.request.user, form.cleaned_data["code"])
        if not verdict.right:
            return self.refused(form, verdict)
        if "unbind" not in self.request.POST:
            return self.shown(devices.new_recovery_codes(self.request.user))
        devices.unbind(self.request.user)
        messages.success(self.request, _("已解除绑定。"))
        return redirect("second-factor-device")

    def shown(self, codes: list[str]) -> HttpResponse:
        """Once; the database does not know them."""
        self.request.session.pop(KEY, None)
        self.device = devices.device_of(self.request.user)
        note_verified(self.request, self.device)
        return self.render_to_response(self.get_context_data(codes=codes, form=CodeForm()))


def may_try(request: HttpRequest, user: Any) -> bool:
    """Wrong codes are counted together with wrong passwords, by account and address."""
    return bool(AxesProxyHandler.is_allowed(request, {"username": user.get_username()}))


def checked(request: HttpRequest, user: Any, code: str) -> devices.CodeCheck:
    verdict = devices.verify(user, code)
    if not verdict.right and not verdict.wait:
        user_login_failed.send(sender=__name__, credentials={"username": user.get_username()}, request=request)
    return verdict
