"""From the exercises to the weights: an averaged perceptron with a margin, in whole numbers, so that every machine learns the same.

Collins, "Discriminative training methods for hidden Markov models" (EMNLP 2002), section 2, for one label a number instead of a sequence.
Whole numbers instead of a library's logistic regression, which reads unread texts no better (it was tried): its last
digits depend on the processor, and what is generated is compared byte by byte. Some 48,000 numbers take 45 seconds.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np

from ..counts import masked, numbers_of
from ..rules import NO_FIGURE
from .exercises import FOLDER, exercises
from .features import FIRST, Context, features, words_of

WEIGHTS = Path(__file__).parent / "weights.json"
_EPOCHS, _MARGIN = 10, 150
#: The order of the exercises moves the weights: the mean of so many orders.
_ORDERS = 3
#: A feature of one exercise alone, and a weight that moves nothing, are left out; the file would be three times as large.
_SEEN, _SMALL = 2, 4


def learn(known: Collection[str], path: Path = WEIGHTS) -> Path:
    """Learn the weights of the ``known`` measures from the exercises and write them, whole or not at all.

    Raises:
        FileNotFoundError: no exercises; an installed copy has none.
    """
    if not FOLDER.is_dir():
        raise FileNotFoundError(f"{FOLDER}: no exercises to learn from; they stand in a clone of the repository")
    found, measures = _labelled()
    beside = path.with_suffix(".json.new")
    beside.write_text(written(found, [measure if measure in known else NO_FIGURE for measure in measures]), encoding="utf-8")
    beside.replace(path)
    return path


def _labelled() -> tuple[list[list[str]], list[str]]:
    """Return the features of each number of the exercises, and its measure."""
    found: list[list[str]] = []
    measures: list[str] = []
    context = Context()
    for exercise in exercises():
        words = words_of(masked(exercise.sentence, numbers_of(exercise.sentence)))
        context = context if exercise.goes_on else Context()
        before = FIRST
        for number, measure in exercise.numbers:
            found.append(features(words, number, before, context))
            measures.append(measure)
            before = before if measure == NO_FIGURE else measure
        context = Context(tuple(words), context.measure if before == FIRST else before)
    return found, measures


def written(found: Sequence[Sequence[str]], measures: Sequence[str]) -> str:
    """Return the weights as JSON, a feature a line: its measures by their place in the list, each followed by its weight."""
    counts = Counter(feature for one in found for feature in set(one))
    names = sorted(feature for feature, count in counts.items() if count >= _SEEN)
    places = {feature: place for place, feature in enumerate(names)}
    classes = sorted(set(measures))
    weights = _weights([np.array(sorted({places[f] for f in one if f in places}), dtype=np.int64) for one in found], measures, classes, len(names))
    lines = []
    for feature, row in zip(names, weights, strict=True):
        if (kept := np.nonzero(np.abs(row) >= _SMALL)[0]).size:
            lines.append(f"{json.dumps(feature, ensure_ascii=False)}:{json.dumps([int(x) for c in kept for x in (c, row[c])], separators=(',', ':'))}")
    return f'{{"made_by":"roundups bench extract --learn","measures":{json.dumps(classes)},"weights":{{\n' + ",\n".join(lines) + "\n}}\n"


def _weights(found: Sequence[np.ndarray], measures: Sequence[str], classes: Sequence[str], size: int) -> np.ndarray:
    """Return the mean weight of each feature (row) for each measure (column) over all steps, rounded to whole numbers."""
    right = [classes.index(measure) for measure in measures]
    steps = _EPOCHS * len(found)
    total = sum(_in_order(random.Random(seed), found, right, (size, len(classes))) for seed in range(_ORDERS))
    # Rounded half up without leaving whole numbers.
    return (2 * total + steps * _ORDERS) // (2 * steps * _ORDERS)


def _in_order(draw: random.Random, found: Sequence[np.ndarray], right: Sequence[int], shape: tuple[int, int]) -> np.ndarray:
    """Return the sum of the weights over all steps, the exercises shuffled in each epoch."""
    weights = np.zeros(shape, dtype=np.int64)
    late = np.zeros_like(weights)
    order, step = list(range(len(found))), 0
    for _ in range(_EPOCHS):
        draw.shuffle(order)
        for at in order:
            step += 1
            rows, wanted = found[at], right[at]
            scores = weights[rows].sum(0)
            own, scores[wanted] = scores[wanted], np.iinfo(np.int64).min
            other = int(scores.argmax())
            if own - scores[other] < _MARGIN:
                weights[rows, wanted] += 1
                weights[rows, other] -= 1
                late[rows, wanted] += step
                late[rows, other] -= step
    return weights * step - late
