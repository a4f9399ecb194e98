"""What people and tools do to a data package, one thing at a time: to measure what the gates catch.

A kind of mutation changes one file of the real package, in memory. The rules by which a mutant cannot be told from the truth
stand in `BEYOND`, by name; a kind, or a single mutant, names the rule before any gate has looked at it.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from ..package import DESCRIPTOR
from .reading import Reading, Row, Table

BEYOND = {
    "no-words": "The number has no words beside it, so nothing in the package says another one.",
    "valid-reference": "One key that is there stands for another; the package does not hold the page that names who or what.",
    "valid-day": "A day within the same month and not after the publication is as likely as the true one.",
    "free-text": "Text of no fixed form; another wording is as good.",
    "judgement": "A coder's judgement (disputed, the kind of statistic, the grade), which no other cell repeats.",
    "nobody-refers": "A row that no other row names: without it the package is a smaller one, not a wrong one.",
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed file: its new content, the column concerned, and the rule of `BEYOND` by which it cannot be told from truth."""

    kind: str
    file: str
    table: str
    column: str
    data: bytes
    beyond: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mutation: ``make`` yields changed files of a package, at places drawn by a seeded generator, without end or until there are none left."""

    name: str
    why: str
    make: Callable[[Random, Reading], Iterator[Mutant]]


KINDS: list[Kind] = []
Change = Callable[[Random, str, Row], "str | None"]
Columns = Callable[[Table, dict[str, Any]], bool]


def _csv(records: Iterable[list[str]], **options: Any) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", **options).writerows(records)
    return out.getvalue().encode()


def _interleaved(rng: Random, groups: dict[Any, list[Any]]) -> Iterator[Any]:
    """Draw from each group in turn, so that every table and column has its share."""
    for group in groups.values():
        rng.shuffle(group)
    keys = list(groups)
    rng.shuffle(keys)
    while keys:
        keys = [key for key in keys if groups[key]]
        for key in keys:
            yield groups[key].pop()


def _cells(name: str, why: str, columns: Columns, change: Change, beyond: Callable[[Reading, Row, str, str], str] | str = "") -> None:
    """A kind that changes one cell. ``change`` returns None where it does not apply."""

    def make(rng: Random, reading: Reading) -> Iterator[Mutant]:
        groups: dict[tuple[str, str], list[tuple[Table, int, int]]] = defaultdict(list)
        for table in reading.tables.values():
            for number, field in enumerate(table.fields):
                if columns(table, field):
                    groups[table.name, field["name"]] = [(table, row, number) for row in range(len(table.rows))]
        for table, index, number in _interleaved(rng, groups):
            row, column = table.rows[index], table.header[number]
            new = change(rng, row[column], row)
            if new is None or new == row[column]:
                continue
            records = [record for _, record in table.records]
            records[index + 1] = [*records[index + 1][:number], new, *records[index + 1][number + 1 :]]
            yield Mutant(name, table.file, table.name, column, _csv(records), beyond if isinstance(beyond, str) else beyond(reading, row, column, new))

    KINDS.append(Kind(name, why, make))


def _rows(name: str, why: str, change: Callable[[Random, list[list[str]], int, Table], list[list[str]] | None], beyond: Callable[[Reading, Row], str] = lambda reading, row: "") -> None:
    """A kind that changes the records of a table around a row; ``change`` gets a list that it may keep."""

    def make(rng: Random, reading: Reading) -> Iterator[Mutant]:
        groups = {table.name: [(table, row) for row in range(len(table.rows))] for table in reading.tables.values() if table.rows}
        for table, index in _interleaved(rng, groups):
            before = [list(record) for _, record in table.records]
            records = change(rng, [list(record) for record in before], index + 1, table)
            if records is not None and records != before:
                yield Mutant(name, table.file, table.name, "", _csv(records), beyond(reading, table.rows[index]))

    KINDS.append(Kind(name, why, make))


def _files(name: str, why: str, change: Callable[[Random, bytes], bytes | None]) -> None:
    """A kind that changes the bytes of a table's file."""

    def make(rng: Random, reading: Reading) -> Iterator[Mutant]:
        for table in _interleaved(rng, {0: [table for table in reading.tables.values() for _ in range(8)]}):
            before = reading.raw[table.file]
            data = change(rng, before)
            if data is not None and data != before:
                yield Mutant(name, table.file, table.name, "", data)

    KINDS.append(Kind(name, why, make))


def _documents(name: str, why: str, change: Callable[[Random, Any], str | None], only: str = "") -> None:
    """A kind that changes the descriptor or a schema; ``change`` returns the key concerned, None where it does not apply."""

    def make(rng: Random, reading: Reading) -> Iterator[Mutant]:
        assert reading.descriptor is not None
        texts = {DESCRIPTOR: reading.descriptor.text, **{file: schema.text for file, schema in reading.schemas.items()}}
        for file in _interleaved(rng, {0: [file for file in texts for _ in range(6) if not only or (file == DESCRIPTOR) == (only == "package")]}):
            data = json.loads(texts[file])
            key = change(rng, data)
            changed = (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
            if key is not None and data != json.loads(texts[file]):
                yield Mutant(name, file, "", key, changed)

    KINDS.append(Kind(name, why, make))


def sealed(reading: Reading, mutant: Mutant) -> dict[str, bytes]:
    """Return the changed files: the mutant's, and for a table the descriptor with its new bytes and hash."""
    if mutant.file not in {table.file for table in reading.tables.values()}:
        return {mutant.file: mutant.data}
    assert reading.descriptor is not None
    package = json.loads(reading.descriptor.text)
    for resource in package["resources"]:
        if resource["path"] == mutant.file:
            resource["bytes"], resource["hash"] = len(mutant.data), "sha256:" + hashlib.sha256(mutant.data).hexdigest()
    return {mutant.file: mutant.data, DESCRIPTOR: (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode()}


# Which columns --------------------------------------------------------------------------------------------------------


def _typed(kind: str) -> Columns:
    return lambda table, field: field["type"] == kind


def _named(*names: str) -> Columns:
    return lambda table, field: field["name"] in names


def _reference(table: Table, field: dict[str, Any]) -> bool:
    return any(field["name"] in key["fields"] for key in table.schema.get("foreignKeys", []))


def _enumerated(table: Table, field: dict[str, Any]) -> bool:
    return "enum" in field.get("constraints", {})


def _free(table: Table, field: dict[str, Any]) -> bool:
    return field["name"] in ("note", "place", "as_reported", "definition", "not_counted", "explanation", "finding", "reason", "name", "publisher", "counting_rule") and field["type"] == "string" and not _enumerated(table, field)


def _any_text(table: Table, field: dict[str, Any]) -> bool:
    return field["type"] == "string"


def _key(table: Table, field: dict[str, Any]) -> bool:
    return field["name"] in table.key


def _claim_number(table: Table, field: dict[str, Any]) -> bool:
    return field["name"] in ("value", "value_high") and "as_reported" in table.header


def _no_words(reading: Reading, row: Row, column: str, new: str) -> str:
    return "no-words" if not row["as_reported"] else ""


# Numbers --------------------------------------------------------------------------------------------------------------


def _transposed(rng: Random, cell: str, row: Row) -> str | None:
    places = [i for i in range(len(cell) - 1) if cell[i] != cell[i + 1] and not (i == 0 and cell[1] == "0")]
    i = rng.choice(places) if places else -1
    return cell[:i] + cell[i + 1] + cell[i] + cell[i + 2 :] if i >= 0 else None


def _without_one(rng: Random, cell: str, row: Row) -> str | None:
    i = rng.randrange(len(cell)) if len(cell) > 1 else -1
    shorter = cell[:i] + cell[i + 1 :]
    return None if i < 0 or (len(shorter) > 1 and shorter[0] == "0") else shorter


def _doubled(rng: Random, cell: str, row: Row) -> str | None:
    i = rng.randrange(len(cell)) if cell and cell != "0" else -1
    return cell[: i + 1] + cell[i:] if i >= 0 else None


def _mistyped(rng: Random, cell: str, row: Row) -> str | None:
    i = rng.randrange(len(cell)) if cell else -1
    digit = str((int(cell[i]) + rng.choice((1, 9))) % 10) if i >= 0 else ""
    return None if i < 0 or (i == 0 and digit == "0") else cell[:i] + digit + cell[i + 1 :]


def _grouped(sign: str) -> Change:
    return lambda rng, cell, row: f"{int(cell):,}".replace(",", sign) if cell.isdigit() and int(cell) > 999 else None


_cells("digits-transposed", "Two digits change places while a number is typed.", _claim_number, _transposed, _no_words)
_cells("digit-dropped", "A digit is lost while a number is typed.", _claim_number, _without_one, _no_words)
_cells("digit-doubled", "A key is hit twice.", _claim_number, _doubled, _no_words)
_cells("digit-mistyped", "The key beside the right one is hit.", _claim_number, _mistyped, _no_words)
_cells("factor-ten", "A zero too many, often with numbers in words.", _claim_number, lambda r, c, row: c + "0" if c and c != "0" else None, _no_words)
_cells("factor-thousand", "Thousands are read as ones.", _claim_number, lambda r, c, row: c[:-3] if c.endswith("000") else None, _no_words)
_cells("number-emptied", "A cell is cleared by mistake.", _typed("integer"), lambda r, c, row: "" if c else None)
_cells("number-comma", "A spreadsheet writes thousands with commas.", _typed("integer"), _grouped(","))
_cells("number-point", "A German spreadsheet writes thousands with points.", _typed("integer"), _grouped("."))
_cells("number-blank", "A Ukrainian spreadsheet writes thousands with blanks.", _typed("integer"), _grouped("\u00a0"))
_cells("number-float", "pandas makes floats of integers with gaps.", _typed("integer"), lambda r, c, row: c + ".0" if c else None)
_cells("number-exponent", "A spreadsheet shortens long numbers.", _typed("integer"), lambda r, c, row: f"{int(c):.2E}" if c.isdigit() and int(c) > 999 else None)
_cells("number-sign", "A dash before a number becomes a minus.", _typed("integer"), lambda r, c, row: "-" + c if c and c != "0" else None)
_cells("number-zero", "A tool fills gaps with 0.", _typed("integer"), lambda r, c, row: "0" if not c else None)
_cells("number-nan", "pandas writes gaps as NaN.", lambda t, f: f["type"] in ("integer", "date", "boolean"), lambda r, c, row: "NaN" if not c else None)

# Dates ----------------------------------------------------------------------------------------------------------------


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _format(form: str) -> Change:
    return lambda rng, cell, row: day.strftime(form) if (day := _day(cell)) else None


def _shifted(days: Callable[[Random], int]) -> Change:
    return lambda rng, cell, row: str(day + timedelta(days(rng))) if (day := _day(cell)) else None


def _other_year(years: int) -> Change:
    return lambda rng, cell, row: f"{int(cell[:4]) + years}{cell[4:]}" if cell and cell[5:] != "02-29" else None


_cells("date-day-month", "Day and month change places in a spreadsheet of another locale.", _typed("date"), lambda r, c, row: f"{c[:4]}-{c[8:]}-{c[5:7]}" if c and int(c[8:]) < 13 else None)
_cells("date-points", "A European spreadsheet writes 31.12.2024.", _typed("date"), _format("%d.%m.%Y"))
_cells("date-slashes", "An American spreadsheet writes 12/31/2024.", _typed("date"), _format("%m/%d/%Y"))
_cells("date-time", "pandas writes a time behind the day.", _typed("date"), lambda r, c, row: c + " 00:00:00" if c else None)
_cells("date-serial", "A spreadsheet writes the number of days since 1899-12-30.", _typed("date"), lambda r, c, row: str((d - date(1899, 12, 30)).days) if (d := _day(c)) else None)
_cells("date-next-year", "The year is taken from the calendar on the wall.", _typed("date"), _other_year(1))
_cells("date-last-year", "In January the old year is still in the fingers.", _typed("date"), _other_year(-1))
_cells("date-impossible", "A day that the month does not have.", _typed("date"), lambda r, c, row: c[:8] + "32" if c else None)
_cells("date-off", "The day of the report is taken for that of the event, or one counts wrong.", _named("event_date", "as_of"), _shifted(lambda r: -r.randint(1, 2)), "valid-day")
_cells("date-emptied", "A cell is cleared by mistake.", _typed("date"), lambda r, c, row: "" if c else None, lambda reading, row, column, new: "valid-day" if "as_reported" in row.cells else "")

# Terms and keys -------------------------------------------------------------------------------------------------------


def _other_term(rng: Random, cell: str, row: Row) -> str | None:
    return {"exact": "more_than", "more_than": "at_least", "at_least": "approx", "approx": "exact", "almost": "approx", "up_to": "less_than", "less_than": "almost"}.get(cell)


def _letter_less(rng: Random, cell: str, row: Row) -> str | None:
    i = rng.randrange(len(cell)) if len(cell) > 3 else -1
    return cell[:i] + cell[i + 1 :] if i >= 0 else None


LOOKALIKES = dict(zip("aceopxyiABCEHKMOPTX", "асеорхуіАВСЕНКМОРТХ", strict=True))


def _lookalike(rng: Random, cell: str, row: Row) -> str | None:
    places = [i for i, c in enumerate(cell) if c in LOOKALIKES]
    i = rng.choice(places) if places and cell.isascii() else -1
    return cell[:i] + LOOKALIKES[cell[i]] + cell[i + 1 :] if i >= 0 else None


_cells("term-misspelt", "A term is typed and not chosen.", _enumerated, _letter_less)
_cells("term-capital", "A spreadsheet capitalises the first letter.", _enumerated, lambda r, c, row: c.capitalize() if c else None)
_cells("term-blank", "A blank where the term has an underline.", _enumerated, lambda r, c, row: c.replace("_", " ") if "_" in c else None)
_cells("qualifier-other", "The hedge is coded from memory.", _named("qualifier"), _other_term, _no_words)
_cells("boolean-capitals", "A spreadsheet writes TRUE and FALSE.", _typed("boolean"), lambda r, c, row: c.upper() if c else None)
_cells("boolean-number", "A database writes 1 and 0.", _typed("boolean"), lambda r, c, row: {"true": "1", "false": "0"}.get(c))
_cells("boolean-flipped", "The wrong box is ticked.", _typed("boolean"), lambda r, c, row: {"true": "false", "false": "true"}.get(c), "judgement")
_cells("reference-misspelt", "A key is typed and not chosen.", _reference, _letter_less)
_cells("reference-capital", "A spreadsheet capitalises the first letter.", _reference, lambda r, c, row: c.swapcase() if c else None)
_cells("reference-emptied", "A cell is cleared by mistake.", _named("source_id", "claimant_id", "measure", "population"), lambda r, c, row: "" if c else None, lambda reading, row, column, new: "valid-reference" if (row.table, column) in (("roundups", "source_id"), ("other_claims", "population")) else "")
_cells("key-misspelt", "A key is changed where it is defined.", _key, _letter_less, lambda reading, row, column, new: "nobody-refers" if row.table in ("exclusions", "facilities", "anomalies") else "")

# Text -----------------------------------------------------------------------------------------------------------------

_cells("look-alike", "A Cyrillic keyboard is on: its letters look like Latin ones.", lambda t, f: _reference(t, f) or _key(t, f) or _enumerated(t, f), _lookalike)
_cells("look-alike-in-text", "A Cyrillic keyboard is on for one letter of a Latin word.", _free, _lookalike)
_cells("blank-behind", "A copied cell brings its blank along.", _any_text, lambda r, c, row: c + " " if c else None)
_cells("blank-before", "A list is split at commas without its blanks.", _any_text, lambda r, c, row: " " + c if c else None)
_cells("blank-protected", "A web page brings non-breaking spaces along.", lambda t, f: _any_text(t, f) and f["name"] != "as_reported", lambda r, c, row: c.replace(" ", "\u00a0", 1) if " " in c else None)
_cells("invisible", "A web page brings zero-width spaces along.", _any_text, lambda r, c, row: c[:1] + "\u200b" + c[1:] if c else None)
_cells("tab", "A tab is copied along.", _any_text, lambda r, c, row: c + "\tx" if c else None)
_cells("line-break", "A text is copied over two lines.", _any_text, lambda r, c, row: c.replace(" ", "\n", 1) if " " in c else None)
_cells("mojibake", "UTF-8 is opened as Windows-1252 and saved again.", _any_text, lambda r, c, row: c.encode().decode("cp1252", "replace") if not c.isascii() else None)
_cells("question-marks", "A text is saved in an encoding that lacks its letters.", _any_text, lambda r, c, row: c.encode("ascii", "replace").decode() if not c.isascii() else None)
_cells("formula", "A text that a spreadsheet would run is pasted.", _any_text, lambda r, c, row: '=HYPERLINK("x")' + c)
_cells("html", "Markup is copied along with its text.", _any_text, lambda r, c, row: f"<b>{c}</b>" if c else None)
_cells("entity", "Markup is copied along with its text, escaped.", _free, lambda r, c, row: c.replace(" ", "&nbsp;", 1) if " " in c else None)
_cells("null-word", "A tool writes a word into empty cells.", _any_text, lambda r, c, row: r.choice(("NULL", "None", "nan", "#N/A", "#REF!")) if not c else None)
_cells("note-reworded", "A note is written anew.", _named("note"), lambda r, c, row: c + " (checked)" if c else None, "free-text")
_cells("reference-other", "The line beside the right one is chosen from a list.", _named("claimant_id"), lambda r, c, row: {"isw": "uk-mod"}.get(c, "isw"), "valid-reference")

# Rows -----------------------------------------------------------------------------------------------------------------


def _swapped(rng: Random, records: list[list[str]], at: int, table: Table) -> list[list[str]] | None:
    if at + 1 >= len(records):
        return None
    records[at], records[at + 1] = records[at + 1], records[at]
    return records


def _copied_down(rng: Random, records: list[list[str]], at: int, table: Table) -> list[list[str]] | None:
    if at < 2 or "value" not in table.header or "as_reported" not in table.header or not records[at][table.header.index("as_reported")]:
        return None
    column = table.header.index("value")
    records[at][column] = records[at - 1][column]
    return records


def _named_by_others(reading: Reading, row: Row) -> str:
    named = any(row.key in other.cells.values() for table in reading.tables.values() for other in table.rows if other is not row)
    return "" if named else "nobody-refers"


_rows("row-lost", "A row is deleted by mistake.", lambda r, rs, i, t: rs[:i] + rs[i + 1 :], _named_by_others)
_rows("row-twice", "A row is pasted twice, or a merge keeps both sides.", lambda r, rs, i, t: rs[: i + 1] + rs[i:])
_rows("rows-out-of-order", "A table is sorted by another column.", _swapped)
_rows("cell-lost", "A comma is lost and the cells move left.", lambda r, rs, i, t: rs[:i] + [rs[i][:1] + rs[i][2:]] + rs[i + 1 :])
_rows("cell-added", "A comma in a text is not quoted.", lambda r, rs, i, t: rs[:i] + [rs[i][:1] + ["x"] + rs[i][1:]] + rs[i + 1 :])
_rows("value-filled-down", "A spreadsheet fills a value down by a drag.", _copied_down)

# Files ----------------------------------------------------------------------------------------------------------------


def _decoded(change: Callable[[Random, list[list[str]]], list[list[str]]], **options: Any) -> Callable[[Random, bytes], bytes]:
    return lambda rng, data: _csv(change(rng, list(csv.reader(io.StringIO(data.decode(), newline="")))), **options)


_files("file-crlf", "Windows ends lines with CRLF.", lambda r, d: d.replace(b"\n", b"\r\n"))
_files("file-bom", "Excel writes a byte order mark.", lambda r, d: b"\xef\xbb\xbf" + d)
_files("file-utf-16", "Excel saves as Unicode text.", lambda r, d: d.decode().encode("utf-16"))
_files("file-cp1251", "A Ukrainian Windows saves in its own encoding.", lambda r, d: d.decode().encode("cp1251", "replace") if not d.isascii() else None)
_files("file-semicolons", "A European Excel separates by semicolons.", _decoded(lambda r, rs: rs, delimiter=";"))
_files("file-tabs", "A table is pasted with tabs.", _decoded(lambda r, rs: rs, delimiter="\t"))
_files("file-quoted", "A tool quotes every cell.", _decoded(lambda r, rs: rs, quoting=csv.QUOTE_ALL))
_files("file-cut", "A download or a full disk ends the file early.", lambda r, d: d[: r.randrange(len(d) // 2, len(d) - 1)] if len(d) > 400 else None)
_files("file-blank-line", "An editor adds a blank line.", lambda r, d: d + b"\n")
_files("file-no-end", "An editor drops the last line end.", lambda r, d: d.rstrip(b"\n"))
_files("file-conflict", "A merge conflict is committed.", lambda r, d: d.replace(b"\n", b"\n<<<<<<< HEAD\n", 1))
_files("column-renamed", "A header is made nicer.", _decoded(lambda r, rs: [[rs[0][0].replace("_", " ").title(), *rs[0][1:]], *rs[1:]]))
_files("columns-swapped", "Columns are moved in a spreadsheet.", _decoded(lambda r, rs: [[*row[:1], *row[2:3], *row[1:2], *row[3:]] for row in rs]))
_files("column-lost", "A hidden column is not exported.", _decoded(lambda r, rs: [row[:-1] for row in rs]))
_files("column-index", "pandas writes its index.", _decoded(lambda r, rs: [[str(n - 1) if n else "", *row] for n, row in enumerate(rs)]))

# Descriptor and schemas -----------------------------------------------------------------------------------------------


def _objects(data: Any) -> list[dict[str, Any]]:
    return [data, *data.get("resources", []), *data.get("fields", [])]


def _misspelt_key(rng: Random, data: Any) -> str | None:
    holder = rng.choice(_objects(data))
    key = rng.choice([key for key in holder if len(key) > 3])
    holder[key[:-2] + key[-1]] = holder.pop(key)
    return str(key)


def _lost(*keys: str) -> Callable[[Random, Any], str | None]:
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


def _fields(change: Callable[[Random, list[Any]], None]) -> Callable[[Random, Any], str]:
    return lambda rng, data: (change(rng, data["fields"]), "fields")[1]


_documents("key-of-document-misspelt", "A key of the standard is typed from memory.", _misspelt_key)
_documents("description-lost", "A key is deleted with the line beside it.", _lost("description", "title", "name"))
_documents("schema-lost", "A resource is written without its schema or dialect.", _lost("schema", "path", "dialect", "encoding"), "package")
_documents("path-misspelt", "A file is renamed and the descriptor is not.", _set("path", lambda p: p.replace(".csv", "s.csv")), "package")
_documents("encoding-other", "A tool notes the encoding that it guessed.", _set("encoding", lambda e: "windows-1252"), "package")
_documents("version-other-form", "A version as a tag of git has it.", _set("version", lambda v: f"v{v}"), "package")
_documents("type-text", "A tool guesses text where numbers and days stand.", lambda r, d: next((f.update(type="integer") or "type" for f in r.sample(d["fields"], len(d["fields"])) if f["type"] == "string"), None), "schema")
_documents("term-lost", "A term is taken out of a list while rows still use it.", _enum_less, "schema")
_documents("field-lost", "A column is taken out of the schema alone.", _fields(lambda r, f: f.pop(r.randrange(len(f)))), "schema")
_documents("field-moved", "Fields are sorted by name.", _fields(lambda r, f: f.sort(key=lambda field: field["name"])), "schema")
_documents("field-twice", "A field is copied as a template.", _fields(lambda r, f: f.append(dict(r.choice(f)))), "schema")
