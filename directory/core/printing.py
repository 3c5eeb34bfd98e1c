"""What a printed sheet needs: a QR code to the live page, and text that fits on one A4 page."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import segno

LINES = 34  # of body text on a sheet, at 12 pt, beside title and foot
WIDTH = 41  # full-width characters in a line
MOST_OF_ITEM = 3 * WIDTH
ROOMY = 17  # lines that still fit when type is a quarter larger


@dataclass
class Section:
    """A heading and its lines. ``share`` is how many of the sheet's lines it may take before others have theirs."""

    heading: str
    items: list[str]
    share: int
    style: str = "plain"  # plain, boxes to tick, or numbered
    left_out: int = field(default=0, init=False)

    @property
    def height(self) -> int:
        return sum(height(item) for item in self.items)


def qr(url: str) -> str:
    """The address as a QR code, an SVG in a data: URI."""
    return segno.make(url, error="m", micro=False).svg_data_uri(scale=4, border=2, xmldecl=False, nl=False)


def width(text: str) -> float:
    """How many full-width characters a text is as long as."""
    return sum(1 if unicodedata.east_asian_width(char) in "WFA" else 0.55 for char in text)


def height(text: str) -> int:
    return max(1, math.ceil(width(text) / WIDTH))


def shortened(text: str) -> str:
    """An item of at most three lines; the whole of it stands on the live page."""
    if width(text) <= MOST_OF_ITEM:
        return text
    kept = text
    while width(kept) > MOST_OF_ITEM - 1:
        kept = kept[: int(len(kept) * 0.95)]
    return f"{kept}…"


def fit(sections: list[Section], lines: int = LINES) -> dict[str, Any]:
    """The sections cut to one sheet: each gets its share, what some leave over goes to the others in order.

    Also whether there is room for larger type.
    """
    sections = [section for section in sections if section.items]
    for section in sections:
        section.items = [shortened(item) for item in section.items]
    spare = lines - sum(1 + min(section.height, section.share) for section in sections)
    for section in sections:
        allowed = min(section.height, section.share + max(0, spare))
        spare -= max(0, allowed - section.share)
        cut(section, allowed)
    used = sum(1 + section.height for section in sections)
    return {"sections": sections, "roomy": used <= ROOMY}


def cut(section: Section, lines: int) -> None:
    """Leave out the last items until the section fits; a line that says how many is one of them."""
    everything = list(section.items)
    while section.items and section.height + (len(section.items) < len(everything)) > lines:
        section.items.pop()
    section.left_out = len(everything) - len(section.items)
