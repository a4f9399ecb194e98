"""Words to numbers and numbers to intervals: number words, qualifiers, the published interval tables."""

from __future__ import annotations

from .intervals import RULES, Interval, interval, interval_table, last_digit_unit, next_round, previous_round
from .numbers import Quantity, format_number, numbers_in
from .qualifiers import QUALIFIERS, Qualifier, qualifier_in
from .says import Verdict, says

__all__ = [
    "QUALIFIERS", "RULES", "Interval", "Qualifier", "Quantity", "Verdict", "format_number", "interval", "interval_table",
    "last_digit_unit", "next_round", "numbers_in", "previous_round", "qualifier_in", "says",
]  # fmt: skip
