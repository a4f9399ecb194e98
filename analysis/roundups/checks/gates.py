"""The register of the gates: each a function with a name, a severity and one line of why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from .faults import Fault, Severity
from .blocks import OF_BLOCKS, Block
from .reading import Reading
from .table import Row, Table


@dataclass(frozen=True, slots=True)
class Finding:
    """What a gate reports; its name and severity are added by the register."""

    file: str
    line: int
    column: str
    reason: str
    advice: str
    claims: tuple[str, ...] = ()


#: What a gate looks at, from the whole package to single rows and back to rows together.
Reads = Literal["descriptor", "file", "text", "table", "row", "words", "relation", "series", "roundup", "release", "anomaly"]
READS: tuple[Reads, ...] = get_args(Reads)
Check = Callable[[Reading], Iterator[Finding]]
LONGEST_REASON = 400
TableCheck = Callable[[Table], Iterator[Finding]]
#: What is wrong with a cell, and what to do; None for nothing.
CellCheck = Callable[[str, str], "tuple[str, str] | None"]
Screen = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate: ``check`` looks at a whole package and yields what it finds."""

    name: str
    severity: Severity
    reads: Reads
    why: str
    check: Check

    def faults(self, reading: Reading) -> Iterator[Fault]:
        for found in self.check(reading):
            advice = found.advice
            if self.severity == "implausible" and found.claims:
                advice += f" or, if the source really says so, list {';'.join(found.claims)} under {self.name} in data/anomalies.csv"
            yield Fault(found.file, found.line, found.column, self.severity, self.name, _short(found.reason), _short(advice), found.claims)


def _short(text: str) -> str:
    """A line that a terminal can show, whatever a cell holds."""
    return text if len(text) <= LONGEST_REASON else f"{text[:LONGEST_REASON]}…"


GATES: list[Gate] = []


def gate(name: str, severity: Severity, reads: Reads, why: str) -> Callable[[Check], Check]:
    """Register a function as a gate."""

    def register(check: Check) -> Check:
        GATES.append(Gate(name, severity, reads, why, check))
        return check

    return register


def table_gate(name: str, severity: Severity, reads: Reads, why: str) -> Callable[[TableCheck], TableCheck]:
    """Register a function of one table alone as a gate. What it finds is kept with the table, for readings that share it (`bench`)."""

    def register(check: TableCheck) -> TableCheck:
        def each(reading: Reading) -> Iterator[Finding]:
            for table in reading.tables.values():
                if name not in table.found:
                    table.found[name] = list(check(table))
                yield from table.found[name]

        gate(name, severity, reads, why)(each)
        return check

    return register


def block_gate(name: str, severity: Severity, why: str) -> Callable[[Callable[[Block], Iterator[Finding]]], Callable[[Block], Iterator[Finding]]]:
    """Register a function of a file's text as a gate: it is asked while a table is read, block by block, since the text of a large one is not held."""

    def register(check: Callable[[Block], Iterator[Finding]]) -> Callable[[Block], Iterator[Finding]]:
        OF_BLOCKS[name] = check
        gate(name, severity, "file", why)(lambda reading: (finding for table in reading.tables.values() for finding in table.found.get(name, [])))
        return check

    return register


def cells_at_fault(table: Table, columns: Iterable[str], check: CellCheck, screen: Screen | None = None) -> Iterator[Finding]:
    """Ask about each different cell once, and yield a finding for each row that holds one at fault. Empty cells are not asked about.

    ``screen``: gets thousands of cells in one text, with NUL between them, and tells whether one of them may be at fault.
    """
    for column in columns:
        asked = table.different(column) if screen is None else (cell for cells in table.joined(column) if screen(cells) for cell in cells.split("\0"))
        wrong = {cell: found for cell in asked if cell and (found := check(column, cell))}
        for row in table.rows if wrong else ():
            if row[column] in wrong:
                yield at(row, column, *wrong[row[column]])


#: What a correction keeps as it stood: an old value may have been wrong in any way, and the new one is checked where it stands.
KEPT = {"old_value", "new_value"}


def cell_gate(name: str, severity: Severity, why: str, ascii_too: bool = True, kept_too: bool = False, screen: Screen | None = None) -> Callable[[CellCheck], CellCheck]:
    """Register a function of a column's name and a filled cell of text as a gate.

    ``ascii_too``: whether a cell of ASCII alone can be at fault; ``kept_too``: whether the columns of `KEPT` are looked at;
    ``screen``: as in `cells_at_fault`.
    """

    def register(check: CellCheck) -> CellCheck:
        def beyond_ascii(column: str, cell: str) -> tuple[str, str] | None:
            return None if cell.isascii() else check(column, cell)

        def each(table: Table) -> Iterator[Finding]:
            columns = [column for column in table.text_columns if kept_too or column not in KEPT]
            yield from cells_at_fault(table, columns, check if ascii_too else beyond_ascii, screen if ascii_too else _is_beyond_ascii)

        table_gate(name, severity, "text", why)(each)
        return check

    return register


def _is_beyond_ascii(cells: str) -> bool:
    return not cells.isascii()


def at(row: Row, column: str, reason: str, advice: str, *claims: str) -> Finding:
    """A finding at a cell. ``claims``: what an anomaly has to name; by default the row's own key."""
    return Finding(row.file, row.line, column, reason, advice, claims or (row.key,))
