"""What Django's and the policy's middleware do, without what a public answer has no use for."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.middleware import csrf, locale
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import cached_property

from .renderers import PACKED, takes_gzip

LEAST = 1000  # bytes; less fits into one packet as it is
LEVEL, STREAM_LEVEL = 4, 1  # a document takes a tenth of a millisecond; a file of the whole nation, seconds
STAFF = "/admin/"
TRANSLATED = (f"{STAFF}login/", f"{STAFF}second-factor/")  # whole in English, too
ENGLISH = "/en"
ALONE = ("admin", "api", "static", "language", "mode", "en", "hsds", "reconcile", "mcp")  # in one language, or in none
UNTRANSLATED = tuple(f"{ENGLISH}/{name}/" for name in ALONE)
LINKS = re.compile(rb'\b(href|action)="/(?!/|(?:%s)/)' % "|".join(ALONE).encode())
HERE = re.compile(rf"^(/(?!/|(?:{'|'.join(ALONE)})/))")


def is_for_staff(request: HttpRequest) -> bool:
    return request.path_info.startswith(STAFF)


class ForStaff(MiddlewareMixin):
    """Does its work for staff alone: a public answer knows no session, no login and no form to send."""

    def __call__(self, request: HttpRequest) -> Any:
        return super().__call__(request) if is_for_staff(request) else self.get_response(request)


class SessionMiddleware(ForStaff, sessions.SessionMiddleware):
    pass


class CsrfViewMiddleware(ForStaff, csrf.CsrfViewMiddleware):
    def process_view(self, request: HttpRequest, *view: Any) -> Any:
        return super().process_view(request, *view) if is_for_staff(request) else None


class AuthenticationMiddleware(ForStaff, auth.AuthenticationMiddleware):
    pass


class MessageMiddleware(ForStaff, messages.MessageMiddleware):
    pass


class LocaleMiddleware(locale.LocaleMiddleware):
    """The language is chosen by the address below ``/en/``, everywhere else by cookie or browser; the desk is in
    Chinese alone.

    Views, documents and templates know the addresses without ``/en``; an answer from below it leads on below it.
    """

    def process_request(self, request: HttpRequest) -> None:
        language = translation.get_language_from_request(request)
        if is_below_english(request.path_info):
            request.path_info = request.path_info.removeprefix(ENGLISH)
            language = "en"
        elif is_for_staff(request) and not request.path_info.startswith(TRANSLATED):
            language = settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", translation.get_language())
        if request.path != request.path_info and request.path.startswith(f"{ENGLISH}/"):
            lead_on(response)
        return response


def is_below_english(path: str) -> bool:
    """Only pages have an English address: not what programs or staff read."""
    return path.startswith(f"{ENGLISH}/") and not path.startswith(UNTRANSLATED)


def lead_on(response: HttpResponseBase) -> None:
    """Let the links and the redirect of an English answer stay below ``/en/``."""
    if target := response.headers.get("Location", ""):
        response.headers["Location"] = target if target.startswith(ENGLISH) else HERE.sub(rf"{ENGLISH}\1", target)
    if isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith("text/html"):
        response.content = LINKS.sub(rb'\1="/en/', response.content)
        if "Content-Length" in response.headers:
            response.headers["Content-Length"] = str(len(response.content))


class PolicyMiddleware(CSPMiddleware):
    """The Content-Security-Policy is the same for every answer, so it is put together once."""

    @cached_property
    def policy(self) -> str:
        return build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if settings.DEBUG:  # Django's own error pages have styles in them
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response


class PackingMiddleware:
    """Compresses what programs read, where they take it. Each of the two answers has a tag of its own, see ``etag``.

    Never a page for staff: beside a secret in it, the length of what a stranger makes it say would give the secret away
    (BREACH).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path_info.startswith(PACKED):
            return response
        patch_vary_headers(response, ("Accept-Encoding",))
        if response.has_header("Content-Encoding") or response.status_code == 304 or not takes_gzip(request):
            return response
        if isinstance(response, StreamingHttpResponse):
            response.streaming_content = packed(response.streaming_content)  # type: ignore[arg-type]
        elif isinstance(response, HttpResponse) and len(response.content) >= LEAST:
            response.content = gzip.compress(response.content, LEVEL, mtime=0)
        else:
            return response
        response["Content-Encoding"] = "gzip"
        if isinstance(response, HttpResponse):
            response["Content-Length"] = str(len(response.content))
        return response


def packed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    made = zlib.compressobj(STREAM_LEVEL, wbits=31)
    for chunk in chunks:
        if some := made.compress(chunk):
            yield some
    yield made.flush()
