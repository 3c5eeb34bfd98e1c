"""The statements of the bare app: this project's index on connections of the drivers' own, and plain SQL."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from directory.core.index_backends import PostgreSQLIndex, SQLiteIndex
from directory.core.keys import Key, span
from directory.core.tokens import Query

BATCH = 5000
BOX = (
    "SELECT key, latitude, longitude FROM core_entry WHERE latitude BETWEEN %s AND %s"
    " AND longitude BETWEEN %s AND %s AND latitude IS NOT NULL"
)
ALL = "SELECT key FROM core_entry WHERE key BETWEEN %s AND %s ORDER BY key LIMIT %s OFFSET %s"
KINDS = "SELECT min(key) FROM core_entry WHERE key > 0 GROUP BY kind"


class RawSQLite:
    """A connection as the index expects it: one cursor at a time, with Django's placeholders."""

    def __init__(self, path: str) -> None:
        self.raw = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)
        self.raw.execute(f"PRAGMA mmap_size={1 << 34}")  # as the project has it
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
    index: Any

    def __init__(self) -> None:
        self.kind = Key.of(
            self.rows("SELECT key FROM core_entry WHERE kind = 'hospital' AND key > 0 LIMIT 1")[0][0]
        ).kind
        self.kinds = sorted(Key.of(key).kind for (key,) in self.rows(KINDS))

    def rows(self, statement: str, *values: Any) -> list[Any]:
        return self.connection.execute(statement, values).fetchall()

    def by_keys(self, columns: str, keys: list[int]) -> dict[int, tuple[Any, ...]]:
        marks = ", ".join(["%s"] * len(keys))
        rows = self.rows(f"SELECT key, {columns} FROM core_entry WHERE key IN ({marks})", *keys) if keys else []
        return {row[0]: row[1:] for row in rows}

    def keys(self, query: Query, limit: int, start: int = 0, after: int = -1) -> list[int]:
        """Of hospitals, in order, beyond a key."""
        if query:
            found: list[int] = self.index.follow(query, self.kind, after, limit, start)
            return found
        first, last = span(self.kind)
        return [key for (key,) in self.rows(ALL, max(first, after + 1), last, limit, start)]

    def search(self, query: Query, limit: int) -> list[int]:
        """Of all kinds."""
        found = self.index.find(query, self.kinds, limit)
        return [key for kind in self.kinds for key in found.get(kind, ())][:limit]

    def box(self, *edges: float) -> Iterator[tuple[int, float, float]]:
        return ((key, float(lat), float(lng)) for key, lat, lng in self.rows(BOX, *edges))

    def scan(self, statement: str) -> Iterator[Sequence[Any]]:
        raise NotImplementedError


class RawSQLiteIndex(SQLiteIndex):
    def __init__(self, connection: Any) -> None:
        self.connection = connection


class SQLiteStore(Store):
    def __init__(self, path: str) -> None:
        self.connection = RawSQLite(path)
        self.index = RawSQLiteIndex(self.connection)
        super().__init__()

    def scan(self, statement: str) -> Iterator[Sequence[Any]]:
        cursor = self.connection.raw.execute(statement)
        while rows := cursor.fetchmany(BATCH):
            yield rows


class RawPostgreSQLIndex(PostgreSQLIndex):
    def __init__(self, connection: Any) -> None:
        self.connection = connection


class PostgreSQLStore(Store):
    def __init__(self, url: str) -> None:
        self.connection = psycopg.connect(url, autocommit=True)
        self.index = RawPostgreSQLIndex(self.connection)
        super().__init__()

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
