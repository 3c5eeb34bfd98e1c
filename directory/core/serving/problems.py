"""Errors of the API as problem+json (RFC 9457), one clear message per parameter."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions

from directory.core.language.punctuation import labelled, sentences

from .renderers import JSONRenderer

TYPE = "application/problem+json"
FHIR, FHIR_JSON = "/fhir/", "application/fhir+json; charset=utf-8"
PROGRAMS = ("/api/", "/hsds/", "/reconcile/", "/mcp", FHIR)
# The codes of FHIR's OperationOutcome.
ISSUES = {
    400: "invalid", 403: "forbidden", 404: "not-found", 405: "not-supported", 406: "not-supported", 408: "timeout",
    410: "deleted", 413: "too-long", 415: "not-supported", 429: "throttled", 503: "transient",
}  # fmt: skip


class Gone(exceptions.APIException):
    """There was something at this address once."""

    status_code = HTTPStatus.GONE
    default_detail = gettext_lazy("这一条已经撤下。")


def problem(status: int, detail: str, errors: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """The body of a problem: what went wrong in one sentence and, per parameter, what was wrong with it."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return body | {"errors": errors} if errors else body


def problem_response(exc: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """Django REST framework's exception handler. None lets a programming error surface as a 500."""
    if isinstance(exc, Http404):
        exc = exceptions.NotFound()
    elif isinstance(exc, PermissionDenied):
        exc = exceptions.PermissionDenied()
    elif isinstance(exc, SuspiciousOperation):
        exc = exceptions.ParseError(_("请求有误：参数太多，或含有不能接受的内容。"))
    if not isinstance(exc, exceptions.APIException):
        return None
    # Not a Response, which would be rendered as the client asked: also who asks for HTML gets the problem as JSON.
    return as_json(body_of(exc))


def is_for_programs(request: HttpRequest) -> bool:
    """Whether a program asks: it gets a problem, and no page."""
    return request.path.startswith(PROGRAMS)


def problem_page(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    """A problem for addresses that no API view answers; in FHIR's form, where FHIR is spoken."""
    if not request.path.startswith(FHIR):
        return as_json(problem(status, detail))
    return HttpResponse(JSONRenderer().render(outcome(status, [detail])), status=status, content_type=FHIR_JSON)


def outcome(status: int, told: list[str]) -> dict[str, Any]:
    """What is wrong as FHIR says it."""
    code = ISSUES.get(status, "exception")
    issues = [{"severity": "error", "code": code, "diagnostics": text} for text in told]
    return {"resourceType": "OperationOutcome", "issue": issues}


def as_json(body: dict[str, Any]) -> HttpResponse:
    return HttpResponse(JSONRenderer().render(body), status=body["status"], content_type=TYPE)


def body_of(exc: exceptions.APIException) -> dict[str, Any]:
    if isinstance(exc, exceptions.ValidationError) and isinstance(exc.detail, dict):
        errors = [
            {"parameter": name, "message": " ".join(str(message) for message in messages)}
            for name, messages in exc.detail.items()
        ]
        named = sentences(labelled(error["parameter"], error["message"]) for error in errors)
        return problem(exc.status_code, named, errors)
    if isinstance(exc, exceptions.NotFound):
        return problem(exc.status_code, _("这里没有内容。请检查地址。"))
    return problem(exc.status_code, str(exc.detail))
