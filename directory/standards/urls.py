"""Every address of the standards on one screen."""

from __future__ import annotations

from django.urls import path

from directory.core.kinds import kinds

from .views import json_ld_view

urlpatterns = [
    *(
        path(f"{kind.pages}/<str:slug>.jsonld", json_ld_view(kind).as_view(), name=f"{kind.name}-jsonld")
        for kind in kinds
    ),
]
