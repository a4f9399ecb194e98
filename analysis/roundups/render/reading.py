"""Read a document: front matter, prose and cells, each line with the file and line it came from.

Includes are expanded as Quarto does it: as if their text stood in the document, paths relative to the document (or to the
project, with a leading slash). Jupytext's readers are not used: its R Markdown reader forgets the line numbers that every message
here needs, and its Quarto reader calls the Quarto program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from . import subset
from .faults import Fault, Place, RenderError

_INCLUDE = re.compile(r"^\s*\{\{<\s*include\s+(\S+)\s*>\}\}\s*$")
_FENCE = re.compile(r"^(?P<indent>\s*)(?P<ticks>`{3,}|~{3,})(?P<info>.*)$")
_CELL = re.compile(r"^\{(?P<language>[A-Za-z][\w-]*)(?P<rest>[\s,].*)?\}$")


@dataclass(frozen=True)
class Line:
    """One line of text and where it stands."""

    text: str
    place: Place
    in_code: bool = False


@dataclass(frozen=True)
class Prose:
    """Markdown between cells."""

    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Cell:
    """A Python cell. `place` is its opening fence, so line n of `source` stands at `place.line + n`."""

    place: Place
    source: str
    options: Mapping[str, Any]


@dataclass(frozen=True)
class Document:
    """A document with its includes expanded.

    name: file name without `.qmd`; meta: front matter over the project's defaults; target: "html" or "typst"; output: file name in
    the output folder; files: every file read for it, the document first.
    """

    name: str
    path: Path
    meta: Mapping[str, Any]
    target: str
    output: str
    pieces: tuple[Prose | Cell, ...]
    files: tuple[Path, ...]

    @property
    def place(self) -> Place:
        """The first line, for faults of the document as a whole."""
        return Place(relative(self.path, self.path.parent.parent), 1)


def relative(path: Path, root: Path) -> str:
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.name


def read_text(path: Path, root: Path, asked: Place | None = None) -> str:
    """The text of a UTF-8 file, or a fault at the place that asked for it."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else "cannot be read"
        place = asked or Place(relative(path, root), 1)
        raise RenderError(Fault(place, f"{relative(path, root)} {what}", "check the path and the encoding")) from None


def _composed(text: str) -> tuple[yaml.Node | None, Any]:
    """The tree of a YAML text and its value. The loader in C takes a tenth of the time; the one in Python says better where a fault is."""
    for kind in (getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader):
        loader = kind(text)
        try:
            node = loader.get_single_node()
            return node, None if node is None else loader.construct_document(node)
        except yaml.YAMLError:
            if kind is yaml.SafeLoader:
                raise
        finally:
            loader.dispose()
    raise AssertionError("the last loader raises")


def read_yaml(text: str, file: str, first_line: int = 1) -> tuple[dict[str, Any], dict[str, Place]]:
    """A YAML mapping and the place of each key; keys below the top are named `a.b`."""
    try:
        node, value = _composed(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = first_line + (mark.line if mark else 0)
        raise RenderError(
            Fault(Place(file, line), f"YAML cannot be read: {getattr(error, 'problem', error)}", "correct the YAML")
        ) from None
    if value is None:
        return {}, {}
    if not isinstance(value, dict) or node is None:
        raise RenderError(Fault(Place(file, first_line), "YAML is not a mapping of keys to values", "write key: value"))
    places: dict[str, Place] = {}

    def walk(parent: yaml.Node, prefix: str) -> None:
        if isinstance(parent, yaml.MappingNode):
            for key, child in parent.value:
                name = f"{prefix}{key.value}"
                places[name] = Place(file, first_line + key.start_mark.line)
                walk(child, f"{name}.")

    walk(node, "")
    return value, places


def _below(places: Mapping[str, Place], prefix: str) -> dict[str, Place]:
    return {key.removeprefix(prefix): place for key, place in places.items() if key.startswith(prefix)}


def check_mapping(kind: str, value: Any, places: Mapping[str, Place], at: str, fallback: Place) -> list[Fault]:
    """Faults of a mapping below the key `at` whose keys `SUPPORTED[kind]` does not list."""
    if value is None or isinstance(value, (bool, str)):
        return []
    if not isinstance(value, dict):
        return [Fault(places.get(at, fallback), f"`{at}` is not a mapping", "write key: value")]
    return subset.check_keys(kind, value, _below(places, f"{at}."), fallback)


def check_formats(value: Any, places: Mapping[str, Place], fallback: Place) -> list[Fault]:
    """Faults of the value of `format`: a name, or names with their options."""
    formats = {value: None} if isinstance(value, str) else value
    if not isinstance(formats, dict):
        return [Fault(places.get("format", fallback), "`format` is neither a name nor a mapping", "write format: html or format: typst")]
    at = {**_below(places, "format.")} or {name: places.get("format", fallback) for name in formats}
    found = subset.check_keys("format", formats, at, fallback)
    for name, options in formats.items():
        if name in subset.SUPPORTED["format"]:
            found += check_mapping(f"{name} option", options if isinstance(options, dict) else None, places, f"format.{name}", fallback)
    return found


def _expand(
    path: Path,
    main: Path,
    root: Path,
    stack: tuple[Path, ...],
    files: list[Path],
    faults: list[Fault],
    asked: Place | None,
    text: str | None = None,
    first: int = 1,
) -> list[Line]:
    """Lines of a file with its includes in place."""
    if text is None:
        text = read_text(path, root, asked)
    if path not in files:
        files.append(path)
    file = relative(path, root)
    raw = text.split("\n")
    if stack and raw and raw[0].rstrip() == "---":
        faults.append(Fault(Place(file, 1), "an included file has front matter", "move it into the document"))
        return []
    lines: list[Line] = []
    fence: re.Match[str] | None = None
    for number, content in enumerate(raw, start=first):
        place = Place(file, number)
        if fence:
            lines.append(Line(content, place, True))
            if _closes(content, fence):
                fence = None
            continue
        opening = _FENCE.match(content)
        if opening and "`" not in opening["info"]:
            fence = opening
            lines.append(Line(content, place, True))
            continue
        include = _INCLUDE.match(content)
        if not include:
            lines.append(Line(content, place))
            continue
        before, after = raw[number - first - 1] if number > first else "", raw[number - first + 1] if number - first + 1 < len(raw) else ""
        if before.strip() or after.strip():
            faults.append(Fault(place, "an include is not between empty lines", "put an empty line before and after it"))
        target = main.parent.parent / "analysis" / include[1].lstrip("/") if include[1].startswith("/") else main.parent / include[1]
        target = target.resolve()
        if target in stack or target == path:
            faults.append(Fault(place, f"{include[1]} includes itself", "take the include out"))
            continue
        if not target.is_file():
            faults.append(
                Fault(
                    place,
                    f"included file {include[1]} does not exist",
                    "paths are relative to the document, or to the project with a leading /",
                )
            )
            continue
        lines += _expand(target, main, root, (*stack, path), files, faults, place)
    if fence:
        faults.append(Fault(Place(file, first + len(raw) - 1), "a code block is not closed", f"close it with {fence['ticks']}"))
    return lines


def _closes(content: str, fence: re.Match[str]) -> bool:
    stripped = content.strip()
    ticks = fence["ticks"]
    return len(stripped) >= len(ticks) and set(stripped) == {ticks[0]}


def _read_cell(lines: list[Line], faults: list[Fault]) -> Cell:
    opening, body = lines[0], lines[1:-1]
    options: dict[str, Any] = {}
    places: dict[str, Place] = {}
    header = []
    for line in body:
        if not line.text.startswith("#|"):
            break
        header.append(line)
    if header:
        try:
            options, places = read_yaml(
                "\n".join(line.text[2:].removeprefix(" ") for line in header), opening.place.file, header[0].place.line
            )
        except RenderError as error:
            faults += error.faults
    faults += subset.check_cell_options(options, places, opening.place)
    return Cell(opening.place, "\n".join(line.text for line in body), options)


def split(lines: list[Line], meta: Mapping[str, Any], faults: list[Fault]) -> tuple[Prose | Cell, ...]:
    """Prose and cells of the lines, checked against the subset; faults are added to `faults`."""
    pieces: list[Prose | Cell] = []
    prose: list[Line] = []
    labels: dict[str, Place] = {}
    index = 0
    while index < len(lines):
        line = lines[index]
        if not line.in_code:
            faults += subset.check_prose_line(line.text, line.place, meta=meta)
            prose.append(Line(subset.replace_meta(line.text, meta), line.place))
            index += 1
            continue
        opening = _FENCE.match(line.text)
        if opening is None:  # the rest of a block that is not closed; already a fault
            index += 1
            continue
        end = index + 1
        while end < len(lines) and lines[end].in_code and not _closes(lines[end].text, opening):
            end += 1
        block = lines[index : end + 1]
        index = end + 1
        cell = _CELL.match(opening["info"].strip())
        if cell is None:
            faults += subset.check_fence(opening["info"], line.place)
            for inner in block[1:]:
                faults += subset.check_shortcodes(inner.text, inner.place, meta=meta)
            prose += [Line(subset.replace_meta(inner.text, meta), inner.place, True) for inner in block]
            continue
        if cell["language"] not in subset.SUPPORTED["cell language"]:
            faults.append(Fault(line.place, f"cell language `{cell['language']}` is not supported", "supported: python"))
            continue
        if opening["indent"] or (cell["rest"] or "").strip():
            faults.append(
                Fault(line.place, "a cell is indented or has options in its braces", "start it at the margin and write options as #| lines")
            )
            continue
        for inner in block[1:-1]:
            faults += subset.check_shortcodes(inner.text, inner.place, meta=meta)
        if prose:
            pieces.append(Prose(tuple(prose)))
            prose = []
        read = _read_cell(block, faults)
        label = str(read.options.get("label", ""))
        if label and label in labels:
            faults.append(Fault(read.place, f"cell label `{label}` stands at {labels[label]} too", "labels are unique in a document"))
        labels[label] = read.place
        pieces.append(read)
    if prose:
        pieces.append(Prose(tuple(prose)))
    return tuple(pieces)


def _merged(config: Mapping[str, Any], front: Mapping[str, Any], target: str) -> dict[str, Any]:
    """Metadata of a document: project, project's format, document, document's format; the later wins."""
    merged: dict[str, Any] = {}
    for source in (config, front):
        formats = source.get("format")
        options = formats.get(target) if isinstance(formats, dict) else None
        for part in (source, options if isinstance(options, dict) else {}):
            for key, value in part.items():
                if key in ("format", "project", "website", "filters"):
                    continue
                if isinstance(value, dict) and isinstance(merged.get(key), dict):
                    value = {**merged[key], **value}
                merged[key] = value
    return merged


def read_document(path: Path, root: Path, config: Mapping[str, Any], faults: list[Fault]) -> Document | None:
    """One document; its faults are added to `faults`, and None is given where nothing of it can be read."""
    file = relative(path, root)
    try:
        text = read_text(path, root)
        raw = text.split("\n")
        front: dict[str, Any] = {}
        places: dict[str, Place] = {}
        body_line = 1
        if raw[0].rstrip() == "---":
            end = next((n for n, line in enumerate(raw[1:], start=1) if line.rstrip() in ("---", "...")), None)
            if end is None:
                raise RenderError(Fault(Place(file, 1), "the front matter is not closed", "close it with ---"))
            front, places = read_yaml("\n".join(raw[1:end]), file, 2)
            body_line = end + 2
    except RenderError as error:
        faults += error.faults
        return None
    first = Place(file, 1)
    faults += subset.check_keys("document key", front, places, first)
    faults += check_mapping("execute option", front.get("execute"), places, "execute", first)
    if "format" in front:
        faults += check_formats(front["format"], places, first)
    if not front.get("title"):
        faults.append(Fault(first, "the document has no title", "add title: … to the front matter"))
    if front.get("engine", "jupyter") != "jupyter" or front.get("jupyter", "python3") != "python3":
        faults.append(
            Fault(
                places.get("engine", places.get("jupyter", first)),
                "only the engine jupyter with the kernel python3 is supported",
                "take the key out",
            )
        )
    formats = front.get("format") or config.get("format") or "html"
    names = [formats] if isinstance(formats, str) else list(formats) if isinstance(formats, dict) else ["html"]
    if len(names) > 1:
        faults.append(Fault(places.get("format", first), "a document has one format", "write one document for each format"))
    target = names[0] if names[0] in subset.SUPPORTED["format"] else "html"
    meta = _merged(config, front, target)
    files: list[Path] = []
    try:
        lines = _expand(path.resolve(), path.resolve(), root, (), files, faults, None, "\n".join(raw[body_line - 1 :]), body_line)
    except RenderError as error:
        faults += error.faults
        return None
    extension = {"html": ".html", "typst": ".pdf"}[target]
    stem = str(front.get("output-file") or path.stem)
    output = stem if stem.endswith(extension) else stem + extension
    return Document(path.stem, path, meta, target, output, split(lines, meta, faults), tuple(files))
