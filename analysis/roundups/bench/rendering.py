"""What the report costs: the whole of it, nothing of it, and what one changed table makes stale."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from ..publish.seal import seal
from ..render import quarto
from ..render.stale import Book
from .ratios import Line, NotMeasured, Side, Stage, compiled, wall
from .starting import roundups

#: The table that one line changes: of those that pages read, the one that the fewest do.
CHANGED = "data/facilities.csv"
#: How much more than its share of the documents' time a part of them may take.
ALLOWANCE = 0.15
#: What a rendering leaves behind, and what a copy need not have.
MADE = ("reports", "analysis/.cache", "analysis/figures", "analysis/downloads", "analysis/_site", "analysis/.quarto")
_LEFT_OUT = shutil.ignore_patterns(".*", "reports", "figures", "downloads", "_site", "tests", "build", "dist")

WHOLE_BECAUSE = ""
UNCHANGED_BECAUSE = ""


def lines(stage: Stage) -> list[Line]:
    plain, embedded, program, kept = (_Copy(stage, name) for name in ("plain", "embedded", "quarto", "kept"))
    seconds = stage.scratch / "seconds.json"
    whole = Side("the whole report, embedded engine, nothing cached", lambda: embedded.timed([roundups(), "render", "--engine", "embedded"], fresh=False))
    code = Side("the documents' code as plain Python in one process, and Pandoc on the results", lambda: plain.timed(_plain(plain.root, seconds), fresh=False))
    real = Side("`quarto render`", lambda: program.timed([_quarto(), "render", "analysis"], fresh=False))
    unchanged = Side("the report with nothing changed", lambda: kept.timed([roundups(), "render", "--engine", "embedded"], fresh=True, times=5))
    importing = Side("starting Python and importing frictionless", wall([sys.executable, "-c", "import frictionless"], times=5))
    changed = Side(f"the report after a change of `{CHANGED}`", lambda: kept.timed([roundups(), "render", "--engine", "embedded"], fresh=True, before=lambda: change(kept.root)))

    def share() -> float:
        times: dict[str, float] = json.loads(seconds.read_text(encoding="utf-8"))
        return sum(times[name] for name in readers(kept.root)) / sum(times.values()) + ALLOWANCE

    return [
        Line("render", whole, code, 1.5, WHOLE_BECAUSE, warm=False),
        Line("render-quarto", whole, real, 0.5, runs=3, warm=False),
        Line("render-unchanged", unchanged, importing, 1.0, UNCHANGED_BECAUSE),
        Line("render-table", changed, whole, share, warm=False),
    ]


class _Copy:
    """A copy of the checkout for one side: what a rendering leaves there disturbs neither the user's report nor another side."""

    def __init__(self, stage: Stage, name: str) -> None:
        self._stage = stage
        self._name = name

    @property
    def root(self) -> Path:
        return self._stage.scratch / self._name

    def timed(self, command: list[str | Path], *, fresh: bool, times: int = 1, before: Callable[[], object] = lambda: None) -> float:
        """Seconds of a command in the copy: of one that is up to date if `fresh`, else of one in which nothing has been made."""
        source = self._stage.root
        if not (source / "analysis" / "_quarto.yml").is_file():
            raise NotMeasured("no documents here: run it in a checkout")
        if not self.root.is_dir():
            shutil.copytree(source, self.root, ignore=_LEFT_OUT)
            compiled(self.root / "analysis" / "roundups")
        if fresh:
            wall([roundups(), "render", "--engine", "embedded"], cwd=self.root, env=_environment(self.root))()
        else:
            for name in MADE:
                shutil.rmtree(self.root / name, ignore_errors=True)
        before()
        return wall(command, cwd=self.root, env=_environment(self.root), times=times)()


def _environment(root: Path) -> dict[str, str]:
    return quarto.environment(root) | {"ROUNDUPS_PACKAGE": str(root)}


def _plain(root: Path, seconds: Path) -> list[str | Path]:
    return [sys.executable, "-m", "roundups.bench.plain", root, seconds]


@cache
def _quarto() -> str:
    program = os.environ.get("ROUNDUPS_QUARTO") or quarto.find()[0]
    if not program:
        raise NotMeasured("no Quarto program here; ROUNDUPS_QUARTO may name one")
    return program


def change(root: Path) -> None:
    """Change a cell of the table, back and forth: the last row gets another name or loses it again; and seal, as one does after a change."""
    path = root / CHANGED
    text = path.read_text(encoding="utf-8").rstrip("\n")
    other = "Another name"
    path.write_text((text.removesuffix(other) if text.endswith(other) else text + other) + "\n", encoding="utf-8", newline="\n")
    seal(root)


def readers(root: Path) -> list[str]:
    """The outputs that were made from the table."""
    return [name for name, entry in Book.open(root).entries.items() if CHANGED in entry["inputs"]]
