"""Gates on single claims: what their cells may hold together."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain

from .gates import Finding, at, gate
from .reading import Reading
from .table import Row, groups, of_columns

FIRST_DAY = date(2022, 2, 24)
NO_POPULATION = {"other_claims"}  # aid, distances and the like are of nobody's people
PLANS = {"other_claims"}  # money approved and output planned reach into the future
MOST_DAYS_AHEAD = 5 * 365
MOST_DAYS_BEFORE_ISSUE = 7
MOST_DAYS_BEFORE_PAGE = 92
NO_NUMBER = {"words", "withheld"}
NO_WORDS = {"withheld", "not_stated"}
_ISSUE_CLAIM = re.compile(r"(\d+)-(\d+)-\d{2}")
_RUNNING = re.compile(r"(\d+-\d+-|[A-Z])(\d+)")
_DATED_CLAIM = re.compile(r"G(\d{4}-\d{2}-\d{2})")


MOST_NUMBERS = 2**62


def _numbered(reading: Reading) -> Iterator[Row]:
    """All rows that share one space of ids."""
    return chain(reading.sourced, reading.rows("exclusions"))


@gate("claim-id", "malformed", "row", "A claim's id is unique over all tables, left-out figures included, and says the source it was given for.")
def claim_id(reading: Reading) -> Iterator[Finding]:
    for rows in groups(_numbered(reading), lambda row: row.key):
        for row in rows[1:]:
            if rows[0].table != row.table:
                column = "evidence_id" if row.table == "exclusions" else "claim_id"
                yield at(row, column, f"{row.key} is the id of a row of {rows[0].table} too", "keep one of the two rows")
    for row in reading.sourced:
        issue = _ISSUE_CLAIM.fullmatch(row.key)
        days = None if issue is None else issue[1] if issue[1] == issue[2] else f"{issue[1]}-{issue[2]}"
        read = reading.issue_of.get(row["source_id"])
        if (days is None) != (read is None) or (read is not None and read.key != days):
            yield at(row, "source_id", f"the claim's id and its source {row['source_id']} do not belong together", "correct one of them")
        dated = _DATED_CLAIM.fullmatch(row.key)
        if dated and row["as_of"] != dated[1]:
            yield at(row, "as_of", f"the claim's id says {dated[1]}, the cell {row['as_of'] or 'nothing'}", "correct the cell")


@gate("claim-sequence", "malformed", "row", "Running numbers of ids have no gaps, left-out figures counted: a number that is missing is a row that was lost.")
def claim_sequence(reading: Reading) -> Iterator[Finding]:
    if not all(len(table.rows) for table in reading.tables.values() if "claim_id" in table.header or "evidence_id" in table.header):
        return  # table-rows says so
    numbers: dict[str, array[int]] = {}
    for row in _numbered(reading):
        found = _RUNNING.fullmatch(row.key)
        if found:
            numbers.setdefault(found[1], array("Q")).append(min(int(found[2]), MOST_NUMBERS))
    before: dict[tuple[str, int], int] = {}  # of each number behind a gap, the last one before it
    for start, given in numbers.items():
        inner = sorted(given)
        before |= {(start, number): last for last, number in zip([0, *inner], inner, strict=False) if number > last + 1}
    for row in _numbered(reading) if before else ():
        found = _RUNNING.fullmatch(row.key)
        last = before.get((found[1], min(int(found[2]), MOST_NUMBERS))) if found else None
        if found and last is not None:
            start, number, width = found[1], int(found[2]), 2 if found[1].endswith("-") else 4
            missing = f"{start}{last + 1:0{width}}" + (f" to {start}{number - 1:0{width}}" if number > last + 2 else "")
            yield at(row, "evidence_id" if row.table == "exclusions" else "claim_id", f"no row before {row.key} has the id {missing}", "restore what was lost; a figure that is left out stands in exclusions")


@gate("measure-table", "malformed", "row", "A measure stands in the tables that its definition names, and nowhere else.")
def measure_table(reading: Reading) -> Iterator[Finding]:
    for row in reading.claims:
        measure = reading.look_up("measures", row["measure"])
        if measure is not None and row.table not in measure.list("tables"):
            yield at(row, "measure", f"the measure {row['measure']} does not belong in {row.table}", f"move the row or add the table to the measure's {measure['tables']}")


@gate("claim-required", "malformed", "row", "A figure without population or words cannot be compared or checked; both may be missing only by rule.")
def claim_required(reading: Reading) -> Iterator[Finding]:
    for row in reading.claims:
        if not row["population"] and row.table not in NO_POPULATION:
            yield at(row, "population", "the population is empty", "say whose people or facilities are counted")
        if not row["as_reported"] and row["qualifier"] not in NO_WORDS:
            yield at(row, "as_reported", f"the words are empty, and the qualifier is {row['qualifier']}", "add the source's words")


@gate("value-qualifier", "malformed", "row", "A value stands unless the source gives words only or withholds it; an upper end stands in a range and only there, above the lower one.")
def value_qualifier(reading: Reading) -> Iterator[Finding]:
    for row in reading.claims:
        qualifier, low, high = row["qualifier"], row.integer("value"), row.integer("value_high")
        if (not row["value"]) != (qualifier in NO_NUMBER):
            yield at(row, "value", f"the value is {row['value'] or 'empty'} and the qualifier {qualifier}", "a value is empty with words and withheld, and only then")
        if bool(row["value_high"]) != (qualifier == "range"):
            yield at(row, "value_high", f"value_high is {row['value_high'] or 'empty'} and the qualifier {qualifier}", "a range has both ends, anything else one value")
        if low is not None and high is not None and low >= high:
            yield at(row, "value_high", f"the range goes from {low:,} to {high:,}", "write the lower end first")
        measure = reading.look_up("measures", row["measure"])
        if measure is not None and measure["unit"] == "percent" and max(low or 0, high or 0) > 100 and "_increase_" not in row["measure"]:
            yield at(row, "value", f"the share is {max(low or 0, high or 0):,} percent", "correct the cell")


@gate("statistic-dates", "malformed", "row", "An event has the day of the event; anything else has the day up to which it counts, and the two never mix.")
def statistic_dates(reading: Reading) -> Iterator[Finding]:
    for row in reading.claims:
        is_event = row["statistic"] == "event"
        if row["event_date"] and not is_event:
            yield at(row, "event_date", f"a row with statistic {row['statistic']} has no day of an event", "use as_of and the period, or correct the statistic")
        if row["as_of"] and is_event:
            yield at(row, "as_of", "a row with statistic event has no as-of day", "use event_date, or correct the statistic")
        if row["period_end"] and not (row["period_start"] or row["as_of"]):
            yield at(row, "period_end", "the last day of a period stands without its first and without an as-of day", "add one of them, or put the day where it belongs")


@gate("date-order", "malformed", "row", "Nothing counted here was before the full-scale invasion, and a period starts before it ends.")
def date_order(reading: Reading) -> Iterator[Finding]:
    for row in reading.sourced:
        days = {column: row.date(column) for column in ("event_date", "as_of", "period_start", "period_end")}
        for column, day in days.items():
            if day is not None and day < FIRST_DAY:
                yield at(row, column, f"{day} is before the invasion of {FIRST_DAY}", "correct the date")
        start, end, as_of = days["period_start"], days["period_end"], days["as_of"]
        if start is not None and end is not None and start > end:
            yield at(row, "period_end", f"the period ends on {end}, before it starts on {start}", "correct one of them")
        if as_of is not None and end is not None and as_of != end:
            yield at(row, "as_of", f"the figure counts to {as_of}, its period ends on {end}", "make them one day")
        if as_of is not None and start is not None and as_of < start:
            yield at(row, "as_of", f"the figure counts to {as_of}, its period starts on {start}", "correct one of them")


@gate("date-window", "implausible", "row", f"No figure is older than its event: dates are not after the publication; an event is at most {MOST_DAYS_BEFORE_ISSUE} days before its roundup and {MOST_DAYS_BEFORE_PAGE} before any other page.")
def date_window(reading: Reading) -> Iterator[Finding]:
    for row in reading.sourced:
        issue, source = reading.issue_of.get(row["source_id"]), reading.look_up("sources", row["source_id"])
        first = issue.date("first_date") if issue else source.date("published") if source else None
        last = issue.date("last_date") if issue else first
        if first is None or last is None:
            continue
        where = f"its roundup of {first} to {last}" if issue else f"its publication on {last}"
        for column in ("event_date", "as_of", "period_start", "period_end"):
            day = row.date(column)
            if day is None:
                continue
            if day > last:
                is_told = column == "period_end" and row["as_of"] == row["period_end"]
                planned = row.table in PLANS and day <= last + timedelta(MOST_DAYS_AHEAD)
                if not planned and not is_told:
                    yield at(row, column, f"{day} is after {where}", "correct the date")
                continue
            reach = {"event_date": MOST_DAYS_BEFORE_ISSUE, "as_of": MOST_DAYS_BEFORE_ISSUE} if issue else {"event_date": MOST_DAYS_BEFORE_PAGE}
            if column in reach and day < first - timedelta(reach[column]):
                yield at(row, column, f"{day} is {(first - day).days} days before {where}", "correct the date")


@gate("weapon-measure", "malformed", "row", "Drones are counted as drones, missiles as missiles, bombs as bombs.")
def weapon_measure(reading: Reading) -> Iterator[Finding]:
    for row in reading.rows("air_attacks"):
        kind = row["measure"].split("_")[0].removesuffix("s")
        if kind in ("drone", "missile", "bomb") and kind not in row["weapon"]:
            yield at(row, "weapon", f"the measure {row['measure']} has the weapon {row['weapon'] or 'not stated'}", "correct one of them")


@gate("claim-repeated", "implausible", "row", "Two rows that say the same of the same are one row entered twice.")
def claim_repeated(reading: Reading) -> Iterator[Finding]:
    same = of_columns("source_id", "claimant_id", "measure", "population", "value", "value_high", "statistic", "event_date", "as_of", "period_start", "period_end", "place", "weapon", "part_of", "counting_rule")
    for rows in groups(reading.claims, same):
        for row in rows[1:]:
            yield at(row, "claim_id", f"the row says what {rows[0].key} says", "delete one of them", rows[0].key, row.key)


@gate("source-date", "malformed", "row", "A source's id ends in its day of publication, and an address that shows a day shows that one.")
def source_date(reading: Reading) -> Iterator[Finding]:
    for row in reading.rows("sources"):
        in_id = re.search(r"-(\d{4}-\d{2}-\d{2})(-\d+)?$", row.key)
        if row["kind"] not in ("weekly_roundup", "daily_roundup") and (in_id[1] if in_id else "") != row["published"]:
            yield at(row, "published", f"the source's id says {in_id[1] if in_id else 'undated'}, the cell {row['published'] or 'nothing'}", "correct one of them")
        in_url = re.search(r"/(20\d\d)[/-](\d\d?)[/-](\d\d?)(?!\d)", row["url"])
        published = row.date("published")
        if in_url and published:
            try:
                day = date(int(in_url[1]), int(in_url[2]), int(in_url[3]))
            except ValueError:
                continue
            if abs((day - published).days) > 1:
                yield at(row, "published", f"the address shows {day}, the cell {published}", "correct one of them")
