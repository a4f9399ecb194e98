"""Turn Markdown into a resolved Pandoc document and then into HTML or Typst: Pandoc, one Lua filter, citeproc."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from .executing import Executed
from .faults import Fault, Place, RenderError
from .pandoc import pandoc_program
from .project import Project

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Resolved:
    """A document as Pandoc's JSON, numbered and checked.

    images: files that it shows; files: files beside the documents that it links to. Both as written, relative to the document.
    """

    executed: Executed
    json: str
    images: tuple[str, ...]
    files: tuple[str, ...] = ()


def run_pandoc(arguments: list[str], text: str, executed: Executed) -> str:
    """Pandoc's output for `text`; every warning of Pandoc is a fault at the line it speaks of."""
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch) / "log.json"
        done = subprocess.run(
            [pandoc_program(), "--data-dir", scratch, "--log", str(log), "--quiet", *arguments],
            input=text,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=executed.document.path.parent,
            check=False,
        )
        messages = json.loads(log.read_text(encoding="utf-8")) if log.is_file() and log.stat().st_size else []
    faults = [_from_message(message, executed) for message in messages if message.get("verbosity") in ("WARNING", "ERROR")]
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()]
        faults.append(Fault(executed.document.place, f"Pandoc: {' '.join(lines) or 'failed'}", "correct the document"))
    if faults:
        raise RenderError(faults)
    return done.stdout


def _from_message(message: Mapping[str, Any], executed: Executed) -> Fault:
    text = str(message.get("message") or message.get("pretty") or message.get("type"))
    line = message.get("line")
    if (start := re.search(r"line (\d+)", text)) and line is None:
        line = int(start[1])
    if "citation" in text.lower() and (key := re.search(r"[Cc]itation (\S+) not found", text)):
        return Fault(_find(f"@{key[1]}", executed), f"the citation @{key[1]} is not in the bibliography", "add it to references.bib")
    reason = re.sub(r"\s*\b(at|in)?\s*line \d+ column \d+", "", text).strip()
    if isinstance(line, int) and 1 <= line <= len(executed.lines):
        return Fault(executed.lines[line - 1].place, f"Pandoc: {reason}", "correct the Markdown")
    return Fault(executed.document.place, f"Pandoc: {text}", "correct the document")


def _find(token: str, executed: Executed) -> Place:
    """The first line that holds the token as a whole."""
    whole = re.compile(r"(?<![\w-])" + re.escape(token) + r"(?![\w-])" if re.match(r"\w", token) else re.escape(token) + r"(?![\w-])")
    for line in executed.lines:
        if whole.search(line.text):
            return line.place
    return executed.document.place


def resolve(executed: Executed, project: Project) -> Resolved:
    """The document with everything inside it resolved; faults stand at the line that holds what is wrong."""
    document = executed.document
    metadata = {
        "render-format": document.target,
        "render-pages": {other.path.name: other.output for other in project.documents if other.target == "html"},
        "number-sections": bool(document.meta.get("number-sections", False)),
    }
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "metadata.json"
        path.write_text(json.dumps(metadata), encoding="utf-8")
        text = run_pandoc(
            ["--from", "markdown", "--to", "json", "--metadata-file", str(path), "--lua-filter", str(HERE / "resolving.lua")],
            executed.markdown,
            executed,
        )
    tree = json.loads(text)
    meta = tree["meta"]
    found = [{key: value["c"] for key, value in item["c"].items()} for item in meta.pop("render-faults", {"c": []})["c"]]
    shown = [item["c"] for item in meta.pop("render-images", {"c": []})["c"]]
    if document.target == "html" and document.meta.get("image"):
        shown.append(str(document.meta["image"]))
    images = tuple(dict.fromkeys(shown))
    linked = [unquote(item["c"]) for item in meta.pop("render-files", {"c": []})["c"]]
    resources = document.meta.get("resources") or []
    linked += [resources] if isinstance(resources, str) else map(str, resources)
    faults = [Fault(_find(item["token"], executed), item["reason"], item["remedy"]) for item in found]
    folder = document.path.parent
    for image in images:
        if not (folder / image).is_file():
            faults.append(Fault(_find(image, executed), f"the image {image} does not exist", "write it before the document shows it"))
        elif folder.resolve() not in (folder / image).resolve().parents:
            faults.append(Fault(_find(image, executed), f"the image {image} is outside the project", "put it below the documents' folder"))
    outputs = {other.output for other in project.documents}
    files = []
    for link in linked:
        if link in outputs:
            continue
        if link.startswith("/") or not (folder / link).is_file():
            faults.append(
                Fault(
                    _find(link, executed),
                    f"the link to {link} leads to no file",
                    "name a page, or a file by its path from the documents' folder",
                )
            )
        elif folder.resolve() in (folder / link).resolve().parents:
            files.append(link)
    if faults:
        raise RenderError(faults)
    for name in ("render-format", "render-pages", "number-sections"):
        meta.pop(name, None)
    return Resolved(executed, json.dumps(tree), images, tuple(files))


def citation_arguments(project: Project, document_meta: Mapping[str, Any]) -> list[str]:
    """Pandoc arguments for citations, where the project or document names a bibliography."""
    named = document_meta.get("bibliography")
    names = [named] if isinstance(named, str) else list(named or [])
    if not names:
        return []
    arguments = ["--citeproc", "--metadata", "link-citations=true"]
    for name in names:
        if not (project.folder / name).is_file():
            raise RenderError(
                Fault(Place("analysis/_quarto.yml", 1), f"the bibliography {name} does not exist", "correct the key bibliography")
            )
        arguments += ["--bibliography", str(project.folder / name)]
    return arguments
