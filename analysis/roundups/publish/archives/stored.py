"""ZIP files whose bytes depend on their content alone: nothing deflated, one date, one set of permissions, sorted names."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from zipfile import ZipFile, ZipInfo


def write(target: Path, contents: Mapping[str, Path | bytes], day: date) -> None:
    """Write a ZIP file of the contents by their names; a Path is streamed from the disk."""
    with ZipFile(target, "w") as archive:
        for name in sorted(contents):
            content = contents[name]
            entry = _entry(name, content.stat().st_size if isinstance(content, Path) else len(content), day)
            if isinstance(content, Path):
                with content.open("rb") as source, archive.open(entry, "w") as sink:
                    shutil.copyfileobj(source, sink, 1 << 20)
            else:
                archive.writestr(entry, content)


def rewrite(source: Path, target: Path, day: date) -> None:
    """Write a ZIP file again with the same entries in the same order."""
    with ZipFile(source) as old, ZipFile(target, "w") as new:
        for info in old.infolist():
            with old.open(info) as content, new.open(_entry(info.filename, info.file_size, day), "w") as sink:
                shutil.copyfileobj(content, sink, 1 << 20)


def _entry(name: str, size: int, day: date) -> ZipInfo:
    entry = ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    entry.file_size = size  # known beforehand, it decides whether the entry needs the form for more than 2 GiB
    entry.create_system = 3  # Unix, also where this runs on Windows
    entry.external_attr = 0o100644 << 16
    return entry
