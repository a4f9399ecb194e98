"""The Quarto engine: find the program, and run `quarto render analysis` as a user would by hand."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

from .edition import read_edition
from .faults import Fault, Place, RenderError
from .stale import BOOK_PREFIX, Book, engine_digest

#: The documents are written for this version and newer.
MINIMUM = (1, 9)
_INCLUDE = re.compile(r"^\s*\{\{<\s*include\s+(\S+)\s*>\}\}\s*$", re.MULTILINE)


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


@dataclass(frozen=True)
class _Page:
    """A document as far as the bookkeeping needs it: the files it is written in, its format and its output."""

    path: Path
    files: frozenset[str]
    pdf: bool
    output: str


def _pages(root: Path) -> list[_Page]:
    found = []
    for path in sorted((root / "analysis").glob("[!_]*.qmd")):
        front = re.match(r"---\n(.*?)\n---\n", path.read_text(encoding="utf-8"), re.DOTALL)
        meta = (yaml.safe_load(front[1]) if front else None) or {}
        pdf = "typst" in (meta.get("format") or {})
        name = Path(str(meta.get("output-file") or path.stem)).with_suffix(".pdf" if pdf else ".html").name
        found.append(_Page(path, frozenset(_written_in(path, path.parent, root)), pdf, name))
    return found


def _written_in(path: Path, base: Path, root: Path) -> set[str]:
    """The file and what it includes, relative to the package."""
    found = {path.resolve().relative_to(root).as_posix()}
    for name in _INCLUDE.findall(path.read_text(encoding="utf-8")):
        target = (base / name.lstrip("/")).resolve()
        if target.is_file() and target.is_relative_to(root) and target != path:
            found |= _written_in(target, base, root)
    return found


def render_quarto(root: Path, program: str, version: str, to: str, progress: Callable[[str], None]) -> tuple[list[str], list[str]]:
    """Names of the outputs rendered and of those that were fresh.

    A page is stale when a file that it is written in changed, or one that every page may read: the tables, the library, the style, the
    configuration. Quarto does not tell which tables a page reads, so any counts. Where no page is fresh, Quarto renders the project.
    """
    out = output_folder(root)
    book = Book.open(root)
    wanted = [page for page in _pages(root) if to == "all" or page.pdf == (to == "pdf")]
    shared = {path for path in _sources(root) if not path.endswith(".qmd")}
    # A page that appears or goes is in the navigation and the search of the others.
    settings = {"engine": engine_digest(), "version": version, "sources": sorted(shared), "pages": sorted(page.output for page in _pages(root))}
    stale = [page for page in wanted if not book.is_fresh(_entry(page), settings)]
    fresh = [page.output for page in wanted if page not in stale]
    if not stale:
        return [], fresh
    arguments = [] if to == "all" else ["--to", {"html": "html", "pdf": "typst"}[to]]
    targets = ["analysis"] if not fresh else [page.path.relative_to(root).as_posix() for page in stale]
    for target in targets:
        progress(f"running quarto render {target}")
        _run([program, "render", target, *arguments], root)
    for page in stale:
        made = (out / page.output).relative_to(root).as_posix()
        if not (root / made).is_file():
            raise RenderError(Fault(Place(page.path.relative_to(root).as_posix(), 1), f"Quarto made no {made}", "run `quarto render analysis` to see why"))
        book.note(_entry(page), settings, shared | page.files, [], [made])
    book.save()
    return [page.output for page in stale], fresh


def _entry(page: _Page) -> str:
    return f"{BOOK_PREFIX}{page.output}"


def environment(root: Path) -> dict[str, str]:
    """Environment of the Quarto program: the caller's, with this Python and the package's code and day."""
    return {
        **os.environ,
        "QUARTO_PYTHON": sys.executable,
        "PYTHONPATH": os.pathsep.join([str(root / "analysis"), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]),
        "SOURCE_DATE_EPOCH": str(read_edition(root).epoch),
        "MPLBACKEND": "Agg",
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
    }


def _run(command: list[str], root: Path) -> None:
    done = subprocess.run(command, cwd=root, env=environment(root), capture_output=True, text=True, check=False)
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


def _last_words(stderr: str) -> str:
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line).strip() for line in stderr.splitlines()]
    telling = [line for line in lines if re.search(r"error", line, re.IGNORECASE)] or [line for line in lines if line]
    return telling[-1] if telling else "failed without a word"
