"""What browsers may do with an answer: nothing of the machine but the position, the API from everywhere."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase

API = ("/api/", "/hsds/", "/fhir/", "/reconcile/")
REFUSED = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "gyroscope", "magnetometer", "microphone", "midi",
    "payment", "usb",
)  # fmt: skip
PERMISSIONS = ", ".join([*(f"{name}=()" for name in REFUSED), "geolocation=(self)"])
FROM_ANYWHERE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After, Sequence, X-Request-ID",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class HeadersMiddleware:
    """The API is public and knows no cookie, so pages of others may read it; nothing else of ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        public = request.path.startswith(API)
        if public and request.method == "OPTIONS" and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in request.META:
            response: HttpResponseBase = HttpResponse(status=204, headers=PREFLIGHT)
        else:
            response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if public:
            for name, value in FROM_ANYWHERE.items():
                response.headers[name] = value
        else:
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
