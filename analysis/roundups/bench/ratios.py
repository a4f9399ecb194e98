"""The frame of `roundups bench`: lines of two sides, run in turn, and their ratios.

Nothing here is an absolute time. Sides that lines have in common are run once a round for all of these lines.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from compileall import compile_dir
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from ..publish.measured import Ratio

#: Rounds of a line, unless one takes minutes and the line asks for fewer.
ROUNDS = 5


class NotMeasured(Exception):
    """A side cannot be run here; the message says why, in a few words for the table."""


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two things that a line compares: how the table names it, and what runs it once and returns its cost."""

    name: str
    run: Callable[[], float]


@dataclass(frozen=True)
class Line:
    """One line of the table.

    goal: the highest ratio of medians, or what gives it after the last round. because: why the goal is missed, from a profile; shown only
    where it is. warm: run every side once uncounted before the first round.
    """

    name: str
    what: Side
    against: Side
    goal: float | Callable[[], float]
    because: str = ""
    runs: int = ROUNDS
    unit: str = "s"
    warm: bool = True


@dataclass
class Stage:
    """What the lines are made for: the package's folder and a folder to write in that is removed after the run."""

    root: Path
    scratch: Path
    progress: Callable[[str], None] = field(default=lambda line: None)

    def folder(self, name: str) -> Path:
        """A new empty folder."""
        path = self.scratch / name
        path.mkdir(parents=True)
        return path


# Sides ------------------------------------------------------------------------------------------------------------------


def wall(
    command: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None, before: Callable[[], object] | None = None, times: int = 1
) -> Callable[[], float]:
    """Seconds of wall time that a command takes, the mean of `times` starts. `before` is run first and not counted."""

    def once() -> float:
        if before:
            before()
        began = time.perf_counter()
        for _ in range(times):
            _checked(command, cwd, env)
        return (time.perf_counter() - began) / times

    return once


def calling(function: Callable[[], object], *, before: Callable[[], object] | None = None, times: int = 1) -> Callable[[], float]:
    """Seconds of wall time that a call in this process takes, the mean of `times` calls."""

    def once() -> float:
        if before:
            before()
        began = time.perf_counter()
        for _ in range(times):
            function()
        return (time.perf_counter() - began) / times

    return once


def peak_memory(command: Sequence[str | Path], *, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> Callable[[], float]:
    """The most bytes that a command held at once: what the largest of its processes did.

    Trap: a process begins as a copy of the one that starts it, and Linux counts that, so a small Python of its own starts the command.
    """
    program = "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode; "
    program += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"

    def once() -> float:
        done = _checked([sys.executable, "-c", program, *command], cwd, env)
        return float(done.split()[-1]) * (1 if sys.platform == "darwin" else 1024)

    return once


def fixed(value: float) -> Callable[[], float]:
    """A bound that is no measurement, such as 1e9 bytes."""
    return lambda: value


def _checked(command: Sequence[str | Path], cwd: Path | None, env: Mapping[str, str] | None) -> str:
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines()
        raise NotMeasured(f"`{Path(str(command[0])).name}` failed: {'; '.join(words[-2:]) or f'exit code {done.returncode}'}")
    return done.stdout


# Rounds -----------------------------------------------------------------------------------------------------------------


def compiled(package: Path = Path(__file__).parents[1]) -> None:
    """Compile a package's bytecode, as the set-up does: an edited file would be compiled at every start where Python may not keep it."""
    compile_dir(package, quiet=2)


def measure(lines: Iterable[Line], progress: Callable[[str], None] = lambda line: None) -> Iterator[Ratio]:
    """Run the lines and yield their ratios. Lines with a side in common are measured together, in the order of the first of them."""
    compiled()
    for group in _groups(list(lines)):
        yield from _measured(group, progress)


def _groups(lines: list[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        sides = {line.what, line.against}
        joined = [group for group in groups if any(sides & {other.what, other.against} for other in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([*(member for group in joined for member in group), line])
    return groups


def _measured(group: list[Line], progress: Callable[[str], None]) -> Iterator[Ratio]:
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    sides = list(dict.fromkeys(side for line in group for side in (line.against, line.what)))
    rounds = {side: max(line.runs for line in group if side in (line.what, line.against)) for side in sides}
    costs: dict[Side, list[float]] = {side: [] for side in sides}
    failed: dict[Side, str] = {}

    def run(side: Side, words: str) -> float:
        progress(f"{side.name}: {words}")
        try:
            return side.run()
        except NotMeasured as error:
            failed[side] = str(error)
            return 0.0

    if any(line.warm for line in group):
        for side in sides:
            run(side, "once, not counted")
    for number in range(max(rounds.values())):
        # Every second round the other way round, so that a machine that gets slower or faster meanwhile favours no side.
        for side in sides if number % 2 == 0 else reversed(sides):
            if side not in failed and number < rounds[side]:
                costs[side].append(run(side, f"round {number + 1} of {rounds[side]}"))
    for line in group:
        reason = failed.get(line.what) or failed.get(line.against) or ""
        yield _ratio(line, costs, reason, load)


def _ratio(line: Line, costs: Mapping[Side, list[float]], reason: str, load: float) -> Ratio:
    goal = line.goal if isinstance(line.goal, (int, float)) else 0.0 if reason else line.goal()
    shared = {"name": line.name, "what": line.what.name, "against": line.against.name, "goal": round(goal, 4), "unit": line.unit, "because": line.because}
    machine = {"processors": os.cpu_count() or 1, "python": platform.python_version(), "load": round(load, 2)}
    if reason:
        return Ratio(**shared, **machine, runs=0, medians=(0.0, 0.0), lowest=0.0, highest=0.0, not_measured=reason)  # type: ignore[arg-type]
    one, other = costs[line.what][: line.runs], costs[line.against][: line.runs]
    single = [mine / theirs for mine, theirs in zip(one, other, strict=True)]
    medians = (_short(median(one)), _short(median(other)))
    return Ratio(**shared, **machine, runs=len(one), medians=medians, lowest=round(min(single), 4), highest=round(max(single), 4))  # type: ignore[arg-type]


def _short(value: float) -> float:
    """Five significant figures: more would only be noise in git."""
    return float(f"{value:.5g}")
