"""Every request has an id, is counted and timed; what goes wrong is logged with it."""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from directory.operations.refusals import REFUSAL

from .logs import request_id
from .metrics import LATENCY, REFUSED, REQUESTS

SENT_ID = re.compile("[A-Za-z0-9-]{8,64}")  # an id of the proxy's that can stand in a log
SLOW = 2.0  # seconds
logger = logging.getLogger("directory.requests")


class WatchMiddleware:
    """The outermost: sees every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        sent = request.META.get("HTTP_X_REQUEST_ID", "")
        identifier = sent if SENT_ID.fullmatch(sent) else os.urandom(8).hex()
        token = request_id.set(identifier)
        try:
            response = self.get_response(request)
            response.headers["X-Request-ID"] = identifier
            self.note(request, response, time.perf_counter() - started)
            return response
        finally:
            request_id.reset(token)

    def note(self, request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
        """Count and time the answer; log it where it failed, was slow, or everything is logged."""
        view = view_name(request)
        REQUESTS.labels(view, response.status_code).inc()
        LATENCY.labels(view).observe(seconds)
        if REFUSAL in request.META:
            REFUSED.labels(response.status_code).inc()
        if response.status_code >= 500 or seconds > SLOW or settings.ACCESS_LOG:
            level = logging.ERROR if response.status_code >= 500 else logging.INFO
            # The path without what was asked: questions are about people's health.
            fields = {
                "method": request.method,
                "view": view,
                "status": response.status_code,
                "ms": round(seconds * 1000, 1),
            }
            logger.log(level, "%s", request.path, extra=fields)


def view_name(request: HttpRequest) -> str:
    found = request.resolver_match
    return found.view_name or "unnamed" if found else "none"
