"""Files as the engines compare and replace them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path


def digest(content: bytes) -> str:
    """sha256 in hex."""
    return hashlib.sha256(content).hexdigest()


def file_digest(path: Path) -> str | None:
    """sha256 of a file's content, or None where there is no file."""
    return digest(path.read_bytes()) if path.is_file() else None


def replace_file(path: Path, content: bytes) -> bool:
    """Put `content` at `path` through a temporary file; False where it stands there already."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True
