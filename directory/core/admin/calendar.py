"""The admin of the official calendar and of summers: what timetables are read by."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from directory.core.models import OfficialDay, Sequence, Summer
from directory.core.publishing.publish import publish

from .robust import RobustAdmin
from .seen import SeenMixin


@admin.register(OfficialDay)
class OfficialDayAdmin(SeenMixin, RobustAdmin):
    """Every change draws a sequence number: what was answered by the old calendar is no longer confirmed."""

    list_display = ("date", "kind", "name", "notice")
    list_filter = ("kind", "name")
    search_fields = ("name", "notice")
    ordering = ("-date",)
    show_full_result_count = False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        Sequence.draw(1)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        Sequence.draw(1)


@admin.register(Summer)
class SummerAdmin(SeenMixin, RobustAdmin):
    """A summer is part of the timetables in its region, so these are published with it."""

    fields = (
        "region", ("summer_from_month", "summer_from_day"), ("summer_to_month", "summer_to_day"), "basis",
    )  # fmt: skip
    list_display = ("region", "months", "basis")
    list_select_related = ("region",)
    search_fields = ("region__name", "basis")
    autocomplete_fields = ("region",)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Another region's summer is another row."""
        return ("region",) if obj else ()

    @admin.display(description="夏季起止")
    def months(self, obj: Summer) -> str:
        return obj.summer

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        publish([obj.region])

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        publish([obj.region])
