"""Pages of a list: by number for people, by cursor for those who read everything."""

from __future__ import annotations

import base64
import binascii
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from directory.core.index.entries import SummaryRow

from .lists import Listing

DEFAULT_SIZE, MAX_SIZE, DEPTH = 20, 100, 10_000
PARAMETERS = ("page", "page_size", "cursor")
FIRST = "*"


def bounded(request: Request, name: str, default: int, most: int, least: int = 1) -> int:
    """A whole number parameter from ``least`` to ``most``. Raises ValidationError naming the parameter."""
    text = request.query_params.get(name)
    if text is None:
        return default
    if text.isascii() and text.isdigit() and len(text) <= 6 and least <= int(text) <= most:
        return int(text)
    wrong = {"value": text[:20], "least": least, "most": most}
    raise ValidationError({name: [_("“%(value)s” 不对：应是 %(least)d 到 %(most)d 的整数。") % wrong]})


def link(request: Request, name: str, value: object) -> str:
    """The address that was asked for, with this parameter."""
    # From the parameters as they were understood: a query in raw UTF-8, as curl sends it, would come out garbled.
    query = request.query_params.copy()
    query[name] = str(value)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def too_far(count: int, capped: bool) -> str:
    """What is said to who asks for a page beyond the last."""
    if capped:
        return _("没有这一页：条目没有这么多。")
    return _("只有 %(count)d 条，没有这一页。") % {"count": count}


class Pagination(BasePagination):
    """``page`` and ``page_size`` (≤ 100) down to 10,000 rows; ``cursor`` (start with ``*``) for the rest.

    ``count`` goes up to 1,000; ``count_capped`` says that there are more. With a ``page_size`` of 0 the rows are only
    counted. The list is a ``Listing``; the page holds a ``line`` of the view for each row.
    """

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        self.request, listing = request, queryset
        self.size = bounded(request, "page_size", DEFAULT_SIZE, MAX_SIZE, least=0)
        self.next_token: str | None = None
        self.previous_token: str | None = None
        rows = self.rows(listing) if self.size else self.none()
        self.count, self.capped = listing.counted
        return [view.line(*row) for row in rows]

    def none(self) -> list[SummaryRow]:
        if {"page", "cursor"} & set(self.request.query_params):
            raise ValidationError({"page_size": [_("0 只要条数：不能与 page 或 cursor 同时使用。")]})
        return []

    def rows(self, listing: Listing) -> list[SummaryRow]:
        return self.after_cursor(listing) if "cursor" in self.request.query_params else self.by_number(listing)

    def by_number(self, listing: Listing) -> list[SummaryRow]:
        self.name, last = "page", max(1, DEPTH // self.size)
        number = bounded(self.request, "page", 1, last)
        start = (number - 1) * self.size
        rows = listing[start : start + self.size + 1]
        if start and not rows:
            raise ValidationError({"page": [too_far(*listing.counted)]})
        if len(rows) > self.size and number < last:
            self.next_token = str(number + 1)
        self.previous_token = str(number - 1) if number > 1 else None
        return rows[: self.size]

    def after_cursor(self, listing: Listing) -> list[SummaryRow]:
        if {"page", "ordering"} & set(self.request.query_params):
            raise ValidationError({"cursor": [_("不能与 page 或 ordering 同时使用。")]})
        self.name = "cursor"
        rows = listing.after(self.last_seen(), self.size + 1)
        if len(rows) > self.size:
            self.next_token = base64.urlsafe_b64encode(str(rows[self.size - 1][0]).encode()).decode().rstrip("=")
        return [line for _key, line in rows[: self.size]]

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
        raise ValidationError({"cursor": [_("不认识这个值：从 * 开始，之后用上一页 next 里给的。")]})

    def link(self, token: str | None) -> str | None:
        return None if token is None else link(self.request, self.name, token)

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

        size = {"type": "integer", "minimum": 0, "maximum": MAX_SIZE, "default": DEFAULT_SIZE}
        return [
            parameter("page", "第几页，从 1 开始；最深到第 10,000 条。", {"type": "integer", "minimum": 1}, 1),
            parameter("page_size", "每页条数；0 只要条数。", size, 20),
            parameter("cursor", "通读全部：从 * 开始，之后用 next 里给的值。", {"type": "string"}, "*"),
        ]
