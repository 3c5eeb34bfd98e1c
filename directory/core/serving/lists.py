"""The rows of a list, however they are found: sliced for a page, counted, or read on from a key.

By default every list is in the order of its entries' keys, see keys: the best known first.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, Protocol

from django.db.models import QuerySet
from django.utils.functional import cached_property

from directory.core.batches import in_batches
from directory.core.index import entries, search_index
from directory.core.index.entries import Line
from directory.core.index.keys import span
from directory.core.index.positions import around
from directory.core.index.tokens import Query
from directory.core.models.versions import per_version

COUNTED = search_index.MANY  # rows are counted exactly up to here: counting all would cost more than the page itself
RINGS = (1, 3, 10, 30, 100)  # km, outwards until there is enough
LINE = ("entries__summary", "entries__hours_pattern__spec")


class Listing(Protocol):
    """What pagination asks of a list."""

    @property
    def counted(self) -> tuple[int, bool]:
        """How many rows, up to ``COUNTED``, and whether there are more."""
        ...

    def __getitem__(self, rows: slice) -> list[Line]: ...

    def after(self, key: int, size: int) -> list[tuple[int, Line]]:
        """Keys and lines of the first rows beyond a key, in the order of the keys."""
        ...


class Indexed:
    """All entries of a kind, or those that have the tokens asked for: found by the search index alone."""

    def __init__(self, kind: str, query: Query) -> None:
        self.kind, self.query = kind, query

    def keys(self, most: int, after: int = -1, skip: int = 0) -> list[int]:
        if self.query:
            return search_index.follow(self.query, self.kind, after, most, skip)
        first, last = span(search_index.number_of(self.kind))
        return entries.keys_from(max(first, after + 1), last, most, skip)

    @cached_property
    def first(self) -> array[int]:
        return first_keys(self.kind, self.query)

    @property
    def counted(self) -> tuple[int, bool]:
        return min(len(self.first), COUNTED), len(self.first) > COUNTED

    def reaches(self, end: int) -> bool:
        """Whether the first keys are all there are up to this place."""
        return end <= len(self.first) or len(self.first) <= COUNTED

    def __getitem__(self, rows: slice) -> list[Line]:
        if self.reaches(rows.stop):
            return entries.lines(self.first[rows])
        return entries.lines(self.keys(rows.stop - rows.start, skip=rows.start))

    def after(self, key: int, size: int) -> list[tuple[int, Line]]:
        start = bisect_right(self.first, key)
        keys = self.first[start : start + size] if self.reaches(start + size) else self.keys(size, after=key)
        return list(entries.lines_by_key(keys).items())


@per_version(1024)
def first_keys(kind: str, query: Query) -> array[int]:
    """As many as are counted and one more: a list's pages share them."""
    return array("q", Indexed(kind, query).keys(COUNTED + 1))


class Queried:
    """Records as the database selects and orders them, shown by their entries."""

    def __init__(self, records: QuerySet[Any]) -> None:
        self.records = records

    @cached_property
    def counted(self) -> tuple[int, bool]:
        number = self.records.order_by()[: COUNTED + 1].count()
        return min(number, COUNTED), number > COUNTED

    def __getitem__(self, rows: slice) -> list[Line]:
        return [Line(*line) for line in self.records.values_list(*LINE)[rows]]

    def after(self, key: int, size: int) -> list[tuple[int, Line]]:
        rows = self.records.filter(entries__key__gt=key).order_by("entries__key").values_list("entries__key", *LINE)
        return [(key, Line(*line)) for key, *line in rows[:size]]


class Near:
    """Places within a radius of a position, nearest first, read in rings until there are enough.

    ``patterns`` are the timetables that are open, where only open places are asked for; ``records`` those that
    the other filters let through, or None where there are no others.
    The count is of the rings that were read: as many as the page needs, or as counting goes where there is no page.
    """

    def __init__(
        self,
        kind: str,
        here: tuple[float, float],
        radius: float,
        patterns: frozenset[int] | None = None,
        records: QuerySet[Any] | None = None,
    ) -> None:
        self.kind, self.here, self.radius, self.patterns, self.records = kind, here, radius, patterns, records
        self.found: list[int] = []
        self.reached = 0.0

    @property
    def counted(self) -> tuple[int, bool]:
        if not self.reached:
            self.reach_for(COUNTED + 1)
        return min(len(self.found), COUNTED), self.reached < self.radius or len(self.found) > COUNTED

    def __getitem__(self, rows: slice) -> list[Line]:
        self.reach_for(rows.stop)
        return entries.lines(self.found[rows])

    def after(self, key: int, size: int) -> list[tuple[int, Line]]:
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
        keys = [key for km, key in found if (km > inner or not inner) and first <= key <= last]
        if self.records is None:
            return keys
        let_through = set(self.kept(keys))
        return [key for key in keys if key in let_through]

    def kept(self, keys: list[int]) -> Iterator[int]:
        assert self.records is not None
        for some in in_batches(keys, COUNTED):
            chosen = self.records.filter(entries__key__in=some).order_by()
            yield from chosen.values_list("entries__key", flat=True)
