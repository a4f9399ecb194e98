"""What a number that no rule reads resembles: the measure of the examples with the most similar words around a number.

Multinomial naive Bayes with Lidstone smoothing (Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008, chapter 13)
on the rules' own examples and on the sentences of `rules/likened.yaml`. Words beside each other are not independent, so the weight of each
is damped; each measure is as likely beforehand, so that rare ones are found. Thirty lines instead of scikit-learn, which is 40 MB in every set-up.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from .counts import MASKS, Number, masked, numbers_of
from .rules import NO_FIGURE, Reading, Rule, load_rules, read_yaml

NAME = "likeness"
#: How sure the guess must be. Lower, more numbers are found and more guesses are wrong.
SURE = 0.6
#: Of 25 guesses on texts at first sight 9 were right. Texts that rules were mended on have nothing left to guess, so they say nothing of it.
FIRST_SIGHT = 0.36
_DAMPED, _SMOOTHING = 0.5, 0.3
#: Words on each side of a number that count by their side; the near ones apart from the far ones.
_NEAR, _FAR = 4, 8
_MASK = re.compile(f"[{''.join(MASKS.values())}]+")
_WORD = re.compile(r"#|[a-z][a-z'-]+|\d+")
_ENDING = re.compile(r"(?<=\w{3})(?:ing|ed|es|s)$")


def likened(sentence: str, unread: list[Number]) -> list[Reading]:
    """Return readings of numbers that no rule has read, where their words are surely enough like those of a figure."""
    if not unread:
        return []
    text = masked(sentence, numbers_of(sentence))
    found = []
    for number in unread:
        measure, sure = _examples().like(_features(text, number))
        if measure != NO_FIGURE and sure >= SURE:
            found.append(Reading(number, _rule(measure)))
    return found


class _Examples:
    """The words around numbers by the numbers' measure."""

    def __init__(self) -> None:
        self._words: dict[str, Counter[str]] = defaultdict(Counter)
        for text, number, measure in _labelled():
            self._words[measure].update(_features(text, number))
        self._known = {word for words in self._words.values() for word in words}
        self._totals = {measure: words.total() for measure, words in self._words.items()}

    def like(self, features: list[str]) -> tuple[str, float]:
        """Return the likeliest measure and its probability."""
        known = [word for word in features if word in self._known]
        scores = {measure: self._score(measure, known) for measure in self._words}
        best = max(scores, key=lambda measure: scores[measure])
        return best, 1 / sum(math.exp(score - scores[best]) for score in scores.values())

    def _score(self, measure: str, words: list[str]) -> float:
        seen, total = self._words[measure], self._totals[measure] + _SMOOTHING * len(self._known)
        return _DAMPED * sum(math.log((seen[word] + _SMOOTHING) / total) for word in words)


_examples = cache(_Examples)


def _labelled() -> Iterator[tuple[str, Number, str]]:
    """Each number of the examples whose measure is known, with its sentence."""
    for rule in load_rules():
        for text, values in rule.examples if rule.measure != "same" else ():
            numbers, wanted = numbers_of(text), list(values)
            for number in numbers:
                if number.quantity.value in wanted:
                    wanted.remove(number.quantity.value)
                    yield masked(text, numbers), number, rule.measure
                elif rule.measure == NO_FIGURE:
                    yield masked(text, numbers), number, NO_FIGURE
    for text, measures in read_yaml(Path(__file__).parent / "rules" / "likened.yaml"):
        numbers = numbers_of(text)
        for number, measure in zip(numbers, measures, strict=True):
            yield masked(text, numbers), number, measure


def _features(text: str, number: Number) -> list[str]:
    before, after = _words(text[: number.start])[: -_FAR - 1 : -1], _words(text[number.end :])[:_FAR]
    found = [f"{'<' if place < _NEAR else '<<'}{word}" for place, word in enumerate(before)]
    found += [f"{'=' if place == 0 else '>' if place < _NEAR else '>>'}{word}" for place, word in enumerate(after)]
    return found + sorted(set(_words(text)))


def _words(text: str) -> list[str]:
    return [_ENDING.sub("", word) for word in _WORD.findall(_MASK.sub(" # ", text.lower()))]


@cache
def _rule(measure: str) -> Rule:
    return Rule(NAME, measure, None, None, None, None, None, None, frozenset(), "", False, measure in ("killed", "wounded"), "", None)
