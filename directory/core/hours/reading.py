"""A parser of opening hours as lists write them → rows of a timetable: 周一至周五 上午8:00-12:00 下午14:30-17:30（节假日除外）.

``TOKENS`` cuts the text; each token changes the context (``READERS``) or, if it is times, makes a span of what the context
says by then; spans become rows. Read from left to right: a purpose, days, a season and half of the day hold for the times that
follow. What is not understood is said (HoursTextError), and nothing of the text is taken: half
a timetable would be a wrong one. Days that nobody has written are not guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from directory.core.caches import memoized

DASH = re.compile(r"\s*(?:[‐-―−－─~〜～]|至|到)\s*|(?<=\d)一(?=\d)")
NUMERALS = {sign: str(day) for day, sign in enumerate("一二三四五六日", start=1)} | {"天": "7"}
DAY = r"(?:[一二三四五六日天]|(?<=[周期拜])[1-7]|[1-7](?![\d:点时月日号]))"
WEEK = r"(?:周|星期|礼拜)"
HALF = r"上午|早上|早|下午|中午|午后|晚上|晚间|晚|夜间|凌晨"
CLOCK = rf"(?:(?:次日|第二天|翌日|隔日)|(?:{HALF})|:)*\s*\d{{1,2}}(?:\s*[:时点]\d{{2}}分?|\s*:\s*\d{{2}}|点半|[点时]整?)?\s*(?:am|pm)?"
MONTH_DAY = r"(?:每?次?年)?(\d{1,2})月(?:(\d{1,2})[日号])?(?:起|底|份)?"
HOLIDAYS = r"(?:国家|法定|国定)*节假日"
SHUT = r"(?:全天)?(?:休息|不上班|停诊|放假|不办公|不营业|公休)"
ALL_DAY = r"不打烊|服务|开放|接诊|开诊|应诊|接待|值班|值守|急诊|急救|营业|制|都开|均可"
SORTS = {
    "dates": rf"{MONTH_DAY}\s*-\s*{MONTH_DAY}|(\d{{1,2}})-(\d{{1,2}})月",
    "clock": rf"(?:(?:全天)?(?:(?:7|365)\s*(?:[x*×]|天)\s*)?(?:24|二十四)\s*(?:小时|h)|(?:不分)?昼夜|全天候)(?:{ALL_DAY})*",
    "whole": rf"全[天日](?!制|{SHUT})(?:{ALL_DAY})*",
    "times": rf"{CLOCK}\s*-\s*{CLOCK}",
    "except": rf"{HOLIDAYS}(?:期间)?(?:除外|{SHUT})|(?:除|不含){HOLIDAYS}(?:外|以外)?",
    "always": r"(?:全年|节假日|周末|双休日|[、和及])*(?:无休|不休|照常|正常)(?:息|上班|营业|办公|接诊|开诊)?",
    "rest": rf"(?:{WEEK}{DAY}(?:[-、,和及]*{WEEK}?{DAY})*|周末|双休日|[及和、,]|{HOLIDAYS})+{SHUT}",
    "days": rf"{WEEK}{DAY}(?:\s*[-、,和及]?\s*{WEEK}?{DAY})*|{WEEK}末|双休日|工作日(?:期间)?|每天|每日|天天|全年|全周",
    "season": r"非?夏季|夏天|夏令时|夏时制|冬季|冬天|冬令时|冬时制|其他季节|其余(?:时间|月份)|其他(?:时间|月份)",
    "purpose": r"(?:夜间门诊|夜门诊|夜诊|门急诊|急诊|急救|门诊|挂号|窗口|办事大厅|服务大厅|办公)(?:科|部|时间|处)*",
    "half": HALF,
    "noise": r"(?:营业|上班|办公|工作|服务|开放|作息|接待|受理|办理|对外|开诊|就诊|应诊|时间|为|是|分别)+|[\s,;。、:()\[\]|/及和与]+",
}
TOKENS = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in SORTS.items()), re.IGNORECASE)
PURPOSES = [
    ("夜", "night"), ("急", "emergency"), ("门诊", "outpatient"), ("挂号", "registration"), ("窗口", "window"),
    ("大厅", "window"),
]  # fmt: skip
AFTERNOON = frozenset({"下午", "午后", "晚上", "晚间", "晚", "夜间", "pm"})
NIGHT = frozenset({"晚上", "晚间", "晚", "夜间"})
NEXT_DAY = re.compile("次日|第二天|翌日|隔日")
HALVES = re.compile(rf"{HALF}|pm|am", re.IGNORECASE)
DAYS = re.compile(rf"-|{DAY}")
DIGITS = re.compile(r"\d+")
DASHES = re.compile("-{2,}")
POINT = re.compile(r"(?<=\d)\.(?=\d\d(?!\d))")  # 8.30
BEFORE_DAY = re.compile(rf"({WEEK})\s+(?={DAY})")
MONTH_ENDS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class HoursTextError(ValueError):
    """Hours that are not understood; the message says what and why."""


class TextSpan(NamedTuple):
    """Times of a day with all that was said before them."""

    purpose: str
    days: str  # 1–7, or workdays, or daily
    season: str
    dates: tuple[int, int, int, int] | None  # from month, day to month, day
    start: int  # minutes from midnight
    end: int  # beyond 1440 on the next day
    is_word: bool = False  # 全天, where no figure says how long that is

    @property
    def is_morning(self) -> bool:
        return self.start < 12 * 60 and self.end <= 13 * 60

    @property
    def is_whole_day(self) -> bool:
        """As 24小时, which needs no days either."""
        return (self.start, self.end) == (0, 1440)

    @property
    def same(self) -> tuple[str, str]:
        return self.purpose, self.days


class TextContext(NamedTuple):
    """What was read so far and holds for the times that follow."""

    purpose: str = "all"
    days: str = ""
    season: str = "whole_year"
    dates: tuple[int, int, int, int] | None = None
    half: str = ""
    fresh: frozenset[str] = frozenset()  # what was said since the last times
    except_holidays: bool = False


def read_hours(text: str) -> list[dict[str, Any]]:
    """The rows that a text states, as ``row`` makes them. Raises HoursTextError, with a message for who wrote the text."""
    plain = normal(text)
    context, spans, place, sorts = TextContext(), list[TextSpan](), 0, list[str]()
    while place < len(plain):
        found = TOKENS.match(plain, place)
        if not found or not found[0]:
            raise HoursTextError(
                _("“%(value)s”里的“%(rest)s”看不懂。") % {"value": text[:60], "rest": plain[place : place + 12]}
            )
        sorts.append(str(found.lastgroup))
        context = advanced(context, spans, sorts[-1], found)
        place = found.end()
    spans = with_days_behind(spans, context, sorts)
    refuse_unclear(spans)
    if not spans:
        raise HoursTextError(_("“%(value)s”里没有时间。") % {"value": text[:60]})
    if context.except_holidays and any(span.days == "daily" and span.purpose != "emergency" for span in spans):
        raise HoursTextError(_("“%(value)s”：每天开放又除去节假日，请写明星期几。") % {"value": text[:60]})
    return [row(span, at) for at, span in enumerate(unique(seasoned(spans)))]


def with_days_behind(spans: list[TextSpan], context: TextContext, sorts: list[str]) -> list[TextSpan]:
    """Times before which no days were said have those that stand behind them, where no others are said: 8:00-17:00（周一至周五）."""
    is_behind = sorts.count("days") == 1 and "times" not in sorts[sorts.index("days") :]
    bare = next((span for span in spans if not (span.days or is_behind or span.is_whole_day)), None)
    if bare:
        raise HoursTextError(_("“%(value)s”是哪几天没有写。") % {"value": f"{hhmm(bare.start)}-{hhmm(bare.end)}"})
    return [span if span.days else span._replace(days=days_behind(span, context, is_behind)) for span in spans]


def days_behind(span: TextSpan, context: TextContext, is_behind: bool) -> str:
    """Those of 急诊24小时，门诊8:00-17:00（周一至周五） are of its 门诊 alone."""
    is_meant = is_behind and not (span.is_whole_day and span.purpose != context.purpose)
    return context.days if is_meant else "daily"


def refuse_unclear(spans: list[TextSpan]) -> None:
    """全天 is 24小时 where nothing else is said; 周一至周五全天，周六上午 means the hours of work, whichever these are."""
    for span in spans:
        is_alone = not any(other.purpose == span.purpose for other in spans if other is not span)
        is_all = (span.days, span.season) == ("daily", "whole_year") and span.purpose in ("all", "emergency")
        if span.is_word and not (is_alone and is_all):
            raise HoursTextError(_("“全天”是 24 小时还是上班的时间没有写。"))


def unique(spans: Iterable[TextSpan]) -> list[TextSpan]:
    found: list[TextSpan] = []
    for span in spans:
        if span not in found:
            found.append(span)
    return found


def normal(text: str) -> str:
    """Half-width, with one sign for dashes and one for colons, so that ``TOKENS`` need not know the others."""
    plain = unicodedata.normalize("NFKC", DASH.sub("-", text))
    plain = DASH.sub("-", plain)
    plain = DASHES.sub("-", plain).replace("︰", ":").replace("∶", ":")
    plain = POINT.sub(":", plain)
    return BEFORE_DAY.sub(r"\1", plain).strip()


def advanced(context: TextContext, spans: list[TextSpan], sort: str, found: re.Match[str]) -> TextContext:
    """The context after a token; times are added to the spans.

    The readers are told whether a token of their sort stands anew, as the first since the last times: in 周一8:00-12:00
    周末9:00-11:00 the second takes the place of the first, in 周一、周末9:00-11:00 it is added.
    """
    if sort in ("times", "clock", "whole"):
        spans.append(span(context, sort, found[0]))
        return context._replace(half="", fresh=frozenset())
    if sort in READERS:
        return READERS[sort](context._replace(fresh=context.fresh | {sort}), found, sort not in context.fresh)
    return context


def read_purpose(context: TextContext, found: re.Match[str], _anew: bool) -> TextContext:
    purpose = next((name for sign, name in PURPOSES if sign in found[0]), "all")
    days = context.days if "days" in context.fresh else ""
    return TextContext(purpose, days, fresh=context.fresh, except_holidays=context.except_holidays)


def read_days(context: TextContext, found: re.Match[str], anew: bool) -> TextContext:
    """Further days, or the days of further times: these have a season of their own."""
    days = days_of(found[0])
    joined = days if anew or "daily" in (days, context.days) else merged(context.days, days)
    if anew and "season" not in context.fresh:
        context = context._replace(season="whole_year", dates=None)
    return context._replace(days=joined, half="")


def read_season(context: TextContext, found: re.Match[str], _anew: bool) -> TextContext:
    summer = "夏" in found[0] and "非" not in found[0]
    return context._replace(season="summer" if summer else "outside_summer", dates=None, half="")


def read_dates(context: TextContext, found: re.Match[str], _anew: bool) -> TextContext:
    return context._replace(season="dated", dates=dates_of(found), half="", fresh=context.fresh | {"season"})


READERS: dict[str, Callable[[TextContext, re.Match[str], bool], TextContext]] = {
    "purpose": read_purpose,
    "days": read_days,
    "season": read_season,
    "dates": read_dates,
    "half": lambda context, found, _anew: context._replace(half=found[0]),
    "always": lambda context, _found, _anew: context._replace(days=context.days or "daily"),
    "except": lambda context, _found, _anew: context._replace(except_holidays=True),
}


def span(context: TextContext, sort: str, text: str) -> TextSpan:
    """The span of a token of times, or of a whole day (``clock``), in its context.

    Raises HoursTextError where it is not clear which half of the day is meant.
    """
    if sort in ("clock", "whole"):
        return TextSpan(context.purpose, context.days, context.season, context.dates, 0, 1440, sort == "whole")
    first, second = text.split("-", 1)
    start, half = minute(first, context.half)
    if 60 <= start < 360 and not half:
        raise HoursTextError(_("“%(value)s”是上午还是下午没有写。") % {"value": text.strip()})
    end, _half = minute(second, half if half in AFTERNOON else "")
    if NEXT_DAY.search(second) or (end <= start and half in NIGHT):
        end += 1440 if end <= 1440 else 0
    if end == 1439:
        end = 1440
    if not start < end <= start + 1440:
        raise HoursTextError(_("“%(value)s”的结束早于开始。") % {"value": text.strip()})
    return TextSpan(context.purpose, context.days, context.season, context.dates, start, end)


@memoized(4096)
def minute(text: str, half: str) -> tuple[int, str]:
    """Minutes from midnight, and the half of the day that was said."""
    own = HALVES.search(text)
    half = own[0].lower() if own else half
    numbers = DIGITS.findall(text)
    hour, minutes = int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 30 if "半" in text else 0
    if half in AFTERNOON and hour < 12 and not NEXT_DAY.search(text):
        hour += 12
    if hour > 24 or minutes > 59 or (hour == 24 and minutes):
        raise HoursTextError(_("“%(value)s”不是一天里的时间。") % {"value": text.strip()})
    return hour * 60 + minutes, half


@memoized(4096)
def days_of(text: str) -> str:
    """``workdays``, ``daily`` or ISO weekdays in order (``135``); 周六至周一 runs over the end of the week."""
    if text.startswith("工作日"):
        return "workdays"
    if text in ("每天", "每日", "天天", "全年", "全周"):
        return "daily"
    if text.endswith("末") or text == "双休日":
        return "67"
    found = ""
    signs = DAYS.findall(text)
    for place, sign in enumerate(signs):
        if sign == "-":
            continue
        day = NUMERALS.get(sign, sign)
        if place > 1 and signs[place - 1] == "-":
            first = int(NUMERALS.get(signs[place - 2], signs[place - 2]))
            span = range(first, int(day) + 1) if first <= int(day) else [*range(first, 8), *range(1, int(day) + 1)]
            found += "".join(map(str, span))
        found += day
    return merged("", found)


def merged(days: str, more: str) -> str:
    """Both of two days of ``days_of``. Raises HoursTextError for 工作日 beside weekdays: they overlap differently each week."""
    if "workdays" in (days, more) and days and days != more:
        raise HoursTextError(_("“工作日”和星期几不能混写。"))
    if more == "workdays":
        return more
    every = "".join(sorted({*days, *more}))
    return "daily" if every == "1234567" else every


def dates_of(found: re.Match[str]) -> tuple[int, int, int, int]:
    """From month, day to month, day; a month without a day is meant whole. Raises HoursTextError for the 13th month."""
    numbers = [int(number) for number in re.findall(r"\d+(?=[月日号-])", found["dates"])]
    if "日" in found["dates"] or "号" in found["dates"]:
        parts = re.findall(r"(\d{1,2})月(?:(\d{1,2})[日号])?", found["dates"])
        (month, day), (to_month, to_day) = parts
        result = int(month), int(day or 1), int(to_month), int(to_day or last_day(int(to_month)))
    else:
        result = numbers[0], 1, numbers[1], last_day(numbers[1])
    if not all(1 <= month <= 12 for month in (result[0], result[2])):
        raise HoursTextError(_("“%(value)s”不是日期。") % {"value": found["dates"]})
    return result


def last_day(month: int) -> int:
    return MONTH_ENDS[month - 1] if 1 <= month <= 12 else 31


def seasoned(spans: list[TextSpan]) -> list[TextSpan]:
    """Times without a season beside a summer's for the same half of the day hold outside the summer: 14:30-17:30（夏季15:00-18:00）."""
    result = []
    for span in spans:
        beside = [other for other in spans if other.same == span.same and other.season != "whole_year"]
        rivals = [other for other in beside if other.is_morning == span.is_morning]
        if span.season != "whole_year" or not rivals:
            result.append(span)
        elif rivals[0].season == "dated" and rivals[0].dates:
            result.append(span._replace(season="dated", dates=complement(rivals[0].dates)))
        else:
            result.append(span._replace(season="outside_summer" if rivals[0].season == "summer" else "summer"))
    return result


def complement(dates: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """The rest of the year."""
    month, day, to_month, to_day = dates
    after = (to_month, to_day + 1) if to_day < last_day(to_month) else (to_month % 12 + 1, 1)
    before = (month, day - 1) if day > 1 else ((month - 2) % 12 + 1, last_day((month - 2) % 12 + 1))
    return (*after, *before)


def row(span: TextSpan, position: int) -> dict[str, Any]:
    """As the loader and the form take it."""
    is_named = span.days not in ("daily", "workdays")
    told: dict[str, Any] = {
        "purpose": span.purpose,
        "days": "weekdays" if is_named else span.days,
        "weekdays": span.days if is_named else "",
        "season": span.season,
        "position": position,
    }
    if span.dates:
        told |= dict(zip(("from_month", "from_day", "to_month", "to_day"), span.dates, strict=True))
    if span.is_whole_day:
        return told | {"round_the_clock": True}
    return told | {"opens": hhmm(span.start), "closes": hhmm(span.end), "overnight": span.end >= 1440}


def hhmm(minute: int) -> str:
    return f"{minute % 1440 // 60:02d}:{minute % 60:02d}"
