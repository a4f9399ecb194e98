"""What a table's schema says about a single cell, in words that help whoever types it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from difflib import SequenceMatcher, get_close_matches
from typing import Any, NamedTuple

from .draft import Draft, Row


#: How like two names must be, from 0 to 1, for one to be offered for the other.
ALIKE = 0.65


class CellFault(NamedTuple):
    """What is wrong with a cell, and what to do."""

    column: str
    reason: str
    advice: str

    def __str__(self) -> str:
        return f"{self.column}: {self.reason}; {self.advice}"


def near(word: str, words: Iterable[str], else_say: str = "") -> str:
    """Say which words are like a mistyped one; else something else."""
    found = get_close_matches(word, list(words), 3, 0.6)
    return f"did you mean {' or '.join(found)}?" if found else else_say


def near_keys(draft: Draft, table: str, words: str) -> list[str]:
    """Return the rows of a vocabulary, by their keys, whose key, name or alias is like some words in whatever order; the likest first."""
    found: dict[str, float] = {}
    for row in draft.rows(table):
        key = row[draft.key(table)]
        labels = [key, row.get("name", ""), *row.get("aliases", "").split(";")]
        likeness = max(_likeness(words, label) for label in labels if label)
        if likeness >= ALIKE:
            found[key] = likeness
    return sorted(found, key=lambda key: (-found[key], key))[:3]


def _likeness(first: str, second: str) -> float:
    one, two = (" ".join(sorted(re.findall(r"\w+", text.casefold()))) for text in (first, second))
    return SequenceMatcher(None, one, two).ratio()


def cell_faults(draft: Draft, table: str, row: Row, also: Collection[tuple[str, str]] = ()) -> Iterator[CellFault]:
    """Yield what the schema of a table refuses in a row: type, form, list of values, key of another table.

    Keys of rows of the same table are not looked at. ``also``: rows of other tables that are about to be added, as table and key.
    The gates judge the rest, and all of it again.
    """
    schema = draft.package.schema(table)
    keys = {key["fields"][0]: key["reference"]["resource"] for key in schema.get("foreignKeys", []) if key["reference"]["resource"]}
    for field in schema["fields"]:
        column, cell, limits = field["name"], row.get(field["name"], ""), field.get("constraints", {})
        if cell != cell.strip() or not cell.isprintable():
            yield CellFault(column, f"{cell!r} has blanks around it or characters that cannot be seen", "delete them")
        elif not cell:
            if limits.get("required") and column != draft.key(table):
                yield CellFault(column, "the cell is empty", "fill it")
        elif fault := _refused(field, cell):
            yield CellFault(column, *fault)
        elif column in keys and draft.find(keys[column], cell) is None and (keys[column], cell) not in also:
            like = near_keys(draft, keys[column], cell)
            advice = (f"did you mean {' or '.join(like)}?" if like else "take one that is there") + f", or add it to {keys[column]}"
            yield CellFault(column, f"{cell!r} is not in {keys[column]}", advice)


def _refused(field: dict[str, Any], cell: str) -> tuple[str, str] | None:
    limits, kind = field.get("constraints", {}), field["type"]
    if kind == "integer" and not re.fullmatch(r"0|-?[1-9]\d{0,17}", cell):
        return f"{cell!r} is no whole number", "write digits only"
    if kind == "integer" and int(cell) < limits.get("minimum", int(cell)):
        return f"{cell} is below {limits['minimum']}", "correct it"
    if kind == "date" and not _is_date(cell):
        return f"{cell!r} is no day", "write it as YYYY-MM-DD"
    if kind == "boolean" and cell not in ("true", "false"):
        return f"{cell!r} is neither true nor false", "write one of them"
    if "enum" in limits and cell not in limits["enum"]:
        return f"{cell!r} is none of the column's values", near(cell, limits["enum"], f"write one of {', '.join(limits['enum'])}")
    if "pattern" in limits and not re.search(limits["pattern"], cell):
        return f"{cell!r} has not the form of this column", f"write it like {field['example']}"
    return None


def _is_date(cell: str) -> bool:
    try:
        return date.fromisoformat(cell).isoformat() == cell
    except ValueError:
        return False
