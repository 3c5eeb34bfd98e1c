"""API v1: every collection on one screen."""

from __future__ import annotations

from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from directory.core.viewsets import ArticleViewSet, PublicView, RegionViewSet
from hospitals.viewsets import DepartmentViewSet, HospitalViewSet, SymptomViewSet
from offices.viewsets import ChannelViewSet, OfficeViewSet, PolicyViewSet, ProcedureViewSet, ServiceViewSet

COLLECTIONS = {
    "regions": RegionViewSet,
    "articles": ArticleViewSet,
    "departments": DepartmentViewSet,
    "symptoms": SymptomViewSet,
    "hospitals": HospitalViewSet,
    "offices": OfficeViewSet,
    "services": ServiceViewSet,
    "channels": ChannelViewSet,
    "procedures": ProcedureViewSet,
    "policies": PolicyViewSet,
}


class IndexView(PublicView, APIView):
    """The collections and where the API is described."""

    schema = None

    def get(self, request: Request) -> Response:
        names = {name: request.build_absolute_uri(f"{name}/") for name in COLLECTIONS}
        return Response(names | {name: request.build_absolute_uri(f"{name}/") for name in ("schema", "docs")})


router = SimpleRouter()
for name, viewset in COLLECTIONS.items():
    router.register(name, viewset, basename=name)

urlpatterns = [
    path("", IndexView.as_view(), name="index"),
    path("schema/", SpectacularJSONAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema"), name="docs"),
    *router.urls,
]
