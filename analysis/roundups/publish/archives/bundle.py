"""The data package in one ZIP file: all that it takes to read, check, cite and list it, with the checksums of the rest."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ...package import DESCRIPTOR, Package
from .. import citation, crate, croissant, dictionary, metadata
from ..checksums import sha256
from ..references import STYLES, written
from .stored import write as write_stored

ENDING = "zip"
#: Files of the root that go along as they are, where the package has them.
ALONG = ("LICENSE.md", "CHANGELOG.md")


def write(package: Package, target: Path) -> int:
    """Write the archive and return the number of rows of the tables in it."""
    everything = contents(package)
    sums = "".join(f"{_checksum(content)}  {name}\n" for name, content in sorted(everything.items()))
    write_stored(target, everything | {"SHA256SUMS": sums.encode()}, citation.created(package))
    return sum(dictionary.rows(package, table) for table in package.tables)


def contents(package: Package) -> dict[str, Path | bytes]:
    """Return what goes into the archive: name -> file on the disk, or bytes."""
    schemas = {resource["schema"] for resource in package.resources.values()}
    on_disk = [DESCRIPTOR, *(resource["path"] for resource in package.resources.values()), *sorted(schemas)]
    on_disk += [name for name in ALONG if (package.root / name).is_file()]
    cited = [citation.package_item(package)]
    texts = {
        "README.md": dictionary.readme(package),
        metadata.CFF: metadata.cff(package),
        "datacite.json": metadata.text(metadata.datacite(package)),
        croissant.FILE: metadata.text(croissant.croissant(package)),
        **{f"citation.{STYLES[style]}": written(cited, style) for style in ("bibtex", "ris")},
    }
    found: dict[str, Path | bytes] = {name: package.root / name for name in on_disk}
    found |= {name: text.encode() for name, text in texts.items()}
    return found | {crate.FILE: metadata.text(crate.crate(package, found)).encode()}


def _checksum(content: Path | bytes) -> str:
    return sha256(content) if isinstance(content, Path) else hashlib.sha256(content).hexdigest()
