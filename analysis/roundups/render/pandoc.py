"""The Pandoc program that the engine and the citations call."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from .faults import Fault, Place, RenderError


@cache
def pandoc_program() -> str:
    """Path of the Pandoc that the package pypandoc-binary carries, never another one of the machine."""
    package = find_spec("pypandoc")  # not imported: whoever cites a figure does not wait for it
    folder = Path(package.origin).parent / "files" if package and package.origin else Path()
    for name in ("pandoc", "pandoc.exe"):
        if (folder / name).is_file():
            return str(folder / name)
    raise RenderError(
        Fault(Place("requirements.lock", 1), "the package pypandoc-binary carries no Pandoc here", "install pypandoc-binary, not pypandoc")
    )
