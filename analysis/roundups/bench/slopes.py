"""What each step costs as the package grows: run once, in a process of its own, on synthetic growth of several sizes."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ..package import Package
from ..publish.slopes import QUERY, Cost, Size
from . import growth
from .starting import roundups

#: What the sizes stand for: issues that were read, and a million rows of claims and strikes.
ISSUES, ROWS = (500, 5_000), 1_000_000
#: The size that the query is shown on; of all other steps, a million rows is the largest.
LARGEST = 1_000
#: What a step may take; one that takes longer is stopped and said to be.
MOST_SECONDS = 1_800

_LOAD = "import sys, roundups\nfor table in roundups.tables(sys.argv[1]): roundups.load(table, sys.argv[1])"
_CLAIMS_PAGE = "import sys; from roundups.package import Package; from roundups.publish.claims_page import html; open(sys.argv[2], 'w', encoding='utf-8').write(html(Package(sys.argv[1])))"
_PARQUET = """
import sys
from pathlib import Path
from roundups.package import Package
from roundups.publish.archives import parquet
Path(sys.argv[2]).mkdir()
for table in ("casualty_claims", "claimants"):
    parquet.write(Package(sys.argv[1]), table, Path(sys.argv[2]) / f"{table}.parquet")
"""
_DUCKDB = "import sys, os, duckdb; os.chdir(sys.argv[1]); print(len(duckdb.execute(sys.argv[2]).fetchall()))"
_PANDAS = """
import sys, roundups
claims, claimants = (roundups.load(table, sys.argv[1]) for table in ("casualty_claims", "claimants"))
claims = claims[(claims["statistic"] == "cumulative") & claims["as_of"].notna()].sort_values(["as_of", "claim_id"], ascending=[False, True])
claims = claims.drop_duplicates(["population", "measure", "claimant_id"]).merge(claimants[["claimant_id", "name"]], on="claimant_id")
print(len(claims.sort_values(["population", "measure", "name"])))
"""


@dataclass(frozen=True)
class Step:
    """A step, as the table names it; `command` gives what to start for a grown package and a folder to write in; `made` is what it leaves there; it is run up to `most` times the rows."""

    name: str
    command: Callable[[Path, Path], list[str | Path]]
    made: str = ""
    most: int = LARGEST


def _python(program: str, *names: str) -> Callable[[Path, Path], list[str | Path]]:
    return lambda package, folder: [sys.executable, "-c", program, package, *(folder / name for name in names)]


STEPS = (
    Step("`roundups validate`", lambda package, folder: [roundups(), "validate", "--package", package]),
    Step("`roundups.load`, all tables", _python(_LOAD)),
    Step("`roundups export`", lambda package, folder: [roundups(), "export", "--package", package, "--to", folder / "export"], "export"),
    Step("table of the claims page", _python(_CLAIMS_PAGE, "claims.html"), "claims.html", 200),  # beyond, no browser opens it
    Step("the query below in pandas", _python(_PANDAS)),
    Step("two tables as Parquet, for the query", _python(_PARQUET, "parquet"), "parquet"),
    Step("the query below in DuckDB", lambda package, folder: [sys.executable, "-c", _DUCKDB, folder, QUERY]),
)


def copies(package: Package) -> list[int]:
    """How many times the rows the sizes have: as many as the package has, then those of `ISSUES` and `ROWS`, then `LARGEST`."""
    issues = sum(row["reading"] != "not_read" for row in package.rows("roundups"))
    return [1, *(max(1, round(each / issues)) for each in ISSUES), -(-ROWS // _rows(package)), LARGEST]


def _rows(package: Package) -> int:
    return sum(1 for table in (*package.claim_tables, "refinery_strikes") for _ in package.rows(table))


def measure(root: Path, scratch: Path, sizes: list[int], progress: Callable[[str], None] = lambda line: None) -> Iterator[Size]:
    """Grow a package to each size in a folder of `scratch`, run the steps there and yield what they cost; nothing is kept."""
    import shutil

    package = Package(root)
    issues = sum(row["reading"] != "not_read" for row in package.rows("roundups"))
    for times in sizes:
        folder = scratch / f"x{times}"
        folder.mkdir()
        began = time.perf_counter()
        growth.grow(root, times, folder / "package", progress)
        progress(f"{times:,} times the rows: grown in {time.perf_counter() - began:.0f} s")
        steps = STEPS if times < LARGEST else STEPS[-3:]
        costs = [run(step, folder / "package", folder, progress) for step in steps if times <= step.most]
        bytes_ = sum(path.stat().st_size for path in (folder / "package" / "data").glob("*.csv"))
        yield Size(times, issues * times, _rows(package) * times, bytes_, tuple(costs))
        shutil.rmtree(folder)


def run(step: Step, package: Path, folder: Path, progress: Callable[[str], None] = lambda line: None) -> Cost:
    """Run a step once: its processor time, which a busy machine changes little, and its peak. A step that fails, or takes longer than `MOST_SECONDS`, has the last line of what it said instead of a cost."""
    # A process begins as a copy of the one that starts it, and Linux counts that: a small Python of its own starts the step.
    starter = (
        "import resource, subprocess, sys\n"
        f"done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout={MOST_SECONDS})\n"
        "cost = resource.getrusage(resource.RUSAGE_CHILDREN); print(cost.ru_utime + cost.ru_stime, cost.ru_maxrss)\n"
        "sys.exit(done.returncode and (done.stderr.strip().splitlines() or ['it failed'])[-1])"
    )
    command = [sys.executable, "-c", starter, *map(str, step.command(package, folder))]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["it failed"])[-1]
        words = f"stopped after {MOST_SECONDS:,} s" if "TimeoutExpired" in said else said.replace(str(folder), "").strip()
        progress(f"{step.name}: {words}")
        return Cost(step.name, 0.0, 0, 0, words)
    seconds, memory = done.stdout.split()
    made = folder / step.made
    size = sum(path.stat().st_size for path in ([made] if made.is_file() else made.rglob("*")) if path.is_file()) if step.made else 0
    progress(f"{step.name}: {float(seconds):.1f} s")
    return Cost(step.name, float(f"{float(seconds):.3g}"), int(memory) * (1 if sys.platform == "darwin" else 1024), size)
