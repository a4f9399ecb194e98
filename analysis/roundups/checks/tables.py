"""Gates on single tables: what a Table Schema says, or means, and frictionless lets pass in silence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .columns import increases
from .gates import Finding, at, cells_at_fault, gate, table_gate
from .reading import Reading
from .table import Table, groups, of_columns

MAY_BE_EMPTY = {"anomalies", "corrections"}
_FORMS = {
    "integer": (re.compile(r"0|-?[1-9]\d*"), "digits only, without leading zeros, signs and separators"),
    "date": (re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"), "a date as YYYY-MM-DD"),
    "boolean": (re.compile(r"true|false"), "true or false"),
}


@table_gate("cell-form", "malformed", "table", "Dates, integers and booleans have one spelling: 2024-02-03 and true, never 2024-2-3 and TRUE.")
def cell_form(table: Table) -> Iterator[Finding]:
    forms = {field["name"]: _FORMS[field["type"]] for field in table.fields if field.get("type") in _FORMS}

    def wrong(column: str, cell: str) -> tuple[str, str] | None:
        form, words = forms[column]
        return None if form.fullmatch(cell) else (f"{cell!r} is not the form in which this column is written", f"write {words}")

    yield from cells_at_fault(table, forms, wrong)


@table_gate("table-rows", "malformed", "table", "A table without rows is a lost table; only corrections and anomalies may be empty.")
def table_rows(table: Table) -> Iterator[Finding]:
    if not len(table.rows) and table.name not in MAY_BE_EMPTY:
        yield Finding(table.file, 1, "1", "the table has no rows", "restore them")


@table_gate("table-order", "malformed", "table", "Rows are sorted by their primary key, so that a release differs from the last one only where the data do.")
def table_order(table: Table) -> Iterator[Finding]:
    if not table.key or (len(table.key) == 1 and increases(table.columns.get(table.key[0], ()))):
        return
    last: tuple[str, ...] | None = None
    for row in table.rows:
        key = tuple(row[column] for column in table.key)
        if last is not None and key < last:
            yield at(row, table.key[0], f"{row.key} comes after {';'.join(last)}", "sort the rows by the primary key")
        last = key


@table_gate("unique-keys", "malformed", "table", "No two rows share the values of a unique key, which frictionless does not look at.")
def unique_keys(table: Table) -> Iterator[Finding]:
    keys = table.schema.get("uniqueKeys")
    for key in keys if isinstance(keys, list) else []:
        columns = [key] if isinstance(key, str) else [str(column) for column in key]
        for rows in groups(table.rows, of_columns(*columns)):
            for row in rows[1:] if all(rows[0][column] for column in columns) else []:
                yield at(row, columns[0], f"{', '.join(columns)} are those of {rows[0].key}", "give the row its own")


@table_gate("categories", "malformed", "table", "A cell holds one of its column's categories, which frictionless does not look at.")
def categories(table: Table) -> Iterator[Finding]:
    for field in table.fields:
        if isinstance(field.get("categories"), list):
            allowed = {str(c.get("value")) if isinstance(c, dict) else str(c) for c in field["categories"]}
            yield from cells_at_fault(table, [field["name"]], lambda column, cell, allowed=allowed: None if cell in allowed else (f"{cell!r} is none of the column's categories", "take one of them"))  # type: ignore[misc]


@gate("foreign-key", "malformed", "table", "A key of another table, or of a row of the same one, leads to a row that is there.")
def foreign_key(reading: Reading) -> Iterator[Finding]:
    for table in reading.tables.values():
        keys = table.schema.get("foreignKeys")
        for key in keys if isinstance(keys, list) else []:
            try:
                column, other = key["fields"][0], key["reference"]["resource"] or table.name
                there = key["reference"]["fields"][0]
            except (KeyError, IndexError, TypeError):
                continue  # descriptor-keys says what is missing
            if other not in reading.tables:
                yield Finding(table.file, 1, str(column), f"the column is a key of {other}, which is not there", "see to that table first")
                continue
            target = reading.tables[other]
            values = None if target.key == [there] else set(target.different(there))
            yield from cells_at_fault(table, [column], lambda _, cell, target=target, values=values, other=other: _not_there(cell, target, values, other))  # type: ignore[misc]


def _not_there(cell: str, target: Table, values: set[str] | None, other: str) -> tuple[str, str] | None:
    is_there = target.find(cell) is not None if values is None else cell in values
    return None if is_there else (f"{cell!r} is not in {other}", "correct it or add the row there")


@gate("key-used", "malformed", "table", "A source, claimant, measure, population or region that no row uses is a leftover or a lost row.")
def key_used(reading: Reading) -> Iterator[Finding]:
    columns = {"sources": "source_id", "claimants": "claimant_id", "measures": "measure", "populations": "population", "regions": "region"}
    for name, column in columns.items():
        if name not in reading.tables:
            continue
        listed = reading.tables[name]
        used = bytearray(len(listed.rows))
        held = [(table, column) for table in reading.tables.values() if table.name != name]
        held += [(listed, other) for other in ("speaks_for", "repeats")] if name == "claimants" else []
        for table, other in held:
            for cell in table.different(other):
                if cell and (row := listed.find(cell)) is not None:
                    used[row.number] = 1
        for row in listed.rows:
            if not used[row.number] and listed.find(row[column]) == row:
                yield at(row, column, f"no row uses {row[column]!r}", "delete it, or find the rows that were lost")


# Lists in cells -------------------------------------------------------------------------------------------------------

LISTS = (("claimants", "aliases"), ("facilities", "aliases"), ("regions", "aliases"), ("measures", "tables"), ("anomalies", "claim_ids"))


@gate("list-form", "malformed", "table", "A list in a cell is members between semicolons, none blank and none twice.")
def list_form(reading: Reading) -> Iterator[Finding]:
    for name, column in LISTS:
        for row in reading.rows(name):
            members = row.list(column)
            if any(not m or m != m.strip() for m in members):
                yield at(row, column, "the list has a blank member or blanks around one", "write a;b;c")
            elif len(set(members)) < len(members):
                yield at(row, column, "the list names a member twice", "keep one of them")


@gate("alias-unique", "malformed", "table", "An alias leads to one row, and is not another one's name.")
def alias_unique(reading: Reading) -> Iterator[Finding]:
    for name, label in (("claimants", "name"), ("facilities", "name"), ("regions", "region")):
        owner = {row[label].casefold(): row.key for row in reading.rows(name)}
        for row in reading.rows(name):
            for alias in row.list("aliases"):
                other = owner.setdefault(alias.casefold(), row.key)
                if other != row.key:
                    yield at(row, "aliases", f"the alias {alias!r} belongs to {other} too", "keep it where it belongs")


@gate("list-members", "malformed", "table", "The tables and claims that a cell names are there.")
def list_members(reading: Reading) -> Iterator[Finding]:
    for row in reading.rows("measures"):
        for name in row.list("tables"):
            if name not in reading.claim_tables:
                yield at(row, "tables", f"{name!r} is no table of claims", f"name some of {', '.join(reading.claim_tables)}")
    for row in reading.rows("anomalies"):
        there = reading.tables.get(row["table"])
        if there is None:
            yield at(row, "table", f"{row['table']!r} is no table", "name the table in which the rows stand")
        else:
            for claim in row.list("claim_ids"):
                if there.find(claim) is None:
                    yield at(row, "claim_ids", f"{claim!r} is no row of {row['table']}", "correct it")
    for row in reading.rows("exclusions"):
        if row["see_claim"] and row["see_claim"] not in reading.claim and reading.look_up("refinery_strikes", row["see_claim"]) is None:
            yield at(row, "see_claim", f"{row['see_claim']!r} is no published claim", "correct it")


@gate("correction-cell", "malformed", "table", "A correction names a cell that is there and holds what the last correction of it says.")
def correction_cell(reading: Reading) -> Iterator[Finding]:
    latest = {(r["table"], r["record_id"], r["field"]): r.alone for r in sorted(reading.rows("corrections"), key=lambda r: (r["corrected"], r.key))}
    for row in reading.rows("corrections"):
        table = reading.tables.get(row["table"])
        target = reading.look_up(row["table"], row["record_id"])
        if table is None:
            yield at(row, "table", f"{row['table']!r} is no table", "name the corrected table")
        elif row["field"] not in table.header:
            yield at(row, "field", f"{row['field']!r} is no column of {row['table']}", "name the corrected column")
        elif target is None:
            yield at(row, "record_id", f"{row['record_id']!r} is no row of {row['table']}", "name the corrected row")
        elif latest[row["table"], row["record_id"], row["field"]] == row and target[row["field"]] != row["new_value"]:
            yield at(row, "new_value", f"the cell holds {target[row['field']]!r}, not the corrected value", "correct one of them")
        if row["old_value"] == row["new_value"]:
            yield at(row, "new_value", "the old and the new value are the same", "delete the row")
