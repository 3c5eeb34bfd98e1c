"""The pages where everything meets: home, search, about."""

from __future__ import annotations

from typing import Any, ClassVar

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView
from rest_framework.exceptions import ValidationError

from hospitals.emergencies import told
from offices.models import Office

from . import here
from .core.kinds import kinds
from .core.models import Sequence
from .core.serving.middleware import ENGLISH
from .core.serving.own_views import content_by_region, entry_counts
from .core.serving.parameters import filled
from .core.serving.problems import is_for_programs, problem_page
from .core.serving.views import PublicPage, form, list_of, pages_of
from .core.serving.viewsets import ELDER, MODE_COOKIE, PublicView, is_elder
from .guide.heeding import heeded
from .map import squares
from .operations import refusals
from .search.answer.suggesting import suggest
from .search.views import PageParameters, answered

# Each is about something the first content has, and shows another kind of question.
EXAMPLES = (
    "扬州异地就医备案要带什么",
    "居民医保一年交多少",
    "罗山县医保局几点上班",
    "腰痛伴发热看什么科",
    "广东省第二人民医院夜诊时间",
)
ENGLISH_EXAMPLES = (
    "papers for treatment away from home in Yangzhou",
    "resident insurance contribution Xuzhou",
    "Luoshan insurance office opening hours",
    "which department for back pain and fever",
    "hospitals open now in Fuxin",
)
NEAREST, LONGEST_SLUG = 5, 60


class HomePage(PublicPage):
    """Where people begin: a question, a kind, what is open in the region they chose, a region, a hotline."""

    template_name = "home.html"

    @property
    def tells_time(self) -> bool:  # type: ignore[override]
        return here.chosen(self.request) is not None

    def variant(self, request: HttpRequest) -> str:
        region = here.chosen(request)
        return f"{super().variant(request)}-{region.code}" if region else super().variant(request)

    def answer_or_confirm(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """What is near somebody is kept by their own browser only."""
        response = super().answer_or_confirm(request, *args, **kwargs)
        if here.chosen(request):
            patch_cache_control(response, private=True)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = entry_counts()
        tiles = [pages_of(kind).list_view.mention(count=counts.get(kind.name, 0)) for kind in kinds]
        hotlines = list_of(Office).first(kind=Office.Kind.HOTLINE)
        regions = content_by_region()
        filled = {province["name"]: (province["page"], province["count"]) for province in regions["provinces"]}
        region = here.chosen(self.request)
        return super().get_context_data(
            kinds=tiles, hotlines=hotlines, squares=squares(filled),
            examples=ENGLISH_EXAMPLES if get_language() == "en" else EXAMPLES,
            here=here.around(region) if region else None, **regions, **kwargs,
        )  # fmt: skip


class AboutPage(PublicPage):
    template_name = "about.html"


class SearchPage(PublicPage):
    """A question: how it was understood, the fact asked for, and what was found, kind by kind."""

    template_name = "search.html"
    tells_time = True
    labels: ClassVar = {
        "q": gettext_lazy("要找什么"),
        "kind": gettext_lazy("种类"),
        "region": gettext_lazy("地区"),
        "near": gettext_lazy("位置（纬度,经度）"),
        "open_at": gettext_lazy("什么时候开着"),
    }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked, found = PageParameters(filled(request.GET), beside=("page",)), {}
        errors, emergency = asked.errors, told(request.GET.get("q", ""), self.moment.version)
        readable = heeded(asked, "q") if errors and emergency["urgent"] else asked
        if not readable.errors and readable.question:
            try:
                found = answered(readable, request, [pages_of(kind).list_view.mention() for kind in kinds])
            except ValidationError as error:
                errors = dict(error.detail)  # type: ignore[arg-type]
        context = self.get_context_data(emergency=emergency, **form(asked, errors, self.labels), **found)
        return self.render_to_response(context, status=400 if errors and not emergency["urgent"] else 200)


class ServiceWorker(TemplateView):
    """The script that keeps copies of visited pages for when there is no network; its place decides what it may keep."""

    template_name = "sw.js"
    content_type = "text/javascript"

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        response = super().render_to_response({"version": settings.VERSION}, **kwargs)
        response["Cache-Control"] = "no-cache"
        return response


class Manifest(PublicView, View):
    """What a phone needs to put the directory among its applications."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(
            orjson.dumps({
                "name": _("就医办事名录"), "short_name": _("就医办事"), "lang": get_language(), "start_url": "/", "scope": "/",
                "display": "standalone", "background_color": "#faf8f3", "theme_color": "#0b5c66",
                "icons": [
                    {"src": static("favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
                    {"src": static("icon-192.png"), "sizes": "192x192", "type": "image/png"},
                    {"src": static("icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
                ],
            }),
            content_type="application/manifest+json",
        )  # fmt: skip


class ChoiceView(View):
    """Remembers a reader's choice in a cookie and goes back to where they were."""

    cookie: ClassVar[str]
    choices: ClassVar[tuple[str, ...]]

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        if code not in self.choices:
            raise Http404
        back = request.GET.get("next", "")
        back = self.leading_back(back, code)
        safe = back.startswith("/") and url_has_allowed_host_and_scheme(
            back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        response = HttpResponseRedirect(back if safe else reverse("home"))
        response.set_cookie(
            self.cookie, code, max_age=here.A_YEAR, samesite="Lax", httponly=True, secure=settings.HTTPS
        )
        response["Cache-Control"] = "no-store"
        return response

    def leading_back(self, back: str, code: str) -> str:
        return back


class LanguageView(ChoiceView):
    """Chinese or English; the way back leads to the page's address in that language."""

    def leading_back(self, back: str, code: str) -> str:
        return back.removeprefix(ENGLISH) if code != "en" and back.startswith(f"{ENGLISH}/") else back

    cookie = settings.LANGUAGE_COOKIE_NAME
    choices = tuple(dict(settings.LANGUAGES))


class ModeView(ChoiceView):
    """长者模式: large type, large targets, the answer first and little else."""

    cookie = MODE_COOKIE
    choices = ("standard", ELDER)


def error_page(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    """An error in house style; to a program as a problem, as the API's own errors are."""
    if is_for_programs(request):
        return problem_page(request, status, detail)
    context = {"elder": is_elder(request), "nearest": nearest(request.path_info) if status == 404 else []}
    return render(request, f"{status}.html", context, status=status)


def nearest(path: str) -> list[dict[str, Any]]:
    """What may have been meant by the address of an entry that is not there: slugs are names in pinyin."""
    collection, slash, slug = path.strip("/").partition("/")
    if not slash or collection not in {kind.pages for kind in kinds}:
        return []
    return suggest(slug.split("/")[0].replace("-", " ")[:LONGEST_SLUG], Sequence.current()).lines[:NEAREST]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return refusals.server_error(request) or error_page(request, 400, _("请求有误。"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403, _("不允许这样做。"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404, _("这里没有内容。请检查地址。"))


def server_error(request: HttpRequest) -> HttpResponse:
    return refusals.server_error(request) or error_page(request, 500, _("服务器出了错。"))
