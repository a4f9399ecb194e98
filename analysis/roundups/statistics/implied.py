"""The daily rates that cumulative claims imply, and the shares of attacks taken together."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ..wording import Interval
from ..wording.intervals import Table
from .series import claim_interval
from .shares import wilson

RATE_COLUMNS = [
    "claimant_id", "claimant_short_name", "claimant_party", "population", "measure", "start", "end", "days", "increment", "low", "high", "rate", "low_rate",
    "high_rate", "falls", "claim_ids",
]  # fmt: skip


def implied_rates(claims: pd.DataFrame, measures: Iterable[str], table: Table = "tight") -> pd.DataFrame:
    """Return what one claimant's cumulative claims grew by in a day, by interval arithmetic, one row for each two consecutive claims.

    Differences are taken within one claimant, one population and one measure only; before the first claim stands 0 on the day from which
    it counts (`period_start`). `claims` are rows of `Package.claims`. Left out: claims without a number, a day (`as_of`) or a beginning, and
    all but the first of one claimant's claims for one day. Columns: `start`, `end`, `days`, `increment` (of the numbers stated), `low`,
    `high` (what the words leave open, not below 0), `rate`, `low_rate`, `high_rate` (a day), `falls` (true where even `high` is below 0: the
    two claims contradict each other, and the bounds are those of the fall), `claim_ids`.
    """
    chosen = claims[
        claims["measure"].isin(list(measures)) & (claims["statistic"] == "cumulative") & claims["value"].notna() & claims["as_of"].notna()
        & claims["period_start"].notna()
    ].sort_values(["as_of", "claim_id"])  # fmt: skip
    rows = []
    for _, group in chosen.groupby(["claimant_id", "population", "measure", "period_start"], observed=True, sort=True):
        before, bounds, start, name = 0, Interval(0, 0), group["period_start"].iloc[0], ""
        for _, claim in group.drop_duplicates("as_of").iterrows():
            now = claim_interval(claim, table)
            days = (claim["as_of"] - start).days
            if days < 1:
                continue
            step = now - bounds
            falls = step.high < 0
            low, high = (step.low, step.high) if falls else (max(0, step.low), max(0, step.high))
            increment = int(claim["value"]) - before
            rows.append(
                {
                    **{column: claim[column] for column in RATE_COLUMNS[:5]},
                    "start": start,
                    "end": claim["as_of"],
                    "days": days,
                    "increment": increment,
                    "low": low,
                    "high": high,
                    "rate": increment / days,
                    "low_rate": low / days,
                    "high_rate": high / days,
                    "falls": falls,
                    "claim_ids": "; ".join(part for part in (name, claim["claim_id"]) if part),
                }
            )
            before, bounds, start, name = int(claim["value"]), now, claim["as_of"], claim["claim_id"]
    return pd.DataFrame(rows, columns=RATE_COLUMNS).sort_values(["population", "start", "end", "claimant_id"], ignore_index=True)


def pooled_shares(shares: pd.DataFrame) -> pd.DataFrame:
    """Return the shares downed of the number launched, the attacks of one weapon and year taken together, with Wilson 95% intervals.

    `shares` as `shares.shares` gives them; only years with two attacks or more. Columns `launcher`, `kind`, `year`, `attacks`, `count`, `total`,
    `share`, `low`, `high` (0 to 1), `dispersion`: Pearson's chi-square of the attacks against the common share, over its degrees of freedom.
    About 1 if the drones of all attacks had one chance; where it is well above, the interval is too narrow (McCullagh & Nelder 1989, 4.5);
    missing where all or none were downed.
    """
    downed = shares[(shares["basis"] == "launched") & (shares["outcome"] == "downed")]
    rows = []
    for (launcher, kind, year), group in downed.groupby(["launcher", "kind", downed["event_date"].dt.year], sort=True):
        count, total = int(group["count"].sum()), int(group["total"].sum())
        if len(group) < 2:
            continue
        low, high = wilson(count, total)
        share = count / total
        spread = (group["count"].astype(float) - group["total"].astype(float) * share) ** 2 / (group["total"].astype(float) * share * (1 - share)) if 0 < share < 1 else None
        dispersion = float("nan") if spread is None else float(spread.sum()) / (len(group) - 1)
        rows.append((launcher, kind, int(year), len(group), count, total, share, low, high, dispersion))
    return pd.DataFrame(rows, columns=["launcher", "kind", "year", "attacks", "count", "total", "share", "low", "high", "dispersion"])
