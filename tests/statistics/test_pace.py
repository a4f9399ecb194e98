from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import gamma
from scipy.stats import t as student

from roundups.package import Package
from roundups.statistics import pace, series


def series_of(*rows: tuple[str, int, str] | tuple[str, int, str, int]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "date": pd.to_datetime([row[0] for row in rows]),
            "value": pd.array([row[1] for row in rows], dtype="Int64"),
            "value_high": pd.array([row[3] if len(row) > 3 else pd.NA for row in rows], dtype="Int64"),
            "qualifier": [row[2] for row in rows],
        }
    )


def daily(totals: list[float], every: int = 30) -> pd.DataFrame:
    days = pd.date_range("2024-01-01", periods=len(totals), freq=f"{every}D")
    return series_of(*((f"{day:%Y-%m-%d}", round(total), "exact") for day, total in zip(days, totals, strict=True)))


def test_later_and_earlier_claims_narrow_each_other() -> None:
    claims = series_of(("2024-01-01", 100, "exact"), ("2024-02-01", 90, "more_than"), ("2024-03-01", 150, "exact"))
    low, high = pace.bounds(claims, "wide")
    assert low.tolist() == [99.5, 99.5, 149.5]
    assert high.tolist() == [100.5, 150.5, 150.5]


def test_claims_that_contradict_each_other_are_no_series() -> None:
    with pytest.raises(ValueError, match="2025-07-23"):
        pace.bounds(series_of(("2025-07-23", 80_000, "at_least"), ("2025-08-06", 77_000, "more_than")))


def test_a_plain_number_can_be_read_as_rounded() -> None:
    rounded = pace.as_rounded(series_of(("2024-02-25", 31_000, "exact"), ("2025-02-04", 45_100, "exact"), ("2025-03-04", 46_000, "more_than")))
    assert rounded[["value", "value_high", "qualifier"]].values.tolist()[:2] == [[30_500, 31_500, "range"], [45_050, 45_150, "range"]]
    assert rounded.iloc[2]["qualifier"] == "more_than"


def test_the_steady_rates_are_those_of_every_line_through_the_intervals() -> None:
    claims = series_of(("2024-01-01", 0, "range", 20), ("2024-01-11", 90, "range", 130), ("2024-01-31", 280, "range", 320))
    found = pace.steady(claims)
    points = [(0, 0, 20), (10, 90, 130), (30, 280, 320)]
    brute = [
        rate / 100
        for rate in range(0, 2000)
        if max(low - rate / 100 * day for day, low, _ in points) <= min(high - rate / 100 * day for day, _, high in points)
    ]
    assert found == pytest.approx((min(brute), max(brute)), abs=0.01)


def test_no_steady_rate_passes_through_a_pace_that_fell() -> None:
    assert pace.steady(daily([0, 100, 110])) is None


def test_a_last_claim_without_an_upper_end_leaves_the_rate_without_one() -> None:
    claims = series_of(("2024-01-01", 0, "exact"), ("2024-02-01", 100, "more_than"), ("2024-03-01", 200, "more_than"), ("2024-04-01", 300, "more_than"))
    assert pace.steady(claims, "wide").high == math.inf
    assert pace.pace(claims, "wide").high == math.inf


def test_where_nothing_is_censored_the_likelihood_is_the_product_of_gamma_densities() -> None:
    claims, rate, dispersion = daily([0, 500, 1300, 1500]), 16.0, 40.0
    edges = pace._cells(*pace.bounds(claims))
    found = pace.log_likelihood(edges, np.array([30.0] * 3), rate, dispersion)
    densities = gamma.logpdf([500, 800, 200], rate * 30 / dispersion, scale=dispersion).sum()
    assert found == pytest.approx(densities, abs=0.001)


def test_an_interval_contributes_its_whole_probability() -> None:
    low, high = np.array([-0.5, 300.0]), np.array([0.5, 700.0])
    found = pace.log_likelihood(pace._cells(low, high), np.array([30.0]), 16.0, 40.0)
    whole = gamma.cdf(700, 12, scale=40) - gamma.cdf(300, 12, scale=40)
    assert found == pytest.approx(math.log(whole), abs=0.002)


def test_the_censored_likelihood_is_the_share_of_drawn_paths_that_pass_through_every_interval() -> None:
    claims = series_of(("2024-01-01", 0, "exact"), ("2024-01-31", 400, "range", 600), ("2024-03-01", 700, "range", 1100), ("2024-03-31", 1200, "range", 1700))
    low, high = pace.bounds(claims)
    found = math.exp(pace.log_likelihood(pace._cells(low, high), np.array([30.0] * 3), 16.0, 40.0))
    paths = np.random.default_rng(1).gamma(12, 40, (400_000, 3)).cumsum(1)
    share = ((paths >= low[1:]) & (paths <= high[1:])).all(1).mean()
    assert found == pytest.approx(share, rel=0.03)


def test_the_interval_is_students_where_increments_are_nearly_normal() -> None:
    steps = np.array([1000.0, 1030, 980, 1010, 1025, 965])
    found = pace.pace(daily([0, *steps.cumsum()], every=10))
    half = student.ppf(0.975, 5) * steps.std(ddof=1) / math.sqrt(6)
    assert found.rate == pytest.approx(steps.mean() / 10, rel=0.001)
    assert (found.low, found.high) == pytest.approx(((steps.mean() - half) / 10, (steps.mean() + half) / 10), rel=0.005)


def test_a_range_leaves_more_open_than_the_number_in_its_middle() -> None:
    exact = [("2024-01-01", 0, "exact"), ("2024-02-01", 100, "exact"), ("2024-03-01", 190, "exact")]
    points = pace.pace(series_of(*exact, ("2024-04-01", 300, "exact")))
    ranged = pace.pace(series_of(*exact, ("2024-04-01", 250, "range", 350)))
    assert ranged.low < points.low and ranged.high > points.high


def test_too_few_steps_give_no_pace() -> None:
    with pytest.raises(ValueError, match="3 steps"):
        pace.pace(daily([0, 10, 20]))


def test_the_interval_of_three_rounded_steps_holds_the_rate_in_about_95_of_100() -> None:
    rng = np.random.default_rng(7)
    days = np.array([287, 58, 365])
    held = 0
    for _ in range(60):
        totals = np.concatenate([[31_000], 31_000 + rng.gamma(34 * days / 300, 300).cumsum()])
        dates = pd.Timestamp("2024-02-25") + pd.to_timedelta(np.concatenate([[0], days.cumsum()]), unit="D")
        claims = series_of(*((f"{d:%Y-%m-%d}", int(t // 1000) * 1000, "range", int(t // 1000) * 1000 + 1000) for d, t in zip(dates, totals, strict=True)))
        found = pace.pace(claims)
        held += found.low <= 34 <= found.high
    assert 0.88 <= held / 60 < 1


def test_zelenskyy_s_claims_on_ukraine_s_killed_fit_no_steady_pace_and_slow_down_in_the_last_step() -> None:
    claims = series.cumulative(Package().claims(), "volodymyr-zelenskyy", "killed", "ukrainian_military")
    assert claims["value"].tolist() == [31_000, 43_000, 45_100, 55_000]
    for reading in (claims, pace.as_rounded(claims)):
        assert pace.steady(reading, "tight") is None and pace.steady(reading, "wide") is None
        steps = series.increments(reading, "wide")
        assert (steps["high"] / steps["days"]).iloc[-1] < (steps["low"] / steps["days"]).iloc[0]
    found = pace.pace(claims)
    assert found.low < 24_000 / 710 < found.high


def test_about_is_rounded_as_the_numbers_that_say_about() -> None:
    claims = series_of(("2025-02-04", 45_100, "exact"), ("2026-02-04", 55_000, "approx"))
    assert [str(i) for i in series.claim_intervals(claims)] == ["[45,100, 45,100]", "[54,500, 55,500]"]
