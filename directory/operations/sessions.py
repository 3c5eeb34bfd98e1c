"""How long a login lasts: half an hour without a request, half a day in all."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import UpdateError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase

from directory.core.serving.middleware import is_for_staff

IDLE = 30 * 60  # seconds
LONGEST = 12 * 3600
NOTED = 60  # seconds: a later request is written down only after so many, or every page would write
BEGUN, SEEN = "begun", "seen"


@receiver(user_logged_in)
def begin(request: HttpRequest | None = None, **more: Any) -> None:
    if request is not None and hasattr(request, "session"):
        request.session[BEGUN] = request.session[SEEN] = time.time()


class SessionAgeMiddleware:
    """Logs out whoever has gone; the form to log in leads back to the page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if is_for_staff(request) and request.user.is_authenticated:
            now = time.time()
            begun, seen = (float(request.session.get(name, 0)) for name in (BEGUN, SEEN))
            # The clock may have been set back since: an age below nothing is none that can be trusted.
            if not (-NOTED <= now - begun <= LONGEST and -NOTED <= now - seen <= IDLE):
                logout(request)
            elif now - seen > NOTED:
                note(request, now)
        return self.get_response(request)


def note(request: HttpRequest, now: float) -> None:
    """Write down that somebody was here; where the database is busy with a later request, for reading goes on."""
    request.session[SEEN] = now
    with suppress(UpdateError):
        request.session.save()
    request.session.modified = False
