"""Air attacks as claimed: what was launched, what is said to have become of it, and the share said to be downed.

A share is computed only from two numbers of one claimant, the outcome linked to what was launched by `part_of`.
"""

from __future__ import annotations

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from .rates import Bounds

#: What is said to have become of missiles and drones, in the order of the charts; a measure is `drones_` or `missiles_` and one of these.
OUTCOMES = {
    "downed": "downed",
    "lost": "lost from radar",
    "left_airspace": "left the airspace",
    "missed_target": "missed target",
}
#: The populations whose weapons are launched, and their words.
LAUNCHERS = {"russian_military": "Russia", "ukrainian_military": "Ukraine"}


def wilson(count: int, total: int, confidence: float = 0.95) -> Bounds:
    """Return the Wilson score interval of a proportion, from 0 to 1.

    Method: Wilson (1927), J. Am. Stat. Assoc. 22, 209-212 (`statsmodels` proportion_confint). Raises ValueError unless
    0 <= count <= total and total >= 1.
    """
    if not 0 <= count <= total or total < 1:
        raise ValueError(f"{count} of {total} is no proportion")
    low, high = proportion_confint(count, total, alpha=1 - confidence, method="wilson")
    return Bounds(max(0.0, float(low)), min(1.0, float(high)))


def numbers(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims on missiles and drones launched and on their outcomes.

    `claims` are rows of `Package.claims`. Added columns: `kind` (drones or missiles), `outcome` (launched or a key of
    `OUTCOMES`), `launcher` (Russia or Ukraine).
    """
    rows = claims[(claims["table"] == "air_attacks") & claims["population"].isin(list(LAUNCHERS))].copy()
    parts = rows["measure"].str.extract(rf"^(?P<kind>drones|missiles)_(?P<outcome>launched|{'|'.join(OUTCOMES)})$")
    rows = rows.join(parts).dropna(subset=["outcome", "value"])
    return rows.assign(launcher=rows["population"].map(LAUNCHERS)).reset_index(drop=True)


def attacks(claims: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each number launched, with its outcomes; numbers downed without a number launched stand alone.

    Columns: `claim_id`, `launcher`, `kind`, `event_date` (`dated` is False where it is only the first day of the week named), `place`,
    `region`, `weapon`, `claimant_name`, `source_id`, `launched`, `qualifier` (of launched, or of
    downed where it stands alone), one column for each of `OUTCOMES` (the sum of the rows said by one claimant), `outcome_claimants`,
    `one_claimant` (whether launched and outcomes have the same claimant), `claim_ids`.

    Outcomes of one launched number are summed within the claimant who names the most of them; another claimant's part
    (one pilot's kills beside the whole attack) is left to its own row in the data.
    """
    rows = numbers(claims)
    launched = rows[rows["outcome"] == "launched"]
    outcomes = rows[rows["outcome"] != "launched"]
    found = [_attack(row, outcomes[outcomes["part_of"] == row.claim_id]) for row in launched.itertuples()]
    alone = outcomes[outcomes["part_of"].isna() & (outcomes["outcome"] == "downed")]
    found += [_alone(row) for row in alone.itertuples()]
    table = pd.DataFrame(found).astype({"launched": "Int64", **dict.fromkeys(OUTCOMES, "Int64")})
    return table.sort_values(["launcher", "kind", "event_date", "claim_id"], ignore_index=True)


def _attack(row: object, outcomes: pd.DataFrame) -> dict[str, object]:
    said = outcomes[outcomes["claimant_id"].isin(_whole_attack_claimants(row, outcomes))]
    sums = said.groupby("outcome")["value"].sum()
    return {
        **_common(row),
        "launched": row.value,  # type: ignore[attr-defined]
        **{name: sums.get(name, pd.NA) for name in OUTCOMES},
        "outcome_claimants": "; ".join(sorted(said["claimant_name"].unique())),
        "one_claimant": None if said.empty else bool((said["claimant_id"] == row.claimant_id).all()),  # type: ignore[attr-defined]
        "claim_ids": "; ".join([row.claim_id, *said["claim_id"]]),  # type: ignore[attr-defined]
    }


def _whole_attack_claimants(row: object, outcomes: pd.DataFrame) -> list[str]:
    """The claimant of the number launched where he names outcomes; else the one whose stated outcomes make up at least half of it."""
    if (outcomes["claimant_id"] == row.claimant_id).any():  # type: ignore[attr-defined]
        return [row.claimant_id]  # type: ignore[attr-defined]
    sums = outcomes.groupby("claimant_id")["value"].sum()
    return [name for name, total in sums.items() if 2 * total >= row.value]  # type: ignore[attr-defined]


def _alone(row: object) -> dict[str, object]:
    return {
        **_common(row),
        "launched": pd.NA,
        **dict.fromkeys(OUTCOMES, pd.NA),
        "downed": row.value,  # type: ignore[attr-defined]
        "outcome_claimants": row.claimant_name,  # type: ignore[attr-defined]
        "one_claimant": None,
        "claim_ids": row.claim_id,  # type: ignore[attr-defined]
    }


def _common(row: object) -> dict[str, object]:
    names = ("claim_id", "launcher", "kind", "place", "region", "weapon", "claimant_name", "qualifier", "source_id")
    dated = not pd.isna(row.event_date)  # type: ignore[attr-defined]
    # A row that the text dates only to its week stands at the week's first day.
    day = row.event_date if dated else row.period_start  # type: ignore[attr-defined]
    return {**{name: getattr(row, name) for name in names}, "event_date": day, "dated": dated}


def shares(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the shares that one claimant's own numbers give, with Wilson 95% intervals.

    Rows: an outcome of a number launched, both exact, both of one claimant (`basis` launched); and, where a claimant splits the
    fate of drones into several outcomes, the downed among all whose fate he states (`basis` stated fates). Columns: `launcher`,
    `kind`, `event_date`, `place`, `outcome`, `basis`, `count`, `total`, `share`, `low`, `high` (0 to 1), `claimant_name`, `claim_ids`.
    """
    rows = numbers(claims)
    launched = {row.claim_id: row for row in rows[(rows["outcome"] == "launched") & (rows["qualifier"] == "exact")].itertuples()}
    found = []
    parts = rows[rows["part_of"].notna() & (rows["qualifier"] == "exact")]
    for row in parts.itertuples():
        whole = launched.get(row.part_of)
        if whole is not None and whole.claimant_id == row.claimant_id:
            found.append(_share(row, int(row.value), int(whole.value), "launched", [whole.claim_id, row.claim_id]))
    for (_, _), said in parts[parts["part_of"].isin(list(launched))].groupby(["part_of", "claimant_id"]):
        downed = said[said["outcome"] == "downed"]
        if said["outcome"].nunique() > 1 and len(downed) == 1:
            row = next(downed.itertuples())
            found.append(_share(row, int(row.value), int(said["value"].sum()), "stated fates", list(said["claim_id"])))
    columns = ["launcher", "kind", "event_date", "place", "outcome", "basis", "count", "total", "share", "low", "high", "claimant_name", "claim_ids"]
    table = pd.DataFrame(found, columns=columns)
    return table.sort_values(["launcher", "kind", "basis", "outcome", "event_date", "claim_ids"], ignore_index=True)


def _share(row: object, count: int, total: int, basis: str, claim_ids: list[str]) -> dict[str, object]:
    low, high = wilson(count, total)
    names = ("launcher", "kind", "event_date", "place", "outcome", "claimant_name")
    return {
        **{name: getattr(row, name) for name in names},
        "basis": basis, "count": count, "total": total, "share": count / total, "low": low, "high": high, "claim_ids": "; ".join(claim_ids),
    }  # fmt: skip


def without_share(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the outcome rows that give no share of a number launched, with the `reason`."""
    rows = numbers(claims)
    launched = {row.claim_id: row for row in rows[rows["outcome"] == "launched"].itertuples()}

    def reason(row: object) -> str | None:
        whole = launched.get(row.part_of)  # type: ignore[attr-defined]
        if whole is None:
            return "no number launched"
        if whole.claimant_id != row.claimant_id:  # type: ignore[attr-defined]
            return "another claimant gives the number launched"
        return None if whole.qualifier == row.qualifier == "exact" else "a number is not exact"  # type: ignore[attr-defined]

    outcomes = rows[rows["outcome"] != "launched"]
    outcomes = outcomes.assign(reason=[reason(row) for row in outcomes.itertuples()])
    return outcomes.dropna(subset=["reason"]).reset_index(drop=True)


def outcome_words(claims: pd.DataFrame) -> pd.DataFrame:
    """Return, for each outcome that the rows name, its definition, first and last day, rows and roundups.

    Columns: `outcome`, `definition`, `first`, `last`, `rows`, `issues`.
    """
    rows = numbers(claims)
    rows = rows[rows["outcome"] != "launched"].assign(day=lambda r: r["event_date"].fillna(r["period_start"]))
    found = []
    for outcome, words in OUTCOMES.items():
        said = rows[rows["outcome"] == outcome]
        if len(said):
            definition = said.sort_values("kind")["measure_definition"].iloc[0]
            found.append((words, definition, said["day"].min(), said["day"].max(), len(said), said["source_id"].nunique()))
    return pd.DataFrame(found, columns=["outcome", "definition", "first", "last", "rows", "issues"])
