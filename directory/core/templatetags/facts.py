"""What stands beside a fact: whose word it is, who contradicts it, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import template
from django.template import Context
from django.utils.translation import gettext as _

from directory.core.sources.provenance import VALUE, VALUE_FIELDS

from .words import field_label, yes_no

register = template.Library()

DEPRECATED = "deprecated"
INLINE = 16  # the longest item of a list that stands on one line with others


@register.filter
def part(field: str) -> str:
    """``facts.doctors`` → ``facts``."""
    return field.split(".", maxsplit=1)[0]


def concerns(name: str, fields: Iterable[str]) -> bool:
    """Whether a name in a document speaks of one of these fields: of it, of a part of it, or of the whole it is in."""
    return any(name == field or part(name) == field or name == part(field) for field in fields)


def about(entry: dict[str, Any], fields: Iterable[str]) -> list[dict[str, Any]]:
    return [citation for citation in entry.get("citations", ()) if concerns(citation["field"], fields)]


def named(entry: dict[str, Any], listed: str, fields: Iterable[str]) -> bool:
    """Whether the document lists one of these fields as editorial, unfinished or disputed."""
    names = set(fields) | (VALUE_FIELDS if VALUE in fields else set())
    return any(concerns(name, names) for name in entry.get(listed, ()))


def sides(citations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each of several statements with those who make it, in the order in which they come."""
    by_value: dict[str, list[dict[str, Any]]] = {}
    for citation in citations:
        by_value.setdefault(citation["value"], []).append(citation)
    return [{"value": value, "citations": group} for value, group in by_value.items()]


def marks_of(entry: dict[str, Any], fields: Iterable[str], population: str | None = None) -> dict[str, Any]:
    citations = [citation for citation in about(entry, fields) if citation["rank"] != DEPRECATED]
    if population is not None:
        citations = [citation for citation in citations if citation["population"] == population]
    return {"citations": citations, "editorial": population is None and named(entry, "editorial", fields)}


def remarks_of(entry: dict[str, Any], fields: Iterable[str], empty: bool = False) -> dict[str, Any]:
    """What must be said about a fact. Of an empty one, its sources' statements are said in its place."""
    citations = about(entry, fields)
    contested = [name for name in entry.get("disputed", ()) if concerns(name, fields)]
    credited = [one for one in citations if one["rank"] != DEPRECATED]
    return {
        "disputes": [sides([one for one in credited if one["field"] == name]) for name in contested],
        "said": sides(credited) if empty and not contested else [],
        "uncredited": [one for one in citations if one["rank"] == DEPRECATED],
        "unfinished": named(entry, "unfinished", fields),
    }


@register.inclusion_tag("facts/marks.html", takes_context=True)
def marks(context: Context, *fields: str, population: str | None = None) -> dict[str, Any]:
    """The numbers of a fact's sources, each a link to the source at the foot of the page."""
    return marks_of(context["entry"], fields, population)


@register.inclusion_tag("facts/remarks.html", takes_context=True)
def remarks(context: Context, *fields: str, empty: bool = False) -> dict[str, Any]:
    """The sides of a dispute, statements not credited, an unfinished source."""
    return remarks_of(context["entry"], fields, empty)


@register.inclusion_tag("facts/row.html", takes_context=True)
def row(
    context: Context, field: str, value: Any, beside: str = "", name: str = "", *, gap: bool = False
) -> dict[str, Any]:
    """One fact as a line: label, value, marks and remarks; nothing where there is nothing to say.

    ``beside`` is a second field that the same value tells; ``name`` another label than the field's.
    With ``gap`` an unknown is said to be unknown instead of left out.
    """
    entry, fields = context["entry"], (field, beside) if beside else (field,)
    items = shown(value)
    about_it = remarks_of(entry, fields, empty=not items)
    own_line = any(len(item["text"]) > INLINE for item in items)
    return {
        "field": field,
        "label": name or field_label(context["view"].model, field),
        "items": items,
        "listed": len(items) > 1 and own_line,
        "marks": marks_of(entry, fields),
        "remarks": about_it,
        "gap": gap and not items and not any(about_it.values()),
        "worth_saying": bool(gap or items or any(about_it.values())),
    }


def shown(value: Any) -> list[dict[str, str]]:
    """A value of a document as texts, each with its link if it mentions something."""
    if value is None or value == "":
        return []
    if isinstance(value, list):
        return [item for part in value for item in shown(part)]
    if isinstance(value, dict):
        return [{"text": " ".join(value["path"]) if "path" in value else value["name"], "page": value.get("page", "")}]
    return [{"text": yes_no(value) if isinstance(value, bool) else str(value), "page": ""}]


@register.inclusion_tag("facts/sources.html", takes_context=True)
def sources(context: Context) -> dict[str, Any]:
    """The foot of a page: every citation in full, what is the directory's own word, when it was checked."""
    entry, model = context["entry"], context["view"].model
    for citation in entry["citations"]:
        citation["label"] = field_label(model, citation["field"])
    by_article = groupby(entry["citations"], key=lambda citation: citation["article"])
    own = dict.fromkeys(field_label(model, field) for field in entry["editorial"])
    return {
        "entry": entry,
        "articles": [(article, list(citations)) for article, citations in by_article],
        "own": _("、").join(own),
    }
