"""Disputes: of each field its sides beside each other, with the sources' own words, and what is made of them."""

from __future__ import annotations

import copy
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path

from directory.core.changes.applying import change_for
from directory.core.changes.lines import diff
from directory.core.changes.states import state_of
from directory.core.changes.writing import told
from directory.core.models import Change, Citation, Origin, SourceText
from directory.core.sources.agreement import disputed_fields
from directory.core.sources.provenance import citable_fields

from ..history import number
from ..requests import apply_or_submit
from .queueing import QueueMixin

AROUND = 60  # characters of the text on each side of the words that are cited


class Side(NamedTuple):
    """One source's statement."""

    citation: Any
    before: str
    words: str
    after: str


class Dispute(NamedTuple):
    """One field about which sources contradict each other."""

    field: str
    label: str
    sides: list[Side]


class DisputeMixin(QueueMixin, ModelAdmin):  # type: ignore[type-arg]
    """The page on which a record's disputes are looked at and decided."""

    def get_urls(self) -> list[Any]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_disputes"
        view = self.admin_site.admin_view(self.disputes_view)
        return [path("<path:object_id>/disputes/", view, name=name), *super().get_urls()]

    def disputes_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        record = self.record_shown(request, object_id)
        if request.method == "POST":
            return self.decide_disputes(request, record)
        return self.disputes_page(request, record)

    def disputes_page(self, request: HttpRequest, record: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"说法不一：{record}",
            "record": record,
            "disputes": disputes_of(record),
            "ranks": [(rank.value, rank.label) for rank in Citation.Rank],
            "may_decide": self.has_change_permission(request, record),
            "queue": self.place(request, record),
        }
        return TemplateResponse(request, "admin/desk/disputes.html", context)

    def decide_disputes(self, request: HttpRequest, record: Any) -> HttpResponse:
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        here = HttpResponseRedirect(request.get_full_path())
        if number(request.POST.get("seen")) != record.version:
            self.message_user(request, "在您打开之后有人改过，没有保存。请再看一遍。", messages.ERROR)
            return here
        try:
            said = self.write_decisions(request, record)
        except ValidationError as error:
            self.message_user(request, f"没有保存：{' '.join(told(record, error))}", messages.ERROR)
            return here
        self.message_user(request, said, messages.SUCCESS)
        return HttpResponseRedirect(self.following(request, record) or request.get_full_path())

    @transaction.atomic
    def write_decisions(self, request: HttpRequest, record: Any) -> str:
        """Ranks, reasons and scopes as one change; by who may not publish, as a request. Raises ValidationError."""
        now = state_of(record)
        wanted = copy.deepcopy(now)
        shown = {str(side.citation.uid) for dispute in disputes_of(record) for side in dispute.sides}
        for row in wanted["rows"]["citations"]:
            if row["uid"] in shown:
                row.update(decision(request.POST, row["uid"]))
        lines = diff(now, wanted)
        if not lines:
            return "没有改动。"
        change = change_for(record, lines, Origin.EDIT, request.user, note="取舍不同的说法", state=Change.State.DRAFT)
        if not apply_or_submit(change, request.user):
            return "已提交，等待审核。"
        self.log_change(request, record, "取舍不同的说法")
        return "已保存。"


def decision(posted: Any, uid: str) -> dict[str, Any]:
    """What the form says of one side; a side that it does not speak of stays as it is."""
    if f"rank-{uid}" not in posted:
        return {}
    year = posted.get(f"year-{uid}", "").strip()
    if year and number(year) is None:
        raise ValidationError("年度要写四位数字。")
    return {
        "rank": posted[f"rank-{uid}"],
        "reason": posted.get(f"reason-{uid}", "").strip(),
        "population": posted.get(f"population-{uid}", "").strip(),
        "year": number(year),
    }


def disputes_of(record: Any) -> list[Dispute]:
    """By field; the sides in the order in which they were entered: the newest is not necessarily right."""
    fields = disputed_fields(record)
    rows = list(record.citations.select_related("article", "region").order_by("position", "pk")) if fields else []
    texts = dict(SourceText.objects.filter(source__in={row.article_id for row in rows}).values_list("source", "text"))
    labels = citable_fields(type(record))
    return [
        Dispute(field, labels.get(field, field), [side(row, texts) for row in rows if row.field == field])
        for field in fields
    ]


def side(row: Any, texts: dict[Any, str]) -> Side:
    text = texts.get(row.article_id, "")
    if row.start is None or text[row.start : row.end] != row.quote:
        return Side(row, "", row.quote, "")
    return Side(row, text[max(0, row.start - AROUND) : row.start], row.quote, text[row.end : row.end + AROUND])
