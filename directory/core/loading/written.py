"""What lists say as people write it, put into the form in which it is stored, with what is doubtful about it.

What cannot be read is refused (LineError). What can be read but is unlikely is a doubt: a
region's phone with another city's area code. A doubtful line is not taken unless whoever loads says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from directory.core.caches import memoized
from directory.core.datums import SHIFTED, converted
from directory.core.hours.reading import HoursTextError, read_hours
from directory.core.index.centres import is_far_outside
from directory.core.language import phones
from directory.core.language.phone_texts import written
from directory.core.language.text import UNSAFE
from directory.core.models import Region
from directory.core.models.contact import NUMBER

from .errors import LineError

ENDS = re.compile(rf"^(?:\s|{phones.INVISIBLE.pattern})+|(?:\s|{phones.INVISIBLE.pattern})+\Z")
MIDNIGHTS = frozenset({"24:00", "24:00:00"})
ENDS_OF_DAY = MIDNIGHTS | {"23:59", "23:59:00", "23:59:59"}
BEGINNINGS_OF_DAY = frozenset({"00:00", "0:00", "00:00:00"})
LANDLINE = re.compile(r"0\d{2,3}-[2-9]\d{6,7}\Z", re.ASCII)
STORED_NUMBER = re.compile(str(getattr(NUMBER.regex, "pattern", NUMBER.regex)), re.ASCII)


class Given(NamedTuple):
    """A line's members in the form in which they are stored, and what is doubtful about them."""

    members: dict[str, Any]
    doubts: list[LineError]


def read(given: dict[str, Any], region: Region | None) -> Given:
    """Raises LineError."""
    doubts: list[LineError] = []
    members = {name: raw if name == "phones" else visible(name, raw) for name, raw in given.items()}
    if members.get("latitude") is not None and members.get("longitude") is not None:
        members |= position(members, region, doubts)
    if members.get("phones"):
        members["phones"] = list(phone_rows(members["phones"], region, doubts))
    if isinstance(members.get("opening_hours"), str):
        members["opening_hours"] = hours_rows(
            members["opening_hours"]
        )  # one list for all that say the same: to be read
    elif isinstance(members.get("opening_hours"), list):
        members["opening_hours"] = [
            whole_day(row) if isinstance(row, dict) else row for row in members["opening_hours"]
        ]
    return Given(members, doubts)


def visible(path: str, raw: Any) -> Any:
    """Texts without blanks and marks that nobody can see at their ends. Within them such characters are refused."""
    if isinstance(raw, str):
        if raw.isprintable():  # as almost all are; no mark nor control is
            return raw.strip()
        text = ENDS.sub("", raw)
        if found := UNSAFE.search(text):
            raise LineError(path, f"contains the invisible character U+{ord(found[0]):04X}", raw)
        return text
    if isinstance(raw, list):
        return [visible(f"{path}.{place}", one) for place, one in enumerate(raw)]
    if isinstance(raw, dict):
        return {name: visible(f"{path}.{name}", value) for name, value in raw.items()}
    return raw


def position(members: dict[str, Any], region: Region | None, doubts: list[LineError]) -> dict[str, Any]:
    """Latitude and longitude in WGS-84, with what the source gave where that was another datum.

    Anything that is no position is left as it is: what is wrong with it is said when the fields are read.
    """
    try:
        given = [Decimal(str(members[name])) for name in ("latitude", "longitude")]
    except InvalidOperation:
        return {}
    if not (3 <= given[0] <= 54 and 73 <= given[1] <= 136):
        return {}
    found: dict[str, Any] = {}
    datum = str(members.get("datum"))  # what is no text is refused when the fields are read
    if datum in SHIFTED and members.get("source_latitude") is None:
        given = [each.quantize(Decimal("0.000001")) for each in given]
        found = {"source_latitude": str(given[0]), "source_longitude": str(given[1])}
        given = list(converted(given[0], given[1], datum))
        found |= {"latitude": str(given[0]), "longitude": str(given[1])}
    if region and is_far_outside(region.code, *map(float, given)):
        doubts.append(LineError("latitude, longitude", f"lies far outside {region.full_name}", *map(float, given)))
    return found


@memoized(2048)
def hours_rows(text: str) -> list[dict[str, Any]]:
    try:
        return read_hours(text) if text else []
    except HoursTextError as error:
        raise LineError("opening_hours", str(error), text) from error


def whole_day(row: dict[str, Any]) -> dict[str, Any]:
    """Hours until midnight as they are stored: 08:00–24:00 ends on the next day, 00:00–24:00 or 23:59 never ends."""
    opens, closes = row.get("opens"), row.get("closes")
    if closes not in ENDS_OF_DAY or row.get("overnight") or row.get("round_the_clock"):
        return row
    if opens in BEGINNINGS_OF_DAY:
        return {**row, "opens": None, "closes": None, "round_the_clock": True}
    return {**row, "closes": "00:00", "overnight": True} if closes in MIDNIGHTS else row


def phone_rows(raw: Any, region: Region | None, doubts: list[LineError]) -> Iterator[Any]:
    """Rows of phones: as objects, or as texts in which labels, lists and short numbers stand."""
    for place, one in enumerate([raw] if isinstance(raw, str) else raw if isinstance(raw, list) else [raw]):
        row = {"number": one} if isinstance(one, str | int) and not isinstance(one, bool) else one
        path = f"phones.{place}.number" if isinstance(raw, list) else "phones"
        if not isinstance(row, dict) or not isinstance(row.get("number"), str | int):
            yield one
            continue
        yield from numbered(row, path, region, doubts)


def numbered(
    row: dict[str, Any], path: str, region: Region | None, doubts: list[LineError]
) -> Iterator[dict[str, Any]]:
    text, code = str(row["number"]), region.code if region else None
    if "kind" not in row and LANDLINE.match(text):  # as most are written: nothing is left to be read
        row = {**row, "kind": "landline"}
    try:
        found = written(text, phones.area_code_of(code) if code else "") if needs_reading(row, text) else []
    except phones.PhoneError as error:
        raise LineError(path, str(error), text) from error
    if not found:
        doubts += [LineError(path, doubt, text) for doubt in phones.doubts(text, code)]
        yield row
    for each, label in found:
        if row.get("kind") not in (None, "", each.kind):
            doubts.append(LineError(path, f"is {each.kind.value}, not {row['kind']}", text))
        doubts += [LineError(path, doubt, text) for doubt in phones.doubts(each.number, code)]
        told = {"number": each.number, "kind": each.kind, "extension": each.extension, "label": label}
        yield {
            **row,
            **{name: value for name, value in told.items() if value or name not in row},
            "kind": str(each.kind),
        }


def needs_reading(row: dict[str, Any], text: str) -> bool:
    """Whether a number is not yet as it is stored, or its kind is not plainly the right one."""
    return not STORED_NUMBER.match(text) or row.get("kind") != kind_of(text)


def kind_of(number: str) -> str:
    """Of a number as it is stored."""
    if number.startswith("0"):
        return "landline"
    if "-" in number:
        return "service"
    return "mobile" if len(number) == 11 else "hotline"
