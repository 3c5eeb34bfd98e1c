"""The official calendar and a few real timetables, for every test that asks when something is open."""

from __future__ import annotations

import datetime
import json
from functools import cache
from pathlib import Path
from typing import Any

from directory.core.hours import SHANGHAI, Calendar, Hours, Pattern
from directory.core.models import OpeningHours
from offices.models.office import OfficeHours

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"


def row(purpose: str, days: str, times: str = "", season: str = "whole_year", **fields: Any) -> OpeningHours:
    """An unsaved row: ``row("window", "135", "08:00-12:00", "06-01/09-30")``; without times it is round the clock."""
    if days.isdigit():
        fields["days"], fields["weekdays"] = "weekdays", days
    if "/" in season:
        (fields["from_month"], fields["from_day"]), (fields["to_month"], fields["to_day"]) = (
            map(int, text.split("-")) for text in season.split("/")
        )
        season = "dated"
    if times:
        opens, closes = (datetime.time.fromisoformat(text) for text in times.split("-"))
        fields = {"opens": opens, "closes": closes, "overnight": closes <= opens} | fields
    return OfficeHours(**{"purpose": purpose, "days": days, "season": season, "round_the_clock": not times} | fields)


@cache
def calendar() -> Calendar:
    """The calendar of the fixture: 2015 to 2026."""
    days = [entry["fields"] for entry in json.loads((FIXTURES / "calendar.json").read_text())]
    return Calendar((datetime.date.fromisoformat(day["date"]), day["kind"], day["name"]) for day in days)


def hours(*rows: OpeningHours, exceptions: Any = (), summer: str = "") -> Hours:
    return Hours(Pattern.of(rows, exceptions, summer), calendar())


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


LUOSHAN = (
    row("all", "workdays", "08:00-12:00"),
    row("all", "workdays", "14:30-17:30", "outside_summer"),
    row("all", "workdays", "15:00-18:00", "summer"),
)
ER_YUAN = (
    row("outpatient", "daily", "08:00-12:00"),
    row("outpatient", "daily", "14:00-17:00"),
    row("registration", "daily", "07:30-11:00"),
    row("registration", "daily", "13:00-16:00"),
    row("night", "daily", "18:00-21:00"),
    row("emergency", "daily"),
)
# A hospital whose doctors keep office hours, with a casualty department, and a pharmacy window open overnight.
COUNTY_HOSPITAL = (
    row("outpatient", "workdays", "08:00-12:00"),
    row("outpatient", "workdays", "14:00-17:30"),
    row("outpatient", "6", "08:00-12:00"),
    row("emergency", "daily"),
)
NIGHT_WINDOW = (row("window", "daily", "20:00-02:00"),)
NIGHT_WORKDAYS = (row("window", "workdays", "20:00-02:00"),)
HOTLINE = (row("all", "daily"),)
WEDNESDAY_AND_WEEKEND = (row("all", "367", "09:00-16:00"),)
