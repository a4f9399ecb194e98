"""What the main results become under other rules: the table of words, the rule of matching, each source left out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from ..wording.intervals import Table
from . import audit, changes, reconciliation, series, strikes

if TYPE_CHECKING:
    from ..package import Package


#: The UN Human Rights Office and its monitoring mission: one body.
UN = ("ohchr", "hrmmu")


class LeftOut(NamedTuple):
    """A result with all sources, its lowest and highest value with one source left out, and the sources that do it."""

    value: Any
    sources: int
    low: Any
    low_sources: list[str]
    high: Any
    high_sources: list[str]


def leave_one_out(result: Callable[[str | None], Any], sources: Iterable[str]) -> LeftOut:
    """Compute `result(source)` with each source left out once, and `result(None)` with none.

    The sources named are those that give the lowest and the highest value, where that differs from the value with all.
    """
    whole = result(None)
    found = {source: result(source) for source in sorted(set(sources))}
    low, high = min(found.values(), default=whole), max(found.values(), default=whole)
    return LeftOut(
        whole, len(found), low, [s for s, v in found.items() if v == low != whole], high, [s for s, v in found.items() if v == high != whole],
    )  # fmt: skip


def one_source_fewer(package: Package) -> dict[str, LeftOut]:
    """Return the main results with each source left out once; results that rest on one publication are not among them."""
    claims = package.claims()
    return {
        "Strikes in the list (loose rule)": strikes_left_out(package),
        "Strikes on the facility struck most often": strikes_left_out(package, most=True),
        "Windows of prisoner totals with residual 0": _windows(claims),
        "Months in which the UK and the General Staff agree within 1": _one_series(claims),
        "First month after the break in civilians killed": _break(claims),
    }


def strikes_left_out(package: Package, most: bool = False) -> LeftOut:
    """Return the strikes in the list (loose rule), or those on the facility struck most often, with each publication left out once."""
    rows = strikes.reports(package.table("refinery_strikes"))[["source_id", "facility_id", "loose"]].astype("object")

    def result(source: str | None) -> int:
        kept = rows[rows["source_id"] != source] if source else rows
        if most:
            kept = kept.dropna(subset=["facility_id"]).drop_duplicates(["facility_id", "loose"])
            return int(kept["facility_id"].value_counts().max())
        return int(kept["loose"].nunique())

    return leave_one_out(result, rows["source_id"])


def _windows(claims: pd.DataFrame) -> LeftOut:
    returns = claims[(claims["table"] == "prisoner_counts") & (claims["measure"] == "returned_to_ukraine")]
    events, totals = reconciliation.ranked(returns), returns[returns["statistic"] == "cumulative"]
    events = events[["claim_id", "source_id", "date", "value", "part_of", *reconciliation.EXCHANGE]].astype({"value": "float64"}).astype(
        {name: "object" for name in ("claim_id", "source_id", "part_of", "population", "place_key")}
    )
    all_chosen, all_totals = reconciliation.first_ranked(events), reconciliation.official_totals(totals)

    def result(source: str | None) -> int:
        chosen = reconciliation.first_ranked(events[events["source_id"] != source]) if source in said else all_chosen
        stated = reconciliation.official_totals(totals[totals["source_id"] != source]) if source in totalled else all_totals
        return reconciliation.closed(chosen, stated)[0]

    # Only these can change anything: the sources of the numbers taken, of totals with their parts, and of the running totals.
    said = {*all_chosen["source_id"], *events.loc[events["claim_id"].isin(events["part_of"]), "source_id"]}
    totalled = set(totals.loc[totals["claim_id"].isin(all_totals["claim_id"]), "source_id"])
    return leave_one_out(result, said | totalled)


def _one_series(claims: pd.DataFrame) -> LeftOut:
    totals = series.cumulative(claims, "general-staff-ukraine", "personnel_losses", "russian_military")
    uk = claims[(claims["claimant_id"] == "uk-mod") & (claims["measure"] == "killed_and_wounded_per_day") & claims["period_start"].notna()]
    both = series.compared(series.monthly_rates(totals, "first"), uk)
    sources = claims.set_index("claim_id")["source_id"]
    by_day, by_month = totals.set_index("date")["claim_id"].map(sources), uk.set_index("period_start")["source_id"]
    rests_on = pd.DataFrame({"start": both["start"].map(by_day), "end": both["end"].map(by_day), "stated": both["month"].map(by_month)})

    def result(source: str | None) -> int:
        kept = both[~(rests_on == source).any(axis=1)] if source else both
        return series.agreement(kept).within_one if len(kept) else 0

    return leave_one_out(result, rests_on.to_numpy().ravel())


def _break(claims: pd.DataFrame) -> LeftOut:
    rows = series.monthly_counts(claims, UN, "killed", "civilians_ukraine")
    rows = rows[rows["month"] >= changes.CIVILIANS_FROM]

    def result(source: str | None) -> pd.Timestamp:
        kept = rows[rows["source_id"] != source] if source else rows
        counts, days = kept["value"].to_numpy(float), kept["month"].dt.days_in_month.to_numpy(float)
        return kept["month"].iloc[int(changes.largest_gain(counts, days, changes.spread_of(counts, days))[1])]

    return leave_one_out(result, rows["source_id"])


def words(claims: pd.DataFrame) -> dict[str, tuple[str, str]]:
    """Return the results that rest on the words of claims, under the tight and under the wide table of words."""
    tables: tuple[Table, Table] = ("tight", "wide")
    said = claims[(claims["table"] == "casualty_claims") & (claims["claimant_id"] == "volodymyr-zelenskyy")]
    ratios = reconciliation.wounded_per_killed(said).set_index("killed_id")
    found: dict[str, list[str]] = {}
    for killed_id, day in (("1020-1024-03", "December 2024"), ("1076-1080-07", "February 2025")):
        row = ratios.loc[killed_id]
        found[f"Wounded for one killed, Zelenskyy, {day}"] = [
            reconciliation.interval_words(row[low], row[high]) for low, high in (("low", "high"), ("wide_low", "wide_high"))
        ]
    prisoners = claims[claims["table"] == "prisoner_counts"]
    events, totals = reconciliation.one_per_exchange(prisoners), reconciliation.official_totals(prisoners)
    kursk = claims[claims["claim_id"].isin(["P0358", "P0360"])].sort_values("as_of").assign(date=lambda r: r["as_of"])
    for table in tables:
        windows = reconciliation.reconcile(events, totals, series.FIRST_DAY, table)
        open_ = int(((windows["low"] <= 0) & (windows["high"] >= 0)).sum())
        found.setdefault("Windows of prisoner totals that can close", []).append(f"{open_} of {len(windows)}")
        sums = audit.audit(claims, table)
        found.setdefault("Totals of losses that can be the sum of their parts", []).append(f"{int(sums['agrees'].sum())} of {len(sums)}")
        told = audit.retold(claims, table)
        found.setdefault("Statements in several publications that can be one number", []).append(f"{int(told['compatible'].sum())} of {len(told)}")
        step = series.increments(kursk, table).iloc[0]
        found.setdefault("Syrskyi's total for Kursk falls, July to August 2025", []).append("yes" if step["falls"] else "not necessarily")
    return {name: (tight, wide) for name, (tight, wide) in found.items()}


def matching(package: Package, days: Iterable[int] = (0, 1, 2, 3, 7)) -> pd.DataFrame:
    """Return how many strikes the list holds by the number of days within which reports on one facility are one strike: `days`, `strikes`."""
    table = package.table("refinery_strikes")
    return pd.DataFrame([(n, strikes.matched(table, n)) for n in days], columns=["days", "strikes"])


def rules(package: Package) -> dict[str, tuple[str, str]]:
    """Return what the list of strikes holds under the strict and under the loose rule of matching."""
    table, facilities = package.table("refinery_strikes"), package.table("facilities")
    found: dict[str, list[str]] = {}
    for rule in ("strict", "loose"):
        events, named, nights = strikes.events(table, rule), strikes.by_facility(table, facilities, rule), strikes.nights(table, rule)
        months = events.groupby("month").size()
        top = named.iloc[0]
        for name, value in (
            ("Strikes", f"{len(events)}"),
            ("On oil refineries", f"{int((events['facility_kind'] == 'oil_refinery').sum())}"),
            ("Facility struck most often", f"{top['name']}: {top['strikes']}"),
            ("Facilities with three strikes or more", f"{int((named['strikes'] >= 3).sum())}"),
            ("Month with most strikes", f"{months.idxmax():%Y-%m}: {months.max()}"),
            ("Days with strikes on several facilities", f"{int(nights[nights.index > 1].sum())} of {int(nights.sum())}"),
        ):
            found.setdefault(name, []).append(value)
    return {name: (strict, loose) for name, (strict, loose) in found.items()}
