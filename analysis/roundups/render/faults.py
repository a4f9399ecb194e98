"""Where something stands in the documents, and what is wrong there."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Place:
    """A line of a source file: path relative to the package root (posix), line counted from 1."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that stops the rendering: where, why, and what to do about it."""

    place: Place
    reason: str
    remedy: str = ""

    def __str__(self) -> str:
        remedy = f" ({self.remedy})" if self.remedy else ""
        return f"{self.place}: {self.reason}{remedy}"


class RenderError(Exception):
    """The report cannot be rendered. `faults` holds every fault found, in order of place; `str()` is one line for each."""

    def __init__(self, faults: list[Fault] | Fault) -> None:
        found = [faults] if isinstance(faults, Fault) else faults
        self.faults: tuple[Fault, ...] = tuple(sorted(set(found)))
        super().__init__("\n".join(str(fault) for fault in self.faults))

    @property
    def file(self) -> str:
        """File of the first fault."""
        return self.faults[0].place.file

    @property
    def line(self) -> int:
        """Line of the first fault."""
        return self.faults[0].place.line

    @property
    def reason(self) -> str:
        """Reason of the first fault."""
        return self.faults[0].reason
