"""JSON-LD within pages: a data block, which is never executed and needs no permission of the policy."""

from __future__ import annotations

from typing import Any

import orjson
from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from directory.core.serving.renderers import site_of

from .schema_org import json_ld

register = template.Library()

# Within <script> nothing may look like a tag or an entity, whatever a name holds.
ESCAPED = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}


def block(said: dict[str, Any]) -> SafeString:
    text = orjson.dumps(said).decode().translate(ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # nosec B703 B308


@register.simple_tag(takes_context=True)
def entry_data(context: Context) -> SafeString:
    """The entry that a page shows, as schema.org says it."""
    return block(json_ld(context["entry"], site_of(context["request"]), context["view"].moment))


@register.simple_tag(takes_context=True)
def site_data(context: Context, name: str) -> SafeString:
    """The directory itself, with where to search it."""
    site = site_of(context["request"])
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{site}/search/?q={{q}}"},
        "query-input": "required name=q",
    }
    about = {"@context": "https://schema.org", "@type": "WebSite", "@id": f"{site}/", "url": f"{site}/", "name": name}
    return block(about | {"potentialAction": search})
