"""What the desk's pages say."""

from __future__ import annotations

from typing import Any

from django import template

from directory.core.admin.desk.queues import queues as found_queues
from directory.core.loading import complaints

register = template.Library()
register.filter("in_chinese", complaints.in_chinese)


@register.filter
def admin_urlname_of(record: Any, view: str) -> str:
    """The name of a record's page in the admin."""
    return f"admin:{record._meta.app_label}_{record._meta.model_name}_{view}"


@register.simple_tag(takes_context=True)
def queues(context: Any) -> Any:
    """What is to do for who looks at the page."""
    return found_queues(context["request"].user)
