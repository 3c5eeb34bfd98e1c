"""``itertools.batched`` for Python 3.11, with lists, which ORM lookups and database drivers take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of ``size`` items in order; the last may be shorter.

    All items are read before the first list is yielded: ``publish_all`` changes, batch by batch, what its own queryset
    selects.
    """
    every = list(items)
    for start in range(0, len(every), size):
        yield every[start : start + size]
