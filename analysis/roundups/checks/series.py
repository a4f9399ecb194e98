"""Gates on series: the cumulative totals of one claimant."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise
from math import log

from ..wording import QUALIFIERS, Interval
from .gates import Finding, at, gate
from .reading import Reading
from .table import Row, groups, of_columns
from .relations import interval

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
    for table in reading.tables.keys() & set(reading.claim_tables):
        rows = (r for r in reading.tables[table].rows.filled("as_of") if r["statistic"] == "cumulative" and r.date("as_of") and not r["part_of"] and r["claimant_id"] not in nobody)
        for members in groups(rows, of_columns(*SERIES)):
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


#: Of a series with fewer other steps, no step is far outside.
FEWEST_STEPS = 4
#: Robust standard deviations (1.4826 times the median absolute deviation) of the logarithm, and the least that one is taken to be:
#: a series that grows evenly may still grow three times as fast for once.
FAR, LEAST = 5.0, 0.25


@gate("cumulative-jump", "implausible", "series", "A total does not leap far outside its claimant's own history: neither what it adds nor what it adds a day is more than five robust deviations above.")
def cumulative_jump(reading: Reading) -> Iterator[Finding]:
    for members in series(reading):
        steps = list(_steps(members))
        if len(steps) <= FEWEST_STEPS:
            continue
        rises, paces = ([log(added) for _, _, added, _ in steps], [log(added / days) for _, _, added, days in steps])
        for number in set(_far(rises)) & set(_far(paces)):
            before, row, added, days = steps[number]
            usual = _median_without(sorted(a / d for _, _, a, d in steps), added / days)
            reason = f"{added:,} more within {days:,} days of {before.key} is {added / days / usual:,.0f} times what this claimant's total usually adds"
            yield at(row, "value", reason, "correct one of them", before.key, row.key)


def _steps(members: list[Row]) -> Iterator[tuple[Row, Row, int, int]]:
    """Each rise from one dated total to the next, by the least that the words of both allow: both rows, the rise, the days."""
    for before, row in pairwise(members):
        first, second = tight(before), tight(row)
        days = (row.date("as_of") - before.date("as_of")).days  # type: ignore[operator]
        if first and second and days > 0 and second.low - first.low > 0:
            yield before, row, int(second.low - first.low), days


def _far(values: list[float]) -> Iterator[int]:
    """The places of the values that lie more than `FAR` robust deviations above the median of all others.

    The median without one value is one of three at most: for each, the deviations are sorted once.
    """
    ordered, spreads = sorted(values), dict[float, list[float]]()
    for number, value in enumerate(values):
        middle = _median_without(ordered, value)
        if middle not in spreads:
            spreads[middle] = sorted(abs(other - middle) for other in values)
        spread = _median_without(spreads[middle], abs(value - middle))
        if value - middle > FAR * max(1.4826 * spread, LEAST):
            yield number


def _median_without(ordered: list[float], value: float) -> float:
    """The median of sorted values without one of them."""
    gone, count = bisect_left(ordered, value), len(ordered) - 1
    low, high = ((count - 1) // 2, count // 2)
    return (ordered[low + (low >= gone)] + ordered[high + (high >= gone)]) / 2


def _started(reading: Reading) -> Iterator[Row]:
    return (row for row in reading.claims_with("period_start") if row["statistic"] in ("cumulative", "point", "peak") and row.date("period_start"))


@gate("series-start", "implausible", "series", "Totals of one measure that start on one day of the year start in one year: a start whole years after the usual one is a slip.")
def series_start(reading: Reading) -> Iterator[Finding]:
    starts: dict[tuple[str, str], dict[str, int]] = {}
    for row in _started(reading):
        count = starts.setdefault((row["population"], row["period_start"][5:]), {})
        count[row["period_start"]] = count.get(row["period_start"], 0) + 1
    mixed = {key: (max(sorted(count), key=count.__getitem__), count) for key, count in starts.items() if len(count) > 1}
    for row in _started(reading) if mixed else ():
        usual, count = mixed.get((row["population"], row["period_start"][5:]), (row["period_start"], {}))
        if row["period_start"] != usual and count[usual] > count[row["period_start"]]:
            yield at(row, "period_start", f"the total starts on {row['period_start']}, {count[usual]:,} others on {usual}", "correct the year")
