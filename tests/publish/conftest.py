"""Copies of the package to change, a grown package, and the archives of the real one, made once."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from roundups.package import Package
from roundups.publish.archives import export
from roundups.publish.seal import seal


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
