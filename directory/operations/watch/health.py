"""``/healthz``: this process answers. ``/readyz``: what it needs is there."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import timezone

from directory.core.models import Entry, OfficialDay, Sequence

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
    """Each thing that is needed, by name. A calendar that ends makes answers unknown, not wrong: it is only told."""
    try:
        checks = {"database": OK, "migrations": migrations(), "index": index(), "sequence": str(Sequence.current())}
        told = {"calendar": calendar()}
    except DatabaseError as error:
        checks, told = {"database": type(error).__name__}, {}
    ready = all(value == OK for name, value in checks.items() if name != "sequence")
    return JsonResponse({"ready": ready, "checks": checks | told}, status=200 if ready else 503)


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
