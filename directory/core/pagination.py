"""Pages of a list: by number for people, by cursor for those who read everything."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

DEFAULT_SIZE, MAX_SIZE, DEPTH = 20, 100, 10_000
PARAMETERS = ("page", "page_size", "cursor")
FIRST = "*"
LINE = ("entries__summary", "entries__hours_pattern__spec")


def bounded(request: Request, name: str, default: int, most: int) -> int:
    """A whole number parameter from 1 to ``most``. Raises ValidationError naming the parameter."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if text.isascii() and text.isdigit() and len(text) <= 6 and 1 <= int(text) <= most:
        return int(text)
    raise ValidationError(
        {name: [_("“%(value)s” 不对: 应是 1 到 %(most)d 的整数。") % {"value": text[:20], "most": most}]}
    )


def capped_count(queryset: QuerySet[Any]) -> tuple[int, bool]:
    """How many rows there are, up to 10,000, and whether there are more.

    Counting stops where paging does: an exact count would read every row that a wide filter lets through.
    """
    counted = queryset.order_by()[: DEPTH + 1].count()
    return min(counted, DEPTH), counted > DEPTH


class Pagination(BasePagination):
    """``page`` and ``page_size`` (≤ 100) down to 10,000 rows; ``cursor`` (start with ``*``) for the rest.

    ``count`` goes up to 10,000, too; ``count_capped`` says that there are more.

    The queryset yields records; the page holds a ``line`` of the view for each, made of its entry's summary.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request = request
        self.size = bounded(request, "page_size", DEFAULT_SIZE, MAX_SIZE)
        self.count, self.capped = capped_count(queryset)
        self.next_token = self.previous_token = None
        if "cursor" in request.query_params:
            return [view.line(*row) for row in self.after_cursor(queryset)]
        self.name = "page"
        number = bounded(request, "page", 1, max(1, DEPTH // self.size))
        start = (number - 1) * self.size
        if start and start >= self.count:
            raise ValidationError({"page": [_("只有 %(count)d 条, 没有这一页。") % {"count": self.count}]})
        rows = list(queryset.values_list(*LINE)[start : start + self.size])
        if start + self.size < self.count:
            self.next_token = str(number + 1)
        self.previous_token = str(number - 1) if number > 1 else None
        return [view.line(*row) for row in rows]

    def after_cursor(self, queryset: QuerySet[Any]) -> list[Any]:
        if {"page", "ordering"} & set(self.request.query_params):
            raise ValidationError({"cursor": [_("不能与 page 或 ordering 同时使用。")]})
        self.name = "cursor"
        rows = list(queryset.filter(pk__gt=self.last_seen()).order_by("pk").values_list("pk", *LINE)[: self.size + 1])
        page = rows[: self.size]
        if len(rows) > self.size:
            self.next_token = base64.urlsafe_b64encode(str(page[-1][0]).encode()).decode().rstrip("=")
        return [row for _pk, *row in page]

    def last_seen(self) -> int:
        token = self.request.query_params["cursor"]
        if token == FIRST:
            return 0
        try:
            number = int(base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True))
        except (binascii.Error, ValueError):
            number = -1
        if 0 <= number < 2**63:
            return number
        raise ValidationError({"cursor": [_("不认识这个值: 从 * 开始, 之后用上一页 next 里给的。")]})

    def link(self, token: str | None) -> str | None:
        if token is None:
            return None
        # From the parameters as they were understood: a query in raw UTF-8, as curl sends it, would come out garbled.
        query = self.request.query_params.copy()
        query[self.name] = token
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")

    def get_paginated_response(self, data: list[Any]) -> Response:
        return Response(
            {
                "count": self.count,
                "count_capped": self.capped,
                "next": self.link(self.next_token),
                "previous": self.link(self.previous_token),
                "results": data,
            }
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["count", "count_capped", "next", "previous", "results"],
            "properties": {
                "count": {"type": "integer"},
                "count_capped": {"type": "boolean"},
                "next": dict(link),
                "previous": dict(link),
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        def parameter(name: str, description: str, schema: dict[str, Any], example: Any) -> dict[str, Any]:
            return {"name": name, "in": "query", "description": description, "schema": schema, "example": example}

        size = {"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": DEFAULT_SIZE}
        return [
            parameter("page", "第几页, 从 1 开始; 最深到第 10,000 条。", {"type": "integer", "minimum": 1}, 1),
            parameter("page_size", "每页条数。", size, 20),
            parameter("cursor", "通读全部: 从 * 开始, 之后用 next 里给的值。", {"type": "string"}, "*"),
        ]
