from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammaln
from scipy.stats import nbinom, poisson

from roundups.statistics import changes

MONTHS = pd.date_range("2023-01-01", periods=24, freq="MS")


def counts_of(*levels: tuple[int, float], seed: int = 3) -> tuple[list[int], list[int], pd.DatetimeIndex]:
    rng = np.random.default_rng(seed)
    months = MONTHS[: sum(n for n, _ in levels)]
    days = months.days_in_month.to_numpy()
    rates = np.concatenate([[rate] * n for n, rate in levels])
    return rng.poisson(rates * days).tolist(), days.tolist(), months


def test_the_cost_is_the_poisson_or_negative_binomial_likelihood_but_for_terms_without_the_rate() -> None:
    y, d = np.array([3.0, 9, 4, 8]), np.array([30.0] * 4)
    assert -changes.cost(y, d, 0.0) - gammaln(y + 1).sum() == pytest.approx(poisson(6).logpmf(y).sum())
    alpha = 0.5
    terms = gammaln(y + 1 / alpha) - gammaln(y + 1) - gammaln(1 / alpha) + y * np.log(alpha)
    assert -changes.cost(y, d, alpha) + terms.sum() == pytest.approx(nbinom(1 / alpha, 1 / (1 + alpha * 6)).logpmf(y).sum())


def test_the_rate_of_the_cost_is_the_most_likely_one() -> None:
    y, d = np.array([30.0, 90, 40, 80]), np.array([30.0] * 4)
    for alpha in (0.0, 0.3):
        found = changes.cost(y, d, alpha)
        for factor in (0.98, 1.02):
            mean = np.full(4, 60.0 * factor)
            other = (y * np.log(mean) - mean) if alpha == 0 else y * np.log(mean / (1 + alpha * mean)) - np.log1p(alpha * mean) / alpha
            assert found < -other.sum()


@settings(max_examples=40)
@given(st.lists(st.integers(0, 60), min_size=6, max_size=11), st.sampled_from([0.0, 0.2, 1.5]))
def test_the_segmentation_is_the_best_of_all(counts: list[int], alpha: float) -> None:
    days = [30] * len(counts)
    y, d = np.array(counts, float), np.array(days, float)
    found = changes.segmentations(counts, days, alpha, most=2, least=2)
    for breaks, (cost, levels) in enumerate(found):
        brute = min(
            sum(float(changes.cost(y[a:b], d[a:b], alpha)) for a, b in zip((0, *cut), (*cut, len(y)), strict=True))
            for cut in combinations(range(1, len(y)), breaks)
            if all(b - a >= 2 for a, b in zip((0, *cut), (*cut, len(y)), strict=True))
        )
        assert cost == pytest.approx(brute)
        assert [level.first for level in levels] == [0, *(level.stop for level in levels[:-1])] and levels[-1].stop == len(y)


def test_no_level_is_shorter_than_the_least() -> None:
    counts, days, _ = counts_of((5, 1), (1, 50), (6, 1))
    for _, levels in changes.segmentations(counts, days, 0.0):
        assert min(level.stop - level.first for level in levels) >= changes.LEAST_MONTHS


def test_impossible_series_are_refused() -> None:
    for counts, days in (([1, 2], [30, 30]), ([1, 2, 3], [30, 30]), ([1, -2, 3], [30] * 3)):
        with pytest.raises(ValueError):
            changes.segmentations(counts, days, 0.0)
    with pytest.raises(ValueError, match="6 months"):
        changes.single_break([1] * 5, [30] * 5, MONTHS[:5])


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_the_penalty_path_is_that_of_every_penalty_tried(gains: list[float]) -> None:
    costs = np.concatenate([[0], -np.cumsum(gains)]).tolist()
    path = changes.penalty_path(costs)
    assert path[-1][2] == np.inf and path[0][1] == 0
    for breaks, low, high in path:
        middle = (low + min(high, low + 1)) / 2
        penalised = [cost + middle * n for n, cost in enumerate(costs)]
        assert penalised[breaks] == pytest.approx(min(penalised), abs=1e-6)


def test_a_clear_break_is_dated_and_hardly_a_false_alarm() -> None:
    counts, days, months = counts_of((12, 2.0), (12, 5.0))
    found = changes.single_break(counts, days, months, size=199)
    assert (found.at, found.false_alarm) == (12, 0.005)
    assert found.low <= 12 <= found.high and found.high - found.low <= 2
    assert found.before == pytest.approx(2, abs=0.3) and found.after == pytest.approx(5, abs=0.4)


def test_steady_series_raise_no_more_false_alarms_than_promised() -> None:
    alarms = [changes.single_break(*counts_of((20, 2.0), seed=seed), size=59).false_alarm <= 0.05 for seed in range(60)]
    assert sum(alarms) <= 8


def test_the_interval_of_the_date_holds_the_date_about_as_often_as_promised() -> None:
    found = [changes.single_break(*counts_of((10, 2.0), (10, 2.5), seed=seed), size=99) for seed in range(30)]
    assert np.mean([b.low <= 10 <= b.high for b in found]) >= 0.85


def test_months_that_hang_together_make_a_break_less_surprising() -> None:
    level = np.exp(np.cumsum(np.random.default_rng(5).normal(0, 0.3, 24)))
    counts = np.round(level * 3000).astype(int).tolist()
    found = changes.single_break(counts, MONTHS.days_in_month.tolist(), MONTHS, size=199)
    assert found.correlation > 0.5
    assert found.false_alarm_tied > found.false_alarm


def test_months_with_nothing_counted_have_a_level_of_nothing() -> None:
    found = changes.single_break([0, 0, 0, 6, 4, 5, 7], [30] * 7, MONTHS[:7], size=49)
    assert (found.at, found.before) == (3, 0)
    nothing = changes.single_break([0] * 6, [30] * 6, MONTHS[:6], size=19)
    assert nothing.gain == pytest.approx(0) and nothing.false_alarm == 1


def test_only_neighbouring_months_are_paired() -> None:
    months = pd.DatetimeIndex(["2023-01-01", "2023-03-01", "2023-05-01", "2023-07-01"])
    assert changes.neighbour_correlation(np.array([1.0, 2, 1, 2]), months) == 0


def test_drawn_series_have_the_mean_the_spread_and_the_correlation_asked_for() -> None:
    days = np.full(24, 30.0)
    drawn = changes.without_break(np.full(24, 10.0), 0.2, 0.6, MONTHS, days, 4000, 1)
    assert drawn.mean() == pytest.approx(300, rel=0.02)
    assert drawn.var() == pytest.approx(300 + 0.2 * 300**2, rel=0.06)
    assert np.corrcoef(drawn[:, 0], drawn[:, 1])[0, 1] == pytest.approx(0.6, abs=0.06)


def test_the_spread_inside_stretches_leaves_a_break_out() -> None:
    counts, days, _ = counts_of((12, 2.0), (12, 20.0))
    whole = float(changes.spread_of(np.array(counts, float), np.array(days, float)))
    assert changes.within_spread(counts, days) < 0.05 < whole


def test_schwarz_s_penalty_is_the_logarithm_of_the_months() -> None:
    assert changes.schwarz(20) == pytest.approx(2.9957, abs=1e-4)
