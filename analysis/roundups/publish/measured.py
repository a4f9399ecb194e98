"""What the last `roundups bench --write` measured, kept in a generated file, and the table of it in CONTRIBUTING.md."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("measured.json")


@dataclass(frozen=True, slots=True)
class Ratio:
    """A line of the table: what one thing cost divided by what another cost in the same run.

    medians: of the runs, in `unit` (s or bytes). lowest, highest: of the ratios of single rounds. because: why a goal is missed.
    not_measured: why there is no ratio; then the medians and ratios are zero. load: the machine's load average before the first round.
    """

    name: str
    what: str
    against: str
    goal: float
    unit: str
    runs: int
    medians: tuple[float, float]
    lowest: float
    highest: float
    processors: int
    python: str
    load: float
    because: str = ""
    not_measured: str = ""

    @property
    def ratio(self) -> float:
        """Ratio of the medians."""
        return self.medians[0] / self.medians[1] if self.medians[1] else 0.0

    @property
    def met(self) -> bool:
        return not self.not_measured and self.ratio <= self.goal


def read() -> list[Ratio]:
    """The lines of the last run, in the order of the table."""
    if not FILE.is_file():
        return []
    lines: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["lines"]
    return [Ratio(**{**line, "medians": tuple(line["medians"])}) for line in lines]


def write(ratios: list[Ratio], reasons: Mapping[str, str]) -> None:
    """Keep the ratios. Lines that were not run or could not be measured this time stay as they were.

    reasons: of all lines that there are, in the order of the table, why a goal is missed.
    """
    kept = {ratio.name: ratio for ratio in read()}
    kept |= {ratio.name: ratio for ratio in ratios if not ratio.not_measured or ratio.name not in kept}
    rows = [asdict(replace(kept[name], because=because)) for name, because in reasons.items() if name in kept]
    lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
    temporary = FILE.with_name(f".{FILE.name}.{os.getpid()}")
    temporary.write_text('{\n"generated": "by `roundups bench --write`; do not edit",\n"lines": [\n' + lines + "\n]\n}\n", encoding="utf-8")
    os.replace(temporary, FILE)


def table() -> str:
    """The Markdown of the last run: the table, then why a goal is missed, then on what it was measured."""
    ratios = read()
    rows = [f"| {r.what} | {r.against} | {number(r.goal)} | {_found(r)} | {r.runs} | {_verdict(r)} |" for r in ratios]
    missed = [f"- **{r.what}**: {r.because}" for r in ratios if r.because and not r.not_measured and not r.met]
    machines = sorted({f"{r.processors} processors with Python {r.python}" for r in ratios if not r.not_measured})
    loads = [r.load for r in ratios if not r.not_measured]
    where = f"Measured on {', '.join(machines)}; load average before a line {min(loads):.1f} to {max(loads):.1f}." if machines else "Not measured yet."
    parts = ["\n".join(["| what | against | goal: at most | ratio of medians (rounds) | rounds | met |", "|---|---|---:|---:|---:|---|", *rows])]
    if missed:
        parts.append("Why a goal is missed:\n\n" + "\n".join(missed))
    return "\n\n".join([*parts, where])


def _found(ratio: Ratio) -> str:
    return "-" if ratio.not_measured else f"{number(ratio.ratio)} ({number(ratio.lowest)} to {number(ratio.highest)})"


def _verdict(ratio: Ratio) -> str:
    return f"not measured: {ratio.not_measured}" if ratio.not_measured else "yes" if ratio.met else "no"


def number(value: float) -> str:
    """Two decimals, as the goals have them: a ratio just above its goal never reads as the goal itself."""
    return f"{value:.2f}"
