"""SQLite: a table a table, with typed and checked columns, primary and foreign keys, and views that join source and claimant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...package import Cell, Package, PackageError
from .. import citation

if TYPE_CHECKING:
    import apsw

ENDING = "sqlite"
_TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER", "date": "TEXT", "string": "TEXT"}


def write(package: Package, target: Path) -> int:
    """Write the database and return the number of rows in it.

    Types are enforced by CHECK, not by STRICT, so that any SQLite 3 can open the file. Foreign keys are checked before the file is
    kept; a later connection enforces them where it says `PRAGMA foreign_keys = ON`.

    apsw brings its own SQLite, the same on every machine: Python's is that of the machine, and from version to version other
    bytes are left in the unused parts of the pages.

    Raises:
        PackageError: a row breaks a key or a check.
        OSError: the disk is full, or the file cannot be written.
    """
    import apsw

    target.unlink(missing_ok=True)
    rows = 0
    try:
        with closing(apsw.Connection(str(target))) as connection:
            run = connection.execute
            for pragma in ("page_size = 4096", "encoding = 'UTF-8'", "journal_mode = OFF", "synchronous = OFF", "secure_delete = ON"):
                run(f"PRAGMA {pragma}")
            run("BEGIN")
            _about(connection, package)
            for table in package.tables:
                run(_create(package, table))
            for table in package.tables:
                rows += _fill(connection, package, table)
            for statement in _views(package):
                run(statement)
            # Once at the end: checked row by row, a row that refers to a later one costs a scan of its table.
            for table, row, parent, _ in run("PRAGMA foreign_key_check"):
                raise PackageError(f"{table}, row {row}: refers to nothing in {parent}; run `roundups validate`")
            run("COMMIT")
            run("VACUUM")
    except apsw.ConstraintError as error:
        raise PackageError(f"{target.name}: {error}; run `roundups validate` to see which row it is") from error
    except apsw.Error as error:
        raise OSError(None, str(error), str(target)) from error
    return rows


def _fill(connection: apsw.Connection, package: Package, table: str) -> int:
    rows = 0

    def plain() -> Iterator[tuple[str | int | float | None, ...]]:
        nonlocal rows
        for record in package.records(table):
            rows += 1
            yield tuple(map(_plain, record.values()))

    marks = ", ".join("?" * len(package.schema(table)["fields"]))
    connection.executemany(f"INSERT INTO {_name(table)} VALUES ({marks})", plain())
    return rows


def _about(connection: apsw.Connection, package: Package) -> None:
    connection.execute("CREATE TABLE package (property TEXT PRIMARY KEY NOT NULL, content TEXT NOT NULL)")
    descriptor = package.descriptor
    about = {name: descriptor[name] for name in ("name", "title", "description", "version", "created")}
    about["licence"] = ", ".join(licence["title"] for licence in descriptor["licenses"])
    about["citation"] = citation.sentence(package)
    connection.executemany("INSERT INTO package VALUES (?, ?)", about.items())


def _create(package: Package, table: str) -> str:
    """The CREATE TABLE of a table, with the descriptions of its columns as comments, which SQLite keeps."""
    schema = package.schema(table)
    (key,) = schema["primaryKey"]
    references = {name["fields"][0]: name["reference"] for name in schema.get("foreignKeys", [])}
    lines = [f"  -- {_comment(package.resources[table]['description'])}"]
    for number, field in enumerate(schema["fields"]):
        last = number == len(schema["fields"]) - 1
        column = _column(field, field["name"] == key, references.get(field["name"]), table)
        lines += [f"  {column}{'' if last else ','} -- {_comment(field['description'])}"]
    return f"CREATE TABLE {_name(table)} (\n" + "\n".join(lines) + "\n)"


def _column(field: dict[str, Any], is_key: bool, reference: dict[str, Any] | None, table: str) -> str:
    name, kind, constraints = _name(field["name"]), field["type"], field.get("constraints", {})
    parts = [name, _TYPES[kind]]
    if is_key:
        parts.append("PRIMARY KEY")
    if constraints.get("required") or is_key:
        parts.append("NOT NULL")
    if constraints.get("unique") and not is_key:
        parts.append("UNIQUE")
    checks = {
        "integer": f"typeof({name}) IN ('integer', 'null')",
        "number": f"typeof({name}) IN ('real', 'null')",
        "boolean": f"{name} IN (0, 1)",
        "date": f"{name} IS date({name}, '+0 days')",  # without the modifier SQLite lets 30 February pass
        "string": f"typeof({name}) IN ('text', 'null')",
    }
    conditions = [checks[kind]]
    if "enum" in constraints:
        conditions = [f"{name} IN ({', '.join(_text(word) for word in constraints['enum'])})"]
    if "minimum" in constraints:
        conditions.append(f"{name} >= {constraints['minimum']}")
    parts.append(f"CHECK ({' AND '.join(conditions)})")
    if reference:
        target = reference["resource"] or table
        parts.append(f"REFERENCES {_name(target)} ({_name(reference['fields'][0])}) DEFERRABLE INITIALLY DEFERRED")
    return " ".join(parts)


def _views(package: Package) -> list[str]:
    """`claims_with_sources`: all tables of claims in one; and one view for each other table that has both a source and a claimant."""
    claims = "\nUNION ALL\n".join(_joined(package, table) for table in package.claim_tables)
    statements = [f"CREATE VIEW claims_with_sources AS\n{claims}"]
    for table in package.tables:
        if table not in package.claim_tables and {"sources", "claimants"} <= set(_targets(package, table)):
            statements.append(f"CREATE VIEW {_name(f'{table}_with_sources')} AS\n{_joined(package, table)}")
    return statements


def _targets(package: Package, table: str) -> dict[str, str]:
    """Referenced table -> the column that refers to it, itself left out."""
    keys = package.schema(table).get("foreignKeys", [])
    return {key["reference"]["resource"]: key["fields"][0] for key in keys if key["reference"]["resource"]}


def _joined(package: Package, table: str) -> str:
    columns = [f"{_text(table)} AS table_name", f"{_name(table)}.*"]
    joins = []
    for other, column in _targets(package, table).items():
        (key,) = package.schema(other)["primaryKey"]
        joins.append(f"LEFT JOIN {_name(other)} ON {_name(other)}.{_name(key)} = {_name(table)}.{_name(column)}")
        prefix = other.removesuffix("ies") + "y" if other.endswith("ies") else other.removesuffix("s")
        for field in package.schema(other)["fields"]:
            if field["name"] != key and field["name"] not in ("note", "aliases"):
                columns.append(f"{_name(other)}.{_name(field['name'])} AS {_name(prefix + '_' + field['name'])}")
    return f"SELECT {', '.join(columns)}\nFROM {_name(table)}\n" + "\n".join(joins)


def _plain(cell: Cell) -> str | int | float | None:
    return cell.isoformat() if isinstance(cell, date) else cell


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _comment(text: str) -> str:
    return " ".join(text.split())
