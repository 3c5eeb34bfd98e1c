"""Figures in a text: 每人每年不低于670元, 2%-4%, 15-30个工作日, 满三个月. Pure; places are those of the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from directory.core.models.quantity import plain_number

from .proposals import Figure

CHINESE = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
TENS = {"十": 10, "百": 100, "千": 1000}
NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d{1,12})(?:\.\d{1,6})?(?:万|千|亿)?|[一二两三四五六七八九十百千]+(?:万)?"
DASH = r"\s{0,3}(?:[-–—―−~～〜至到])\s{0,3}"
UNITS = r"%|‰|个?工作日|个?自然日|个?月|日内|天|周岁|岁|年|小时|分钟|元|块钱?|家|张|名|位|人|例|台|个|条|分|米|公里|层|次|种"
LEAST = r"不低于|不少于|至少|最低|不得低于|不小于"
MOST = r"不超过|不高于|不得超过|最高|最长|最多|至多|不大于"
ABOUT = r"大约|约为|约|近|大概|左右"
PATTERN = re.compile(
    rf"(?P<before>(?:{LEAST}|{MOST}|{ABOUT}|超过|达到?|满)?\s{{0,3}}(?:每人每年|每人每月|每年每人|每人|每年|"
    rf"每月)?\s{{0,3}}(?:{LEAST}|{MOST}|{ABOUT})?\s{{0,3}}(?:人民币)?)"
    rf"(?P<low>{NUMBER})\s{{0,3}}(?:(?P<own>%|‰|元|万元|个?月|天|年|个?工作日)?{DASH}(?P<high>{NUMBER}))?\s{{0,3}}(?P<unit>(?:{UNITS}))"
    rf"(?P<per>\s{{0,3}}[/每]\s{{0,3}}(?:人\s{{0,3}}[·./]?\s{{0,3}})?(?:年度?|月|人|日|天))?(?P<after>以上|及以上|以下|及以下|以内|之内|内|左右|不等|余)?"
)
YEARLY = re.compile(r"每人每年|每年每人|年度|一年|一整年|每年|全年|年缴费|年人均|/年|/人")
MONTHLY = re.compile(r"每人每月|每月|月缴|/月")
UNIT_NAMES = {
    "个工作日": "工作日", "工作日": "工作日", "个自然日": "天", "自然日": "天", "日内": "天", "个月": "个月", "月": "个月", "岁": "周岁",
    "周岁": "周岁", "块": "元", "块钱": "元", "名": "位", "位": "位", "人": "人",
}  # fmt: skip


class FoundFigure(NamedTuple):
    """A figure and where it stands."""

    start: int
    end: int
    number: int  # where the digits begin
    figure: Figure
    period: str  # "年" or "月" where it is said for which time it holds

    @property
    def unit(self) -> str:
        return self.figure.unit

    @property
    def text(self) -> str:
        """The figure as records word it: ``15–30 工作日``."""
        return worded(self.figure)


BARE = re.compile(r"(?P<cue>每人(?:每年)?|人均|交|缴|收|费用?)(?P<n>[1-9]\d{1,4})(?=[,。;!?、\s)]|$)")


def bare_sums(plain: str) -> Iterator[FoundFigure]:
    """Sums whose unit nobody writes in a message: 今年每人480."""
    for found in BARE.finditer(plain):
        yield FoundFigure(
            found.start(),
            found.end(),
            found.start("n"),
            Figure(found["n"], found["n"], "元"),
            "年" if "人" in found["cue"] else "",
        )


def worded(figure: Figure) -> str:
    low, high = figure.minimum, figure.maximum
    if low is not None and high is not None:
        number = low if low == high else f"{low}–{high}"
    else:
        number = f"不低于 {low}" if low is not None else f"不超过 {high}"
    about = "约 " if figure.approximate else ""
    return f"{about}{number} {figure.unit}".replace(" %", "%").replace(" ‰", "‰")


def figures(plain: str, start: int = 0, end: int | None = None) -> Iterator[FoundFigure]:
    """Every figure between two places, in order."""
    for found in PATTERN.finditer(plain, start, len(plain) if end is None else end):
        if is_year(plain, found) or is_ordinal(plain, found):
            continue
        low = value(found["low"])
        high = value(found["high"]) if found["high"] else low
        if low is None or high is None:
            continue
        if found["own"] and not found["high"]:
            continue  # 3月1日: a date, not a figure
        if found["own"] and found["own"] not in (found["unit"], f"个{found['unit']}") and found["own"] != "年":
            continue
        if high < low:
            high *= 10_000 if found["high"].endswith("万") else 1
            if high < low:
                continue
        yield FoundFigure(found.start(), found.end(), found.start("low"), made(found, low, high), period(plain, found))


def made(found: re.Match[str], low: Decimal, high: Decimal) -> Figure:
    before, after = found["before"], found["after"] or ""
    unit = UNIT_NAMES.get(found["unit"], found["unit"])
    least, most = plain_number(low), plain_number(high)
    is_least = re.search(rf"{LEAST}|超过", before) and not re.search(MOST, before)
    if not found["high"]:
        if is_least or "以上" in after or after == "余":
            return Figure(least, None, unit)
        if re.search(MOST, before) or after in ("以内", "之内", "内", "以下", "及以下") or found["unit"] == "日内":
            return Figure(None, most, unit)
    return Figure(least, most, unit, bool(re.search(ABOUT, before) or after == "左右"))


def period(plain: str, found: re.Match[str]) -> str:
    """For which time a sum holds, by what stands in it, behind it or shortly before it."""
    near = plain[max(0, found.start() - 14) : found.end()]
    near = re.split(r"[。;,\n]", near)[-1] if not found["per"] else (found["per"] or "")
    if "月" in (found["per"] or "") or MONTHLY.search(near):
        return "月"
    if re.match(r"\s{0,3}(?:一年|每年|/年)", plain[found.end() : found.end() + 4]):
        return "年"
    return "年" if "年" in (found["per"] or "") or YEARLY.search(near) else ""


def is_year(plain: str, found: re.Match[str]) -> bool:
    """2025年 is a year, 25年 a span of time."""
    return found["unit"] == "年" and bool(re.fullmatch(r"(?:19|20)\d\d", found["low"])) and not found["high"]


def is_ordinal(plain: str, found: re.Match[str]) -> bool:
    """第三家, 3月12日, 12月: not so many of anything."""
    before = plain[max(0, found.start("low") - 1) : found.start("low")]
    if before in ("几", "数", "多") or (found["low"] == "一" and before in ("元", "块", "钱")):
        return True
    if re.search(r"\d月$", plain[: found.start("low")][-3:]):
        return True
    if before in ("第", "/", "-", "_", ".") or (before.isascii() and before.isalnum()):
        return True
    if found["unit"] in ("月",) and not re.match(r"个", found["unit"]):
        return bool(re.match(r"\d{1,2}月", plain[found.start("low") : found.end()])) and "个" not in found[0]
    following = plain[found.end() : found.end() + 1]
    if found["unit"] in ("人", "个", "分", "年", "种", "次", "条", "位") and not found["low"][0].isdigit():
        return found["unit"] not in ("年", "位") or following in ("级",)
    return False


def value(text: str) -> Decimal | None:
    """The number of digits or Chinese numerals."""
    text = text.replace(",", "")
    scale = {"万": 10_000, "千": 1000, "亿": 100_000_000}.get(text[-1], 1) if text[0].isdigit() else 1
    if text[0].isdigit():
        return Decimal(text.rstrip("万千亿")) * scale
    total, digit, big = 0, 0, 1
    if text.endswith("万"):
        text, big = text[:-1], 10_000
    for sign in text:
        if sign in TENS:
            total += (digit or 1) * TENS[sign]
            digit = 0
        elif sign in CHINESE:
            digit = CHINESE[sign]
        else:
            return None
    return Decimal((total + digit) * big)
