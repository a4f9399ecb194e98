"""The register of the gates: each a function with a name, a severity and one line of why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from .faults import Fault, Severity
from .reading import Reading, Row, Table


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


def cell_gate(name: str, severity: Severity, why: str, ascii_too: bool = True) -> Callable[[CellCheck], CellCheck]:
    """Register a function of a column's name and a filled cell of text as a gate; ``ascii_too``: whether a cell of ASCII alone can be at fault."""

    def register(check: CellCheck) -> CellCheck:
        def each(table: Table) -> Iterator[Finding]:
            for row, column, cell in table.texts if ascii_too else table.texts_beyond_ascii:
                if found := check(column, cell):
                    yield at(row, column, *found)

        table_gate(name, severity, "text", why)(each)
        return check

    return register


def at(row: Row, column: str, reason: str, advice: str, *claims: str) -> Finding:
    """A finding at a cell. ``claims``: what an anomaly has to name; by default the row's own key."""
    return Finding(row.file, row.line, column, reason, advice, claims or (row.key,))
