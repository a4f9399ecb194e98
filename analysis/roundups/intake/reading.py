"""Which number of a sentence is which figure: what the rules say, weighed with what the words around it resemble.

A rule speaks for its measure by so much; where no rule knows the number, its words decide alone. On unread texts the words find more than
the rules, and the two together more than either.
"""

from __future__ import annotations

import math
from dataclasses import replace

from .counts import Number, masked
from .likeness import FIRST, NAME, Context, likelihoods, words_of
from .rules import NO_FIGURE, Reading, Rule, ruled

#: What a rule's word counts, in natural logarithms of odds, and that of a rule for what is no figure; how sure a measure must be that no
#: rule gives.
_OF_RULE, _OF_NO_FIGURE, SURE = 4.0, 8.0, 0.3
#: What the words alone may read. Of things and people told with "a" or in dozens they take too many for figures, and of ordinals too.
_KINDS = frozenset({"number", "percent", "fraction", "ordinal"})
_OF_ORDINALS = frozenset({"exchanges", "attacks_on_one_refinery"})


def readings(sentence: str, around: str, context: Context) -> tuple[list[Reading], Context]:
    """Return the figures of a sentence in their order, and the context of the next sentence."""
    known = ruled(sentence, around)
    words = words_of(masked(sentence, [number for number, _ in known]))
    found: list[Reading] = []
    before = FIRST
    for number, rule in known:
        if (reading := _read(number, rule, likelihoods(words, number, before, context), _last(before, context))) is not None:
            found.append(reading[0])
            before = reading[1]
    return found, Context(tuple(words), context.measure if before == FIRST else before)


def _read(number: Number, rule: Rule | None, likely: dict[str, float], before: str) -> tuple[Reading, str] | None:
    """Return the reading of a number, with its measure as the exercises name it."""
    for measure in _spoken_for(rule, before):
        # To the exercises, figures of other topics are no figures.
        likely[measure] = likely.get(measure, likely[NO_FIGURE]) + (_OF_NO_FIGURE if measure == NO_FIGURE else _OF_RULE)
    best = max((measure for measure in likely if _may_be(number, measure) or measure in _spoken_for(rule, before)), key=lambda measure: likely[measure])
    if best == NO_FIGURE:
        return None
    if rule is not None and best in _spoken_for(rule, before):
        return Reading(number, rule), best
    sure = 1 / sum(math.exp(score - likely[best]) for score in likely.values())
    if sure < SURE or number.kind not in _KINDS:
        return None
    return Reading(number, replace(_rule(best), is_part=rule is not None and rule.is_part), sure), best


def _may_be(number: Number, measure: str) -> bool:
    """Whether a number of its kind can be of a measure: shares of shares, counts of the others."""
    if number.kind == "ordinal":
        return measure in _OF_ORDINALS or measure == NO_FIGURE
    return measure == NO_FIGURE or measure.endswith("_percent") == (number.kind in ("percent", "fraction"))


def _spoken_for(rule: Rule | None, before: str) -> tuple[str, ...]:
    """Return the measures that a rule speaks for: its own or the one told before, and of people killed and wounded that of children."""
    if rule is None:
        return ()
    own = before if rule.measure == "same" else rule.measure
    people = own.removesuffix("_children")
    is_toll = people in ("killed", "wounded") and (rule.counts_people or rule.measure == "same")
    return tuple(dict.fromkeys([own, people, f"{people}_children"])) if is_toll else (own,)


def _last(before: str, context: Context) -> str:
    """Return the measure that "among them" goes on with; where none was told it is a toll."""
    return before if before != FIRST else context.measure or "killed"


def _rule(measure: str) -> Rule:
    return Rule(NAME, measure, None, None, None, None, None, None, frozenset(), "", False, measure in ("killed", "wounded"), "", None)
