from __future__ import annotations

import uuid
from typing import Any, ClassVar, Self

from django.db import models


class RowManager(models.Manager[Any]):
    """Finds a row by the identity that it keeps across databases."""

    def get_by_natural_key(self, uid: str) -> Any:
        return self.get(uid=uid)


class Row(models.Model):
    """A line that belongs to a record (a phone, a step, a citation) and is edited on the record's screen.

    ``uid`` identifies the line for good: fixtures load twice without doubling it,
    and exchange formats that want an identifier per line have one.
    """

    uid = models.UUIDField("标识", default=uuid.uuid4, unique=True, editable=False)
    position = models.PositiveSmallIntegerField("次序", default=0)

    objects: ClassVar[Any] = RowManager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def natural_key(self: Self) -> tuple[str]:
        return (str(self.uid),)
