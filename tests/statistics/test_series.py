from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundups.package import Package
from roundups.statistics import series

START = pd.Timestamp(2022, 2, 24)


def claims_of(*rows: tuple[str, int, str], **columns: object) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "claim_id": [f"X{i}" for i in range(len(rows))],
            "claimant_id": "a-staff",
            "measure": "killed",
            "population": "some_military",
            "statistic": "cumulative",
            "as_of": pd.to_datetime([day for day, _, _ in rows]),
            "event_date": pd.NaT,
            "period_start": START,
            "period_end": pd.NaT,
            "value": pd.array([value for _, value, _ in rows], dtype="Int64"),
            "value_high": pd.array([pd.NA] * len(rows), dtype="Int64"),
            "qualifier": [qualifier for _, _, qualifier in rows],
            "source_id": "s",
        }
    )
    return frame.assign(**columns)


def series_of(*rows: tuple[str, int, str]) -> pd.DataFrame:
    return series.cumulative(claims_of(*rows), "a-staff", "killed", "some_military")


def test_a_claim_is_dated_by_its_own_day_before_that_of_its_publication() -> None:
    frame = claims_of(("2024-01-05", 1, "exact"), (None, 2, "exact"), (None, 3, "exact"), source_published=pd.to_datetime(["2024-02-01", "2024-02-02", None]))
    dated = series.dated(frame)
    assert [None if pd.isna(d) else f"{d:%Y-%m-%d}" for d in dated["date"]] == ["2024-01-05", "2024-02-02", None]
    assert dated["dated_by"].fillna("").tolist() == ["as_of", "source_published", ""]


def test_a_roundup_without_a_day_is_dated_by_the_last_day_it_covers() -> None:
    roundups = pd.DataFrame({"source_id": ["s", None], "last_date": pd.to_datetime(["2025-02-07", "2025-02-14"])})
    dated = series.dated(claims_of((None, 2, "exact")), roundups)
    assert dated["date"].tolist() == [pd.Timestamp(2025, 2, 7)]
    assert dated["dated_by"].tolist() == ["roundup"]


def test_two_different_totals_of_one_day_are_no_series() -> None:
    with pytest.raises(ValueError, match="2024-01-05"):
        series_of(("2024-01-05", 10, "exact"), ("2024-01-05", 12, "exact"))


def test_claims_of_another_beginning_or_without_a_number_are_not_in_the_series() -> None:
    frame = claims_of(("2024-01-05", 10, "exact"), ("2024-02-05", 12, "exact"), ("2024-03-05", 14, "exact"))
    frame.loc[1, "period_start"] = pd.Timestamp(2024, 1, 1)
    frame.loc[2, "value"] = pd.NA
    assert series.cumulative(frame, "a-staff", "killed", "some_military")["claim_id"].tolist() == ["X0"]


def test_the_rounding_of_a_series_is_that_of_its_finest_number() -> None:
    assert series.rounding_unit(pd.Series([790_000, 106_720, 5_300])) == 10


def test_the_increment_of_exact_totals_is_their_difference() -> None:
    step = series.increments(series_of(("2024-01-01", 100, "exact"), ("2024-02-01", 162, "exact"))).iloc[0]
    assert (step["days"], step["increment"], step["low"], step["high"], step["falls"]) == (31, 62, 62, 62, False)


def test_about_carries_half_a_unit_from_either_end() -> None:
    step = series.increments(series_of(("2024-01-01", 100_010, "approx"), ("2024-02-01", 790_000, "approx"))).iloc[0]
    assert (step["low"], step["high"]) == (689_980, 690_000)


def test_a_fall_is_a_finding_with_its_bounds() -> None:
    step = series.increments(series_of(("2025-07-23", 80_000, "at_least"), ("2025-08-06", 77_000, "more_than"))).iloc[0]
    assert step["falls"]
    assert (step["low"], step["high"]) == (-13_000, -2_000)


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=8), st.sampled_from(["exact", "approx", "more_than", "at_least", "almost"]))
def test_an_increment_has_no_negative_width_and_is_never_below_nothing_unless_it_falls(values: list[int], qualifier: str) -> None:
    rows = [(f"2024-{month:02d}-01", value, qualifier) for month, value in enumerate(values, start=1)]
    steps = series.increments(series_of(*rows))
    assert (steps["low"] <= steps["high"]).all()
    assert (steps.loc[~steps["falls"], "low"] >= 0).all()


def test_monthly_rates_need_the_claims_of_both_ends_of_the_month() -> None:
    totals = series_of(("2024-01-01", 0, "exact"), ("2024-02-01", 310, "exact"), ("2024-04-01", 900, "exact"))
    rates = series.monthly_rates(totals, "first")
    assert rates["month"].dt.strftime("%Y-%m").tolist() == ["2024-01"]
    assert rates["rate"].tolist() == [10.0]


def test_a_gap_of_exactly_one_agrees() -> None:
    own = series.monthly_rates(series_of(("2024-01-01", 0, "exact"), ("2024-02-01", 310, "exact"), ("2024-03-01", 600, "exact")), "first")
    stated = pd.DataFrame({"period_start": pd.to_datetime(["2024-01-01", "2024-02-01"]), "value": pd.array([11, 14], dtype="Int64")})
    found = series.agreement(series.compared(own, stated))
    assert (found.months, found.within_one, found.mean_gap) == (2, 1, 2.5)
    assert (found.largest, f"{found.largest_month:%Y-%m}") == (4.0, "2024-02")


def test_series_without_a_month_in_common_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="no month in common"):
        series.agreement(pd.DataFrame({"month": [], "rate": [], "stated": [], "gap": []}))


def test_the_general_staff_and_the_uk_ministry_agree_as_methods_expect() -> None:
    claims = Package().claims()
    own = series.cumulative(claims, "general-staff-ukraine", "personnel_losses", "russian_military")
    uk = claims[(claims["claimant_id"] == "uk-mod") & (claims["measure"] == "killed_and_wounded_per_day")]
    found = series.agreement(series.compared(series.monthly_rates(own, "first"), uk))
    assert (found.months, found.within_one) == (47, 24)
    assert found.mean_gap == pytest.approx(5.7, abs=0.05)
    assert found.relative_gap < 0.01
    assert series.agreement(series.compared(series.monthly_rates(own, "last"), uk)).within_one < found.within_one


def test_set_against_the_wrong_months_the_two_series_do_not_agree() -> None:
    claims = Package().claims()
    own = series.monthly_rates(series.cumulative(claims, "general-staff-ukraine", "personnel_losses", "russian_military"), "first")
    uk = claims[(claims["claimant_id"] == "uk-mod") & (claims["measure"] == "killed_and_wounded_per_day") & claims["period_start"].notna()]
    assert series.misaligned(own, uk) <= 2


def test_the_latest_version_of_a_month_is_kept_and_longer_periods_are_no_month() -> None:
    claims = Package().claims()
    months = series.monthly_counts(claims, ["ohchr", "hrmmu"], "killed", "civilians_ukraine").set_index("month")["claim_id"]
    assert months["2022-03-01"] == "E0025" and months["2022-09-01"] == "E0113"
    assert months.index.is_unique and "E0188" not in set(months)
