"""What stood in a list's rows before: the same place twice in one list is not two places."""

from __future__ import annotations

from typing import Any, NamedTuple

from directory.core.language.text import search_key
from directory.core.models.region import nested

from .cells import RowFinding, RowResult

LONGEST = 80  # of what is compared of a name


class RowBefore(NamedTuple):
    """What is remembered of a row."""

    number: int
    region: int
    code: str
    name: str


class RowsBefore:
    """The rows that are through, by what is the same where one place stands in a list twice."""

    def __init__(self) -> None:
        self.by_code: dict[str, int] = {}
        self.by_record: dict[str, int] = {}
        self.by_key: dict[str, tuple[RowBefore, ...]] = {}

    def copy(self) -> RowsBefore:
        found = RowsBefore()
        found.by_code, found.by_record = dict(self.by_code), dict(self.by_record)
        found.by_key = dict(self.by_key)
        return found

    def remember(self, number: int, same_as: str, slug: str = "") -> None:
        """``same_as`` is what was said of the row before, as it is stored with it."""
        region, code, name, key = same_as.split("|", 3)
        self.add(RowBefore(number, int(region), code, name), key, slug)

    def add(self, row: RowBefore, key: str, slug: str = "") -> None:
        if row.code:
            self.by_code.setdefault(row.code, row.number)
        if slug:
            self.by_record.setdefault(slug, row.number)
        self.by_key[key] = (*self.by_key.get(key, ()), row)

    def standing(self, result: RowResult, record: Any | None) -> RowFinding | None:
        """What is wrong or doubtful where a row before is about the same place; else the row is remembered."""
        line = result.line
        name, key = search_key(line["name"]).replace("|", "")[:LONGEST], result.core[:LONGEST]
        name = key if key == name else name  # one text where both are the same: there are as many as rows
        own = RowBefore(result.number, line["region"], str(line.get("insurance_code", ""))[:20], name)
        result.same_as = f"{own.region}|{own.code}|{own.name}|{key}"
        if own.code and (row := self.by_code.get(own.code)):
            return self.found(result, "insurance_code", "refused", f"the same code stands in row {row} already")
        if record is not None and (row := self.by_record.get(record.slug)):
            return self.found(result, "name", "refused", f"the same place, {record.slug}, stands in row {row} already")
        for other in self.by_key.get(key, ()) if record is None else ():
            if own.code and other.code:  # two codes are two places
                continue
            if other.name == own.name and other.region == own.region:
                text = f"the same name and region stand in row {other.number} already"
                return self.found(result, "name", "refused", text)
            if nested(own.region, other.region):
                self.add(own, key)
                text = f"may be the same place as in row {other.number}"
                return self.found(result, "name", "doubtful", text)
        self.add(own, key, record.slug if record is not None else "")
        return None

    def found(self, result: RowResult, name: str, state: str, text: str) -> RowFinding:
        return RowFinding(result.number, name, result.name, state, text)
