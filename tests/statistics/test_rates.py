from __future__ import annotations

import datetime as dt
import math
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson
from statsmodels.stats.rates import test_poisson_2indep as poisson_two_sample

from roundups.statistics.rates import adjusted, compare, count_interval, days_between, dispersion, rate_interval


def test_a_period_counts_both_its_days() -> None:
    assert days_between(dt.date(2025, 8, 1), dt.date(2025, 8, 31)) == 31
    assert days_between(dt.date(2025, 8, 1), dt.date(2025, 8, 1)) == 1


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="before its first day"):
        days_between(dt.date(2025, 8, 2), dt.date(2025, 8, 1))


# Garwood's limits as tabulated, to two decimals (for 0 to 10 in any table of exact Poisson limits), and 14 and 8 from the methods.
@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.00, 3.69), (1, 0.03, 5.57), (2, 0.24, 7.22), (5, 1.62, 11.67), (8, 3.45, 15.76), (10, 4.80, 18.39), (14, 7.65, 23.49)],
)
def test_the_exact_interval_is_the_tabulated_one(count: int, low: float, high: float) -> None:
    assert count_interval(count) == pytest.approx((low, high), abs=0.005)


@given(st.integers(0, 300))
def test_each_end_of_the_exact_interval_leaves_a_tail_of_two_and_a_half_percent(count: int) -> None:
    low, high = count_interval(count)
    assert low <= count <= high
    assert poisson.cdf(count, high) == pytest.approx(0.025)
    assert poisson.sf(count - 1, low) == pytest.approx(0.025 if count else 1.0)


def test_a_rate_is_the_count_interval_over_its_days() -> None:
    assert rate_interval(14, 31, per=31) == pytest.approx(count_interval(14))
    assert rate_interval(14, 60) == pytest.approx(tuple(end / 2 for end in count_interval(14)))


@pytest.mark.parametrize("call", [lambda: count_interval(-1), lambda: rate_interval(1, 0), lambda: compare(1, 0, 1, 30)])
def test_impossible_counts_and_exposures_are_refused(call: object) -> None:
    with pytest.raises(ValueError):
        call()  # type: ignore[operator]


def test_fourteen_in_august_and_eight_in_september_2025_are_no_demonstrated_fall() -> None:
    assert f"{compare(14, 31, 8, 30).p_value:.2f}" == "0.29"


def exact_p_value(count: int, days: int, other: int, other_days: int) -> Fraction:
    """The conditional test by brute force in exact fractions."""
    total, share = count + other, Fraction(days, days + other_days)
    chances = [comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]
    return sum((chance for chance in chances if chance <= chances[count]), Fraction(0))


@given(st.integers(0, 25), st.integers(1, 400), st.integers(0, 25), st.integers(1, 400))
def test_the_conditional_test_is_the_brute_force_sum(count: int, days: int, other: int, other_days: int) -> None:
    assert compare(count, days, other, other_days).p_value == pytest.approx(float(exact_p_value(count, days, other, other_days)), abs=1e-6)


def test_the_conditional_test_agrees_with_statsmodels() -> None:
    assert compare(14, 31, 8, 30).p_value == pytest.approx(poisson_two_sample(14, 31, 8, 30, method="exact-cond").pvalue)


def test_a_ratio_lies_in_its_interval_and_is_turned_over_with_the_order() -> None:
    one, two = compare(14, 31, 8, 30), compare(8, 30, 14, 31)
    assert one.low < one.ratio < one.high
    assert (two.ratio, two.low, two.high) == pytest.approx((1 / one.ratio, 1 / one.high, 1 / one.low))
    assert one.ratio == pytest.approx((14 / 31) / (8 / 30))


def test_two_counts_of_nothing_tell_nothing() -> None:
    result = compare(0, 31, 0, 30)
    assert math.isnan(result.ratio) and (result.low, result.high, result.p_value) == (0, math.inf, 1)


def test_a_count_against_none_has_no_upper_end() -> None:
    assert compare(3, 30, 0, 30).high == math.inf
    assert compare(0, 30, 3, 30).low == 0


def test_holms_adjustment_multiplies_the_smallest_by_the_number_of_tests() -> None:
    assert adjusted([0.01, 0.5, 0.02]) == pytest.approx([0.03, 0.5, 0.04])
    assert adjusted([]) == []


def test_equal_counts_are_less_dispersed_than_a_poisson_process_and_waves_more() -> None:
    assert dispersion([5, 5, 5, 5], [30] * 4).dispersion_index == 0
    waves = dispersion([20, 0, 20, 0], [30] * 4)
    assert waves.dispersion_index == pytest.approx(40 / 3) and waves.p_value < 1e-6 and waves.degrees_of_freedom == 3


def test_dispersion_weighs_counts_by_their_days() -> None:
    assert dispersion([10, 20], [30, 60]).dispersion_index == pytest.approx(0)


def test_the_p_value_of_few_expected_events_is_that_of_all_ways_to_spread_the_total() -> None:
    # 6 events over three equal periods: every split with its multinomial chance.
    exact = sum(
        comb(6, a) * comb(6 - a, b) / 3**6 for a in range(7) for b in range(7 - a) if (a - 2) ** 2 + (b - 2) ** 2 + (4 - a - b) ** 2 >= 14
    )
    assert dispersion([5, 1, 0], [30] * 3).p_value == pytest.approx(exact, abs=0.01)


@pytest.mark.parametrize(("counts", "days"), [([1], [30]), ([1, 2], [30]), ([0, 0], [30, 30])])
def test_dispersion_without_two_counts_and_an_event_is_refused(counts: list[int], days: list[int]) -> None:
    with pytest.raises(ValueError):
        dispersion(counts, days)
