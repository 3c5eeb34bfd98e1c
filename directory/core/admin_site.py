"""The admin's front page: what it lists stands in the order in which people read kinds.

Outside the admin's room, which registers itself with this site while it is imported.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from directory.core.kinds import kinds

LAST = 1_000_000  # of what is no kind


class StrictAutocompleteView(AutocompleteJsonView):
    def process_request(self, request: HttpRequest) -> Any:
        """Refuse a field that is written on the other side of a relation: stock Django fails on it."""
        term, model_admin, source_field, to_field = super().process_request(request)
        if not source_field.concrete:
            raise PermissionDenied
        return term, model_admin, source_field, to_field


class DirectoryAdminSite(admin.AdminSite):
    site_header = "就医办事名录 · 编辑后台"
    site_title = "就医办事名录"
    index_title = "编辑"

    def autocomplete_view(self, request: HttpRequest) -> Any:
        return StrictAutocompleteView.as_view(admin_site=self)(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        found: list[Any] = super().get_app_list(request, app_label)
        for app in found:
            app["models"].sort(key=lambda listed: place(listed["model"]))
        return sorted(found, key=lambda app: place(app["models"][0]["model"]))


def place(model: Any) -> int:
    return kinds.of(model).order if model in kinds.by_model else LAST
