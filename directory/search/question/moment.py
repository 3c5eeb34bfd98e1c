"""When a question is about: 明天下午三点, 礼拜六, 国庆, 中午, 2026-02-14 10:00.

What was said is kept apart from what it means now: a question is taken apart once and
remembered, and the day that 明天 is changes every day.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import NamedTuple

from directory.core.hours.evaluator import FIRST_YEAR, LAST_YEAR, SHANGHAI
from directory.core.language.asking import TIMES

from .festivals import FESTIVALS, guarded, written

DIGITS = {char: at for at, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "日": 7, "天": 7, "末": 6}
ONES = "[一二两三四五六七八九]"
NUMBER = rf"(?:\d{{1,2}}|{ONES}?十{ONES}?|[零〇一二两三四五六七八九]{{1,3}})"
ONE_DAY = datetime.timedelta(days=1)

# A part of the day: the minute that stands for it, and which of two readings of a clock face it makes of 三点.
PARTS = {
    "凌晨": (2 * 60, False), "清晨": (6 * 60, False), "清早": (7 * 60, False), "大清早": (7 * 60, False), "早上": (8 * 60 + 30, False),
    "早晨": (8 * 60, False), "一大早": (7 * 60 + 30, False), "上午": (10 * 60, False), "中午": (12 * 60 + 30, True),
    "正午": (12 * 60, True), "午间": (12 * 60 + 30, True), "午休": (12 * 60 + 30, True), "下午": (15 * 60, True),
    "傍晚": (18 * 60, True), "晚上": (19 * 60 + 30, True), "晚间": (19 * 60 + 30, True), "夜里": (23 * 60, True), "夜间": (22 * 60, True),
    "半夜": (0, False), "深夜": (23 * 60, True), "大半夜": (0, False), "早": (8 * 60 + 30, False), "晚": (19 * 60 + 30, True),
}  # fmt: skip
DAYS = {
    "今天": 0, "今日": 0, "今儿": 0, "今": 0, "明天": 1, "明日": 1, "明儿": 1, "明": 1, "后天": 2, "大后天": 3, "昨天": -1,
}  # fmt: skip
NOW = ("现在", "这会儿", "此刻", "眼下", "这个点", "此时")

PART = "|".join(sorted((part for part in PARTS if len(part) > 1), key=len, reverse=True))
DAY = re.compile(
    r"(?P<iso>(?:19|20)\d\d[-/.年](?P<im>\d{1,2})[-/.月](?P<id>\d{1,2})[日号]?)"
    r"|(?P<month>" + NUMBER + r")月(?P<date>" + NUMBER + r")[日号]?"
    r"|(?P<week>(?:这个?|本|下个?)?)(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末1-7])"
    r"|(?P<festival>" + "|".join(map(guarded, sorted(FESTIVALS, key=len, reverse=True))) + r")"
    r"|(?P<day>大后天|今天|今日|今儿|明天|明日|明儿|后天|昨天|今(?=早|晚)|明(?=早|晚))"
)
CLOCK = re.compile(
    r"(?P<part>" + PART + r"|(?<=[今明])[早晚]|[早晚](?=" + NUMBER + r"[点點时]))?\s*"
    r"(?:(?P<hh>[01]?\d|2[0-3]):(?P<mm>[0-5]\d)"
    r"|(?P<hour>" + NUMBER + r")(?:点钟|点|时|點)(?P<minute>半|一刻|三刻|[零〇]?" + NUMBER + r"分?)?)"
    r"(?=(?P<leaving>钟?(?:左右|才|就|准时)?(?:下班|放学|收工|下工))?)"
)
ONLY_PART = re.compile(PART + r"|(?<=[今明])[早晚]")
# 下午几点上班, 晚上关门是几点
ASKED_PART = re.compile(
    f"(?:{PART})(?:一般|大概|都|要)?(?:[上下]班|[开关]门)?(?:是|要)?(?:几[点时]|多少点|什么时[候间]|啥时[候间])"
)
SEASON = re.compile("[夏冬][天季令]")
MONTH = re.compile(f"(?<!个){NUMBER}月(?:份|里|底|初|[上中下]旬)")


class When(NamedTuple):
    """A moment as it was said: a day, a time of day, both, or now."""

    said: str
    day: tuple[str, int, int] = ("", 0, 0)  # how it was said, with its numbers
    minute: int | None = None  # from midnight
    vague: bool = False  # 下午 without an hour

    def resolved(self, now: datetime.datetime) -> AskedMoment | None:
        """The moment that is meant now; None where there is no such day."""
        here = now.astimezone(SHANGHAI)
        if self.day[0] == "now":
            return AskedMoment(here.replace(second=0, microsecond=0), whole_day=False)
        date = date_of(self.day, here.date())
        if date is None or not FIRST_YEAR <= date.year <= LAST_YEAR:
            return None
        minute = self.minute if self.minute is not None else 0
        at = datetime.datetime.combine(date, datetime.time(), SHANGHAI) + datetime.timedelta(minutes=minute)
        return AskedMoment(at, whole_day=self.minute is None)


class AskedMoment(NamedTuple):
    """A minute in China; or a day, of which no time was said."""

    at: datetime.datetime
    whole_day: bool


def date_of(day: tuple[str, int, int], today: datetime.date) -> datetime.date | None:
    match day:
        case ("offset", days, _):
            return today + datetime.timedelta(days=days)
        case ("weekday", number, weeks):
            ahead = number - today.isoweekday() + 7 * weeks
            return today + datetime.timedelta(days=ahead if weeks or ahead >= 0 else ahead + 7)
        case ("lunar" | "almanac" as table, which, after):
            found = (traditional(table, year, which) for year in (today.year, today.year + 1))
            return next((date + after * ONE_DAY for date in found if date and date + after * ONE_DAY >= today), None)
        case ("date", month, number):
            return next((date for year in range(today.year, today.year + 5)
                         if (date := made(year, month, number)) and date >= today), None)  # fmt: skip
        case (year, month, number) if year.isdigit():
            return made(int(year), month, number)
    return today


def made(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def traditional(table: str, year: int, which: int) -> datetime.date | None:
    days = written(table, year)
    return made(year, int(days[which][:2]), int(days[which][2:])) if days else None


def number_of(text: str) -> int:
    """``12``, ``十二``, ``二十三`` as a number."""
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return DIGITS[tens[-1:]]
    return (DIGITS[tens] if tens else 1) * 10 + (DIGITS[ones[-1:]] if ones else 0)


def when_of(text: str) -> tuple[When | None, str]:
    """The moment that a question is about, and the question without what only a clock or a date can mean.

    Words such as 周六 and 下午 stay in it: 周六上班 is asked for as it stands.
    """
    plain = unicodedata.normalize("NFKC", text)
    days = [found for found in DAY.finditer(plain) if is_a_day(found)]
    clock = next((found for found in CLOCK.finditer(plain) if is_a_time(found)), None)
    part = ONLY_PART.search(plain)
    said = [found[0].strip() for found in (days[0] if days else None, clock or part) if found]
    rest = plain
    for found in sorted([*days, *([clock] if clock else [])], key=lambda each: -each.start()):
        if any(char.isdigit() for char in found[0]) or found is clock or is_only_a_day(found):
            rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    if not said:
        now = next((word for word in NOW if word in plain), "")
        return (When(now, ("now", 0, 0)) if now else None), plain
    if not days and (MONTH.search(plain) or (not clock and SEASON.search(plain))):
        return None, rest  # the rows of that season tell it: no one day does
    if part and ASKED_PART.search(plain):
        part = None  # 下午几点上班 asks for the minute that 下午 would stand for
    minute, vague = (minute_of(clock), False) if clock else (PARTS[part[0]][0], True) if part else (None, False)
    return When("".join(said), day_of(days[0]) if days else ("offset", 0, 0), minute, vague), " ".join(rest.split())


def is_only_a_day(found: re.Match[str]) -> bool:
    """Whether a day is named by words that nothing is asked with: 国庆上班 stays as it stands."""
    festival = found.groupdict().get("festival")
    return bool(festival) and festival not in TIMES


def is_a_day(found: re.Match[str]) -> bool:
    """Whether numbers can be a date: 3月15 is one, 13月 is none."""
    if found["month"]:
        return 1 <= number_of(found["month"]) <= 12 and 1 <= number_of(found["date"]) <= 31
    return True


def is_a_time(found: re.Match[str]) -> bool:
    return bool(found["hh"]) or number_of(found["hour"]) <= 24


def day_of(found: re.Match[str]) -> tuple[str, int, int]:
    if found["iso"]:
        return found["iso"][:4], int(found["im"]), int(found["id"])
    if found["month"]:
        return "date", number_of(found["month"]), number_of(found["date"])
    if found["weekday"]:
        number = int(found["weekday"]) if found["weekday"].isdigit() else DIGITS[found["weekday"]]
        return "weekday", number, int(found["week"].startswith("下"))
    if found["festival"]:
        festival = FESTIVALS[found["festival"]]
        return festival if len(festival) == 3 else ("date", *festival)
    return "offset", DAYS[found["day"]], 0


def minute_of(found: re.Match[str]) -> int:
    """Minutes from midnight; an hour up to six without 早 or 上午 is one of the afternoon, as doors go."""
    part = found["part"] or ""
    if found["hh"]:
        hour, minute = int(found["hh"]), int(found["mm"])
    else:
        hour = number_of(found["hour"])
        minute = {"半": 30, "一刻": 15, "三刻": 45}.get(found["minute"] or "", -1)
        if minute < 0:
            minute = number_of((found["minute"] or "零").strip("零〇分") or "零")
    late = 10 if found["leaving"] else 0 if found["hh"] else 6  # who leaves at seven does so in the evening
    afternoon = PARTS[part][1] if part else 1 <= hour <= late
    if afternoon and hour < 12 and not (part in ("中午", "正午", "午间") and hour >= 10):
        hour += 12
    return min(hour * 60 + minute, 24 * 60)
