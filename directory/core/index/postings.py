"""The search index as a table: for every token the entries that have it, as a bitmap for each block of records.

A block is a stretch of records of one kind, and a bitmap holds their places in it. A token's
bitmaps lie together. One statement brings those that a question needs; putting them together takes
microseconds, be a token rare or in half of all names. An entry's rank is a token, too:
who goes through what was found rank by rank has the best first and can stop. It is the
same table on every database, hence the same answer. How it is written: see writing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any

import orjson
from pyroaring import BitMap

from .keys import ID, KIND, RANKS, RECORD
from .tokens import Query, Tokens

Held = dict[int, dict[str, BitMap]]  # block → token → places
PLACE = 16  # bits of a record's place in its block
PLACES = 1 << PLACE
RANKED = {f"#{rank}": rank for rank in range(RANKS)}  # the tokens for ranks; no other begins so
BLOCKS = ID - PLACE  # bits of a block's number within its kind
EVERY = (1 << 63) - 1  # no block has a greater number
EMPTY = BitMap()

# Of blocks that are being loaded, what has changed is staged. A cross join, which SQLite goes through as it is written.
READ = (
    "SELECT block, token, places, 0 FROM search_posting WHERE token {one} AND block BETWEEN %s AND %s"
    " UNION ALL SELECT staged.block, staged.token, staged.places, 1"
    " FROM search_block AS block CROSS JOIN search_staged AS staged"
    " WHERE staged.block = block.number AND staged.token {one} AND block.number BETWEEN %s AND %s"
)


class Postings:
    """The table on a connection of Django's or of a driver's own."""

    def __init__(self, connection: Any, vendor: str) -> None:
        self.connection, self.has_arrays = connection, vendor == "postgresql"

    def read(self, first: int, last: int, tokens: Collection[str]) -> Held:
        """The places of these tokens in the blocks from the first to the last."""
        condition, values = self.one_of(tokens)
        with self.connection.cursor() as cursor:
            cursor.execute(READ.format(one=condition), [*values, first, last, *values, first, last])
            found = cursor.fetchall()
        held: Held = defaultdict(dict)
        staged = [row for row in found if row[3]]
        for block, token, places, _staged in found if not staged else [*(row for row in found if not row[3]), *staged]:
            held[block][token] = BitMap.deserialize(places) if places else EMPTY
        return held

    def one_of(self, tokens: Collection[str]) -> tuple[str, list[Any]]:
        """The condition that a token is one of these, as short as the tokens are many: it is planned once."""
        if self.has_arrays:
            return "= ANY(%s)", [list(tokens)]
        return "IN (SELECT value FROM json_each(%s))", [orjson.dumps(list(tokens)).decode()]


def placed(key: int) -> tuple[int, int]:
    """The block of an entry, and its place in it."""
    # As Key.of takes it apart; done for every key that is read.
    return key >> KIND << BLOCKS | (key & RECORD) >> PLACE, key & PLACES - 1


def matching(query: Query, held: Mapping[str, BitMap]) -> BitMap:
    """The places that have, of every clause, all tokens of one way."""
    found: BitMap | None = None
    for clause in query:
        ways = [all_of(way, held) for way in clause]
        either = ways[0] if len(ways) == 1 else BitMap.union(*ways)
        found = either if found is None else found & either
        if not found:
            return EMPTY
    return found or EMPTY


def all_of(way: Tokens, held: Mapping[str, BitMap]) -> BitMap:
    if not way <= held.keys():
        return EMPTY
    return BitMap.intersection(*(held[token] for token in way))
