"""``itertools.batched`` for Python 3.11, with lists, which ORM lookups and database drivers take."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def in_batches(items: Iterable[T], size: int) -> list[list[T]]:
    """Lists of ``size`` items in order; the last may be shorter.

    All items are read first: ``publish_all`` changes, batch by batch, what its own queryset selects.
    """
    every = list(items)
    return [every[start : start + size] for start in range(0, len(every), size)]
