"""The package as it would be: rows are changed here, judged as a whole package, and only then written."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path

from ..checks import Fault, validate
from ..package import DESCRIPTOR, Package, PackageError
from ..publish.seal import seal
from . import changelog

Row = dict[str, str]
#: What lies beside the tables and is generated, or judged with them.
BESIDE = {".json", ".md", ".cff", ".toml"}


def write_rows(rows: Iterable[Row], columns: Sequence[str]) -> bytes:
    """Return rows as the bytes of a table's file: in the order given, minimal quotes, LF, UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


class Refused(PackageError):
    """The change is not made. ``faults``: what the gates find in the package as it would be."""

    def __init__(self, message: str, faults: Sequence[Fault] = ()) -> None:
        super().__init__(message)
        self.faults = tuple(faults)


class Draft:
    """The tables of a package as lists of rows that may be changed; nothing reaches the package's folder but by `write`."""

    def __init__(self, root: Path) -> None:
        self.package = Package(root)
        self.root = self.package.root
        self.texts: dict[str, str] = {}
        self._rows: dict[str, list[Row]] = {}

    def columns(self, table: str) -> list[str]:
        return [field["name"] for field in self.package.schema(table)["fields"]]

    def key(self, table: str) -> str:
        return self.package.schema(table)["primaryKey"][0]

    def rows(self, table: str) -> list[Row]:
        if table not in self._rows:
            self._rows[table] = list(self.package.rows(table))
        return self._rows[table]

    def find(self, table: str, key: str) -> Row | None:
        column = self.key(table)
        return next((row for row in self.rows(table) if row[column] == key), None)

    def add(self, table: str, row: Row) -> None:
        """Add a row; the columns that it does not name are empty, and a name that is no column is an error of the caller."""
        columns = self.columns(table)
        if unknown := row.keys() - set(columns):
            raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}")
        self.rows(table).append({column: row.get(column, "") for column in columns})

    def text(self, name: str) -> str:
        """The text of another file of the package, such as CHANGELOG.md; "" where it is not there."""
        path = self.root / name
        return self.texts.get(name, path.read_text(encoding="utf-8") if path.is_file() else "")

    def note(self, heading: str, line: str) -> None:
        """Add a line to the changelog, if the package has one: the copy in a wheel has not."""
        if text := self.text(changelog.FILE):
            self.texts[changelog.FILE] = changelog.noted(text, heading, line)

    def contents(self) -> dict[str, bytes]:
        """The content of each file that was touched, by its path in the package; rows stand in the order of their keys."""
        tables = {
            self.package.resources[table]["path"]: write_rows(sorted(rows, key=lambda row: row[self.key(table)]), self.columns(table))
            for table, rows in self._rows.items()
        }
        return tables | {name: text.encode() for name, text in self.texts.items()}

    @contextmanager
    def staged(self) -> Iterator[Path]:
        """A folder with the whole package as it would be, sealed."""
        with tempfile.TemporaryDirectory(prefix="roundups-") as name:
            folder = Path(name)
            for path in [*self.root.iterdir(), *(self.root / "data").rglob("*")]:
                place = folder / path.relative_to(self.root)
                if path.is_file() and (place.parent != folder or (path.suffix in BESIDE and not path.name.startswith(".roundups"))):
                    place.parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, place)
            for file, content in self.contents().items():
                (folder / file).write_bytes(content)
            seal(folder)
            yield folder

    def judge(self) -> tuple[list[Fault], dict[str, bytes]]:
        """Return what the gates find in the package as it would be, and the files that make it so."""
        with self.staged() as folder:
            faults = validate(folder)
            files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".roundups")]
            contents = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
        return faults, contents

    def as_on_disk(self, faults: Iterable[Fault]) -> list[Fault]:
        """Return faults with the lines that their rows have in the package's files as they are, where they are there."""
        tables = {resource["path"]: name for name, resource in self.package.resources.items()}
        return [self._as_on_disk(tables[fault.file], fault) if fault.file in tables else fault for fault in faults]

    def _as_on_disk(self, table: str, fault: Fault) -> Fault:
        key = self.key(table)
        drafted = sorted(row[key] for row in self.rows(table))
        there = [row[key] for row in self.package.rows(table)]
        name = drafted[fault.line - 2] if 2 <= fault.line < len(drafted) + 2 else ""
        return replace(fault, line=there.index(name) + 2) if name in there else fault

    def diff(self, contents: Mapping[str, bytes]) -> str:
        """Return what would change as a unified diff of the lines, without lines around them."""
        parts: list[str] = []
        for file, content in sorted(contents.items()):
            path = self.root / file
            old = path.read_text(encoding="utf-8") if path.is_file() else ""
            parts += unified_diff(old.splitlines(), content.decode().splitlines(), file, file, n=0, lineterm="")
        return "".join(f"{line}\n" for line in parts)

    def check_sealed(self) -> None:
        """Raise Refused where the package was changed and not sealed: the change would be sealed with ours, unseen."""
        if changed := seal(self.root, check=True):
            names = ", ".join(path.relative_to(self.root).as_posix() for path in changed)
            raise Refused(f"{self.root / DESCRIPTOR}: {names} out of date; run roundups validate, and roundups seal if the changes are meant")
