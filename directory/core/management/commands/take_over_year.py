from __future__ import annotations

import datetime
from typing import Any

from chinese_calendar import constants
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from directory.core.models import OfficialDay, Sequence
from directory.core.models.calendar import notice_range

# The library's short forms, as the State Council's notices write them.
FULL_NAMES = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}

Days = dict[datetime.date, tuple[str, str]]


class Command(BaseCommand):
    help = (
        "Take over a year's official rest days and make-up workdays from the chinesecalendar library."
        " Days that staff have entered otherwise are shown and kept, unless --replace is given."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--notice", default="", help="the notice's number, for example 国办发明电〔2025〕7号")
        parser.add_argument("--replace", action="store_true", help="overwrite and remove days entered otherwise")
        parser.add_argument("--dry-run", action="store_true", help="show what would change and write nothing")

    def handle(self, *args: Any, year: int, notice: str, replace: bool, dry_run: bool, **options: Any) -> None:
        if not 2000 <= year <= 2100:
            raise CommandError(f"{year} is not a year between 2000 and 2100.")
        if len(notice) > (most := OfficialDay._meta.get_field("notice").max_length or 0):
            raise CommandError(f"--notice has {len(notice)} characters, give at most {most}.")
        official = library_days(year)
        with transaction.atomic():
            entered = {day.date: (day.kind, day.name) for day in OfficialDay.objects.of_notice(year)}
            self.show(entered, official)
            differing = [date for date, day in entered.items() if official.get(date) != day]
            if dry_run:
                self.stdout.write("Dry run: nothing was written.")
                return
            if differing and not replace:
                raise CommandError(
                    f"{len(differing)} days of {year} were entered otherwise; nothing was written."
                    " Check them, then use --replace."
                )
            count = take_over(entered, official, notice)
        self.stdout.write(f"{year}: {len(official)} official days, {count} written or removed.")

    def show(self, entered: Days, official: Days) -> None:
        """One line for every day that would be added, changed or removed."""
        for date in sorted(entered.keys() | official.keys()):
            before, after = entered.get(date), official.get(date)
            if before != after:
                self.stdout.write(f"{date} {described(before)} → {described(after)}")


def library_days(year: int) -> Days:
    """The year's notice as the library knows it. Raises CommandError for a year it does not know."""
    first, last = notice_range(year)
    names = {holiday.value: holiday.chinese for holiday in constants.Holiday}
    tables = {OfficialDay.Kind.REST: constants.holidays, OfficialDay.Kind.WORKDAY: constants.workdays}
    found = {
        date: (kind.value, FULL_NAMES.get(names[name], names[name]))
        for kind, table in tables.items()
        for date, name in table.items()
        if first <= date <= last
    }
    if datetime.date(year, 10, 1) not in found:
        years = [date.year for date in constants.holidays]
        raise CommandError(
            f"chinesecalendar knows {min(years)}–{max(years)}, not {year}:"
            " update it, or enter the notice's days by hand."
        )
    return found


def take_over(entered: Days, official: Days, notice: str) -> int:
    """Make the entered days the official ones. Returns how many were written or removed."""
    changed = {date: day for date, day in official.items() if entered.get(date) != day}
    removed = entered.keys() - official.keys()
    OfficialDay.objects.filter(date__in=[*changed, *removed]).delete()
    OfficialDay.objects.bulk_create(
        OfficialDay(date=date, kind=kind, name=name, notice=notice) for date, (kind, name) in sorted(changed.items())
    )
    if changed or removed:
        Sequence.draw(1)  # what was answered under the old calendar is no longer valid
    return len(changed) + len(removed)


def described(day: tuple[str, str] | None) -> str:
    return f"{day[1]} {OfficialDay.Kind(day[0]).label}" if day else "平常日"
