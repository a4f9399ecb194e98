"""Gates on series: the cumulative totals of one claimant."""

from __future__ import annotations

from collections.abc import Iterator

from ..wording import QUALIFIERS, Interval, interval
from .gates import Finding, at, gate
from .reading import Reading, Row, grouped

#: One series: one claimant, one population, one definition, one start.
SERIES = ("claimant_id", "measure", "population", "place", "region", "weapon", "counting_rule", "period_start")


def tight(row: Row) -> Interval | None:
    """The numbers that a claim most likely means, by the tight table of `roundups.wording`; None where its cells say none.

    The wide table would let every fall pass that is worded "at least" or "more than".
    """
    low, high, qualifier = row.integer("value"), row.integer("value_high"), row["qualifier"]
    if low is None or low < 0 or qualifier not in QUALIFIERS or (qualifier == "range") != (high is not None) or qualifier == "words":
        return None
    return None if high is not None and high < low else interval(low, high, qualifier, "tight")


def series(reading: Reading) -> Iterator[list[Row]]:
    """The series of each table, each in the order of its dates; parts of a total and unattributed figures are no series."""
    nobody = {row.key for row in reading.rows("claimants") if row["kind"] == "unattributed"}
    for table in reading.claim_tables:
        rows = [r for r in reading.rows(table) if r["statistic"] == "cumulative" and r.date("as_of") and not r["part_of"] and r["claimant_id"] not in nobody]
        for members in grouped(rows, *SERIES).values():
            yield sorted(members, key=lambda r: (r["as_of"], r.key))


@gate("cumulative-fall", "implausible", "series", "A cumulative total does not fall: the highest number that a later claim leaves open is not below the lowest of an earlier one.")
def cumulative_fall(reading: Reading) -> Iterator[Finding]:
    for members in series(reading):
        peak: tuple[Interval, Row] | None = None
        for row in members:
            now = tight(row)
            if now is None:
                continue
            if peak and now.high < peak[0].low and row["as_of"] > peak[1]["as_of"]:
                reason = f"the total of {row['as_of']} ({row['as_reported'] or row['value']}) is below that of {peak[1]['as_of']} ({peak[1]['as_reported'] or peak[1]['value']}, {peak[1].key})"
                yield at(row, "value", reason, "correct one of them", peak[1].key, row.key)
            elif peak is None or now.low > peak[0].low:
                peak = (now, row)
