"""The Data Package standard, as frictionless checks it, with faults in our own words."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from ..package import DESCRIPTOR
from .descriptor import STANDARD
from .gates import Finding, gate
from .quick import is_fine
from .reading import Reading
from .table import Table

if TYPE_CHECKING:
    from frictionless import Error

MOST_FAULTS = 10_000
_REASONS: dict[str, tuple[str, str]] = {
    "type-error": ("the cell {cell!r} is no {type}", "write a value of that type"),
    "constraint-error": ("the cell {cell!r} breaks the rule {note}", "take an allowed value"),
    "unique-error": ("the value {cell!r} stands in this column before", "each value may stand here once"),
    "primary-key": ("the key {key!r} stands in this table before", "give each row its own key"),
    "missing-cell": ("the row has fewer cells than the header", "add what is missing, commas included"),
    "extra-cell": ("the row has more cells than the header", "quote a cell that holds a comma"),
    "blank-row": ("the row is blank", "delete the line"),
    "blank-label": ("a column has no name", "name it as in the schema"),
    "extra-label": ("the column {label!r} is not in the schema", "delete it or add it to the schema"),
    "missing-label": ("a column of the schema is missing", "add it"),
    "incorrect-label": ("the column {label!r} does not stand in the order of the schema", "put the columns in the schema's order"),
    "duplicate-label": ("the column {label!r} stands twice", "keep one of them"),
}  # fmt: skip


@gate("table-schema", "malformed", "table", "frictionless: the descriptor is a Data Package, and types, constraints, columns and primary keys are those of the schemas.")
def table_schema(reading: Reading) -> Iterator[Finding]:
    """Ask frictionless, unless `quick` knows that it would find nothing."""
    if not is_fine(reading):
        yield from by_frictionless(reading)


def by_frictionless(reading: Reading) -> Iterator[Finding]:
    """Run frictionless on a copy of the descriptor that holds only what was safely read.

    Seals and foreign keys are gates of our own: frictionless opens a referenced table anew for each key, which on this
    package is two thirds of its time, and it names the row of a broken key without its column.
    """
    if reading.descriptor is None:
        return
    package = deepcopy(reading.descriptor.data)
    if package.get("$schema") != STANDARD + "datapackage.json" or "profile" in package:
        return  # it would be fetched: descriptor-standard and descriptor-keys say what is wrong
    package["resources"] = []
    numbers: list[int] = []
    for index, resource in reading.resources():
        table = reading.tables.get(str(resource.get("name")))
        if table is not None and table.file == resource.get("path") and "$schema" not in resource and "data" not in resource:
            inner = {key: value for key, value in resource.items() if key not in ("bytes", "hash")}
            inner["schema"] = {key: value for key, value in table.schema.items() if key not in ("$schema", "foreignKeys")}
            package["resources"].append(inner)
            numbers.append(index)
    if package["resources"]:
        yield from _run(reading, package, numbers)


def _run(reading: Reading, package: dict[str, Any], numbers: list[int]) -> Iterator[Finding]:
    from frictionless import FrictionlessException, Package

    try:
        report = Package.from_descriptor(package, basepath=str(reading.root)).validate(limit_errors=MOST_FAULTS)
    except FrictionlessException as exception:
        for error in exception.reasons or [exception.error]:
            yield _of_descriptor(reading, numbers, error)
        return
    except Exception as exception:  # frictionless lets errors of the libraries below it through
        yield Finding(DESCRIPTOR, 1, "1", f"frictionless cannot read the package: {_plain(str(exception)) or type(exception).__name__}", "see to the descriptor and the schemas")
        return
    for error in report.errors:
        yield _of_descriptor(reading, numbers, error)
    for task in report.tasks:
        for error in task.errors:
            table = reading.tables.get(task.name)
            yield _of_table(table, error) if table else _of_descriptor(reading, numbers, error)


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().rstrip(".")


def _of_descriptor(reading: Reading, numbers: list[int], error: Error) -> Finding:
    note = _plain(error.note or error.message)
    path: list[str | int] = []
    found = re.search(r" at property '([^']+)'", note)
    if found:
        path = [int(p) if p.isdigit() else p for p in found[1].split("/")]
        if len(path) > 1 and path[0] == "resources" and isinstance(path[1], int) and path[1] < len(numbers):
            path[1] = numbers[path[1]]
    assert reading.descriptor is not None
    line, column = reading.descriptor.place(*path)
    return Finding(DESCRIPTOR, line, str(column), f"not a valid Data Package: {note}", "see https://datapackage.org/standard")


def _of_table(table: Table, error: Error) -> Finding:
    number = getattr(error, "row_number", None)
    line = table.starts[number - 1] if number and number <= len(table.starts) else 1
    row = bisect_left(table.lines, line)
    first = table.header if number == 1 else [table.rows[row][name] for name in table.header[:1]] if number and row < len(table.lines) and table.lines[row] == line else []
    column = getattr(error, "field_name", None) or getattr(error, "label", None) or (table.key[0] if table.key and number else "1")
    known = {field["name"]: field for field in table.fields}
    reason, advice = _REASONS.get(error.type, (f"not as the schema says ({error.type}): {{note}}", "compare with the schema"))
    facts = {
        "cell": str(getattr(error, "cell", "")),
        "type": str(known.get(column, {}).get("type", "value of the schema's type")),
        "label": getattr(error, "label", ""),
        "key": first[0] if first else "",
        "note": _plain(error.note),
    }
    return Finding(table.file, line, str(column), _plain(reason.format(**facts)), advice)
