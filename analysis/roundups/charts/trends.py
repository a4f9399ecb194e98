"""Tables of pace and change: what cumulative claims added from day to day, breaks of level, and years set side by side."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from ..statistics import changes, pace, rates, series, strikes, wandering
from .civilians import UN

if TYPE_CHECKING:
    from ..package import Package

#: The day on which claims about the Kursk operation begin.
KURSK = pd.Timestamp(2024, 8, 6)
#: Cumulative claims of one claimant, with one population and definition, of which a pace is estimated.
PACES = {
    "Zelenskyy: Ukraine's killed": ("volodymyr-zelenskyy", "killed", "ukrainian_military", series.FIRST_DAY),
    "Russian MoD: Ukrainians lost in Kursk": ("russian-mod", "personnel_losses", "ukrainian_military", KURSK),
    "CSIS: Russia's killed": ("csis", "killed", "russian_military", series.FIRST_DAY),
}


def cumulative(package: Package, name: str) -> pd.DataFrame:
    """Return one of the series of `PACES`."""
    claimant, measure, population, since = PACES[name]
    return series.cumulative(package.claims(), claimant, measure, population, since)


def steps_table(package: Package, name: str = "Zelenskyy: Ukraine's killed") -> pd.DataFrame:
    """Return what one claimant's totals grew by from one claim to the next, a day: by the tight and the wide table, and as rounded numbers."""
    claims = cumulative(package, name)
    tight, wide, rounded = series.increments(claims), series.increments(claims, "wide"), series.increments(pace.as_rounded(claims))
    return pd.DataFrame(
        {
            "From one claim to the next": [f"{row.start:%Y-%m-%d} to {row.end:%Y-%m-%d}" for row in tight.itertuples()],
            "Days": tight["days"],
            **{
                words: [_span(low / days, high / days) for low, high, days in zip(table["low"], table["high"], table["days"], strict=True)]
                for words, table in (("A day, tight", tight), ("A day, wide", wide), ("A day, if rounded", rounded))
            },
        }
    )


def pace_table(package: Package) -> pd.DataFrame:
    """Return the mean pace of each series of `PACES` under the tight and the wide table, and whether one steady pace fits its words."""
    rows = []
    for name in PACES:
        claims = cumulative(package, name)
        for table in ("tight", "wide"):
            even, found = pace.steady(claims, table), pace.pace(claims, table)
            rows.append(
                {
                    "Claims": f"{name} ({len(claims)})",
                    "Words": table,
                    "One steady pace": "none fits" if even is None else f"{_span(*even)} fits",
                    "Mean a day (95%)": "no upper end" if math.isinf(found.high) else f"{found.rate:.0f} ({_span(found.low, found.high)})",
                }
            )
    return pd.DataFrame(rows)


def _span(low: float, high: float) -> str:
    digits = 1 if max(low, 0 if math.isinf(high) else high) < 100 else 0
    if math.isinf(high):
        return f"{low:,.{digits}f} or more"
    first, last = f"{low:,.{digits}f}", f"{high:,.{digits}f}"
    return first if first == last else f"{first} to {last}"


class Months(NamedTuple):
    """A monthly series: counts over days in months (those with a number), and the claims they rest on (the same order)."""

    counts: list[int]
    days: list[int]
    months: list[pd.Timestamp]
    claims: pd.DataFrame


def monthly_series(package: Package) -> dict[str, Months]:
    """Return the monthly counts that are searched for a break, by name."""
    return {
        "UN: civilians killed": civilians(package, "killed"),
        "UN: civilians wounded": civilians(package, "wounded"),
        "General Staff: Russians lost": general_staff(package),
        "Agentstvo: attacks on refineries": agentstvo(package),
    }


def civilians(package: Package, measure: str, since: pd.Timestamp = changes.CIVILIANS_FROM) -> Months:
    """Return the UN's counts of civilians in Ukraine by month, the latest version of each."""
    rows = series.monthly_counts(package.claims(), UN, measure, "civilians_ukraine")
    rows = rows[rows["month"] >= since]
    return _months(rows, rows["value"], rows["month"])


def general_staff(package: Package) -> Months:
    """Return what the General Staff's total grew by in each month, first day to first day."""
    claims = package.claims()
    totals = series.cumulative(claims, "general-staff-ukraine", "personnel_losses", "russian_military")
    found = series.monthly_rates(totals, "first")
    ids = totals.set_index("date")["claim_id"]
    return _months(claims.set_index("claim_id", drop=False).loc[found["end"].map(ids)], found["increment"], found["month"])


def agentstvo(package: Package) -> Months:
    """Return Agentstvo's monthly tallies of attacks on refineries."""
    claims = package.claims()
    table = strikes.monthly(strikes.tallies(claims))
    table = table[table["claimant_id"] == "agentstvo"]
    first = [ids.split("; ")[0] for ids in table["claim_ids"]]
    return _months(claims.set_index("claim_id", drop=False).loc[first], table["count"], table["month"])


def _months(claims: pd.DataFrame, counts: pd.Series, months: pd.Series) -> Months:
    when = list(pd.DatetimeIndex(months))
    return Months([int(n) for n in counts], [month.days_in_month for month in when], when, claims.reset_index(drop=True))


def breaks(every: dict[str, Months]) -> dict[str, changes.Break]:
    """Return the best single break of each series of `monthly_series`."""
    return {name: changes.single_break(*found[:3]) for name, found in every.items()}


def breaks_table(found: dict[str, Months], every: dict[str, changes.Break]) -> pd.DataFrame:
    """Return the best single break of each series (`breaks`) with its date, levels, false-alarm rates and what changed in the counting."""
    holm = rates.adjusted([one.false_alarm_tied for one in every.values()])
    rows = []
    for (name, one), careful in zip(every.items(), holm, strict=True):
        months = found[name].months
        rows.append(
            {
                "Series (months), per 30 days": f"{name} ({len(months)}): {_levels(one)}",
                "Break (95%)": f"{months[one.at]:%b %Y} ({_from_to(months[one.low], months[one.high])})",
                "False alarms": " / ".join(_share(p) for p in (one.false_alarm, one.false_alarm_tied, careful)),
                "Counting at the break": "; ".join(reporting(found[name], one.at)) or "no change seen",
            }
        )
    return pd.DataFrame(rows)


def reporting(found: Months, at: int, months: int = 6) -> list[str]:
    """Say what changed in the way of counting between the `months` numbers before a break and those after it, as the rows tell it.

    The claimant, plain numbers or one-sided words, how long after the month the number was published (median), and months without one.
    """
    before, after = found.claims.iloc[max(0, at - months) : at], found.claims.iloc[at : at + months]
    said = []
    names = [" and ".join(sorted(set(rows["claimant_short_name"].astype(str)))) for rows in (before, after)]
    if names[0] != names[1]:
        said.append(f"counted by {names[0]}, then {names[1]}")
    sided = [float(rows["qualifier"].isin(["at_least", "more_than", "almost", "up_to"]).mean()) for rows in (before, after)]
    if abs(sided[1] - sided[0]) >= 0.5:
        said.append("plain numbers, then one-sided words" if sided[1] > sided[0] else "one-sided words, then plain numbers")
    lags = [float((rows["source_published"] - rows["period_end"]).dt.days.median()) for rows in (before, after)]
    if all(np.isfinite(lags)) and abs(lags[1] - lags[0]) >= 60:
        said.append(f"published a median of {lags[0]:.0f}, then {lags[1]:.0f} days after the month")
    gap = (found.months[at].year - found.months[at - 1].year) * 12 + found.months[at].month - found.months[at - 1].month - 1
    if gap:
        said.append(f"no number for {gap} months before it" if gap > 1 else "no number for the month before it")
    return said


def _levels(one: changes.Break) -> str:
    digits = 0 if one.before > 1 else 1
    return f"{one.before * 30:,.{digits}f} → {one.after * 30:,.{digits}f}"


def _from_to(first: pd.Timestamp, last: pd.Timestamp) -> str:
    return "that month" if first == last else f"{first:%b %Y} to {last:%b %Y}"


def _share(p: float) -> str:
    return "<0.01" if p < 0.005 else f"{p:.2f}"


def penalty_table(every: dict[str, Months]) -> pd.DataFrame:
    """Return which breaks are best for which penalty, for each series of `monthly_series` with room for three."""
    rows = []
    for name, found in every.items():
        if len(found.counts) < 4 * changes.LEAST_MONTHS:
            continue
        each = changes.segmentations(found.counts, found.days, changes.within_spread(found.counts, found.days))
        schwarz = changes.schwarz(len(found.counts))
        for number, low, high in changes.penalty_path([cost for cost, _ in each]):
            starts = [found.months[level.first] for level in each[number][1][1:]]
            count = f"{number}{' or more' if number == len(each) - 1 else ''}"
            rows.append(
                {
                    "Series": name,
                    "Breaks": f"{count}: {', '.join(f'{start:%b %Y}' for start in starts)}" if number else "none",
                    "Best for a penalty": f"above {low:.1f}" if math.isinf(high) else f"{low:.1f} to {high:.1f}",
                    "Schwarz": f"{schwarz:.1f}" if low < schwarz <= high else "",
                }
            )
    return pd.DataFrame(rows)


def years(found: Months, block: int = 3) -> dict[tuple[int, int], wandering.Comparison]:
    """Compare the mean pace of a monthly series without gaps in each whole year with that of the year before."""
    daily = np.array(found.counts) / np.array(found.days)
    by_year = pd.Series(range(len(daily))).groupby([month.year for month in found.months]).agg(["min", "size"])
    whole = by_year[by_year["size"] == 12]["min"]
    return {
        (one, two): wandering.compare(daily, slice(whole[one], whole[one] + 12), slice(whole[two], whole[two] + 12), block)
        for one, two in zip(whole.index, whole.index[1:], strict=False)
        if two == one + 1
    }


def years_table(months: Months, blocks: tuple[int, ...] = (1, 3, 6)) -> pd.DataFrame:
    """Return the comparisons of years under several lengths of block; p-values adjusted by Holm's method for the years compared."""
    found = {block: years(months, block) for block in blocks}
    holm = {block: dict(zip(each, rates.adjusted([c.p_value for c in each.values()]), strict=True)) for block, each in found.items()}
    rows = []
    for pair in found[blocks[0]]:
        for block in blocks:
            one = found[block][pair]
            rows.append(
                {
                    "Years: ratio of mean pace": f"{pair[0]} → {pair[1]}: {one.ratio:.2f}",
                    "Blocks of months": str(block),
                    "Ratios if the pace only wanders (95%)": f"{one.usual_low:.2f} to {one.usual_high:.2f}",
                    "p (Holm)": f"{holm[block][pair]:.2f}",
                }
            )
    return pd.DataFrame(rows)
