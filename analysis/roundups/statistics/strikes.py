"""Strikes on refineries: published tallies as activity, the list of single strikes as coverage."""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd

from .rates import adjusted, compare, count_interval, days_between, rate_interval

#: The population of the charts; the two rows of the event list outside it are named in the text.
POPULATION = "russian_oil_facilities"
#: Tallies of attacks in a period, from the narrowest to the widest: measure -> what it counts, as a heading.
DEFINITIONS = {
    "attacks_on_refineries": "Refineries",
    "attacks_on_refineries_and_depots": "Refineries and depots",
    "attacks_on_refineries_depots_terminals": "Refineries, depots and terminals",
    "attacks_on_refineries_terminals_pipelines_tankers": "Refineries, terminals, pipelines, tankers",
    "attacks_on_energy_assets": "Energy assets",
    "attacks_on_oil_production_and_refining": "Oil production and refining: hits",
}
_OFFICIAL = re.compile(r"\b(governor|officials?|authorities|Russian side|headquarters)\b", re.IGNORECASE)
_REPELLED = re.compile(r"\b(repelled|downed|shot down|stopped|destroyed on approach)\b", re.IGNORECASE)


def tallies(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the published tallies of attacks over a stated period, one row for each number that a claimant gives.

    `claims` are rows of `Package.claims`. Kept are the measures of `DEFINITIONS` for the whole of Russia with a first and a last
    day; a superseded number and a sum of parts that are kept themselves are left out. Rows with the same claimant, measure,
    period and number are one; a number that a source does not attribute joins the claimant who gives the same measure, period
    and number.

    Columns: `measure`, `population`, `claimant_id`, `claimant_name`, `claimant_party`, `first`, `last` (days), `days`, `count`,
    `qualifier`, `low`, `high` (exact 95% interval of the count), `rate`, `rate_low`, `rate_high` (per 30 days), `counting_rule`,
    `as_reported`, `shown_in` (roundups, other publications or both), `claim_ids`.
    """
    rows = claims[
        (claims["table"] == "refinery_strike_counts") & claims["measure"].isin(list(DEFINITIONS)) & claims["region"].isna()
        & claims["value"].notna() & claims["period_start"].notna() & claims["period_end"].notna()
    ]  # fmt: skip
    rows = rows[~rows["claim_id"].isin(claims["supersedes"].dropna())]
    rows = rows[~rows["claim_id"].isin(rows["part_of"].dropna())]
    key = ["measure", "period_start", "period_end", "value", "qualifier"]
    named = {tuple(row[:-1]): row[-1] for row in rows[rows["claimant_party"] != "none"][[*key, "claimant_id"]].itertuples(index=False)}
    speaker = [
        named.get(tuple(row[:-2]), row[-2]) if row[-1] == "none" else row[-2]
        for row in rows[[*key, "claimant_id", "claimant_party"]].itertuples(index=False)
    ]
    found = [_tally(group) for _, group in rows.assign(speaker=speaker).groupby([*key, "speaker"], dropna=False)]
    order = list(DEFINITIONS)
    table = pd.DataFrame(found)
    return table.sort_values(
        ["measure", "first", "last", "claimant_name", "count"],
        key=lambda column: column.map(order.index) if column.name == "measure" else column, ignore_index=True,
    )  # fmt: skip


def _tally(group: pd.DataFrame) -> dict[str, object]:
    speaker = group[group["claimant_id"] == group["speaker"]]
    row = next(speaker.sort_values("counting_rule").itertuples())
    kinds = set(group["source_kind"].str.endswith("roundup"))
    count, days = int(row.value), days_between(row.period_start, row.period_end)
    low, high = count_interval(count)
    rate_low, rate_high = rate_interval(count, days)
    return {
        "measure": row.measure, "population": row.population, "claimant_id": row.claimant_id, "claimant_name": row.claimant_name,
        "claimant_party": row.claimant_party, "first": row.period_start, "last": row.period_end, "days": days, "count": count,
        "qualifier": row.qualifier, "low": low, "high": high, "rate": count * 30 / days, "rate_low": rate_low, "rate_high": rate_high,
        "counting_rule": "; ".join(sorted(group["counting_rule"].dropna().unique())), "as_reported": row.as_reported,
        "shown_in": "both" if len(kinds) == 2 else "roundups" if kinds == {True} else "other publications",
        "claim_ids": "; ".join(sorted(group["claim_id"])),
    }  # fmt: skip


def monthly(table: pd.DataFrame, measure: str = "attacks_on_refineries") -> pd.DataFrame:
    """Return the tallies of one measure for a month or its first days, for claimants who give at least two such months.

    Added columns: `month` (its first day) and `whole` (whether the period is the whole month).
    """
    rows = table[(table["measure"] == measure) & (table["first"].dt.day == 1)]
    rows = rows[rows["first"].dt.to_period("M") == rows["last"].dt.to_period("M")]
    rows = rows[rows.groupby("claimant_id")["first"].transform("nunique") > 1]
    whole = rows["last"] == rows["first"] + pd.offsets.MonthEnd()
    return rows.assign(month=rows["first"], whole=whole).sort_values(["claimant_name", "first"], ignore_index=True)


def neighbours(months: pd.DataFrame) -> pd.DataFrame:
    """Compare each month with the next one within one claimant's series by the exact conditional test (see `rates.compare`).

    `months` is as `monthly` returns it; a month without a number has no pair. A number said as "at least" is tested as it stands.
    Columns: `claimant_name`, `month`, `count`, `days`, `qualifier`, `next_month`, `next_count`, `next_days`, `next_qualifier`,
    `ratio` (next to this, per day), `low`, `high`, `p_value` and `p_holm` (adjusted for all pairs of the table).
    """
    found = []
    for _, series in months.groupby("claimant_name", observed=True):
        rows = series.sort_values("month").to_dict("records")
        for one, two in zip(rows, rows[1:], strict=False):
            if two["month"] == one["month"] + pd.offsets.MonthBegin():
                result = compare(two["count"], two["days"], one["count"], one["days"])
                this = {name: one[name] for name in ("claimant_name", "month", "count", "days", "qualifier")}
                after = {f"next_{name}": two[name] for name in ("month", "count", "days", "qualifier")}
                found.append({**this, **after, **result._asdict()})
    table = pd.DataFrame(found)
    return table.assign(p_holm=adjusted(list(table["p_value"]))) if len(table) else table


class Record(NamedTuple):
    """How one month of a claimant's series stands against the months before it."""

    attacks: int
    days: int
    before: int
    before_months: list[pd.Timestamp]
    before_days: int
    months_with_a_number: int
    months_without: list[pd.Timestamp]
    p_value: float


def record(months: pd.DataFrame, claimant_id: str, month: str) -> Record:
    """Set a month against the highest earlier month of the same claimant's series.

    `before` is the highest earlier count and `before_months` the months that have it; `months_without` are the months since the
    series' first for which no number was found. The p-value is that of the exact conditional test of the two months' rates; it is
    not adjusted for having picked the highest. Raises ValueError where the series has no such month or none before it.
    """
    at = pd.Timestamp(month)
    series = months[months["claimant_id"] == claimant_id].drop_duplicates("month")
    this, earlier = series[series["month"] == at], series[series["month"] < at]
    if this.empty or earlier.empty:
        raise ValueError(f"{claimant_id} gives no number for {month}, or none before it")
    now, best = this.iloc[0], earlier[earlier["count"] == earlier["count"].max()]
    every = pd.date_range(earlier["month"].min(), at, freq="MS")
    test = compare(now["count"], now["days"], best["count"].iloc[0], best["days"].iloc[0])
    return Record(
        int(now["count"]), int(now["days"]), int(best["count"].iloc[0]), list(best["month"]), int(best["days"].iloc[0]),
        len(earlier), [m for m in every if m not in set(series["month"])], test.p_value,
    )  # fmt: skip


def reports(strikes: pd.DataFrame) -> pd.DataFrame:
    """Return the dated reports of strikes on oil facilities in Russia, with the identity of the strike under two rules.

    Added columns: `month`; `strict` (the same facility on the same day) and `loose` (the same facility within one day of the first
    report: the table's `event_id`); a report without a named facility is identified by its `event_id` under both.
    """
    rows = strikes[(strikes["population"] == POPULATION) & strikes["event_date"].notna()].copy()
    rows = rows.astype({name: "string" for name in ("facility_id", "facility_kind", "region", "claimant_id", "source_id")})
    day = rows["event_date"].dt.strftime("%Y-%m-%d")
    rows["strict"] = rows["facility_id"].fillna(rows["event_id"]) + " " + day
    rows["loose"] = rows["event_id"]
    rows["month"] = rows["event_date"].dt.to_period("M").dt.to_timestamp()
    return rows.sort_values(["event_date", "claim_id"], ignore_index=True)


def events(strikes: pd.DataFrame, rule: str = "loose") -> pd.DataFrame:
    """Return one row for each strike under the loose or the strict rule (see `reports`), dated by its first report.

    Columns: `event_id`, `event_date`, `month`, `facility_id`, `facility_kind`, `region`, `reports`, `claim_ids`.
    """
    grouped = reports(strikes).groupby(rule, sort=False)
    table = grouped.agg(
        event_date=("event_date", "first"), month=("month", "first"), facility_id=("facility_id", "first"),
        facility_kind=("facility_kind", "first"), region=("region", "first"), reports=("claim_id", "size"), claim_ids=("claim_id", "; ".join),
    )  # fmt: skip
    return table.reset_index(names="event_id")


def coverage_by_month(strikes: pd.DataFrame) -> pd.DataFrame:
    """Return what the list holds for each month that has a row: `month`, `reports`, `sources`, `strict`, `loose`.

    `reports` are rows, `sources` publications, `strict` and `loose` strikes under either rule (dated by their first report).
    A month without a row is absent: nothing was found, which is not the same as no strike.
    """
    rows = reports(strikes)
    table = rows.groupby("month").agg(reports=("claim_id", "size"), sources=("source_id", "nunique"))
    for rule in ("strict", "loose"):
        table[rule] = rows.drop_duplicates(rule).groupby("month").size()
    return table.fillna(0).astype(int).reset_index()


def by_facility(strikes: pd.DataFrame, facilities: pd.DataFrame, rule: str = "loose") -> pd.DataFrame:
    """Return the facilities named in the list, the most often struck first.

    Columns: `facility_id`, `name`, `kind`, `region`, `strikes` (distinct, by `rule`), `reports` (dated rows), `first`, `last`, and
    `undated` (rows without a day, which may repeat a dated strike and are not counted as one).
    """
    rows = reports(strikes)
    named = events(strikes, rule).groupby("facility_id").agg(strikes=("event_id", "size"), first=("event_date", "min"), last=("event_date", "max"))
    named["reports"] = rows.groupby("facility_id").size()
    undated = strikes[(strikes["population"] == POPULATION) & strikes["event_date"].isna()]
    named["undated"] = undated.astype({"facility_id": "string"}).groupby("facility_id").size()
    names = facilities.astype({"facility_id": "string", "region": "string"}).set_index("facility_id")[["name", "kind", "region"]]
    table = named.join(names).fillna({"undated": 0}).astype({"undated": int, "reports": int}).reset_index()
    return table.sort_values(["strikes", "name"], ascending=[False, True], ignore_index=True)


def by_group(strikes: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return the distinct strikes (loose rule) by `facility_kind` or `region`, the most first: the column and `strikes`."""
    table = events(strikes)[column].value_counts(dropna=False).rename_axis(column).reset_index(name="strikes")
    return table.sort_values(["strikes", column], ascending=[False, True], ignore_index=True)


def against_list(months: pd.DataFrame, strikes: pd.DataFrame) -> pd.DataFrame:
    """Set each monthly tally beside the strikes on refineries that the list holds for the same days.

    Added column: `listed` (distinct strikes, loose rule, facilities of the kind oil_refinery). The two count by different rules.
    """
    found = events(strikes)
    days = found.loc[found["facility_kind"] == "oil_refinery", "event_date"]
    return months.assign(listed=[int(days.between(row.first, row.last).sum()) for row in months.itertuples()])


def says_repelled(note: object) -> bool:
    """Tell whether a row's note says that an official speaks of an attack repelled or stopped, or of drones downed.

    One part of the note (parts stand between semicolons) must name an official or an authority and use such a word.
    """
    if not isinstance(note, str):
        return False
    return any(_OFFICIAL.search(part) and _REPELLED.search(part) for part in note.split(";"))


def repelled(strikes: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of strikes on oil facilities in Russia with such a note; see `says_repelled`."""
    rows = strikes[strikes["population"] == POPULATION]
    return rows[[says_repelled(note) for note in rows["note"]]].reset_index(drop=True)


def nights(strikes: pd.DataFrame, rule: str = "loose") -> pd.Series:
    """Return how many days have how many distinct strikes: number of strikes -> number of days."""
    return events(strikes, rule).groupby("event_date").size().value_counts().sort_index()


def capacity(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims on the share of refining that was lost, in percent, by measure and day.

    Rows of `Package.claims` with the measures refining_capacity_offline_percent, refining_capacity_hit_percent and
    refining_output_decline_percent; added column `day`: the day the claim is for (as of, else the end of its period; missing where
    the source gives neither).
    """
    order = ["refining_capacity_offline_percent", "refining_capacity_hit_percent", "refining_output_decline_percent"]
    rows = claims[(claims["table"] == "refinery_strike_counts") & claims["measure"].isin(order) & claims["value"].notna()]
    rows = rows.assign(day=rows["as_of"].fillna(rows["period_end"]), order=rows["measure"].map(order.index))
    return rows.sort_values(["order", "day", "claim_id"], ignore_index=True).drop(columns="order")


def matched(strikes: pd.DataFrame, days: int) -> int:
    """Return how many strikes the list holds if reports on one facility within `days` of the first of them are one strike.

    0 days is the strict rule, 1 the loose one; a report without a named facility keeps its `event_id`.
    """
    rows = reports(strikes)
    count = rows.loc[rows["facility_id"].isna(), "event_id"].nunique()
    for _, dates in rows.dropna(subset=["facility_id"]).groupby("facility_id")["event_date"]:
        first = None
        for date in sorted(set(dates)):
            if first is None or (date - first).days > days:
                count, first = count + 1, date
    return count
