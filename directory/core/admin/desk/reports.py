"""What readers say is wrong: their words beside the record, and what is answered them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from directory.core.kinds import kinds
from directory.core.models.curation import Report

from ..filters import MineFilter
from ..robust import RobustAdmin
from ..seen import SeenMixin
from .queueing import QueueMixin


@admin.register(Report)
class ReportAdmin(SeenMixin, QueueMixin, RobustAdmin):
    list_display = ("title", "field", "state", "region", "made_at", "handled_by")
    list_filter = (MineFilter, "state", "kind")
    list_select_related = ("region", "handled_by")
    search_fields = ("title", "number", "words")
    fields = ("number", "record", "field", "words", "how_known", "contact", "made_at", "state", "answer", "handled_by")
    readonly_fields = ("number", "record", "field", "words", "how_known", "contact", "made_at", "handled_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="条目")
    def record(self, report: Report) -> SafeString | str:
        model: Any = kinds[report.kind].model if report.kind in kinds else None
        found = model._default_manager.filter(slug=report.slug).first() if hasattr(model, "slug") else None
        if found is None:
            return f"{report.title} ({report.kind}/{report.slug})"
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[found.pk])
        return format_html('<a href="{}">{}</a>', address, found)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        obj.handled_by = request.user
        obj.closed_at = (obj.closed_at or timezone.now()) if obj.state in Report.CLOSED else None
        super().save_model(request, obj, form, change)
