"""The statements of the bare app: this project's index on connections of the drivers' own, and plain SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from directory.core import bands
from directory.core.index.bitmaps import Bitmaps, Matches
from directory.core.index.keys import Key, span
from directory.core.index.postings import Postings
from directory.core.index.tokens import Query

BATCH = 5000
ALL = "SELECT key FROM core_entry WHERE key BETWEEN %s AND %s ORDER BY key LIMIT %s OFFSET %s"


class RawSQLite:
    """A connection as the index expects it: one cursor at a time, with Django's placeholders."""

    def __init__(self, path: str) -> None:
        self.raw = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
        self.raw.executescript(f"PRAGMA mmap_size={1 << 34}; PRAGMA cache_size=-16384")  # as the project has it
        self.found: Any = None

    def cursor(self) -> RawSQLite:
        return self

    def __enter__(self) -> RawSQLite:
        return self

    def __exit__(self, *problem: object) -> None:
        pass

    def execute(self, statement: str, values: Sequence[Any] = ()) -> RawSQLite:
        self.found = self.raw.execute(statement.replace("%s", "?"), values)
        return self

    def fetchall(self) -> list[Any]:
        return self.found.fetchall()


class Store:
    """What the app reads, on either database."""

    connection: Any

    def __init__(self, vendor: str) -> None:
        postings = Postings(self.connection, vendor)
        self.bitmaps = Bitmaps(lambda: postings)
        self.kind = Key.of(
            self.rows("SELECT key FROM core_entry WHERE kind = 'hospital' AND key > 0 LIMIT 1")[0][0]
        ).kind

    def rows(self, statement: str, *values: Any) -> list[Any]:
        return self.connection.execute(statement, values).fetchall()

    def by_keys(self, columns: str, keys: list[int]) -> dict[int, tuple[Any, ...]]:
        marks = ", ".join(["%s"] * len(keys))
        rows = self.rows(f"SELECT key, {columns} FROM core_entry WHERE key IN ({marks})", *keys) if keys else []
        return {row[0]: row[1:] for row in rows}

    def keys(self, query: Query, limit: int, start: int = 0, after: int = -1) -> list[int]:
        """Of hospitals, in order, beyond a key."""
        if query:
            found = self.bitmaps.find(query) & self.bitmaps.of_kind[self.kind]
            return Matches(self.bitmaps, self.kind, found, limit).first(start + limit, after)[start:]
        first, last = span(self.kind)
        return [key for (key,) in self.rows(ALL, max(first, after + 1), last, limit, start)]

    def search(self, query: Query, limit: int) -> list[int]:
        """Of all kinds."""
        found = self.bitmaps.kinds(self.bitmaps.find(query))
        return [key for kind, places in found for key in Matches(self.bitmaps, kind, places, limit).keys][:limit]

    def box(self, south: float, north: float, west: float, east: float) -> Iterator[tuple[int, float, float]]:
        found = self.rows(bands.in_box(south, north), west, east, south, north)
        return ((key, float(lat), float(lng)) for lat, lng, key, _pattern in found)

    def scan(self, statement: str) -> Iterator[Sequence[Any]]:
        raise NotImplementedError


class SQLiteStore(Store):
    def __init__(self, path: str) -> None:
        self.connection = RawSQLite(path)
        super().__init__("sqlite")

    def scan(self, statement: str) -> Iterator[Sequence[Any]]:
        cursor = self.connection.raw.execute(statement)
        while rows := cursor.fetchmany(BATCH):
            yield rows


class PostgreSQLStore(Store):
    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        super().__init__("postgresql")

    def scan(self, statement: str) -> Iterator[Sequence[Any]]:
        with self.connection.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT") as copy:
            copy.set_types(["text"])
            rows = []
            for row in copy.rows():
                rows.append(row)
                if len(rows) == BATCH:
                    yield rows
                    rows = []
            yield rows


def opened(url: str) -> Store:
    if url.startswith("sqlite:///"):
        return SQLiteStore(url.removeprefix("sqlite:///"))
    return PostgreSQLStore(url)
