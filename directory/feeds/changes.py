"""The change feed: what was published, withdrawn and renamed since a sequence number."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError as FieldError
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from directory.core.kinds import kinds
from directory.core.models import Entry
from directory.core.serving.pagination import bounded, link
from directory.core.serving.parameters import ChoiceField, Parameters, TextField, short
from directory.core.serving.renderers import fragment
from directory.core.serving.viewsets import PublicView
from directory.search.parameters import KIND_NAMES

from .serializers import ChangesSerializer, Event

DEFAULT_SIZE, MAX_SIZE = 100, 1000
DIGITS = 18  # of a sequence number that every database takes
FIELDS = ("sequence", "kind", "slug", "moved_to", "withdrawn_at", "updated_at", "version", "document__text")


class SequenceField(TextField):
    """A sequence number that was read here before, or 0."""

    schema: ClassVar[dict[str, Any]] = {"type": "integer", "minimum": 0, "default": 0}

    def clean(self, value: Any) -> int:
        text = super().clean(value) or "0"
        if text.isascii() and text.isdigit() and len(text) <= DIGITS:
            return int(text)
        raise FieldError(_("“%(value)s”不是序号：从 0 开始，之后用 next 或 last 里给的。") % {"value": short(text)})


class ChangeParameters(Parameters):
    """From where on, and of what kind."""

    since = SequenceField(help_text="这个序号以后的改变；0：从头读起。", example=0)
    kind = ChoiceField(choices=list(KIND_NAMES.items()), help_text="只要这一种。", example="hospital")


SIZE = OpenApiParameter(
    "page_size",
    type={"type": "integer", "minimum": 1, "maximum": MAX_SIZE, "default": DEFAULT_SIZE},
    description="最多给几条。",
)


class ChangesAPI(PublicView, APIView):
    """What has changed since a sequence number, tombstones too. Who has read up to a number misses nothing after it."""

    @extend_schema(
        operation_id="changes", tags=["changes"], summary="某个序号以后的改变",
        parameters=[*ChangeParameters.described(), SIZE], responses=ChangesSerializer,
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        asked = ChangeParameters(request.query_params, beside=("page_size",))
        if asked.errors:
            raise ValidationError(asked.errors)
        if asked.cleaned["since"] > self.moment.version:
            beyond = _("%(since)d 还没有：最后的序号是 %(last)d。名录换过数据库的，从 0 重新读起。")
            numbers = {"since": asked.cleaned["since"], "last": self.moment.version}
            raise ValidationError({"since": [beyond % numbers]})
        size = bounded(request, "page_size", DEFAULT_SIZE, MAX_SIZE)
        rows = list(self.entries(**asked.cleaned).values(*FIELDS)[: size + 1])
        page = rows[:size]
        return Response(
            {
                "results": [change(row, kinds[row["kind"]].collection) for row in page],
                "next": link(request, "since", page[-1]["sequence"]) if len(rows) > size else None,
                "last": self.moment.version,
            }
        )

    def entries(self, since: int, kind: str) -> Any:
        """In order of sequence, and not beyond ``last``: who goes on from there gets what came later."""
        entries = Entry.objects.filter(sequence__gt=since, sequence__lte=self.moment.version).order_by("sequence")
        return entries.of(kind) if kind else entries


def change(row: dict[str, Any], collection: str) -> dict[str, Any]:
    address = f"/api/v1/{collection}/"
    return {
        "sequence": row["sequence"],
        "kind": row["kind"],
        "slug": row["slug"],
        "url": f"{address}{row['slug']}/",
        "event": event(row),
        "moved_to": f"{address}{row['moved_to']}/" if row["moved_to"] else None,
        "updated_at": row["updated_at"],
        "version": row["version"],
        "document": fragment(row["document__text"]) if row["document__text"] else None,
    }


def event(row: dict[str, Any]) -> Event:
    if row["moved_to"]:
        return Event.MOVED
    return Event.WITHDRAWN if row["withdrawn_at"] else Event.PUBLISHED
