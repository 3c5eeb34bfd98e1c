"""``/mcp``: one POST, one answer. No stream is opened, so no call holds a worker longer than its answer takes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import validate_host
from django.views import View

from directory.core.models import Sequence
from directory.core.serving.renderers import weights

from .asking import Site
from .protocol import INVALID_REQUEST, answer
from .tools import server

MOST = 64 * 1024  # bytes of a message


class McpView(View):
    """The protocol's streamable HTTP transport without the streams, which it leaves to the server."""

    http_method_names = ["post", "options"]

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = fault(405, "send a POST: there are no streams here")
        response["Allow"] = "POST"
        return response

    def post(self, request: HttpRequest) -> HttpResponse:
        if refusal := refused(request):
            return refusal
        site = Site(request.scheme or "http", request.get_host())
        headers = {name.lower(): value for name, value in request.headers.items()}
        with Sequence.held():
            reply = answer(server(site), request.body, headers)
        body = b"" if reply.message is None else orjson.dumps(reply.message)
        response = HttpResponse(body, status=reply.status, content_type="application/json")
        response["Cache-Control"] = "no-store"
        return response


def refused(request: HttpRequest) -> HttpResponse | None:
    """What is no message of the protocol, said as the protocol says it."""
    origin = request.headers.get("Origin")
    if origin and not validate_host(urlsplit(origin).hostname or "", settings.ALLOWED_HOSTS):
        return fault(403, "this origin is not allowed")  # a page elsewhere that uses its reader's browser
    if request.content_type != "application/json":
        return fault(415, "send application/json")
    accepted = weights(request.headers.get("Accept", "")) or {"*/*": 1.0}
    if not any(accepted.get(name) for name in ("application/json", "application/*", "*/*")):
        return fault(406, "answers are application/json")
    if int(request.headers.get("Content-Length") or 0) > MOST:
        return fault(413, f"a message has at most {MOST} bytes")
    return None


def fault(status: int, message: str) -> HttpResponse:
    error = {"code": INVALID_REQUEST, "message": message}
    return JsonResponse({"jsonrpc": "2.0", "id": None, "error": error}, status=status)
