"""The exercises: passages of our own in which each figure is marked with its measure, and the rules' examples besides.

A line of a file in `exercises/` is a passage of one or several sentences; `{at least 12|killed}` marks a number, with its hedge, and its
measure. A number without a mark is no figure. Lines that begin with # are comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sentencex import segment

from ..counts import Number, numbers_of
from ..rules import NO_FIGURE, load_rules

FOLDER = Path(__file__).parent / "exercises"
_MARK = re.compile(r"\{([^{}|]+)\|(\w+)\}")


@dataclass(frozen=True, slots=True)
class Mark:
    """A marked number: where it stands in the passage without marks, and its measure."""

    start: int
    end: int
    measure: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """A sentence and its numbers with their measures; ``goes_on``: it stands behind another one in its passage."""

    sentence: str
    numbers: tuple[tuple[Number, str], ...]
    goes_on: bool


def lines() -> Iterator[tuple[Path, int, str]]:
    """Yield each passage with its file and line."""
    for path in sorted(FOLDER.glob("*.txt")):
        for at, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                yield path, at, line


def parsed(line: str) -> tuple[str, list[Mark]]:
    """Return a passage without its marks, and the marks."""
    text, marks, at = "", [], 0
    for match in _MARK.finditer(line):
        text += line[at : match.start()]
        marks.append(Mark(len(text), len(text) + len(match[1]), match[2]))
        text, at = text + match[1], match.end()
    return text + line[at:], marks


def exercises() -> Iterator[Exercise]:
    """Yield the sentences of all passages, then those of the rules' examples, whose numbers are known as far as a rule reads them."""
    for _, _, line in lines():
        text, marks = parsed(line)
        for place, (start, sentence) in enumerate(_sentences(text)):
            numbers = tuple((number, _measure(number, start, marks)) for number in numbers_of(sentence))
            yield Exercise(sentence, numbers, place > 0)
    for rule in load_rules():
        for text, values in rule.examples if rule.measure != "same" else ():
            wanted = list(values)
            for place, (_, sentence) in enumerate(_sentences(text)):
                known = []
                for number in numbers_of(sentence):
                    if number.quantity.value in wanted:
                        wanted.remove(number.quantity.value)
                        known.append((number, rule.measure))
                    elif rule.measure == NO_FIGURE:
                        known.append((number, NO_FIGURE))
                yield Exercise(sentence, tuple(known), place > 0)


def _measure(number: Number, start: int, marks: list[Mark]) -> str:
    return next((mark.measure for mark in marks if mark.start < start + number.end and start + number.start < mark.end), NO_FIGURE)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    at = 0
    for part in segment("en", text):
        if sentence := part.strip():
            start = text.index(sentence, at)
            at = start + len(sentence)
            yield start, sentence
