"""The last release, to compare with: a folder, or the newest tag ``v*`` of the package's own git checkout."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path, PurePosixPath

from ..package import DESCRIPTOR
from .reading import LARGEST_FILE, Reading

MOST_SECONDS = 10


def last_release(root: Path, folder: Path | None = None) -> Reading | None:
    """Read the release in ``folder``, or else the last one tagged in a checkout whose top is ``root``; None where there is neither or git is not there.

    Nothing is raised, nothing is fetched and no hook is run: only the objects of the tag are read. A clone without tags has no last release.
    """
    if folder is not None:
        return Reading(folder)
    root = root.resolve()
    if not (root / ".git").exists():
        return None
    tag = _git(root, "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*")
    if tag is None:
        return None
    files = _files(root, tag.decode().strip())
    return Reading(root / ".git", files) if DESCRIPTOR in files else None  # .git: what the tag lacks is not to be found in the folder


def _files(root: Path, tag: str) -> dict[str, bytes]:
    """The descriptor, the tables and the schemas of a tag."""
    listed = _git(root, "ls-tree", "-r", "-l", "-z", "--full-tree", tag, "--", DESCRIPTOR, "data") or b""
    wanted: dict[str, str] = {}
    for entry in listed.decode("utf-8", "replace").split("\0"):
        facts, _, path = entry.partition("\t")
        mode, kind, name, size = [*facts.split(), "", "", "", ""][:4]
        if mode.startswith("100") and kind == "blob" and size.isdigit() and int(size) <= LARGEST_FILE and PurePosixPath(path).suffix in (".csv", ".json"):
            wanted[path] = name
    out = _git(root, "cat-file", "--batch", given="".join(f"{name}\n" for name in wanted.values()).encode()) if wanted else b""
    files: dict[str, bytes] = {}
    for path in wanted:
        head, _, out = (out or b"").partition(b"\n")
        parts = head.split()
        if len(parts) != 3:
            return {}
        size = int(parts[2])
        files[path], out = out[:size], out[size + 1 :]
    return files


def _git(root: Path, *arguments: str, given: bytes | None = None) -> bytes | None:
    """The output of a git command, None where it fails or git is not there."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= {"GIT_CEILING_DIRECTORIES": str(root.parent), "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", "--no-pager", "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(command, cwd=root, env=environment, input=given or b"", capture_output=True, timeout=MOST_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout if done.returncode == 0 else None
