"""Tags and filters of the editors' pages in the admin: the front page, requests, pairs and imports."""

from __future__ import annotations

from typing import Any

from django import template

from directory.core.admin.desk import queues as desk_queues
from directory.core.loading import complaints

register = template.Library()
register.filter("in_chinese", complaints.in_chinese)


@register.filter
def admin_urlname_of(record: Any, view: str) -> str:
    """``admin:offices_office_change``: for ``{% url %}``, as Django's ``admin_urlname``, but from a record instead of its options."""
    return f"admin:{record._meta.app_label}_{record._meta.model_name}_{view}"


@register.simple_tag(takes_context=True)
def queues(context: Any) -> Any:
    """The queues of the user who looks at the page, as ``core/admin/desk/queues.py`` counts them."""
    return desk_queues.queues(context["request"].user)
