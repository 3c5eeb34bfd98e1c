"""API v1: every collection on one screen."""

from __future__ import annotations

from threading import Lock
from typing import Any, NoReturn

from django.http import HttpResponse
from django.urls import path, re_path
from django.utils.translation import get_language
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from directory.feeds.changes import ChangesAPI
from directory.feeds.export import ExportAPI, ExportIndex
from directory.guide.views import GuideAPI

from .core.kinds import kinds
from .core.serving.parameters import refuse_parameters
from .core.serving.place_hours import PlaceViewSet, viewset_of
from .core.serving.viewsets import PublicView
from .reports import ReportsAPI, ReportStateAPI
from .search.viewsets import SearchAPI, SuggestAPI

COLLECTIONS = {kind.collection: viewset_of(kind) for kind in kinds.by_sort()}
described: dict[tuple[str | None, str], bytes] = {}  # by language and media type
describing = Lock()
QUESTIONS: dict[str, type[APIView]] = {"search": SearchAPI, "suggest": SuggestAPI, "guide": GuideAPI}
FEEDS: dict[str, type[APIView]] = {"changes": ChangesAPI, "export": ExportIndex}


class IndexView(PublicView, APIView):
    """The collections and where the API is described."""

    schema = None

    def get(self, request: Request) -> Response:
        refuse_parameters(request.query_params)
        return Response(
            {
                name: request.build_absolute_uri(f"{name}/")
                for name in (*COLLECTIONS, *QUESTIONS, *FEEDS, "schema", "docs")
            }
        )


class SchemaView(PublicView, SpectacularJSONAPIView):
    """The description of this API, OpenAPI 3.1. It is the program's own, so each process makes it once."""

    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.query_params.urlencode() != "format=json":  # as many programs ask for a schema
            refuse_parameters(request.query_params)

    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        media_type = request.accepted_renderer.media_type
        kind = get_language(), media_type
        # drf-spectacular loads its extensions at its first use, and fails where two threads do so at once.
        with describing:
            if kind not in described:
                answer = self.finalize_response(request, super().get(request, *args, **kwargs))  # type: ignore[no-untyped-call]
                described[kind] = answer.render().content
        return HttpResponse(described[kind], content_type=media_type)


class DocsView(SpectacularSwaggerSplitView):
    """The description for people to read and try."""

    url_name = "api:schema"
    template_name = "api_docs.html"


class ApiNotFoundView(APIView):
    """Any other address below: a problem, not a page."""

    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> NoReturn:
        raise NotFound


router = SimpleRouter()
for name, viewset in COLLECTIONS.items():
    router.register(name, viewset, basename=name)

urlpatterns = [
    *router.urls,
    path("", IndexView.as_view(), name="index"),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
    *(path(f"{name}/", view.as_view(), name=name) for name, view in (QUESTIONS | FEEDS).items()),
    path("export/<str:collection>.<str:extension>", ExportAPI.as_view(), name="export-file"),
    *(
        path(f"{name}/<str:slug>/hours.ics", view.as_calendar(), name=f"{name}-calendar")
        for name, view in COLLECTIONS.items()
        if issubclass(view, PlaceViewSet)
    ),
    path("reports/", ReportsAPI.as_view(), name="reports"),
    path("reports/<str:number>/", ReportStateAPI.as_view(), name="report-state"),
    # Only what ends in a slash: anything else is first sent to the address that does.
    re_path(r".*/\Z", ApiNotFoundView.as_view()),
]
