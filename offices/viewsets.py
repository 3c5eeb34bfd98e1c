"""What the API of this app does beside listing and showing: it answers a question where a parameter asks it."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

import orjson
from rest_framework.request import Request
from rest_framework.response import Response

from directory.core.documents import Document
from directory.core.models import Region
from directory.core.serving.filters import StrictFilterSet, checked_filterset
from directory.core.serving.place_hours import PlaceViewSet
from directory.core.serving.viewsets import EntryViewSet

from .rules.asking import policies_asked, procedures_asked
from .rules.resolution import Resolution, as_answer
from .rules.responsible import Errand


class AnsweringViewSet(EntryViewSet):
    """A list that also answers a question where one parameter asks it; the shape of the list stays what it is."""

    filterset_class: ClassVar[type[StrictFilterSet]]
    asked_by: ClassVar[str]

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        if not request.query_params.get(self.asked_by, "").strip():
            return super().list(request, *args, **kwargs)
        filterset = checked_filterset(self.filterset_class, request, self.get_queryset())
        response = self.get_paginated_response(self.paginate_queryset(filterset.listing))  # type: ignore[arg-type]
        response.data |= self.answer(filterset.asked, response.data["results"])
        return response

    def answer(self, asked: Document, results: Any) -> Document:
        """What is said beside the list, and the list anew where more is said of its lines."""
        raise NotImplementedError


class RuleViewSet(AnsweringViewSet):
    """Rules of a place. Where the list is empty, it is said that there is none, and what there are rules about."""

    asked_by = "applies_to"
    topic: ClassVar[str]  # the path to what a rule is about

    def answer(self, asked: Document, results: Any) -> Document:
        region = asked["applies_to"]
        resolution = self.resolution(asked, region)
        if resolution is None and results:
            return {}
        others = (str(value) for name, value in asked.items() if name != self.asked_by)
        about = partial(topics, self.get_queryset(), region, self.topic)
        return {"answer": as_answer(resolution or Resolution([], []), region, "、".join(others), about)}

    def resolution(self, asked: Document, region: Region) -> Resolution | None:
        """Which rules hold; None where it was not asked about what."""
        raise NotImplementedError


def topics(rules: Any, region: Region, path: str) -> list[str]:
    """What the rules that apply to a region are about."""
    about = rules.applying_to(region.upwards).filter(**{f"{path}__isnull": False}).order_by(path)
    return list(about.values_list(path, flat=True).distinct())


class OfficeViewSet(AnsweringViewSet, PlaceViewSet):
    """医保服务机构. With ``serves``: which of them is responsible and why, the best first."""

    asked_by = "serves"

    def answer(self, asked: Document, results: Any) -> Document:
        errand = Errand(asked["serves"], asked.get("service"), asked.get("scheme"), self.moment)
        lines = orjson.loads(orjson.dumps(results))  # as stored, not parsed until now
        chosen = [errand.as_chosen(office) for office in lines]
        return {"results": chosen, "answer": errand.answer(chosen[0] if chosen else None)}


class ProcedureViewSet(RuleViewSet):
    """办事指南. With ``applies_to`` and ``service``: which of them holds, and what it changes of the wider ones."""

    topic = "service__name"

    def resolution(self, asked: Document, region: Region) -> Resolution | None:
        return procedures_asked(asked)


class PolicyViewSet(RuleViewSet):
    """政策. With ``applies_to`` and ``subject``: which of them hold, and what they take the place of."""

    topic = "subject"

    def resolution(self, asked: Document, region: Region) -> Resolution | None:
        return policies_asked(asked)
