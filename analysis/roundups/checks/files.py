"""Gates on a table's file as text: one form, byte for byte, so that a difference in it is a difference in the data."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from .gates import Finding, table_gate
from .reading import Table


@table_gate("file-lines", "malformed", "file", "Lines end in LF, the last one too, so that each row is one line for git and every reader.")
def file_lines(table: Table) -> Iterator[Finding]:
    if "\r" in table.text:
        line = table.text.count("\n", 0, table.text.index("\r")) + 1
        yield Finding(table.file, line, "1", "the line ends in a carriage return", "save the file with LF line ends")
    elif not table.text.endswith("\n"):
        yield Finding(table.file, table.text.count("\n") + 1, "1", "the last line has no end", "end the file with one LF")


@table_gate("file-quotes", "malformed", "file", "A cell is quoted only where it must be, so that rewriting the file with any CSV writer changes nothing.")
def file_quotes(table: Table) -> Iterator[Finding]:
    if "\r" in table.text:
        return  # file-lines says so
    held = table.text.split("\n")
    for line, record in table.records:
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerow(record)
        written = out.getvalue().removesuffix("\n").split("\n")
        if held[line - 1 : line - 1 + len(written)] != written:
            yield Finding(table.file, line, "1", "the line is not written as a CSV writer with minimal quoting writes it", "quote only cells with a comma, a quote or a line break, and double the quotes in them")


#: Blanks that look like the plain one; the source's own words may have them between thousands.
_OTHER_BLANKS = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"


@table_gate("cell-blanks", "malformed", "file", "Blanks around a cell, and protected or narrow ones in it, make two values of one.")
def cell_blanks(table: Table) -> Iterator[Finding]:
    for row in table.rows:
        for column, cell in row.cells.items():
            if cell != cell.strip():
                yield Finding(table.file, row.line, column, f"the cell {cell!r} begins or ends with a blank", "delete it")
            elif not cell.isascii() and column != "as_reported" and (other := next((c for c in cell if c in _OTHER_BLANKS), "")):
                yield Finding(table.file, row.line, column, f"the cell {cell!r} holds the blank U+{ord(other):04X}", "write a plain blank")


@table_gate("cell-characters", "malformed", "file", "Control characters and line breaks in a cell break readers that go line by line.")
def cell_characters(table: Table) -> Iterator[Finding]:
    for row in table.rows:
        for column, cell in row.cells.items():
            if not cell.isprintable():
                odd = sorted({f"U+{ord(c):04X}" for c in cell if not c.isprintable() and c not in _OTHER_BLANKS})
                if odd:
                    yield Finding(table.file, row.line, column, f"the cell holds {', '.join(odd)}, which no reader shows", "delete it or write a blank")
