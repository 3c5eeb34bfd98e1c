"""Whose request it is, as far as the proxies in front can be believed."""

from __future__ import annotations

import ipaddress
from typing import Any

from django.conf import settings

from directory.core.caches import memoized


def client_address(environ: dict[str, Any]) -> str:
    """The address of who asks: with ``NUM_PROXIES`` in front, what the outermost of these saw.

    Each proxy appends to X-Forwarded-For whom it saw. What stands further left anybody can have written.
    """
    remote = str(environ.get("REMOTE_ADDR") or "")
    if not settings.NUM_PROXIES:
        return remote
    chain = [part.strip() for part in environ.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    seen = chain[-min(settings.NUM_PROXIES, len(chain))] if chain else remote
    return seen if is_address(seen) else remote


def is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


@memoized(8192)  # of every request
def counted_as(address: str) -> str:
    """What limits count: an IPv4 address, or the /64 that one IPv6 customer has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6:
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((found, 64), strict=False).network_address)
    return str(found)


@memoized(8192)
def is_local(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def of_request(request: Any) -> str:
    """``AXES_CLIENT_IP_CALLABLE``: django-axes counts failed logins by the same address."""
    return client_address(request.META)
