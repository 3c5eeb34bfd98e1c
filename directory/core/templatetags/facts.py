"""What stands beside a fact: whose word it is, who contradicts it, and what is missing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.core.caches import memoized
from directory.core.documents import NOT_CREDITED
from directory.core.kinds import ABOUT, Worded, kinds
from directory.core.publishing import wording
from directory.core.publishing.facts import DEPRECATED, EXAMPLE, about, concerns, fact_fields, label_of, part, words_of
from directory.core.publishing.wording import field_label
from directory.core.sources.provenance import VALUE, VALUE_FIELDS

register = template.Library()

INLINE = 16  # the longest item of a list that stands on one line with others

register.filter(part)


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


def marks_of(context: Context, fields: tuple[str, ...], population: str | None = None) -> dict[str, Any]:
    """Who says a fact, the newest first; else whether it is the directory's own word; where to say that it is wrong."""
    entry, listing = context["entry"], context["listing"]
    citations = [citation for citation in about(entry, fields) if citation["rank"] not in NOT_CREDITED]
    if population is not None:
        citations = [citation for citation in citations if citation["population"] == population]
    citations.sort(key=lambda citation: citation["article"]["published_on"] or "", reverse=True)
    told = [{"number": citation["number"], "told": source_and_date(citation["article"])} for citation in citations]
    return {
        "newest": told[0] if told else None,
        "others": told[1:],
        "editorial": population is None and named(entry, "editorial", fields),
        "report": "" if context.get("preview") else report_address(listing["kind"], entry["slug"], fields[0]),
    }


def report_address(kind: str, slug: str, field: str) -> str:
    """Where a fact is reported as wrong. Not from a preview: who sees it can put it right, and a draft has no such page."""
    return f"{report_page(kind, slug)}?field={field}"


@memoized(64)  # every fact of a page has it
def report_page(kind: str, slug: str) -> str:
    return reverse("report", args=[kind, slug])


@register.filter
def source_and_date(article: dict[str, Any]) -> str:
    """``据 2025-04-20 文章``: what kind of source says so, and how old it is."""
    source = wording.choice(article["source_kind"], "article.source_kind")
    if not article["published_on"]:
        return _("据%(source)s（无日期）") % {"source": source}
    date = date_format(datetime.date.fromisoformat(article["published_on"]), _("Y-m-d"))
    return _("据 %(date)s %(source)s") % {"source": source, "date": date}


def remarks_of(entry: dict[str, Any], fields: Iterable[str], empty: bool = False) -> dict[str, Any]:
    """What must be said about a fact. Of an empty one, its sources' statements are said in its place."""
    citations = about(entry, fields)
    contested = [name for name in entry.get("disputed", ()) if concerns(name, fields)]
    credited = [one for one in citations if one["rank"] not in NOT_CREDITED]
    return {
        "disputes": [sides([one for one in credited if one["field"] == name]) for name in contested],
        "said": sides(credited) if empty and not contested else [],
        "uncredited": [one for one in citations if one["rank"] == DEPRECATED],
        "examples": [one for one in citations if one["rank"] == EXAMPLE],
        "unfinished": named(entry, "unfinished", fields),
    }


@register.inclusion_tag("facts/marks.html", takes_context=True)
def marks(context: Context, *fields: str, population: str | None = None) -> dict[str, Any]:
    """A fact's sources, each a link to what it says at the foot of the page, and the way to say that it is wrong."""
    return marks_of(context, fields, population)


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
    fields = (field, beside) if beside else (field,)
    label = name or field_label(context["view"].model, field)
    return row_of(context, fields, label, wording.worded(value), gap=gap)


@register.inclusion_tag("facts/rows.html", takes_context=True)
def entry_facts(context: Context, section: str = ABOUT) -> dict[str, Any]:
    """The facts that the entry's kind declares for a section of the page, a line each."""
    kind, entry = kinds.of(context["view"].model), context["entry"]
    fields = [field for field in fact_fields(kind) if field.section == section]
    rows = (row_of(context, field.fields, label_of(kind, field), words_of(kind, entry, field)) for field in fields)
    return {"rows": [row for row in rows if row["worth_saying"]]}


def row_of(
    context: Context, fields: tuple[str, ...], label: str, items: list[Worded], *, gap: bool = False
) -> dict[str, Any]:
    found = remarks_of(context["entry"], fields, empty=not items)
    about_it = found if any(found.values()) else {}
    own_line = any(len(item.text) > INLINE or item.about or item.scope for item in items)
    return {
        "field": fields[0],
        "label": label,
        "items": items,
        "listed": len(items) > 1 and own_line,
        "marks": marks_of(context, fields),
        "remarks": about_it,
        "gap": gap and not items and not about_it,
        "worth_saying": bool(gap or items or about_it),
    }


@register.inclusion_tag("facts/sources.html", takes_context=True)
def sources(context: Context) -> dict[str, Any]:
    """The foot of a page: every citation in full, what is the directory's own word, when it was checked."""
    entry, model = context["entry"], context["view"].model
    for citation in entry["citations"]:
        citation["label"] = field_label(model, citation["field"])
    by_article = groupby(entry["citations"], key=lambda citation: citation["article"])
    hows = wording.labels_of_choices(model, "verified_how")
    checks = [
        check | {"label": field_label(model, check["field"]), "how": wording.chosen(check["verified_how"], hows)}
        for check in entry["fact_checks"]
    ]
    # What the document does not tell, nobody can see the directory's hand in.
    own = dict.fromkeys(field_label(model, field) for field in entry["editorial"] if part(field) in entry)
    return {
        "entry": entry,
        "listing": context["listing"],
        "elder": context["elder"],
        "articles": [(article, list(citations)) for article, citations in by_article],
        "own": _("、").join(own),
        "how": wording.chosen(entry["verified_how"], hows),
        "checks": checks,
        "preview": context.get("preview", ""),
    }
