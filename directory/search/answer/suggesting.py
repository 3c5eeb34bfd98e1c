"""What somebody who is still typing may be about to type."""

from __future__ import annotations

from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from directory.core.index import search_index
from directory.core.index.tokens import Anchored, Handles, Query, Term, fold
from directory.search.found import reading
from directory.search.found.links import links
from directory.search.found.ranking import KINDS, Match, highlights, match_of
from directory.search.found.reading import EntryLine
from directory.search.found.spelling import names_like
from directory.search.question.english import in_chinese, is_english
from directory.search.question.lexicon import Lexicon, lexicon
from directory.search.question.question import parse
from directory.search.question.spelled import in_characters

from .showing import matched_alias, titled

SUGGESTIONS = 10
EACH = 10  # of a kind so many are looked at


class Suggested(NamedTuple):
    """What may be meant, and what was looked for instead of what was typed, if it was."""

    lines: list[dict[str, Any]]
    instead: str = ""


def suggest(text: str, version: int) -> Suggested:
    """Entries whose name, alias or pinyin begins with what was typed; then those that hold it, or else its words.

    Where there are none, what may have been meant: a question in pinyin, a name with a slip in it.
    """
    if found := typed(text, version):
        return Suggested(found)
    known = lexicon(version)
    english = in_chinese(text) if is_english(text) else ""
    for other in filter(None, (english, in_characters(text, known), *names_like(fold(text)))):
        if found := typed(other, version):
            return Suggested(found, other)
    return Suggested(held(text, known))


def typed(text: str, version: int) -> list[dict[str, Any]]:
    terms = [Term(word) for word in text.split() if fold(word)]
    return matching(terms) or matching(apart(text, version))


def held(text: str, known: Lexicon) -> list[dict[str, Any]]:
    """Of a whole question the entries whose names stand in it."""
    question = parse(text, known)
    keys = [key for link in links(question.put, question.places) for key in link.keys]
    rows = reading.rows(keys)
    return [line(rows[key], Handles(rows[key].found_by), []) for key in keys if key in rows][:SUGGESTIONS]


def apart(text: str, version: int) -> list[Term]:
    """The words of what was typed where they run together: 罗山医保局 is 罗山 and 医保局. None where it is one word."""
    words = parse(text, lexicon(version)).naming
    return [Term(word.text) for word in words] if len(words) > len(text.split()) else []


def matching(terms: list[Term]) -> list[dict[str, Any]]:
    if not terms:
        return []
    keys = found((Anchored("".join(term.text for term in terms)).clause,))
    if len(keys) < SUGGESTIONS:
        keys |= found(tuple(term.clause for term in terms))
    matched = []
    for row in reading.rows(keys).values():
        handles = Handles(row.found_by)
        if (match := match_of(handles, terms)) is not None:
            matched.append((order(match, row), row, handles))
    matched.sort(key=itemgetter(0))
    return [line(row, handles, terms) for _order, row, handles in matched[:SUGGESTIONS]]


def found(query: Query) -> dict[int, None]:
    return {key: None for each in search_index.find(query, most=EACH).values() for key in each.keys}


def order(match: Match, row: EntryLine) -> tuple[Any, ...]:
    return match, KINDS.index(row.kind), row.rank, len(row.name), row.slug


def line(row: EntryLine, handles: Handles, terms: list[Term]) -> dict[str, Any]:
    summary = orjson.loads(row.summary)
    name = titled(summary)
    marks = highlights(name, terms, handles)
    path = (summary.get("region") or {}).get("path") or [step["name"] for step in summary.get("path", ())[:-1]]
    return {
        "kind": row.kind,
        "name": name,
        "highlights": [list(mark) for mark in marks],
        "alias": None if marks else matched_alias(summary, terms),
        "region": " ".join(path),
        "page": summary["page"],
    }
