"""The files that the report's data page offers for download."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from ..package import DESCRIPTOR, Package


def copy_tables(package: Package, folder: Path) -> list[Path]:
    """Copy the descriptor, the schemas and the tables into `folder`, laid out as in the package; return the files.

    The copy is itself a valid data package. Each file is copied beside its place and then put there in one step.
    """
    names = [DESCRIPTOR, *(resource["path"] for resource in package.resources.values())]
    names += sorted({resource["schema"] for resource in package.resources.values()})
    copies = []
    for name in names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            shutil.copyfile(package.root / name, temporary)
            os.replace(temporary, target)
        finally:
            temporary.unlink(missing_ok=True)
        copies.append(target)
    return copies
