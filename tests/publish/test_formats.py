"""Each archive, opened by a program or library that this project did not write and that did not write the archive."""

from __future__ import annotations

import csv
import datetime
import io
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roundups.package import Package
from roundups.publish.archives import jsonlines, parquet, spreadsheet, sqlite


@pytest.fixture(scope="module")
def package(real_root: Path) -> Package:
    return Package(real_root)


def rows(package: Package, table: str) -> list[tuple[Any, ...]]:
    return [tuple(record.values()) for record in package.records(table)]


def schemas(package: Package) -> list[tuple[str, dict[str, Any]]]:
    return [(table, field) for table in package.tables for field in package.schema(table)["fields"]]


# SQLite, by the program sqlite3


def sql(database: Path, *statements: str) -> subprocess.CompletedProcess[str]:
    """What the program sqlite3 prints for the statements, as CSV."""
    script = "\n".join(statements)
    return subprocess.run(["sqlite3", "-bail", "-csv", str(database)], input=script, capture_output=True, text=True, check=False)


def read(database: Path, statement: str) -> list[list[str]]:
    done = sql(database, statement)
    assert done.returncode == 0, done.stderr
    return list(csv.reader(io.StringIO(done.stdout)))


@pytest.fixture
def database(archives: Path, tmp_path: Path, sqlite3_program: str) -> Path:
    return Path(shutil.copy(archives / "ukraine-war-roundups.sqlite", tmp_path))


def test_sqlite_holds_every_cell_of_every_table(database: Path, package: Package) -> None:
    assert read(database, "PRAGMA integrity_check") == [["ok"]]
    for table in package.tables:
        with package.path(table).open(newline="", encoding="utf-8") as file:
            _, *lines = csv.reader(file)
        flags = [field["type"] == "boolean" for field in package.schema(table)["fields"]]
        plain = [[{"true": "1", "false": "0", "": ""}[cell] if flag else cell for flag, cell in zip(flags, row, strict=True)] for row in lines]
        assert read(database, f"SELECT * FROM {table}") == plain


def test_sqlite_has_the_primary_and_foreign_keys_of_the_schemas(database: Path, package: Package) -> None:
    for table in package.tables:
        schema = package.schema(table)
        assert [row[1] for row in read(database, f"PRAGMA table_info({table})") if row[5] == "1"] == schema["primaryKey"]
        found = {(row[3], row[2], row[4]) for row in read(database, f"PRAGMA foreign_key_list({table})")}
        assert found == {
            (key["fields"][0], key["reference"]["resource"] or table, key["reference"]["fields"][0]) for key in schema.get("foreignKeys", [])
        }
    assert read(database, "PRAGMA foreign_key_check") == []


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        ("UPDATE casualty_claims SET source_id = 'nowhere' WHERE claim_id = '1076-1080-07'", "FOREIGN KEY"),
        ("UPDATE casualty_claims SET part_of = 'nothing' WHERE claim_id = '1076-1080-07'", "FOREIGN KEY"),
        ("DELETE FROM claimants WHERE claimant_id = 'volodymyr-zelenskyy'", "FOREIGN KEY"),
        ("UPDATE casualty_claims SET claim_id = 'P0005' WHERE claim_id = '1076-1080-07'", "UNIQUE"),
        ("UPDATE casualty_claims SET value = 'many'", "CHECK"),
        ("UPDATE casualty_claims SET as_of = '2025-02-30'", "CHECK"),
        ("UPDATE casualty_claims SET disputed = 'no'", "CHECK"),
        ("UPDATE casualty_claims SET qualifier = 'perhaps'", "CHECK"),
        ("UPDATE casualty_claims SET value = -1", "CHECK"),
        ("UPDATE casualty_claims SET claimant_id = NULL", "NOT NULL"),
    ],
)
def test_sqlite_refuses_what_the_schema_refuses(statement: str, why: str, database: Path) -> None:
    done = sql(database, "PRAGMA foreign_keys = ON;", f"{statement};")
    assert done.returncode != 0 and why in done.stderr


def test_the_views_of_sqlite_join_each_claim_with_its_source_and_claimant(database: Path, package: Package) -> None:
    import pandas as pd

    claims = package.claims().set_index("claim_id")
    columns = ("claim_id", "table_name", "as_reported", "claimant_name", "claimant_party", "source_publisher", "source_url", "measure_unit")
    found = read(database, f"SELECT {', '.join(columns)} FROM claims_with_sources")
    assert len(found) == len(claims)
    for row in found:
        values = dict(zip(columns, row, strict=True))
        expected = claims.loc[values["claim_id"]]
        assert values["table_name"] == expected["table"]
        for name in columns[2:]:
            assert values[name] == ("" if pd.isna(expected[name]) else str(expected[name]))
    strikes = "SELECT count(*), count(source_url), count(claimant_name) FROM refinery_strikes_with_sources"
    assert read(database, strikes) == [[str(len(package.table("refinery_strikes")))] * 3]


def test_sqlite_says_what_it_is_and_what_each_column_holds(database: Path, package: Package) -> None:
    about = dict(read(database, "SELECT * FROM package"))
    assert about["version"] == package.version and about["title"] == package.descriptor["title"]
    for table in package.tables:
        ((made,),) = read(database, f"SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = '{table}'")
        assert all(field["description"] in made for field in package.schema(table)["fields"])


# Parquet, by DuckDB and pandas


def test_duckdb_reads_every_cell_of_every_parquet_file(archives: Path, package: Package) -> None:
    import duckdb

    for table in package.tables:
        assert duckdb.sql(f"SELECT * FROM '{archives}/parquet/{table}.parquet'").fetchall() == rows(package, table)


def test_parquet_has_the_types_of_the_schemas(archives: Path, package: Package) -> None:
    import duckdb

    types = {"integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE", "string": "VARCHAR"}
    for table in package.tables:
        found = duckdb.sql(f"DESCRIBE SELECT * FROM '{archives}/parquet/{table}.parquet'").fetchall()
        assert [(name, kind) for name, kind, *_ in found] == [(field["name"], types[field["type"]]) for field in package.schema(table)["fields"]]


def test_pandas_gets_dates_and_categories_from_parquet(archives: Path, package: Package) -> None:
    import pandas as pd

    frame = pd.read_parquet(archives / "parquet" / "casualty_claims.parquet", dtype_backend="pyarrow")
    kinds = {name: str(kind) for name, kind in frame.dtypes.items()}
    assert kinds["as_of"].startswith("date32") and kinds["value"].startswith("int64") and kinds["disputed"].startswith("bool")
    for name in ("qualifier", "statistic", "claimant_id", "measure", "region"):
        assert kinds[name].startswith(("dictionary", "category")), (name, kinds[name])
    assert kinds["note"].startswith(("string", "large_string"))


# The spreadsheet, by openpyxl


def test_every_sheet_holds_its_table_with_text_as_text_and_dates_as_dates(archives: Path, package: Package) -> None:
    import openpyxl

    book = openpyxl.load_workbook(archives / "ukraine-war-roundups.xlsx")
    assert book.sheetnames == ["about", *package.tables, "columns"]
    for table in package.tables:
        sheet, expected = book[table], rows(package, table)
        assert sheet.freeze_panes == "A2" and sheet.auto_filter.ref
        heading, *found = sheet.iter_rows()
        assert [cell.value for cell in heading] == [field["name"] for field in package.schema(table)["fields"]]
        assert all(cell.font.bold for cell in heading)
        assert len(found) == len(expected)
        for cells, row in zip(found, expected, strict=True):
            for cell, value in zip(cells, row, strict=True):
                assert cell.data_type != "f" and cell.hyperlink is None
                assert (cell.value.date() if isinstance(cell.value, datetime.datetime) else cell.value) == value
                if isinstance(value, str):
                    assert cell.data_type == "s" and cell.number_format == "@"
                elif isinstance(value, datetime.date):
                    assert cell.is_date and cell.number_format == "yyyy-mm-dd"


def test_the_first_sheet_says_what_it_is_and_the_last_what_the_columns_hold(archives: Path, package: Package) -> None:
    import openpyxl

    book = openpyxl.load_workbook(archives / "ukraine-war-roundups.xlsx", read_only=True)
    about = {name: content for name, content in book["about"].iter_rows(values_only=True)}
    assert about["version"] == package.version and package.descriptor["title"] in about["how to cite it"]
    assert {f"sheet {table}" for table in package.tables} < set(about)
    assert len(list(book["columns"].iter_rows())) == 1 + len(schemas(package))
    assert book.properties.created == datetime.datetime.fromisoformat(package.descriptor["created"]).replace(tzinfo=None)


HOSTILE = ["=1+1", "+7 495", "-13", "@SUM(A1)", '=HYPERLINK("http://example.org")', "{=1}", "https://example.org/", "00123", "1e5", "TRUE", " ", "\tx"]


def test_no_text_runs_as_a_formula_or_turns_into_something_else(small: Path, tmp_path: Path) -> None:
    import openpyxl

    shutil.copytree(small, tmp_path / "package")
    with (tmp_path / "package" / "data" / "regions.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["region", "country", "kind", "aliases", "note"])
        writer.writerows([text, "Russia", "oblast", "", text] for text in HOSTILE)
    spreadsheet.write(Package(tmp_path / "package"), tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["regions"]
    for cells, text in zip(sheet.iter_rows(min_row=2), HOSTILE, strict=True):
        for cell in (cells[0], cells[4]):
            assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)


def test_a_text_longer_than_a_cell_is_one_clear_fault(edited: Callable[..., Package], tmp_path: Path) -> None:
    from roundups.package import PackageError

    package = edited("regions", "Astrakhan Oblast", note="x" * 32_768)
    with pytest.raises(PackageError, match="row 2 of regions has a text of 32,768 characters; a cell can hold 32,767"):
        spreadsheet.write(package, tmp_path / "x.xlsx")


def test_a_table_longer_than_a_sheet_is_one_clear_fault(package: Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from roundups.package import PackageError

    monkeypatch.setattr(spreadsheet, "MAX_ROWS", 50)
    with pytest.raises(PackageError, match="casualty_claims has more rows than a sheet can hold"):
        spreadsheet.write(package, tmp_path / "x.xlsx")


# JSON Lines, by DuckDB


def test_duckdb_reads_every_cell_of_every_json_lines_file(archives: Path, package: Package) -> None:
    import duckdb

    types = {"integer": "BIGINT", "boolean": "BOOLEAN", "date": "DATE", "string": "VARCHAR"}
    for table in package.tables:
        columns = ", ".join(f"{field['name']!r}: {types[field['type']]!r}" for field in package.schema(table)["fields"])
        path = archives / "jsonl" / f"{table}.jsonl"
        found = duckdb.sql(f"SELECT * FROM read_json('{path}', format = 'newline_delimited', columns = {{{columns}}})").fetchall()
        assert found == rows(package, table)


def test_each_line_of_json_lines_keeps_numbers_truths_and_gaps_apart(archives: Path) -> None:
    lines = [json.loads(line) for line in (archives / "jsonl" / "casualty_claims.jsonl").read_text(encoding="utf-8").splitlines()]
    row = next(line for line in lines if line["claim_id"] == "1076-1080-07")
    assert (row["value"], row["disputed"], row["as_of"]) == (45000, False, None)


# The ZIP file, by frictionless


@pytest.mark.slow
def test_frictionless_reads_and_checks_the_package_inside_the_zip_file(archives: Path, package: Package) -> None:
    import frictionless

    report = frictionless.Package(str(archives / "ukraine-war-roundups.zip")).validate()
    assert report.valid, report.flatten(["type", "message"])
    assert report.stats["tasks"] == len(package.tables)


@pytest.mark.parametrize("form", [parquet, jsonlines])
def test_a_table_without_rows_is_a_file_without_rows(form: Any, package: Package, tmp_path: Path) -> None:
    assert form.write(package, "corrections", tmp_path / "x") == len(package.table("corrections"))
    assert (tmp_path / "x").is_file()


def test_the_number_of_rows_is_told(package: Package, tmp_path: Path) -> None:
    assert sqlite.write(package, tmp_path / "x.sqlite") == sum(len(package.table(table)) for table in package.tables)
