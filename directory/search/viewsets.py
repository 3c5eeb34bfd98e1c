"""Search and suggestions as API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from directory.core.index import search_index
from directory.core.serving.pagination import DEFAULT_SIZE, MAX_SIZE, bounded, link
from directory.core.serving.renderers import fragment
from directory.core.serving.viewsets import PublicView

from .answer import showing
from .answer.reply import explained
from .answer.showing import ResultRow
from .answer.suggesting import SUGGESTIONS, suggest
from .asking import ask
from .everyday import emergency_first, in_everyday_words, suggested
from .found.finding import Count, count_of
from .parameters import SearchAPIParameters, SuggestParameters
from .serializers import SearchSerializer, SuggestSerializer

GROUP = 5  # of each kind so many are shown together


PAGES = [
    OpenApiParameter(
        "page", type={"type": "integer", "minimum": 1}, description="第几页，从 1 开始；最深到第 1,000 条。"
    ),
    OpenApiParameter(
        "page_size", type={"type": "integer", "minimum": 1, "maximum": MAX_SIZE}, description="每页条数。"
    ),
]


class SearchAPI(PublicView, APIView):
    """Everything, by a question in one's own words."""

    tells_time = True

    @extend_schema(
        operation_id="search", tags=["search"], summary="查找：一个问题",
        parameters=[*SearchAPIParameters.described(), *PAGES], responses=SearchSerializer,
    )  # fmt: skip
    @emergency_first(SearchAPIParameters)
    def get(self, request: Request) -> Response:
        asked = SearchAPIParameters(request.query_params, beside=("page", "page_size"))
        if asked.errors:
            raise ValidationError(asked.errors)
        size = bounded(request, "page_size", DEFAULT_SIZE, MAX_SIZE)
        number = bounded(request, "page", 1, max(1, search_index.MANY // size))
        start = (number - 1) * size
        results = in_everyday_words(
            ask, asked.question, asked.filters_asked, start + size, self.moment.version, asked.cleaned["as_typed"]
        )
        count = results.total.number
        if start and start >= count:
            raise ValidationError({"page": [_("只有 %(count)d 条，没有这一页。") % {"count": count}]})
        grouped = asked.cleaned["grouped"]
        last = start + size >= min(count, search_index.MANY) or grouped
        return Response(
            {
                **explained(results, self.moment),
                "query": asked.question,
                "next": None if last else link(request, "page", number + 1),
                "previous": link(request, "page", number - 1) if number > 1 else None,
                "results": [] if grouped else [self.line(row) for row in showing.page(results, start, start + size)],
                "groups": [self.group(*group) for group in showing.groups(results, GROUP)] if grouped else [],
            }
        )

    def group(self, kind: str, count: Count, rows: list[ResultRow]) -> dict[str, Any]:
        return {"kind": kind, **count_of(count), "results": [self.line(row) for row in rows]}

    def line(self, row: ResultRow) -> dict[str, Any]:
        """A result: the entry as its list has it, with which parts of its name or of which alias matched."""
        return {
            "kind": row.kind,
            "highlights": row.highlights,
            "alias": row.alias,
            "match": row.match,
            "km": row.km,
            "summary": fragment(self.moment.with_state(row.summary, row.hours_spec, row.kind)),
        }


class SuggestAPI(PublicView, APIView):
    """While somebody types."""

    @extend_schema(
        operation_id="suggest", tags=["search"], summary="输入时的提示",
        parameters=SuggestParameters.described(), responses=SuggestSerializer,
    )  # fmt: skip
    @emergency_first(SuggestParameters)
    def get(self, request: Request) -> Response:
        asked = SuggestParameters(request.query_params)
        if asked.errors:
            raise ValidationError(asked.errors)
        found = suggest(asked.question, self.moment.version)
        lines = suggested(asked.question, found.lines, SUGGESTIONS)
        return Response({"query": asked.question, "searched_for": found.instead, "suggestions": lines})
