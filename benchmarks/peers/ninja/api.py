"""Functions with declared parameters and schemas, and the paginations that come with django-ninja."""

# Not postponed: django-ninja reads the annotations of views.

from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Query, Schema  # type: ignore[import-not-found]
from ninja.pagination import CursorPagination, PageNumberPagination, paginate  # type: ignore[import-not-found]

from benchmarks.peers.catalog.models import Hospital, Office

from . import schemas

api = NinjaAPI()
SUGGESTIONS = 10
LINES = Hospital.objects.select_related("region__parent__parent").prefetch_related("phones").order_by("id")
OFFICES = Office.objects.select_related("region__parent__parent").prefetch_related("phones").order_by("id")


class Filters(Schema):
    city: int | None = None
    region: int | None = None
    level: list[int] = []
    kind: list[str] = []
    search: str = ""
    near: str = ""
    radius: float = 10


def narrowed(queryset: Any, asked: Filters) -> Any:
    """The queryset with the filters that were given."""
    exact = {"region__parent": asked.city, "region": asked.region}
    several = {"level__in": asked.level, "institution_type__in": asked.kind}
    queryset = queryset.filter(**{name: value for name, value in {**exact, **several}.items() if value})
    if asked.search:
        queryset = queryset.filter(matching(asked.search))
    if asked.near:
        latitude, longitude = map(float, asked.near.split(","))
        queryset = queryset.near(latitude, longitude, asked.radius)
    return queryset


def matching(text: str) -> Q:
    words = (Q(name__icontains=word) | Q(aliases__icontains=word) for word in text.split())
    return reduce(and_, words)


@api.get("/hospitals/", response=list[schemas.HospitalLine])
@paginate(PageNumberPagination, page_size=20)
def hospitals(request: HttpRequest, asked: Filters = Query(...)) -> Any:  # noqa: B008
    return narrowed(LINES, asked)


@api.get("/scroll/hospitals/", response=list[schemas.HospitalLine])
@paginate(CursorPagination, ordering=("id",), page_size=20)
def scrolled(request: HttpRequest, asked: Filters = Query(...)) -> Any:  # noqa: B008
    return narrowed(LINES, asked)


@api.get("/hospitals/count/", response=schemas.Count)
def count(request: HttpRequest, asked: Filters = Query(...)) -> Any:  # noqa: B008
    return {"count": narrowed(Hospital.objects.order_by(), asked).count()}


@api.get("/hospitals/suggest/", response=list[schemas.Suggestion])
def suggest(request: HttpRequest, q: str) -> Any:
    found = list(Hospital.objects.filter(name__istartswith=q).values("slug", "name")[:SUGGESTIONS])
    if len(found) < SUGGESTIONS:
        more = Hospital.objects.filter(name__icontains=q).exclude(name__istartswith=q)
        found += more.values("slug", "name")[: SUGGESTIONS - len(found)]
    return found


@api.get("/hospitals/{slug}/", response=schemas.Hospital)
def hospital(request: HttpRequest, slug: str) -> Any:
    return get_object_or_404(LINES.prefetch_related("opening_hours", "departments"), slug=slug)


@api.get("/offices/", response=list[schemas.OfficeLine])
@paginate(PageNumberPagination, page_size=20)
def offices(request: HttpRequest, search: str = "") -> Any:
    return OFFICES.filter(matching(search)) if search else OFFICES


@api.get("/offices/{slug}/", response=schemas.Office)
def office(request: HttpRequest, slug: str) -> Any:
    parts = ("opening_hours", "serves__parent__parent", "schemes", "services")
    return get_object_or_404(OFFICES.prefetch_related(*parts), slug=slug)
