"""Addresses for those who look after the site."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

HALF_A_YEAR = datetime.timedelta(days=182)


def security_txt(request: HttpRequest) -> HttpResponse:
    """Where a weakness is reported (RFC 9116)."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = (timezone.now() + HALF_A_YEAR).replace(microsecond=0, second=0, minute=0, hour=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: zh, en",
        f"Canonical: {request.build_absolute_uri(request.path)}",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


def locked_out(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """After too many wrong passwords for one account from one address (django-axes)."""
    from .refusals import RefusalPage, refused

    return refused(request, RefusalPage(429, int(settings.AXES_COOLOFF_TIME.total_seconds())))
