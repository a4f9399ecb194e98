"""Gates on the issues of the roundup: day 1 is 2022-02-24, and a weekly issue covers Monday to Friday."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from .gates import Finding, at, gate
from .reading import Reading
from .rows import FIRST_DAY

WEEK = 7
WORKING_DAYS = 5
#: Day numbers up to the end of the calendar.
MOST_DAYS = (date.max - FIRST_DAY).days + 1


@gate("roundup-days", "malformed", "roundup", "A day's date is 2022-02-24 and as many days as its number says, less one; a weekly issue has five days from Monday.")
def roundup_days(reading: Reading) -> Iterator[Finding]:
    for row in reading.rows("roundups"):
        first, last = row.integer("first_day"), row.integer("last_day")
        if first is None or last is None:
            continue
        for number, column in ((first, "first_date"), (last, "last_date")):
            day = FIRST_DAY + timedelta(number - 1) if 0 < number <= MOST_DAYS else None
            if row.date(column) != day:
                yield at(row, column, f"day {number:,} of the war is {day}, the cell says {row[column]}", "correct one of them")
        if row.key != (str(first) if row["edition"] == "daily" else f"{first}-{last}"):
            yield at(row, "roundup_id", f"the id is {row.key}, the days are {first} to {last}", "correct one of them")
        days = WORKING_DAYS if row["edition"] == "weekly" else 1
        if last - first + 1 != days:
            yield at(row, "last_day", f"a {row['edition']} issue has {days} days, this one {last - first + 1}", "correct the days")
        monday = row.date("first_date")
        if row["edition"] == "weekly" and monday and monday.weekday() != 0:
            yield at(row, "first_date", f"a weekly issue starts on a Monday, {monday} is a {monday:%A}", "correct the days")


@gate("roundup-weeks", "malformed", "roundup", "Every week between the first and the last issue has its row, read or not: a missing row would look like a missing figure.")
def roundup_weeks(reading: Reading) -> Iterator[Finding]:
    weekly = [(day, row) for row in reading.rows("roundups") if row["edition"] == "weekly" and (day := row.integer("first_day")) is not None]
    weekly.sort(key=lambda week: week[0])
    for (before, _), (day, row) in pairwise(weekly):
        if day - before > WEEK:
            yield at(row, "first_day", f"between day {before:,} and day {day:,} a week has no row", "add the issue, as not_read if it was not read")


@gate("roundup-reading", "malformed", "roundup", "What was read of an issue is what its source says; an issue that was not read has neither source nor readings.")
def roundup_reading(reading: Reading) -> Iterator[Finding]:
    for row in reading.rows("roundups"):
        source, was_read = reading.look_up("sources", row["source_id"]), row["reading"] != "not_read"
        if was_read != bool(row["source_id"]) or was_read != (row["readings"] not in ("", "0")):
            yield at(row, "reading", f"the reading is {row['reading']}, with {row['readings'] or 'no'} readings and source {row['source_id'] or 'none'}", "an issue that was read has a source and at least one reading")
        elif source and source["kind"] != f"{row['edition']}_roundup":
            yield at(row, "source_id", f"the source is a {source['kind']}, the issue {row['edition']}", "correct one of them")
        elif source and source["reading"] != row["reading"]:
            yield at(row, "reading", f"the reading is {row['reading']}, that of the source {source['reading']}", "correct one of them")
        elif source and (days := re.search(r"/(\d{3,4}(?:-\d{3,4})?)(?:/|$)", source["url"])) and days[1] != row.key:
            yield at(row, "source_id", f"the address of {source.key} names the days {days[1]}", "correct one of them")
    issues = {row["source_id"] for row in reading.rows("roundups")}
    for source in reading.rows("sources"):
        if source["kind"].endswith("_roundup") and source.key not in issues:
            yield at(source, "source_id", f"no row of roundups has the source {source.key}", "add the issue to roundups")
    for row in reading.sourced:
        issue = reading.issue_of.get(row["source_id"])
        recorded, made = row.integer("readings_recorded"), issue.integer("readings") if issue else None
        if (recorded is None) != (issue is None):
            yield at(row, "readings_recorded", f"the cell is {row['readings_recorded'] or 'empty'}, and the source is {'a' if issue else 'no'} roundup", "count the readings of roundups, and only of them")
        elif recorded is not None and made is not None and recorded > made:
            yield at(row, "readings_recorded", f"{recorded} readings recorded the figure, {made} were made of the issue", "correct one of them")
