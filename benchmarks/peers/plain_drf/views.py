"""Read-only viewsets with django-filter, SearchFilter and the paginations of DRF."""

from __future__ import annotations

from typing import Any

import django_filters
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.decorators import action
from rest_framework.filters import SearchFilter
from rest_framework.pagination import CursorPagination, PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from benchmarks.peers.catalog.models import Hospital, Office

from .serializers import HospitalListSerializer, HospitalSerializer, OfficeListSerializer, OfficeSerializer

SUGGESTIONS = 10


class NumberedPages(PageNumberPagination):
    page_size_query_param = "page_size"
    max_page_size = 100


class Scroll(CursorPagination):
    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 100
    ordering = "id"


class NumberIn(django_filters.BaseInFilter, django_filters.NumberFilter):
    pass


class TextIn(django_filters.BaseInFilter, django_filters.CharFilter):
    pass


class PlaceFilter(django_filters.FilterSet):
    region = NumberIn(field_name="region", lookup_expr="in")
    city = django_filters.NumberFilter(field_name="region__parent")
    near = django_filters.CharFilter(method="nearest")
    radius = django_filters.NumberFilter(method="with_near")

    def with_near(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset

    def nearest(self, queryset: Any, name: str, value: str) -> Any:
        latitude, longitude = map(float, value.split(","))
        return queryset.near(latitude, longitude, float(self.form.cleaned_data["radius"] or 10))


class HospitalFilter(PlaceFilter):
    level = NumberIn(field_name="level", lookup_expr="in")
    kind = TextIn(field_name="institution_type", lookup_expr="in")

    class Meta:
        model = Hospital
        fields = ("region", "city", "level", "kind", "ownership", "designated")


class OfficeFilter(PlaceFilter):
    kind = TextIn(field_name="office_kind", lookup_expr="in")

    class Meta:
        model = Office
        fields = ("region", "city", "kind")


class PlaceViewSet(ReadOnlyModelViewSet[Any]):
    queryset: Any
    lookup_field = "slug"
    pagination_class: type[Any] = NumberedPages
    filter_backends = (DjangoFilterBackend, SearchFilter)
    search_fields = ("name", "aliases")
    list_serializer: Any

    def get_queryset(self) -> Any:
        queryset = super().get_queryset().select_related("region__parent__parent").prefetch_related("phones")
        return queryset if self.action == "list" else queryset.prefetch_related(*self.parts)

    parts: tuple[str, ...] = ()

    def get_serializer_class(self) -> Any:
        return self.serializer_class if self.action == "retrieve" else self.list_serializer

    @action(detail=False)
    def count(self, request: Request) -> Response:
        return Response({"count": self.filter_queryset(self.queryset.order_by()).count()})

    @action(detail=False)
    def suggest(self, request: Request) -> Response:
        """Names that begin with what was typed, then those that hold it."""
        text, places = request.query_params.get("q", ""), self.queryset.order_by()
        found = list(places.filter(name__istartswith=text).values("slug", "name")[:SUGGESTIONS])
        if len(found) < SUGGESTIONS:
            more = places.filter(name__icontains=text).exclude(name__istartswith=text)
            found += more.values("slug", "name")[: SUGGESTIONS - len(found)]
        return Response(found)


class HospitalViewSet(PlaceViewSet):
    queryset = Hospital.objects.order_by("id")
    serializer_class = HospitalSerializer
    list_serializer = HospitalListSerializer
    filterset_class = HospitalFilter
    parts = ("opening_hours", "departments")


class OfficeViewSet(PlaceViewSet):
    queryset = Office.objects.order_by("id")
    serializer_class = OfficeSerializer
    list_serializer = OfficeListSerializer
    filterset_class = OfficeFilter
    parts = ("opening_hours", "serves__parent__parent", "schemes", "services")


class HospitalScrollViewSet(HospitalViewSet):
    """The same list by cursor."""

    pagination_class = Scroll
