"""Errors of the API as problem+json (RFC 9457), one clear message per parameter."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from .renderers import JSONRenderer

TYPE = "application/problem+json"


def problem(status: int, detail: str, errors: list[dict[str, str]] | None = None, **more: Any) -> dict[str, Any]:
    """The body of a problem: what went wrong in one sentence and, per parameter, what was wrong with it."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    return body | {"errors": errors} if errors else body


def problem_response(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Django REST framework's exception handler. None lets a programming error surface as a 500."""
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    if not isinstance(exc, exceptions.APIException):
        return None
    response = Response(body_of(exc), status=exc.status_code, content_type=TYPE)
    if isinstance(exc, exceptions.MethodNotAllowed):
        response["Allow"] = "GET, HEAD, OPTIONS"
    return response


def body_of(exc: exceptions.APIException) -> dict[str, Any]:
    if isinstance(exc, exceptions.ValidationError) and isinstance(exc.detail, dict):
        errors = [
            {"parameter": name, "message": " ".join(str(message) for message in messages)}
            for name, messages in exc.detail.items()
        ]
        named = "; ".join(f"{error['parameter']}: {error['message']}" for error in errors)
        return problem(exc.status_code, named, errors)
    if isinstance(exc, exceptions.NotFound):
        return problem(exc.status_code, _("这里没有内容。请检查地址。"))
    return problem(exc.status_code, str(exc.detail))


def problem_page(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    """A problem for addresses that no API view answers."""
    return HttpResponse(JSONRenderer().render(problem(status, detail)), status=status, content_type=TYPE)
