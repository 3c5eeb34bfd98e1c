"""What a printed sheet needs: a QR code to the live page, the hours of the coming days, text that fits on one A4 page."""

from __future__ import annotations

import datetime
import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from directory.core.hours import Hours, weeks
from directory.core.hours.wording import DayRow
from directory.core.language.punctuation import bracketed, labelled, sentences
from directory.core.models import OpeningHours
from directory.core.publishing.wording import day

if TYPE_CHECKING:
    import segno

MOST_OF_ITEM = 3  # lines
LEAST = 2  # lines that a section keeps where the sheet is crowded
WEEK = 7
MOST_SOURCES = 3
SHORT = 80  # characters of an address that somebody may type
ONE_WEEK = datetime.timedelta(days=WEEK)


class Type(NamedTuple):
    """A size of type: its class in print.css, how many lines of it fit beside title and foot, how wide they are."""

    name: str
    lines: int
    width: int  # full-width characters


# The largest first. What does not fit in the last is cut.
TYPES = (Type("huge", 17, 26), Type("large", 22, 32), Type("roomy", 27, 36), Type("", 34, 41))
SMALLEST = TYPES[-1]
LINES, WIDTH = SMALLEST.lines, SMALLEST.width


@dataclass
class Section:
    """A heading and its lines. ``share`` is how many of the sheet's lines it may take before others have theirs."""

    heading: str
    items: list[str]
    share: int
    style: str = "plain"  # plain, boxes to tick, or numbered
    left_out: int = field(default=0, init=False)

    @property
    def rest(self) -> str:
        """What stands for the items that did not fit."""
        return _("另有 %(n)d 项，扫码看网页。") % {"n": self.left_out} if self.left_out else ""

    @property
    def height(self) -> int:
        return self.height_at(WIDTH)

    def height_at(self, width: int) -> int:
        return sum(height(item, width) for item in self.items)


def code(url: str) -> segno.QRCode:
    """The address as a QR code."""
    import segno  # here, as few print and every process would hold it

    return segno.make(url, error="m", micro=False)


def qr(url: str) -> str:
    """The address as a QR code, an SVG in a data: URI."""
    return code(url).svg_data_uri(scale=4, border=2, xmldecl=False, nl=False)


def finished(said: dict[str, Any], live: str, file: str) -> dict[str, Any]:
    """The sheet with its foot: ``live`` is the address of the page it is about, ``file`` that of the sheet as PDF."""
    said = said | {"live": live, "file": file, "qr": qr(live)}
    return said | {"foot": foot(said)}


def foot(said: dict[str, Any]) -> list[str]:
    """What stands beside the QR code: warnings, sources, dates, the address where it is short enough to type."""
    dates = [_("打印日期：%(day)s") % {"day": date_format(said["printed"])}]
    if said["as_of"]:
        words = _("核实日期：%(day)s") if said["verified"] else _("内容更新：%(day)s")
        dates.insert(0, words % {"day": day(said["as_of"])})
    lines = [
        _("有的内容来源说法不一，办理前请先打电话核实。") if said["disputed"] else "",
        _("有的来源没有写完，材料和步骤可能不全。") if said["unfinished"] else "",
        said["notice"],
        sources_text(said["sources"]),
        " · ".join(dates),
        said["live"] if len(said["live"]) < SHORT else "",
    ]
    return [line for line in lines if line]


def sources_text(articles: list[dict[str, Any]]) -> str:
    """``来源: 《…》2025-04-20、《…》 等 5 篇``."""
    named = "、".join(f"《{one['title']}》{one['published_on'] or ''}" for one in articles[:MOST_SOURCES])
    more = _("等 %(n)d 篇") % {"n": len(articles)} if len(articles) > MOST_SOURCES else ""
    return _("来源：%(articles)s") % {"articles": f"{named} {more}".strip()} if articles else ""


def width(text: str) -> float:
    """How many full-width characters a text is as long as."""
    return sum(1 if unicodedata.east_asian_width(char) in "WFA" else 0.55 for char in text)


def height(text: str, line: int = WIDTH) -> int:
    return max(1, math.ceil(width(text) / line))


def shortened(text: str) -> str:
    """An item of at most three lines; the whole of it stands on the live page."""
    most = MOST_OF_ITEM * WIDTH
    if width(text) <= most:
        return text
    kept = text
    while width(kept) > most - 1:
        kept = kept[: int(len(kept) * 0.95)]
    return f"{kept}…"


def fit(sections: list[Section], title: str = "", for_whom: str = "") -> dict[str, Any]:
    """The sections cut to one sheet below its title, and the largest type in which they fit.

    Each gets its share; what some leave over goes to the others in order. Where the
    shares are more than the sheet, the longest give way.
    """
    sections = [section for section in sections if section.items]
    for section in sections:
        section.items = [shortened(item) for item in section.items]
    lines = LINES - len(sections) - head(title, for_whom, WIDTH)
    allowed = [min(section.height, section.share) for section in sections]
    while sum(allowed) > lines and max(allowed) > LEAST:
        allowed[allowed.index(max(allowed))] -= 1
    spare = lines - sum(allowed)
    for section, share in zip(sections, allowed, strict=True):
        more = max(0, min(section.height - share, spare))
        spare -= more
        cut(section, share + more)
    return {"sections": sections, "type": type_for(sections, title, for_whom).name}


def head(title: str, for_whom: str, line: int) -> int:
    """How many lines title and addressees take beyond one each; the title is half as large again."""
    return math.ceil(1.5 * (height(title, line * 2 // 3) - 1)) + height(for_whom, line) - 1


def type_for(sections: list[Section], title: str, for_whom: str) -> Type:
    def used(line: int) -> int:
        body = sum(1 + section.height_at(line) + bool(section.left_out) for section in sections)
        return body + head(title, for_whom, line)

    return next((size for size in TYPES if used(size.width) <= size.lines), SMALLEST)


def cut(section: Section, lines: int) -> None:
    """Leave out the last items until the section fits; a line that says how many is one of them."""
    everything = list(section.items)
    while section.items and section.height + (len(section.items) < len(everything)) > lines:
        section.items.pop()
    section.left_out = len(everything) - len(section.items)


# ── the hours of the coming days


def week_ahead(hours: Hours, today: datetime.date) -> list[str]:
    """The seven days from today on; neighbouring days that keep the same hours on one line. Empty without a timetable."""
    if not hours.pattern.purposes:
        return []
    this, following = weeks(hours, today, 2)
    coming = [day for day in (*this.days, *following.days) if today <= day.date < today + ONE_WEEK]
    said = {day.date: remarks(hours, day) for day in coming}
    runs = [list(run) for _same, run in groupby(coming, key=lambda day: (bool(said[day.date]), day.times))]
    return [run_text(run, dict.fromkeys(text for day in run for text in said[day.date]), this.purposes) for run in runs]


def remarks(hours: Hours, day: DayRow) -> list[str]:
    """What is special about a day: the holiday, 调休, what it is not certain for, the notice of a change."""
    changes = [change for purpose in hours.pattern.purposes for change in hours.changes(day.date, purpose)]
    if not changes and all(line.round_the_clock or line.purpose == "emergency" for line in hours.pattern.lines):
        return []  # holidays do not touch it
    return [text for text in (day.remark, *(change.notice for change in changes)) if text]


def run_text(days: list[DayRow], said: Iterable[str], purposes: list[str]) -> str:
    """``4月21日星期一至4月25日星期五：08:00–12:00、14:30–17:30``."""
    when = day_text(days[0])
    if len(days) == WEEK:
        when = _("每天")
    elif len(days) > 1:
        when = _("%(first)s至%(last)s") % {"first": when, "last": day_text(days[-1])}
    note = "、".join(said)
    return labelled(bracketed(when, note), sentences(times_text(days[0], purposes)))


def day_text(day: DayRow) -> str:
    return date_format(day.date, _("n月j日l"))


def times_text(day: DayRow, purposes: list[str]) -> Iterator[str]:
    for purpose, times in zip(purposes, day.times, strict=True):
        yield times if purposes == [str(OpeningHours.Purpose.ALL.label)] else f"{_(purpose)} {times}"
