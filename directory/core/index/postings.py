"""The search index as a table: for every token the entries that have it, as a bitmap for each block of records.

A block is a stretch of records of one kind, and a bitmap holds their places in it. One
statement brings the bitmaps that a question needs; putting them together takes
microseconds, be a token rare or in half of all names. An entry's rank is a token, too:
who goes through what was found rank by rank has the best first and can stop. It is the
same table on every database, hence the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from pyroaring import BitMap

from directory.core.batches import in_batches

from .keys import ID, RANKS, Key, rank_of
from .tokens import Query, Tokens

Row = tuple[int, str]  # a key and its tokens, with blanks between them
Change = tuple[list[int], list[int]]  # the places that lose a token, and those that gain it
Ranking = list[tuple[int, dict[int, BitMap]]]  # the best rank first, each with its places by block
Ranks = dict[int, Ranking]  # by kind
PLACE = 16  # bits of a record's place in its block
PLACES = 1 << PLACE
RANKED = {f"#{rank}": rank for rank in range(RANKS)}  # the tokens for ranks; no other begins so
BLOCKS = ID - PLACE  # bits of a block's number within its kind
EVERY = (1 << 63) - 1  # no block has a greater number
AT_ONCE = 10_000  # tokens in one statement
EMPTY = BitMap()

# A cross join, which SQLite goes through as it is written: it would rather read all tokens of all blocks.
READ = (
    "SELECT posting.block, posting.token, posting.places FROM search_block AS block CROSS JOIN search_posting AS posting"
    " WHERE posting.block = block.number AND block.number BETWEEN %s AND %s AND posting.token "
)
OPEN = "INSERT INTO search_block (number) VALUES (%s) ON CONFLICT DO NOTHING"
PUT = (
    "INSERT INTO search_posting (block, token, places) {rows}"
    " ON CONFLICT (block, token) DO UPDATE SET places = excluded.places"
)
DROP = "DELETE FROM search_posting WHERE block = %s AND token "


class Postings:
    """The table on a connection of Django's or of a driver's own."""

    def __init__(self, connection: Any, vendor: str) -> None:
        self.connection, self.has_arrays = connection, vendor == "postgresql"

    def read(self, first: int, last: int, tokens: Collection[str]) -> dict[int, dict[str, BitMap]]:
        """Block → token → places, of the blocks from the first to the last."""
        held: dict[int, dict[str, BitMap]] = defaultdict(dict)
        with self.connection.cursor() as cursor:
            for some in in_batches(tokens, AT_ONCE):
                condition, values = self.one_of(some)
                cursor.execute(READ + condition, [first, last, *values])
                for block, token, places in cursor.fetchall():
                    held[block][token] = BitMap.deserialize(places)
        return held

    def one_of(self, tokens: list[str]) -> tuple[str, list[Any]]:
        return ("= ANY(%s)", [tokens]) if self.has_arrays else (f"IN ({', '.join(['%s'] * len(tokens))})", tokens)

    def write(self, gone: Iterable[Row], new: Iterable[Row]) -> None:
        """Take the tokens of these entries out and put those in; inside the transaction that writes the entries."""
        changes: dict[int, dict[str, Change]] = defaultdict(lambda: defaultdict(lambda: ([], [])))
        for side, rows in enumerate((gone, new)):
            for key, tokens in rows:
                block, place = placed(key)
                inside = changes[block]
                for token in (*tokens.split(), f"#{rank_of(key)}"):
                    inside[token][side].append(place)
        for block in sorted(changes):
            self.write_block(block, changes[block])

    def write_block(self, block: int, changes: dict[str, Change]) -> None:
        before = self.read(block, block, sorted(changes))[block]
        emptied, changed = [], []
        for token, (gone, new) in changes.items():
            old = before.get(token, EMPTY)
            now = (old - BitMap(gone) if gone else old) | BitMap(new)
            if not now:
                emptied.append(token)
            elif now != old:
                changed.append((token, now.serialize()))
        with self.connection.cursor() as cursor:
            cursor.execute(OPEN, [block])
            self.put(cursor, block, sorted(changed))
            for some in in_batches(emptied, AT_ONCE):
                condition, values = self.one_of(some)
                cursor.execute(DROP + condition, [block, *values])

    def put(self, cursor: Any, block: int, rows: Sequence[tuple[str, bytes]]) -> None:
        if self.has_arrays:
            tokens, places = [row[0] for row in rows], [row[1] for row in rows]
            arrays = "SELECT %s, token, places FROM unnest(%s::text[], %s::bytea[]) AS row (token, places)"
            cursor.execute(PUT.format(rows=arrays), [block, tokens, places])
        else:
            cursor.executemany(PUT.format(rows="VALUES (%s, %s, %s)"), [(block, *row) for row in rows])

    def clear(self) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_posting")
            cursor.execute("DELETE FROM search_block")

    def find(self, query: Query, kinds: Collection[int]) -> dict[int, Matches]:
        """Kind → the entries that have the tokens asked for."""
        tokens = {token for clause in query for way in clause for token in way}
        found: dict[int, Matches] = {}
        for block, held in sorted(self.of_kinds(tokens, kinds).items()):
            if places := matching(query, held):
                kind = block >> BLOCKS
                found.setdefault(kind, Matches(kind)).blocks[block] = places
        return found

    def of_kinds(self, tokens: Collection[str], kinds: Collection[int]) -> dict[int, dict[str, BitMap]]:
        """As ``read``, of the blocks of these kinds."""
        first, last = min(kinds) << BLOCKS, ((max(kinds) + 1) << BLOCKS) - 1
        held = self.read(first, last, sorted(tokens))
        return {block: inside for block, inside in held.items() if block >> BLOCKS in kinds}

    def ranks(self) -> Ranks:
        """The ranks of all entries: 2 MB for a million, which whoever asks often should keep."""
        ranks: dict[int, dict[int, dict[int, BitMap]]] = defaultdict(lambda: defaultdict(dict))
        for block, held in sorted(self.read(0, EVERY, list(RANKED)).items()):
            for token, places in held.items():
                ranks[block >> BLOCKS][RANKED[token]][block] = places
        return {kind: sorted(inside.items()) for kind, inside in ranks.items()}

    def having(self, token: str, keys: Iterable[int]) -> list[int]:
        """Those of the entries with these keys that have a token, in no order."""
        blocks: dict[int, dict[int, int]] = defaultdict(dict)
        for key in keys:
            block, place = placed(key)
            blocks[block][place] = key
        held = self.read(min(blocks), max(blocks), [token]) if blocks else {}
        having = ((inside, BitMap(inside) & held[block][token]) for block, inside in blocks.items() if block in held)
        return [inside[place] for inside, places in having for place in places]


class Matches:
    """Entries of one kind, by block."""

    def __init__(self, kind: int) -> None:
        self.kind = kind
        self.blocks: dict[int, BitMap] = {}

    def __len__(self) -> int:
        return sum(map(len, self.blocks.values()))

    def keys(self, ranks: Ranks, most: int, after: int = -1) -> list[int]:
        """The first so many keys beyond a key, in order: by rank, then by record."""
        return list(islice(self.by_rank(ranks.get(self.kind, []), after), most))

    def by_rank(self, ranks: Ranking, after: int) -> Iterator[int]:
        first = rank_of(after) if after >= 0 else 0
        for rank, block, places in self.ranked(ranks, first):
            keys = keys_in(block, rank, places)
            yield from keys if rank > first or after < 0 else (key for key in keys if key > after)

    def ranked(self, ranks: Ranking, first: int = 0) -> Iterator[tuple[int, int, BitMap]]:
        """Rank, block and places of those from a rank on, the best ranks first."""
        left = len(self)
        for rank, blocks in ranks:
            if rank < first:
                continue
            for block, places in self.blocks.items():
                if block in blocks and (here := places & blocks[block]):
                    yield rank, block, here
                    left -= len(here)
            if not left:
                return


def placed(key: int) -> tuple[int, int]:
    """The block of an entry, and its place in it."""
    kind, _rank, record = Key.of(key)
    return kind << BLOCKS | record >> PLACE, record & (PLACES - 1)


def keys_in(block: int, rank: int, places: Iterable[int]) -> Iterator[int]:
    kind, part = divmod(block, 1 << BLOCKS)
    base = Key.made(kind, rank, part << PLACE)
    return (base + place for place in places)


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
