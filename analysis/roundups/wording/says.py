"""Does a wording really say the value in the cell? The rule behind the gate on ``as_reported``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Literal

from .numbers import Number, Quantity, format_number, numbers_in

How = Literal[
    "number", "range", "fraction", "whole", "zero", "single",  # the words say it
    "no_words", "other_number", "sum_of_parts", "cut_range", "share", "vague", "whole_unknown", "no_number",  # they do not
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the words say the value (also its truth value), how, and why in words for a maintainer."""

    ok: bool
    how: How
    reason: str

    def __bool__(self) -> bool:
        return self.ok


def says(
    text: str | None,
    value: float | Number | None,
    value_high: float | Number | None = None,
    *,
    whole: float | Number | None = None,
    quantities: Sequence[Quantity] | None = None,
) -> Verdict:
    """Tell whether ``text`` says ``value`` (with ``value_high``: that range).

    ``whole`` is the value of the total that the row is a part of: "all of them" then says that total, and "a quarter" a quarter of
    it. For a measure in percent pass 100. ``quantities``: what `numbers_in` gives for the text, if it was asked before. ``value`` None asks whether the words give no definite number (qualifier ``words``).

    The words say a value when one of their quantities *is* it: nothing is rounded, summed or guessed. Years, days of a month,
    ages, calibres and type names (Su-34, FAB-1500) never count. Words without any quantity say one ("a child", "the Tuapse
    oil refinery"); so do words whose only number is an ordinal in words ("a third Patriot" is one, and the third).

    >>> says("almost 390,000", 39000).reason
    'the words say 390,000; the cell holds 39,000'
    """
    if text is None or not text.strip():
        return Verdict(False, "no_words", "there are no words to compare with the cell")
    found = [q for q in (numbers_in(text) if quantities is None else quantities) if q.is_count]
    if value is None:
        if any(q.kind not in ("vague", "whole", "fraction", "ordinal") for q in found):
            return Verdict(False, "other_number", f"the words say {_listed(found)}; the cell is empty")
        return Verdict(True, "vague", "the words give no definite number and the cell is empty")
    cell = Decimal(str(value))
    if value_high is not None:
        return _says_range(found, cell, Decimal(str(value_high)))
    for quantity in found:
        if quantity.kind not in ("range", "vague", "whole", "fraction", "zero") and quantity.value == cell:
            return Verdict(True, "number", f"the words say {_shown(cell)}")
    if cell == 0 and any(q.kind == "zero" for q in found):
        return Verdict(True, "zero", "the words say that there was none")
    return _without_a_number(found, cell, None if whole is None else Decimal(str(whole)))


def _says_range(found: Sequence[Quantity], low: Decimal, high: Decimal) -> Verdict:
    if any(q.kind == "range" and q.value == low and q.high == high for q in found):
        return Verdict(True, "range", f"the words say {_shown(low)} to {_shown(high)}")
    return Verdict(False, "other_number", f"the words say {_listed(found)}; the cells hold {_shown(low)} to {_shown(high)}")


def _without_a_number(found: Sequence[Quantity], cell: Decimal, whole: Decimal | None) -> Verdict:
    numbers = [q for q in found if q.kind not in ("vague", "whole", "fraction")]
    for quantity in found:
        if quantity.kind == "fraction" and quantity.value is not None:
            if whole is None:
                if not numbers:
                    reason = (
                        f"the words say a share ({quantity.value:.3g}) of a total that is not given; the cell holds {_shown(cell)}"
                    )
                    return Verdict(False, "share", reason)
            elif not numbers and abs(whole * quantity.value - cell) < Decimal("0.5"):
                return Verdict(True, "fraction", f"the words say that share of {_shown(whole)}")
    if not numbers and any(q.kind == "whole" for q in found):
        if whole is None:
            return Verdict(False, "whole_unknown", "the words say all of a total; the row names no total (part_of)")
        if whole == cell:
            return Verdict(True, "whole", f"the words say all of {_shown(whole)}")
        return Verdict(False, "other_number", f"the words say all of {_shown(whole)}; the cell holds {_shown(cell)}")
    if cell == 1 and all(q.kind == "ordinal" and not q.in_digits for q in found):
        return Verdict(True, "single", "the words name one thing and no other number")
    if not found:
        return Verdict(False, "no_number", f"the words give no number; the cell holds {_shown(cell)}")
    if not numbers and any(q.kind == "vague" for q in found):
        reason = f"the words give no definite number (qualifier words, value empty); the cell holds {_shown(cell)}"
        return Verdict(False, "vague", reason)
    if any(q.kind == "range" and cell in (q.value, q.high) for q in found):
        return Verdict(False, "cut_range", f"the words say {_listed(found)}; the cell holds one end of it, {_shown(cell)}")
    if _is_sum([q.value for q in numbers if q.value is not None], cell):
        return Verdict(False, "sum_of_parts", f"the words say {_listed(found)}; the cell holds their sum, {_shown(cell)}")
    return Verdict(False, "other_number", f"the words say {_listed(found)}; the cell holds {_shown(cell)}")


def _is_sum(values: Sequence[Number], cell: Decimal) -> bool:
    return any(sum(chosen) == cell for size in range(2, min(len(values), 5) + 1) for chosen in combinations(values, size))


def _shown(value: Number) -> str:
    return "−" + format_number(-value) if value < 0 else format_number(value)


def _listed(found: Sequence[Quantity]) -> str:
    parts = []
    for quantity in found:
        if quantity.kind == "whole":
            parts.append("all")
        elif quantity.kind == "vague":
            parts.append(f"a vague number from {_shown(quantity.value or 0)}")
        elif quantity.value is not None:
            high = "" if quantity.high is None else f" to {_shown(quantity.high)}"
            value: Number = quantity.value
            if quantity.kind == "fraction":
                value = Decimal(value).quantize(Decimal("0.001"))
            parts.append(_shown(value) + high)
    return " and ".join(parts) or "no number"
