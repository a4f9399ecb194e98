"""Small counts as rates: exact intervals, the exact comparison of two, dispersion.

Each interval describes a process that produces events at a steady rate, independently of each other. It says nothing about
what was not reported, reported twice or counted otherwise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.stats import binomtest, chi2
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson


class Bounds(NamedTuple):
    """The two ends of an interval, in the unit of what it bounds."""

    low: float
    high: float


class Comparison(NamedTuple):
    """Two rates: the first divided by the second, the 95% interval of that ratio and the two-sided p-value."""

    ratio: float
    low: float
    high: float
    p_value: float


class Dispersion(NamedTuple):
    """How far counts spread around one common rate: `dispersion_index` is 1 for a steady Poisson process."""

    dispersion_index: float
    degrees_of_freedom: int
    p_value: float


def days_between(first: dt.date, last: dt.date) -> int:
    """Return the number of days from the first to the last, both counted.

    Raises ValueError where the last day is before the first.
    """
    days = (last - first).days + 1
    if days < 1:
        raise ValueError(f"the period ends on {last}, before its first day {first}")
    return days


def count_interval(count: int, confidence: float = 0.95) -> Bounds:
    """Return the exact interval of the mean of a Poisson count.

    Method: Garwood (1936), Biometrika 28, 437-442, as `statsmodels.stats.rates.confint_poisson` has it ("exact-c").
    Raises ValueError for a count below 0.
    """
    if count < 0:
        raise ValueError(f"a count cannot be {count}")
    low, high = confint_poisson(count, 1, method="exact-c", alpha=1 - confidence)
    return Bounds(float(low), float(high))


def rate_interval(count: int, days: int, per: int = 30, confidence: float = 0.95) -> Bounds:
    """Return the exact interval of a rate in events per `per` days, from a count over `days` days; see `count_interval`."""
    if days < 1:
        raise ValueError(f"an exposure cannot be {days} days")
    low, high = count_interval(count, confidence)
    return Bounds(low * per / days, high * per / days)


def compare(count: int, days: int, other_count: int, other_days: int, confidence: float = 0.95) -> Comparison:
    """Compare two Poisson rates, given their counts and exposures in days, by the exact conditional test.

    Given the sum of both counts, the first is binomial with probability days / (days + other_days) if the rates are equal
    (Przyborowski and Wilenski 1940, Biometrika 31, 313-323); the two-sided p-value sums the outcomes that are no more likely
    than the one seen (`scipy.stats.binomtest`). The interval of the ratio turns the exact (Clopper-Pearson) interval of
    that binomial share into a ratio. Two counts of 0 give no ratio (NaN, from 0 to infinity) and a p-value of 1.
    """
    if min(days, other_days) < 1:
        raise ValueError("an exposure is at least one day")
    total = count + other_count
    if total == 0:
        return Comparison(float("nan"), 0.0, float("inf"), 1.0)
    low, high = proportion_confint(count, total, alpha=1 - confidence, method="beta")
    test = binomtest(count, total, days / (days + other_days))

    def ratio(share: float) -> float:
        return float("inf") if share >= 1 else share / (1 - share) * other_days / days

    return Comparison(ratio(count / total), ratio(float(low)), ratio(float(high)), float(test.pvalue))


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted by Holm's method for the number of comparisons made (`statsmodels` multipletests)."""
    if not p_values:
        return []
    return [float(p) for p in multipletests(list(p_values), method="holm")[1]]


def dispersion(counts: Sequence[int], days: Sequence[int], draws: int = 9999, seed: int = 1) -> Dispersion:
    """Test whether counts over exposures in days fit one common Poisson rate.

    The index is the Pearson chi-square divided by its degrees of freedom (one fewer than the counts); the p-value is its upper
    tail, so it is small where the counts spread more than one steady rate allows. Where a period has fewer than five expected
    events, the chi-square distribution is too rough: the p-value is then that of `draws` seeded multinomial draws of the same
    total over the same days. Raises ValueError for fewer than two counts, unequal lengths, or no event at all.
    """
    if len(counts) < 2 or len(counts) != len(days):
        raise ValueError("dispersion takes at least two counts and as many exposures")
    if sum(counts) == 0:
        raise ValueError("dispersion is not defined where nothing was counted")
    expected = [sum(counts) * d / sum(days) for d in days]
    statistic = sum((c - e) ** 2 / e for c, e in zip(counts, expected, strict=True))
    degrees = len(counts) - 1
    if min(expected) >= 5:
        return Dispersion(statistic / degrees, degrees, float(chi2.sf(statistic, degrees)))
    drawn = np.random.default_rng(seed).multinomial(sum(counts), np.array(days) / sum(days), draws)
    statistics = ((drawn - expected) ** 2 / np.array(expected)).sum(1)
    return Dispersion(statistic / degrees, degrees, (1 + int((statistics >= statistic - 1e-9).sum())) / (draws + 1))
