"""Where documents are served in the words of standards that need no addresses of their own."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

import orjson
from django.http import HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import get_language
from rest_framework.exceptions import NotFound
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from directory.core.index import entries
from directory.core.kinds import Kind
from directory.core.models.versions import per_version
from directory.core.serving.parameters import refuse_parameters
from directory.core.serving.problems import Gone
from directory.core.serving.renderers import JSONRenderer, site_of
from directory.core.serving.viewsets import PublicView

from .schema_org import address_of, json_ld

JSON_LD = "application/ld+json"


KEPT = 2048  # answers of one sort; with more the memory is begun anew


@per_version(64)
def remembered(sort: str, site: str, language: str, day: datetime.date) -> dict[Any, Any]:
    """What was made of entries since something was last published, by their keys or identities: lists ask again and again."""
    return {}


def keep(known: dict[Any, Any], made: Mapping[Any, Any]) -> None:
    if len(known) + len(made) > KEPT:
        known.clear()
    known |= made


class OneFormat(PublicView, APIView):
    """An address that says its format itself, whatever Accept says."""

    schema = None

    @cached_property
    def site(self) -> str:
        return site_of(self.request)

    def remembered(self, sort: str) -> dict[Any, Any]:
        return remembered(sort, self.site, get_language() or "", self.moment.today)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[BaseRenderer, str]:
        return JSONRenderer(), JSONRenderer.media_type


class StandardNotFoundView(OneFormat):
    """Any other address of a standard."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        raise NotFound


class JsonLdView(OneFormat):
    """``…/{slug}.jsonld``: an entry as schema.org says it."""

    kind: ClassVar[Kind]

    @property
    def tells_time(self) -> bool:  # type: ignore[override]
        return self.kind.is_place  # from which day on its hours are told

    def get(self, request: Request, slug: str) -> HttpResponse:
        refuse_parameters(request.query_params)
        entry = entries.at(self.kind.name, slug)
        if entry is None:
            raise NotFound
        if entry.moved_to:
            return HttpResponsePermanentRedirect(address_of(self.kind, entry.moved_to))
        if entry.withdrawn:
            raise Gone
        said = json_ld(entry.data | {"hours_spec": entry.hours_spec}, site_of(request), self.moment)
        return HttpResponse(orjson.dumps(said), content_type=JSON_LD)


def json_ld_view(kind: Kind) -> type[JsonLdView]:
    return type(f"{kind.model.__name__}JsonLd", (JsonLdView,), {"kind": kind, "__module__": __name__})
