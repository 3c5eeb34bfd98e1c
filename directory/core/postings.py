"""The search index as a table: for every token the entries that have it, as a bitmap for each block of records.

A block is 65,536 records of one kind. An entry's number in it has its rank in front,
so a bitmap holds the best entries first. One statement brings the bitmaps that a
question needs; putting them together takes microseconds, be a token rare or in half of
all names. It is the same table on every database, hence the same answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from pyroaring import BitMap

from .keys import ID, Key
from .tokens import Query, Tokens

Row = tuple[int, str]  # a key and its tokens, with blanks between them
Change = tuple[list[int], list[int]]  # the numbers that lose a token, and those that gain it
PLACE = 16  # bits of a record's place in its block
PLACES = 1 << PLACE
BLOCKS = ID - PLACE  # bits of a block's number within its kind
AT_ONCE = 10_000  # tokens in one statement
EMPTY = BitMap()

# A cross join, which SQLite goes through as it is written: it would rather read all tokens of all blocks.
READ = (
    "SELECT posting.block, posting.token, posting.numbers FROM search_block AS block CROSS JOIN search_posting AS posting"
    " WHERE posting.block = block.number AND block.number BETWEEN %s AND %s AND posting.token "
)
OPEN = "INSERT INTO search_block (number) VALUES (%s) ON CONFLICT DO NOTHING"
PUT = (
    "INSERT INTO search_posting (block, token, numbers) {rows}"
    " ON CONFLICT (block, token) DO UPDATE SET numbers = excluded.numbers"
)
DROP = "DELETE FROM search_posting WHERE block = %s AND token "


class Postings:
    """The table on a connection of Django's or of a driver's own."""

    def __init__(self, connection: Any, vendor: str) -> None:
        self.connection, self.has_arrays = connection, vendor == "postgresql"

    def read(self, first: int, last: int, tokens: Collection[str]) -> dict[int, dict[str, BitMap]]:
        """Block → token → numbers, of the blocks from the first to the last."""
        held: dict[int, dict[str, BitMap]] = defaultdict(dict)
        with self.connection.cursor() as cursor:
            for some in in_batches(tokens):
                condition, values = self.one_of(some)
                cursor.execute(READ + condition, [first, last, *values])
                for block, token, numbers in cursor.fetchall():
                    held[block][token] = BitMap.deserialize(numbers)
        return held

    def one_of(self, tokens: list[str]) -> tuple[str, list[Any]]:
        return ("= ANY(%s)", [tokens]) if self.has_arrays else (f"IN ({', '.join(['%s'] * len(tokens))})", tokens)

    def write(self, gone: Iterable[Row], new: Iterable[Row]) -> None:
        """Take the tokens of these entries out and put those in; inside the transaction that writes the entries."""
        changes: dict[int, dict[str, Change]] = defaultdict(lambda: defaultdict(lambda: ([], [])))
        for side, rows in enumerate((gone, new)):
            for key, tokens in rows:
                block, number = placed(key)
                inside = changes[block]
                for token in tokens.split():
                    inside[token][side].append(number)
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
            for some in in_batches(emptied):
                condition, values = self.one_of(some)
                cursor.execute(DROP + condition, [block, *values])

    def put(self, cursor: Any, block: int, rows: Sequence[tuple[str, bytes]]) -> None:
        if self.has_arrays:
            tokens, numbers = [row[0] for row in rows], [row[1] for row in rows]
            arrays = "SELECT %s, token, numbers FROM unnest(%s::text[], %s::bytea[]) AS row (token, numbers)"
            cursor.execute(PUT.format(rows=arrays), [block, tokens, numbers])
        else:
            cursor.executemany(PUT.format(rows="VALUES (%s, %s, %s)"), [(block, *row) for row in rows])

    def clear(self) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_posting")
            cursor.execute("DELETE FROM search_block")

    def find(self, query: Query, kinds: Collection[int]) -> dict[int, Matches]:
        """Kind → the entries that have the tokens asked for."""
        tokens = {token for clause in query for way in clause for token in way}
        first, last = min(kinds) << BLOCKS, ((max(kinds) + 1) << BLOCKS) - 1
        found: dict[int, Matches] = {}
        for block, held in sorted(self.read(first, last, sorted(tokens)).items()):
            if (kind := block >> BLOCKS) in kinds and (numbers := matching(query, held)):
                found.setdefault(kind, Matches()).blocks[block] = numbers
        return found

    def having(self, token: str, keys: Iterable[int]) -> list[int]:
        """Those of the entries with these keys that have a token, in no order."""
        blocks: dict[int, list[int]] = defaultdict(list)
        for key in keys:
            block, number = placed(key)
            blocks[block].append(number)
        held = self.read(min(blocks), max(blocks), [token]) if blocks else {}
        having = ((block, BitMap(numbers) & held[block][token]) for block, numbers in blocks.items() if block in held)
        return [key for block, numbers in having for key in keys_in(block, numbers)]


class Matches:
    """Entries of one kind, by block."""

    def __init__(self) -> None:
        self.blocks: dict[int, BitMap] = {}

    def __len__(self) -> int:
        return sum(map(len, self.blocks.values()))

    def keys(self, most: int, after: int = -1) -> list[int]:
        """The first so many keys beyond a key, in order: by rank, then by record."""
        blocks = {block: beyond(block, numbers, after) for block, numbers in self.blocks.items()}
        if sum(map(len, blocks.values())) <= most:
            return sorted(key for block, numbers in blocks.items() for key in keys_in(block, numbers))
        return list(islice(by_rank(blocks), most))


def in_batches(tokens: Collection[str]) -> Iterator[list[str]]:
    every = list(tokens)
    for start in range(0, len(every), AT_ONCE):
        yield every[start : start + AT_ONCE]


def placed(key: int) -> tuple[int, int]:
    """The block of an entry, and its number in it."""
    kind, rank, record = Key.of(key)
    return kind << BLOCKS | record >> PLACE, rank << PLACE | record & (PLACES - 1)


def keys_in(block: int, numbers: Iterable[int]) -> list[int]:
    kind, part = divmod(block, 1 << BLOCKS)
    base = Key.made(kind, 0, part << PLACE)
    return [base + (number >> PLACE << ID) + (number & (PLACES - 1)) for number in numbers]


def matching(query: Query, held: dict[str, BitMap]) -> BitMap:
    """The numbers that have, of every clause, all tokens of one way."""
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


def beyond(block: int, numbers: BitMap, after: int) -> BitMap:
    """Those of a block whose keys are greater than this one, which is of the same kind."""
    if after < 0:
        return numbers
    part, (_kind, rank, record) = block % (1 << BLOCKS), Key.of(after)
    if part == record >> PLACE:
        start = (rank << PLACE | record & (PLACES - 1)) + 1
    else:
        start = rank << PLACE if part > record >> PLACE else rank + 1 << PLACE
    return numbers[numbers.rank(start - 1) if start else 0 :]


def by_rank(blocks: dict[int, BitMap]) -> Iterator[int]:
    """The keys in order, with no more looked at than is taken."""
    at = dict.fromkeys(blocks, 0)
    while left := [block for block, numbers in blocks.items() if at[block] < len(numbers)]:
        rank = min(blocks[block][at[block]] >> PLACE for block in left)
        for block in left:
            end = blocks[block].rank((rank + 1 << PLACE) - 1)
            for start in range(at[block], end, 1000):
                yield from keys_in(block, blocks[block][start : min(end, start + 1000)])
            at[block] = end
