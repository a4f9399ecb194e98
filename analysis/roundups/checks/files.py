"""Gates on a table's file as text: one form, byte for byte, so that a difference in it is a difference in the data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from .blocks import Block
from .gates import Finding, block_gate, cells_at_fault, table_gate
from .table import Table


@block_gate("file-lines", "malformed", "Lines end in LF, the last one too, so that each row is one line for git and every reader.")
def file_lines(block: Block) -> Iterator[Finding]:
    if "\r" in block.text:
        line = block.line + block.text.count("\n", 0, block.text.index("\r"))
        yield Finding(block.file, line, "1", "the line ends in a carriage return", "save the file with LF line ends")
    elif block.is_last and not block.text.endswith("\n"):
        yield Finding(block.file, block.line + block.text.count("\n"), "1", "the last line has no end", "end the file with one LF")


def _written(records: list[list[str]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(records)
    return out.getvalue()


@block_gate("file-quotes", "malformed", "A cell is quoted only where it must be, so that rewriting the file with any CSV writer changes nothing.")
def file_quotes(block: Block) -> Iterator[Finding]:
    if "\r" in block.text or _written(block.records).removesuffix("\n") == block.text.removesuffix("\n"):
        return  # of a carriage return, file-lines says so
    held = block.text.split("\n")
    for line, record in zip(block.starts, block.records, strict=True):
        written = _written([record]).removesuffix("\n").split("\n")
        start = line - block.line
        if held[start : start + len(written)] != written:
            yield Finding(block.file, line, "1", "the line is not written as a CSV writer with minimal quoting writes it", "quote only cells with a comma, a quote or a line break, and double the quotes in them")


#: Blanks that look like the plain one; the source's own words may have them between thousands.
_OTHER_BLANKS = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


@table_gate("cell-blanks", "malformed", "file", "Blanks around a cell, and protected or narrow ones in it, make two values of one.")
def cell_blanks(table: Table) -> Iterator[Finding]:
    yield from cells_at_fault(table, table.columns, _blanks)


def _blanks(column: str, cell: str) -> tuple[str, str] | None:
    if cell != cell.strip():
        return f"the cell {cell!r} begins or ends with a blank", "delete it"
    if not cell.isascii() and column != "as_reported" and (other := next((c for c in cell if c in _OTHER_BLANKS), "")):
        return f"the cell {cell!r} holds the blank U+{ord(other):04X}", "write a plain blank"
    return None


@table_gate("cell-characters", "malformed", "file", "Control characters and line breaks in a cell break readers that go line by line.")
def cell_characters(table: Table) -> Iterator[Finding]:
    yield from cells_at_fault(table, table.columns, _characters, lambda cells: not cells.replace("\0", "").isprintable())


def _characters(column: str, cell: str) -> tuple[str, str] | None:
    odd = "" if cell.isprintable() else ", ".join(sorted({f"U+{ord(c):04X}" for c in cell if not c.isprintable() and c not in _OTHER_BLANKS}))
    return (f"the cell holds {odd}, which no reader shows", "delete it or write a blank") if odd else None
