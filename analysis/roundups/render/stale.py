"""What must be rendered again: hashes of everything that a page was made from, and of what was made.

Kept in `analysis/.cache/render.json`, which is no part of the package: without it everything is rendered.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from ..journal import DESCRIPTOR
from .files import digest, file_digest, replace_file

#: Before the names of the Quarto program's outputs in the book of what was rendered.
BOOK_PREFIX = "quarto "
#: Packages whose version changes what a page looks like.
ENGINE_PACKAGES = (
    "pypandoc-binary",
    "nbclient",
    "nbformat",
    "ipykernel",
    "ipython",
    "jupyter-client",
    "typst",
    "pyyaml",
    "matplotlib",
    "numpy",
    "pandas",
    "pyarrow",
    "xlsxwriter",
)


def cache_folder(root: Path) -> Path:
    """Where the engine keeps what it may lose."""
    return root / "analysis" / ".cache"


def _listing(path: Path) -> str | None:
    return (
        digest("\n".join(sorted(entry.name for entry in path.iterdir() if not entry.name.startswith((".", "__")))).encode())
        if path.is_dir()
        else None
    )


def _descriptor_digest(path: Path) -> str | None:
    """Hash of the descriptor without the sizes and checksums of its tables: a page that shows those reads the tables themselves.

    Else each change of a table would make every page stale, because `roundups seal` writes its checksum here.
    """
    try:
        descriptor = json.loads(path.read_text(encoding="utf-8"))
        for resource in descriptor["resources"]:
            resource.pop("bytes", None)
            resource.pop("hash", None)
        return digest(json.dumps(descriptor).encode())
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return file_digest(path)


@cache
def engine_digest() -> str:
    """Hash of the engine: its own source, the versions of what it stands on."""
    import platform

    parts = [f"python {platform.python_version()}"]
    for name in ENGINE_PACKAGES:
        try:
            parts.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            parts.append(f"{name} absent")
    here = Path(__file__).parent
    for path in sorted(here.rglob("*")):
        if path.suffix in (".py", ".lua", ".html", ".js", ".typ"):
            parts.append(f"{path.relative_to(here).as_posix()} {file_digest(path)}")
    return digest("\n".join(parts).encode())


@dataclass
class Book:
    """The book of what was rendered from what, one entry for each output."""

    root: Path
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    _seen: dict[str, str | None] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        """Its file."""
        return cache_folder(self.root) / "render.json"

    @classmethod
    def open(cls, root: Path) -> Book:
        """The book on disk; a missing or unreadable one is an empty one."""
        book = cls(root)
        try:
            entries = json.loads(book.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return book
        if isinstance(entries, dict) and all(isinstance(entry, dict) for entry in entries.values()):
            book.entries = entries
        return book

    def is_fresh(self, name: str, settings: Mapping[str, Any]) -> bool:
        """Whether the output stands as it was made, from the same settings and the same files."""
        entry = self.entries.get(name)
        if entry is None or entry.get("settings") != _settings(settings):
            return False
        try:
            return all(self._digest(path) == known for path, known in {**entry["inputs"], **entry["outputs"]}.items()) and all(
                _listing(self.root / path) == known for path, known in entry["listed"].items()
            )
        except (KeyError, AttributeError, TypeError, OSError):
            return False

    def _digest(self, path: str) -> str | None:
        """Pages share most of their inputs; each is read once until something is written."""
        if path not in self._seen:
            self._seen[path] = _descriptor_digest(self.root / path) if path == DESCRIPTOR else file_digest(self.root / path)
        return self._seen[path]

    def note(self, name: str, settings: Mapping[str, Any], inputs: Iterable[str], listed: Iterable[str], outputs: Iterable[str]) -> None:
        """Enter an output: paths are relative to the package root."""
        self._seen.clear()
        self.entries[name] = {
            "settings": _settings(settings),
            "inputs": {path: self._digest(path) for path in sorted(set(inputs))},
            "listed": {path: _listing(self.root / path) for path in sorted(set(listed))},
            "outputs": {path: self._digest(path) for path in sorted(set(outputs))},
        }

    def outputs(self, name: str) -> list[str]:
        """Files that belong to an output."""
        return list(self.entries.get(name, {}).get("outputs", {}))

    def save(self) -> None:
        """Write the book."""
        replace_file(self.path, (json.dumps(self.entries, indent=1, sort_keys=True) + "\n").encode())


def _settings(settings: Mapping[str, Any]) -> str:
    return digest(json.dumps(settings, sort_keys=True, default=str).encode())
