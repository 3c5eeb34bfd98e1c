"""Queries that the ORM composes once: composing one that is made of others costs several times as much as running it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from .caches import memoized

Value = int | str | None | tuple[int, ...] | tuple[str, ...]
FIRST = 2_000_000_000  # stand-ins for numbers fit into 32 bits, and are no other number of a statement
Shape = tuple[Any, ...]  # of each value its type, or of a list how many of which type
Composed = tuple[str, tuple[Any, ...], dict[Any, int]]


class PreparedQuery:
    """A function of plain values that returns a query of rows (``values_list``); called, it returns the rows.

    It is composed with stand-ins, once for each shape of the values; what is asked with takes their places in the
    parameters. So the function hands its values to lookups that take them as they are, and decides by nothing but
    whether there are any. Leans on ``sql_with_params`` of Django's queries (test_prepared would tell).
    """

    def __init__(self, function: Callable[..., QuerySet[Any, Any]]) -> None:
        self.function = function

    def __call__(self, *values: Value) -> list[tuple[Any, ...]]:
        found = composed(self, tuple(map(shape_of, values)), connection.vendor)
        if found is None:
            return []
        statement, parameters, places = found
        given = [one for value in values for one in as_tuple(value)]
        with connection.cursor() as cursor:
            cursor.execute(statement, [given[places[one]] if one in places else one for one in parameters])
            return cursor.fetchall()


@memoized(None)
def composed(prepared: PreparedQuery, shape: Shape, vendor: str) -> Composed | None:
    """The statement, its parameters, and which of the values belongs in the place of each stand-in.

    None where nothing can be found, as where a list is empty. The numbers of content types stand in it: they are as lasting
    as Django itself takes them for, which remembers them for the life of a process.
    """
    places: dict[Any, int] = {}

    def stand_in(sort: type) -> Any:
        number = len(places)
        one = FIRST + number if sort is int else f"\ufffd{number}"
        places[one] = number
        return one

    values = [
        None if part is None else tuple(map(stand_in, part)) if isinstance(part, tuple) else stand_in(part)
        for part in shape
    ]
    try:
        statement, parameters = prepared.function(*values).query.sql_with_params()
    except EmptyResultSet:
        return None
    if lost := places.keys() - set(parameters):
        raise ValueError(f"{prepared.function.__qualname__} changes its values: {lost} are not among the parameters")
    return statement, parameters, places


def as_tuple(value: Value) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def shape_of(value: Value) -> Any:
    return tuple(map(type, value)) if isinstance(value, tuple) else None if value is None else type(value)
