"""What differs between two states of a record, line by line, and what may still be written of it."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from enum import Enum
from typing import Any, NamedTuple

from .states import State

Line = dict[str, Any]  # path, old, new, citation


class Standing(Enum):
    """What has become of a line since it was made."""

    CLEAN = "clean"  # the record still says the old value
    DONE = "done"  # it says the new one already
    CLASH = "clash"  # it says a third


class Checked(NamedTuple):
    """A line, how it stands to the record as it is now, and what that says."""

    line: Line
    standing: Standing
    now: Any


def line(path: str, old: Any, new: Any, citation: dict[str, Any] | None = None) -> Line:
    return {"path": path, "old": old, "new": new, "citation": citation}


def diff(old: State, new: State) -> list[Line]:
    """The lines that make the old state the new one: fields, sets, then rows in their order."""
    return [*plain_lines(old, new, "fields"), *plain_lines(old, new, "sets"), *row_lines(old, new)]


def plain_lines(old: State, new: State, part: str) -> Iterator[Line]:
    before, after = old[part], new[part]
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield line(name, before.get(name), after.get(name))


def row_lines(old: State, new: State) -> Iterator[Line]:
    for part in dict.fromkeys([*old["rows"], *new["rows"]]):
        before, after = by_uid(old, part), by_uid(new, part)
        for uid in dict.fromkeys([*before, *after]):
            yield from lines_of_row(f"{part}/{uid}", before.get(uid), after.get(uid))


def lines_of_row(path: str, before: Any, after: Any) -> Iterator[Line]:
    if before is None or after is None:
        yield line(path, before, after)
        return
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield line(f"{path}/{name}", before.get(name), after.get(name))


def by_uid(state: State, part: str) -> dict[str, dict[str, Any]]:
    """A part's rows by their identity, without it."""
    return {row["uid"]: {name: row[name] for name in row if name != "uid"} for row in state["rows"].get(part, ())}


def value_at(state: State, path: str) -> Any:
    """What a state says at a path; None where it has nothing there."""
    part, _slash, rest = path.partition("/")
    if not rest:
        return state["sets"][path] if path in state["sets"] else state["fields"].get(path)
    uid, _slash, name = rest.partition("/")
    row = by_uid(state, part).get(uid)
    return row if row is None or not name else row.get(name)


def check(lines: Iterable[Line], now: State) -> list[Checked]:
    """How each line stands to the record as it is now."""
    return [Checked(each, standing(each, found), found) for each in lines for found in [value_at(now, each["path"])]]


def standing(each: Line, now: Any) -> Standing:
    if now == each["new"]:
        return Standing.DONE
    return Standing.CLEAN if now == each["old"] else Standing.CLASH


def patched(now: State, lines: Iterable[Line]) -> State:
    """The state with these lines written into it, whatever it said there before."""
    found = copy.deepcopy(now)
    for each in lines:
        set_at(found, each["path"], each["new"])
    for rows in found["rows"].values():
        rows.sort(key=lambda row: row.get("position") or 0)
    return found


def set_at(state: State, path: str, value: Any) -> None:
    part, _slash, rest = path.partition("/")
    if not rest:
        state["sets" if path in state["sets"] else "fields"][path] = value
        return
    uid, _slash, name = rest.partition("/")
    rows = state["rows"].setdefault(part, [])
    row = next((row for row in rows if row["uid"] == uid), None)
    if name:
        if row is not None:
            row[name] = value
        return
    state["rows"][part] = [row for row in rows if row["uid"] != uid]
    if value is not None:
        state["rows"][part].append({"uid": uid, **value})


def inverse(lines: Iterable[Line]) -> list[Line]:
    """The lines that undo these."""
    return [line(each["path"], each["new"], each["old"]) for each in lines]
