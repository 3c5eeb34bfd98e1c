"""Years and spans of days in a text: 2024年10月22日至2024年12月31日, 每年10月至12月, 从9月1日启动. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

# 2025年度, not 2025年9月: that is a day.
YEAR = re.compile(r"(?<!\d)(20[0-4]\d)\s{0,3}年(?:度)?(?!\s{0,3}\d{1,2}\s{0,3}月)|(?<!\d)(20[0-4]\d)(?=年度)")
DAY = (
    r"(?:(?P<{0}y>20\d\d)\s{{0,3}}[年./-]\s{{0,3}})?"
    r"(?P<{0}m>\d{{1,2}})\s{{0,3}}(?:月份?|[./-](?=\d))(?:\s{{0,3}}(?P<{0}d>\d{{1,2}})[日号]?)?"
)
SPAN = re.compile(
    rf"{DAY.format('a')}\s{{0,3}}(?:起|开始)?,?\s{{0,3}}(?:[-–—―−~～〜至到])+\s{{0,3}}(?P<next>次年|翌年|第二年|当年)?{DAY.format('b')}(?P<end>底)?"
)
BARE = re.compile(r"(?<![\d:.])(?P<am>\d{1,2})\s{0,3}[-~至到]\s{0,3}(?P<bm>\d{1,2})月(?:份)?")
FROM = re.compile(
    rf"(?:自|从)\s{{0,3}}{DAY.format('a')}\s{{0,3}}(?:起|开始|启动|执行|实施)?|{DAY.format('c')}\s{{0,3}}(?:起|开始|启动)"
)
UNTIL = re.compile(
    rf"(?:截至|截止到?|截止时间为?|延长至|延长到|止于|(?:到|至)(?:今年|本年)?(?=\d[\d年月日号]+(?:结束|截止|为止|止))|(?:于|"
    rf"在)?(?=\d[\d年月日]+(?:前|之前|截止))){DAY.format('a')}"
)


class DateSpan(NamedTuple):
    """From one day to another, either end open; a day is (year or None, month, day or None)."""

    start: int
    end: int
    first: tuple[int | None, int, int | None] | None
    last: tuple[int | None, int, int | None] | None

    @property
    def text(self) -> str:
        if self.first and self.last:
            return f"{shown(self.first)} 至 {shown(self.last)}"
        return f"{shown(self.first)} 开始" if self.first else f"到 {shown(self.last)} 为止" if self.last else ""


def shown(day: tuple[int | None, int, int | None] | None) -> str:
    if day is None:
        return ""
    year, month, date = day
    if year is None:
        return f"{month} 月" if date is None else f"{month} 月 {date} 日"
    return f"{year}-{month:02d}" if date is None else f"{year}-{month:02d}-{date:02d}"


def years(plain: str, start: int = 0, end: int | None = None) -> list[tuple[int, int, int]]:
    """(place, end, year) of every year that is named."""
    return [
        (found.start(), found.end(), int(found[1] or found[2]))
        for found in YEAR.finditer(plain, start, len(plain) if end is None else end)
    ]


def spans(plain: str, start: int = 0, end: int | None = None) -> list[DateSpan]:
    last = len(plain) if end is None else end
    return sorted(without_overlap([*closed(plain, start, last), *opened(plain, start, last)]))


def closed(plain: str, start: int, end: int) -> Iterator[DateSpan]:
    for found in SPAN.finditer(plain, start, end):
        first, final = day(found, "a"), day(found, "b")
        if first and final:
            if final[0] is None and first[0] is not None:
                final = (first[0] + (1 if found["next"] in ("次年", "翌年", "第二年") else 0), *final[1:])
            yield DateSpan(found.start(), found.end(), first, final)
    for found in BARE.finditer(plain, start, end):
        if 1 <= int(found["am"]) <= 12 and 1 <= int(found["bm"]) <= 12:
            yield DateSpan(found.start(), found.end(), (None, int(found["am"]), None), (None, int(found["bm"]), None))


def opened(plain: str, start: int, end: int) -> Iterator[DateSpan]:
    for found in FROM.finditer(plain, start, end):
        if first := day(found, "a") or day(found, "c"):
            yield DateSpan(found.start(), found.end(), first, None)
    for found in UNTIL.finditer(plain, start, end):
        if last := day(found, "a"):
            yield DateSpan(found.start(), found.end(), None, last)


def without_overlap(found: list[DateSpan]) -> list[DateSpan]:
    kept: list[DateSpan] = []
    for span in found:
        if not any(span.start < other.end and other.start < span.end for other in kept):
            kept.append(span)
    return kept


def day(found: re.Match[str], name: str) -> tuple[int | None, int, int | None] | None:
    if not found[f"{name}m"]:
        return None
    year, month = found[f"{name}y"], int(found[f"{name}m"])
    date = int(found[f"{name}d"]) if found[f"{name}d"] else None
    if not 1 <= month <= 12 or (date is not None and not 1 <= date <= 31):
        return None
    return int(year) if year else None, month, date
