from __future__ import annotations

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundups.package import Package
from roundups.statistics import shares


def claims(*rows: dict[str, object]) -> pd.DataFrame:
    """Rows as `Package.claims` gives them: by default a number of drones launched by Russia."""
    default = {
        "table": "air_attacks", "population": "russian_military", "measure": "drones_launched", "value": 10, "qualifier": "exact", "claimant_id": "air-force",
        "claimant_name": "Air Force", "claimant_party": "ukraine", "event_date": pd.Timestamp("2024-06-07"), "period_start": pd.NaT, "place": pd.NA,
        "region": pd.NA, "weapon": "drone", "part_of": pd.NA, "source_id": "s", "measure_definition": "A definition.",
    }  # fmt: skip
    frame = pd.DataFrame([{**default, "claim_id": f"c{number}", **row} for number, row in enumerate(rows)])
    texts = ("table", "population", "measure", "qualifier", "claimant_id", "claimant_name", "part_of", "place", "source_id")
    return frame.astype({"value": "Int64", **dict.fromkeys(texts, "string")})


# Newcombe 1998, Statistics in Medicine 17, 857-872, table I: method 3 (Wilson score), to four decimals.
@pytest.mark.parametrize(
    ("count", "total", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
)
def test_the_wilson_interval_is_the_published_one(count: int, total: int, low: float, high: float) -> None:
    assert shares.wilson(count, total) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 500).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_wilson_interval_ends_where_the_score_test_does(pair: tuple[int, int]) -> None:
    count, total = pair
    low, high = shares.wilson(count, total)
    assert 0 <= low <= count / total <= high <= 1 or math.isclose(high, count / total) or math.isclose(low, count / total, abs_tol=1e-12)
    for end in (low, high):
        if 1e-9 < end < 1 - 1e-9:
            assert abs(count / total - end) == pytest.approx(1.959964 * math.sqrt(end * (1 - end) / total), rel=1e-5)


@pytest.mark.parametrize(("count", "total"), [(-1, 5), (6, 5), (0, 0)])
def test_what_is_no_proportion_is_refused(count: int, total: int) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        shares.wilson(count, total)


def test_a_share_needs_both_numbers_from_one_claimant() -> None:
    own = claims({}, {"measure": "drones_downed", "value": 8, "part_of": "c0"})
    others = claims({"claimant_id": "not-attributed"}, {"measure": "drones_downed", "value": 8, "part_of": "c0"})
    assert shares.shares(own)[["count", "total"]].values.tolist() == [[8, 10]]
    assert shares.shares(others).empty
    assert shares.without_share(others)["reason"].tolist() == ["another claimant gives the number launched"]


def test_a_share_needs_exact_numbers() -> None:
    rows = claims({"qualifier": "more_than"}, {"measure": "drones_downed", "value": 8, "part_of": "c0"})
    assert shares.shares(rows).empty
    assert shares.without_share(rows)["reason"].tolist() == ["a number is not exact"]


def test_a_number_downed_without_a_number_launched_has_no_share_but_a_row_of_its_own() -> None:
    rows = claims({"measure": "drones_downed", "value": 70})
    assert shares.shares(rows).empty
    attack = shares.attacks(rows).iloc[0]
    assert pd.isna(attack["launched"]) and attack["downed"] == 70


def test_outcomes_of_one_claimant_are_summed_and_one_pilots_are_left_out() -> None:
    rows = claims(
        {"claimant_id": "not-attributed", "value": 100},
        {"measure": "drones_downed", "value": 60, "part_of": "c0"},
        {"measure": "drones_left_airspace", "value": 1, "part_of": "c0"},
        {"measure": "drones_left_airspace", "value": 5, "part_of": "c0"},
        {"measure": "drones_downed", "value": 2, "part_of": "c0", "claimant_id": "a-pilot"},
    )
    attack = shares.attacks(rows).iloc[0]
    assert (attack["downed"], attack["left_airspace"], bool(attack["one_claimant"])) == (60, 6, False)
    assert "c4" not in attack["claim_ids"]


def test_stated_fates_give_a_share_of_their_own() -> None:
    rows = claims(
        {"claimant_id": "not-attributed", "value": 193},
        {"measure": "drones_downed", "value": 80, "part_of": "c0"},
        {"measure": "drones_lost", "value": 105, "part_of": "c0"},
        {"measure": "drones_left_airspace", "value": 6, "part_of": "c0"},
    )
    table = shares.shares(rows)
    assert table[["basis", "count", "total"]].values.tolist() == [["stated fates", 80, 191]]


def test_an_attack_dated_only_to_a_week_says_so() -> None:
    attack = shares.attacks(claims({"event_date": pd.NaT, "period_start": pd.Timestamp("2024-10-07")})).iloc[0]
    assert attack["event_date"] == pd.Timestamp("2024-10-07") and not attack["dated"]


def test_numbers_that_are_neither_launched_nor_an_outcome_are_no_part_of_an_attack() -> None:
    assert shares.numbers(claims({"measure": "regions_targeted"}, {"population": "ukraine"})).empty


def test_every_outcome_row_of_the_package_has_a_share_or_a_reason(real_root: Path) -> None:
    rows = Package(real_root).claims()
    outcomes = shares.numbers(rows).query("outcome != 'launched'")
    with_share = {i for ids in shares.shares(rows).query("basis == 'launched'")["claim_ids"] for i in ids.split("; ")[1:]}
    assert with_share | set(shares.without_share(rows)["claim_id"]) == set(outcomes["claim_id"])
    assert not with_share & set(shares.without_share(rows)["claim_id"])


def test_the_thirteenth_of_december_2024_is_counted_as_the_air_force_counts_it(real_root: Path) -> None:
    attack = shares.attacks(Package(real_root).claims()).set_index("claim_id").loc["1020-1024-09"]
    assert [attack[name] for name in ("launched", "downed", "lost", "left_airspace")] == [193, 80, 105, 6]
