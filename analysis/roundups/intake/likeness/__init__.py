"""What a number resembles: how much the words around it speak for each measure, by weights learned from exercises of our own.

    exercises → features → training → weights.json → likelihoods

Nothing but `exercises/` and the rules' examples is learned from; no published sentence stands there.
"""

from __future__ import annotations

import json
import math
from functools import cache

import numpy as np

from ..counts import Number
from .features import FIRST, Context, Word, features, words_of
from .training import WEIGHTS

__all__ = ["FIRST", "NAME", "Context", "likelihoods", "words_of"]

#: The rule of a proposal that the words alone made.
NAME = "likeness"
#: What a margin of the perceptron is in natural logarithms; a margin, and no probability: set where proposals at first sight were best.
_SCALE = 50


def likelihoods(words: list[Word], number: Number, measure_before: str, context: Context) -> dict[str, float]:
    """Return for each measure, `none` among them, the logarithm of its likelihood beside the others."""
    measures, places, columns, weights = _learned()
    scores = np.zeros(len(measures), dtype=np.int64)
    for feature in set(features(words, number, measure_before, context)):
        if (row := places.get(feature)) is not None:
            scores[columns[row]] += weights[row]
    scaled = scores / _SCALE
    total = scaled.max() + math.log(np.exp(scaled - scaled.max()).sum())
    return dict(zip(measures, (scaled - total).tolist(), strict=True))


@cache
def _learned() -> tuple[list[str], dict[str, slice], np.ndarray, np.ndarray]:
    """Return the measures, and where the columns and weights of each feature stand in the two arrays."""
    file = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    flat = np.array([cell for row in file["weights"].values() for cell in row], dtype=np.int64)
    places, at = {}, 0
    for feature, row in file["weights"].items():
        places[feature], at = slice(at, at + len(row) // 2), at + len(row) // 2
    return file["measures"], places, flat[::2].copy(), flat[1::2].copy()
