"""Rewrite what is generated in the package folder: sizes and checksums, the README's tables, the files for who cites and keeps it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..journal import locked
from ..package import DESCRIPTOR, Package
from . import dictionary, metadata
from .checksums import sha256


def seal(root: Path, *, check: bool = False) -> list[Path]:
    """Bring every generated part up to date and return the files that were not; with `check`, change nothing.

    Generated are `bytes` and `hash` (sha256) of each resource in the descriptor, the parts of README.md and CONTRIBUTING.md between markers,
    CITATION.cff and .zenodo.json. All are written or none.

    Raises:
        PackageError: the descriptor or a schema cannot be read.
        FileNotFoundError: a table that the descriptor lists does not exist.
    """
    changed = _changed(Package(root))
    if changed and not check:
        with locked(Path(root)) as writer:
            changed = _changed(Package(root))
            writer.write({path.relative_to(root).as_posix(): content for path, content in changed.items()})
    return list(changed)


def _changed(package: Package) -> dict[Path, bytes]:
    """What is generated and differs from what lies in the folder."""
    wanted = {
        package.root / DESCRIPTOR: descriptor_text(package),
        package.root / metadata.CFF: metadata.cff(package),
        package.root / metadata.ZENODO: metadata.zenodo(package),
    }
    for name in ("README.md", "CONTRIBUTING.md"):
        path = package.root / name
        if path.is_file():
            wanted[path] = dictionary.filled(path.read_text(encoding="utf-8"), package)
    return {path: text.encode() for path, text in wanted.items() if not path.is_file() or path.read_bytes() != text.encode()}


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
