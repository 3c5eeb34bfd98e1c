"""Every page of the directory for search engines, by the sitemap protocol: one index, and files of ten thousand addresses."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap, views
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import View

from directory.core.kinds import kinds
from directory.core.models import Entry, Publishable
from directory.core.serving.viewsets import PublicView

from .export import live


class EntryPages(Sitemap):  # type: ignore[type-arg]
    """The pages of one kind, each with the time when it last changed."""

    limit = 10_000

    def __init__(self, model: type[Publishable]) -> None:
        self.model = model

    def items(self) -> QuerySet[Entry]:
        return live(self.model).only("kind", "slug", "updated_at")

    def location(self, item: Entry) -> str:
        return reverse(item.kind, args=[item.slug])

    def lastmod(self, item: Entry) -> datetime.datetime:
        return item.updated_at

    def get_latest_lastmod(self) -> datetime.datetime | None:
        """From an index; otherwise every entry would be read."""
        return Entry.objects.of(self.model.kind).aggregate(latest=Max("updated_at"))["latest"]


class FixedPages(Sitemap):  # type: ignore[type-arg]
    """The pages that are there whatever is published."""

    def items(self) -> list[str]:
        return ["home", "search", "guide", "about", *(kind.collection for kind in kinds)]

    def location(self, item: str) -> str:
        return reverse(item)


def sections() -> dict[str, Any]:
    return {"pages": FixedPages(), **{kind.name: EntryPages(kind.model) for kind in kinds}}


class SitemapIndex(PublicView, View):
    """``sitemap.xml``: where the files are."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return views.index(request, sections(), sitemap_url_name="sitemap")


class SitemapFile(PublicView, View):
    """``sitemap-hospital.xml?p=2``: the addresses of one section, or of a stretch of it."""

    def get(self, request: HttpRequest, section: str) -> HttpResponse:
        return views.sitemap(request, sections(), section)
