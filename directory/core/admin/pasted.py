"""Phones, hours and an address pasted as text into one box of a place's form, put into its rows and fields.

Nothing is saved by it: the form comes back filled in. What is not understood stays in the box.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from directory.core.hours.reading import HoursTextError, read_hours
from directory.core.index.gazetteer import gazetteer
from directory.core.language import phones
from directory.core.language.phone_texts import written
from directory.core.models import Region
from directory.core.models.region import nested

SPLIT = "_split"  # the button
BOX = "pasted"
# The word in front says what the rest is; without one it is told by what it looks like.
ADDRESS = re.compile(r"^\s*(?:详细|联系|办公|单位|医院)?(?:地址|住址|地点)\s*(?:[:：]|为|是|在)?\s*")
STREET = re.compile(
    r"[路街巷道弄里村屯镇乡].{0,12}(?:[\d一二三四五六七八九十]+\s*[号弄栋楼]|[口旁内])|(?:路|街|大道|胡同)$"
)
PIECES = re.compile(r"[；;。\n]|\s{2,}")


def split(sent: Any) -> Any:
    """A form as it was sent, with what is pasted in it put where it belongs."""
    data = sent.copy()
    left = [line for line in data.get(BOX, "").splitlines() if line.strip() and not put(data, line)]
    data[BOX] = "\n".join(left)
    return data


def put(data: Any, line: str) -> bool:
    """Whether a line was understood, as a whole or piece by piece; of half a line nothing is taken."""
    if put_piece(data, line):
        return True
    trial = data.copy()
    pieces = [piece for piece in PIECES.split(line) if piece.strip()]
    if len(pieces) < 2 or not all(put_piece(trial, piece) for piece in pieces):
        return False
    for name, values in trial.lists():
        data.setlist(name, values)
    return True


def put_piece(data: Any, text: str) -> bool:
    named = ADDRESS.match(text)
    if named:
        return put_address(data, text[named.end() :].strip())
    for prefix, rows in (("opening_hours", hours_rows(text)), ("phones", phone_rows(data, text))):
        if found := list(rows):
            for row in found:
                add_row(data, prefix, row)
            return True
    return bool(STREET.search(text)) and put_address(data, text.strip())


def hours_rows(text: str) -> Iterator[dict[str, Any]]:
    try:
        yield from read_hours(text)
    except (HoursTextError, ValueError):
        return


def phone_rows(data: Any, text: str) -> Iterator[dict[str, Any]]:
    region = region_of(data)
    if STREET.search(text):
        return
    try:
        found = written(text, phones.area_code_of(region.code) if region else "")
    except phones.PhoneError:
        return
    for each, label in found:
        yield {"number": each.number, "extension": each.extension, "kind": str(each.kind), "label": label}


def put_address(data: Any, text: str) -> bool:
    """With the region that stands in front of it, where the form has none; never over another address."""
    typed, (found, rest) = region_of(data), gazetteer().leading(text)
    if found and typed is None:
        data["region"] = str(found.pk)
    address = rest if found and rest and (typed is None or nested(found.code, typed.code)) else text
    if not address or data.get("address", "").strip() not in ("", address):
        return False
    data["address"] = address
    return True


def region_of(data: Any) -> Region | None:
    key = data.get("region", "")
    return Region.objects.filter(code=int(key)).first() if re.fullmatch("[0-9]{1,9}", key) else None


def add_row(data: Any, prefix: str, values: Mapping[str, Any]) -> None:
    """One more row at the end, which a form without such rows takes no notice of."""
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    number = int(total) if re.fullmatch("[0-9]{1,4}", total) else 0
    for name, value in values.items():
        if name != "position" and value not in (None, False, ""):
            data[f"{prefix}-{number}-{name}"] = "on" if value is True else str(value)
    data[f"{prefix}-TOTAL_FORMS"] = str(number + 1)
