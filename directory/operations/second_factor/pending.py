"""A login whose password was right and whose code is awaited: nobody is logged in yet."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model, login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from .devices import device_of

MINUTES = 10
PENDING, VERIFIED = "second_factor_pending", "second_factor"


class PendingLogin(NamedTuple):
    user: Any
    next: str  # the page that was wanted


def begin(request: HttpRequest, user: Any, wanted: str) -> None:
    request.session.cycle_key()  # whoever knew the old one has nothing of the password that was typed
    request.session[PENDING] = {
        "user": user.pk, "backend": user.backend, "password": user.get_session_auth_hash(), "begun": time.time(),
        "next": wanted,
    }  # fmt: skip


def pending(request: HttpRequest) -> PendingLogin | None:
    """None: there is none, it is too old, or the account or its password has changed since."""
    found = request.session.get(PENDING)
    if not found or not 0 <= time.time() - found["begun"] <= MINUTES * 60:
        return None
    user: Any = get_user_model()._default_manager.filter(pk=found["user"], is_active=True).first()
    if user is None or not constant_time_compare(found["password"], user.get_session_auth_hash()):
        return None
    user.backend = found["backend"]
    return PendingLogin(user, found["next"])


def finish(request: HttpRequest, user: Any) -> None:
    del request.session[PENDING]
    login(request, user)
    note_verified(request, device_of(user))


def note_verified(request: HttpRequest, device: Any) -> None:
    request.session[VERIFIED] = device.pk


def is_verified(request: HttpRequest, device: Any) -> bool:
    """Whether this session was opened with the app that is bound now: with another one, or before there was any, it ends."""
    return bool(request.session.get(VERIFIED) == device.pk)
