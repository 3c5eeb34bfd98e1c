"""Grouped horizontal bars on a logarithmic scale, as SVG."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from html import escape

Groups = dict[str, dict[str, float]]  # title → series → value
Scale = Callable[[float], float]

LEFT, RIGHT, TOP, BAR, GAP, WIDTH = 270, 90, 64, 13, 14, 900
COLOURS = ("#0b6e4f", "#c0792a", "#8a5a9e", "#3f7cac", "#9aa0a6", "#b5523b", "#5b7f2b")  # as many as there are systems
STYLE = "text{font:12px sans-serif;fill:#333}.title{font-size:15px;font-weight:bold}.small{font-size:11px;fill:#666}"


def bars(title: str, unit: str, groups: Groups) -> str:
    """One group of bars for each title, one colour for each series."""
    series = list(dict.fromkeys(name for group in groups.values() for name in group))
    colours = dict(zip(series, COLOURS, strict=False))
    values = [value for group in groups.values() for value in group.values() if value > 0] or [1]
    low, high = 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values) * 1.01))
    height = TOP + sum(len(group) * BAR + GAP for group in groups.values()) + 30

    def x(value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log(max(value, low) / low) / math.log(high / low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img">',
        f"<title>{escape(title)}</title><style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        f'<text class="title" x="16" y="24">{escape(title)}</text>',
        *legend(colours),
        *grid(low, high, height, x),
        *(line for y, name, group in placed(groups) for line in drawn(y, name, group, colours, x)),
        f'<text class="small" x="{LEFT}" y="{height - 4}">{escape(unit)}, logarithmic</text>',
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def legend(colours: dict[str, str]) -> Iterator[str]:
    at = 16
    for name, colour in colours.items():
        yield f'<rect x="{at}" y="36" width="11" height="11" fill="{colour}"/>'
        yield f'<text x="{at + 16}" y="46">{escape(name)}</text>'
        at += 36 + 8 * len(name)


def grid(low: float, high: float, height: int, x: Scale) -> Iterator[str]:
    value = low
    while value <= high * 1.001:
        at = f"{x(value):.1f}"
        yield f'<line x1="{at}" x2="{at}" y1="{TOP - 4}" y2="{height - 30}" stroke="#e3e3e3"/>'
        yield f'<text class="small" x="{at}" y="{height - 17}" text-anchor="middle">{value:,g}</text>'
        value *= 10


def placed(groups: Groups) -> Iterator[tuple[int, str, dict[str, float]]]:
    y = TOP
    for name, group in groups.items():
        yield y, name, group
        y += len(group) * BAR + GAP


def drawn(y: int, name: str, group: dict[str, float], colours: dict[str, str], x: Scale) -> Iterator[str]:
    middle = y + len(group) * BAR / 2 + 4
    yield f'<text x="{LEFT - 8}" y="{middle:.0f}" text-anchor="end">{escape(name)}</text>'
    for number, (series, value) in enumerate(group.items()):
        top, wide = y + number * BAR, max(1.0, x(value) - LEFT)
        yield f'<rect x="{LEFT}" y="{top}" width="{wide:.1f}" height="{BAR - 2}" fill="{colours[series]}"/>'
        yield f'<text class="small" x="{LEFT + wide + 4:.1f}" y="{top + BAR - 3}">{amount(value)}</text>'


def amount(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"
