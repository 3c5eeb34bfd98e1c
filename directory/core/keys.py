"""Where an entry stands, in lists and in the search index, in one number: kind (5 bits), rank (6), page (12), record (40)."""

from __future__ import annotations

from typing import NamedTuple

ID, PAGE, RANK = 40, 12, 6
RANKS, PAGES = 1 << RANK, 1 << PAGE


class Key(NamedTuple):
    """A key, taken apart. The page is random: any page is a fair sample of what shares its kind and rank."""

    kind: int
    rank: int
    page: int
    record: int

    @classmethod
    def of(cls, key: int) -> Key:
        rest, record = divmod(key, 1 << ID)
        rest, page = divmod(rest, PAGES)
        kind, rank = divmod(rest, RANKS)
        return cls(kind, rank, page, record)

    @staticmethod
    def made(kind: int, rank: int, page: int, record: int) -> int:
        return (((kind * RANKS + rank) * PAGES + page % PAGES) << ID) + record


def kind_of(key: int) -> int:
    return key >> (RANK + PAGE + ID)


def rank_of(key: int) -> int:
    return key >> (PAGE + ID) & (RANKS - 1)


def span(kind: int) -> tuple[int, int]:
    """The first key that a kind may have, and the last."""
    first = Key.made(kind, 0, 0, 0)
    return first, Key.made(kind + 1, 0, 0, 0) - 1
