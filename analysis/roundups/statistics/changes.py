"""Change-points in counts: where the level of a series of months breaks, how sure the date is, and how often the method is fooled.

A break in a series of claims is a break in what was counted and published. Only where the way of counting did not change
too can it be one in what is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import gammaincinv, ndtr

#: A level needs at least this many months on either side of a break.
LEAST_MONTHS = 3
#: So many breaks are sought at most, and so many series are drawn.
MOST_BREAKS, DRAWN = 4, 499
#: The first month of the UN's counts of civilians that is searched for breaks: March 2022 alone would be one.
CIVILIANS_FROM = pd.Timestamp(2022, 4, 1)


class Level(NamedTuple):
    """A stretch of months with one level: positions of the first month and of the one after the last, and the rate a day."""

    first: int
    stop: int
    rate: float


def spread_of(counts: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Return the negative binomial spread alpha (variance = mean + alpha * mean squared) about one common rate, by moments.

    `counts` has the months in its last axis; 0 where counts spread no more than a Poisson process.
    """
    mean = counts.sum(-1, keepdims=True) / days.sum() * days
    excess = ((counts - mean) ** 2).sum(-1) * (len(days) / (len(days) - 1)) - mean.sum(-1)
    with np.errstate(invalid="ignore"):
        return np.maximum(np.nan_to_num(excess / (mean**2).sum(-1)), 0.0)


def cost(counts: np.ndarray, days: np.ndarray, alpha: np.ndarray | float) -> np.ndarray:
    """Return minus the log-likelihood of counts with one common rate: negative binomial with spread `alpha`, Poisson where it is 0.

    The rate is the sum of the counts over the sum of the days: the maximum of the Poisson likelihood, and of the negative binomial one
    where the days are equal (Lawless 1987, Can. J. Stat. 15, 209-225); those of months nearly are. `counts` has the months
    in its last axis. Terms that do not depend on the rate are left out.
    """
    mean = np.maximum(counts.sum(-1, keepdims=True) / days.sum() * days, 1e-12)
    alpha = np.asarray(alpha, float)[..., None]
    with np.errstate(divide="ignore", invalid="ignore"):
        binomial = counts * np.log(mean / (1 + alpha * mean)) - np.log1p(alpha * mean) / alpha
    return -np.where(alpha > 1e-9, binomial, counts * np.log(mean) - mean).sum(-1)


def within_spread(counts: Sequence[int], days: Sequence[int], width: int = 2 * LEAST_MONTHS) -> float:
    """Return the spread alpha inside stretches of `width` neighbouring months: the median over all stretches.

    Breaks of level are in few stretches, so that they do not pass for spread (Cleynen & Lebarbier 2014, ESAIM P&S 18, 750-769).
    """
    y, d = np.asarray(counts, float), np.asarray(days, float)
    width = min(width, len(y))
    found = [float(spread_of(y[i : i + width], d[i : i + width])) for i in range(len(y) - width + 1)]
    return float(np.median(found))


def segmentations(counts: Sequence[int], days: Sequence[int], alpha: float, most: int = MOST_BREAKS, least: int = LEAST_MONTHS) -> list[tuple[float, list[Level]]]:
    """Return the best segmentation into 1, 2, ... levels (at most `most` breaks), each with its cost: exact dynamic programming.

    Raises ValueError for fewer months than one level needs, unequal lengths, or a count below 0.
    """
    y, d = np.asarray(counts, float), np.asarray(days, float)
    n = len(y)
    if len(d) != n or n < least or (y < 0).any():
        raise ValueError(f"a segmentation needs at least {least} counts from 0 up and as many exposures")
    single = np.full((n + 1, n + 1), np.inf)
    for i in range(n):
        for j in range(i + least, n + 1):
            single[i, j] = cost(y[i:j], d[i:j], alpha)
    best, cuts = [single[0]], []
    for _ in range(min(most, n // least - 1)):
        through = best[-1][:, None] + single
        cuts.append(through.argmin(0))
        best.append(through.min(0))
    found = []
    for breaks in range(len(best)):
        stop, levels = n, []
        for level in reversed(range(breaks + 1)):
            first = int(cuts[level - 1][stop]) if level else 0
            levels.insert(0, Level(first, stop, float(y[first:stop].sum() / d[first:stop].sum())))
            stop = first
        found.append((float(best[breaks][n]), levels))
    return found


def penalty_path(costs: Sequence[float]) -> list[tuple[int, float, float]]:
    """Return which numbers of breaks are best for some penalty a break: (breaks, from penalty, to penalty), the most breaks first.

    `costs` are the best costs with 0, 1, 2, ... breaks. The corners of their lower convex hull, from a penalty of 0 to infinity
    (Haynes, Eckley & Fearnhead 2017, J. Comput. Graph. Stat. 26, 134-143).
    """
    path, at, upper = [], 0, np.inf
    while True:
        gains = [(costs[at] - costs[more]) / (more - at) for more in range(at + 1, len(costs))]
        lower = max(gains, default=0.0)
        if lower <= 0:
            path.append((at, 0.0, upper))
            return path[::-1]
        path.append((at, lower, upper))
        at, upper = at + 1 + max(i for i, gain in enumerate(gains) if gain >= lower - 1e-9), lower


def largest_gain(counts: np.ndarray, days: np.ndarray, alpha: np.ndarray | float, least: int = LEAST_MONTHS) -> tuple[np.ndarray, np.ndarray]:
    """Return how far one break raises the log-likelihood at best, and the position of the first month after it.

    `counts` has the months in its last axis, one series in each row, `alpha` one spread a row.
    """
    n = counts.shape[-1]
    splits = range(least, n - least + 1)
    whole = cost(counts, days, alpha)
    gains = np.stack([whole - cost(counts[..., :t], days[:t], alpha) - cost(counts[..., t:], days[t:], alpha) for t in splits], -1)
    return gains.max(-1), gains.argmax(-1) + least


def neighbour_correlation(rates: np.ndarray, months: pd.DatetimeIndex) -> float:
    """Return the lag-1 autocorrelation of rates about their mean, from pairs of months that follow each other (0 where there are none).

    Corrected for the bias of a short series, (1 + 3 r) / n (Marriott & Pope 1954, Biometrika 41, 390-402), and at most 0.99.
    """
    rest = rates - rates.mean()
    order = months.year * 12 + months.month
    pairs = np.flatnonzero(np.diff(order) == 1)
    if not len(pairs) or not rest.any():
        return 0.0
    raw = float((rest[pairs] * rest[pairs + 1]).mean() / (rest**2).mean())
    return min(0.99, raw + (1 + 3 * raw) / len(rates))


def without_break(rate: np.ndarray, alpha: float, correlation: float, months: pd.DatetimeIndex, days: np.ndarray, size: int, seed: int) -> np.ndarray:
    """Draw `size` series of counts from a model without any break but those in `rate` (a day, one each month).

    The level of a month is gamma distributed about its rate with spread `alpha`, the count Poisson about the level, so that counts are
    negative binomial; levels of neighbouring months hang together by a Gaussian autoregression with `correlation`, which runs
    on through months without a number.
    """
    rng = np.random.default_rng(seed)
    steps = np.diff(months.year * 12 + months.month)
    normal = np.empty((size, len(days)))
    normal[:, 0] = rng.standard_normal(size)
    for i, step in enumerate(steps, start=1):
        tie = max(0.0, correlation) ** step
        normal[:, i] = tie * normal[:, i - 1] + np.sqrt(1 - tie**2) * rng.standard_normal(size)
    level = alpha * gammaincinv(1 / alpha, ndtr(normal)) if alpha > 1e-9 else np.ones_like(normal)
    return rng.poisson(level * rate * days).astype(float)


class Break(NamedTuple):
    """The best single break of a series: position of the first month after it, 95% interval of that position, rates a day.

    `false_alarm` is the share of series without a break, months independent, in which a break as clear is found;
    `false_alarm_tied` the same where neighbouring months hang together as they do in the series.
    """

    at: int
    low: int
    high: int
    before: float
    after: float
    gain: float
    correlation: float
    false_alarm: float
    false_alarm_tied: float


def single_break(counts: Sequence[int], days: Sequence[int], months: Sequence[pd.Timestamp], size: int = DRAWN, seed: int = 1) -> Break:
    """Find the best single break of a series and simulate how often a series without one looks as broken.

    `counts` over `days` in `months` (months without a number are absent). The no-break models are fitted to the series: one rate, the
    spread about it, and the correlation of neighbouring months; a break that is there raises both, which makes the test the
    more careful. The interval of the date holds the middle 95% of the dates found in `size` series drawn with the break,
    with the spread and the correlation that the series has about its two levels (parametric bootstrap). All draws are seeded. Raises
    ValueError where there is no room for a break.
    """
    y, d, when = np.asarray(counts, float), np.asarray(days, float), pd.DatetimeIndex(months)
    if len(y) < 2 * LEAST_MONTHS:
        raise ValueError(f"a break needs {2 * LEAST_MONTHS} months, not {len(y)}")
    alpha = float(spread_of(y, d))
    gain, at = (x.item() for x in largest_gain(y, d, alpha))
    tie = neighbour_correlation(y / d, when)
    shares = []
    for correlation in (0.0, tie):
        drawn = without_break(np.full(len(y), y.sum() / d.sum()), alpha, correlation, when, d, size, seed)
        found, _ = largest_gain(drawn, d, spread_of(drawn, d))
        shares.append((1 + int((found >= gain - 1e-9).sum())) / (size + 1))
    before, after = y[:at].sum() / d[:at].sum(), y[at:].sum() / d[at:].sum()
    level = np.where(np.arange(len(y)) < at, before, after)
    mean = np.maximum(level * d, 1e-9)
    rest = max(float((((y - mean) ** 2).sum() * len(y) / (len(y) - 2) - mean.sum()) / (mean**2).sum()), 0.0)
    drawn = without_break(level, rest, neighbour_correlation(y / mean, when), when, d, size, seed + 1)
    _, places = largest_gain(drawn, d, spread_of(drawn, d))
    low, high = np.quantile(places, [0.025, 0.975], method="closest_observation")
    return Break(at, int(min(low, at)), int(max(high, at)), before, after, gain, tie, *shares)


def schwarz(months: int) -> float:
    """Return the penalty that Schwarz's criterion sets on a break, log(months): two numbers more, a level and a date (Yao 1988,
    Stat. Probab. Lett. 6, 181-189)."""
    return float(np.log(months))
