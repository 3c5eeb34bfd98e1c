"""The search index as a table: for every token the entries that have it, as a bitmap for each block of records.

A block is a stretch of records of one kind, and a bitmap holds their places in it. A token's
bitmaps lie together. One statement brings those that a question needs; putting them together takes
microseconds, be a token rare or in half of all names. An entry's rank is a token, too:
who goes through what was found rank by rank has the best first and can stop. It is the
same table on every database, hence the same answer. How it is written: see writing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import orjson
from pyroaring import BitMap

from .keys import ID, KIND, RANKS, RECORD, Key, rank_of
from .tokens import Query, Tokens

Ranking = list[tuple[int, dict[int, BitMap]]]  # the best rank first, each with its places by block
Ranks = dict[int, Ranking]  # by kind
Held = dict[int, dict[str, BitMap]]  # block → token → places
Blocks = dict[int, BitMap]  # block → places
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

    def of_kinds(self, tokens: Collection[str], kinds: Collection[int]) -> Held:
        """As ``read``, of the blocks of these kinds."""
        held = self.read(min(kinds) << BLOCKS, ((max(kinds) + 1) << BLOCKS) - 1, sorted(tokens))
        return {block: inside for block, inside in held.items() if block >> BLOCKS in kinds}

    def find(self, query: Query, kinds: Collection[int]) -> dict[int, Matches]:
        """Kind → the entries that have the tokens asked for."""
        tokens = {token for clause in query for way in clause for token in way}
        found: dict[int, Matches] = {}
        for block, held in sorted(self.of_kinds(tokens, kinds).items()):
            if places := matching(query, held):
                kind = block >> BLOCKS
                found.setdefault(kind, Matches(kind)).blocks[block] = places
        return found

    def ranks(self) -> Ranks:
        """The ranks of all entries: 2 MB for a million, which whoever asks often should keep."""
        ranks: dict[int, dict[int, dict[int, BitMap]]] = defaultdict(lambda: defaultdict(dict))
        for block, held in sorted(self.read(0, EVERY, list(RANKED)).items()):
            for token, places in held.items():
                ranks[block >> BLOCKS][RANKED[token]][block] = places
        return {kind: sorted(inside.items()) for kind, inside in ranks.items()}

    def having(self, tokens: Collection[str], keys: Iterable[int]) -> list[int]:
        """Those of the entries with these keys that have one of these tokens, in no order."""
        blocks: dict[int, dict[int, int]] = defaultdict(dict)
        for key in keys:
            block, place = placed(key)
            blocks[block][place] = key
        held = self.read(min(blocks), max(blocks), tokens) if blocks and tokens else {}
        having = ((blocks[block], BitMap.union(*some.values())) for block, some in held.items() if block in blocks)
        return [inside[place] for inside, places in having for place in places & BitMap(inside)]


class Matches:
    """Entries of one kind, by block."""

    def __init__(self, kind: int) -> None:
        self.kind = kind
        self.blocks: dict[int, BitMap] = {}

    def __len__(self) -> int:
        return sum(map(len, self.blocks.values()))

    def keys(self, ranks: Ranks, most: int, after: int = -1) -> list[int]:
        """The first so many keys beyond a key, in order: by rank, then by record."""
        found: list[int] = []
        first = rank_of(after) if after >= 0 else -1
        for rank, block, places in self.ranked(ranks.get(self.kind, []), first):
            if rank == first:
                found += [key for key in keys_in(block, rank, places) if key > after]
            else:
                found += keys_in(block, rank, places[: most - len(found)])
            if len(found) >= most:
                break
        return found[:most]

    def best(self, ranks: Ranking, most: int) -> Blocks:
        """So many of them, the best known."""
        found: Blocks = defaultdict(BitMap)
        for _rank, block, places in self.ranked(ranks):
            found[block] |= places if len(places) <= most else BitMap(places[:most])
            most -= len(places)
            if most <= 0:
                break
        return found

    def listed(self, ranks: Ranking) -> list[tuple[int, int, int, int]]:
        """Rank, key, block and place of each."""
        return [
            (rank, key, block, place)
            for rank, block, places in self.ranked(ranks)
            for key, place in zip(keys_in(block, rank, places), places, strict=True)
        ]

    def ranked(self, ranks: Ranking, first: int = -1) -> Iterator[tuple[int, int, BitMap]]:
        """Rank, block and places of those from a rank on, the best ranks first."""
        left = len(self)
        for rank, blocks in ranks:
            if rank < first:
                continue
            for block, places in self.blocks.items():
                # Most have none of a rank: to see that makes no bitmap.
                if block in blocks and not places.isdisjoint(blocks[block]):
                    here = places & blocks[block]
                    yield rank, block, here
                    left -= len(here)
            if not left:
                return


def placed(key: int) -> tuple[int, int]:
    """The block of an entry, and its place in it."""
    # As Key.of takes it apart; done for every key that is read.
    return key >> KIND << BLOCKS | (key & RECORD) >> PLACE, key & PLACES - 1


def keys_in(block: int, rank: int, places: Iterable[int]) -> list[int]:
    kind, part = divmod(block, 1 << BLOCKS)
    base = Key.made(kind, rank, part << PLACE)
    return [base + place for place in places]


def matching(query: Query, held: dict[str, BitMap]) -> BitMap:
    """The places that have, of every clause, all tokens of one way."""
    found: BitMap | None = None
    for clause in query:
        ways = [all_of(way, held) for way in clause]
        either = ways[0] if len(ways) == 1 else BitMap.union(*ways)
        found = either if found is None else found & either
        if not found:
            return EMPTY
    return found or EMPTY


def all_of(way: Tokens, held: dict[str, BitMap]) -> BitMap:
    if not way <= held.keys():
        return EMPTY
    return BitMap.intersection(*(held[token] for token in way))
