"""What answers a question round a position, nearest first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from directory.core.index import search_index
from directory.core.index.bitmaps import Matches, union
from directory.core.index.positions import around, kilometres
from directory.core.index.search_index import kind_of
from directory.search.question.words import PLACES

from . import reading
from .finding import Count, Hits
from .judging import Item, Judge

REACHES = (1, 2, 4, 8, 16, 32, 64, 100)  # km round a position, until there is enough
RARE, FEW = 1000, 5000  # answers in the whole country
PATIENCE = 500  # so many of the nearest places are looked at before more than the rarest are looked for elsewhere
CHUNK = 40
Placed = tuple[float, int]  # km and key


def nearest(judge: Judge, most: int) -> Hits:
    """The places round a position that answer the question, nearest first; one more than so many, if there are."""
    filters = judge.filters
    assert filters.near is not None
    places, may = outwards(filters.near, filters.open_patterns), possible(judge)
    few, found = nationwide(judge, may, RARE), []
    if few is None:
        found = list(islice(answering(judge, may, islice(places, PATIENCE)), most + 1))
        few = nationwide(judge, may, FEW) if len(found) <= most else None
    if few is not None:
        found, places = [], few
    found += islice(answering(judge, may, places), most + 1 - len(found))
    counts = Counter(item.kind for _km, item in found)
    return Hits(
        judge,
        tuple(item for _km, item in found),
        counts={kind: Count(number, len(found) > most) for kind, number in counts.items()},
        distances={item.key: km for km, item in found},
    )


def possible(judge: Judge) -> list[Matches] | None:
    """The places of the whole country that may answer, by what the index has. None where nothing but a kind is asked for."""
    wanted = judge.wanted
    meant = wanted.query + wanted.required
    if not meant:
        return None
    queries = dict.fromkeys((meant, wanted.literal_query))
    return [each for query in queries for each in search_index.find(query + judge.filters.query, PLACES).values()]


def nationwide(judge: Judge, may: list[Matches] | None, most: int) -> Iterator[Placed] | None:
    """Of few answers in the whole country those within reach, nearest first. None where there are more than so many."""
    here = judge.filters.near
    if here is None or may is None or any(len(each.places) > most for each in may):
        return None
    positions = reading.positions({key for each in may for key in each.first(most)})
    distances = ((kilometres(here, position), key) for key, position in positions.items())
    return iter(sorted(place for place in distances if place[0] <= REACHES[-1]))


def outwards(here: tuple[float, float], patterns: frozenset[int] | None) -> Iterator[Placed]:
    """The places round a position, ring by ring; only those with these timetables."""
    inner = -1.0
    for outer in REACHES:
        yield from (place for place in around(here, outer, patterns) if place[0] > inner)
        inner = outer


def answering(judge: Judge, may: list[Matches] | None, places: Iterator[Placed]) -> Iterator[tuple[float, Item]]:
    """Those places that answer the question, of those that may, read a few at a time."""
    kinds = judge.filters.kinds or set(judge.wanted.question.kinds) & set(PLACES) or PLACES
    worth = (place for place in places if kind_of(place[1]) in kinds)
    if may is not None:
        where, inside = search_index.bitmaps().place, union(each.places for each in may)
        worth = (place for place in worth if where(place[1]) in inside)
    while chunk := list(islice(worth, CHUNK)):
        rows = reading.rows([key for _km, key in chunk])
        for km, key in chunk:
            if key in rows and (item := judge.weigh(rows[key])):
                yield km, item
