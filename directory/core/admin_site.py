"""The admin's front page: what it lists stands in the order in which people read kinds.

Outside the admin's room, which registers itself with this site while it is imported.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from directory.core.kinds import kinds

LAST = 1_000_000  # of what is no kind


class DirectoryAdminSite(admin.AdminSite):
    site_header = "就医办事名录 · 编辑后台"
    site_title = "就医办事名录"
    index_title = "编辑"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        found: list[Any] = super().get_app_list(request, app_label)
        for app in found:
            app["models"].sort(key=lambda listed: place(listed["model"]))
        return sorted(found, key=lambda app: place(app["models"][0]["model"]))


def place(model: Any) -> int:
    return kinds.of(model).order if model in kinds.by_model else LAST
