"""How the search index is written: a change in its place, a load block by block beside it and merged once at its end.

The table has a token's bitmaps together, so a batch of new entries would touch every page of it; they come in the
order of their blocks. Hence the blocks that are being loaded are open: what changes in them is staged in the order in
which it comes, whoever changes it, and ``Postings.read`` puts it over what the table has. It is true at any moment,
and an interrupted load goes on as if nothing had been.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from pyroaring import BitMap

from directory.core.batches import in_batches

from .keys import rank_of
from .postings import EMPTY, RANKED, Postings, placed

Row = tuple[int, str]  # a key and its tokens, with blanks between them
Places = dict[str, list[int]]  # by token
AT_ONCE = 20_000  # tokens in one statement
PIECE = 20_000  # tokens of a block that are merged at once
HELD = 400_000  # bitmaps that a new index is kept in memory up to
NOTHING = b""  # stands where a token of an open block is in no entry any more
LAST = chr(0x10FFFF)  # no token has it

OPEN = "INSERT INTO search_block (number, fresh) VALUES (%s, %s)"
PUT = (
    "INSERT INTO search_posting (token, block, places) {rows}"
    " ON CONFLICT (token, block) DO UPDATE SET places = excluded.places"
)
STAGE = (
    "INSERT INTO search_staged (token, block, places) {rows}"
    " ON CONFLICT (block, token) DO UPDATE SET places = excluded.places"
)
# The tokens of a piece in all open blocks.
PART = "staged.block IN (SELECT number FROM search_block) AND staged.token > %s AND staged.token <= %s"
MERGE = PUT.format(
    rows=f"SELECT token, block, places FROM search_staged AS staged WHERE {PART} AND places <> %s ORDER BY token, block"  # nosec B608
)
EMPTIED = f"SELECT token, block FROM search_staged AS staged WHERE {PART} AND places = %s"  # nosec B608
TAKE_AWAY = "DELETE FROM search_staged AS staged WHERE " + PART  # nosec B608
NEXT = "SELECT token FROM search_staged WHERE block = %s AND token > %s ORDER BY token LIMIT 1 OFFSET %s"


class Writer(Postings):
    """Writes the table; inside the transaction that writes the entries."""

    def write(self, gone: Iterable[Row], new: Iterable[Row], staged: bool = False) -> None:
        """Take the tokens of these entries out and put those in; ``staged``: to be merged later, with much else."""
        lost, gained = places_by_block(gone), places_by_block(new)
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT number, fresh FROM search_block")
            open_blocks = dict(cursor.fetchall())
            for block in sorted({*lost, *gained}):
                if staged and block not in open_blocks:
                    open_blocks[block] = not self.read(block, block, list(RANKED))
                    cursor.execute(OPEN, [block, open_blocks[block]])
                self.write_block(cursor, block, lost[block], gained[block], open_blocks.get(block))

    def write_block(self, cursor: Any, block: int, lost: Places, gained: Places, fresh: bool | None) -> None:
        """``fresh``: of a block that is open, whether the table has nothing of it."""
        rows = []
        for tokens in in_batches(sorted({*lost, *gained}), AT_ONCE):
            before = self.before(cursor, block, tokens, fresh)
            for token in tokens:
                old, now = before.get(token, EMPTY), BitMap(gained.get(token, ()))
                if old:  # of most tokens of a load there is nothing yet
                    now |= old - BitMap(lost[token]) if token in lost else old
                if now != old:
                    rows.append((token, block, now.serialize() if now else NOTHING))
        if fresh is not None:
            self.put(cursor, STAGE, rows)
        else:
            self.put(cursor, PUT, [row for row in rows if row[2]])
            self.drop(cursor, [row[:2] for row in rows if not row[2]])

    def before(self, cursor: Any, block: int, tokens: list[str], fresh: bool | None) -> dict[str, BitMap]:
        if not fresh:
            return self.read(block, block, tokens)[block]
        condition, values = self.one_of(tokens)
        cursor.execute(
            f"SELECT token, places FROM search_staged WHERE block = %s AND token {condition}",  # nosec B608
            [block, *values],
        )
        return {token: BitMap.deserialize(places) for token, places in cursor.fetchall() if places}

    def put(self, cursor: Any, statement: str, rows: Sequence[tuple[str, int, bytes]]) -> None:
        if self.has_arrays:
            arrays = "SELECT * FROM unnest(%s::text[], %s::bigint[], %s::bytea[])"
            for some in in_batches(rows, AT_ONCE):
                cursor.execute(statement.format(rows=arrays), [list(column) for column in zip(*some, strict=True)])
        else:
            cursor.executemany(statement.format(rows="VALUES (%s, %s, %s)"), rows)

    def drop(self, cursor: Any, rows: Sequence[tuple[str, int]]) -> None:
        if rows:
            cursor.executemany("DELETE FROM search_posting WHERE token = %s AND block = %s", rows)

    def pieces(self) -> Iterator[tuple[str, str]]:
        """Stretches of tokens, one after the other, each with a bearable number of bitmaps to be merged."""
        first = ""
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT max(number) FROM search_block")
            (block,) = cursor.fetchone()
            while block is not None:
                cursor.execute(NEXT, [block, first, PIECE])
                found = cursor.fetchone()
                yield first, found[0] if found else LAST
                if found is None:
                    return
                first = found[0]

    def merge(self, piece: tuple[str, str]) -> None:
        """Bring what is staged of these tokens to its place. The blocks are closed when nothing is staged any more."""
        with self.connection.cursor() as cursor:
            cursor.execute(EMPTIED, [*piece, NOTHING])
            self.drop(cursor, cursor.fetchall())
            cursor.execute(MERGE, [*piece, NOTHING])
            cursor.execute(TAKE_AWAY, piece)
            cursor.execute("DELETE FROM search_block WHERE NOT EXISTS (SELECT 1 FROM search_staged)")

    def build(self, blocks: Iterable[tuple[int, dict[str, BitMap]]]) -> None:
        """An index of these blocks alone, into empty tables; what a few hundred thousand entries need is sorted at once."""
        rows: list[tuple[str, int, bytes]] = []
        with self.connection.cursor() as cursor:
            for block, held in blocks:
                rows += [(token, block, places.serialize()) for token, places in held.items()]
                if len(rows) > HELD:
                    self.spill(cursor, rows)
                    rows = []
            cursor.execute("SELECT EXISTS (SELECT 1 FROM search_block)")
            if cursor.fetchone()[0]:
                self.spill(cursor, rows)
            else:
                self.put(cursor, PUT, sorted(rows))
        for piece in self.pieces():
            self.merge(piece)

    def spill(self, cursor: Any, rows: list[tuple[str, int, bytes]]) -> None:
        for block in sorted({block for _token, block, _places in rows}):
            cursor.execute(f"{OPEN} ON CONFLICT DO NOTHING", [block, True])
        self.put(cursor, STAGE, sorted(rows, key=lambda row: (row[1], row[0])))

    def clear(self) -> None:
        with self.connection.cursor() as cursor:
            for table in ("search_posting", "search_staged", "search_block"):
                cursor.execute(f"DELETE FROM {table}")  # nosec B608


def places_by_block(rows: Iterable[Row]) -> dict[int, Places]:
    """The places of these entries by block and token; their ranks are tokens, too."""
    blocks: dict[int, Places] = defaultdict(lambda: defaultdict(list))
    for key, tokens in rows:
        block, place = placed(key)
        inside = blocks[block]
        for token in tokens.split():
            inside[token].append(place)
        inside[f"#{rank_of(key)}"].append(place)
    return blocks
