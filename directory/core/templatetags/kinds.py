"""The kinds as every page lists them."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

from directory.core.kinds import Kind, kinds
from directory.core.publishing.facts import Fact, facts_of

register = template.Library()


@register.simple_tag
def menu() -> list[dict[str, Any]]:
    """The kinds in the menu of every page, those first that people come for most."""
    listed = sorted((kind for kind in kinds if kind.menu_order), key=lambda kind: kind.menu_order)
    return [{"title": kind.title, "url": reverse(kind.collection)} for kind in listed]


@register.simple_tag
def line_kind(summary: dict[str, Any]) -> Kind:
    """The kind of a line that stands among others of any kind."""
    return kinds.at(summary["url"])


@register.simple_tag
def line_facts(summary: dict[str, Any]) -> list[Fact]:
    """What a line of a list says of an entry whose kind has no template for its lines."""
    return facts_of(line_kind(summary), summary)
