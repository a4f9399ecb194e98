"""The embedded engine: read, execute, resolve, write; only what is stale, and nothing before everything has succeeded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from .edition import Edition, read_edition
from .faults import Fault, Place, RenderError
from .files import replace_file
from .project import Project, favicon, read_project
from .reading import Cell, Document
from .stale import BOOK_PREFIX, Book, cache_folder, engine_digest

if TYPE_CHECKING:  # what executes and writes is imported when something is stale
    from .executing import Executed
    from .resolving import Resolved

STYLE = "analysis/styles/report.css"
SEARCH = "assets/search.js"
#: Folders that documents write beside themselves, and the engine copies from.
GENERATED = ("figures", "downloads")
TARGETS = {"html": ("html",), "pdf": ("typst",), "all": ("html", "typst")}


def output_folder(root: Path) -> Path:
    """Where the committed report stands."""
    return root / "reports"


def _settings(project: Project, document: Document, edition: Edition) -> dict[str, object]:
    return {
        "engine": engine_digest(),
        "config": project.config,
        "navigation": project.navigation,
        "edition": [edition.title, edition.version, edition.created.isoformat()],
        "output": document.output,
        "pages": sorted(other.output for other in project.documents),
        "cells": sum(isinstance(piece, Cell) for piece in document.pieces),
    }


def _assets(project: Project) -> dict[str, bytes]:
    """What every page loads, by its place in the output folder."""
    style = project.root / STYLE
    if not style.is_file():
        raise RenderError(Fault(Place(STYLE, 1), "the style sheet does not exist", "restore it"))
    found = {"assets/report.css": style.read_bytes(), "assets/site.js": (Path(__file__).parent / "templates" / "site.js").read_bytes()}
    if favicon(project):
        found[favicon(project)] = (project.folder / str(project.website["favicon"])).read_bytes()
    return found


def _relative(path: Path, root: Path) -> str:
    return path.resolve().relative_to(root).as_posix()


def _inputs(project: Project, resolved: Resolved) -> list[str]:
    executed, document = resolved.executed, resolved.executed.document
    named = document.meta.get("bibliography")
    books = [named] if isinstance(named, str) else list(named or [])
    files = [_relative(path, project.root) for path in document.files] + [f"analysis/{name}" for name in books] + [STYLE]
    icon = project.website.get("favicon")
    read = [*executed.read, *(f"analysis/{name}" for name in [*resolved.files, *([icon] if icon else [])])]
    return files + [path for path in read if not path.startswith(("reports/", "analysis/.cache/", *(f"analysis/{folder}/" for folder in GENERATED)))]


def _resolve_and_write(executed: list[Executed], project: Project, edition: Edition) -> list[tuple[Resolved, bytes]]:
    from concurrent.futures import ThreadPoolExecutor

    from .resolving import resolve
    from .writing import html_page, pdf

    faults: list[Fault] = []

    def one(item: Executed) -> tuple[Resolved, bytes]:
        resolved = resolve(item, project)
        return resolved, (pdf if item.document.target == "typst" else html_page)(resolved, project, edition)

    results = []
    with ThreadPoolExecutor() as pool:
        for future in [pool.submit(one, item) for item in executed]:
            try:
                results.append(future.result())
            except RenderError as error:
                faults += error.faults
    if faults:
        raise RenderError(faults)
    return results


def render_embedded(root: Path, to: str, progress: Callable[[str], None]) -> tuple[list[str], list[str]]:
    """Names of the outputs rendered and of those that were fresh. Writes below `reports/`, each file in one step."""
    project = read_project(root)
    edition = read_edition(project.root)
    assets = _assets(project)
    out = output_folder(project.root)
    book = Book.open(project.root)
    wanted = [document for document in project.documents if document.target in TARGETS[to]]
    settings = {document.output: _settings(project, document, edition) for document in wanted}
    stale = [document for document in wanted if not book.is_fresh(document.output, settings[document.output])]
    fresh = [document.output for document in wanted if document not in stale]
    if stale:
        from .executing import execute

        # The PDF runs every chapter, so it starts first and the pages share what is left of the processors.
        order = sorted(stale, key=lambda document: -sum(1 for _ in document.pieces))
        executed = execute(order, project.root, cache_folder(project.root), edition.epoch, lambda name: progress(f"executed {name}"))
        written = _resolve_and_write(executed, project, edition)
        for resolved, content in written:
            document = resolved.executed.document
            replace_file(out / document.output, content)
            outputs = [f"reports/{document.output}"]
            if document.target == "html":
                for name in (*resolved.images, *resolved.files):
                    replace_file(out / name, (document.path.parent / name).read_bytes())
                    outputs.append(f"reports/{name}")
                for name, asset in assets.items():
                    replace_file(out / name, asset)
                    outputs.append(f"reports/{name}")
            inputs = _inputs(project, resolved)
            book.note(document.output, settings[document.output], inputs, resolved.executed.listed, outputs)
            progress(f"wrote reports/{document.output}")
    _sweep(project, book, out)
    _index(project, book, out)
    book.save()
    return [document.output for document in stale], fresh


def _index(project: Project, book: Book, out: Path) -> None:
    """Write the search index over all pages, once each of them stands."""
    pages = [document.output for document in project.documents if document.target == "html" and document.meta.get("search", True)]
    files = [f"reports/{page}" for page in pages]
    settings = {"engine": engine_digest(), "pages": pages}
    if not set(pages) <= set(book.entries) or book.is_fresh(SEARCH, settings):
        return
    from .search import index_script

    text = index_script({page: (out / page).read_text(encoding="utf-8") for page in pages})
    replace_file(out / SEARCH, text.encode())
    book.note(SEARCH, settings, files, [], [f"reports/{SEARCH}"])


def _sweep(project: Project, book: Book, out: Path) -> None:
    """Remove what earlier renderings made and no page has any more. Only files that the book lists, or that lie unlisted in the folders it owns."""
    current = {document.output for document in project.documents} | {SEARCH}
    gone = [name for name in book.entries if name not in current and not name.startswith(BOOK_PREFIX)]
    for name in gone:
        if f"reports/{name}" in book.outputs(name):
            (out / name).unlink(missing_ok=True)
        del book.entries[name]
    pages = {document.output for document in project.documents if document.target == "html"}
    if not pages <= set(book.entries):
        return  # without an entry for each page nobody knows which figures are in use
    used = {name for page in pages for name in book.outputs(page)} | {f"reports/{SEARCH}"}
    for folder in (*GENERATED, "assets", "scripts"):
        for path in sorted((out / folder).rglob("*")) if (out / folder).is_dir() else []:
            if path.is_file() and f"reports/{path.relative_to(out).as_posix()}" not in used:
                path.unlink()
