"""Lookups that Django has not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from django.core.exceptions import EmptyResultSet
from django.db import models

if TYPE_CHECKING:
    Lookup = models.Lookup[Any]
else:
    Lookup = models.Lookup


@models.Field.register_lookup
@models.ForeignObject.register_lookup
class Among(Lookup):
    """``__among`` is ``__in`` for thousands of plain values: one parameter, where ``__in`` prepares and places each.

    That takes longer than finding the rows.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, before, values = self.sides(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", [*before, orjson.dumps(values).decode()]  # nosec B608

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, before, values = self.sides(compiler, connection)
        return f"{column} = ANY(%s)", [*before, values]

    def sides(self, compiler: Any, connection: Any) -> tuple[str, list[Any], list[Any]]:
        if not self.rhs:
            raise EmptyResultSet  # as __in does: nothing is asked
        column, before = self.process_lhs(compiler, connection)
        return column, list(before), list(self.rhs)
