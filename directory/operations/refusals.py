"""Saying "not now": what is too much, too slow or cannot be done at the moment, on a page that loses nothing."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import NamedTuple

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import DisallowedHost, RequestDataTooBig
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from directory.core.serving.problems import is_for_programs, problem_page
from directory.core.serving.viewsets import is_elder

from .server.lanes import LOGIN_PATHS

REFUSAL = "directory.refusal"
RETRY, MINUTE = 5, 60  # seconds
MOST_KEPT = 1 << 20  # characters of what was typed
PASSING_ERRORS = {"OperationalError", "InterfaceError"}
# What PostgreSQL answers where a standby has taken over, or the server is being stopped.
PASSING = ("ReadOnlySqlTransaction", "AdminShutdown", "CannotConnectNow")


class RefusalPage(NamedTuple):
    """A status, and after how many seconds it is worth while to ask again; 0: asking again does not help."""

    status: int
    retry_after: int = 0


class RefusalMiddleware:
    """Answers what a front process has refused, so that these answers look and are counted like all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refusal = request.META.get(REFUSAL)
        return refused(request, refusal) if refusal else self.get_response(request)


def refused(request: HttpRequest, refusal: RefusalPage, kept: list[tuple[str, str]] | None = None) -> HttpResponse:
    """The refusal as problem+json for the API, as a page for everybody else, with ``kept``: what was typed, by field."""
    title, advice = texts(refusal)
    if is_for_programs(request):
        response = problem_page(request, refusal.status, f"{title}{_('。')}{advice}")
    else:
        context = {
            "title": title, "advice": advice, "status": refusal.status, "kept": kept or [], "elder": is_elder(request),
            "again": request.get_full_path() if refusal.retry_after and request.method == "GET" else "",
        }  # fmt: skip
        response = render(request, "refused.html", context, status=refusal.status)
    if refusal.retry_after:
        response["Retry-After"] = str(refusal.retry_after)
    response["Cache-Control"] = "no-store"
    return response


def texts(refusal: RefusalPage) -> tuple[str, str]:
    """What happened and what to do."""
    busy = _("你这里一下子来得太多。请过 %(wait)s再试。") % {"wait": wait_text(refusal.retry_after)}
    return {
        HTTPStatus.REQUEST_TIMEOUT: (_("请求没有在规定的时间内传完"), _("请检查网络，然后再试一次。")),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (_("提交的内容太大"), _("请减少内容后再提交。")),
        HTTPStatus.TOO_MANY_REQUESTS: (_("请等一等"), busy),
    }.get(HTTPStatus(refusal.status), (_("现在做不了"), _("这里忙不过来，不是你的错。请过几秒钟再试。")))


def wait_text(seconds: int) -> str:
    """How long to wait, in seconds below a minute."""
    if seconds < MINUTE:
        return _("%(n)d 秒") % {"n": seconds}
    return _("%(n)d 分钟") % {"n": math.ceil(seconds / MINUTE)}


def server_error(request: HttpRequest) -> HttpResponse | None:
    """Answer an exception that passes by itself; None: it is a mistake in the program.

    A lock that is held too long, a disk that is full, a database that takes no connections: nothing was
    written, and what was typed is on the page, to be sent again.
    """
    error = sys.exc_info()[1]
    if not is_passing(error):
        return None
    return refused(request, RefusalPage(503, RETRY), typed(request))


def is_passing(error: BaseException | None) -> bool:
    """Whether an exception comes of a database that is busy, full, stopping or changing over, not of a mistake of ours."""
    if isinstance(error, (SessionInterrupted, UpdateError)):
        return is_passing(error.__context__)  # a session that could not be written, not one that is gone
    # Django's own, or the driver's: a connection that is made anew after its health check raises that as it is.
    if PASSING_ERRORS & {base.__name__ for base in type(error).__mro__}:
        return True
    return isinstance(error, DatabaseError) and type(error.__cause__).__name__ in PASSING


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of the form that was sent, without passwords."""
    try:
        if request.method != "POST" or request.path.startswith(LOGIN_PATHS):
            return []
        kept = [(name, value) for name, values in request.POST.lists() for value in values if "password" not in name]
    except (RequestDataTooBig, DisallowedHost, OSError, ValueError):
        return []
    return [(name, str(value)) for name, value in kept] if sum(len(str(v)) for _n, v in kept) <= MOST_KEPT else []
