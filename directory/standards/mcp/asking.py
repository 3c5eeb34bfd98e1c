"""The API asked from inside: what assistants are told is what its addresses answer, by the same code."""

from __future__ import annotations

from io import BytesIO
from typing import Any, NamedTuple
from urllib.parse import urlencode

import orjson
from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve

Json = dict[str, Any]


class ApiError(Exception):
    """What the API says is wrong with a question."""


class Site(NamedTuple):
    """Where this directory is served, as addresses in answers name it."""

    scheme: str
    host: str

    @property
    def base(self) -> str:
        return f"{self.scheme}://{self.host}"

    def get(self, path: str, **query: Any) -> Json:
        """The answer of an address of the API. Raises ApiError with what is wrong, in one sentence."""
        given = {name: said(value) for name, value in query.items() if value not in (None, "", [])}
        path = path.removeprefix(self.base)
        request = self.request(path, urlencode(given))
        match = resolve(path)
        response = match.func(request, *match.args, **match.kwargs)
        if hasattr(response, "render"):
            response.render()
        if response.status_code in (301, 302):
            return self.get(response["Location"])
        body: Json = orjson.loads(response.content)
        if response.status_code >= 400:
            raise ApiError(body["detail"])
        return body

    def request(self, path: str, query: str) -> WSGIRequest:
        name, _colon, port = self.host.partition(":")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path.encode().decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": name,
            "SERVER_PORT": port or ("443" if self.scheme == "https" else "80"),
            "HTTP_HOST": self.host,
            "wsgi.url_scheme": self.scheme,
            "wsgi.input": BytesIO(),
        }
        return WSGIRequest(environ)


def said(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
