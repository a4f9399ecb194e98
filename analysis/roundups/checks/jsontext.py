"""JSON as text: where each value stands, and which keys stand twice."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

MOST_LEVELS = 50
MOST_VALUES = 20_000
_BLANK = " \t\n\r"
Path = tuple[str | int, ...]


class JsonFault(ValueError):
    """A text is no JSON; ``line`` and ``column`` count from 1."""

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(reason)
        self.reason, self.line, self.column = reason, line, column


@dataclass
class JsonText:
    """A JSON document with the place of each of its values.

    Attributes:
        data: the document.
        places: offset in the text of each key (of an object) and each item (of a list), by path.
        twice: paths of keys that stand twice in one object.
    """

    text: str
    data: Any = None
    places: dict[Path, int] = field(default_factory=dict)
    twice: list[Path] = field(default_factory=list)

    def place(self, *path: str | int) -> tuple[int, int]:
        """Return line and column of a value, or of the nearest one around it."""
        while path and path not in self.places:
            path = path[:-1]
        return _line_and_column(self.text, self.places.get(path, 0))


def _line_and_column(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def read_json(text: str) -> JsonText:
    """Parse a document. Raises JsonFault for anything but JSON, beyond `MOST_LEVELS` of nesting and `MOST_VALUES` values."""
    document = JsonText(text)
    if _depth(text) > MOST_LEVELS:
        raise JsonFault(f"the JSON is nested deeper than {MOST_LEVELS} levels", 1, 1)
    try:
        document.data = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise JsonFault(f"this is not well-formed JSON: {error.msg}", error.lineno, error.colno) from error
    except ValueError as error:
        raise JsonFault(f"this is not well-formed JSON: {error}", 1, 1) from error
    try:
        json.dumps(document.data, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise JsonFault("this is not well-formed JSON: it holds half of a surrogate pair, which is no character", 1, 1) from error
    _Walk(document).value(0, ())
    return document


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _depth(text: str) -> int:
    """The deepest nesting of brackets outside strings: asked before the parser, which recurses."""
    depth = deepest = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


class _Walk:
    """Walks over text that is known to be JSON and notes where keys and items begin."""

    def __init__(self, document: JsonText) -> None:
        self.text, self.places, self.twice = document.text, document.places, document.twice

    def blank(self, offset: int) -> int:
        while self.text[offset : offset + 1] in _BLANK and offset < len(self.text):
            offset += 1
        return offset

    def value(self, offset: int, path: Path) -> int:
        offset = self.blank(offset)
        if len(self.places) > MOST_VALUES:
            raise JsonFault(f"the JSON has more than {MOST_VALUES:,} values", *_line_and_column(self.text, offset))
        self.places.setdefault(path, offset)
        first = self.text[offset]
        if first == '"':
            return int(scanstring(self.text, offset + 1, True)[1])
        if first in "[{":
            return self.container(offset + 1, path, is_object=first == "{")
        while offset < len(self.text) and self.text[offset] not in ",]}" + _BLANK:
            offset += 1
        return offset

    def container(self, offset: int, path: Path, is_object: bool) -> int:
        number = 0
        while True:
            offset = self.blank(offset)
            if self.text[offset] in "]}":
                return offset + 1
            here: Path
            if is_object:
                key, after = scanstring(self.text, offset + 1, True)
                here = (*path, key)
                if here in self.places:
                    self.twice.append(here)
                self.places[here] = offset
                offset = self.blank(after) + 1
            else:
                here = (*path, number)
                number += 1
            offset = self.blank(self.value(offset, here))
            if self.text[offset] == ",":
                offset += 1
