"""A state of the package to compare: a folder, a zip archive or a git revision, read without trusting any of it.

The reader of `roundups.package` knows one folder with today's schemas; a past release may be a zip with the schemas inside its
descriptor, or lie in git. Nothing is unpacked onto the disk, and rows are read one by one.
"""

from __future__ import annotations

import csv
import io
import json
import lzma
import os
import subprocess
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from ..package import DESCRIPTOR, PackageError

_UNREADABLE = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)
LARGEST_JSON = 1_000_000
LARGEST_TABLE = 500_000_000
LONGEST_LINE = 1_000_000
#: A table of claims shrinks to a tenth or twentieth; a thousandth is what a bomb is made of.
HIGHEST_RATIO = 200
MOST_MEMBERS = 10_000


class SnapshotError(PackageError):
    """A folder, archive or revision that is no readable data package."""


class NoSuchSnapshot(SnapshotError):
    """Nothing of that name: no folder, no file, no revision."""


class Files(Protocol):
    """The files of a package, wherever it lies."""

    label: str

    def open(self, path: str) -> IO[bytes]:
        """Open a file by its path in the package; SnapshotError where it may not or cannot be read."""
        ...


@dataclass(frozen=True)
class Table:
    """A table of a snapshot: its file, its schema, and how to read its rows."""

    name: str
    path: str
    schema: dict[str, Any]
    resource: dict[str, Any]
    files: Files = field(repr=False)

    @property
    def fields(self) -> dict[str, dict[str, Any]]:
        """The fields by name, in the order of the schema."""
        return {f["name"]: f for f in self.schema["fields"]}

    @property
    def key(self) -> str:
        """The one field that is the primary key."""
        key = self.schema.get("primaryKey")
        names = [key] if isinstance(key, str) else key
        if not isinstance(names, list) or len(names) != 1 or names[0] not in self.fields:
            raise SnapshotError(f"{self.files.label}: the table {self.name} has no primary key of one field, so its rows cannot be compared")
        return str(names[0])

    @contextmanager
    def rows(self) -> Iterator[tuple[list[str], Iterator[tuple[int, list[str]]]]]:
        """Give the header and, one by one, the physical line and the cells of each row."""
        with self.files.open(self.path) as raw:
            reader = csv.reader(_lines(raw), strict=True)
            records = self._records(reader)
            _, header = next(records, (1, []))
            if len(set(header)) != len(header) or self.key not in header:
                raise SnapshotError(f"{self._at(1)} the header has no column {self.key}, or a column twice")
            yield header, self._same_width(header, records)

    def _records(self, reader: Any) -> Iterator[tuple[int, list[str]]]:
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except (csv.Error, UnicodeDecodeError, *_UNREADABLE) as error:
                reason = "is not UTF-8" if isinstance(error, UnicodeDecodeError) else f"cannot be read: {error}"
                raise SnapshotError(f"{self._at(line)} the row {reason}") from None
            if cells:
                yield line, cells

    def _same_width(self, header: list[str], records: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
        for line, cells in records:
            if len(cells) != len(header):
                raise SnapshotError(f"{self._at(line)} the row has {len(cells)} cells, the header {len(header)}")
            yield line, cells

    def _at(self, line: int) -> str:
        return f"{self.files.label}: {self.path}:{line}"


def _lines(raw: IO[bytes]) -> Iterator[str]:
    # Decoded line by line: a decoder of blocks fails a block ahead of the line that is to be named.
    first = True
    while line := raw.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise csv.Error(f"a line is longer than {LONGEST_LINE:,} bytes")
        yield line.decode("utf-8-sig" if first else "utf-8")
        first = False


@dataclass(frozen=True)
class Snapshot:
    """A whole package at one state."""

    label: str
    descriptor: dict[str, Any]
    tables: dict[str, Table]

    @property
    def version(self) -> str:
        return str(self.descriptor.get("version", ""))


def snapshot(name: str, repository: Path) -> Snapshot:
    """Read a state of the package: the folder or the zip archive of that name, else the git revision in `repository`.

    Raises:
        NoSuchSnapshot: there is neither.
        SnapshotError: what is there is no readable package.
    """
    path = Path(name)
    if name and path.is_dir():
        files: Files = _Folder(path)
    elif name and path.is_file():
        files = _Archive(path)
    else:
        files = _Revision(name, repository)
    descriptor = _object(files, DESCRIPTOR)
    resources = descriptor.get("resources")
    if not isinstance(resources, list) or not resources:
        raise SnapshotError(f"{files.label}: {DESCRIPTOR} lists no resources")
    tables: dict[str, Table] = {}
    schemas: dict[str, dict[str, Any]] = {}
    for resource in resources:
        table = _table(files, resource, schemas)
        if table.name in tables:
            raise SnapshotError(f"{files.label}: {DESCRIPTOR} lists the table {table.name} twice")
        tables[table.name] = table
    return Snapshot(files.label, descriptor, tables)


def _table(files: Files, resource: Any, schemas: dict[str, dict[str, Any]]) -> Table:
    if not isinstance(resource, dict) or not isinstance(resource.get("name"), str) or not isinstance(resource.get("path"), str):
        raise SnapshotError(f"{files.label}: {DESCRIPTOR} has a resource without a name and one path")
    schema = resource.get("schema")
    if isinstance(schema, str):
        if schema not in schemas:
            schemas[schema] = _object(files, schema)
        schema = schemas[schema]
    fields = schema.get("fields") if isinstance(schema, dict) else None
    if not isinstance(fields, list) or not all(isinstance(f, dict) and isinstance(f.get("name"), str) for f in fields):
        raise SnapshotError(f"{files.label}: the table {resource['name']} has no schema with named fields")
    return Table(resource["name"], resource["path"], schema, resource, files)  # type: ignore[arg-type]


def _object(files: Files, path: str) -> dict[str, Any]:
    try:
        with files.open(path) as file:
            content = file.read(LARGEST_JSON + 1)
        if len(content) > LARGEST_JSON:
            raise SnapshotError(f"{files.label}: {path} is larger than {LARGEST_JSON:,} bytes")
        data = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError, *_UNREADABLE) as error:
        raise SnapshotError(f"{files.label}: {path} cannot be read as JSON: {str(error) or type(error).__name__}") from None
    if not isinstance(data, dict):
        raise SnapshotError(f"{files.label}: {path} is no JSON object")
    return data


def _inside(label: str, path: str) -> str:
    """A path that stays in the package, or a SnapshotError."""
    parts = PurePosixPath(path).parts
    if not parts or path.startswith("/") or ".." in parts or "\\" in path or ":" in path or "\0" in path:
        raise SnapshotError(f"{label}: the path {path!r} leaves the package")
    return "/".join(parts)


class _Folder:
    def __init__(self, root: Path) -> None:
        self.label, self._root = str(root), root.resolve()

    def open(self, path: str) -> IO[bytes]:
        target = (self._root / _inside(self.label, path)).resolve()
        if self._root not in target.parents:
            raise SnapshotError(f"{self.label}: the path {path!r} leaves the package through a link")
        if not target.is_file():
            raise SnapshotError(f"{self.label}: there is no file {path}")
        if target.stat().st_size > LARGEST_TABLE:
            raise SnapshotError(f"{self.label}: {path} is larger than {LARGEST_TABLE:,} bytes")
        return target.open("rb")


class _Archive:
    """A zip archive; the package may lie in one folder inside it."""

    def __init__(self, path: Path) -> None:
        self.label = str(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise SnapshotError(f"{path}: is neither a folder nor a zip archive that can be read: {error}") from None
        members = self._zip.infolist()
        if len(members) > MOST_MEMBERS:
            raise SnapshotError(f"{path}: the archive has more than {MOST_MEMBERS:,} files")
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            if member.filename in self._members:
                raise SnapshotError(f"{path}: the archive holds {member.filename} twice")
            self._members[member.filename] = member
        found = sorted((name for name in self._members if PurePosixPath(name).name == DESCRIPTOR), key=lambda name: (name.count("/"), name))
        if not found:
            raise SnapshotError(f"{path}: there is no {DESCRIPTOR} in the archive")
        self._prefix = found[0].removesuffix(DESCRIPTOR)

    def open(self, path: str) -> IO[bytes]:
        member = self._members.get(self._prefix + _inside(self.label, path))
        if member is None:
            raise SnapshotError(f"{self.label}: there is no file {path} in the archive")
        if member.file_size > LARGEST_TABLE or (member.file_size > LARGEST_JSON and member.file_size > HIGHEST_RATIO * max(1, member.compress_size)):
            raise SnapshotError(f"{self.label}: {path} would unpack to {member.file_size:,} bytes from {member.compress_size:,}; it is not read")
        try:
            return self._zip.open(member)
        except (RuntimeError, NotImplementedError, zipfile.BadZipFile, OSError) as error:  # a password, an unknown method, a broken header
            raise SnapshotError(f"{self.label}: {path} cannot be unpacked: {error}") from None


class _Revision:
    """A revision of the git repository that the package lies in."""

    def __init__(self, name: str, repository: Path) -> None:
        self.label, self._repository = name, repository
        if not name or name.startswith("-"):
            raise NoSuchSnapshot(f"{name!r} is no folder, no file and no git revision")
        try:
            commit = git(repository, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}").strip()
        except SnapshotError:
            raise NoSuchSnapshot(f"{name}: there is no folder, no file and no git revision of that name") from None
        prefix = git(repository, "rev-parse", "--show-prefix").rstrip("\n")
        self._objects: dict[str, tuple[str, str, int]] = {}
        for entry in git(repository, "ls-tree", "-r", "-l", "-z", "--full-tree", commit).split("\0"):
            about, _, path = entry.partition("\t")
            if about and path.startswith(prefix):
                mode, kind, name_of_object, size = about.split()
                if kind == "blob":
                    self._objects[path.removeprefix(prefix)] = (mode, name_of_object, int(size))

    def open(self, path: str) -> IO[bytes]:
        mode, name, size = self._objects.get(_inside(self.label, path), ("", "", 0))
        if not name or mode == "120000":
            raise SnapshotError(f"{self.label}: there is no file {path} in this revision")
        if size > LARGEST_TABLE:
            raise SnapshotError(f"{self.label}: {path} is larger than {LARGEST_TABLE:,} bytes")
        content = subprocess.run(["git", "-C", str(self._repository), "cat-file", "blob", name], capture_output=True, env=_environment(), check=False)
        if content.returncode:
            raise SnapshotError(f"{self.label}: git cannot read {path}: {_last_line(content.stderr)}")
        return io.BytesIO(content.stdout)


def _environment() -> dict[str, str]:
    # Inside a git hook these name another repository than the one that -C names.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}


def git(repository: Path, *arguments: str) -> str:
    """Return what a git command prints.

    Raises:
        SnapshotError: there is no git, or it fails.
    """
    try:
        done = subprocess.run(["git", "-C", str(repository), *arguments], capture_output=True, env=_environment(), check=False)
    except (OSError, ValueError) as error:
        raise SnapshotError(f"git does not run here: {error}") from None
    if done.returncode:
        raise SnapshotError(f"git {arguments[0]} fails in {repository}: {_last_line(done.stderr)}")
    return done.stdout.decode("utf-8", "replace")


def _last_line(text: bytes) -> str:
    lines = text.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "no reason given"
