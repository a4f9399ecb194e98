"""Which strike a report is about: the convention of `event_id`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from .draft import Row


def event_id(row: Row, strikes: Sequence[Row]) -> str:
    """Return the event of a report: that of the package where one fits, else a new one.

    Reports on one named facility within a day of the first report are of one event; without a name, those of one day, region and
    kind; a report without a day stands alone.
    """
    kind, facility, day = slug(row.get("facility_kind", "")), row.get("facility_id", ""), row.get("event_date", "")
    if not day:
        return "-".join(part for part in ("undated", facility, row["claim_id"].lower()) if part)
    if facility:
        for other in strikes:
            first = other["event_id"][:10]
            if other["facility_id"] == facility and other["event_date"] and 0 <= (date.fromisoformat(day) - _day(first)).days <= 1:
                return other["event_id"]
        return f"{day}-{facility}"
    return f"{day}-{slug(row.get('region', '') or 'place not stated')}-{kind}"


def begun_earlier(row: Row, strikes: Sequence[Row]) -> list[Row]:
    """Return the reports of the event that a new report moves to its own day: those of the same facility, all of the day after.

    An event bears the first of its days, so their `event_id` has to change with the new report.
    """
    if not row.get("facility_id") or not row.get("event_date"):
        return []
    after = (date.fromisoformat(row["event_date"]) + timedelta(1)).isoformat()
    events = {other["event_id"] for other in strikes if other["facility_id"] == row["facility_id"] and other["event_id"].startswith(after)}
    reports = [other for other in strikes if other["event_id"] in events]
    return reports if all(other["event_date"] == after for other in reports) else []


def slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min + timedelta(1)
