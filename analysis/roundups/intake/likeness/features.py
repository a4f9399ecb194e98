"""The words around a number as features: each by its place, its class, and beside others.

A feature is a short text. ``<`` and ``>`` tell the side, ``n`` and ``f`` near and far, ``u`` what stands before the next number; ``s`` and
``a`` the sentence and the one before; ``x`` to ``z``, ``g``, ``h``, ``w`` pairs of classes (``@``).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..counts import MASKS, Number
from ..rules import read_yaml

#: Words on each side that count by their side, the near ones apart; how far the words before the next number are looked at.
_NEAR, _FAR, _REACH = 4, 8, 14
_MASK_NAMES = {mask: "#" if kind == "number" else f"#{kind}" for kind, mask in MASKS.items()}
_WORD = re.compile(rf"[{''.join(MASKS.values())}]+|[a-z0-9][a-z0-9'/.-]*[a-z0-9]|[a-z]|[,;:()%$€]|[–—]")
_ENDING = re.compile(r"(?<=\w{3})(?:ing|ed|es|s)$")
#: Classes that tell what a number counts; the others tell where and when.
_TELLING = frozenset(
    "@kill @wound @people @soldiers @children @drones @missiles @bombs @launch @down @astray @captivity @home @bodies @capture @losses @missing @oil "
    "@capacity @energy @money @distance @equipment @buildings @share @execution @named @area @politics @pace @time".split()
)
#: What stands for the measure before the first number of a sentence.
FIRST = "^"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence without its ending, with its classes; a number is ``#`` and its kind."""

    text: str
    classes: tuple[str, ...]
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        return self.text[0] == "#"


def words_of(masked_text: str) -> list[Word]:
    """Return the words of a sentence in which numbers stand as masks."""
    return [Word(*_word(match[0]), match.start(), match.end()) for match in _WORD.finditer(masked_text.lower())]


@cache
def _word(text: str) -> tuple[str, tuple[str, ...]]:
    if text[0] in _MASK_NAMES:
        return _MASK_NAMES[text[0]], ()
    classes = tuple(f"@{name}" for name, pattern in _classes() if pattern.match(text))
    return "9" if text.isdigit() else _ENDING.sub("", text), classes


@cache
def _classes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    lists: dict[str, str] = read_yaml(Path(__file__).parent / "classes.yaml")
    return tuple(
        (name, re.compile("(?:" + "|".join(re.escape(word).replace(r"\*", ".*") for word in words.split()) + r")\Z")) for name, words in lists.items()
    )


@dataclass(frozen=True, slots=True)
class Context:
    """The sentence before (``words``) and the measure of its last figure, where there is one."""

    words: tuple[Word, ...] = ()
    measure: str = ""


def features(words: list[Word], number: Number, measure_before: str, context: Context) -> list[str]:
    """Return the features of a number; ``measure_before`` is that of the last figure in its sentence, else `FIRST`."""
    before = [word for word in words if word.end <= number.start][::-1]
    after = [word for word in words if word.start >= number.end]
    value = number.quantity.value
    found = [
        f"k:{number.kind}", f"p:{measure_before}", f"k:{number.kind}{measure_before}", f"q:{number.qualifier}", f"pp:{context.measure}",
        f"v:{int(math.log10(value)) if value is not None and value >= 1 else 0}",
    ]  # fmt: skip
    found += [*_of_side("<", before), *_of_side(">", after)]
    if before and after:
        found.append(f"<>{before[0].text}_{after[0].text}")
    if len(after) > 2:
        found.append(f">12{after[1].text}_{after[2].text}")
    in_sentence = sorted({name for word in words for name in word.classes})
    found += _of_classes(_telling(before)[:3], _telling(after)[:4], measure_before, [name for name in in_sentence if name in _TELLING])
    found += [f"s:{text}" for text in sorted({word.text for word in words})] + [f"s{name}" for name in in_sentence]
    found += [f"a:{text}" for text in sorted({word.text for word in context.words})]
    found += [f"a{name}" for name in sorted({name for word in context.words for name in word.classes})]
    return found


def _of_side(side: str, words: list[Word]) -> Iterator[str]:
    texts = [word.text for word in words[:3]]
    yield from (f"{side}{place}{text}" for place, text in enumerate(texts[:2]))
    if len(texts) > 1:
        yield f"{side}01" + ("_".join(texts[1::-1]) if side == "<" else "_".join(texts[:2]))
    for place, word in enumerate(words[:_FAR]):
        yield f"{side}{'n' if place < _NEAR else 'f'}{word.text}"
    for place, word in enumerate(words[: _REACH + 1]):
        if word.is_number:
            break
        yield f"{side}u{word.text}"
        if place < _REACH:
            for name in word.classes:
                yield f"{side}u{name}"
                yield f"{side}{'n' if place < _NEAR else 'f'}{name}"


def _telling(words: list[Word]) -> list[str]:
    """Return the telling classes of the words before the next number, the nearest first."""
    found: list[str] = []
    for word in words[:_REACH]:
        if word.is_number:
            break
        found += [name for name in word.classes if name in _TELLING]
    return found


def _of_classes(before: list[str], after: list[str], measure_before: str, in_sentence: list[str]) -> Iterator[str]:
    yield from (f"x{left}{right}" for left in before[:2] for right in after[:3])
    yield from (f"y{left}{right}" for place, left in enumerate(after) for right in after[place + 1 : place + 3])
    yield "h" + "".join(after[:2])
    yield "g" + "".join(before[:1]) + "".join(after[:1])
    yield from (f"z{measure_before}{right}" for right in after[:3])
    yield from (f"w{after[0] if after else '-'}{name}" for name in in_sentence)
