from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from roundups.package import Package
from roundups.statistics import changes, series, wandering


def months_of(rates: np.ndarray) -> pd.DataFrame:
    month = pd.date_range("2022-03-01", periods=len(rates), freq="MS")
    days = month.days_in_month
    return pd.DataFrame({"month": month, "days": days, "increment": np.round(rates * days).astype(int)})


def test_independent_poisson_months_have_a_dispersion_of_one_and_no_correlation() -> None:
    month = pd.date_range("2000-01-01", periods=240, freq="MS")
    frame = pd.DataFrame({"month": month, "days": 30, "increment": np.random.default_rng(2).poisson(600, 240)})
    found = wandering.texture(frame)
    assert found.dispersion == pytest.approx(1, abs=0.25)
    assert abs(found.correlation) < 0.15
    assert found.worth == pytest.approx(240, rel=0.35)


def test_months_that_wander_are_worth_few() -> None:
    rates = 500 * np.exp(np.cumsum(np.random.default_rng(4).normal(0, 0.15, 48)))
    found = wandering.texture(months_of(rates))
    assert found.correlation > 0.7 and found.worth < 10 and abs(found.of_changes) < 0.5


def test_fewer_than_four_months_have_no_texture() -> None:
    with pytest.raises(ValueError, match="four months"):
        wandering.texture(months_of(np.array([1.0, 2, 3])))


def test_blocks_run_on_round_the_end() -> None:
    rows = wandering.circular_blocks(5, 3, 7, 200, np.random.default_rng(1))
    assert rows.shape == (200, 7)
    assert set(((rows[:, 1:3] - rows[:, :2]) % 5).ravel()) == {1}
    assert set(rows.ravel()) == {0, 1, 2, 3, 4}


@pytest.mark.parametrize("block", [0, 6])
def test_a_block_longer_than_the_series_is_refused(block: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        wandering.circular_blocks(5, block, 5, 1, np.random.default_rng(1))


@pytest.mark.parametrize("block", [1, 3, 6])
def test_the_bootstrap_variance_of_a_mean_is_the_published_one(block: int) -> None:
    # Politis & Romano 1992: n times the variance of the mean is R(0) + 2 sum (1 - k / block) R(k), R the circular autocovariance.
    x = np.random.default_rng(8).normal(size=60).cumsum()
    rest = x - x.mean()
    covariance = [float((rest * np.roll(rest, -k)).mean()) for k in range(block)]
    exact = (covariance[0] + 2 * sum((1 - k / block) * covariance[k] for k in range(1, block))) / 60
    drawn = x[wandering.circular_blocks(60, block, 60, 40_000, np.random.default_rng(9))].mean(1)
    assert drawn.var() == pytest.approx(exact, rel=0.04)


def test_the_ratio_is_that_of_the_two_means_and_the_draw_is_seeded() -> None:
    rates = np.concatenate([np.full(12, 100.0), np.full(12, 150.0)]) * np.exp(np.random.default_rng(1).normal(0, 0.1, 24))
    one, two = (wandering.compare(rates, slice(0, 12), slice(12, 24)) for _ in range(2))
    assert one == two
    assert one.ratio == pytest.approx(rates[12:].mean() / rates[:12].mean())


def test_stretches_that_do_not_touch_are_refused() -> None:
    with pytest.raises(ValueError, match="follow one another"):
        wandering.compare(np.ones(24), slice(0, 10), slice(12, 24))


@pytest.mark.parametrize("block", [1, 3])
def test_a_pace_that_only_wanders_is_called_changed_in_about_one_of_twenty(block: int) -> None:
    rng = np.random.default_rng(11)
    called = 0
    for _ in range(300):
        rates = 500 * np.exp(np.cumsum(rng.normal(0, 0.2, 53)))
        called += wandering.compare(rates, slice(10, 22), slice(22, 34), block, size=199).p_value <= 0.05
    assert 0.02 <= called / 300 <= 0.09


def test_a_pace_that_only_wanders_is_not_called_broken_more_often_than_promised() -> None:
    rng, days = np.random.default_rng(13), [30] * 40
    alarms = [
        wandering.break_alarm(np.round(9000 * np.exp(np.cumsum(rng.normal(0, 0.2, 40)))).astype(int).tolist(), days, size=99) <= 0.05 for _ in range(60)
    ]
    assert sum(alarms) <= 8


def test_the_break_of_the_general_staff_s_months_is_less_surprising_where_the_pace_wanders() -> None:
    totals = series.cumulative(Package().claims(), "general-staff-ukraine", "personnel_losses", "russian_military")
    months = series.monthly_rates(totals, "first")
    counts, days = months["increment"].astype(int).tolist(), months["days"].tolist()
    alarm = changes.single_break(counts, days, list(months["month"]), size=199)
    assert wandering.break_alarm(counts, days, size=199) > alarm.false_alarm_tied > alarm.false_alarm


def test_the_general_staff_s_months_are_no_poisson_process() -> None:
    totals = series.cumulative(Package().claims(), "general-staff-ukraine", "personnel_losses", "russian_military")
    found = wandering.texture(series.monthly_rates(totals, "first"))
    assert found.dispersion > 1000 and found.correlation > 0.8 and abs(found.of_changes) < 0.3
