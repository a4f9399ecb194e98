"""A table as the gates see it: rows that are light views of its columns, found by key, grouped by cells."""

from __future__ import annotations

import csv
import io
import re
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from .columns import SLICE, Column, different, joined

_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,17})")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


@lru_cache(50_000)
def _as_integer(cell: str) -> int | None:
    return int(cell) if _INTEGER.fullmatch(cell) else None


@lru_cache(50_000)
def _as_date(cell: str) -> date | None:
    if not _DATE.fullmatch(cell):
        return None
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return None


class _Cells(dict[str, Sequence[str]]):
    """The cells of some rows by column, decoded when a column is first asked for; a column that is not there is empty."""

    def __init__(self, columns: Mapping[str, Sequence[str]], start: int, stop: int, decoded: bool) -> None:
        super().__init__({} if decoded else columns)
        self._columns, self._start, self._stop = columns, start, stop
        self.is_encoded = not decoded and any(isinstance(column, Column) for column in columns.values())

    def __missing__(self, column: str) -> Sequence[str]:
        held = self._columns.get(column)
        cells = self[column] = _Empty() if held is None else held[self._start : self._stop]
        return cells


class _Empty(Sequence[str]):
    def __len__(self) -> int:
        return 0

    def __getitem__(self, index: Any) -> Any:
        return ""


class Part:
    """Some rows of a table: from ``start`` on, ``size`` of them."""

    __slots__ = ("table", "start", "size", "cells")

    def __init__(self, table: Table, start: int, stop: int, decoded: bool) -> None:
        self.table, self.start, self.size = table, start, stop - start
        self.cells = _Cells(table.columns, start, stop, decoded)


class Row:
    """A record of a table: ``line`` is its first physical line."""

    __slots__ = ("_part", "_number")

    def __init__(self, part: Part, number: int) -> None:
        self._part, self._number = part, number

    @classmethod
    def of(cls, table: str, key: str, cells: Mapping[str, str]) -> Row:
        """A row that stands in no file."""
        alone = Table(table, "", {}, list(cells), {column: [cell] for column, cell in cells.items()}, [0])
        alone.columns[""], alone.schema = [key], {"primaryKey": [""]}
        return alone.rows[0]

    def __getitem__(self, column: str) -> str:
        """Return a cell; "" for an empty one and for a column that is not there."""
        return self._part.cells[column][self._number]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Row) and self.number == other.number and self._part.table is other._part.table

    def __hash__(self) -> int:
        return hash((self.number, id(self._part.table)))

    @property
    def number(self) -> int:
        """The row's place in its table, from 0."""
        return self._part.start + self._number

    @property
    def file(self) -> str:
        return self._part.table.file

    @property
    def table(self) -> str:
        return self._part.table.name

    @property
    def line(self) -> int:
        return self._part.table.lines[self.number]

    @property
    def key(self) -> str:
        names, cells, number = self._part.table.key, self._part.cells, self._number
        return cells[names[0]][number] if len(names) == 1 else ";".join(cells[name][number] for name in names)

    @property
    def cells(self) -> dict[str, str]:
        return {column: self[column] for column in self._part.table.columns if column}

    @property
    def alone(self) -> Row:
        """The same row without the others that were decoded with it: for whoever keeps it."""
        table = self._part.table
        return self if self._part is table.whole else Row(table.whole, self.number)

    def integer(self, column: str) -> int | None:
        """Return an integer; None for a cell that holds none (another gate says so)."""
        return _as_integer(self[column])

    def date(self, column: str) -> date | None:
        """Return a date in ISO form; None for a cell that holds none (another gate says so)."""
        cell = self[column]
        return _as_date(cell) if cell else None

    def list(self, column: str) -> list[str]:
        """Return the members of a list with semicolons."""
        return self[column].split(";") if self[column] else []


class Rows(Sequence[Row]):
    """The rows of a table, made when they are asked for."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def __len__(self) -> int:
        return len(self._table.lines)

    def __iter__(self) -> Iterator[Row]:
        for part in self._parts():
            for number in range(part.size):
                yield Row(part, number)

    def filled(self, column: str) -> Iterator[Row]:
        """The rows that have something in a column."""
        for part in self._parts():
            for number, cell in enumerate(part.cells[column]):
                if cell:
                    yield Row(part, number)

    def _parts(self) -> Iterator[Part]:
        if not self._table.is_large:
            yield self._table.whole
            return
        for start in range(0, len(self), SLICE):
            yield Part(self._table, start, min(start + SLICE, len(self)), decoded=True)

    def __getitem__(self, number: Any) -> Any:
        if isinstance(number, slice):
            return [Row(self._table.whole, n) for n in range(*number.indices(len(self)))]
        return Row(self._table.whole, number if number >= 0 else len(self) + number)


@dataclass(eq=False)
class Table:
    """A table as its file has it.

    Attributes:
        header: the names of the columns as they stand.
        columns: the cells by the name of the column, as many as there are rows.
        lines: the first physical line of each row.
        starts: the first physical line of each record, the header and blank ones too.
        is_ragged: whether a row has more or fewer cells than the header.
        text: the whole text, None for a large table.
        size, digest: the bytes of the file and their sha256.
        found: what gates on single tables have found.
    """

    name: str
    file: str
    schema: dict[str, Any]
    header: list[str]
    columns: dict[str, Sequence[str]]
    lines: Sequence[int]
    starts: Sequence[int] = ()
    is_ragged: bool = False
    text: str | None = None
    size: int = 0
    digest: str = ""
    found: dict[str, list[Any]] = field(default_factory=dict)

    @cached_property
    def is_large(self) -> bool:
        return any(isinstance(column, Column) for column in self.columns.values())

    @cached_property
    def whole(self) -> Part:
        return Part(self, 0, len(self.lines), decoded=False)

    @property
    def rows(self) -> Rows:
        return Rows(self)

    @cached_property
    def key(self) -> list[str]:
        key = self.schema.get("primaryKey", [])
        return [key] if isinstance(key, str) else [name for name in key if isinstance(name, str)] if isinstance(key, list) else []

    @cached_property
    def fields(self) -> list[dict[str, Any]]:
        """The fields that have a name and a type; what else stands there is a fault of descriptor-keys and of frictionless."""
        fields = self.schema.get("fields")
        return [f for f in fields if isinstance(f, dict) and isinstance(f.get("name"), str) and isinstance(f.get("type"), str)] if isinstance(fields, list) else []

    @cached_property
    def text_columns(self) -> list[str]:
        return [str(each["name"]) for each in self.fields if each["type"] == "string" and each["name"] in self.columns]

    @cached_property
    def _different(self) -> dict[str, Iterable[str]]:
        return {}

    def different(self, column: str) -> Iterable[str]:
        """Every cell of a column at least once."""
        if column not in self._different:
            self._different[column] = different(self.columns.get(column, ()))
        return self._different[column]

    def joined(self, column: str) -> Iterator[str]:
        """Every cell of a column at least once, thousands in one text with NUL between them: a search in it costs less than one in each."""
        held = self.columns.get(column, ())
        return held.joined() if isinstance(held, Column) else joined(list(self.different(column)))

    @property
    def records(self) -> list[tuple[int, list[str]]]:
        """All records, parsed anew, each with its first line; none of a large table."""
        return list(zip(self.starts, csv.reader(io.StringIO(self.text, newline=""), strict=True), strict=True)) if self.text is not None else []

    # Rows by key -----------------------------------------------------------------------------------------------------

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {row.key: row.number for row in self.rows}

    @cached_property
    def _hashes(self) -> tuple[array[int], array[int]]:
        """The hashes of the keys in their order, and the rows that they belong to: a dictionary of a million keys costs ten times as much."""
        return _by_hash(array("q", (hash(row.key) for row in self.rows)))

    def find(self, key: str) -> Row | None:
        """The row with a key, the last one where there are several; None where there is none."""
        if not self.is_large:
            number = self._numbers.get(key)
            return None if number is None else Row(self.whole, number)
        if key not in self._recent:
            if len(self._recent) >= SLICE:
                self._recent.clear()
            self._recent[key] = self._searched(key)
        return self._recent[key]

    @cached_property
    def _recent(self) -> dict[str, Row | None]:
        """What was looked for last: rows of one source stand together."""
        return {}

    def _searched(self, key: str) -> Row | None:
        hashes, numbers = self._hashes
        wanted, found = hash(key), None
        place = bisect_left(hashes, wanted)
        while place < len(hashes) and hashes[place] == wanted:
            row = Row(self.whole, numbers[place])
            if row.key == key:
                found = row
            place += 1
        return found


class Keys(Mapping[str, Row]):
    """The rows of some tables by key, one of a later table first."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self._tables = tables[::-1]

    def __getitem__(self, key: str) -> Row:
        for table in self._tables:
            if (found := table.find(key)) is not None:
                return found
        raise KeyError(key)

    def get(self, key: str, default: Any = None) -> Any:
        for table in self._tables:
            if (found := table.find(key)) is not None:
                return found
        return default

    def __contains__(self, key: object) -> bool:
        return any(table.find(key) is not None for table in self._tables) if isinstance(key, str) else False

    def __len__(self) -> int:
        return sum(len(table.rows) for table in self._tables)

    def __iter__(self) -> Iterator[str]:
        return (row.key for table in self._tables[::-1] for row in table.rows)


# Groups ---------------------------------------------------------------------------------------------------------------


def _by_hash(hashes: array[int]) -> tuple[array[int], array[int]]:
    order = sorted(range(len(hashes)), key=hashes.__getitem__)
    return array("q", map(hashes.__getitem__, order)), array("I", order)


class of_columns:  # noqa: N801  # reads as a function
    """The cells of a row in some columns, to group by."""

    def __init__(self, *columns: str) -> None:
        self.columns = columns
        self._part: Part | None = None
        self._keys: list[tuple[str, ...]] = []

    def __call__(self, row: Row) -> tuple[str, ...]:
        return tuple([row[column] for column in self.columns])

    def in_turn(self, row: Row) -> tuple[str, ...]:
        """The same, for rows that come in the order of their table: those decoded together are keyed together."""
        part = row._part
        if part.cells.is_encoded:
            return self(row)
        if part is not self._part:
            self._part = part
            self._keys = list(zip(*[cells if len(cells := part.cells[column]) else [""] * part.size for column in self.columns], strict=True))
        return self._keys[row._number]


def groups(rows: Iterable[Row], key: Callable[[Row], Hashable], least: int = 2) -> Iterator[list[Row]]:
    """Yield the rows that have one key, in their order, where they are at least so many.

    Of the rows only numbers are held, and of the groups one: the cost is that of sorting the hashes of the keys.
    """
    tables: list[Table] = []
    hashes, where, numbers = array("q"), array("B"), array("I")
    turn = key.in_turn if isinstance(key, of_columns) else key
    for row in rows:
        table = row._part.table
        if not tables or tables[-1] is not table:
            tables.append(table)
        hashes.append(hash(turn(row)))
        where.append(len(tables) - 1)
        numbers.append(row.number)
    order = sorted(range(len(hashes)), key=hashes.__getitem__)
    start = 0
    while start < len(order):
        stop = start + 1
        while stop < len(order) and hashes[order[stop]] == hashes[order[start]]:
            stop += 1
        if stop - start >= least:
            same: dict[Hashable, list[Row]] = defaultdict(list)  # one hash may be that of two keys
            for place in order[start:stop]:
                row = Row(tables[where[place]].whole, numbers[place])
                same[key(row)].append(row)
            yield from (members for members in same.values() if len(members) >= least)
        start = stop


def grouped(rows: Iterable[Row], *columns: str) -> dict[tuple[str, ...], list[Row]]:
    """Return the rows by the texts of some columns, in the order of their first rows; `groups` holds less."""
    found: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        found[tuple([row[column] for column in columns])].append(row)
    return found
