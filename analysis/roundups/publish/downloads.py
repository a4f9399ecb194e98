"""The files that the report's data page offers: all archives, each table as CSV, and the citation in three forms."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from ..package import Package
from . import archives, citation, dictionary, metadata
from .archives import CHECKSUMS, Archive
from .checksums import sha256
from .references import STYLES, written

#: Ending -> media type.
KINDS = {
    ".zip": "application/zip",
    ".sqlite": "application/vnd.sqlite3",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".parquet": "application/vnd.apache.parquet",
    ".jsonl": "application/jsonl",
    ".csv": "text/csv",
}


def write_downloads(package: Package, folder: Path) -> dict[str, Archive]:
    """Write the files into `folder` and return those with rows by their names, as `parquet/facilities.parquet`.

    They are made beside their places and put there one by one, for two documents may write them at the same time.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".downloads-", dir=folder) as scratch:
        building = Path(scratch)
        found = {archive.name: archive for archive in archives.build(package, building)}
        (building / "data").mkdir()
        for table in package.tables:
            name = f"data/{table}.csv"
            shutil.copyfile(package.path(table), building / name)
            found[name] = Archive(name, (building / name).stat().st_size, sha256(building / name), dictionary.rows(package, table))
        for style in ("bibtex", "ris", "csl-json"):
            (building / f"citation.{STYLES[style]}").write_bytes(written([citation.package_item(package)], style).encode())
        sums = "".join(f"{found[name].sha256}  {name}\n" for name in sorted(found))
        (building / CHECKSUMS).write_bytes(sums.encode())
        for path in sorted(building.rglob("*")):
            place = folder / path.relative_to(building)
            if path.is_dir():
                place.mkdir(exist_ok=True)
            else:
                path.chmod(0o644)
                os.replace(path, place)
    return found


def dataset_script(package: Package, downloads: dict[str, Archive], prefix: str) -> str:
    """Return the JSON-LD script of the page that offers the downloads below the path `prefix`."""
    offered = [
        (f"{prefix}/{name}", KINDS[Path(name).suffix], file.bytes, file.sha256) for name, file in sorted(downloads.items()) if "/" not in name
    ]
    return metadata.script(metadata.dataset(package, offered))
