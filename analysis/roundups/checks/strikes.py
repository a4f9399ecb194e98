"""Gates on the strikes: facilities, regions and the grouping of reports into events."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .gates import Finding, at, gate
from .reading import Reading
from .table import Row, groups, of_columns

STRIKES = "refinery_strikes"


@gate("strike-region", "malformed", "row", "A strike on a named facility is in the facility's region, and is one on the population's facilities.")
def strike_region(reading: Reading) -> Iterator[Finding]:
    for row in reading.rows(STRIKES):
        facility = reading.look_up("facilities", row["facility_id"])
        if facility and row["region"] != facility["region"]:
            yield at(row, "region", f"the region is {row['region'] or 'empty'}, that of {facility.key} {facility['region']}", "correct one of them")
        region, population = reading.look_up("regions", row["region"]), reading.look_up("populations", row["population"])
        if region and population and population["side"] == "russia" and region["country"] == "Ukraine" and not region["note"]:
            yield at(row, "population", f"{row['population']} are in Russia or occupied, {row['region']} is in Ukraine", "correct one of them")
        if region and population and population["side"] == "ukraine" and region["country"] == "Russia":
            yield at(row, "population", f"{row['population']} are in Ukraine, {row['region']} is in Russia", "correct one of them")


@gate("strike-event", "malformed", "relation", "Reports of one event name one facility within one day, and the event's id begins with the first of its days.")
def strike_event(reading: Reading) -> Iterator[Finding]:
    for rows in groups(reading.rows(STRIKES), of_columns("event_id"), least=1):
        first, event = rows[0], rows[0]["event_id"]
        days = sorted(d for row in rows if (d := row.date("event_date")))
        for row in rows:
            day = row.date("event_date")
            if row["facility_id"] != first["facility_id"]:
                yield at(row, "event_id", f"the event {event} is one of {first['facility_id'] or 'no named facility'} in {first.key}, of {row['facility_id'] or 'no named facility'} here", "give the strike its own event_id")
            elif day and (day - days[0]).days > 1:
                yield at(row, "event_date", f"{day} is {(day - days[0]).days} days after the first report of {event}", "correct the date or give the strike its own event_id")
        said = re.match(r"(\d{4}-\d{2}-\d{2}|undated)-", event)
        if (said[1] if said else None) != (str(days[0]) if days else "undated"):
            yield at(first, "event_id", f"the event's id says {said[1] if said else 'no day'}, its rows {days[0] if days else 'none'}", "correct one of them")
        elif first["facility_id"] and f"-{first['facility_id']}" not in event:
            yield at(first, "event_id", f"the event's id does not name {first['facility_id']}", "correct one of them")


@gate("strike-split", "malformed", "relation", "Strikes on one facility within one day are one event: two would count the strike twice.")
def strike_split(reading: Reading) -> Iterator[Finding]:
    dated = (row for row in reading.rows(STRIKES) if row["facility_id"] and row.date("event_date"))
    for rows in groups(dated, of_columns("facility_id")):
        facility = rows[0]["facility_id"]
        rows.sort(key=lambda row: (row["event_date"], row.key))
        start: Row | None = None
        for row in rows:
            days = (row.date("event_date") - start.date("event_date")).days if start else 2  # type: ignore[operator]
            if start and days <= 1:
                if row["event_id"] != start["event_id"]:
                    yield at(row, "event_id", f"{facility} was struck within a day of {start['event_id']} ({start.key})", "give both one event_id")
            else:
                start = row


def _day(row: Row) -> int:
    day = row.date("event_date")
    return day.toordinal() if day else 0


@gate("strike-named", "implausible", "relation", "A strike on an unnamed facility and one on a named facility of the same kind, region and day may be one strike told twice.")
def strike_named(reading: Reading) -> Iterator[Finding]:
    dated = (row for row in reading.rows(STRIKES) if row.date("event_date") and row["region"])
    for rows in groups(dated, of_columns("population", "facility_kind", "region")):
        named: dict[int, list[Row]] = {}
        for row in rows:
            if row["facility_id"]:
                named.setdefault(_day(row), []).append(row)
        for row in rows:
            for other in [other for day in range(_day(row) - 1, _day(row) + 2) for other in named.get(day, [])] if not row["facility_id"] else []:
                if other["event_id"] != row["event_id"]:
                    yield at(row, "facility_id", f"within a day of {other['event_id']} ({other.key}) an unnamed {row['facility_kind']} was struck in {row['region']}", "give both one facility and event_id, if they are one", row.key, other.key)
