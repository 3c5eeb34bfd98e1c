"""The rows of a list, however they are found: sliced for a page, counted, or read on from a key.

By default every list is in the order of its entries' keys, see keys: the best known first.
"""

from __future__ import annotations

import datetime
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice
from typing import Any, Protocol

from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from pyroaring import BitMap

from directory.core.batches import in_batches
from directory.core.index import entries, search_index
from directory.core.index.entries import SummaryRow
from directory.core.index.keys import span
from directory.core.index.positions import around
from directory.core.index.tokens import Query
from directory.core.models import Entry
from directory.core.models.versions import per_version

COUNTED = search_index.MANY  # rows are counted exactly up to here: counting all would cost more than the page itself
CHANGED = 20_000  # entries that have changed are read at once up to here
WALKED = 2000  # entries that are looked at together where more have
RINGS = (1, 3, 10, 30, 100)  # km, outwards until there is enough
LINE = ("entries__summary", "entries__hours_pattern__spec")


class Listing(Protocol):
    """What pagination asks of a list."""

    @property
    def counted(self) -> tuple[int, bool]:
        """How many rows, up to ``COUNTED``, and whether there are more."""
        ...

    def __getitem__(self, rows: slice) -> list[SummaryRow]: ...

    def after(self, key: int, size: int) -> list[tuple[int, SummaryRow]]:
        """Keys and lines of the first rows beyond a key, in the order of the keys."""
        ...


class Indexed:
    """All entries of a kind, or those that have the tokens asked for: found by the search index alone.

    ``patterns`` are the timetables that are open, where only open places are asked for; ``since`` is the moment after
    which they have changed; ``texts`` must stand in them, which the query tells by and large.
    """

    def __init__(
        self,
        kind: str,
        query: Query,
        patterns: frozenset[int] | None = None,
        since: datetime.datetime | None = None,
        *,
        texts: tuple[str, ...] = (),
    ) -> None:
        self.kind, self.query, self.patterns, self.since, self.texts = kind, query, patterns, since, texts

    def keys(self, most: int, after: int = -1, skip: int = 0) -> list[int]:
        among = [] if self.patterns is None else [search_index.timed_by(self.patterns)]
        conditions = [Q(search_text__contains=text) for text in self.texts]
        if self.since and (fresh := changed(self.kind, self.since)) is not None:
            among.append(fresh)
        elif self.since:
            conditions.append(Q(updated_at__gte=self.since))
        if not conditions:
            return self.known(among, most, after, skip)
        return list(islice(self.walked(among, conditions, after), skip, skip + most))

    def walked(self, among: list[BitMap], conditions: list[Q], after: int) -> Iterator[int]:
        """Looks through what the index has for those that meet conditions on the entry, which are most of them."""
        while keys := self.known(among, WALKED, after):
            meeting = Entry.objects.filter(*conditions, key__among=keys)
            let_through = set(meeting.values_list("key", flat=True))
            yield from (key for key in keys if key in let_through)
            if len(keys) < WALKED:
                return
            after = keys[-1]

    def known(self, among: list[BitMap], most: int, after: int, skip: int = 0) -> list[int]:
        if self.query or among:
            return search_index.follow(self.query, self.kind, after, most, skip, among=among)
        first, last = span(search_index.number_of(self.kind))
        return entries.keys_from(max(first, after + 1), last, most, skip)

    @cached_property
    def first(self) -> array[int]:
        return first_keys(self.kind, self.query, self.patterns, self.since, texts=self.texts)

    @property
    def counted(self) -> tuple[int, bool]:
        return min(len(self.first), COUNTED), len(self.first) > COUNTED

    def reaches(self, end: int) -> bool:
        """Whether the first keys are all there are up to this place."""
        return end <= len(self.first) or len(self.first) <= COUNTED

    def __getitem__(self, rows: slice) -> list[SummaryRow]:
        if self.reaches(rows.stop):
            return entries.lines(self.first[rows])
        return entries.lines(self.keys(rows.stop - rows.start, skip=rows.start))

    def after(self, key: int, size: int) -> list[tuple[int, SummaryRow]]:
        start = bisect_right(self.first, key)
        keys = self.first[start : start + size] if self.reaches(start + size) else self.keys(size, after=key)
        return list(entries.lines_by_key(keys).items())


@per_version(1024)
def first_keys(
    kind: str,
    query: Query,
    patterns: frozenset[int] | None = None,
    since: datetime.datetime | None = None,
    *,
    texts: tuple[str, ...] = (),
) -> array[int]:
    """As many as are counted and one more: a list's pages share them."""
    return array("q", Indexed(kind, query, patterns, since, texts=texts).keys(COUNTED + 1))


@per_version(8)
def changed(kind: str, since: datetime.datetime) -> BitMap | None:
    """The entries of a kind that have changed since a moment; None where they are too many to be read at once."""
    fresh = Entry.objects.of(kind).filter(updated_at__gte=since, key__gt=0)
    keys = list(fresh.values_list("key", flat=True)[: CHANGED + 1])
    return search_index.entries_at(keys) if len(keys) <= CHANGED else None


class Queried:
    """Records as the database selects and orders them, shown by their entries; counted by the index where it can."""

    def __init__(self, records: QuerySet[Any], same: Indexed | None = None) -> None:
        self.records, self.same = records, same

    @cached_property
    def counted(self) -> tuple[int, bool]:
        if self.same:
            return self.same.counted
        number = self.records.order_by()[: COUNTED + 1].count()
        return min(number, COUNTED), number > COUNTED

    def __getitem__(self, rows: slice) -> list[SummaryRow]:
        return [SummaryRow(*line) for line in self.records.values_list(*LINE)[rows]]

    def after(self, key: int, size: int) -> list[tuple[int, SummaryRow]]:
        rows = self.records.filter(entries__key__gt=key).order_by("entries__key").values_list("entries__key", *LINE)
        return [(key, SummaryRow(*line)) for key, *line in rows[:size]]


class Near:
    """Places within a radius of a position, nearest first, read in rings until there are enough.

    ``patterns`` are the timetables that are open, where only open places are asked for; ``query`` is what the index
    tells of the other filters; ``records`` those that let the rest through, or None where there is no rest.
    The count is of the rings that were read: as many as the page needs, or as counting goes where there is no page.
    """

    def __init__(
        self,
        kind: str,
        here: tuple[float, float],
        radius: float,
        *,
        patterns: frozenset[int] | None = None,
        query: Query = (),
        records: QuerySet[Any] | None = None,
    ) -> None:
        self.kind, self.here, self.radius, self.patterns = kind, here, radius, patterns
        self.query, self.records = query, records
        self.found: list[int] = []
        self.distances: dict[int, float] = {}
        self.reached = 0.0

    @cached_property
    def matching(self) -> BitMap:
        return search_index.matching(self.query, self.kind).places

    @property
    def counted(self) -> tuple[int, bool]:
        if not self.reached:
            self.reach_for(COUNTED + 1)
        return min(len(self.found), COUNTED), self.reached < self.radius or len(self.found) > COUNTED

    def __getitem__(self, rows: slice) -> list[SummaryRow]:
        self.reach_for(rows.stop)
        found = entries.lines_by_key(self.found[rows])
        return [line._replace(summary=with_distance(line.summary, self.distances[key])) for key, line in found.items()]

    def after(self, key: int, size: int) -> list[tuple[int, SummaryRow]]:
        raise NotImplementedError("what is near has an order of its own")

    def reach_for(self, wanted: int) -> None:
        """Go outwards until so many are found, or the radius is reached."""
        for reach in [ring for ring in RINGS if self.reached < ring < self.radius] + [self.radius]:
            if len(self.found) >= wanted and self.reached:
                return
            if reach > self.reached:
                self.found += self.ring(self.reached, reach)
                self.reached = reach

    def ring(self, inner: float, outer: float) -> list[int]:
        first, last = span(search_index.number_of(self.kind))
        found = around(self.here, outer, self.patterns)
        self.distances |= {key: km for km, key in found}
        keys = [key for km, key in found if (km > inner or not inner) and first <= key <= last]
        if self.query:
            keys = search_index.inside(self.matching, keys)
        if self.records is None:
            return keys
        let_through = set(self.kept(keys))
        return [key for key in keys if key in let_through]

    def kept(self, keys: list[int]) -> Iterator[int]:
        assert self.records is not None
        for some in in_batches(keys, COUNTED):
            chosen = self.records.filter(entries__key__in=some).order_by()
            yield from chosen.values_list("entries__key", flat=True)


def with_distance(summary: str, km: float) -> str:
    """A place's stored line with how far it is as its last member, without parsing it."""
    return f'{summary[:-1]},"km":{km:.3f}}}'
