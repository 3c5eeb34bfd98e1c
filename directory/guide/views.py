"""The guide as API, as page and as one printed sheet."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from directory.core.models import NATION, Region
from directory.core.openings import Moment
from directory.core.views import PublicPage, form
from directory.core.viewsets import PublicView

from .answer import EMERGENCY, NOTICE, answer
from .question import GuideParameters
from .sheet import sheet
from .sources import Document

LABELS = {
    "symptom": _("哪里不舒服"),
    "region": _("在哪里看病"),
    "insured_region": _("在哪里参保"),
    "scheme": _("险种"),
    "person_type": _("异地就医人员类别"),
    "at": _("什么时候去"),
    "near": _("你的位置 (纬度,经度)"),
}
PLACES = ("region", "insured_region")

parameters = [
    OpenApiParameter(
        name,
        type=declared.schema | {"examples": [declared.example]},
        description=declared.extra["help_text"],
        required=name in GuideParameters.required,
    )
    for name, declared in GuideParameters.base_filters.items()
]


class GuideAPI(PublicView, APIView):
    """From a symptom, a place and a place of insurance to departments, hospitals, filing and office."""

    tells_time = True

    @extend_schema(
        operation_id="guide",
        tags=["guide"],
        summary="向导: 症状 → 科室、医院、备案、机构",
        parameters=parameters,
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request) -> Response:
        asked = GuideParameters(request.query_params)
        if errors := asked.parameter_errors:
            raise ValidationError(errors)
        return Response(answer(asked.question(self.moment)))


class GuidePage(PublicPage):
    """The guide's question and, once it is asked, its answer."""

    template_name = "guide.html"
    tells_time = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = GuideParameters(request.GET)
        errors, found = answered(asked, self.moment)
        if set(errors) == set(asked.missing):  # somebody who is still choosing has done nothing wrong
            errors = {}
        context = self.get_context_data(
            answer=found,
            notice=NOTICE,
            emergency=EMERGENCY,
            places=[place_choices(asked, name) for name in PLACES],
            query=request.GET.urlencode(),
            **form(asked, errors, LABELS),
        )
        return self.render_to_response(context, status=400 if errors else 200)


class GuideSheet(PublicPage):
    """The answer on one sheet of paper."""

    template_name = "sheet.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        errors, found = answered(GuideParameters(request.GET), self.moment)
        if found is None:
            context = {"errors": [(LABELS.get(name, name), name, messages) for name, messages in errors.items()]}
            return self.response_class(request, ["sheet_refused.html"], context, status=400)
        site = request.build_absolute_uri(reverse("guide"))
        return self.render_to_response(self.get_context_data(**sheet(found, site)))


def answered(asked: GuideParameters, now: Moment) -> tuple[dict[str, list[str]], Document | None]:
    """What is wrong with the question, or its answer."""
    if errors := asked.parameter_errors:
        return errors, None
    try:
        return {}, answer(asked.question(now))
    except ValidationError as error:
        return dict(error.detail), None  # type: ignore[arg-type]


def place_choices(asked: GuideParameters, name: str) -> Document:
    """A nested list without script: the regions below the one chosen, each a link to the same question with it."""
    chosen: Region | None = asked.understood(name)
    parent = chosen.code if chosen else NATION
    below = Region.objects.filter(parent=parent).values_list("code", "short_name", "name")
    return {
        "label": LABELS[name],
        "chosen": chosen,
        "links": [(full, f"?{with_value(asked.data, name, code)}") for code, _short, full in below],
    }


def with_value(query: Any, name: str, value: Any) -> str:
    changed = QueryDict(mutable=True)
    changed.update(query)
    changed[name] = str(value)
    return changed.urlencode()
