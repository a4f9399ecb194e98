"""The pace of a cumulative claim: what its words allow, and a likelihood in which they enter as censored observations.

A running total is no series of independent points. What one claim adds to the one before it is; so the model is one of increments.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import brentq, linprog, minimize_scalar
from scipy.special import gammainc
from scipy.stats import t as student

from ..wording import interval
from ..wording.intervals import Table
from .rates import Bounds
from .series import claim_intervals

#: With fewer steps between claims the spread of the pace is not estimated.
LEAST_STEPS = 3
#: Variance over mean of an increment is sought from 1 (no steadier than a Poisson count) to this.
MOST_DISPERSION = 1e7


class Pace(NamedTuple):
    """The mean pace of a cumulative claim a day, its 95% interval, and how far the pace wanders.

    `dispersion` is the variance of an increment over its mean: 1 for a Poisson process.
    """

    steps: int
    rate: float
    low: float
    high: float
    dispersion: float


def bounds(series: pd.DataFrame, table: Table = "tight") -> tuple[np.ndarray, np.ndarray]:
    """Return the lowest and the highest number that the words of each claim leave open, as one series that never falls.

    A later claim's upper end holds for the earlier ones too, an earlier claim's lower end for the later ones. A number said
    exactly is a whole number and stands for half a person to either side.

    Raises:
        ValueError: a claim says less than an earlier one allows: there is no one series.
    """
    found = claim_intervals(series, table)
    low = np.maximum.accumulate([float(i.low) - (0.5 if i.is_point else 0.0) for i in found])
    high = np.minimum.accumulate([float(i.high) + (0.5 if i.is_point else 0.0) for i in found][::-1])[::-1]
    if (low > high).any():
        day = series["date"].iloc[int(np.argmax(low > high))]
        raise ValueError(f"the claim of {day:%Y-%m-%d} and a later one contradict each other")
    return low, high


def as_rounded(series: pd.DataFrame) -> pd.DataFrame:
    """Return the series with each number said exactly, or as "about", as the range of all numbers that round to it.

    43,000 becomes 42,500 to 43,500: a spoken number may be rounded where no word says so.
    """
    plain = series["qualifier"].isin(["exact", "approx", "not_stated"])
    ranges = [interval(int(value), qualifier="approx") if at else None for value, at in zip(series["value"], plain, strict=True)]
    return series.assign(
        value=[v if i is None else round(i.low) for v, i in zip(series["value"], ranges, strict=True)],
        value_high=[v if i is None else round(i.high) for v, i in zip(series["value_high"], ranges, strict=True)],
        qualifier=["range" if i is not None else q for q, i in zip(series["qualifier"], ranges, strict=True)],
    ).astype({"value": "Int64", "value_high": "Int64"})


def steady(series: pd.DataFrame, table: Table = "tight") -> Bounds | None:
    """Return the lowest and the highest rate a day at which one steady pace passes through every claim, or None where none does.

    Arithmetic and no inference: the least and the greatest slope of a line inside all intervals, by linear programming.
    """
    low, high = bounds(series, table)
    days = _days(series)
    above = np.column_stack([np.ones_like(days), days])
    finite = np.isfinite(high)
    matrix = np.vstack([-above, above[finite]])
    limits = np.concatenate([-low, high[finite]])
    ends = []
    for sign in (1, -1):
        found = linprog([0, sign], A_ub=matrix, b_ub=limits, bounds=[(None, None), (0, None)])
        if found.status == 2:
            return None
        ends.append(math.inf if found.status == 3 else float(found.x[1]))
    return Bounds(*ends)


def pace(series: pd.DataFrame, table: Table = "tight", confidence: float = 0.95) -> Pace:
    """Estimate the mean pace of one cumulative series (`series.cumulative`) by a censored likelihood.

    Model: increments are independent and gamma distributed, with a mean in proportion to the days and one ratio of variance
    to mean (a gamma process: totals never fall). The words enter as censored observations: a claim contributes the
    probability of its whole interval, F(high) - F(low), summed over the totals that the claim before it left open. The interval is
    that of the profile likelihood; its limit is the one that gives Student's interval where increments are normal and
    nothing is censored, since a chi-square limit is too narrow for a handful of steps.

    It describes the claims as a process. It does not tell whether they are right, and where the pace drifts, so that
    neighbouring steps resemble each other, it is too narrow. `high` is infinite and the rest missing where no claim bounds
    the last total from above. Raises ValueError for fewer than `LEAST_STEPS` steps and for claims that contradict each other.
    """
    low, high = bounds(series, table)
    days = np.diff(_days(series))
    if len(days) < LEAST_STEPS:
        raise ValueError(f"a pace needs {LEAST_STEPS} steps between claims, not {len(days)}")
    if math.isinf(high[-1]):
        return Pace(len(days), math.nan, math.nan, math.inf, math.nan)
    edges = _cells(low, high)
    free = max(1, len(days) - 1)
    limit = len(days) * math.log1p(student.ppf((1 + confidence) / 2, free) ** 2 / free)

    def profile(log_rate: float) -> tuple[float, float]:
        best = minimize_scalar(
            lambda log_spread: -log_likelihood(edges, days, math.exp(log_rate), math.exp(log_spread)),
            bounds=(0, math.log(MOST_DISPERSION)), method="bounded", options={"xatol": 1e-3},
        )  # fmt: skip
        return -float(best.fun), float(best.x)

    start = math.log(max((low[-1] + high[-1] - low[0] - high[0]) / 2 / days.sum(), 0.1 / days.sum()))
    top = minimize_scalar(lambda log_rate: -profile(log_rate)[0], bracket=(start - 0.1, start + 0.1), options={"xtol": 1e-4})
    peak, spread = profile(top.x)

    def excess(log_rate: float) -> float:
        return 2 * (peak - profile(log_rate)[0]) - limit

    ends = []
    for side in (-1, 1):
        step = 0.1
        while excess(top.x + side * step) < 0 and step < 30:
            step *= 2
        ends.append(brentq(excess, top.x, top.x + side * step, xtol=1e-4) if step < 30 else side * math.inf)
    return Pace(len(days), math.exp(top.x), *(math.exp(end) for end in ends), math.exp(spread))


def log_likelihood(edges: list[np.ndarray], days: np.ndarray, rate: float, dispersion: float) -> float:
    """Return the log-likelihood of a gamma process: the chance that its totals pass through every claim's interval in turn.

    `edges` are the edges of the cells into which each interval is cut (totals), one array a claim, `days` the days between claims.
    The first claim is given. Increments over d days are gamma distributed with mean `rate` * d and variance `dispersion` times that.
    """
    held = np.diff(edges[0]) / (edges[0][-1] - edges[0][0])
    logarithm = 0.0
    for before, after, span in zip(edges, edges[1:], days, strict=False):
        middle = (before[:-1] + before[1:]) / 2
        reach = gammainc(rate * span / dispersion, np.maximum(after - middle[:, None], 0) / dispersion)
        held = held @ np.diff(reach, axis=1)
        total = held.sum()
        if not total > 0:
            return -1e12
        logarithm += math.log(total)
        held = held / total
    return logarithm


def _cells(low: np.ndarray, high: np.ndarray, most: int = 12) -> list[np.ndarray]:
    """Cut each interval into cells, the more the wider it is beside the step that it bounds."""
    middle = (low + high) / 2
    steps = np.diff(middle)
    beside = np.minimum(np.append(steps, np.inf), np.insert(steps, 0, np.inf))
    counts = np.clip(np.ceil(8 * (high - low) / np.maximum(beside, 1)), 1, most).astype(int)
    return [np.linspace(a, b, n + 1) for a, b, n in zip(low, high, counts, strict=True)]


def _days(series: pd.DataFrame) -> np.ndarray:
    return (series["date"] - series["date"].iloc[0]).dt.days.to_numpy(float)
