"""``/healthz``: this process answers. ``/readyz``: what it needs is there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone

from directory.core.models import Entry, OfficialDay, Sequence
from directory.operations.replicas import answering_from, watch

OK = "ok"


class HealthMiddleware:
    """Before everything that looks at the host's name: who checks a machine may ask for it by its number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":
            response: HttpResponse = HttpResponse("ok\n", content_type="text/plain")
        elif request.path == "/readyz":
            response = readiness()
        else:
            return self.get_response(request)
        response["Cache-Control"] = "no-store"
        return response


def readiness() -> JsonResponse:
    """200 where every check is OK, else 503; the body names each, with notes on what makes answers older or less certain.

    Without its primary the public is answered all the same, as long as a replica is there.
    """
    notes: dict[str, Any] = {}
    try:
        checks = needed()
    except DatabaseError as error:
        checks = {"database": type(error).__name__}
        with suppress(DatabaseError):
            if replica := watch.chosen():
                with answering_from(replica):
                    checks, notes["primary"] = needed(), type(error).__name__
    notes["calendar"] = checks.pop("calendar", "not known")
    notes["sequence"] = checks.pop("sequence", "not known")
    ready = all(value == OK for value in checks.values())
    body = {"ready": ready, "checks": checks | notes} | ({"replicas": watch.report()} if settings.REPLICAS else {})
    return JsonResponse(body, status=200 if ready else 503)


def needed() -> dict[str, str]:
    """Each check by its name with OK or what is missing; ``sequence`` and ``calendar`` only inform. Raises DatabaseError."""
    return {
        "database": OK, "migrations": migrations(), "index": index(), "sequence": str(Sequence.current()),
        "calendar": calendar(),
    }  # fmt: skip


class KnownState:
    """What stays true: nobody takes a migration back while this program runs."""

    migrated = False


def migrations() -> str:
    missing = [] if KnownState.migrated else unapplied()
    KnownState.migrated = not missing
    return f"not applied: {', '.join(missing)}" if missing else OK


def unapplied() -> list[str]:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def index() -> str:
    """Whether the live entries can be found. An entry that is not indexed as this version does it has a negative key."""
    live = Entry.objects.live()
    if not live.exists():
        return "empty: nothing is published"
    return "incomplete: run `manage.py publish`" if live.filter(key__lt=0).exists() else OK


def calendar() -> str:
    year = timezone.localdate().year
    return OK if OfficialDay.objects.filter(date__year=year).exists() else f"the rest days of {year} are not known"
