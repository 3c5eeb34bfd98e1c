"""The provinces as equal squares, roughly where they lie: a map on which no border is drawn."""

from __future__ import annotations

from dataclasses import dataclass

SIDE = 44  # of a square and the gap beside it, in the map's own units
MANY = 10  # entries from which on a square is filled

# Column and row, from the north-west. The names are the regions' own short names.
SQUARES: dict[str, tuple[int, int]] = {
    "黑龙江": (7, 0),
    "吉林": (7, 1),
    "新疆": (0, 2), "宁夏": (3, 2), "内蒙古": (4, 2), "北京": (5, 2), "天津": (6, 2), "辽宁": (7, 2),
    "青海": (1, 3), "甘肃": (2, 3), "陕西": (3, 3), "山西": (4, 3), "河北": (5, 3), "山东": (6, 3),
    "西藏": (0, 4), "四川": (2, 4), "重庆": (3, 4), "河南": (4, 4), "安徽": (5, 4), "江苏": (6, 4), "上海": (7, 4),
    "云南": (2, 5), "贵州": (3, 5), "湖北": (4, 5), "江西": (5, 5), "浙江": (6, 5),
    "广西": (3, 6), "湖南": (4, 6), "广东": (5, 6), "福建": (6, 6), "台湾": (7, 6),
    "海南": (3, 7), "澳门": (4, 7), "香港": (5, 7),
}  # fmt: skip


@dataclass(frozen=True)
class Square:
    """A province on the map: its short name, its page, how many entries it has."""

    name: str
    page: str
    count: int
    column: int
    row: int

    @property
    def is_many(self) -> bool:
        return self.count >= MANY

    @property
    def x(self) -> int:
        return SIDE * self.column + 1

    @property
    def y(self) -> int:
        return SIDE * self.row + 1

    @property
    def middle(self) -> int:
        return self.x + 21

    @property
    def upper(self) -> int:
        """The base line of the name where a number stands below it."""
        return self.y + 19

    @property
    def lower(self) -> int:
        """The base line of the number."""
        return self.y + 35

    @property
    def centre(self) -> int:
        """The base line of a name that stands alone."""
        return self.y + 26


def squares(filled: dict[str, tuple[str, int]]) -> list[Square]:
    """All provinces; ``filled``: a province's full name → its page and how many entries it has."""
    found = []
    for name, (column, row) in SQUARES.items():
        page, count = next((value for full, value in filled.items() if full.startswith(name)), ("", 0))
        found.append(Square(name, page, count, column, row))
    return found
