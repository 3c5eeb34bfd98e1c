"""Core's own kinds: the regions, and the articles that everything is taken from."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from directory.core.kinds import FactField, Kind, Points, Sort, Tag, declare, divisions
from directory.core.models import Article, Region
from directory.core.publishing.declaring import date, website
from directory.core.publishing.serializers import (
    ArticleSerializer,
    ArticleSummarySerializer,
    RegionSerializer,
    RegionSummarySerializer,
)

from .filters import ArticleFilterSet, RegionFilterSet
from .own_views import ArticleDetailView, RegionDetailView, RegionListView
from .views import NAME

declare(
    Kind(
        model=Region,
        title=pgettext_lazy("kind", "地区"),
        number=0,
        heard=(),
        order=90,
        precedence=30,
        sort=Sort.REFERENCE,
        serializer=RegionSerializer,
        summary=RegionSummarySerializer,
        filterset=RegionFilterSet,
        menu_order=90,
        list_view=RegionListView,
        detail_view=RegionDetailView,
        form={"q": NAME},
        names=("short_name",),
        codes=("code",),
        tags=(Tag("r", "code", divisions), Tag("l", "level")),
        points=(
            Points("level", 40, "nation"),
            Points("level", 30, "province"),
            Points("level", 20, "city"),
            Points("level", 10, "county"),
        ),
    )
)
declare(
    Kind(
        model=Article,
        title=pgettext_lazy("kind", "来源文章"),
        number=1,
        order=100,
        precedence=100,
        sort=Sort.REFERENCE,
        serializer=ArticleSerializer,
        summary=ArticleSummarySerializer,
        filterset=ArticleFilterSet,
        detail_view=ArticleDetailView,
        form={
            "q": gettext_lazy("标题"),
            "source_kind": gettext_lazy("来源种类"),
            "extent": gettext_lazy("完整程度"),
            "in_scope": gettext_lazy("属于收录范围"),
        },
        facts=(
            FactField("title"),
            FactField("source_kind"),
            FactField("publisher", example="阜新市医疗保障局"),
            FactField("link", wording=website, example="https://ybj.fuxin.gov.cn/notice/12.html"),
            FactField("published_on", wording=date),
            FactField("read_on", wording=date, example="2026-05-03"),
            FactField("main_article", label=gettext_lazy("所在页面的正文"), cited_as=("page",)),
        ),
        only="in_scope",
        points=(Points("role", 10, "main"), Points("extent", 5, "whole"), Points("published_on", 1)),
    )
)
