"""The part of the first release that is kept, unpacked, and hands to change it with."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FIRST_RELEASE = Path(__file__).with_name("first-release.zip")


class State:
    """A package in a folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, table: str) -> Path:
        return self.root / "data" / f"{table}.csv"

    def rows(self, table: str) -> list[dict[str, str]]:
        with self.path(table).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, table: str, rows: list[dict[str, str]], header: list[str] | None = None) -> None:
        with self.path(table).open(encoding="utf-8", newline="") as file:
            header = header or next(csv.reader(file))
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, header, restval="", extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        self.path(table).write_bytes(out.getvalue().encode())

    def set(self, table: str, key: str, /, **cells: str) -> None:
        rows = self.rows(table)
        next(row for row in rows if next(iter(row.values())) == key).update(cells)
        self.write(table, rows)

    def add(self, table: str, like: str | None = None, /, **cells: str) -> None:
        """Add a row: a changed copy of another, or one of its own."""
        rows = self.rows(table)
        base = next((row for row in rows if next(iter(row.values())) == like), {})
        self.write(table, [*rows, {**base, **cells}])

    def drop(self, table: str, key: str) -> None:
        self.write(table, [row for row in self.rows(table) if next(iter(row.values())) != key])

    def correct(self, key: str, field: str, old: str, new: str, name: str = "2027-0001", table: str = "casualty_claims") -> None:
        """Change a cell and record it."""
        self.set(table, key, **{field: new})
        self.record(key, field, old, new, name, table)

    def record(self, key: str, field: str, old: str, new: str, name: str = "2027-0001", table: str = "casualty_claims") -> None:
        self.add("corrections", correction_id=name, table=table, record_id=key, field=field, old_value=old, new_value=new, reason="It was misread.", corrected="2027-01-08")

    def describe(self, change: Callable[[dict[str, Any]], object], file: str = "datapackage.json") -> None:
        path = self.root / file
        data = json.loads(path.read_text(encoding="utf-8"))
        change(data)
        path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    def zipped(self, path: Path, prefix: str = "") -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(self.root.rglob("*")):
                if file.is_file() and ".git" not in file.parts:
                    archive.write(file, prefix + file.relative_to(self.root).as_posix())
        return path

    def git(self, *arguments: str) -> None:
        identity = ["-c", "user.name=nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"]
        subprocess.run(["git", "-C", str(self.root), *identity, *arguments], check=True, capture_output=True)


def unpacked(folder: Path) -> State:
    with zipfile.ZipFile(FIRST_RELEASE) as archive:
        archive.extractall(folder)
    (root,) = folder.iterdir()
    return State(root)


@pytest.fixture(scope="session")
def first_release() -> Path:
    """The archive of the first release."""
    return FIRST_RELEASE


@pytest.fixture
def old(tmp_path: Path) -> State:
    """The first release as it was."""
    return unpacked(tmp_path / "old")


@pytest.fixture
def new(tmp_path: Path) -> State:
    """The same, for the test to change."""
    return unpacked(tmp_path / "new")
