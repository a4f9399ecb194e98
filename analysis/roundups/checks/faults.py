"""A fault: what is wrong, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Severity = Literal["malformed", "implausible", "advisory"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)


@dataclass(frozen=True, order=True, slots=True)
class Fault:
    """One fault; faults sort by place.

    Attributes:
        file: path relative to the package's folder, with forward slashes.
        line: physical line, from 1; a record with line breaks inside quotes counts from its first line.
        column: name of the column in a table; position in the line, from 1, in any other text.
        severity: malformed and implausible faults fail, advisory ones are printed.
        check: name of the gate, as in `catalogue`.
        reason: what is wrong.
        advice: what to do.
        claims: the claims concerned, in the order in which an entry of `anomalies` has to name them.
    """

    file: str
    line: int
    column: str
    severity: Severity
    check: str
    reason: str
    advice: str
    claims: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.reason}; {self.advice}"
