"""Rewrite what is generated in the package folder: sizes and checksums, the README's tables, the files for who cites and keeps it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ..package import DESCRIPTOR, Package
from . import dictionary, metadata
from .checksums import sha256


def seal(root: Path, *, check: bool = False) -> list[Path]:
    """Bring every generated part up to date and return the files that were not; with `check`, change nothing.

    Generated are `bytes` and `hash` (sha256) of each resource in the descriptor, the parts of README.md and CONTRIBUTING.md between markers,
    CITATION.cff and .zenodo.json. Each file is written whole to a temporary file beside it, which then replaces it.

    Raises:
        PackageError: the descriptor or a schema cannot be read.
        FileNotFoundError: a table that the descriptor lists does not exist.
    """
    package = Package(root)
    wanted = {
        package.root / DESCRIPTOR: descriptor_text(package),
        package.root / metadata.CFF: metadata.cff(package),
        package.root / metadata.ZENODO: metadata.zenodo(package),
    }
    for name in ("README.md", "CONTRIBUTING.md"):
        path = package.root / name
        if path.is_file():
            wanted[path] = dictionary.filled(path.read_text(encoding="utf-8"), package)
    changed = [path for path, text in wanted.items() if not path.is_file() or path.read_bytes() != text.encode()]
    if not check:
        for path in changed:
            _replace(path, wanted[path])
    return changed


def descriptor_text(package: Package) -> str:
    """Return the text of the descriptor with the size and checksum of each table as it lies on the disk."""
    resources = [_measured(resource, package.root) for resource in package.descriptor["resources"]]
    return json.dumps(package.descriptor | {"resources": resources}, ensure_ascii=False, indent=2) + "\n"


def _measured(resource: dict[str, Any], root: Path) -> dict[str, Any]:
    path = root / resource["path"]
    measured = {"bytes": path.stat().st_size, "hash": f"sha256:{sha256(path)}"}
    kept = {key: value for key, value in resource.items() if key not in measured}
    schema = {"schema": kept.pop("schema")} if "schema" in kept else {}
    return kept | measured | schema


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(text.encode())
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
