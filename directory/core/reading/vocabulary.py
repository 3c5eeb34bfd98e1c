"""The directory's own words, by which a text is read: names and aliases of records, schemes and groups of people.

What there are few of is held in memory, per version of the directory. Of places there may be a million: those are
looked up in the search index, by the pieces of the text that end as names of places do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

import orjson

from directory.core.index import search_index
from directory.core.index.tokens import Handles, exactly, fold, pairs
from directory.core.kinds import Sort, kinds
from directory.core.models import Entry, Scheme
from directory.core.models.versions import per_version

from .words import WordIndex, WordMatch

FEW = 20_000  # entries of a kind that are held in memory
SHORTEST, LONGEST = 3, 26  # characters of a place's name
ENDS = "院医所局心站堂室线馆部厅"  # with which names and short names of places end
AT_ONCE = 600  # pieces that the index is asked for at once


class Known(NamedTuple):
    """An entry that a word names."""

    kind: str
    slug: str
    name: str


@per_version(1)
def terms() -> WordIndex[Known]:
    """The names and aliases of what is no place and no rule: departments, symptoms, services, channels."""
    sorts = (Sort.TERM, Sort.REFERENCE)
    wanted = [kind.name for kind in kinds if kind.sort in sorts and kind.name not in ("region", "article")]
    live = Entry.objects.live().filter(kind__in=wanted).order_by("kind", "slug")
    rows = live.values_list("kind", "slug", "name", "document__text")[:FEW]
    return WordIndex(
        (word, Known(kind, slug, name))
        for kind, slug, name, text in rows
        for word in (name, *orjson.loads(text).get("aliases", ()))
    )


@per_version(1)
def schemes() -> WordIndex[str]:
    """What people call the 险种 → its code. Words of two characters such as 居民 say more than the scheme alone."""
    return WordIndex(
        (word, scheme.code)
        for scheme in Scheme.objects.all()
        for word in (scheme.name, *scheme.aliases)
        if len(word) > 2
    )


def places(plain: str) -> list[WordMatch[Known]]:
    """The places of the directory that a text names, the longest names first, none inside another."""
    pieces = candidates(plain)
    borne: dict[str, list[Known]] = {}
    forms = list(pieces)
    place_kinds = tuple(kind.name for kind in kinds.of_sort(Sort.PLACE))
    for at in range(0, len(forms), AT_ONCE):
        some = set(forms[at : at + AT_ONCE])
        ways = tuple(frozenset({exactly(form), *pairs(form)}) for form in some)
        keys = [key for each in search_index.find((ways,), place_kinds, 300).values() for key in each.keys]
        rows = Entry.objects.filter(key__in=keys).values_list("kind", "slug", "name", "found_by")
        for kind, slug, name, found_by in rows:
            handles = Handles(found_by)
            for form in {*handles.names, *handles.aliases} & some:
                borne.setdefault(form, []).append(Known(kind, slug, name))
    return longest(
        WordMatch(start, end, plain[start:end], held[0])
        for form, held in borne.items()
        if len(held) == 1
        for start, end in pieces[form]
    )


def candidates(plain: str) -> dict[str, list[tuple[int, int]]]:
    """Pieces of the text that may be names of places, folded, with where they stand."""
    found: dict[str, list[tuple[int, int]]] = {}
    for run in re.finditer(r"[\u4e00-\u9fffA-Za-z0-9()·]+", plain):
        for end in range(run.start() + SHORTEST, run.end() + 1):
            closes = plain[end - 1] == ")"
            if plain[end - 1] in ENDS or closes:
                for start in range(max(run.start(), end - LONGEST), end - SHORTEST + 1):
                    if plain.count("(", start, end) != plain.count(")", start, end):
                        continue
                    found.setdefault(fold(plain[start:end]), []).append((start, end))
    found.pop("", None)
    return found


def longest(words: Iterable[WordMatch[Known]]) -> list[WordMatch[Known]]:
    kept: list[WordMatch[Known]] = []
    for word in sorted(words, key=lambda word: (word.start - word.end, word.start)):
        if not any(word.start < other.end and other.start < word.end for other in kept):
            kept.append(word)
    return sorted(kept)
