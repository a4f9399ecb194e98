"""The Quarto engine: find the program, and run `quarto render analysis` as a user would by hand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from .faults import Fault, Place, RenderError
from .stale import Book, engine_digest
from .writing import read_edition

#: The documents are written for this version and newer.
MINIMUM = (1, 9)
BOOK_ENTRY = "quarto"


def output_folder(root: Path) -> Path:
    """Where Quarto puts its pages: its own default, for it warns of a folder outside the project at each rendering after the first."""
    return root / "analysis" / "_site"


def _beside() -> Path:
    """Where the package quarto-cli puts the program: beside this environment's Python."""
    return Path(sys.executable).with_name("quarto.exe" if os.name == "nt" else "quarto")


def find() -> tuple[str | None, str]:
    """Path of a Quarto program that runs and is new enough, and a line on it; None with the reason why there is none."""
    beside = _beside()
    program = str(beside) if beside.is_file() else shutil.which("quarto")
    if program is None:
        return None, "no Quarto program on PATH or in this environment"
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None, "the Quarto program found does not run"
    text = done.stdout.strip().splitlines()[-1] if done.stdout.strip() else ""
    numbers = re.match(r"(\d+)\.(\d+)", text)
    if done.returncode or not numbers:
        return None, "the Quarto program found does not run"
    if (int(numbers[1]), int(numbers[2])) < MINIMUM:
        return None, f"Quarto {text} is older than {MINIMUM[0]}.{MINIMUM[1]}"
    return program, f"Quarto {text} found"


def _sources(root: Path) -> list[str]:
    found = []
    for base in ("analysis", "data"):
        for path in sorted((root / base).rglob("*")):
            parts = path.relative_to(root).parts
            if path.is_file() and not any(part.startswith(".") or part in ("__pycache__", "figures", "downloads", "_site") for part in parts):
                found.append(path.relative_to(root).as_posix())
    return [*found, *(name for name in ("datapackage.json", "CHANGELOG.md") if (root / name).is_file())]


def render_quarto(root: Path, program: str, version: str, to: str, progress: Callable[[str], None]) -> tuple[list[str], list[str]]:
    """Names of the outputs rendered and of those that were fresh. Quarto itself runs whole or not at all."""
    out = output_folder(root)
    book = Book.open(root)
    settings = {"engine": engine_digest(), "version": version, "to": to, "sources": _sources(root)}
    if book.is_fresh(BOOK_ENTRY, settings):
        return [], sorted(Path(path).name for path in book.outputs(BOOK_ENTRY))
    environment = {
        **os.environ,
        "QUARTO_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join([str(root / "analysis"), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]),
        "SOURCE_DATE_EPOCH": str(read_edition(root).epoch),
        "MPLBACKEND": "Agg",
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
    }
    arguments = [] if to == "all" else ["--to", {"html": "html", "pdf": "typst"}[to]]
    progress("running quarto render analysis")
    done = subprocess.run(
        [program, "render", "analysis", *arguments], cwd=root, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RenderError(
            Fault(
                Place("analysis/_quarto.yml", 1),
                f"Quarto: {_last_words(done.stderr)}",
                "run `quarto render analysis` to see all of it, or take --engine embedded",
            )
        )
    unresolved = re.findall(r"Unable to resolve crossref (@\S+)", done.stderr)
    if unresolved:
        raise RenderError(
            [
                Fault(
                    Place("analysis/_quarto.yml", 1),
                    f"Quarto: the reference {name} leads to nothing",
                    "name a figure, table or section of the same page",
                )
                for name in unresolved
            ]
        )
    rendered = [path.relative_to(root).as_posix() for path in sorted(out.glob("*")) if path.suffix in (".html", ".pdf")]
    book.note(BOOK_ENTRY, settings, settings["sources"], [], rendered)  # type: ignore[arg-type]
    book.save()
    return [Path(path).name for path in rendered], []


def _last_words(stderr: str) -> str:
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line).strip() for line in stderr.splitlines()]
    telling = [line for line in lines if re.search(r"error", line, re.IGNORECASE)] or [line for line in lines if line]
    return telling[-1] if telling else "failed without a word"
