"""The data package as an RO-Crate 1.1: each file of it with what it is, its size and its checksum."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..package import Package
from . import citation
from .checksums import sha256

FILE = "ro-crate-metadata.json"

#: Ending -> media type.
_KINDS = {".csv": "text/csv", ".json": "application/json", ".md": "text/markdown", ".cff": "text/yaml", ".bib": "application/x-bibtex", ".ris": "application/x-research-info-systems"}


def crate(package: Package, contents: Mapping[str, Path | bytes]) -> dict[str, Any]:
    """Return the metadata of the crate that holds `contents` (name: file on the disk, or bytes)."""
    descriptor = package.descriptor
    people = [{"@id": f"#{_slug(contributor['title'])}", "@type": "Organization", "name": contributor["title"]} for contributor in descriptor["contributors"]]
    licences = [{"@id": licence["path"], "@type": "CreativeWork", "name": licence["title"], "identifier": licence["name"]} for licence in descriptor["licenses"]]
    tables = {resource["path"]: resource for resource in package.resources.values()}
    return {
        "@context": "https://w3id.org/ro/crate/1.1/context",
        "@graph": [
            {
                "@id": FILE,
                "@type": "CreativeWork",
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
                "about": {"@id": "./"},
            },
            {
                "@id": "./",
                "@type": "Dataset",
                "name": descriptor["title"],
                "description": descriptor["description"],
                "version": package.version,
                "datePublished": citation.created(package).isoformat(),
                "license": {"@id": licences[0]["@id"]},
                "author": [{"@id": person["@id"]} for person in people],
                "keywords": descriptor["keywords"],
                "creditText": citation.sentence(package),
                "hasPart": [{"@id": name} for name in sorted(contents)],
            },
            *(_file(name, contents[name], tables.get(name)) for name in sorted(contents)),
            *people,
            *licences,
        ],
    }


def _file(name: str, content: Path | bytes, resource: dict[str, Any] | None) -> dict[str, Any]:
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    checksum = hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else sha256(content)
    return {
        "@id": name,
        "@type": "File",
        "name": resource["title"] if resource else name.rpartition("/")[2],
        **({"description": resource["description"]} if resource else {}),
        "encodingFormat": _KINDS[Path(name).suffix],
        "contentSize": str(size),
        "sha256": checksum,
    }


def _slug(title: str) -> str:
    return "-".join(title.lower().split())
