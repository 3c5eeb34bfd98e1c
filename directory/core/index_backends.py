"""The index on the two databases: FTS5 on SQLite, a GIN index over tsvector on PostgreSQL."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Any, Protocol

from django.db import connections

from .keys import ID, PAGE, PAGES, RANKS, Key, kind_of, span
from .tokens import Query

Row = tuple[int, str]  # a key and its tokens, with blanks between them
BATCH = 2000
SLICES = 256  # of a rank; the first slice of each is the sample


class Backend(Protocol):
    """What an index on a database can do. Keys come and go in ascending order."""

    def __init__(self, using: str) -> None: ...
    def add(self, rows: Sequence[Row]) -> None: ...
    def remove(self, rows: Sequence[Row]) -> None: ...
    def build(self, rows: Iterable[Row]) -> None: ...
    def find(self, query: Query, kinds: Sequence[int], limit: int) -> dict[int, list[int]]: ...
    def follow(self, query: Query, kind: int, after: int, limit: int, skip: int = 0) -> list[int]: ...
    def rest(self, query: Query, kind: int, after: int, limit: int) -> list[int] | None: ...


def by_kind(keys: Iterable[int]) -> dict[int, list[int]]:
    return {kind: list(group) for kind, group in groupby(keys, kind_of)}


def in_batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, BATCH)):
        yield batch


class SQLiteIndex:
    """A contentless FTS5 table. It gives rowids in ascending order, so a LIMIT stops it early."""

    KEYS = (
        "SELECT rowid FROM search_index WHERE search_index MATCH %s AND rowid BETWEEN %s AND %s"
        " ORDER BY rowid LIMIT %s OFFSET %s"
    )

    REST = f"SELECT count(*), json_group_array(rowid) FROM ({KEYS})"  # as one text: quicker than a thousand rows

    def __init__(self, using: str) -> None:
        self.connection = connections[using]

    def many(self, statement: str, rows: Sequence[Row]) -> None:
        with self.connection.cursor() as cursor:
            cursor.executemany(statement, rows)

    def add(self, rows: Sequence[Row]) -> None:
        self.many("INSERT INTO search_index (rowid, tokens) VALUES (%s, %s)", rows)

    def remove(self, rows: Sequence[Row]) -> None:
        self.many("INSERT INTO search_index (search_index, rowid, tokens) VALUES ('delete', %s, %s)", rows)

    def build(self, rows: Iterable[Row]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
        for batch in in_batches(rows):
            self.add(batch)
        self.tidy()

    def tidy(self) -> None:
        """Join what was written in many small steps: rare tokens are then found several times as quickly."""
        with self.connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_index (search_index) VALUES ('optimize')")

    def find(self, query: Query, kinds: Sequence[int], limit: int) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        match, at = self.match(query), 0
        many = max(limit, min(limit * 2, 200))  # at once, of whatever kinds they are
        while at < len(kinds):
            keys = self.keys(match, span(kinds[at])[0], span(kinds[-1])[1], many)
            found |= by_kind(keys)
            if len(keys) < many:
                break
            cut = kind_of(keys[-1])
            if (missing := limit - len(found[cut])) > 0:
                found[cut] += self.keys(match, keys[-1] + 1, span(cut)[1], missing)
            at = bisect_right(kinds, cut)
        return {kind: keys[:limit] for kind, keys in found.items() if kind in kinds}

    def follow(self, query: Query, kind: int, after: int, limit: int, skip: int = 0) -> list[int]:
        first, last = span(kind)
        return self.keys(self.match(query), max(first, after + 1), last, limit, skip)

    def rest(self, query: Query, kind: int, after: int, limit: int) -> list[int] | None:
        first, last = span(kind)
        with self.connection.cursor() as cursor:
            cursor.execute(self.REST, [self.match(query), max(first, after + 1), last, limit + 1, 0])
            number, keys = cursor.fetchone()
        return json.loads(keys) if number <= limit else None

    def keys(self, match: str, first: int, last: int, limit: int, skip: int = 0) -> list[int]:
        with self.connection.cursor() as cursor:
            cursor.execute(self.KEYS, [match, first, last, limit, skip])
            return [key for (key,) in cursor.fetchall()]

    @staticmethod
    def match(query: Query) -> str:
        def all_of(tokens: Iterable[str]) -> str:
            return " AND ".join(f'"{token}"' for token in sorted(tokens))

        clauses = (" OR ".join(f"({all_of(tokens)})" for tokens in clause) for clause in query)
        return " AND ".join(f"({clause})" for clause in clauses)


class PostgreSQLIndex:
    """A GIN index over tsvector. It finds everything before it gives anything, so it is asked for little at a time.

    Beside its own tokens an entry has those of the blocks that its key lies in: its kind,
    its rank, a 16th and a 256th of that rank. One 256th of everything is a sample: it
    tells how much there is to find, hence by which blocks to ask. It decides how the
    keys are found, never which.
    """

    SAMPLE = "SELECT key >> %s AS place, count(*) FROM search_keys(%s) AS key GROUP BY place"
    FEW = 8  # found in the sample: some 2,000 in all, which are read at once

    def __init__(self, using: str) -> None:
        self.connection = connections[using]

    def add(self, rows: Sequence[Row]) -> None:
        self.insert("search_index", rows, "ON CONFLICT (key) DO UPDATE SET tokens = excluded.tokens")

    def insert(self, table: str, rows: Sequence[Row], otherwise: str = "") -> None:
        keys = [key for key, _tokens in rows]
        texts = [" ".join((tokens, *blocks(key))) for key, tokens in rows]
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (key, tokens) SELECT key, array_to_tsvector(string_to_array(text, ' '))"
                f" FROM unnest(%s::bigint[], %s::text[]) AS row (key, text) {otherwise}",
                [keys, texts],
            )

    def remove(self, rows: Sequence[Row]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_index WHERE key = ANY(%s)", [[key for key, _tokens in rows]])

    def build(self, rows: Iterable[Row]) -> None:
        """In the order of the keys, so that a block's entries lie together; the index last, readers go on meanwhile."""
        with self.connection.cursor() as cursor:
            cursor.execute("CREATE TABLE search_index_new (LIKE search_index INCLUDING DEFAULTS)")
            for batch in in_batches(rows):
                self.insert("search_index_new", batch)
            cursor.execute("ALTER TABLE search_index_new ADD PRIMARY KEY (key)")
            cursor.execute("CREATE INDEX ON search_index_new USING gin (tokens) WITH (fastupdate = off)")
            cursor.execute("DROP TABLE search_index")
            cursor.execute("ALTER TABLE search_index_new RENAME TO search_index")
            cursor.execute("ALTER INDEX search_index_new_pkey RENAME TO search_index_pkey")
            cursor.execute("ALTER INDEX search_index_new_tokens_idx RENAME TO search_index_tokens_idx")
            cursor.execute("ANALYZE search_index")

    def find(self, query: Query, kinds: Sequence[int], limit: int) -> dict[int, list[int]]:
        asked = conditions(query)
        sample = self.sample(asked)
        if sample.total() <= self.FEW:
            found = by_kind(self.keys(asked))
            return {kind: keys[:limit] for kind, keys in found.items() if kind in kinds}
        common = [kind for kind in kinds if sum(sample[kind, rank] for rank in range(RANKS)) > self.FEW]
        rare = [f"b:{kind}" for kind in kinds if kind not in common]
        found = by_kind(self.keys(asked, rare)) if rare else {}
        for kind in common:
            found[kind] = list(islice(self.descend(asked, kind, sample, limit), limit))
        return {kind: keys[:limit] for kind, keys in found.items()}

    def follow(self, query: Query, kind: int, after: int, limit: int, skip: int = 0) -> list[int]:
        asked = conditions(query)
        sample = self.sample([*asked, f"'b:{kind}'"])
        if sample.total() <= self.FEW:
            keys: Iterable[int] = self.keys(asked, [f"b:{kind}"])
        else:
            keys = self.descend(asked, kind, sample, skip + limit, after)
        return list(islice((key for key in keys if key > after), skip, skip + limit))

    def rest(self, query: Query, kind: int, after: int, limit: int) -> list[int] | None:
        keys = self.follow(query, kind, after, limit + 1)
        return keys if len(keys) <= limit else None

    def sample(self, asked: list[str]) -> Counter[tuple[int, int]]:
        """How many the sample has of each kind and rank."""
        with self.connection.cursor() as cursor:
            cursor.execute(self.SAMPLE, [PAGE + ID, [*asked, "'b:sample'"]])
            return Counter({divmod(place, RANKS): number for place, number in cursor.fetchall()})

    def descend(
        self, asked: list[str], kind: int, sample: Counter[tuple[int, int]], limit: int, after: int = -1
    ) -> Iterator[int]:
        """A kind's keys in order, rank by rank, no more at once than is likely to be needed.

        From about the key ``after`` on: what begins shortly before it may be given, too.
        """
        start = Key.of(max(after, span(kind)[0]))
        enough = max(1, limit * 5 // (SLICES * 4))  # in the sample, for a little over ``limit`` in all
        ranks: list[int] = []
        for rank in range(start.rank, RANKS):
            if sum(sample[kind, before] for before in (*ranks, rank)) > enough and ranks:
                yield from self.keys(asked, ranked(kind, ranks))
                ranks = []
            if sample[kind, rank] <= enough:
                ranks.append(rank)
                continue
            step = slices(limit, sample[kind, rank])
            for first in range(slice_of(start.page) // step * step if rank == start.rank else 0, SLICES, step):
                yield from self.keys(asked, sliced(kind, rank, first, step))
        if ranks:
            yield from self.keys(asked, ranked(kind, ranks))

    def keys(self, asked: list[str], within: Sequence[str] = ()) -> list[int]:
        """The keys of what was asked, in order; only those in one of the given blocks."""
        blocks = [" | ".join(f"'{token}'" for token in within)] if within else []
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT search_keys(%s)", [asked + blocks])
            return sorted(key for (key,) in cursor.fetchall())


def slice_of(page: int) -> int:
    return page * SLICES // PAGES


def blocks(key: int) -> list[str]:
    """The tokens of the blocks that a key lies in: kind, eight ranks, rank, a 16th and a 256th of the rank."""
    kind, rank, page, _record = Key.of(key)
    part = slice_of(page)
    at = f"b:{kind}.{rank}"
    own = [f"b:{kind}", f"b:{kind}-{rank // 8}", at, f"{at}.{part // 16}", f"{at}.{part // 16}.{part % 16}"]
    return own if part else [*own, "b:sample"]


def ranked(kind: int, ranks: Sequence[int]) -> list[str]:
    """The blocks that make up some consecutive ranks, eight at a time where possible."""
    whole = [rank for rank in ranks if rank % 8 == 0 and rank + 7 <= ranks[-1]]
    inside = {rank + more for rank in whole for more in range(8)}
    return [f"b:{kind}-{rank // 8}" for rank in whole] + [f"b:{kind}.{rank}" for rank in ranks if rank not in inside]


def slices(limit: int, sampled: int) -> int:
    """Of how many slices a rank is read at once, to have a little over ``limit`` keys: few, or whole 16ths."""
    wanted = max(1, limit * 5 // (sampled * 4))
    return wanted if wanted < 16 else min(SLICES, -(-wanted // 16) * 16)


def sliced(kind: int, rank: int, first: int, count: int) -> list[str]:
    """The blocks that make up some consecutive slices of a rank."""
    parts = range(first, min(first + count, SLICES))
    if count % 16 == 0:
        return [f"b:{kind}.{rank}.{part // 16}" for part in parts[::16]]
    return [f"b:{kind}.{rank}.{part // 16}.{part % 16}" for part in parts]


def conditions(query: Query) -> list[str]:
    """A query as tsquery texts, all of which must hold: one for each token, or for a choice of several."""

    def all_of(tokens: Iterable[str]) -> str:
        return " & ".join(f"'{token}'" for token in sorted(tokens))

    sure = {f"'{token}'" for clause in query if len(clause) == 1 for token in clause[0]}
    return sorted(sure) + [" | ".join(f"({all_of(way)})" for way in clause) for clause in query if len(clause) > 1]


backends: dict[str, Any] = {"sqlite": SQLiteIndex, "postgresql": PostgreSQLIndex}
