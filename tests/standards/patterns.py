"""Timetables by chance: seasons, make-up days, nights, exceptions, and sources that broke off."""

from __future__ import annotations

import datetime
import random

from directory.core.hours import Pattern
from directory.core.hours.calendar import ONE_DAY
from directory.core.hours.pattern import HoursChange, HoursRow


def random_pattern(seed: random.Random) -> Pattern:
    rows = set()
    for _ in range(seed.randint(1, 4)):
        start, length = seed.randrange(0, 1380, 30), seed.randrange(30, 600, 30)
        season = seed.choice(["whole_year", "whole_year", "summer", "outside_summer", "05-01/09-30", "11-01/03-31"])
        days = seed.choice(["workdays", "daily", "135", "67", "6"])
        rows.add(HoursRow(seed.choice(["all", "outpatient", "emergency"]), days, season, start, start + length))
    changes = []
    if seed.random() < 0.4:
        first = datetime.date(2026, seed.randint(1, 12), seed.randint(1, 28))
        last = "" if seed.random() < 0.2 else (first + ONE_DAY * seed.randint(0, 40)).isoformat()
        opens = None if seed.random() < 0.6 else 600
        changes.append(HoursChange(first.isoformat(), last, "all", "daily", opens, opens and 900, "通知"))
    return Pattern.canonical(rows, changes, seed.choice(["", "06-01/09-30"]), seed.random() < 0.2)
