"""What somebody who is still typing may be about to type."""

from __future__ import annotations

from typing import Any

import orjson

from directory.core import index
from directory.core.keys import Key
from directory.core.models import Entry
from directory.core.tokens import Anchored, Handles, Term, fold

from .finding import matched_alias
from .ranking import KINDS, highlights, match_of

SUGGESTIONS = 10
EACH = 12  # of a kind so many are looked at


def suggest(text: str) -> list[dict[str, Any]]:
    """Entries whose name, alias or pinyin begins with what was typed; then those that hold it."""
    terms = [Term(word) for word in text.split() if fold(word)]
    if not terms:
        return []
    keys = found((Anchored("".join(term.text for term in terms)).clause,))
    if len(keys) < SUGGESTIONS:
        keys |= found(tuple(term.clause for term in terms))
    rows = Entry.objects.filter(pk__in=keys).values_list("pk", "kind", "slug", "name", "rank", "found_by")
    placed = []
    for pk, kind, slug, name, rank, found_by in rows:
        handles = Handles(found_by)
        if (match := match_of(handles, terms)) is not None:
            placed.append((match, KINDS.index(kind), rank, len(name), slug, pk, handles))
    best = sorted(placed, key=lambda place: place[:5])[:SUGGESTIONS]
    return shown({place[5]: place[6] for place in best}, terms)


def found(query: Any) -> dict[int, None]:
    return {Key.of(key).pk: None for each in index.find(query, most=EACH).values() for key in each.keys}


def shown(best: dict[int, Handles], terms: list[Term]) -> list[dict[str, Any]]:
    rows = {
        pk: (kind, text) for pk, kind, text in Entry.objects.filter(pk__in=best).values_list("pk", "kind", "summary")
    }
    return [line(rows[pk][0], orjson.loads(rows[pk][1]), handles, terms) for pk, handles in best.items() if pk in rows]


def line(kind: str, summary: dict[str, Any], handles: Handles, terms: list[Term]) -> dict[str, Any]:
    marks = highlights(summary["name"], terms, handles.readings[0] if handles.readings else ())
    path = (summary.get("region") or {}).get("path") or [step["name"] for step in summary.get("path", ())[:-1]]
    return {
        "kind": kind,
        "name": summary["name"],
        "highlights": [list(mark) for mark in marks],
        "alias": None if marks else matched_alias(summary, terms),
        "region": " ".join(path),
        "page": summary["page"],
    }
