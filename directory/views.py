"""The pages where everything meets: home, search, regions, sources, about."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any, ClassVar

import orjson
from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views import View
from rest_framework.exceptions import ValidationError

from directory.core.models import NATION, Article, Entry, Record, Region, code_range
from directory.core.models.versions import per_version
from hospitals.models import Symptom
from hospitals.views import DepartmentListView, HospitalListView, SymptomListView
from offices.models import Office
from offices.views import ChannelListView, OfficeListView, PolicyListView, ProcedureListView, ServiceListView

from .core.serving.filters import ArticleFilterSet, RegionFilterSet
from .core.serving.lists import Queried
from .core.serving.problems import problem_page
from .core.serving.views import NAME, EntryDetailView, EntryListView, PublicPage, Shown, form
from .core.serving.viewsets import ELDER, MODE_COOKIE, is_elder
from .map import squares
from .search.views import PageParameters, answered

# Each is about something the first content has, and shows another kind of question.
EXAMPLES = (
    "扬州异地就医备案要带什么",
    "居民医保一年交多少",
    "罗山县医保局几点上班",
    "腰痛伴发热看什么科",
    "广东省第二人民医院夜诊时间",
)
FOUND = 5  # rows of what wider regions have
A_YEAR = 365 * 24 * 3600


class HomePage(PublicPage):
    """Where people begin: a question, a kind, a region, a hotline."""

    template_name = "home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = Counter[str]()
        for (_region, kind), number in entry_counts().items():
            counts[kind] += number
        kinds = [view.kind(count=counts[view.queryset.model.kind]) for view in KINDS]
        hotlines = OfficeListView.first(kind=Office.Kind.HOTLINE)
        regions = regions_with_content()
        filled = {province["name"]: (province["page"], province["count"]) for province in regions["provinces"]}
        return super().get_context_data(
            kinds=kinds, hotlines=hotlines, examples=EXAMPLES, squares=squares(filled), **regions, **kwargs
        )


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
        "near": gettext_lazy("位置 (纬度,经度)"),
        "open_at": gettext_lazy("什么时候开着"),
    }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked, found = PageParameters(request.GET, beside=("page",)), {}
        errors = asked.errors
        if not errors and asked.question:
            try:
                found = answered(asked, request, [view.kind() for view in KINDS])
            except ValidationError as error:
                errors = dict(error.detail)  # type: ignore[arg-type]
        context = self.get_context_data(**form(asked, errors, self.labels), **found)
        return self.render_to_response(context, status=400 if errors else 200)


class RegionListView(EntryListView):
    title = pgettext_lazy("kind", "地区")
    template_name = "core/region_list.html"
    queryset = Region.objects.all()
    filterset_class = RegionFilterSet
    form_fields = {"q": NAME}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        overview = {} if kwargs["filtered"] else regions_with_content()
        provinces = [] if kwargs["filtered"] else list(summaries(Region.objects.filter(level=Region.Level.PROVINCE)))
        return super().get_context_data(all_provinces=provinces, **overview, **kwargs)


class RegionDetailView(EntryDetailView):
    listing = RegionListView
    lists_places = True

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        code = int(entry["code"])
        return {
            "children": children(code),
            "sections": [
                section(HospitalListView, code),
                section(SymptomListView, code) | {"title": _("有文章推荐这里的医院的症状")},
                section(OfficeListView, code, upwards="serves"),
                section(ProcedureListView, code, upwards="applies_to"),
                section(PolicyListView, code, upwards="applies_to"),
                section(ChannelListView, code, upwards="applies_to"),
            ],
        }


class ArticleListView(EntryListView):
    title = pgettext_lazy("kind", "来源文章")
    queryset = Article.objects.all()
    filterset_class = ArticleFilterSet
    form_fields = {
        "q": gettext_lazy("标题"),
        "extent": gettext_lazy("完整程度"),
        "in_scope": gettext_lazy("属于收录范围"),
    }


class ArticleDetailView(EntryDetailView):
    listing = ArticleListView

    def related(self, entry: dict[str, Any]) -> dict[str, Any]:
        return {"taken": taken_from(entry["slug"]) if entry["in_scope"] else []}


# In the order in which people need them.
KINDS: tuple[type[EntryListView], ...] = (
    SymptomListView, DepartmentListView, HospitalListView, ProcedureListView, PolicyListView, OfficeListView,
    ChannelListView, ServiceListView, RegionListView, ArticleListView,
)  # fmt: skip


class ChoiceView(View):
    """Remembers a reader's choice in a cookie and goes back to where they were."""

    cookie: ClassVar[str]
    choices: ClassVar[tuple[str, ...]]

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        if code not in self.choices:
            raise Http404
        back = request.GET.get("next", "")
        safe = back.startswith("/") and url_has_allowed_host_and_scheme(
            back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        response = HttpResponseRedirect(back if safe else reverse("home"))
        response.set_cookie(self.cookie, code, max_age=A_YEAR, samesite="Lax", httponly=True, secure=settings.HTTPS)
        response["Cache-Control"] = "no-store"
        return response


class LanguageView(ChoiceView):
    """Chinese or English."""

    cookie = settings.LANGUAGE_COOKIE_NAME
    choices = tuple(dict(settings.LANGUAGES))


class ModeView(ChoiceView):
    """长者模式: large type, large targets, the answer first and little else."""

    cookie = MODE_COOKIE
    choices = ("standard", ELDER)


def summaries(queryset: QuerySet[Any]) -> list[dict[str, Any]]:
    return [orjson.loads(row) for row in queryset.values_list("entries__summary", flat=True)]


@per_version(2)
def entry_counts() -> dict[tuple[int | None, str], int]:
    """How many live entries there are of each region and kind."""
    rows = Entry.objects.live().order_by().values_list("region_code", "kind").annotate(n=Count("pk"))
    return {(region, kind): number for region, kind, number in rows}


def counts_by_region() -> Counter[int]:
    counts = Counter[int]()
    for (region, _kind), number in entry_counts().items():
        if region is not None:
            counts[region] += number
    return counts


def regions_with_content() -> dict[str, Any]:
    """The provinces that have something, each with its cities and counties that do, and what holds for all."""
    counts = counts_by_region()
    entries = Entry.objects.live().of(Region.kind).filter(slug__in=[str(code) for code in counts]).order_by("slug")
    provinces: dict[str, dict[str, Any]] = {}
    for summary in map(orjson.loads, entries.values_list("summary", flat=True)):
        number, path = counts[int(summary["code"])], summary["path"]
        if summary["code"] == str(NATION):
            continue
        province = provinces.setdefault(path[0]["code"], {**path[0], "count": 0, "cities": {}})
        province["count"] += number
        if len(path) > 1:
            city = province["cities"].setdefault(path[1]["code"], {**path[1], "count": 0})
            city["count"] += number
    return {"provinces": list(provinces.values()), "nationwide": counts.get(NATION, 0)}


def children(code: int) -> dict[str, list[dict[str, Any]]]:
    """The regions directly below: those with content, and the others."""
    counts = counts_by_region()
    below = summaries(Region.objects.filter(parent=code).order_by("code"))
    for child in below:
        first, last = code_range(int(child["code"]))
        child["count"] = sum(number for at, number in counts.items() if first <= at <= last)
    return {
        "filled": [child for child in below if child["count"]],
        "empty": [child for child in below if not child["count"]],
    }


def section(view: type[EntryListView], code: int, upwards: str = "") -> dict[str, Any]:
    """One kind on a region's page: what is in it, and what a wider region has that applies to it."""
    wider: Shown | None = None
    if upwards and code != NATION:
        applying = view.rows(**{upwards: code})
        further = applying.exclude(region=code).order_by("-region", "slug")
        wider = view.shown(Queried(further), size=FOUND, **{upwards: code})
        if wider.count > FOUND:
            wider = replace(wider, count=applying.count())  # as many as the linked list has
    return view.kind(here=view.first(region=code), wider=wider)


def taken_from(article: str) -> list[dict[str, Any]]:
    """What published documents cite this article for, kind by kind and record by record."""
    sections = []
    for view in KINDS:
        model = view.queryset.model
        if not issubclass(model, Record):
            continue
        cites = Q(citations__article__slug=article)
        if model is Symptom:
            cites |= Q(recommendations__article__slug=article)
        citing = view.queryset.filter(cites).values("pk")
        entries = Entry.objects.live().of(model.kind).filter(object_id__in=citing).order_by("slug")
        records = [taken(entry, article) for entry in map(orjson.loads, entries.values_list("document", flat=True))]
        if records:
            sections.append(view.kind(records=records))
    return sections


def taken(document: dict[str, Any], article: str) -> dict[str, Any]:
    """A record with what it took from one article only."""

    def its(part: str) -> list[dict[str, Any]]:
        return [row for row in document.get(part, ()) if row["article"]["slug"] == article]

    return document | {"citations": its("citations"), "recommendations": its("recommendations")}


def error_page(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    """An error in house style; under /api/ as a problem, as the API's own errors are."""
    if request.path.startswith("/api/"):
        return problem_page(request, status, detail)
    return render(request, f"{status}.html", {"elder": is_elder(request)}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 400, _("请求有误。"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403, _("不允许这样做。"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404, _("这里没有内容。请检查地址。"))


def server_error(request: HttpRequest) -> HttpResponse:
    return error_page(request, 500, _("服务器出了错。"))
