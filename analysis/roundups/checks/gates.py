"""The register of the gates: each a function with a name, a severity and one line of why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from .faults import Fault, Severity
from .reading import Reading, Row


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
            yield Fault(found.file, found.line, found.column, self.severity, self.name, found.reason, advice, found.claims)


GATES: list[Gate] = []


def gate(name: str, severity: Severity, reads: Reads, why: str) -> Callable[[Check], Check]:
    """Register a function as a gate."""

    def register(check: Check) -> Check:
        GATES.append(Gate(name, severity, reads, why, check))
        return check

    return register


def at(row: Row, column: str, reason: str, advice: str, *claims: str) -> Finding:
    """A finding at a cell. ``claims``: what an anomaly has to name; by default the row's own key."""
    return Finding(row.file, row.line, column, reason, advice, claims or (row.key,))
