"""Every page of the directory for search engines, by the sitemap protocol: one index, and files of ten thousand addresses."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape  # only writes  # nosec B406

from django.contrib.sitemaps import Sitemap, views
from django.core.paginator import InvalidPage
from django.db.models import Max, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import View

from directory.core.kinds import kinds
from directory.core.models import Entry, Publishable, Region
from directory.core.serving.own_views import regions_with_pages
from directory.core.serving.viewsets import PublicView

from .export import live

BEGINNING = '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
ROBOTS = "noindex, noodp, noarchive"


class EntryPages(Sitemap):  # type: ignore[type-arg]
    """The pages of one kind, each with the time when it last changed."""

    limit = 10_000

    def __init__(self, model: type[Publishable]) -> None:
        self.model = model

    def items(self) -> QuerySet[Any, Any]:
        return live(self.model).values_list("slug", "updated_at")

    def lines(self, page: Any) -> Iterator[tuple[str, str]]:
        """Each address and the day of its last change; the same beginning for all, found once."""
        beginning = reverse(self.model.kind, args=["-"]).removesuffix("-/")
        return ((f"{beginning}{quote(slug)}/", f"<lastmod>{day:%Y-%m-%d}</lastmod>") for slug, day in page)

    def get_latest_lastmod(self) -> datetime.datetime | None:
        """From an index; otherwise every entry would be read."""
        return Entry.objects.of(self.model.kind).aggregate(latest=Max("updated_at"))["latest"]


class RegionPages(EntryPages):
    """The regions about which there is something to read, and those that lead to them."""

    def items(self) -> QuerySet[Any, Any]:
        return super().items().filter(slug__in=list(map(str, regions_with_pages())))


class FixedPages(Sitemap):  # type: ignore[type-arg]
    """The pages that are there whatever is published."""

    def items(self) -> list[str]:
        return ["home", "search", "guide", "about", *(kind.collection for kind in kinds)]

    def lines(self, page: Any) -> Iterator[tuple[str, str]]:
        return ((reverse(name), "") for name in page)


def pages_of(model: type[Publishable]) -> EntryPages:
    return RegionPages(model) if model is Region else EntryPages(model)


def sections() -> dict[str, Any]:
    return {"pages": FixedPages(), **{kind.name: pages_of(kind.model) for kind in kinds}}


class SitemapIndex(PublicView, View):
    """``sitemap.xml``: where the files are."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return views.index(request, sections(), sitemap_url_name="sitemap")


class SitemapFile(PublicView, View):
    """``sitemap-hospital.xml?p=2``: the addresses of one section, or of a stretch of it.

    Put together here: Django's template takes ten times as long for ten thousand addresses.
    """

    def get(self, request: HttpRequest, section: str) -> HttpResponse:
        pages = sections().get(section)
        if pages is None:
            raise Http404
        try:
            page = pages.paginator.page(request.GET.get("p", 1))
        except InvalidPage as error:
            raise Http404 from error
        site = request.build_absolute_uri("/").removesuffix("/")
        lines = [f"<url><loc>{escape(site + path)}</loc>{day}</url>" for path, day in pages.lines(page)]
        body = "\n".join([BEGINNING, *lines, "</urlset>\n"])
        return HttpResponse(body, content_type="application/xml", headers={"X-Robots-Tag": ROBOTS})
