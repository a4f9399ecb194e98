"""A series whose pace wanders: how far it is from a Poisson process, and whether two years differ by more than it wanders anyway.

Months that resemble their neighbours are not independent: twelve of them may tell as much as two. So nothing here resamples
months; what is resampled, in blocks, are the changes from one month to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from .changes import DRAWN, largest_gain, neighbour_correlation, spread_of


class Texture(NamedTuple):
    """How a series of monthly counts differs from a Poisson process.

    `dispersion` is variance over mean (1 for Poisson), `correlation` that of neighbouring months' rates (0), `of_changes` that of
    neighbouring changes of the logarithm of the rate, `worth` the number of independent months that tell as much about the mean.
    """

    months: int
    dispersion: float
    correlation: float
    of_changes: float
    worth: float


def texture(months: pd.DataFrame) -> Texture:
    """Describe monthly counts as `series.monthly_rates` gives them (columns `month`, `increment`, `days`).

    `worth` is n (1 - r) / (1 + r), r the lag-1 autocorrelation (Bayley & Hammersley 1946, J. R. Stat. Soc. Suppl. 8, 184-197, for
    a first-order autoregression), and never below 1. Raises ValueError for fewer than four months.
    """
    if len(months) < 4:
        raise ValueError(f"a texture needs four months, not {len(months)}")
    counts, rates = months["increment"].to_numpy(float), (months["increment"] / months["days"]).to_numpy(float)
    when = pd.DatetimeIndex(months["month"])
    tie = neighbour_correlation(rates, when)
    changes = np.diff(np.log(rates))
    rest = changes - changes.mean()
    of_changes = float((rest[1:] * rest[:-1]).mean() / (rest**2).mean())
    return Texture(len(months), float(counts.var(ddof=1) / counts.mean()), tie, of_changes, max(1.0, len(months) * (1 - tie) / (1 + tie)))


def circular_blocks(length: int, block: int, draw: int, size: int, rng: np.random.Generator) -> np.ndarray:
    """Return `size` rows of `draw` positions in a series of `length`, taken in blocks of `block` that run on round the end.

    Method: Politis & Romano 1992, A circular block-resampling procedure for stationary data, in Exploring the Limits of Bootstrap, 263-270.
    Raises ValueError unless 1 <= block <= length.
    """
    if not 1 <= block <= length:
        raise ValueError(f"a block of {block} does not fit a series of {length}")
    starts = rng.integers(length, size=(size, -(-draw // block)))
    return ((starts[..., None] + np.arange(block)) % length).reshape(size, -1)[:, :draw]


def wandering_paths(rates: np.ndarray, months: int, block: int, size: int, seed: int) -> np.ndarray:
    """Return `size` paths of `months` paces without direction, from 1 on, put together from blocks of the changes of `rates` (above 0).

    Changes are differences of logarithms with their mean taken out.
    """
    changes = np.diff(np.log(rates))
    changes = changes - changes.mean()
    picked = circular_blocks(len(changes), block, months - 1, size, np.random.default_rng(seed))
    return np.exp(np.concatenate([np.zeros((size, 1)), changes[picked].cumsum(1)], axis=1))


def break_alarm(counts: Sequence[int], days: Sequence[int], block: int = 3, size: int = DRAWN, seed: int = 1) -> float:
    """Return the share of wandering paces that look as broken as the series: the false-alarm rate of its best single break.

    For a series whose pace has no level to return to; `changes.single_break` draws from models that have one.
    """
    y, d = np.asarray(counts, float), np.asarray(days, float)
    gain, _ = largest_gain(y, d, spread_of(y, d))
    drawn = np.round(wandering_paths(y / d, len(y), block, size, seed) * (y[0] / d[0]) * d)
    found, _ = largest_gain(drawn, d, spread_of(drawn, d))
    return (1 + int((found >= gain - 1e-9).sum())) / (size + 1)


class Comparison(NamedTuple):
    """The mean pace of one stretch of months divided by that of the stretch before, and the two-sided p-value.

    `usual_low` and `usual_high` are the ratios between which 95% of such stretches lie where the pace only wanders.
    """

    ratio: float
    usual_low: float
    usual_high: float
    p_value: float


def compare(rates: np.ndarray, first: slice, second: slice, block: int = 3, size: int = 1999, seed: int = 1) -> Comparison:
    """Tell whether the mean pace of two neighbouring stretches differs by more than the pace wanders from month to month.

    `rates` are the paces of months that follow one another; `second` begins where `first` ends. The ratio itself is arithmetic of
    the claims. The p-value refers to a pace without direction whose changes from month to month (differences of logarithms, their
    mean taken out) come in blocks as they did in the whole series: the share of `size` such paths on which two stretches of these
    lengths differ as much. Raises ValueError where the stretches do not touch or a month has no one.
    """
    rates = np.asarray(rates, float)
    if (rates <= 0).any() or first.stop != second.start:
        raise ValueError("two stretches that follow one another, of paces above 0, are compared")
    lengths = first.stop - first.start, second.stop - second.start
    paths = wandering_paths(rates, sum(lengths), block, size, seed)
    usual = paths[:, lengths[0] :].mean(1) / paths[:, : lengths[0]].mean(1)
    ratio = rates[second].mean() / rates[first].mean()
    as_far = int((np.abs(np.log(usual)) >= abs(np.log(ratio)) - 1e-12).sum())
    low, high = np.quantile(usual, [0.025, 0.975])
    return Comparison(float(ratio), float(low), float(high), (1 + as_far) / (size + 1))
