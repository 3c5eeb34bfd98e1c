"""Which formats a client takes, by its headers; and JSON for the API, made by orjson."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import orjson
from django.http import HttpRequest
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from directory.core.caches import memoized

IN_DOCUMENTS = (b'"url":"/', b'"page":"/')
ADDRESSES = (*IN_DOCUMENTS, b'"moved_to":"/')
# What programs read as data is compressed where they take it.
PACKED = ("/api/", "/hsds/", "/fhir/", "/reconcile/", "/datapackage.json", "/llms.txt")
WEIGHT = re.compile(r"0(\.\d*)?|\.\d+|1(\.0*)?", re.ASCII)


def fragment(text: str | bytes) -> orjson.Fragment:
    """A document that is JSON already, to be written out as it is."""
    return orjson.Fragment(text)


def site_of(request: HttpRequest | Request) -> str:
    """What the addresses of this site begin with: ``https://example.org``."""
    return f"{request.scheme}://{request.get_host()}"


def absolute(body: bytes, site: str, members: Sequence[bytes] = ADDRESSES) -> bytes:
    """JSON with whole addresses. Documents hold paths: which host and scheme they are read by, no entry knows.

    Within a text a quotation mark is escaped, so what is looked for can only be a member and its value.
    Split and joined: ``replace`` on the megabytes of an export goes through all of it once more, to count.
    """
    for member in members:
        body = (b"%s%s/" % (member[:-1], site.encode())).join(body.split(member))
    return body


@memoized(256)
def weights(header: str) -> Mapping[str, float]:
    """``text/html;q=0.8, */*`` → the members by name, in small letters, with their weights, the best liked first.

    RFC 9110, 12.4.2: without a weight it is 1; 0 means "not this". A member whose weight is no number from 0 to 1 is left
    out. Numbers without a leading nought (Java's ``q=.2``) and with more than three decimals are taken.
    """
    best: dict[str, float] = {}
    for member in header.lower().split(","):
        name, *parameters = (part.strip() for part in member.split(";"))
        pairs = (parameter.partition("=") for parameter in parameters)
        weight = next((value for key, _equals, value in pairs if key.strip() == "q"), "1")
        if name and WEIGHT.fullmatch(weight):
            best[name] = max(float(weight), best.get(name, 0.0))
    return MappingProxyType(dict(sorted(best.items(), key=lambda each: -each[1])))


def takes_gzip(request: HttpRequest) -> bool:
    """Whether the answer to this request is compressed where it is long enough."""
    if request.method not in ("GET", "HEAD") or not request.path_info.startswith(PACKED):
        return False
    return weights(request.headers.get("Accept-Encoding", "")).get("gzip", 0.0) > 0


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
