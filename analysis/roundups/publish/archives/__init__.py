"""The archives: the data package in one file, Parquet, SQLite, a spreadsheet, JSON Lines, and their checksums.

Each is the same byte for byte wherever it is made from the same tables: rows stream in the order of the file, the day of the
data stands for every clock, and nothing is deflated, because zlib and its replacements give different bytes. What must be small
on its way is compressed by whoever sends it; git, which keeps the report's copies, does so too and finds what two of them share.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ...package import Package, PackageError
from ..checksums import sha256
from . import bundle, jsonlines, parquet, spreadsheet, sqlite

CHECKSUMS = "SHA256SUMS"


class NotEmpty(Exception):
    """There is something in the folder already."""


@dataclass(frozen=True)
class Archive:
    """One file that was written: its name from the folder, its size, its checksum, and its rows (of all its tables together)."""

    name: str
    bytes: int
    sha256: str
    rows: int


def export(package: Package, folder: Path, progress: Callable[[str], None] = lambda line: None) -> list[Archive]:
    """Write all archives into a folder that is empty or not there yet, all of them or none.

    They are made in a hidden folder, beside `folder` or, where that exists, inside it (it may be the root of another disk), and
    moved when all are whole.

    Raises:
        NotEmpty: there is something in the folder.
        PackageError: the package is not sealed, or a table is not what its schema says.
        OSError: the folder cannot be written, or the disk is full.
    """
    folder = folder.absolute()
    if folder.is_dir() and any(folder.iterdir()):
        raise NotEmpty(f"{folder} is not empty; name a folder that is empty or not there yet")
    made: list[Path] = []
    building = None
    try:
        for above in reversed([above for above in folder.parents if not above.exists()]):
            above.mkdir()
            made.insert(0, above)
        building = Path(tempfile.mkdtemp(prefix=".roundups-export-", dir=folder if folder.is_dir() else folder.parent))
        archives = build(package, building, progress)
        _move(building, folder)
    except BaseException as error:
        if building:
            shutil.rmtree(building, ignore_errors=True)
        for empty in made:
            empty.rmdir()
        if isinstance(error, OSError):
            raise OSError(error.errno, f"{error.strerror or error}; nothing was left there", str(folder)) from error
        raise
    return archives


def build(package: Package, folder: Path, progress: Callable[[str], None] = lambda line: None) -> list[Archive]:
    """Write all archives into a folder that exists, over what is there; the checksums last."""
    _check_sealed(package)
    stem = package.descriptor["name"]
    rows: dict[str, int] = {}
    for table in package.tables:
        progress(f"{table}: Parquet and JSON Lines")
        for form in (parquet, jsonlines):
            (folder / form.FOLDER).mkdir(exist_ok=True)
            name = f"{form.FOLDER}/{table}.{form.ENDING}"
            rows[name] = form.write(package, table, folder / name)
    for form in (sqlite, spreadsheet, bundle):
        name = f"{stem}.{form.ENDING}"
        progress(name)
        rows[name] = form.write(package, folder / name)
    archives = [Archive(name, (folder / name).stat().st_size, sha256(folder / name), rows[name]) for name in sorted(rows)]
    (folder / CHECKSUMS).write_bytes("".join(f"{archive.sha256}  {archive.name}\n" for archive in archives).encode())
    return archives


def _check_sealed(package: Package) -> None:
    for name, resource in package.resources.items():
        if resource.get("hash") != f"sha256:{sha256(package.path(name))}":
            raise PackageError(f"{resource['path']}: not the file that datapackage.json describes; run `roundups validate`, then `roundups seal`")


def _move(building: Path, folder: Path) -> None:
    building.chmod(0o755)
    if not folder.is_dir():
        building.rename(folder)
        return
    moved: list[Path] = []
    try:
        for entry in _checksums_last(building):
            os.replace(entry, folder / entry.name)
            moved.append(folder / entry.name)
        building.rmdir()
    except BaseException:
        for entry in moved:
            shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() else entry.unlink()
        raise


def _checksums_last(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.iterdir(), key=lambda entry: (entry.name == CHECKSUMS, entry.name))
