"""When a place is open: hours rows in, open / closed / unknown out, with the reason and the next change.

The answer is computed from the rows themselves, one day at a time, not from a compiled OSM
string: OSM evaluators have no reasons, cannot hold two candidate timetables at once ("summer"
without months, a holiday notice still to come), and let a dated ``off`` cut the night before.
``osm`` writes that string for exchange, and tests hold it, through opening-hours-py, against
the evaluator.

Nothing in here reads a clock or the database.
"""

from .calendar import Calendar, DayType
from .checking import check_rows, doubt_rows
from .evaluator import MAX_DAYS, SHANGHAI, Hours, Interval, Opening, Reason, State
from .osm import osm
from .pattern import HoursChange, HoursRow, Pattern, parsed
from .wording import HOSPITAL, OFFICE, Week, Words, row_text, sentence, week, weeks

__all__ = [
    "HOSPITAL",
    "MAX_DAYS",
    "OFFICE",
    "SHANGHAI",
    "Calendar",
    "DayType",
    "Hours",
    "HoursChange",
    "HoursRow",
    "Interval",
    "Opening",
    "Pattern",
    "Reason",
    "State",
    "Week",
    "Words",
    "check_rows",
    "doubt_rows",
    "osm",
    "parsed",
    "row_text",
    "sentence",
    "week",
    "weeks",
]
