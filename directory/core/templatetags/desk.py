"""What the desk's pages say."""

from __future__ import annotations

from typing import Any

from django import template

from directory.core.loading import complaints

register = template.Library()
register.filter("in_chinese", complaints.in_chinese)


@register.filter
def admin_urlname_of(record: Any, view: str) -> str:
    """The name of a record's page in the admin."""
    return f"admin:{record._meta.app_label}_{record._meta.model_name}_{view}"
