"""What is wrong with a line, or with several."""

from __future__ import annotations

from typing import Any

import orjson


class LineError(ValueError):
    """What is wrong with a line: where in it, what is accepted, and the value, where there is one."""

    def __init__(self, path: str, accepted: str, *value: Any) -> None:
        self.path, self.accepted, self.value = path, accepted, value

    def __str__(self) -> str:
        shown = [orjson.dumps(value).decode()[:80] for value in self.value]
        where = " ".join(filter(None, [self.path, *shown]))
        return f"{where}: {self.accepted}" if where else self.accepted

    def within(self, *path: str) -> LineError:
        """The same complaint, seen from further up in the line."""
        return LineError(".".join([*path, *filter(None, [self.path])]), self.accepted, *self.value)


class UncitedLines(Exception):
    """Records would become public with fields that nobody answers for."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__(fields)
        self.fields = fields  # by slug
