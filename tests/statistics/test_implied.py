"""Daily rates implied by cumulative claims, and shares of attacks taken together."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from scipy.stats import chi2_contingency

from roundups.statistics.implied import implied_rates, pooled_shares
from roundups.statistics.shares import wilson


def claims(*rows: tuple[str, str, int, str], claimant: str = "x", measure: str = "personnel_losses") -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["claim_id", "as_of", "value", "qualifier"])
    return table.assign(
        as_of=pd.to_datetime(table["as_of"]), value_high=pd.NA, claimant_id=claimant, claimant_short_name=claimant.upper(), claimant_party="third",
        population="p", measure=measure, statistic="cumulative", period_start=pd.Timestamp(2024, 8, 6),
    )  # fmt: skip


def test_the_first_rate_counts_from_the_beginning_and_the_next_from_the_claim_before() -> None:
    found = implied_rates(claims(("a", "2024-08-16", 1000, "exact"), ("b", "2024-08-21", 1500, "exact")), ["personnel_losses"])
    assert found[["days", "increment", "rate", "low_rate", "high_rate"]].to_numpy().tolist() == [[10, 1000, 100, 100, 100], [5, 500, 100, 100, 100]]
    assert found["claim_ids"].tolist() == ["a", "a; b"]


def test_words_widen_a_rate_by_both_of_its_claims() -> None:
    # More than 4,100 is (4,100, 4,200]; more than 4,700 is (4,700, 4,800]: the growth lies between 500 and 700.
    found = implied_rates(claims(("a", "2024-08-20", 4100, "more_than"), ("b", "2024-08-22", 4700, "more_than")), ["personnel_losses"])
    second = found.iloc[1]
    assert (second["low"], second["high"], second["low_rate"], second["high_rate"], second["rate"]) == (500, 700, 250, 350, 300)


def test_by_the_wide_table_more_than_has_no_upper_end() -> None:
    found = implied_rates(claims(("a", "2024-08-16", 1000, "more_than")), ["personnel_losses"], "wide")
    assert math.isinf(found.iloc[0]["high_rate"])


def test_a_total_that_falls_is_named_and_not_made_a_rate_of_nothing() -> None:
    found = implied_rates(claims(("a", "2024-08-16", 80_000, "exact"), ("b", "2024-08-26", 77_000, "exact")), ["personnel_losses"])
    assert found["falls"].tolist() == [False, True]
    assert found.iloc[1]["high"] == -3000


def test_no_difference_is_taken_between_claimants_or_measures() -> None:
    tables = [
        claims(("a", "2024-08-16", 1000, "exact")),
        claims(("b", "2024-08-26", 5000, "exact"), claimant="y"),
        claims(("c", "2024-08-26", 7000, "exact"), measure="killed_and_wounded"),
    ]
    found = implied_rates(pd.concat(tables), ["personnel_losses", "killed_and_wounded"])
    assert (found["start"] == pd.Timestamp(2024, 8, 6)).all() and len(found) == 3
    assert implied_rates(pd.concat(tables), ["killed"]).empty


def shares(*rows: tuple[str, int, int]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["event_date", "count", "total"])
    return table.assign(event_date=pd.to_datetime(table["event_date"]), kind="drones", launcher="Russia", basis="launched", outcome="downed")


def test_attacks_of_one_year_are_added_and_their_dispersion_is_pearsons() -> None:
    found = pooled_shares(shares(("2024-01-01", 27, 27), ("2024-02-01", 48, 53), ("2024-03-01", 60, 81), ("2025-01-01", 5, 9)))
    (row,) = found.to_dict("records")
    assert (row["year"], row["attacks"], row["count"], row["total"]) == (2024, 3, 135, 161)
    assert (row["low"], row["high"]) == pytest.approx(wilson(135, 161))
    chi2 = chi2_contingency([[27, 48, 60], [0, 5, 21]], correction=False).statistic
    assert row["dispersion"] == pytest.approx(chi2 / 2)


def test_where_all_were_downed_nothing_can_be_said_of_their_dispersion() -> None:
    (row,) = pooled_shares(shares(("2024-01-01", 5, 5), ("2024-02-01", 8, 8))).to_dict("records")
    assert row["share"] == 1 and math.isnan(row["dispersion"])
