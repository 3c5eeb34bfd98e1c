"""The one way a collection is served: entries as they were published."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.translation import get_language
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from directory.core.index import entries
from directory.core.index.entries import Published
from directory.core.index.timetables import Moment
from directory.core.kinds import kinds
from directory.core.models import Place, Publishable, Sequence

from .filters import StrictFilterSet
from .pagination import Pagination
from .parameters import refuse_parameters
from .problems import Gone
from .renderers import JSONRenderer, absolute, fragment, site_of, takes_gzip

MODE_COOKIE, ELDER = "mode", "elder"  # how pages are shown to who asked for large type
MAX_AGE = 60  # seconds for which caches may answer without asking


def etag(request: HttpRequest, moment: Moment, tells_time: bool, variant: str = "") -> str:
    """Changes whenever anything was published, with the program's version and with the language.

    With every minute, too, where the answer says which places are open: a state changes on
    the minute. The address is part of it: only who had a good answer from there can hold the tag.
    """
    address = hashlib.blake2b(request.get_full_path().encode(), digest_size=6).hexdigest()
    minute = f"-{moment.minute.timestamp():.0f}" if tells_time else ""
    mode = f"-{ELDER}" if is_elder(request) else ""
    packed = "-gz" if takes_gzip(request) else ""
    return f'"{moment.version}-{settings.VERSION}-{get_language()}-{address}{minute}{mode}{variant}{packed}"'


def is_elder(request: HttpRequest) -> bool:
    """Whether the reader has chosen 长者模式."""
    return request.COOKIES.get(MODE_COOKIE) == ELDER


class PublicView:
    """A GET that answers 304 from the directory's version, before it reads any document.

    Mixed into API views and pages. Only a good answer gets the ETag, so an error is never confirmed.
    A view whose answer says which places are open declares ``tells_time``.
    """

    tells_time: bool = False
    moment: Moment

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with Sequence.held():
            return self.answer_or_confirm(request, *args, **kwargs)

    def variant(self, request: HttpRequest) -> str:
        """What sets this answer apart from others at the same address: its format, where Accept chooses one."""
        return ""

    def answer_or_confirm(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.moment = Moment.now()
        tag, max_age = etag(request, self.moment, self.tells_time, self.variant(request)), MAX_AGE
        if self.tells_time:
            max_age = min(MAX_AGE, self.moment.seconds_left)
        # "*" names no answer that the client had, so it cannot confirm one.
        if request.method in ("GET", "HEAD") and request.headers.get("If-None-Match", "*").strip() != "*":
            unchanged = get_conditional_response(request, etag=tag)
            if unchanged is not None and unchanged.status_code == 304:
                return public(unchanged, tag, max_age)
        response = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        if response.status_code == 200 and request.method in ("GET", "HEAD"):
            return public(response, tag, max_age)
        if response.status_code == 301:
            # A redirect that browsers kept for good would run in circles once a record has its old name back.
            patch_cache_control(response, public=True, max_age=MAX_AGE)
        return response


def public(response: HttpResponse, tag: str, max_age: int) -> HttpResponse:
    response["ETag"] = tag
    patch_cache_control(response, public=True, max_age=max_age)
    return response


class EntryViewSet(PublicView, GenericViewSet[Model]):
    """List and detail of one kind. ``viewset_of`` gives it the kind's queryset, serializer_class and filterset_class."""

    pagination_class = Pagination
    lookup_field = "slug"
    lookup_value_regex = "[^/]+"

    queryset: QuerySet[Any]
    filterset_class: ClassVar[type[StrictFilterSet]]

    @property
    def model(self) -> type[Publishable]:
        return self.queryset.model

    @property
    def tells_time(self) -> bool:  # type: ignore[override]
        return issubclass(self.model, Place)

    def get_serializer_class(self) -> Any:
        """For the API's description; what is served was rendered when it was published."""
        return kinds.of(self.model).summary if self.action == "list" else super().get_serializer_class()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(page)

    def retrieve(self, request: Request, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
        refuse_parameters(request.query_params)
        return self.found(slug, self.whole)

    def found(self, slug: str, tell: Callable[[Published], HttpResponse], rest: str = "") -> HttpResponse:
        """What there is to tell of the entry at an address, or where it went."""
        entry = entries.at(self.model.kind, slug)
        if entry is None:
            raise NotFound
        if entry.moved_to:
            return HttpResponsePermanentRedirect(f"/api/v1/{self.model.collection}/{entry.moved_to}/{rest}")
        if entry.withdrawn:
            raise Gone
        return tell(entry)

    def whole(self, entry: Published) -> HttpResponse:
        text = self.moment.with_state(entry.document, entry.hours_spec, entry.kind)
        body = absolute(text.encode(), site_of(self.request))  # there is nothing else to render
        return HttpResponse(body, content_type=JSONRenderer.media_type)

    def line(self, summary: str, spec: str | None) -> Any:
        """A row of the list: a summary as stored and, of a place, whether it is open."""
        return fragment(self.moment.with_state(summary, spec, self.model.kind))
