"""Where an entry stands, in lists and in the search index, in one number: kind (5 bits), rank (6), record (52)."""

from __future__ import annotations

from typing import NamedTuple

ID, RANK = 52, 6
KIND = RANK + ID  # the bits below a kind
RANKS = 1 << RANK
RECORD = (1 << ID) - 1  # the bits of a key that are its record


class Key(NamedTuple):
    """A key, taken apart."""

    kind: int
    rank: int
    record: int

    @classmethod
    def of(cls, key: int) -> Key:
        rest, record = divmod(key, 1 << ID)
        kind, rank = divmod(rest, RANKS)
        return cls(kind, rank, record)

    @staticmethod
    def made(kind: int, rank: int, record: int) -> int:
        return ((kind * RANKS + rank) << ID) + record


def kind_of(key: int) -> int:
    return key >> KIND


def rank_of(key: int) -> int:
    return key >> ID & (RANKS - 1)


def span(kind: int) -> tuple[int, int]:
    """The first key that a kind may have, and the last."""
    first = Key.made(kind, 0, 0)
    return first, Key.made(kind + 1, 0, 0) - 1
