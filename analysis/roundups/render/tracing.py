"""Runs inside the kernel: which files of the package the cells read, so that a page is stale only when one of them changed.

Python announces each opened file and each listed folder to audit hooks; modules are taken from `sys.modules`, because a compiled
module is read without its source being opened. Trap: a library that opens files in C, past Python, is not seen.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

_read: set[str] = set()
_written: set[str] = set()
_listed: set[str] = set()
_busy = False


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    global _busy
    if _busy or event not in ("open", "os.listdir", "os.scandir"):
        return
    path = arguments[0]
    if not isinstance(path, (str, bytes, os.PathLike)):
        return
    _busy = True
    try:
        absolute = os.path.realpath(os.fsdecode(path))
        if event != "open":
            _listed.add(absolute)
            return
        mode, flags = arguments[1], arguments[2]
        writes = any(letter in mode for letter in "wax+") if isinstance(mode, str) else bool((flags or 0) & (os.O_WRONLY | os.O_RDWR))
        (_written if writes else _read).add(absolute)
    finally:
        _busy = False


def start() -> None:
    """Watch from here on. An audit hook stays for the life of the process."""
    sys.addaudithook(_hook)


def open_figures() -> int:
    """Number of pyplot figures that are open. Quarto's inline backend shows each at the end of a cell; with Agg they are lost."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return len(pyplot.get_fignums()) if pyplot else 0


def report(root: str) -> str:
    """JSON {"read": [...], "listed": [...]}: paths relative to `root`, posix, sorted; files written here are left out."""
    root = os.path.realpath(root)
    modules = {
        os.path.realpath(file) for module in list(sys.modules.values()) if isinstance(file := getattr(module, "__file__", None), str)
    }

    def inside(paths: set[str]) -> list[str]:
        kept = [os.path.relpath(path, root).replace(os.sep, "/") for path in paths if path.startswith(root + os.sep)]
        return sorted(
            path for path in kept if not any(part.startswith(".") or part in ("__pycache__", "site-packages") for part in path.split("/"))
        )

    return json.dumps(
        {"read": [p for p in inside((_read | modules) - _written) if not p.endswith((".pyc", ".so"))], "listed": inside(_listed)}
    )
