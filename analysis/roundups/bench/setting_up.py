"""What it costs to begin: from a fresh clone to the report, against pip alone."""

from __future__ import annotations

import os
import shutil
import sys
import venv
from pathlib import Path

from .ratios import Line, NotMeasured, Side, Stage, wall

BECAUSE = ""


def lines(stage: Stage) -> list[Line]:
    clone, environment = stage.scratch / "clone", stage.scratch / "environment"

    def fresh() -> None:
        if not (stage.root / ".git").exists() or not shutil.which("git") or not shutil.which("make"):
            raise NotMeasured("no git checkout, or no git or make here")
        _remove(clone)
        wall(["git", "clone", "-q", "--no-local", stage.root, clone])()

    def empty() -> None:
        _remove(environment)
        venv.create(environment, with_pip=True)

    def pip() -> float:
        program = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        lock = stage.root / "requirements.lock"
        if not lock.is_file():
            raise NotMeasured("no requirements.lock here: run it in a checkout")
        return wall([program, "-m", "pip", "install", "-q", "--no-deps", "--require-hashes", "-r", lock], env=_environment(), before=empty)()

    report = Side("`make` in a fresh clone, to the report", wall(["make", f"PYTHON={_python()}"], cwd=clone, env=_environment(), before=fresh))
    return [Line("clone", report, Side("`pip install` of the locked dependencies alone", pip), 1.6, BECAUSE, runs=3, warm=False)]


def _python() -> str:
    """The Python that this environment was made with: make shall make one of its own."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def _environment() -> dict[str, str]:
    """Without this environment, and without what pip kept from the last time: a fresh machine has neither."""
    return {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH", "MAKEFLAGS")} | {"PIP_NO_CACHE_DIR": "1"}


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)
