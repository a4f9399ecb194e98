"""A quick answer to "is it fine?" for what frictionless checks; never an answer to "what is wrong?".

Frictionless is the judge of the schema. Importing it takes as long as all gates of ours, and it looks at each cell of each row. Here each
different cell of a column is looked at once, and only forms are known that leave no doubt: the keys, types and constraints that the
package uses, in the spelling that it uses. Whatever is not in such a form is a doubt, and then frictionless is asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from .columns import increases
from .descriptor import STANDARD
from .reading import Reading
from .table import Table

Holds = Callable[[Any], bool]


def _text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _form(pattern: str) -> Holds:
    compiled = re.compile(pattern)
    return lambda value: isinstance(value, str) and compiled.fullmatch(value) is not None


def _is(*values: object) -> Holds:
    written = {json.dumps(each, sort_keys=True) for each in values}  # for Python, 1 is True
    return lambda value: json.dumps(value, sort_keys=True) in written


def _texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_text, value)) and len(set(value)) == len(value)


def _moment(value: object) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value):
        return False
    try:
        return datetime.fromisoformat(value) is not None
    except ValueError:
        return False


def _object(value: object, needed: dict[str, Holds], allowed: dict[str, Holds]) -> bool:
    """Whether a value is an object that has all needed keys and no others than the allowed ones, each with a value that holds."""
    known = needed | allowed
    return isinstance(value, dict) and needed.keys() <= value.keys() and all(key in known and known[key](item) for key, item in value.items())


def _each(holds: Holds) -> Holds:
    return lambda value: isinstance(value, list) and bool(value) and all(map(holds, value))


_NAME = _form(r"[a-z0-9]+([._-][a-z0-9]+)*")
_ADDRESS = _form(r"https://[a-z0-9.-]+(/[A-Za-z0-9._/-]*)?")
_PATH = _form(r"[a-z0-9_]+(/[a-z0-9_]+)*\.(csv|json)")
_LICENCE: Holds = lambda value: _object(value, {"name": _form(r"[A-Za-z0-9._-]+"), "path": _ADDRESS}, {"title": _text})  # noqa: E731
_CONTRIBUTOR: Holds = lambda value: _object(value, {"title": _text}, {"roles": _texts})  # noqa: E731
_SOURCE: Holds = lambda value: _object(value, {"title": _text}, {"path": lambda path: _ADDRESS(path) or _PATH(path)})  # noqa: E731
_DIALECT = _is({"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True})
_PACKAGE: dict[str, Holds] = {
    "name": _NAME, "title": _text, "description": _text, "version": _form(r"\d+\.\d+\.\d+"), "created": _moment, "keywords": _texts,
    "licenses": _each(_LICENCE), "contributors": _each(_CONTRIBUTOR), "sources": _each(_SOURCE), "$schema": _is(STANDARD + "datapackage.json"),
}  # fmt: skip
_RESOURCE: dict[str, Holds] = {
    "name": _NAME, "path": _PATH, "schema": _PATH, "format": _is("csv"), "encoding": _is("utf-8"), "dialect": _DIALECT, "type": _is("table"),
    "scheme": _is("file"), "mediatype": _is("text/csv"),
}  # fmt: skip
_DESCRIBED: dict[str, Holds] = {"title": _text, "description": _text}
_SEALED: dict[str, Holds] = {"bytes": lambda value: type(value) is int, "hash": _text}


def is_fine(reading: Reading) -> bool:
    """Tell whether frictionless would certainly find nothing in the descriptor, the schemas and the tables that were read; False is no fault but a doubt.

    Foreign keys and seals are not looked at: the gate that asks leaves them out too.
    """
    package = reading.descriptor.data if reading.descriptor and not reading.faults and not reading.descriptor.twice else None
    if not _object(package, {**_PACKAGE, "resources": _each(_resource)}, {}):
        return False
    names = [resource["name"] for resource in package["resources"]]
    return len(set(names)) == len(names) and all(map(_schema, (s.data for s in reading.schemas.values()))) and all(map(_rows, reading.tables.values()))


def _resource(value: object) -> bool:
    return _object(value, _RESOURCE, {**_DESCRIBED, **_SEALED})


# The schema -----------------------------------------------------------------------------------------------------------

_BOUND: Holds = lambda value: type(value) is int  # noqa: E731
_FLAG: Holds = lambda value: type(value) is bool  # noqa: E731
_TRUTH: dict[str, Holds] = {"trueValues": _is(["true"]), "falseValues": _is(["false"])}


def _pattern(value: object) -> bool:
    try:
        return isinstance(value, str) and re.compile(f"^{value}$") is not None
    except re.error:
        return False


#: For each type: the keys that a field needs besides, its constraints, and whether a value, or an example, is one.
_TYPES: dict[str, tuple[dict[str, Holds], dict[str, Holds], Holds]] = {
    "string": ({}, {"required": _FLAG, "unique": _FLAG, "pattern": _pattern, "enum": _texts}, _text),
    "integer": ({}, {"required": _FLAG, "minimum": _BOUND}, _BOUND),
    "boolean": (_TRUTH, {"required": _FLAG}, _is("true", "false")),
    "date": ({"format": _is("default")}, {"required": _FLAG}, lambda value: isinstance(value, str) and _is_date(value)),
}


def _field(value: object) -> bool:
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in _TYPES:
        return False
    besides, limits, example = _TYPES[kind]
    needed = {"name": _form(r"[a-z][a-z0-9_]*"), "type": _text, **besides}
    return _object(value, needed, {"title": _text, "description": _text, "example": example, "constraints": lambda held: _object(held, {}, limits)})


def _schema(schema: object) -> bool:
    if not isinstance(schema, dict) or not _each(_field)(schema.get("fields")):
        return False
    names = [field["name"] for field in schema["fields"]]

    def columns(value: object) -> bool:
        return _texts(value) and set(value) <= set(names)  # type: ignore[call-overload]

    needed = {"fields": lambda _: True, "missingValues": _is([""]), "fieldsMatch": _is("exact"), "primaryKey": lambda key: columns(key) and len(key) == 1}
    allowed = {"name": _text, **_DESCRIBED, "uniqueKeys": _each(columns), "$schema": _text, "foreignKeys": lambda _: True}
    return len(set(names)) == len(names) and _object(schema, needed, allowed)


# The rows -------------------------------------------------------------------------------------------------------------

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _is_date(cell: str) -> bool:
    if not _DATE.fullmatch(cell):
        return False
    try:
        return date.fromisoformat(cell) is not None
    except ValueError:
        return False


def _rows(table: Table) -> bool:
    is_plain = not table.is_ragged and len(table.starts) == len(table.lines) + 1 and isinstance(table.starts, range)
    if not is_plain or table.found.get("file-lines") or table.found.get("file-quotes") or table.header != [field["name"] for field in table.fields]:
        return False
    return all(_column(table, field, is_key=field["name"] in table.key) for field in table.fields)


def _column(table: Table, field: dict[str, Any], is_key: bool) -> bool:
    limits, cells = field.get("constraints", {}), table.different(field["name"])
    if limits.get("required") or is_key:
        if "" in cells:
            return False
    if (limits.get("unique") or is_key) and not _stands_once(table, field["name"]):
        return False
    return _all_hold(field["type"], limits, cells)


def _stands_once(table: Table, column: str) -> bool:
    held = table.columns[column]
    return increases(held) or (not table.is_large and len(set(held)) == len(held) and "" not in held)


def _all_hold(kind: str, limits: dict[str, Any], cells: Iterable[str]) -> bool:
    if kind == "integer":
        least = limits.get("minimum")
        return all(_INTEGER.fullmatch(cell) and (least is None or int(cell) >= least) for cell in cells if cell)
    if kind == "date":
        return all(_is_date(cell) for cell in cells if cell)
    if kind == "boolean":
        return set(cells) <= {"true", "false", ""}
    if "enum" in limits and not set(cells) <= {*limits["enum"], ""}:
        return False
    if "pattern" in limits:
        matches = re.compile(f"^{limits['pattern']}$").match  # as frictionless has it
        return all(matches(cell) for cell in cells if cell)
    return True
