"""Events against dated totals, and ratios of two claims: what published numbers say about one another."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd

from ..wording import Interval, interval
from ..wording.intervals import Table
from .series import claim_interval, dated

#: Populations whose people an exchange returns to Ukraine; civilians out of Belarusian prisons are a row of their own.
RETURNED = ("ukrainian_prisoners", "ukrainian_civilian_prisoners")
#: Whose number is taken for an event first: a named claimant of the receiving side, then others.
RECEIVER = {"returned_to_ukraine": "ukraine", "returned_to_russia": "russia"}


def one_per_exchange(claims: pd.DataFrame, measure: str = "returned_to_ukraine") -> pd.DataFrame:
    """Pick one number for each exchange of prisoners, in order of date, by a fixed rule.

    1. Rows of `statistic` event with a day; parts of a total that is itself there are left out (people are counted once).
    2. Rows whose counting rule says that they lie outside the exchange, or hold such people too, are left out: the official
       numbering leaves them out, and the part that lies inside the exchange is there in its own row.
    3. One exchange is one day, one place and one population. Of several numbers the receiving side's is taken (who was there to
       count them), a named claimant before an unnamed one, then third parties, then the other side; ids break ties.

    Columns: `claim_id`, `date`, `population`, `claimant_id`, `claimant_party`, `value` (missing where the number was withheld),
    `qualifier`, `others` (the other numbers given for the same exchange, in order, as text).
    """
    events = ranked(claims, measure)
    chosen = first_ranked(events)
    events = _without_parts(events).dropna(subset=["value"]).drop_duplicates([*EXCHANGE, "value"])
    numbers = events.groupby(EXCHANGE)["value"].agg(lambda v: sorted(int(n) for n in v))
    given = [numbers.get(where, []) for where in chosen[EXCHANGE].itertuples(index=False, name=None)]
    chosen["others"] = [", ".join(f"{n:,}" for n in every if pd.isna(own) or n != own) for every, own in zip(given, chosen["value"], strict=True)]
    chosen = chosen[EXCHANGE_COLUMNS].astype({name: "object" for name in EXCHANGE_COLUMNS if name not in ("date", "value")})
    chosen["value"] = chosen["value"].astype("Int64")
    chosen["date"] = pd.to_datetime(chosen["date"]).astype("datetime64[s]")
    return chosen


#: What makes an exchange one.
EXCHANGE = ["event_date", "population", "place_key"]


def ranked(claims: pd.DataFrame, measure: str = "returned_to_ukraine") -> pd.DataFrame:
    """Return every dated number of an exchange, for each exchange the one to be taken first (rules 2 and 3 of `one_per_exchange`)."""
    populations = RETURNED if measure == "returned_to_ukraine" else ("russian_prisoners", "russian_civilians")
    events = claims[
        (claims["measure"] == measure)
        & (claims["statistic"] == "event")
        & claims["event_date"].notna()
        & claims["population"].isin(populations)
    ]
    rule = events["counting_rule"].fillna("")
    events = events[~rule.str.contains("outside", case=False)]
    order = {RECEIVER[measure]: 0, "third": 2, "none": 3}
    return events.assign(
        rank=[
            order.get(party, 4) + (1 if "unnamed" in str(claimant) else 0) + (0 if pd.notna(value) else 10)
            for party, claimant, value in zip(events["claimant_party"], events["claimant_id"], events["value"], strict=True)
        ],
        place_key=events["place"].fillna(""),
        date=events["event_date"],
    ).sort_values([*EXCHANGE, "rank", "claim_id"])


def first_ranked(events: pd.DataFrame) -> pd.DataFrame:
    """Return the first number of each exchange (rules 1 and 3), from rows in the order of `ranked`."""
    return _without_parts(events).drop_duplicates(EXCHANGE).reset_index(drop=True)


def _without_parts(events: pd.DataFrame) -> pd.DataFrame:
    return events[~events["part_of"].isin(events["claim_id"])]


EXCHANGE_COLUMNS = ["claim_id", "date", "population", "claimant_id", "claimant_party", "value", "qualifier", "others"]


def counting_family(rule: object) -> str:
    """Return which returns a total counts, from its counting rule: `all`, `partial` (a stated number of exchanges) or `numbered`.

    Totals without a rule are read as the official running total of the numbered exchanges; the residuals test that reading.
    """
    text = "" if pd.isna(rule) else str(rule).lower()
    if "all returns" in text:
        return "all"
    if re.match(r"(\w+ numbered exchanges|\w+ exchanges before|stages )", text):
        return "partial"
    return "numbered"


def official_totals(claims: pd.DataFrame, family: str = "numbered") -> pd.DataFrame:
    """Return the dated, exact cumulative totals of people returned to Ukraine that a Ukrainian claimant states, in order of date.

    Columns `claim_id`, `date`, `claimant_id`, `value`, `counting_rule`. Vague totals ("more than 3,400") are left out: they would
    make the windows wider without a test.
    """
    totals = claims[
        (claims["measure"] == "returned_to_ukraine")
        & (claims["statistic"] == "cumulative")
        & (claims["population"] == "ukrainian_prisoners")
        & (claims["claimant_party"] == "ukraine")
        & (claims["qualifier"] == "exact")
        & claims["as_of"].notna()
        & (claims["counting_rule"].map(counting_family) == family)
    ].sort_values(["as_of", "claim_id"])
    totals = totals.drop_duplicates(["as_of", "value"]).assign(date=lambda t: t["as_of"])
    return totals[["claim_id", "date", "claimant_id", "value", "counting_rule"]].reset_index(drop=True)


def reconcile(events: pd.DataFrame, totals: pd.DataFrame, first_day: pd.Timestamp, table: Table = "tight") -> pd.DataFrame:
    """Set the sum of the events between two consecutive dated totals against the difference of the totals.

    `events` as `one_per_exchange` gives them, `totals` as `official_totals`; before the first total stands 0 on `first_day`. An
    event on a total's own day counts as before it. One row a window: `start`, `end`, `total` (at the end), `difference`, `events`
    (sum of the numbers stated), `exchanges`, `withheld` (exchanges without a number), `low`, `high` (bounds of the residual:
    difference less events, as intervals), `residual` (of the numbers stated), `claim_id` (of the total). A residual of 0 proves
    that the window is complete; another locates what is missing or counted otherwise.
    """
    rows = []
    start, before = first_day, Interval(0, 0)
    stated = 0
    counted = events.dropna(subset=["value"])
    bounds = [claim_interval(event, table) for event in counted.assign(value_high=pd.NA).to_dict("records")]
    dates = list(counted["date"])
    for total in totals.itertuples(index=False):
        inside = events[(events["date"] > start) & (events["date"] <= total.date)]
        known = inside[inside["value"].notna()]
        added = sum((bound for bound, date in zip(bounds, dates, strict=True) if start < date <= total.date), Interval(0, 0))
        now = interval(int(total.value), None, "exact")
        residual = now - before - added
        rows.append(
            {
                "start": start,
                "end": total.date,
                "claim_id": total.claim_id,
                "total": int(total.value),
                "difference": int(total.value) - stated,
                "events": int(known["value"].sum()),
                "exchanges": len(inside),
                "withheld": int(inside["value"].isna().sum()),
                "residual": int(total.value) - stated - int(known["value"].sum()),
                "low": residual.low,
                "high": residual.high,
            }
        )
        start, before, stated = total.date, now, int(total.value)
    return pd.DataFrame(rows)


def closed(events: pd.DataFrame, totals: pd.DataFrame) -> tuple[int, int]:
    """Return how many windows between consecutive totals have a residual of 0, and how many windows there are; see `reconcile`."""
    numbers = events.dropna(subset=["value"]).sort_values("date")
    added = np.concatenate([[0], numbers["value"].astype(int).cumsum()])
    until = added[np.searchsorted(numbers["date"].to_numpy(), totals["date"].to_numpy(), side="right")]
    residuals = np.diff(totals["value"].astype(int), prepend=0) - np.diff(until, prepend=0)
    return int((residuals == 0).sum()), len(residuals)


def left_out_in(window: pd.Series, kept: pd.DataFrame, exclusions: pd.DataFrame) -> list[str]:
    """Name the weak evidence rows left out of the package that belong to a window of time.

    The rows left out carry no date here. The ids of the other publications run in order of date within a topic, so a row belongs
    to a window when the nearest kept ids before and after it are both dated inside. `kept` are the dated claims of the topic.
    """
    numbered = kept[kept["claim_id"].str.fullmatch(r"P\d+") & kept["date"].notna()]
    ids = numbered["claim_id"].str[1:].astype(int)
    by_id = dict(zip(ids, numbered["date"], strict=True))
    if not by_id:
        return []
    low, high = min(by_id), max(by_id)
    found = []
    weak = exclusions[(exclusions["reason"].astype(str) == "weak_source") & exclusions["evidence_id"].str.fullmatch(r"P\d+")]
    for evidence_id in weak["evidence_id"]:
        number = int(evidence_id[1:])
        if not low < number < high:
            continue
        near = [by_id[max(i for i in by_id if i < number)], by_id[min(i for i in by_id if i > number)]]
        if all(window["start"] < date <= window["end"] for date in near):
            found.append(evidence_id)
    return found


RATIO_COLUMNS = [
    "source_id", "claimant_id", "population", "date", "killed_id", "wounded_id", "killed", "wounded", "derived", "ratio", "low", "high", "wide_low",
    "wide_high",
]  # fmt: skip


def wounded_per_killed(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the wounded for one killed in each statement that gives both, with the interval that its words leave open.

    A statement is what one claimant says for one population, one day and one beginning, in one text. Where it gives the killed and
    one number for killed and wounded together, the ratio is (total / killed) - 1. Interval division, the two numbers taken as
    independent (Moore, Kearfott & Cloud 2009, ch. 2): every quotient that the words allow. Columns `source_id`, `claimant_id`,
    `population`, `date`, `killed_id`, `wounded_id`, `derived` (true where the wounded are a difference), `ratio` (of the numbers
    stated; missing for a range), `low`, `high` (tight table), `wide_low`, `wide_high`. The same numbers told in two texts are one
    row.
    """
    claims = dated(claims[(claims["statistic"] == "cumulative") & claims["value"].notna()])
    rows = []
    keys = ["source_id", "claimant_id", "population", "date", "period_start", "place"]
    claims = claims[claims["measure"].isin(["killed", "wounded", "killed_and_wounded"])]
    for _, group in claims[claims.duplicated(keys, keep=False)].groupby(keys, dropna=False, sort=True):
        killed = group[group["measure"] == "killed"]
        wounded = group[group["measure"] == "wounded"]
        both = group[group["measure"] == "killed_and_wounded"]
        if len(killed) != 1 or (len(wounded) != 1 and len(both) != 1):
            continue
        derived = len(wounded) != 1
        dead, hurt = killed.iloc[0], (both if derived else wounded).iloc[0]
        bounds = {}
        for table in ("tight", "wide"):
            quotient = claim_interval(hurt, table).ratio(claim_interval(dead, table))  # type: ignore[arg-type]
            bounds[table] = quotient - Interval(1, 1) if derived else quotient
        ranged = dead["qualifier"] == "range" or hurt["qualifier"] == "range"
        rows.append(
            {
                "source_id": dead["source_id"],
                "claimant_id": dead["claimant_id"],
                "population": dead["population"],
                "date": dead["date"],
                "killed_id": dead["claim_id"],
                "wounded_id": hurt["claim_id"],
                "killed": int(dead["value"]),
                "wounded": int(hurt["value"]),
                "derived": derived,
                "ratio": math.nan if ranged else int(hurt["value"]) / int(dead["value"]) - derived,
                "low": max(0.0, bounds["tight"].low),
                "high": float(bounds["tight"].high),
                "wide_low": max(0.0, bounds["wide"].low),
                "wide_high": float(bounds["wide"].high),
            }
        )
    found = pd.DataFrame(rows, columns=RATIO_COLUMNS).sort_values(["date", "killed_id"], ignore_index=True)
    return found.drop_duplicates(["claimant_id", "population", "date", "killed", "wounded"], ignore_index=True)


def interval_words(low: float, high: float) -> str:
    """Write the bounds of a ratio with one decimal: 8.3 to 8.7, 8.6, more than 8.5 (no upper end), at most 8.7 (from 0)."""
    if math.isinf(high):
        return f"more than {low:.1f}"
    if low == 0 < high:
        return f"at most {high:.1f}"
    return f"{low:.1f}" if f"{low:.1f}" == f"{high:.1f}" else f"{low:.1f} to {high:.1f}"
