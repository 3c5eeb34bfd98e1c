"""A record's versions with values and rows on one page: compared, restored; and deleted records brought back."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.admin.options import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from directory.core.changes.lines import diff
from directory.core.changes.restoring import bring_back, restore
from directory.core.changes.writing import told
from directory.core.models import NATION, Version
from directory.core.roles import covers, may_publish, may_publish_any

from .shown import LineFormatter

SHOWN = 50  # versions on the page, and deleted records in the list
NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


def number(value: str | None) -> int | None:
    """A version's number as an address or form gives it, if it is one."""
    return int(value) if value and NUMBER.fullmatch(value) else None


class HistoryMixin(ModelAdmin):  # type: ignore[type-arg]
    """History with values, for the admin of one kind."""

    object_history_template: ClassVar[Any] = "admin/versioned/history.html"
    change_list_template: ClassVar[Any] = "admin/versioned/change_list.html"

    def get_urls(self) -> list[Any]:
        names = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("deleted/", view(self.deleted_view), name=f"{names}_deleted"),
            path("<path:object_id>/history/restore/", view(self.restore_view), name=f"{names}_restore"),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return super().history_view(request, object_id, extra_context)
        stored = list(Version.objects.of(record).select_related("made_by")[: SHOWN + 1])
        words = LineFormatter(self.model)
        context = {
            "record": record,
            "versions": told_versions(stored, words),
            "numbers": [version.number for version in stored],
            "compared": self.compared(request, stored, words),
            "may_restore": self.may_restore(request, record),
        }
        return super().history_view(request, object_id, {**context, **(extra_context or {})})

    def may_restore(self, request: HttpRequest, record: Any) -> bool:
        """Who may publish it: a restoration is public at once."""
        if record is None:
            return self.has_change_permission(request) and may_publish_any(request.user, self.model)
        return self.has_change_permission(request, record) and may_publish(request.user, record)

    def compared(self, request: HttpRequest, stored: list[Version], words: LineFormatter) -> dict[str, Any] | None:
        """Two versions side by side, where the address names two that are there."""
        chosen = [number(request.GET.get(name)) for name in ("from", "to")]
        found = [next((each for each in stored if each.number == one), None) for one in chosen]
        if found[0] is None or found[1] is None:
            return None
        old, new = found[0], found[1]
        return {"old": old, "new": new, "lines": words.lines(diff(old.content, new.content), new.content, old.content)}

    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Back to a version of it; by POST alone."""
        record = self.get_object(request, unquote(object_id))
        if record is None or request.method != "POST":
            raise Http404
        if not self.may_restore(request, record):
            raise PermissionDenied
        version = get_object_or_404(Version.objects.of(record), number=number(request.POST.get("number")) or 0)
        try:
            change = restore(version, request.user, number(request.POST.get("seen")) or 0)
        except ValidationError as error:
            self.message_user(request, f"没有恢复：{' '.join(told(record, error))}", messages.ERROR)
        else:
            self.log_restored(request, record, version, change)
        return HttpResponseRedirect(
            reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[record.pk])
        )

    def log_restored(self, request: HttpRequest, record: Any, version: Version, change: Any) -> None:
        if change is None:
            self.message_user(request, f"现在的内容和第 {version.number} 版相同，没有改动。")
            return
        self.log_change(request, record, f"恢复到第 {version.number} 版")
        self.message_user(
            request, f"已恢复到第 {version.number} 版的内容，成为第 {change.made_version} 版。", messages.SUCCESS
        )

    def deleted_view(self, request: HttpRequest) -> HttpResponse:
        """The deleted records of this kind; by POST one of them is brought back."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        gone = Version.objects.deletions(self.model).select_related("made_by").order_by("-made_at", "-pk")
        if request.method == "POST":
            version = get_object_or_404(gone, pk=number(request.POST.get("version")) or 0)
            self.bring_back(request, version)
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"已删除的{self.opts.verbose_name_plural}",
            "gone": gone[:SHOWN],
            "may_restore": self.has_add_permission(request) and self.may_restore(request, None),
        }
        return TemplateResponse(request, "admin/versioned/deleted.html", context)

    def bring_back(self, request: HttpRequest, version: Version) -> None:
        if not (self.has_add_permission(request) and self.may_restore(request, None)):
            raise PermissionDenied
        fields = version.content["fields"]
        if "region" in fields and not covers(request.user, fields["region"] or NATION):
            raise PermissionDenied
        try:
            record = bring_back(version, request.user)
        except ValidationError as error:
            self.message_user(request, f"没有恢复：{' '.join(told(self.model(), error))}", messages.ERROR)
            return
        self.log_addition(request, record, "恢复已删除的记录")
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk])
        self.message_user(request, format_html('已恢复 <a href="{}">{}</a>。', address, record), messages.SUCCESS)


def told_versions(stored: list[Version], words: LineFormatter) -> list[dict[str, Any]]:
    """Each version with what it changed against the one before; of the oldest nothing is known."""
    pairs = [
        (new, words.lines(diff(old.content, new.content), new.content, old.content)) for new, old in pairwise(stored)
    ]
    told = [{"version": version, "lines": lines} for version, lines in pairs]
    if stored and len(stored) <= SHOWN:
        told.append({"version": stored[-1], "lines": []})
    return told
