"""A policy beside the others of its subject: over regions and years, as rows and as a picture of the figures.

What sources dispute has no figure of its own and stands in the rows alone; examples of articles are rules nowhere
and are left out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from directory.core.documents import Document

LABEL, WIDTH, ROW, HEAD = 120, 210, 40, 26  # of the picture, in its own units
MOST_DOTS = 12
TICKS = 5


@dataclass(frozen=True)
class Dot:
    """A figure in the picture: one place, or the stretch from the least to the most."""

    label: str
    text: str
    y: int
    low: float
    high: float
    chosen: bool

    @property
    def base(self) -> int:
        return self.y + 5

    @property
    def label_base(self) -> int:
        return self.y - 2

    @property
    def is_range(self) -> bool:
        return self.low != self.high


@dataclass(frozen=True)
class Plot:
    """The picture of those figures that have the same unit."""

    unit: str
    dots: list[Dot]
    ticks: list[tuple[float, str]]

    @property
    def height(self) -> int:
        return HEAD + ROW * len(self.dots)

    @property
    def width(self) -> int:
        return LABEL + WIDTH + 70


def compared(policies: list[Document], chosen: str) -> list[Document]:
    """The rows of the table: the latest year first, then those of no year; each told apart by what it is for."""
    rows = [one for one in policies if not one["example"]]
    ordered = sorted(rows, key=lambda one: (-(one["year"] or 0), one["region"]["code"], one["name"]))
    return [one | {"chosen": one["slug"] == chosen, "label": label_of(one)} for one in ordered]


def label_of(policy: Document) -> str:
    place = policy["region"]["path"][-1]
    return " ".join(filter(None, [place, str(policy["year"] or "")]))


def plot(rows: list[Document], chosen: str) -> Plot | None:
    """The figures as dots on one line each; none where fewer than two have the chosen one's unit, or the usual one."""
    figures = [one for one in rows if bounds(one)]
    units = Counter(one["figure"]["unit"] for one in figures)
    own = [one["figure"]["unit"] for one in figures if one["slug"] == chosen]
    unit = own[0] if own else next(iter(dict(units.most_common(1))), "")
    drawn = [one for one in figures if one["figure"]["unit"] == unit][:MOST_DOTS]
    if len(drawn) < 2:
        return None
    most = round_up(max(bounds(one)[1] for one in drawn))
    dots = [dot(one, at, most, chosen) for at, one in enumerate(drawn)]
    ticks = [(x(most * step / TICKS, most), f"{most * step / TICKS:g}") for step in range(TICKS + 1)]
    return Plot(unit, dots, ticks)


def bounds(policy: Document) -> tuple[float, ...]:
    """The least and the most that a figure says; an open end is where the other is."""
    figure = policy["figure"]
    ends = [figure[name] for name in ("minimum", "maximum") if figure[name] is not None] if figure else []
    return (float(ends[0]), float(ends[-1])) if ends else ()


def dot(policy: Document, at: int, most: float, chosen: str) -> Dot:
    low, high = bounds(policy)
    text = str(policy["figure"]["text"])
    label = " ".join(filter(None, [policy["label"], policy["population"] or policy["facility_level"]]))
    return Dot(label, text, HEAD + ROW * at + 26, x(low, most), x(high, most), policy["slug"] == chosen)


def x(value: float, most: float) -> float:
    return round(LABEL / 4 + WIDTH * value / most, 1) if most else LABEL / 4


def round_up(value: float) -> float:
    """A round number that is not below the value: 1, 2 or 5 with noughts."""
    step = 1.0
    while step * 10 < value:
        step *= 10
    return next((step * factor for factor in (1, 2, 5, 10) if step * factor >= value), value)


def of_years(policy: Document, others: list[Document], this_year: int) -> dict[str, Any]:
    """Whether a policy is of a past year and, if so, what the directory has of this one for the same people."""
    if not policy["year"] or policy["year"] >= this_year:
        return {"past": False, "current": None, "this_year": this_year}
    current = next((one for one in others if one["year"] == this_year and alike(one, policy)), None)
    return {"past": True, "current": current, "this_year": this_year}


def alike(one: Document, other: Document) -> bool:
    """Of the same place, 险种, people and level of hospital."""

    def key(policy: Document) -> tuple[Any, ...]:
        place, scheme = policy["region"], policy["scheme"]
        return (
            place and place["code"], scheme and scheme["code"], policy["population"], policy["facility_level"],
        )  # fmt: skip

    return key(one) == key(other)
