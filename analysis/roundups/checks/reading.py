"""The package as text, read once, for the gates: bounded in size, tolerant of faults, following nothing outside its folder.

The reader of `roundups.package` may trust what it reads; this one is what makes that true.
"""

from __future__ import annotations

import hashlib
import stat
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

from ..journal import JOURNAL, Watch
from ..package import CLAIMS_SCHEMA, DESCRIPTOR, PackageError
from . import blocks
from .blocks import Unreadable
from .jsontext import JsonFault, JsonText, read_json
from .parallel import spread
from .table import Keys, Row, Table

# Each some forty times what the largest table, schema and descriptor have. What lies above is no data of this package, unless the
# descriptor seals it: a table of exactly the bytes that are written there is read, block by block, whatever its size.
LARGEST_FILE = 8_000_000
LARGEST_SEALED = 1_000_000_000
LARGEST_JSON = 500_000
LONGEST_PATH = 200
MOST_LINES = 50_000
MOST_RESOURCES = 100
#: Files beside the package that state its licence, version and dates too; none of them has to be there.
BESIDE = ("CHANGELOG.md", "CITATION.cff", "LICENSE.md", "README.md", "pyproject.toml")
#: How often a package is read again that was changed meanwhile.
TRIES = 3


@dataclass(frozen=True, slots=True)
class TextFault:
    """Why a file cannot be read: place, reason, advice; and the gate that it belongs to."""

    gate: str
    file: str
    line: int
    column: int
    reason: str
    advice: str


class Reading:
    """Everything of a package that the gates look at.

    Attributes:
        faults: what could not be read, or may not be.
        descriptor: the descriptor with its places, None if it cannot be read.
        schemas: the schemas by the reference in the descriptor.
        tables: the tables that can be read, by name.
        beside: the texts of the files in `BESIDE` that are there.
        released: the last release, to compare with; None where there is none or nobody asked.
        heard: what the words of the claims say, once a gate has asked; see `words`.
    """

    def __init__(self, root: Path, changed: Mapping[str, bytes] | None = None, base: Reading | None = None, released: Reading | None = None) -> None:
        """Read the package in a folder; ``changed``: other content of some files; ``base``: a reading to take the rest from."""
        self.root, self._changed, self._base, self.released = root, changed or {}, base, released
        for _ in range(TRIES):
            try:
                watch = Watch(root)
            except PackageError as error:
                self._read()
                self._fault("file-readable", JOURNAL, (1, 1), str(error).partition(": ")[2], "see what interrupted it")
                return
            self._read()
            if watch.is_same:
                return
        self._fault("file-readable", DESCRIPTOR, (1, 1), f"the package was changed {TRIES} times while it was read", "validate when nothing changes it")

    def _read(self) -> None:
        self.heard: tuple[array[int], list[tuple[str, str | None]]] | None = None
        self.faults: list[TextFault] = []
        self.schemas: dict[str, JsonText] = {}
        self.tables: dict[str, Table] = {}
        self.raw: dict[str, bytes] = {}  # of the files that were read whole
        self.descriptor = self._base.descriptor if self._base and DESCRIPTOR not in self._changed else self._json(DESCRIPTOR)
        self._large: list[tuple[Table, Path]] = []
        for index, resource in self.resources():
            self._table(index, resource)
        self._read_large()
        there = [file for file in BESIDE if file in self._changed or (self.root / file).is_symlink() or (self.root / file).exists()]
        is_same = self._base and not set(BESIDE) & set(self._changed)
        self.beside = self._base.beside if self._base and is_same else {file: text for file in there if (text := self._text(file)) is not None}

    @property
    def is_whole(self) -> bool:
        """Whether each resource could be read: without one of its tables, rows of the others look wrong."""
        return self.descriptor is not None and all(str(r.get("name")) in self.tables for _, r in self.resources())

    def resources(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The resources that are objects, each with its number in the descriptor."""
        data = self.descriptor.data if self.descriptor else None
        resources = data.get("resources") if isinstance(data, dict) else None
        for index, resource in enumerate(resources if isinstance(resources, list) else []):
            if isinstance(resource, dict):
                yield index, resource

    @property
    def is_large(self) -> bool:
        return any(table.is_large for table in self.tables.values())

    def rows(self, *tables: str) -> Iterator[Row]:
        for table in tables:
            if table in self.tables:
                yield from self.tables[table].rows

    def file(self, table: str) -> str:
        return self.tables[table].file if table in self.tables else f"data/{table}.csv"

    @cached_property
    def claim_tables(self) -> list[str]:
        return [str(r.get("name")) for _, r in self.resources() if r.get("schema") == CLAIMS_SCHEMA]

    @property
    def claims(self) -> Iterator[Row]:
        """The rows of all tables of claims."""
        return self.rows(*self.claim_tables)

    @cached_property
    def claim(self) -> Keys:
        return Keys([self.tables[name] for name in self.claim_tables if name in self.tables])

    @property
    def sourced(self) -> Iterator[Row]:
        """The claims and the strikes: every row that a source stands behind."""
        return self.rows(*self.claim_tables, "refinery_strikes")

    def look_up(self, table: str, key: str) -> Row | None:
        return self.tables[table].find(key) if key and table in self.tables else None

    @cached_property
    def parts(self) -> list[tuple[Row, Row]]:
        """Each part with its total, in the order of the parts."""
        return [(row.alone, whole) for row in self.claims_with("part_of") if (whole := self.claim.get(row["part_of"])) is not None]

    def claims_with(self, column: str) -> Iterator[Row]:
        """The claims that have something in a column."""
        for name in self.claim_tables:
            if name in self.tables:
                yield from self.tables[name].rows.filled(column)

    @cached_property
    def issue_of(self) -> dict[str, Row]:
        """The issue of the roundup by its source."""
        return {row["source_id"]: row.alone for row in self.rows("roundups") if row["source_id"]}

    # Reading ---------------------------------------------------------------------------------------------------------

    def _fault(self, gate: str, file: str, place: tuple[int, int], reason: str, advice: str) -> None:
        self.faults.append(TextFault(gate, file, *place, reason, advice))

    def bytes_of(self, file: str) -> bytes | None:
        """Return the bytes of a file of the package, or None with a fault."""
        if file in self.raw:
            return self.raw[file]
        if file in self._changed:
            self.raw[file] = self._changed[file]
            return self.raw[file]
        path = self._allowed(file, LARGEST_FILE)
        if path is None:
            return None
        try:
            data = path.read_bytes()
        except OSError as error:
            self._unread(file, f"the file cannot be read: {error.strerror or error}", "see to its name and permissions")
            return None
        self.raw[file] = data
        return data

    def _allowed(self, file: str, largest: int) -> Path | None:
        """Return the path of an ordinary file inside the package and of bounded size, or None with a fault."""
        path = self.root / file
        try:
            resolved = path.resolve()
            if not resolved.is_relative_to(self.root.resolve()):
                self._unread(file, "a link leads out of the package", "put the file itself there")
                return None
            status = path.stat()
            if stat.S_ISDIR(status.st_mode):
                self._unread(file, "there is a folder where a file should be", "put the file there")
                return None
            if not stat.S_ISREG(status.st_mode):
                self._unread(file, "this is not an ordinary file", "put the file there")
                return None
            if status.st_size > LARGEST_FILE and status.st_size != largest:
                self._unread(file, f"the file has {status.st_size:,} bytes, above the {LARGEST_FILE:,} that are read unless they are sealed", "see what went into it, or run roundups seal")
                return None
        except FileNotFoundError:
            self._unread(file, "the file is not there", "add it or take it out of the descriptor")
            return None
        except (OSError, ValueError, RuntimeError) as error:
            self._unread(file, f"the file cannot be read: {getattr(error, 'strerror', None) or error}", "see to its name and permissions")
            return None
        return path

    def _unread(self, file: str, reason: str, advice: str) -> None:
        self._fault("file-readable", file, (1, 1), reason, advice)

    def _text(self, file: str, is_sealed: bool = False) -> str | None:
        """Return the text of a file, or None with one fault: the first that makes it unreadable."""
        data = self.bytes_of(file)
        if data is None:
            return None
        if not data:
            self._refused(file, (1, 1), "the file is empty", "restore its content")
            return None
        try:
            text = blocks.as_text(data)
            if text.startswith("\ufeff"):
                self._refused(file, (1, 1), "the file begins with a byte order mark", "save it as UTF-8 without BOM")
                text = text[1:]
            lines = text.count("\n")
            if lines > MOST_LINES and not is_sealed:
                raise Unreadable((MOST_LINES, 1), f"the file has {lines:,} lines, above the {MOST_LINES:,} that are read unless they are sealed", "see what went into it")
            blocks.check_lines(text)
        except Unreadable as fault:
            self._refused(file, fault.place, fault.reason, fault.advice)
            return None
        return text

    def _refused(self, file: str, place: tuple[int, int], reason: str, advice: str) -> None:
        self._fault("file-text", file, place, reason, advice)

    def _json(self, file: str) -> JsonText | None:
        text = self._text(file)
        if text is None:
            return None
        if len(text) > LARGEST_JSON:
            self._refused(file, (1, 1), f"the JSON has {len(text):,} characters, above the {LARGEST_JSON:,} that are read", "see what went into it")
            return None
        try:
            document = read_json(text)
        except JsonFault as error:
            self._fault("json-form", file, (error.line, error.column), error.reason, "mend the JSON")
            return None
        for path in document.twice[:1]:  # each place costs a count of the lines before it
            others = f", and {len(document.twice) - 1:,} more do" if len(document.twice) > 1 else ""
            self._fault("json-form", file, document.place(*path), f"the key {path[-1]!r} stands twice in one object{others}", "keep one of them")
        if isinstance(document.data, dict) and isinstance(document.data.get("resources"), list) and len(document.data["resources"]) > MOST_RESOURCES:
            self._fault("resource-path", file, document.place("resources"), f"there are {len(document.data['resources']):,} resources, above the {MOST_RESOURCES:,} that are read", "see what went into it")
            return None
        if not isinstance(document.data, dict):
            self._fault("json-form", file, (1, 1), "the document is not an object", "put the keys between { and }")
            return None
        return document

    def _table(self, index: int, resource: dict[str, Any]) -> None:
        name, file, reference = resource.get("name"), resource.get("path"), resource.get("schema")
        if not (isinstance(name, str) and self._inside(index, "path", file) and self._inside(index, "schema", reference)):
            return
        assert isinstance(file, str) and isinstance(reference, str)
        before = self._base.tables.get(name) if self._base and not {file, reference} & set(self._changed) else None
        if self._base and before and before.file == file and before.schema is self._base.schemas[reference].data:
            self.tables[name], self.schemas[reference] = before, self._base.schemas[reference]
            if file in self._base.raw:
                self.raw[file] = self._base.raw[file]
            return
        if reference not in self.schemas:
            schema = self._json(reference)
            if schema is None:
                return
            self.schemas[reference] = schema
        table = Table(name, file, self.schemas[reference].data, [], {}, ())
        sealed = resource.get("bytes")
        largest = sealed if isinstance(sealed, int) and sealed <= LARGEST_SEALED else 0
        try:
            if LARGEST_FILE < largest == self._size(file) and file not in self._changed:
                if (path := self._allowed(file, largest)) is not None:
                    self._large.append((table, path))
            elif (text := self._text(file, is_sealed=largest == self._size(file))) is not None:
                data = self.raw[file]
                table.text, table.size, table.digest = text, len(data), hashlib.sha256(data).hexdigest()
                blocks.fill(table, blocks.of_text(file, text), compact=False)
                self.tables[name] = table
        except Unreadable as fault:
            self._refused(file, fault.place, fault.reason, fault.advice)

    def _size(self, file: str) -> int:
        if file in self._changed:
            return len(self._changed[file])
        try:
            return (self.root / file).stat().st_size
        except (OSError, ValueError):
            return -1

    def _read_large(self) -> None:
        """Read sealed tables block by block, side by side, the largest first: their text is not held."""
        large = sorted(self._large, key=lambda each: each[1].stat().st_size, reverse=True)
        for (table, _), read in zip(large, spread(_filled, large), strict=True):
            if isinstance(read, Table):
                read.schema = table.schema
                self.tables[table.name] = read
            else:
                self._fault(read[0], table.file, *read[1:])
        order = [str(resource.get("name")) for _, resource in self.resources()]
        self.tables = {name: self.tables[name] for name in dict.fromkeys(order) if name in self.tables}

    def _inside(self, index: int, key: str, value: object) -> bool:
        """Tell whether a path of the descriptor is one inside the package; a fault if not."""
        assert self.descriptor is not None
        place = self.descriptor.place("resources", index, key)
        if not isinstance(value, str) or not value:
            self._fault("resource-path", DESCRIPTOR, place, f"the resource has no {key} that is the name of a file", f"name its file under {key}")
            return False
        if len(value) > LONGEST_PATH:
            self._fault("resource-path", DESCRIPTOR, place, f"the {key} has {len(value):,} characters, above the {LONGEST_PATH:,} that are read", "name a file in the package's folder")
            return False
        parts = PurePosixPath(value).parts
        if "://" in value or "\\" in value or ":" in parts[0] or value.startswith(("/", "~")) or ".." in parts or "\0" in value:
            self._fault("resource-path", DESCRIPTOR, place, f"the {key} {value!r} leaves the package", "name a file in the package's folder, with forward slashes")
            return False
        return True


def _filled(large: tuple[Table, Path]) -> Table | tuple[str, tuple[int, int], str, str]:
    """Read a large table; or what to say of it: gate, place, reason, advice."""
    table, path = large

    def seal(size: int, digest: str) -> None:
        table.size, table.digest = size, digest

    try:
        blocks.fill(table, blocks.of_file(table.file, path, seal), compact=True)
    except Unreadable as fault:
        return "file-text", fault.place, fault.reason, fault.advice
    except OSError as error:
        return "file-readable", (1, 1), f"the file cannot be read: {error.strerror or error}", "see to its name and permissions"
    return table
