"""The arithmetic of claims: parts against totals with and without overlap, one statement in two outlets, restated figures."""

from __future__ import annotations

import pandas as pd

from ..wording.intervals import Table
from .series import claim_interval, dated

#: The measures that make up a total of losses when each stands once: their parts do not overlap.
COMPOSITION = ("killed", "wounded", "captured", "missing")


def audit(claims: pd.DataFrame, table: Table = "tight") -> pd.DataFrame:
    """Add up the parts of each total that is split into different kinds of loss, and set the sum beside the total.

    A total is audited when two or more rows name it in `part_of`, each with another measure of `COMPOSITION` and the total's
    population; parts of one measure may overlap and are not added. Columns `total_id`, `claimant_id`, `population`, `date`, `measure`,
    `total`, `qualifier`, `parts` (as text), `sum`, `difference` (sum less the number stated), `agrees` (whether the sum can lie in
    the total's interval).
    """
    every = claims[claims["part_of"].notna() & claims["value"].notna() & claims["measure"].isin(COMPOSITION)]
    every = dated(every[every["part_of"].duplicated(keep=False)])
    totals = dated(claims[claims["claim_id"].isin(every["part_of"]) & claims["value"].notna()]).set_index("claim_id")
    rows = []
    for total_id, parts in every.groupby("part_of"):
        if total_id not in totals.index:
            continue
        whole = totals.loc[total_id]
        parts = parts[parts["population"] == whole["population"]]
        if len(parts) < 2 or parts["measure"].duplicated().any() or whole["measure"] in COMPOSITION:
            continue
        parts = parts.sort_values("measure", key=lambda m: m.map(COMPOSITION.index))
        bounds = [claim_interval(part, table) for part in parts.to_dict("records")]
        added = bounds[0]
        for bound in bounds[1:]:
            added = added + bound
        summed = int(parts["value"].sum())
        rows.append(
            {
                "total_id": str(total_id),
                "claimant_id": whole["claimant_id"],
                "population": whole["population"],
                "date": whole["date"] if pd.notna(whole["date"]) else parts["date"].max(),
                "measure": whole["measure"],
                "total": int(whole["value"]),
                "qualifier": whole["qualifier"],
                "parts": " + ".join(f"{int(p['value']):,} {p['measure']}" for _, p in parts.iterrows()),
                "sum": summed,
                "difference": summed - int(whole["value"]),
                "agrees": claim_interval(whole, table).intersects(added),
            }
        )
    columns = ["total_id", "claimant_id", "population", "date", "measure", "total", "qualifier", "parts", "sum", "difference", "agrees"]
    return pd.DataFrame(rows, columns=columns).sort_values(["date", "total_id"], ignore_index=True)


#: Measures whose people are all among those of another measure, so that a part can be compared with the whole but not added up.
AMONG = {"killed_children": "killed", "wounded_children": "wounded"}


def overlapping(claims: pd.DataFrame) -> pd.DataFrame:
    """Set each part that may overlap with others beside its total: it must not be larger, and that is all that can be tested.

    The rows that name a total (`part_of`), but for those that `audit` adds up, where the part counts people of the total's own
    measure or of one of `AMONG`. Columns: `claim_id`, `total_id`, `measure`, `total_measure`, `part`, `total`, `fits` (whether some
    number of the part's interval is no larger than some number of the total's, wide table).
    """
    added = set(audit(claims)["total_id"])
    parts = claims[claims["part_of"].notna() & claims["value"].notna() & ~claims["part_of"].isin(added)]
    totals = claims[claims["claim_id"].isin(parts["part_of"]) & claims["value"].notna()].set_index("claim_id")
    rows = []
    for _, part in parts.iterrows():
        if part["part_of"] not in totals.index:
            continue
        whole = totals.loc[part["part_of"]]
        if whole["measure"] not in (part["measure"], AMONG.get(part["measure"])):
            continue
        fits = claim_interval(part, "wide").low <= claim_interval(whole, "wide").high
        rows.append((part["claim_id"], part["part_of"], part["measure"], whole["measure"], int(part["value"]), int(whole["value"]), bool(fits)))
    return pd.DataFrame(rows, columns=["claim_id", "total_id", "measure", "total_measure", "part", "total", "fits"])


def retold(claims: pd.DataFrame, table: Table = "tight") -> pd.DataFrame:
    """Return the statements that more than one publication prints, and whether they print the same.

    A statement is what one named claimant says with one measure, population, kind of statistic, beginning, day and place. Columns:
    `claimant_id`, `measure`, `population`, `day`, `publications`, `claim_ids`, `same` (one number in the same sense), `compatible` (the
    intervals have a number in common), `restated` (one supersedes the other), `numbers` (as text, in order).
    Copies of one statement are one witness, however many print it.
    """
    keys = ["claimant_id", "measure", "population", "statistic", "day", "period_start", "place", "region", "weapon"]
    said = claims.assign(day=claims["as_of"].fillna(claims["event_date"]).fillna(claims["period_end"]))
    said = said[said["value"].notna() & said["day"].notna() & (said["claimant_party"] != "none")]
    said = said[said.duplicated(keys, keep=False)]
    rows = []
    for _, group in said.groupby(keys, dropna=False, sort=True):
        if group["source_id"].nunique() < 2:
            continue
        bounds = [claim_interval(row, table) for row in group[["value", "value_high", "qualifier"]].to_dict("records")]
        numbers = group.drop_duplicates(["value", "value_high", "qualifier"])
        rows.append(
            {
                "claimant_id": group["claimant_id"].iloc[0], "measure": group["measure"].iloc[0], "population": group["population"].iloc[0],
                "day": group["day"].iloc[0], "publications": group["source_id"].nunique(), "claim_ids": "; ".join(group["claim_id"]),
                "same": len(numbers) == 1, "compatible": all(a.intersects(b) for i, a in enumerate(bounds) for b in bounds[:i]),
                "restated": bool(group["supersedes"].isin(group["claim_id"]).any()), "numbers": list(numbers["claim_id"]),
            }
        )  # fmt: skip
    columns = ["claimant_id", "measure", "population", "day", "publications", "claim_ids", "same", "compatible", "restated", "numbers"]
    return pd.DataFrame(rows, columns=columns).sort_values(["day", "claimant_id", "measure"], ignore_index=True)


def restated(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that a later one supersedes: `claim_id` (of the later), `claimant_id`, `measure`, `old`, `new`, `change`."""
    later = claims[claims["supersedes"].notna() & claims["value"].notna()]
    old = later["supersedes"].map(claims.set_index("claim_id")["value"])
    table = later[["claim_id", "claimant_id", "measure"]].assign(old=old.astype("Int64"), new=later["value"])
    return table.assign(change=table["new"] - table["old"]).dropna(subset=["old"]).sort_values("claim_id", ignore_index=True)
