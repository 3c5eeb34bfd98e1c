"""What a search shows: rows with what matched marked, and for a question that found nothing, why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import orjson

from directory.core.index import search_index
from directory.core.index.tokens import Handles, Term
from directory.core.language.punctuation import bracketed
from directory.search.found import reading
from directory.search.found.finding import Count, Hits, count_of
from directory.search.found.ranking import Match, highlights
from directory.search.found.wanted import Wanted
from directory.search.question.word import SILENT
from directory.search.question.words import OTHER


class ResultRow(NamedTuple):
    """One found entry as it is shown."""

    key: int
    kind: str
    summary: str
    hours_spec: str | None
    highlights: list[tuple[int, int]]
    alias: dict[str, Any] | None
    match: str
    km: float | None


def page(hits: Hits, start: int, end: int) -> list[ResultRow]:
    first = [item.key for item in hits.ranked[start:end]]
    return shown(hits, first if end <= len(hits.ranked) else hits.order[start:end])


def groups(hits: Hits, size: int) -> list[tuple[str, Count, list[ResultRow]]]:
    """The best of every kind, the kind of the best entry first."""
    kinds = dict.fromkeys([item.kind for item in hits.ranked] + list(hits.counts))
    keys = {kind: [item.key for item in hits.of(kind)][:size] for kind in kinds if kind in hits.counts}
    rows = {row.key: row for row in shown(hits, [key for some in keys.values() for key in some])}
    return [(kind, hits.counts[kind], [rows[key] for key in some if key in rows]) for kind, some in keys.items()]


def shown(hits: Hits, keys: Sequence[int]) -> list[ResultRow]:
    """What a result shows of these entries, in this order."""
    words = [*hits.wanted.terms, *(Term(word.text) for word in hits.wanted.question.naming)]
    terms = list(dict.fromkeys(words))
    items = hits.items
    rest = reading.rows([key for key in keys if key not in items])
    found = []
    for key in keys:
        if key in items:
            found.append(line(items[key].row, items[key].handles, items[key].place.match, terms, hits))
        elif key in rest:
            handles = Handles(rest[key].found_by)
            found.append(line(rest[key], handles, hits.judge.match(handles) or Match.PART, terms, hits))
    return found


def line(row: reading.EntryLine, handles: Handles, match: Match, terms: list[Term], hits: Hits) -> ResultRow:
    marks, alias = matched(row.name, row.summary, handles, terms)
    km = round(hits.distances[row.key], 2) if hits.distances else None
    return ResultRow(row.key, row.kind, row.summary, row.hours_spec, marks, alias, match.name.lower(), km)


def titled(summary: dict[str, Any]) -> str:
    """The name of an entry that stands among entries of all kinds: 其他 with what it is the other of."""
    name, parent = str(summary["name"]), summary.get("parent")
    return bracketed(name, parent["name"]) if name == OTHER and parent else name


def matched(
    name: str, summary: str, handles: Handles, terms: list[Term]
) -> tuple[list[tuple[int, int]], dict[str, Any] | None]:
    """Which parts of the name matched; or else which alias."""
    marks = highlights(name, terms, handles)
    return marks, None if marks else matched_alias(orjson.loads(summary), terms)


def matched_alias(summary: dict[str, Any], terms: list[Term]) -> dict[str, Any] | None:
    for alias in summary.get("aliases", ()):
        if marks := highlights(alias, terms):
            return {"text": alias, "highlights": [list(mark) for mark in marks]}
    return None


def nothing(wanted: Wanted) -> list[dict[str, Any]]:
    """For a question that found nothing: each word, how it was understood, and how many entries hold it."""
    words = []
    for word in wanted.question.words:
        if word.sort in SILENT:
            continue
        found = search_index.find((wanted.clause(word) or Term(word.text).clause,))
        number = sum(len(each.keys) for each in found.values())
        more = any(each.more for each in found.values())
        words.append({"word": word.text, "means": word.sort, **count_of(Count(number, more))})
    return words
