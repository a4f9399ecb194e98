"""Words to numbers and numbers to intervals: number words, qualifiers, the published interval tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .intervals import RULES, Interval, interval, interval_table, last_digit_unit, next_round, previous_round
    from .numbers import Quantity, format_number, numbers_in
    from .qualifiers import QUALIFIERS, Qualifier, qualifier_in
    from .says import Verdict, says

__all__ = [
    "QUALIFIERS", "RULES", "Interval", "Qualifier", "Quantity", "Verdict", "format_number", "interval", "interval_table",
    "last_digit_unit", "next_round", "numbers_in", "previous_round", "qualifier_in", "says",
]  # fmt: skip

_HOMES = {
    "intervals": ("RULES", "Interval", "interval", "interval_table", "last_digit_unit", "next_round", "previous_round"),
    "numbers": ("Quantity", "format_number", "numbers_in"),
    "qualifiers": ("QUALIFIERS", "Qualifier", "qualifier_in"),
    "says": ("Verdict", "says"),
}


def __getattr__(name: str) -> Any:
    """Import on first use (PEP 562): whoever asks for an interval must not wait for the patterns of number words.

    Trap: importing the module `wording.says` itself would put it in the place of the function; take both names from here.
    """
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            value = globals()[name] = getattr(import_module(f".{module}", __name__), name)
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
