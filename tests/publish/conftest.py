"""Copies of the package to change, a grown package, the archives of the real one, and the part of the first release that is kept."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roundups.package import Package
from roundups.publish.archives import export
from roundups.publish.seal import seal

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


def _unpacked(folder: Path) -> State:
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
    return _unpacked(tmp_path / "old")


@pytest.fixture
def new(tmp_path: Path) -> State:
    """The same, for the test to change."""
    return _unpacked(tmp_path / "new")


@pytest.fixture
def copy(real_root: Path, tmp_path: Path) -> Path:
    """The package in a folder of its own."""
    root = tmp_path / "package"
    root.mkdir()
    for name in ("datapackage.json", "README.md", "CITATION.cff", ".zenodo.json", "LICENSE.md", "CHANGELOG.md"):
        shutil.copy(real_root / name, root)
    shutil.copytree(real_root / "data", root / "data")
    return root


@pytest.fixture(scope="session")
def sqlite3_program() -> str:
    """The program sqlite3; without it the tests that need it are skipped, but not in CI."""
    program = shutil.which("sqlite3")
    if not program:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("the program sqlite3 is not on this machine: apt-get install sqlite3")
    return str(program)


@pytest.fixture(scope="session")
def small(real_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed package of four claims of each table and the rows that they refer to."""
    package, root = Package(real_root), tmp_path_factory.mktemp("small")
    wanted: dict[str, set[object]] = {table: set() for table in package.tables}
    for table in package.tables:
        if package.schema(table)["primaryKey"] == ["claim_id"]:
            free = [row for row in package.records(table) if not row.get("part_of") and not row.get("supersedes")]
            wanted[table] = {row["claim_id"] for row in free[:4]}
    for _ in range(3):  # as deep as the references go
        for table in package.tables:
            schema = package.schema(table)
            (key,) = schema["primaryKey"]
            for row in package.records(table):
                if row[key] in wanted[table]:
                    for reference in schema.get("foreignKeys", []):
                        wanted[reference["reference"]["resource"] or table].add(row[reference["fields"][0]])
    shutil.copytree(real_root / "data" / "schemas", root / "data" / "schemas")
    for name in ("datapackage.json", "LICENSE.md"):
        shutil.copy(real_root / name, root)
    for table in package.tables:
        with package.path(table).open(newline="", encoding="utf-8") as file, (root / "data" / f"{table}.csv").open("w", newline="") as kept:
            head, *rows = csv.reader(file)
            csv.writer(kept, lineterminator="\n").writerows([head, *(row for row in rows if row[0] in wanted[table])])
    seal(root)
    return root


@pytest.fixture
def edited(copy: Path) -> Callable[..., Package]:
    """Change cells of one row of the copy, or append a row, and seal it: `edited("facilities", "adler-depot", name="=1+1")`."""

    def edit(table: str, key: str | None, /, **cells: str) -> Package:
        path = copy / "data" / f"{table}.csv"
        with path.open(newline="", encoding="utf-8") as file:
            head, *rows = csv.reader(file)
        if key is None:
            rows.append([cells.get(name, "") for name in head])
        for row in rows:
            if row[0] == key:
                for name, cell in cells.items():
                    row[head.index(name)] = cell
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([head, *rows])
        seal(copy)
        return Package(copy)

    return edit


@pytest.fixture
def grown(real_root: Path, tmp_path: Path) -> Callable[[int], Path]:
    """The package with each row several times over; keys get a number, and what refers to them follows."""

    def grow(factor: int) -> Path:
        root = tmp_path / f"grown-{factor}"
        shutil.copytree(real_root / "data" / "schemas", root / "data" / "schemas")
        shutil.copy(real_root / "datapackage.json", root)
        for resource in json.loads((root / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
            schema = json.loads((root / resource["schema"]).read_text(encoding="utf-8"))
            keys = {*schema["primaryKey"], *(key["fields"][0] for key in schema.get("foreignKeys", []))}
            keys |= {field["name"] for field in schema["fields"] if field.get("constraints", {}).get("unique")}
            with (real_root / resource["path"]).open(newline="", encoding="utf-8") as file:
                head, *rows = csv.reader(file)
            places = [number for number, name in enumerate(head) if name in keys]
            with (root / resource["path"]).open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(head)
                for turn in range(factor):
                    writer.writerows(
                        [f"{cell}~{turn}" if turn and cell and number in places else cell for number, cell in enumerate(row)] for row in rows
                    )
        seal(root)
        return root

    return grow


@pytest.fixture(scope="session")
def archives(real_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all archives of the real package."""
    folder = tmp_path_factory.mktemp("export") / "archives"
    export(Package(real_root), folder)
    return folder


@pytest.fixture(scope="session")
def unpacked(archives: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The ZIP file, unpacked."""
    folder = tmp_path_factory.mktemp("unpacked")
    shutil.unpack_archive(archives / "ukraine-war-roundups.zip", folder)
    return folder
