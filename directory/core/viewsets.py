"""The one way a collection is served: entries as they were published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from .filters import ArticleFilterSet, RegionFilterSet
from .models import Article, Entry, Publishable, Region, Sequence
from .pagination import Pagination
from .problems import TYPE, problem
from .renderers import fragment
from .serializers import ArticleSerializer, RegionSerializer

MAX_AGE = 60  # seconds for which caches may answer without asking


def etag(request: HttpRequest) -> str:
    """Changes whenever anything was published, with the program's version and with the language."""
    return f'"{Sequence.current()}-{settings.VERSION}-{get_language()}"'


class PublicView:
    """A GET that answers 304 from the directory's version, before it reads any document.

    Mixed into API views and pages. Only a good answer gets the ETag, so an error is never confirmed.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        tag = etag(request)
        if request.method in ("GET", "HEAD") and request.headers.get("If-None-Match"):
            unchanged = get_conditional_response(request, etag=tag)
            if unchanged is not None and unchanged.status_code == 304:
                return public(unchanged, tag)
        response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return public(response, tag) if response.status_code == 200 else response


def public(response: HttpResponse, tag: str) -> HttpResponse:
    response["ETag"] = tag
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response


class EntryViewSet(PublicView, GenericViewSet[Model]):
    """List and detail of one kind. A subclass declares queryset, serializer_class and filterset_class."""

    pagination_class = Pagination
    lookup_field = "slug"
    lookup_value_regex = "[^/]+"

    queryset: QuerySet[Any]

    @property
    def model(self) -> type[Publishable]:
        return self.queryset.model

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(page)

    def retrieve(self, request: Request, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        entry = Entry.objects.of(self.model.kind).filter(slug=slug).first() if slug.isprintable() else None
        if entry is None:
            raise NotFound
        if entry.moved_to:
            moved = f"/api/v1/{self.model.collection}/{entry.moved_to}/"
            return HttpResponsePermanentRedirect(moved)
        if entry.withdrawn_at:
            return Response(problem(410, _("这一条已经撤下。")), status=410, content_type=TYPE)
        return Response(fragment(entry.document))


class RegionViewSet(EntryViewSet):
    """行政区划."""

    queryset = Region.objects.all()
    serializer_class = RegionSerializer
    filterset_class = RegionFilterSet


class ArticleViewSet(EntryViewSet):
    """来源文章."""

    queryset = Article.objects.all()
    serializer_class = ArticleSerializer
    filterset_class = ArticleFilterSet
