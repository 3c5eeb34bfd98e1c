"""The editors' site: Django's, where that would fail on what nobody but a scanner asks."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


class Autocomplete(AutocompleteJsonView):
    def process_request(self, request: HttpRequest) -> Any:
        """Refuse a field that is written on the other side of a relation: there is nothing to complete."""
        term, model_admin, source_field, to_field = super().process_request(request)
        if not source_field.concrete:
            raise PermissionDenied
        return term, model_admin, source_field, to_field


class Site(AdminSite):
    def autocomplete_view(self, request: HttpRequest) -> Any:
        return Autocomplete.as_view(admin_site=self)(request)


class EditorsConfig(AdminConfig):
    default_site = "directory.operations.site.Site"
    default = False
