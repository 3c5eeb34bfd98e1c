"""Addresses of what has become another kind of record. Hotlines were channels and offices at once; they are offices."""

from django.urls import path
from django.views.generic import RedirectView

HOTLINES = {"12333": "12333-re-xian", "12345": "12345-re-xian"}

urlpatterns = [
    path(f"{prefix}channels/{old}/", RedirectView.as_view(url=f"/{prefix}offices/{new}/", permanent=True))
    for prefix in ("api/v1/", "")
    for old, new in HOTLINES.items()
]
