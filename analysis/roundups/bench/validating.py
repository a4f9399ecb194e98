"""What it costs to validate: all gates against frictionless alone, on the package and on synthetic growth of it."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from .growth import grow
from .ratios import Line, NotMeasured, Side, Stage, fixed, peak_memory, wall
from .starting import roundups

LARGE, LARGEST = 100, 1_000
MEMORY = 1e9
BECAUSE = (
    "A third of the processor's time goes into reading the numbers and hedges in the words, which no two copies share, and the rest into some thirty "
    "looks at each row, in Python; two processes share it. Frictionless asks less and does not read the words."
)


def lines(stage: Stage) -> list[Line]:
    @cache
    def grown(copies: int) -> Path:
        folder = stage.folder(f"growth-{copies}") / "package"
        grow(stage.root, copies, folder, stage.progress)
        return folder

    def folder(copies: int) -> Path:
        return grown(copies) if copies > 1 else stage.root

    def ours(copies: int, words: str) -> Side:
        return Side(f"`roundups validate`, {words}", lambda: wall([roundups(), "validate"], cwd=folder(copies))())

    def theirs(copies: int, words: str) -> Side:
        return Side(f"`frictionless validate`, {words}", lambda: wall([_frictionless(), "validate", "datapackage.json"], cwd=folder(copies))())

    large, largest = f"{LARGE} times the rows", f"{LARGEST:,} times the rows"
    ours_large, ours_largest = ours(LARGE, large), ours(LARGEST, largest)
    peak = Side(f"`roundups validate`, its largest process, {largest}", lambda: peak_memory([roundups(), "validate"], cwd=folder(LARGEST))())
    return [
        Line("validate", ours(1, "the package"), theirs(1, "the package"), 1.0),
        Line("validate-100", ours_large, theirs(LARGE, large), 0.5, BECAUSE, warm=False),
        Line("validate-1000", ours_largest, theirs(LARGEST, largest), 0.5, BECAUSE, runs=1, warm=False),
        Line("validate-linear", ours_largest, ours_large, 11, runs=1, warm=False),
        Line("validate-memory", peak, Side("1 GB", fixed(MEMORY)), 1.0, runs=1, unit="bytes", warm=False),
    ]


def _frictionless() -> Path:
    program = Path(sys.executable).with_name("frictionless.exe" if sys.platform == "win32" else "frictionless")
    if not program.is_file():
        raise NotMeasured("the command `frictionless` is not installed beside this Python")
    return program
