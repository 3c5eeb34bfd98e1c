"""Logins that fail are counted and logged: who tries often can be seen, though not who or where it is."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from .addresses import client_address
from .watch.logs import pseudonym

logger = logging.getLogger("directory.logins")


@receiver(user_login_failed)
def failed(credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any) -> None:
    """Not what was typed as the name: now and then that is somebody's password."""
    from .watch.metrics import FAILED_LOGINS  # not before a server has said where its processes count

    known = get_user_model()._default_manager.filter(username=str(credentials.get("username", ""))[:150]).first()
    FAILED_LOGINS.inc()
    address = pseudonym(client_address(request.META)) if request else ""
    logger.warning("login failed", extra={"user": known.pk if known else "unknown", "from": address})
