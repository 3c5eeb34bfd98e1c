"""Rows into tables as fast as the database takes them: ``executemany`` on SQLite, COPY on PostgreSQL.

Values are stored ones (``stored``), so that they can be made in one process and written by another.
Nothing here validates, fires signals or keeps history: what is written has been checked before.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models

from directory.core.caches import memoized

ROOM = 256 * 1024  # KB
PLAIN = frozenset([str, int, bool, type(None)])
MOMENTS = frozenset([datetime.date, datetime.time, datetime.datetime])
OTHERWISE = (models.DecimalField, models.DateField, models.TimeField)


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """A model's columns but for its own number."""
    return [field for field in model._meta.concrete_fields if field is not model._meta.pk]


def stored(field: models.Field[Any, Any], value: Any) -> Any:
    """A field's value in the form that the database is given."""
    sort = value.__class__
    if sort in PLAIN:
        return value
    return stored_moment(field, value) if sort in MOMENTS else to_stored_form(field)(value)


def as_stored(fields: Sequence[Any], rows: models.QuerySet[Any, Any]) -> list[Sequence[Any]]:
    """What a query finds of these fields, as stored values: to be compared with such, not to be worked with."""
    with connection.cursor() as cursor:
        cursor.execute(*rows.query.sql_with_params())
        found = cursor.fetchall()
    # SQLite does not give them as it is given them: decimals come as floats, times as times.
    other = [at for at, field in enumerate(fields) if isinstance(field, OTHERWISE)]
    if connection.vendor == "sqlite" and other:
        found = [list(row) for row in found]
        for row in found:
            for at in other:
                row[at] = stored(fields[at], fields[at].to_python(row[at]))
    return found


@memoized(4096)
def stored_moment(field: models.Field[Any, Any], value: Any) -> Any:
    """Everybody has the same hours, a batch one moment."""
    return to_stored_form(field)(value)


@memoized(1024)
def to_stored_form(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """How a field's values are stored. That depends on the kind of database alone; to come by a connection takes longer."""
    return partial(field.get_db_prep_save, connection=connections[DEFAULT_DB_ALIAS])


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows of stored values for these fields, by attname; every field without a database default must be named."""
    if not (every := list(rows)):
        return
    table, columns = connection.ops.quote_name(model._meta.db_table), quoted(model, names)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            copy_rows(cursor, table, columns, every)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", every)  # nosec B608


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write other stored values for these fields into rows that are there. Each comes with its key behind its values.

    In the order of the keys, so that a page is written once.
    """
    if not (every := sorted(rows, key=itemgetter(-1))):
        return
    table, columns = connection.ops.quote_name(model._meta.db_table), quoted(model, names)
    key = quoted_key(model)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            changes = ", ".join(f"{column} = fresh.{column}" for column in columns)
            columns.append(key)
            cursor.execute(f"CREATE TEMPORARY TABLE fresh AS SELECT {', '.join(columns)} FROM {table} WITH NO DATA")  # nosec B608
            copy_rows(cursor, "fresh", columns, every)
            cursor.execute(f"UPDATE {table} SET {changes} FROM fresh WHERE {table}.{key} = fresh.{key}")  # nosec B608
            cursor.execute("DROP TABLE fresh")
        else:
            changes = ", ".join(f"{column} = %s" for column in columns)
            cursor.executemany(f"UPDATE {table} SET {changes} WHERE {key} = %s", every)  # nosec B608


def delete(model: type[models.Model], keys: list[Any]) -> None:
    """Take rows out that come back in this transaction under the same keys: what refers to them stays."""
    if keys:
        table, key = connection.ops.quote_name(model._meta.db_table), quoted_key(model)
        with connection.cursor() as cursor:
            cursor.executemany(f"DELETE FROM {table} WHERE {key} = %s", [(each,) for each in keys])  # nosec B608


def copy_rows(cursor: Any, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.wrap_database_errors, cursor.copy(statement) as into:
        for row in rows:
            into.write_row(row)


def quoted_key(model: type[models.Model]) -> str:
    key: Any = model._meta.pk
    return connection.ops.quote_name(key.column)


def quoted(model: type[models.Model], names: Sequence[str]) -> list[str]:
    """The columns of these fields, by attname."""
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    return [connection.ops.quote_name(field.column) for field in fields]


def enlarge_page_cache() -> None:
    """Memory for the pages that a large transaction changes, as long as this connection lasts.

    SQLite's own 2 MB are full after some hundred rows: from then on it writes into the
    file, which locks readers out until the transaction ends, and reads again what it wrote.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = -{ROOM}")


def analyze_tables() -> None:
    """Have PostgreSQL look how large its tables have become: by what it knew of them empty it would read them whole."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def vacuum() -> None:
    """Have PostgreSQL note which pages all may see: until then it reads every row that an index alone would answer.

    It does so by itself after a while. Not possible inside a transaction, which goes without.
    """
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")


def new_keys(model: type[models.Model], count: int) -> list[int]:
    """So many numbers for new rows. On SQLite they are free until the transaction ends, which nobody can overtake."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [key for (key,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or [0])[0]
        return list(range(last + 1, last + count + 1))
