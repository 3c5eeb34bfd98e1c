"""Where an entry stands in the index, in one number: kind (5 bits), rank (6), page (12), id (40)."""

from __future__ import annotations

from typing import NamedTuple

ID, PAGE, RANK = 40, 12, 6
RANKS, PAGES = 1 << RANK, 1 << PAGE


class Key(NamedTuple):
    """A key, taken apart. The page is random: any page is a fair sample of what shares its kind and rank."""

    kind: int
    rank: int
    page: int
    pk: int

    @classmethod
    def of(cls, key: int) -> Key:
        rest, pk = divmod(key, 1 << ID)
        rest, page = divmod(rest, PAGES)
        kind, rank = divmod(rest, RANKS)
        return cls(kind, rank, page, pk)

    @staticmethod
    def made(kind: int, rank: int, page: int, pk: int) -> int:
        return (((kind * RANKS + rank) * PAGES + page % PAGES) << ID) + pk


def span(kind: int) -> tuple[int, int]:
    """The first key that a kind may have, and the last."""
    first = Key.made(kind, 0, 0, 0)
    return first, Key.made(kind + 1, 0, 0, 0) - 1
