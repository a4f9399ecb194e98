"""Columns of text, as compact as a table is large: plain lists, codes of few different cells, or all cells end to end.

A cell of a list costs Python some 70 bytes, and a million claims have 23 million. All three kinds answer an index with a cell and a
slice with a list of cells.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import overload

#: Rows that are decoded together.
SLICE = 8_192
#: Rows after which a column of mostly different cells is kept end to end.
TRIAL = 20_000
_WIDER = {"B": (1 << 8, "H"), "H": (1 << 16, "I")}


class _Numbers(dict[str, int]):
    """Gives each new cell the next number."""

    def __missing__(self, cell: str) -> int:
        number = self[cell] = len(self)
        return number


class Column(Sequence[str]):
    """A column that grows by blocks of cells. No cell holds NUL, which files may not have."""

    def __init__(self) -> None:
        self._numbers: _Numbers | None = _Numbers()
        self._values: list[str] = []
        self._codes = array("B")
        self._data = bytearray()
        self._ends = array("I")  # of each cell, its separator left out

    def extend(self, cells: Sequence[str]) -> None:
        if self._numbers is None:
            self._append(cells)
            return
        codes = list(map(self._numbers.__getitem__, cells))
        while self._codes.typecode in _WIDER and len(self._numbers) > _WIDER[self._codes.typecode][0]:
            self._codes = array(_WIDER[self._codes.typecode][1], self._codes)
        self._codes.extend(codes)
        if len(self._codes) >= TRIAL and len(self._numbers) > len(self._codes) // 2:
            values, codes_before = list(self._numbers), self._codes
            self._numbers, self._codes = None, array("B")
            for start in range(0, len(codes_before), SLICE):
                self._append([values[code] for code in codes_before[start : start + SLICE]])

    def _append(self, cells: Sequence[str]) -> None:
        joined = "\0".join(cells)
        lengths: Iterable[int] = map(len, cells) if joined.isascii() else (len(cell.encode()) for cell in cells)
        end = len(self._data) - 1
        for length in lengths:
            end += length + 1
            self._ends.append(end)
        self._data += joined.encode() + b"\0"

    def close(self) -> None:
        """Free what only growing needs."""
        if self._numbers is not None:
            self._values = list(self._numbers)
            self._numbers = _Numbers()

    @property
    def is_coded(self) -> bool:
        return self._numbers is not None

    def __len__(self) -> int:
        return len(self._codes) if self.is_coded else len(self._ends)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, int):
            if self.is_coded:
                return self._values[self._codes[index]]
            return self._data[self._ends[index - 1] + 1 if index else 0 : self._ends[index]].decode()
        start, stop, _ = index.indices(len(self))
        if self.is_coded:
            return list(map(self._values.__getitem__, self._codes[start:stop]))
        if start >= stop:
            return []
        return self._data[self._ends[start - 1] + 1 if start else 0 : self._ends[stop - 1]].decode().split("\0")

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), SLICE):
            yield from self[start : start + SLICE]

    def joined(self) -> Iterator[str]:
        """Every cell at least once, many together with NUL between them."""
        if self.is_coded:
            yield from joined(self._values)
            return
        for start in range(0, len(self), SLICE):
            stop = min(start + SLICE, len(self))
            yield self._data[self._ends[start - 1] + 1 if start else 0 : self._ends[stop - 1]].decode()

    def different(self) -> Iterable[str]:
        """Every cell at least once."""
        return self._values if self.is_coded else self


def different(column: Sequence[str]) -> Iterable[str]:
    """Every cell of a column at least once, and seldom more often than once."""
    return column.different() if isinstance(column, Column) else set(column)


def joined(cells: Sequence[str]) -> Iterator[str]:
    for start in range(0, len(cells), SLICE):
        yield "\0".join(cells[start : start + SLICE])


def increases(column: Sequence[str]) -> bool:
    """Tell whether each cell is above the one before it, so that none stands twice."""
    last = ""
    for start in range(0, len(column), SLICE):
        part = column[start : start + SLICE]
        if not all(map(str.__lt__, [last, *part] if start else part[:-1], part if start else part[1:])):
            return False
        last = part[-1]
    return True
