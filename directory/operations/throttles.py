"""How many requests one address may make: enough for everybody behind it, not enough to stop the others."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponseBase

from .addresses import client_address, counted_as, is_local
from .refusals import RefusalPage, refused, typed
from .server.lanes import LOGIN_PATHS, REPORT_PATHS

AWAY = 5  # seconds after a failure in which the shared cache is not asked
logger = logging.getLogger(__name__)


class RateLimit(NamedTuple):
    name: str
    most: int  # requests from one address
    seconds: int  # in which they are counted
    spares_local: bool = False  # this machine itself is not limited


REPORTS = RateLimit("report", 20, 3600)  # by readers, who may sit in one office
LOGINS = RateLimit("login", 60, 600)  # a whole office logs in from one address


class ThrottleMiddleware:
    """Counts by the address that the proxies in front saw. 429 says when to come again."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = client_address(request.META)
        for limit in limits(request):
            if wait := exceeded(limit, counted_as(address), is_local(address)):
                # To read what was sent costs more than to refuse it: only what a reader wrote is kept.
                kept = typed(request) if request.path.startswith(REPORT_PATHS) else []
                return refused(request, RefusalPage(429, wait), kept)
        return self.get_response(request)


def limits(request: HttpRequest) -> list[RateLimit]:
    """Those that a request counts for: each request for the first, logins and reports for one more."""
    found = (
        [RateLimit("all", settings.REQUESTS_PER_MINUTE, 60, spares_local=True)] if settings.REQUESTS_PER_MINUTE else []
    )
    if request.method == "POST" and request.path.startswith(LOGIN_PATHS):
        found.append(LOGINS)
    if request.method == "POST" and request.path.startswith(REPORT_PATHS):
        found.append(REPORTS)
    return found


def exceeded(limit: RateLimit, address: str, local: bool) -> int:
    """Seconds after which the address may ask again; 0: it may.

    ``spares_local`` is for whoever works on this machine; and where ``NUM_PROXIES`` was forgotten behind a proxy all the
    world has its address.
    """
    if local and limit.spares_local:
        return 0
    now = time.time()
    number = count(f"limit:{limit.name}:{address}:{int(now // limit.seconds)}", limit.seconds)
    return int(limit.seconds - now % limit.seconds) + 1 if number > limit.most else 0


class SharedCache:
    """The cache that all processes count in. After a failure this process counts alone for a while: asked by every
    request, a Redis that is silent would make each of them wait.
    """

    away_until = 0.0

    @classmethod
    def is_away(cls) -> bool:
        return time.monotonic() < cls.away_until

    @classmethod
    def note_failure(cls, error: Exception) -> None:
        cls.away_until = time.monotonic() + AWAY
        logger.warning("REDIS_URL does not answer (%s): this process counts alone for %d s", type(error).__name__, AWAY)


def count(key: str, seconds: int) -> int:
    """Count one more and return the number so far in this window. Where the shared cache is gone each process counts alone."""
    if not SharedCache.is_away():
        try:
            return counted(caches["default"], key, seconds)
        except Exception as error:  # whatever a cache's client raises
            SharedCache.note_failure(error)
    return counted(caches["alone"], key, seconds)


def counted(cache: Any, key: str, seconds: int) -> int:
    """``add`` then ``incr``: both are atomic in Redis and in Django's local memory, so processes lose no count."""
    cache.add(key, 0, seconds + 1)
    try:
        return int(cache.incr(key))
    except ValueError:  # it has expired in between
        return 1
