"""Kinds of mutation of rows, files, the descriptor and the schemas: what sorting, exporting, merging and editing do."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from random import Random
from typing import Any

from .mutating import Family, csv_bytes
from .reading import Reading
from .table import Row, Table

# Rows -----------------------------------------------------------------------------------------------------------------

rows = Family("rows")
Records = list[list[str]]
_RUNNING = re.compile(r"(\d+-\d+-|[A-Z])(\d+)")


def _swapped(rng: Random, records: Records, at: int, table: Table) -> Records | None:
    if at + 1 >= len(records):
        return None
    records[at], records[at + 1] = records[at + 1], records[at]
    return records


def _column(table: Table, name: str, words: bool = True) -> int | None:
    return table.header.index(name) if name in table.header and ("as_reported" in table.header or not words) else None


def _copied_down(rng: Random, records: Records, at: int, table: Table) -> Records | None:
    column = _column(table, "value")
    if at < 2 or column is None or not records[at][table.header.index("as_reported")]:
        return None
    records[at][column] = records[at - 1][column]
    return records


def _shifted(name: str) -> Callable[[Random, Records, int, Table], Records | None]:
    """One column moves down by a row from here on, as when a single cell is inserted."""

    def change(rng: Random, records: Records, at: int, table: Table) -> Records | None:
        column = _column(table, name)
        if column is None or at + 2 >= len(records):
            return None
        cells = ["", *(record[column] for record in records[at:])]
        for record, cell in zip(records[at:], cells, strict=False):
            record[column] = cell
        return records

    return change


def _sorted_alone(name: str) -> Callable[[Random, Records, int, Table], Records | None]:
    def change(rng: Random, records: Records, at: int, table: Table) -> Records | None:
        column = _column(table, name)
        if column is None:
            return None
        part = records[at : at + 20]
        for record, cell in zip(part, sorted(record[column] for record in part), strict=True):
            record[column] = cell
        return records

    return change


def _again(rng: Random, records: Records, at: int, table: Table) -> Records | None:
    """The row once more under the next running number."""
    found = _RUNNING.fullmatch(records[at][0]) if "claim_id" in table.header else None
    if not found:
        return None
    numbers = [int(other[2]) for record in records[1:] if (other := _RUNNING.fullmatch(record[0])) and other[1] == found[1]]
    twin = [f"{found[1]}{max(numbers) + 1:0{len(found[2])}}", *records[at][1:]]
    return [records[0], *sorted([*records[1:], twin])]


def _both_sides(rng: Random, records: Records, at: int, table: Table) -> Records | None:
    """A merge keeps both sides' versions of a row that differ in one cell."""
    filled = [number for number, cell in enumerate(records[at]) if cell and number]
    twin = list(records[at])
    twin[rng.choice(filled)] = ""
    return [*records[: at + 1], twin, *records[at + 1 :]]


def _ends_swapped(rng: Random, records: Records, at: int, table: Table) -> Records | None:
    pairs = [pair for pair in (("period_start", "period_end"), ("value", "value_high"), ("first_day", "last_day"), ("first_date", "last_date")) if set(pair) <= set(table.header)]
    pairs = [pair for pair in pairs if all(records[at][table.header.index(name)] for name in pair)]
    if not pairs:
        return None
    first, second = (table.header.index(name) for name in rng.choice(pairs))
    records[at][first], records[at][second] = records[at][second], records[at][first]
    return records


def _moved_cell(rng: Random, records: Records, at: int, table: Table) -> Records | None:
    """A value is written in the column beside its own."""
    places = [number for number in range(1, len(table.header) - 1) if records[at][number] and not records[at][number + 1]]
    if not places:
        return None
    number = rng.choice(places)
    records[at][number + 1], records[at][number] = records[at][number], ""
    return records




def _both_mistyped(rng: Random, records: Records, at: int, table: Table) -> Records | None:
    value, words = _column(table, "value"), _column(table, "as_reported")
    if value is None or words is None:
        return None
    number = records[at][value]
    shown = next((form for form in (f"{int(number):,}", number) if form in records[at][words]), "") if number.isdigit() and int(number) > 9 else ""
    if not shown:
        return None
    wrong = number[1] + number[0] + number[2:] if number[1] != "0" and number[0] != number[1] else number + "0"
    records[at][value] = wrong
    records[at][words] = records[at][words].replace(shown, f"{int(wrong):,}" if "," in shown else wrong)
    return records


def _lost(reading: Reading, row: Row) -> str:
    named = any(row.key in other.cells.values() for table in reading.tables.values() for other in table.rows if other != row)
    found = _RUNNING.fullmatch(row.key)
    numbers = [int(other[2]) for each in [*reading.sourced, *reading.rows("exclusions")] if found and (other := _RUNNING.fullmatch(each.key)) and other[1] == found[1]]
    return "" if named or (found and int(found[2]) < max(numbers)) else "nobody-refers"


rows.rows("row-lost", "A row is deleted by mistake.", lambda r, rs, i, t: rs[:i] + rs[i + 1 :], _lost)
rows.rows("row-twice", "A row is pasted twice, or a merge keeps both sides.", lambda r, rs, i, t: rs[: i + 1] + rs[i:])
rows.rows("row-again", "A figure is entered again under a new id.", _again)
rows.rows("row-both-sides", "A merge keeps both versions of a row.", _both_sides)
rows.rows("rows-out-of-order", "A table is sorted by another column.", _swapped)
rows.rows("rows-appended", "A new row is put at the end and not sorted in.", lambda r, rs, i, t: rs[:i] + rs[i + 1 :] + [rs[i]] if i < len(rs) - 1 else None)
rows.rows("row-of-commas", "A spreadsheet exports a row that was emptied.", lambda r, rs, i, t: [*rs[:i], [""] * len(rs[0]), *rs[i:]])
rows.rows("row-of-totals", "A spreadsheet exports its line of totals.", lambda r, rs, i, t: [*rs, ["Total", *[""] * (len(rs[0]) - 2), str(len(rs) - 1)]])
rows.rows("header-again", "Two files are joined with their headers.", lambda r, rs, i, t: [*rs[:i], rs[0], *rs[i:]])
rows.rows("cell-lost", "A comma is lost and the cells move left.", lambda r, rs, i, t: rs[:i] + [rs[i][:1] + rs[i][2:]] + rs[i + 1 :])
rows.rows("cell-added", "A comma in a text is not quoted.", lambda r, rs, i, t: rs[:i] + [rs[i][:1] + ["x"] + rs[i][1:]] + rs[i + 1 :])
rows.rows("cell-moved", "A cell is filled in one column too far.", _moved_cell)
rows.rows("ends-swapped", "The two ends of a range or a period are swapped.", _ends_swapped)
rows.rows("value-filled-down", "A spreadsheet fills a value down by a drag.", _copied_down)
rows.rows("values-shifted", "A cell is inserted and a column moves down.", _shifted("value"))
rows.rows("words-shifted", "A cell is inserted and a column moves down.", _shifted("as_reported"))
rows.rows("ids-sorted-alone", "A spreadsheet sorts one column and leaves the others.", _sorted_alone("source_id"))
rows.rows("values-sorted-alone", "A spreadsheet sorts one column and leaves the others.", _sorted_alone("value"))
rows.rows("dates-sorted-alone", "A spreadsheet sorts one column and leaves the others.", _sorted_alone("event_date"))
rows.rows("figure-mistaken", "The wrong figure of a page is copied, or number and words are mistyped alike.", _both_mistyped, "both-say-so")

# Files ----------------------------------------------------------------------------------------------------------------

files = Family("files")


def _decoded(change: Callable[[Random, Records], Records], **options: Any) -> Callable[[Random, bytes], bytes]:
    return lambda rng, data: csv_bytes(change(rng, list(csv.reader(io.StringIO(data.decode(), newline="")))), **options)


files.files("file-crlf", "Windows ends lines with CRLF.", lambda r, d: d.replace(b"\n", b"\r\n"))
files.files("file-bom", "Excel writes a byte order mark.", lambda r, d: b"\xef\xbb\xbf" + d)
files.files("file-utf-16", "Excel saves as Unicode text.", lambda r, d: d.decode().encode("utf-16"))
files.files("file-cp1251", "A Ukrainian Windows saves in its own encoding.", lambda r, d: d.decode().encode("cp1251", "replace") if not d.isascii() else None)
files.files("file-twice-encoded", "UTF-8 is opened as Latin-1 and saved again as UTF-8.", lambda r, d: d.decode("latin-1").encode() if not d.isascii() else None)
files.files("file-semicolons", "A European Excel separates by semicolons.", _decoded(lambda r, rs: rs, delimiter=";"))
files.files("file-tabs", "A table is pasted with tabs.", _decoded(lambda r, rs: rs, delimiter="\t"))
files.files("file-quoted", "A tool quotes every cell.", _decoded(lambda r, rs: rs, quoting=csv.QUOTE_ALL))
files.files("file-cut", "A download or a full disk ends the file early.", lambda r, d: d[: r.randrange(len(d) // 2, len(d) - 1)] if len(d) > 400 else None)
files.files("file-blank-line", "An editor adds a blank line.", lambda r, d: d + b"\n")
files.files("file-no-end", "An editor drops the last line end.", lambda r, d: d.rstrip(b"\n"))
files.files("file-conflict", "A merge conflict is committed.", lambda r, d: d.replace(b"\n", b"\n<<<<<<< HEAD\n", 1))
files.files("file-page", "A page of the web is saved in place of its download.", lambda r, d: b"<!DOCTYPE html>\n<html><body>Sign in</body></html>\n")
files.files("file-pointer", "Git LFS leaves its pointer in place of the file.", lambda r, d: b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize %d\n" % len(d))
files.files("file-other", "One table is saved under the name of another.", lambda r, d: b"region,country,kind,aliases,note\nKursk Oblast,Russia,oblast,,\n")
files.files("column-renamed", "A header is made nicer.", _decoded(lambda r, rs: [[rs[0][0].replace("_", " ").title(), *rs[0][1:]], *rs[1:]]))
files.files("columns-swapped", "Columns are moved in a spreadsheet.", _decoded(lambda r, rs: [[*row[:1], *row[2:3], *row[1:2], *row[3:]] for row in rs]))
files.files("column-lost", "A hidden column is not exported.", _decoded(lambda r, rs: [row[:-1] for row in rs]))
files.files("column-empty", "A spreadsheet exports an empty column.", _decoded(lambda r, rs: [[*row, ""] for row in rs]))
files.files("column-index", "pandas writes its index.", _decoded(lambda r, rs: [[str(n - 1) if n else "", *row] for n, row in enumerate(rs)]))

# Descriptor and schemas -----------------------------------------------------------------------------------------------

documents = Family("descriptor and schemas")


def _objects(data: Any) -> list[dict[str, Any]]:
    return [data, *data.get("resources", []), *data.get("fields", [])]


def _misspelt_key(rng: Random, data: Any) -> str | None:
    holder = rng.choice(_objects(data))
    key = rng.choice([key for key in holder if len(key) > 3])
    holder[key[:-2] + key[-1]] = holder.pop(key)
    return str(key)


def _without(*keys: str) -> Callable[[Random, Any], str | None]:
    def change(rng: Random, data: Any) -> str | None:
        places = [(holder, key) for holder in _objects(data) for key in keys if key in holder]
        if not places:
            return None
        holder, key = rng.choice(places)
        del holder[key]
        return key

    return change


def _set(key: str, new: Callable[[Any], Any]) -> Callable[[Random, Any], str | None]:
    def change(rng: Random, data: Any) -> str | None:
        holders = [holder for holder in _objects(data) if key in holder]
        if not holders:
            return None
        holder = rng.choice(holders)
        holder[key] = new(holder[key])
        return key

    return change


def _enum_less(rng: Random, data: Any) -> str | None:
    enums = [field for field in data["fields"] if "enum" in field.get("constraints", {})]
    if not enums:
        return None
    values = rng.choice(enums)["constraints"]["enum"]
    del values[rng.randrange(len(values))]
    return "enum"


def _rule_less(rng: Random, data: Any) -> str | None:
    held = [field for field in data["fields"] if field.get("constraints")]
    limits = rng.choice(held)["constraints"]
    key = rng.choice(sorted(limits))
    del limits[key]
    return str(key)


def _licence_less(rng: Random, data: Any) -> str:
    data["licenses"][rng.randrange(len(data["licenses"]))].update(name=rng.choice(("CC0-1.0", "CC-BY-NC-4.0", "ODbL-1.0")))
    return "licenses"


def _next_version(version: str) -> str:
    first, second, third = version.split(".")[:3]
    return f"{first}.{int(second) + 1}.{third}"


def _fields(change: Callable[[Random, list[Any]], None]) -> Callable[[Random, Any], str]:
    return lambda rng, data: (change(rng, data["fields"]), "fields")[1]


documents.documents("key-of-document-misspelt", "A key of the standard is typed from memory.", _misspelt_key)
documents.documents("description-lost", "A key is deleted with the line beside it.", _without("description", "title", "name"))
documents.documents("schema-lost", "A resource is written without its schema or dialect.", _without("schema", "path", "dialect", "encoding"), "package")
documents.documents("path-misspelt", "A file is renamed and the descriptor is not.", _set("path", lambda p: p.replace(".csv", "s.csv")), "package")
documents.documents("path-absolute", "A tool writes the path of the maintainer's own machine.", _set("path", lambda p: "/home/user/package/" + p), "package")
documents.documents("encoding-other", "A tool notes the encoding that it guessed.", _set("encoding", lambda e: "windows-1252"), "package")
documents.documents("version-other-form", "A version as a tag of git has it.", _set("version", lambda v: f"v{v}"), "package")
documents.documents("version-alone", "The version is raised in one of the files that state it.", _set("version", _next_version), "package")
documents.documents("licence-other", "A licence is changed in one of the files that state it.", _licence_less, "package")
documents.documents("type-text", "A tool guesses text where numbers and days stand.", lambda r, d: next((f.update(type="integer") or "type" for f in r.sample(d["fields"], len(d["fields"])) if f["type"] == "string"), None), "schema")
documents.documents("term-lost", "A term is taken out of a list while rows still use it.", _enum_less, "schema")
documents.documents("rule-lost", "A constraint is taken out because it was in the way.", _rule_less, "schema", "laxer-schema")
documents.documents("field-lost", "A column is taken out of the schema alone.", _fields(lambda r, f: f.pop(r.randrange(len(f)))), "schema")
documents.documents("field-moved", "Fields are sorted by name.", _fields(lambda r, f: f.sort(key=lambda field: field["name"])), "schema")
documents.documents("field-twice", "A field is copied as a template.", _fields(lambda r, f: f.append(dict(r.choice(f)))), "schema")
