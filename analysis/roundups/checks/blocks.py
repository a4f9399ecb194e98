"""A table's file, block by block: bytes to text to records, each block whole records, with the first thing that makes it unreadable."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .columns import Column
from .table import Table

#: Bytes that are read together of a file above `LARGEST_FILE`.
BLOCK = 4_000_000
LONGEST_LINE = 100_000
MOST_COLUMNS = 200
#: Blocks that one record may need: an open quote swallows the rest of a file.
MOST_CARRIED = 2


class Unreadable(Exception):
    """A file is no text, or no table: where, why, and what to do."""

    def __init__(self, place: tuple[int, int], reason: str, advice: str) -> None:
        super().__init__(reason)
        self.place, self.reason, self.advice = place, reason, advice


@dataclass(slots=True)
class Block:
    """Whole records of a file: their text, which begins with physical line ``line``; each record with its first line."""

    file: str
    line: int
    text: str
    records: list[list[str]] = field(default_factory=list)
    starts: Sequence[int] = ()
    is_last: bool = True


#: What gates on the text of a file ask of each block, by the gate's name; what they find is kept in `Table.found`.
OF_BLOCKS: dict[str, Callable[[Block], Iterator[object]]] = {}


def as_text(data: bytes, line: int = 1) -> str:
    """Decode bytes whose first line has a number, and look at what no text of the package holds.

    Raises:
        Unreadable: NUL, bytes that are no UTF-8, or a line beyond `LONGEST_LINE`.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") and line == 1:
        raise Unreadable((1, 1), "the file is UTF-16", "save it as UTF-8")
    if b"\0" in data:
        raise Unreadable(_place(data, data.index(b"\0"), line), "the file holds a NUL byte", "save it as plain UTF-8 text")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(_place(data, error.start, line), f"byte 0x{data[error.start]:02x} is not UTF-8", "save the file as UTF-8") from error
    return text


def check_lines(text: str, line: int = 1) -> None:
    """Raises Unreadable for a line beyond `LONGEST_LINE`: without one, a cell cannot be long."""
    lines = text.split("\n")
    longest = max(map(len, lines))
    if longest > LONGEST_LINE:
        number = next(number for number, each in enumerate(lines, line) if len(each) == longest)
        raise Unreadable((number, LONGEST_LINE), f"the line has {longest:,} characters, above the {LONGEST_LINE:,} that are read", "see what went into it")


def _place(data: bytes, offset: int, line: int) -> tuple[int, int]:
    return data.count(b"\n", 0, offset) + line, offset - data.rfind(b"\n", 0, offset)


def parsed(block: Block) -> None:
    """Parse the text of a block. Raises Unreadable where the CSV is none."""
    try:
        block.records = list(csv.reader(io.StringIO(block.text, newline=""), strict=True))
        if "\r" not in block.text and len(block.records) == block.text.count("\n") + (not block.text.endswith("\n")):
            block.starts = range(block.line, block.line + len(block.records))
            return
    except csv.Error:
        pass  # once more, for the place
    reader, block.records, starts, line = csv.reader(io.StringIO(block.text, newline=""), strict=True), [], [], block.line
    try:
        for record in reader:
            block.records.append(record)
            starts.append(line)
            line = block.line + reader.line_num
    except csv.Error as error:
        raise Unreadable((line, 1), f"the CSV cannot be parsed: {error}", "see to the quotes of this record") from error
    block.starts = starts


def of_text(file: str, text: str) -> Iterator[Block]:
    """The one block of a file that was read whole."""
    block = Block(file, 1, text)
    parsed(block)
    yield block


def of_file(file: str, path: Path, seal: Callable[[int, str], None]) -> Iterator[Block]:
    """Yield the blocks of a large file and hand its bytes and sha256 to ``seal`` at the end. Raises Unreadable; OSError."""
    digest, size, line, pending = hashlib.sha256(), 0, 1, b""
    with path.open("rb") as source:
        while True:
            data = source.read(BLOCK)
            digest.update(data)
            size += len(data)
            is_last = not data
            held = pending + data
            cut = len(held) if is_last else held.rfind(b"\n") + 1
            if not cut and not is_last:
                pending = held
                if len(held) > max(BLOCK, 4 * LONGEST_LINE):
                    raise Unreadable((line, LONGEST_LINE), f"the line has more than {len(held) // 4:,} characters, above the {LONGEST_LINE:,} that are read", "see what went into it")
                continue
            if held[:cut]:
                text = as_text(held[:cut], line)
                if line == 1 and text.startswith("\ufeff"):
                    raise Unreadable((1, 1), "the file begins with a byte order mark", "save it as UTF-8 without BOM")
                check_lines(text, line)
                block = Block(file, line, text, is_last=is_last)
                try:
                    parsed(block)
                except Unreadable as fault:
                    if is_last or "unexpected end" not in fault.reason or cut > MOST_CARRIED * max(BLOCK, LONGEST_LINE):
                        raise
                    pending = held  # a record goes on behind the block
                    continue
                line += text.count("\n")
                yield block
            pending = held[cut:]
            if is_last:
                break
    seal(size, digest.hexdigest())


def fill(table: Table, blocks: Iterator[Block], compact: bool) -> None:
    """Put the records of a file into a table's columns. Raises Unreadable for more than `MOST_COLUMNS` cells."""
    columns: list[Column] = []
    lines: list[Sequence[int]] = []
    starts: list[Sequence[int]] = []
    for block in blocks:
        records, held = block.records, block.starts
        for name, check in OF_BLOCKS.items():
            table.found.setdefault(name, []).extend(check(block))
        starts.append(held)
        if not table.header and records and len(starts) == 1:
            table.header, records, held = records[0], records[1:], held[1:]
            if len(table.header) > MOST_COLUMNS:
                raise Unreadable((1, 1), f"the header has {len(table.header):,} columns", "see what went into it")
            columns = [Column() for _ in table.header]
        if [] in records:
            held = [line for line, record in zip(held, records, strict=True) if record]
            records = [record for record in records if record]
        lines.append(held)
        widths = set(map(len, records))
        if widths - {len(table.header)}:
            if max(widths) > MOST_COLUMNS:
                wide = next(number for number, record in enumerate(records) if len(record) > MOST_COLUMNS)
                raise Unreadable((held[wide], 1), f"the row has {len(records[wide]):,} cells", "see what went into it")
            table.is_ragged = True
            records = [[*record, *[""] * len(table.header)][: len(table.header)] for record in records]
        if compact:
            for column, cells in zip(columns, zip(*records), strict=True) if records else ():
                column.extend(cells)
        elif records:
            table.columns = dict(zip(table.header, map(list, zip(*records)), strict=True))
    for column in columns:
        column.close()
    if compact or not table.columns:
        table.columns = dict(zip(table.header, columns if compact else [[] for _ in table.header], strict=True))
    table.lines, table.starts = _together(lines), _together(starts)


def _together(parts: list[Sequence[int]]) -> Sequence[int]:
    """Line numbers of all blocks; a range costs nothing."""
    from array import array

    parts = [part for part in parts if len(part)]
    if all(isinstance(part, range) for part in parts) and all(before[-1] + 1 == after[0] for before, after in zip(parts, parts[1:], strict=False)):
        return range(parts[0][0], parts[-1][-1] + 1) if parts else range(0)
    return array("I", (line for part in parts for line in part))
