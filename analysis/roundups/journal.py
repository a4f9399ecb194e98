"""Several files of the package change together or not at all, whatever stops the process or the machine.

A file system renames one file at a time. So the whole new set is first written and flushed into a folder beside the package;
one rename of that folder, to `JOURNAL`, is the moment from which the change counts. Only then do the files go to their places,
each by one rename that needs no space. Whoever opens the package and finds the folder finishes the change first: what was
killed before the moment left the old package, what was killed after it leaves the new one, and nobody reads a mixture.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any

JOURNAL = ".roundups.journal"
UNCOMMITTED = ".roundups.journal.new"
LOCK = ".roundups.lock"
MANIFEST = "manifest.json"
DESCRIPTOR = "datapackage.json"
#: How long a second writer waits for the first. A whole `roundups add` takes some ten seconds.
PATIENCE = 60.0


class PackageError(Exception):
    """There is no readable data package where one was looked for, or it cannot be written."""


# Reading --------------------------------------------------------------------------------------------------------------


def finish(root: Path) -> bool:
    """Finish a change that was committed and interrupted; tell whether there was one.

    Raises:
        PackageError: the change cannot be finished: the folder cannot be written, or its files were changed since.
    """
    if not os.path.lexists(root / JOURNAL):
        return False
    try:
        with locked(root):
            return True
    except OSError as error:
        raise PackageError(
            f"{root / JOURNAL}: a change of the package was interrupted and cannot be finished: {error.filename or ''} {error.strerror or error}; "
            "run any roundups command as a user who may write there, with space on the disk"
        ) from error


class Watch:
    """Tells whether the package is still the one that was opened: each change of a table changes the descriptor's checksums."""

    def __init__(self, root: Path) -> None:
        finish(root)
        self.root = root
        self._opened = _signature(root / DESCRIPTOR)

    @property
    def is_same(self) -> bool:
        return not os.path.lexists(self.root / JOURNAL) and _signature(self.root / DESCRIPTOR) == self._opened

    def check(self) -> None:
        """Raise PackageError if the package was changed since it was opened: what was read may be of two states."""
        if not self.is_same:
            raise PackageError(f"{self.root}: the package was changed while it was read; open it again")


def _signature(path: Path) -> tuple[int, ...]:
    try:
        status = path.stat()
    except OSError:
        return ()
    return status.st_ino, status.st_size, status.st_mtime_ns


# Writing --------------------------------------------------------------------------------------------------------------


@contextmanager
def locked(root: Path, patience: float = PATIENCE, waiting: Callable[[str], None] = lambda line: None) -> Iterator[Writer]:
    """Hold the package for writing: nobody else changes it until the end of the block, and no older change is pending.

    Args:
        patience: seconds to wait for another writer.
        waiting: is told, in one line, that and for whom it waits.

    Raises:
        PackageError: another process held the package all the time.
        OSError: the package's folder cannot be written.
    """
    from filelock import FileLock, Timeout

    lock, path = FileLock(root / LOCK), root / LOCK
    try:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            waiting(f"waiting for another roundups command that is changing this package{_holder(path)}")
            lock.acquire(timeout=patience)
    except Timeout:
        raise PackageError(
            f"{root}: another roundups command has been changing this package for more than {patience:g} s{_holder(path)}; try again when it has ended"
        ) from None
    try:
        with suppress(OSError):  # Windows lets nobody write into a locked file
            path.write_text(str(os.getpid()), encoding="ascii")
        writer = Writer(root)
        writer._finish()
        yield writer
    finally:
        lock.release()


def _holder(path: Path) -> str:
    try:
        process = path.read_text(encoding="ascii")
    except (OSError, ValueError):
        return ""
    return f" (process {process})" if process.isdigit() else ""


class Writer:
    """Changes files of a package that is held by `locked`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, files: Mapping[str, bytes]) -> list[str]:
        """Give files of the package, named by their path in it, new content: all of them or none. Return those that differed.

        Raises:
            OSError: nothing was changed (no space, no permission).
            PackageError: a file is none of the package; or the change counts but a file cannot be put in its place (a program
                holds it open, the disk fails), and the next command finishes it.
        """
        changed = {name: content for name, content in sorted(files.items()) if _read(_target(self.root, name)) != content}
        if not changed:
            return []
        staged = self.root / UNCOMMITTED
        try:
            os.mkdir(staged)
            entries = []
            for number, (name, content) in enumerate(changed.items()):
                target = _target(self.root, name)
                _writable(target, staged)
                _store(staged / str(number), content, target)
                entries.append({"file": name, "stored": str(number), "before": _sum(_read(target)), "after": _sum(content)})
            _store(staged / MANIFEST, json.dumps({"version": 1, "files": entries}, ensure_ascii=False, indent=1).encode())
            _flush(staged)
            os.rename(staged, self.root / JOURNAL)
        except BaseException as error:
            with suppress(OSError):
                _remove(staged)
            if isinstance(error, OSError) and error.filename is None:
                error.filename = str(self.root)  # a full disk does not say where
            raise
        try:
            _flush(self.root)
            self._finish()
        except OSError as error:
            raise PackageError(
                f"{error.filename or self.root}: {error.strerror or error}; the change counts, and the next roundups command puts its files in their places"
            ) from error
        return list(changed)

    def _finish(self) -> None:
        """Put the files of a committed change in their places, if there is one; remove one that was never committed."""
        journal, staged = self.root / JOURNAL, self.root / UNCOMMITTED
        _remove(staged)
        if not os.path.lexists(journal):
            return
        moves = [(journal / entry["stored"], _target(self.root, entry["file"])) for entry in _pending(self.root)]
        for source, target in moves:
            os.replace(source, target)
        for folder in {target.parent for _, target in moves}:
            _flush(folder)
        os.rename(journal, staged)
        _flush(self.root)
        _remove(staged)


def _pending(root: Path) -> list[dict[str, str]]:
    """The files of a committed change that are not in their places yet; all is looked at before anything is moved."""
    journal = root / JOURNAL
    try:
        status = journal.lstat()
        entries: list[dict[str, Any]] = json.loads((journal / MANIFEST).read_text(encoding="utf-8"))["files"]
        pending = []
        for entry in entries:
            stored, target = journal / str(int(entry["stored"])), _target(root, entry["file"])
            now, waits = _sum(_read(target)), os.path.lexists(stored)
            if waits and (not stat.S_ISREG(stored.lstat().st_mode) or _sum(_read(stored)) != entry["after"]):
                raise ValueError(f"the new content of {entry['file']} is damaged")
            if now != entry["after"] and not (waits and now == entry["before"]):
                raise ValueError(f"{entry['file']} was changed since")
            if waits:
                pending.append(entry)
        if not stat.S_ISDIR(status.st_mode):
            raise ValueError("it is no folder")
    except (ValueError, KeyError, TypeError, RecursionError, FileNotFoundError, NotADirectoryError, IsADirectoryError, PackageError) as error:
        reason = " ".join(str(error).split()) if isinstance(error, ValueError | PackageError) else "its manifest cannot be read"
        raise PackageError(
            f"{journal}: a change of the package was interrupted and no longer fits its files ({reason}); "
            "restore the files as they were committed last, delete this folder, and make the change again"
        ) from error
    return pending


def _target(root: Path, name: str) -> Path:
    """The place of a file of the package: beside the descriptor or below data/, whatever a manifest says."""
    parts = PurePosixPath(name).parts
    plain = parts and all(part not in ("..", ".") and not part.startswith("/") and "\\" not in part and ":" not in part for part in parts)
    if not plain or (len(parts) > 1 and parts[0] != "data") or parts[0].startswith(".roundups"):
        raise PackageError(f"{name!r} is no file of the package")
    target = (root / name).resolve()
    if not target.is_relative_to(root.resolve()):
        raise PackageError(f"{name!r} leads out of the package")
    return target


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _sum(content: bytes | None) -> str:
    if content is None:
        return "none"
    import hashlib  # here, because OpenSSL is slow to load and most who open a package change nothing

    return hashlib.sha256(content).hexdigest()


def _writable(target: Path, staged: Path) -> None:
    """Raise OSError now where a rename to the target would fail after the change was committed."""
    import errno

    if target.parent.stat().st_dev != staged.stat().st_dev:
        raise OSError(errno.EXDEV, "the file lies on another disk than the package's folder", str(target))
    if not os.access(target.parent, os.W_OK):
        raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(target.parent))
    if sys.platform == "win32" and target.exists():
        os.close(os.open(target, os.O_RDWR))  # fails while a spreadsheet program has the file open


def _store(path: Path, content: bytes, like: Path | None = None) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(handle, rest) :]
        if like is not None and like.exists():
            os.chmod(path, stat.S_IMODE(like.stat().st_mode))
        os.fsync(handle)
    finally:
        os.close(handle)


def _flush(folder: Path) -> None:
    """Make the names in a folder durable; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(folder: Path) -> None:
    if not os.path.lexists(folder):
        return
    if folder.is_symlink() or not folder.is_dir():
        os.unlink(folder)
        return
    for path in sorted(folder.iterdir()):
        os.unlink(path)
    os.rmdir(folder)
