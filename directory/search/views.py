"""What the search page shows: the answer, then what was found, kind by kind or all of one kind."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import orjson
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from directory.core.index import search_index
from directory.core.index.timetables import Moment
from directory.core.serving.pagination import DEFAULT_SIZE
from directory.core.serving.views import page_of

from .answer import showing
from .answer.reply import explained
from .answer.showing import ResultRow, titled
from .answer.telling import SAID_BY
from .asking import ask
from .everyday import in_everyday_words
from .found.finding import Count, Hits
from .parameters import SearchParameters
from .viewsets import GROUP

Kind = dict[str, Any]
NEAREST = 100  # round a position so many are shown


class PageParameters(SearchParameters):
    """The search page is there before anything is asked."""

    required = ()


def answered(asked: PageParameters, request: HttpRequest, kinds: list[Kind]) -> dict[str, Any]:
    """What the template needs for a question. Raises ValidationError for a page that is not there."""
    moment = Moment.now()
    results = in_everyday_words(
        ask, asked.question, asked.filters_asked, NEAREST, moment.version, asked.cleaned["as_typed"]
    )
    by_kind = {kind["kind"]: kind for kind in kinds}
    told = explained(results, moment)
    shown = told | {
        "unmatched": [one | {"total": str(Count(one["count"], one["count_capped"]))} for one in told["unmatched"]],
        "answer": sourced(told["answer"]) if told["answer"] else None,
        "more_answers": [sourced(answer) for answer in told["more_answers"]],
        "question": asked.question,
        "query": asked.question,
        "total": str(results.total),
        "number": results.total.number,
        "ambiguous": narrower(results),
    }
    counts = [by_kind[kind] | {"count": str(count)} for kind, count in results.counts.items()]
    shown["counts"] = sorted(counts, key=lambda kind: kinds.index(by_kind[kind["kind"]]))
    if asked.filters_asked.kinds or asked.filters_asked.near:
        return shown | one_list(results, request, by_kind)
    query = {name: str(value) for name, value in asked.data.items() if value and name != "page"}
    groups = showing.groups(results, GROUP)
    return shown | {"groups": [group_of(by_kind[kind], count, rows, query) for kind, count, rows in groups]}


def sourced(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer with its facts in parts: those of one entry together, and below them who says so.

    A place that is the answer itself needs no source beside its name.
    """
    parts = []
    for _url, facts in groupby(answer["facts"], key=lambda fact: fact["source"]["url"]):
        some = list(facts)
        source = some[0]["source"]
        articles = {said["page"]: said for fact in some for said in fact["said_by"]}
        parts.append(
            {
                "facts": some,
                "source": None if some[0]["text"] == source["name"] else source,
                "said_by": list(articles.values())[:SAID_BY],
            }
        )
    return answer | {"parts": parts}


def narrower(results: Hits) -> list[dict[str, Any]]:
    """The regions of one name that the question may mean, each with the narrower question."""
    return [
        {"place": place, "query": urlencode({"q": results.wanted.question.text, "region": str(place.code)})}
        for place in results.wanted.question.ambiguous
    ]


def one_list(results: Hits, request: HttpRequest, kinds: dict[str, Kind]) -> dict[str, Any]:
    order = results.order[: search_index.MANY]
    page = page_of(order, request)
    start = (page.number - 1) * DEFAULT_SIZE
    rows = [row_of(row, kinds[row.kind]) for row in showing.page(results, start, start + len(page))]
    return {
        "rows": rows,
        "page": page,
        "numbers": list(page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)),
    }


def group_of(kind: Kind, count: Count, rows: list[ResultRow], query: dict[str, str]) -> dict[str, Any]:
    """The first of a kind, with the way to the others."""
    more = f"?{urlencode(query | {'kind': kind['kind']})}" if count.more or count.number > len(rows) else ""
    return kind | {
        "count": str(count),
        "number": count.number,
        "rows": [row_of(row, kind) for row in rows],
        "more": more,
    }


def row_of(row: ResultRow, kind: Kind) -> dict[str, Any]:
    """A result as the kind's own row shows it, with what matched marked."""
    summary = orjson.loads(row.summary)
    return {
        "item": kind["item"],
        "one": summary | {"name": marked(titled(summary), row.highlights), "hours_spec": row.hours_spec},
        "alias": marked(row.alias["text"], row.alias["highlights"]) if row.alias else "",
        "km": row.km,
    }


def marked(text: str, ranges: list[tuple[int, int]]) -> SafeString:
    """A text with parts of it marked."""
    ends = [0, *(end for _start, end in ranges)]
    starts = [*(start for start, _end in ranges), len(text)]
    plain = [text[end:start] for end, start in zip(ends, starts, strict=True)]
    pieces = zip(plain, [*(text[start:end] for start, end in ranges), ""], strict=True)
    parts = ((before, format_html("<mark>{}</mark>", inside) if inside else "") for before, inside in pieces)
    return format_html_join("", "{}{}", parts)
