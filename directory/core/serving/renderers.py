"""JSON for the API, made by orjson."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from django.http import HttpRequest
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

ADDRESSES = (b'"url":"/', b'"page":"/', b'"moved_to":"/')
# What programs read as data is compressed where they take it.
PACKED = ("/api/", "/hsds/", "/fhir/", "/reconcile/", "/datapackage.json", "/llms.txt")


def fragment(text: str | bytes) -> orjson.Fragment:
    """A document that is JSON already, to be written out as it is."""
    return orjson.Fragment(text)


def site_of(request: HttpRequest | Request) -> str:
    """What the addresses of this site begin with: ``https://example.org``."""
    return f"{request.scheme}://{request.get_host()}"


def absolute(body: bytes, site: str) -> bytes:
    """JSON with whole addresses. Documents hold paths: which host and scheme they are read by, no entry knows.

    Within a text a quotation mark is escaped, so what is looked for can only be a member and its value.
    """
    for member in ADDRESSES:
        body = body.replace(member, b"%s%s/" % (member[:-1], site.encode()))
    return body


def takes_gzip(request: HttpRequest) -> bool:
    """Whether the answer to this request is compressed where it is long enough."""
    if request.method not in ("GET", "HEAD") or not request.path_info.startswith(PACKED):
        return False
    return any(
        coding.strip().lower() == "gzip" and not refuses(weight)
        for coding, _semicolon, weight in (
            one.partition(";") for one in request.headers.get("Accept-Encoding", "").split(",")
        )
    )


def refuses(weight: str) -> bool:
    """``q=0``, however many noughts stand behind it."""
    name, _equals, number = weight.strip().partition("=")
    return name == "q" and not number.strip("0.")


class JSONRenderer(BaseRenderer):
    """UTF-8 JSON. Documents that are stored as JSON pass through as fragments, without being parsed."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        body = b"" if data is None else orjson.dumps(data, default=str)
        return absolute(body, site_of(renderer_context["request"])) if renderer_context else body


class Negotiation(DefaultContentNegotiation):
    """Who takes anything gets the view's first format, without a search for the best one."""

    def select_renderer(
        self, request: Request, renderers: Iterable[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        if request.META.get("HTTP_ACCEPT", "*/*") == "*/*":
            first = next(iter(renderers))
            return first, first.media_type
        return super().select_renderer(request, renderers, format_suffix)
