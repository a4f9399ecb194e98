"""Series of one claimant: when a claim holds, what a cumulative claim grew by, and whether two series are one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd

from ..wording import Interval, interval
from ..wording.intervals import Table, last_digit_unit

#: Where the date of a claim is looked for, the most exact first.
DATE_COLUMNS = ("as_of", "event_date", "period_end", "source_published")
#: The first day of the invasion: a cumulative claim about the whole war counts from here.
FIRST_DAY = pd.Timestamp(2022, 2, 24)


def dated(claims: pd.DataFrame, roundups: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the claims with two more columns: `date`, when the claim holds, and `dated_by`, what says so.

    The day a text was published stands in only where the text gives no day. With `roundups` (the table), the last day that an issue
    covers (`dated_by` roundup) stands in for the claims of that issue. A claim with none of these has no date. Claims that have a
    `date` already come back as they are.
    """
    claims = claims.copy()
    if "date" in claims:
        return claims
    claims["date"] = pd.Series(pd.NaT, index=claims.index, dtype="datetime64[s]")
    claims["dated_by"] = pd.Series(pd.NA, index=claims.index, dtype="string")
    stand_ins = {column: claims[column] for column in DATE_COLUMNS if column in claims}
    if roundups is not None:
        last = roundups.dropna(subset=["source_id"]).drop_duplicates("source_id").set_index("source_id")["last_date"]
        stand_ins["roundup"] = claims["source_id"].astype(str).map(last)
    for name, days in stand_ins.items():
        new = claims["date"].isna() & days.notna()
        claims.loc[new, "date"] = days[new]
        claims.loc[new, "dated_by"] = name
    return claims


def cumulative(claims: pd.DataFrame, claimant_id: str, measure: str, population: str, since: pd.Timestamp = FIRST_DAY) -> pd.DataFrame:
    """Return one cumulative series in order of time: one claimant, one measure, one population, counted from one day (`since`).

    Columns `claim_id`, `date`, `value`, `value_high`, `qualifier`. Claims without a stated day (`as_of`) or without a number are
    left out; a day stated twice with the same value is one row.

    Raises:
        ValueError: two claims of one day differ, so that there is no one series.
    """
    chosen = claims[
        (claims["claimant_id"] == claimant_id)
        & (claims["measure"] == measure)
        & (claims["population"] == population)
        & (claims["statistic"] == "cumulative")
        & (claims["period_start"].eq(since) | (claims["period_start"].isna() & (since == FIRST_DAY)))
        & claims["as_of"].notna()
        & claims["value"].notna()
    ].sort_values(["as_of", "claim_id"])
    chosen = chosen.drop_duplicates(["as_of", "value", "value_high", "qualifier"])
    twice = chosen[chosen["as_of"].duplicated()]
    if len(twice):
        raise ValueError(f"{claimant_id} states {measure} twice, and differently, for {twice['as_of'].iloc[0]:%Y-%m-%d}")
    series = chosen.assign(date=chosen["as_of"])
    return series[["claim_id", "date", "value", "value_high", "qualifier"]].reset_index(drop=True)


def rounding_unit(values: pd.Series) -> int:
    """Return the unit to which numbers are rounded: the smallest unit of the last rounded digit of any of them.

    A total such as 790,000 in a series rounded to 10 is not rounded to 10,000; read alone it would be.
    """
    return int(min((last_digit_unit(int(value)) for value in values.dropna()), default=Decimal(1)))


def claim_interval(row: pd.Series | Mapping[str, Any], table: Table = "tight", unit: int | None = None) -> Interval:
    """Return the interval of one claim by the published tables; `unit` is the rounding of its series, used where it says "about"."""
    high = None if pd.isna(row["value_high"]) else int(row["value_high"])
    value = int(row["value"])
    if unit is not None and row["qualifier"] == "approx":
        half = unit / 2 if table == "tight" else unit
        return Interval(max(0, value - half), value + half)
    return interval(value, high, row["qualifier"], table)


def claim_intervals(series: pd.DataFrame, table: Table = "tight") -> list[Interval]:
    """Return the interval of each claim of a series; the numbers said as "about" share the rounding of the finest of them."""
    unit = rounding_unit(series.loc[series["qualifier"] == "approx", "value"])
    return [claim_interval(row, table, unit) for row in series.to_dict("records")]


def increments(series: pd.DataFrame, table: Table = "tight") -> pd.DataFrame:
    """Return what a cumulative series grew by between one claim and the next, by interval arithmetic.

    One row a step: `start`, `end`, `days`, `increment` (difference of the numbers stated), `low` and `high` (the bounds that
    both claims' intervals leave open, not below 0 because a count cannot fall), `falls` (true where even the upper bound is below
    0: the two claims contradict each other; the bounds are then those of the fall).
    """
    found = list(zip(series.to_dict("records"), claim_intervals(series, table), strict=True))
    rows = []
    for (first, before), (second, after) in zip(found, found[1:], strict=False):
        step = after - before
        falls = step.high < 0
        rows.append(
            {
                "start": first["date"],
                "end": second["date"],
                "days": (second["date"] - first["date"]).days,
                "increment": int(second["value"]) - int(first["value"]),
                "low": step.low if falls else max(0, step.low),
                "high": step.high if falls else max(0, step.high),
                "falls": bool(falls),
            }
        )
    return pd.DataFrame(rows, columns=["start", "end", "days", "increment", "low", "high", "falls"])


def monthly_rates(series: pd.DataFrame, day: str = "last") -> pd.DataFrame:
    """Return the daily mean of each month from a cumulative series with claims at the months' ends.

    `day` is `last` (the last day of a month to the last day of the next) or `first` (the first day to the first day). The columns
    are those of `increments`, with `month` (its first day), `rate` (per day) and `low_rate`, `high_rate`; months without both
    claims are left out.
    """
    if day not in ("last", "first"):
        raise ValueError(f"the day of the month is {day!r}, not last or first")
    dates = series["date"]
    chosen = series[dates.dt.is_month_end if day == "last" else dates.dt.is_month_start]
    steps = increments(chosen)
    month = steps["end"] if day == "last" else steps["start"]
    steps.insert(0, "month", month.dt.to_period("M").dt.to_timestamp().astype("datetime64[s]"))
    whole = steps["days"] == steps["month"].dt.days_in_month
    steps = steps[whole].reset_index(drop=True)
    for name, column in (("rate", "increment"), ("low_rate", "low"), ("high_rate", "high")):
        steps[name] = steps[column] / steps["days"]
    return steps


def monthly_counts(claims: pd.DataFrame, claimant_ids: Sequence[str], measure: str, population: str) -> pd.DataFrame:
    """Return the counts of whole calendar months that one body's claimants state, the latest version of each, in order of months.

    A number that a later one supersedes is left out; of others for the same month the one published last is kept, one without
    a day of publication after those with one. Columns as the claims', with `month` (its first day).
    """
    start, end = claims["period_start"], claims["period_end"]
    rows = claims[
        claims["claimant_id"].isin(claimant_ids) & (claims["measure"] == measure) & (claims["population"] == population)
        & (claims["statistic"] == "period") & claims["value"].notna() & start.dt.is_month_start & end.dt.is_month_end
        & (start.dt.to_period("M") == end.dt.to_period("M")) & ~claims["claim_id"].isin(claims["supersedes"].dropna())
    ]  # fmt: skip
    rows = rows.sort_values(["period_start", "source_published", "claim_id"]).groupby("period_start").tail(1)
    return rows.assign(month=rows["period_start"]).reset_index(drop=True)


class Agreement(NamedTuple):
    """How far two series of monthly means lie apart (people a day)."""

    months: int
    within_one: int
    mean_gap: float
    median_gap: float
    relative_gap: float
    largest: float
    largest_month: dt.date


def compared(own: pd.DataFrame, stated: pd.DataFrame) -> pd.DataFrame:
    """Set daily means side by side, month by month: `month`, `rate`, `stated`, `gap` (stated minus own).

    `own` is what `monthly_rates` gives; `stated` are claims of a mean for a calendar month (`period_start`, `value`).
    """
    right = stated[["period_start", "value"]].rename(columns={"period_start": "month", "value": "stated"})
    right = right.assign(month=right["month"].dt.to_period("M").dt.to_timestamp().astype("datetime64[s]"))
    both = own.merge(right, on="month", validate="one_to_one").sort_values("month", ignore_index=True)
    both["stated"] = both["stated"].astype(float)
    both["gap"] = both["stated"] - both["rate"]
    return both


def agreement(both: pd.DataFrame, within: float = 1.0) -> Agreement:
    """Count the months in which the two means of `compared` lie within `within` people a day of each other."""
    if both.empty:
        raise ValueError("the two series have no month in common")
    gap = both["gap"].abs()
    worst = both.loc[gap.idxmax()]
    return Agreement(
        len(both),
        int((gap <= within + 1e-9).sum()),
        float(gap.mean()),
        float(gap.median()),
        float(gap.sum() / both["rate"].sum()),
        float(worst["gap"]),
        worst["month"].date(),
    )


#: Months by which two series are moved against each other to see how much agreement chance alone gives.
MISALIGNED = 6


def misaligned(own: pd.DataFrame, stated: pd.DataFrame, most: int = MISALIGNED) -> int:
    """Return the most months that agree within 1 a day when the stated means are set against the wrong months.

    The means are moved by 1 to `most` months either way: how much agreement chance and a slow pace alone produce. Arguments as for `compared`.
    """
    found = []
    for months in (*range(-most, 0), *range(1, most + 1)):
        moved = stated.assign(period_start=stated["period_start"] + pd.DateOffset(months=months))
        found.append(agreement(compared(own, moved)).within_one)
    return max(found)
