"""Terms of the vocabulary as a reader has them."""

from __future__ import annotations

_WRITTEN = {"ukraine": "Ukraine", "russia": "Russia", "km2": "in square kilometers", "km": "in kilometers", "eur": "in euros", "usd": "in US dollars"}


def in_words(term: str) -> str:
    """Return a key such as `returned_to_ukraine` or `area_km2` in words: "returned to Ukraine", "area in square kilometers"."""
    return " ".join(_WRITTEN.get(part, part) for part in term.split("_"))
