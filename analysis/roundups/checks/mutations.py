"""Kinds of mutation of single cells: what people and tools do to numbers, dates, terms, keys and texts."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from .mutating import Change, Columns, Family
from .reading import Reading
from .table import Row, Table
from .text import SENTENCES

# Which columns --------------------------------------------------------------------------------------------------------


def _typed(*kinds: str) -> Columns:
    return lambda table, field: field["type"] in kinds


def _named(*names: str) -> Columns:
    return lambda table, field: field["name"] in names


def _reference(table: Table, field: dict[str, Any]) -> bool:
    return any(field["name"] in key["fields"] for key in table.schema.get("foreignKeys", []))


def _enumerated(table: Table, field: dict[str, Any]) -> bool:
    return "enum" in field.get("constraints", {})


def _free(table: Table, field: dict[str, Any]) -> bool:
    return field["name"] in ("note", "place", "as_reported", "definition", "not_counted", "explanation", "finding", "reason", "name", "publisher", "counting_rule") and field["type"] == "string" and not _enumerated(table, field)


def _any_text(table: Table, field: dict[str, Any]) -> bool:
    return bool(field["type"] == "string")


def _edited(table: Table, field: dict[str, Any]) -> bool:
    """Text that is the project's own, not the source's."""
    return _any_text(table, field) and field["name"] != "as_reported"


def _sentence(table: Table, field: dict[str, Any]) -> bool:
    return field["name"] in SENTENCES.get(table.name, ())


def _key(table: Table, field: dict[str, Any]) -> bool:
    return field["name"] in table.key


def _claim_number(table: Table, field: dict[str, Any]) -> bool:
    return field["name"] in ("value", "value_high") and "as_reported" in table.header


# By which rule a mutant cannot be told from the truth -------------------------------------------------------------------


def _no_words(reading: Reading, row: Row, column: str, new: str) -> str:
    return "no-words" if not row["as_reported"] else ""


def _undated(reading: Reading, row: Row, column: str, new: str) -> str:
    source = reading.look_up("sources", row["source_id"])
    return "undated-source" if source and not source["published"] and row["source_id"] not in reading.issue_of and row.table != "roundups" else ""


def _may_be_empty(reading: Reading, row: Row, column: str, new: str) -> str:
    return "may-be-empty" if any(not other[column] for other in reading.rows(row.table)) else ""


# Numbers --------------------------------------------------------------------------------------------------------------

numbers = Family("numbers")


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


def _in_words(change: Change) -> Change:
    """The change of a number, made to the digits in a text."""

    def changed(rng: Random, cell: str, row: Row) -> str | None:
        found = list(re.finditer(r"\d{2,}", cell)) if row["value"] in re.sub(r"[^\d]", "", cell) and row["value"] else []
        if not found:
            return None
        place = rng.choice(found)
        new = change(rng, place[0], row)
        return None if new is None or new == place[0] else cell[: place.start()] + new + cell[place.end() :]

    return changed


numbers.cells("digits-transposed", "Two digits change places while a number is typed.", _claim_number, _transposed, _no_words)
numbers.cells("digit-dropped", "A digit is lost while a number is typed.", _claim_number, _without_one, _no_words)
numbers.cells("digit-doubled", "A key is hit twice.", _claim_number, _doubled, _no_words)
numbers.cells("digit-mistyped", "The key beside the right one is hit.", _claim_number, _mistyped, _no_words)
numbers.cells("factor-ten", "A zero too many, often with numbers in words.", _claim_number, lambda r, c, row: c + "0" if c and c != "0" else None, _no_words)
numbers.cells("factor-thousand", "Thousands are read as ones.", _claim_number, lambda r, c, row: c[:-3] if c.endswith("000") else None, _no_words)
numbers.cells("words-transposed", "Two digits change places while the words are typed.", _named("as_reported"), _in_words(_transposed))
numbers.cells("words-digit-dropped", "A digit is lost while the words are typed.", _named("as_reported"), _in_words(_without_one))
numbers.cells("number-emptied", "A cell is cleared by mistake.", _typed("integer"), lambda r, c, row: "" if c else None)
numbers.cells("number-comma", "A spreadsheet writes thousands with commas.", _typed("integer"), _grouped(","))
numbers.cells("number-point", "A German spreadsheet writes thousands with points.", _typed("integer"), _grouped("."))
numbers.cells("number-blank", "A Ukrainian spreadsheet writes thousands with blanks.", _typed("integer"), _grouped("\u00a0"))
numbers.cells("number-float", "pandas makes floats of integers with gaps.", _typed("integer"), lambda r, c, row: c + ".0" if c else None)
numbers.cells("number-exponent", "A spreadsheet shortens long numbers.", _typed("integer"), lambda r, c, row: f"{int(c):.2E}" if c.isdigit() and int(c) > 999 else None)
numbers.cells("number-letter", "The letter O or l is typed for a digit.", _typed("integer"), lambda r, c, row: c.replace("0", "O", 1) if "0" in c else c.replace("1", "l", 1))
numbers.cells("number-unit", "A unit or a sign is typed behind the number.", _typed("integer"), lambda r, c, row: c + r.choice((" km", "%", "+", " people", "*")) if c else None)
numbers.cells("number-sign", "A dash before a number becomes a minus.", _typed("integer"), lambda r, c, row: "-" + c if c and c != "0" else None)
numbers.cells("number-zero", "A tool fills gaps with 0.", _typed("integer"), lambda r, c, row: "0" if not c else None)
numbers.cells("number-nan", "pandas writes gaps as NaN.", _typed("integer", "date", "boolean"), lambda r, c, row: "NaN" if not c else None)

# Dates ----------------------------------------------------------------------------------------------------------------

dates = Family("dates")


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def _format(form: str) -> Change:
    return lambda rng, cell, row: day.strftime(form) if (day := _day(cell)) else None


def _shifted(days: Callable[[Random], int]) -> Change:
    return lambda rng, cell, row: str(day + timedelta(days(rng))) if (day := _day(cell)) else None


def _other_year(years: int) -> Change:
    return lambda rng, cell, row: f"{int(cell[:4]) + years}{cell[4:]}" if cell and cell[5:] != "02-29" else None


dates.cells("date-day-month", "Day and month change places in a spreadsheet of another locale.", _typed("date"), lambda r, c, row: f"{c[:4]}-{c[8:]}-{c[5:7]}" if c and int(c[8:]) < 13 else None, _undated)
dates.cells("date-points", "A European spreadsheet writes 31.12.2024.", _typed("date"), _format("%d.%m.%Y"))
dates.cells("date-slashes", "An American spreadsheet writes 12/31/2024.", _typed("date"), _format("%m/%d/%Y"))
dates.cells("date-short-year", "A spreadsheet writes the year with two digits.", _typed("date"), _format("%y-%m-%d"))
dates.cells("date-month-name", "A spreadsheet writes 31-Dec-24.", _typed("date"), _format("%d-%b-%y"))
dates.cells("date-time", "pandas writes a time behind the day.", _typed("date"), lambda r, c, row: c + " 00:00:00" if c else None)
dates.cells("date-serial", "A spreadsheet writes the number of days since 1899-12-30.", _typed("date"), lambda r, c, row: str((d - date(1899, 12, 30)).days) if (d := _day(c)) else None)
dates.cells("date-next-year", "The year is taken from the calendar on the wall.", _typed("date"), _other_year(1), _undated)
dates.cells("date-last-year", "In January the old year is still in the fingers.", _typed("date"), _other_year(-1), _undated)
dates.cells("date-other-century", "Two digits of the year change places: 2052 for 2025.", _typed("date"), lambda r, c, row: c[:2] + c[3] + c[2] + c[4:] if c and c[2] != c[3] else None)
dates.cells("date-impossible", "A day that the month does not have.", _typed("date"), lambda r, c, row: c[:8] + "32" if c else None)
dates.cells("date-off", "The day of the report is taken for that of the event, or one counts wrong.", _named("event_date", "as_of"), _shifted(lambda r: -r.randint(1, 2)), "valid-day")
dates.cells("date-emptied", "A cell is cleared by mistake.", _typed("date"), lambda r, c, row: "" if c else None, _may_be_empty)

# Terms ----------------------------------------------------------------------------------------------------------------

terms = Family("terms")


def _other_term(rng: Random, cell: str, row: Row) -> str | None:
    return {"exact": "more_than", "more_than": "at_least", "at_least": "approx", "approx": "exact", "almost": "approx", "up_to": "less_than", "less_than": "almost"}.get(cell)


def _letter_less(rng: Random, cell: str, row: Row) -> str | None:
    i = rng.randrange(len(cell)) if len(cell) > 3 else -1
    return cell[:i] + cell[i + 1 :] if i >= 0 else None


#: Written here anew, so that the gate is measured against another list than its own.
LOOKALIKES = dict(zip("aceopxyiABCEHKMOPTX", "асеорхуіАВСЕНКМОРТХ", strict=True))


def _lookalike(rng: Random, cell: str, row: Row) -> str | None:
    places = [i for i, c in enumerate(cell) if c in LOOKALIKES]
    i = rng.choice(places) if places and cell.isascii() else -1
    return cell[:i] + LOOKALIKES[cell[i]] + cell[i + 1 :] if i >= 0 else None


terms.cells("term-misspelt", "A term is typed and not chosen.", _enumerated, _letter_less)
terms.cells("term-capital", "A spreadsheet capitalises the first letter.", _enumerated, lambda r, c, row: c.capitalize() if c else None)
terms.cells("term-blank", "A blank where the term has an underline.", _enumerated, lambda r, c, row: c.replace("_", " ") if "_" in c else None)
terms.cells("qualifier-other", "The hedge is coded from memory.", _named("qualifier"), _other_term, _no_words)
terms.cells("boolean-capitals", "A spreadsheet writes TRUE and FALSE.", _typed("boolean"), lambda r, c, row: c.upper() if c else None)
terms.cells("boolean-number", "A database writes 1 and 0.", _typed("boolean"), lambda r, c, row: {"true": "1", "false": "0"}.get(c))
terms.cells("boolean-flipped", "The wrong box is ticked.", _typed("boolean"), lambda r, c, row: {"true": "false", "false": "true"}.get(c), "judgement")
terms.cells("cell-emptied", "A cell is cleared by mistake.", lambda t, f: f["type"] in ("string", "boolean"), lambda r, c, row: "" if c else None, _may_be_empty)

# Keys -----------------------------------------------------------------------------------------------------------------

keys = Family("keys")


def _misspelt_key(reading: Reading, row: Row, column: str, new: str) -> str:
    return "nobody-refers" if row.table in ("facilities", "anomalies", "corrections", "sources") and not _is_named(reading, row) else ""


def _is_named(reading: Reading, row: Row) -> bool:
    return any(row.key in other.cells.values() for table in reading.tables.values() for other in table.rows if other != row)


def _renumbered(rng: Random, cell: str, row: Row) -> str | None:
    found = re.fullmatch(r"(\d+-\d+-|[A-Z])(\d+)", cell)
    return f"{found[1]}{(int(found[2]) + rng.choice((30, 60))) % 10 ** len(found[2]):0{len(found[2])}}" if found else None


keys.cells("reference-misspelt", "A key is typed and not chosen.", _reference, _letter_less)
keys.cells("reference-capital", "A spreadsheet capitalises the first letter.", _reference, lambda r, c, row: c.swapcase() if c else None)
keys.cells("reference-name", "The name is written where the key belongs.", _reference, lambda r, c, row: c.replace("-", " ").replace("_", " ").title() if re.search("[-_]", c) else None)
keys.cells("reference-emptied", "A cell is cleared by mistake.", _named("source_id", "claimant_id", "measure", "population"), lambda r, c, row: "" if c else None, _may_be_empty)
keys.cells("reference-other", "The line beside the right one is chosen from a list.", _named("claimant_id"), lambda r, c, row: {"isw": "uk-mod"}.get(c, "isw"), "valid-reference")
keys.cells("key-misspelt", "A key is changed where it is defined.", _key, _letter_less, _misspelt_key)
keys.cells("key-renumbered", "A running number is typed wrong.", _named("claim_id", "evidence_id"), _renumbered)
keys.cells("part-of-itself", "The own id is copied into the cell for the total.", _named("part_of", "supersedes"), lambda r, c, row: row.key)

# Text -----------------------------------------------------------------------------------------------------------------

texts = Family("text")


def _decoded(encoding: str) -> Change:
    return lambda rng, cell, row: cell.encode().decode(encoding, "replace") if not cell.isascii() else None


def _cut(rng: Random, cell: str, row: Row) -> str | None:
    return cell[: rng.randrange(len(cell) // 3, len(cell) - 1)].rstrip() if len(cell) > 20 else None


texts.cells("look-alike", "A Cyrillic keyboard is on: its letters look like Latin ones.", lambda t, f: _reference(t, f) or _key(t, f) or _enumerated(t, f), _lookalike)
texts.cells("look-alike-in-text", "A Cyrillic keyboard is on for one letter of a Latin word.", _free, _lookalike)
texts.cells("blank-behind", "A copied cell brings its blank along.", _any_text, lambda r, c, row: c + " " if c else None)
texts.cells("blank-before", "A list is split at commas without its blanks.", _any_text, lambda r, c, row: " " + c if c else None)
texts.cells("blank-doubled", "The blank is hit twice, or words between two blanks are deleted.", _any_text, lambda r, c, row: c.replace(" ", "  ", 1) if " " in c else None)
texts.cells("blank-lost-after-comma", "A blank is lost while a text is typed.", _free, lambda r, c, row: re.sub(r"([,;]) ([a-z]{2})", r"\1\2", c, count=1))
texts.cells("blank-lost-after-number", "A blank is lost while a number and its unit are typed.", _named("as_reported"), lambda r, c, row: re.sub(r"(\d) ([^\W\d_]{4})", r"\1\2", c, count=1))
texts.cells("blank-protected", "A web page brings non-breaking spaces along.", _edited, lambda r, c, row: c.replace(" ", "\u00a0", 1) if " " in c else None)
texts.cells("invisible", "A web page brings zero-width spaces along.", _any_text, lambda r, c, row: c[:1] + "\u200b" + c[1:] if c else None)
texts.cells("soft-hyphen", "A web page brings soft hyphens along.", _any_text, lambda r, c, row: c[:3] + "\u00ad" + c[3:] if len(c) > 5 else None)
texts.cells("tab", "A tab is copied along.", _any_text, lambda r, c, row: c + "\tx" if c else None)
texts.cells("line-break", "A text is copied over two lines.", _any_text, lambda r, c, row: c.replace(" ", "\n", 1) if " " in c else None)
texts.cells("mojibake", "UTF-8 is opened as Windows-1252 and saved again.", _any_text, _decoded("cp1252"))
texts.cells("mojibake-cyrillic", "UTF-8 is opened as Windows-1251 and saved again.", _any_text, _decoded("cp1251"))
texts.cells("mojibake-dos", "UTF-8 is opened in the code page of a console.", _any_text, _decoded("cp850"))
texts.cells("question-marks", "A text is saved in an encoding that lacks its letters.", _any_text, lambda r, c, row: c.encode("ascii", "replace").decode() if not c.isascii() else None)
texts.cells("letters-lost", "A text is saved without the letters that an encoding lacks.", _any_text, lambda r, c, row: c.encode("ascii", "ignore").decode() if not c.isascii() else None)
texts.cells("decomposed", "A macOS file name or a PDF has letters and accents apart.", _any_text, lambda r, c, row: unicodedata.normalize("NFD", c))
texts.cells("quotes-curled", "A word processor curls the quotes.", _edited, lambda r, c, row: re.sub(r"'|\"", "\u2019", c, count=1))
texts.cells("half-a-bracket", "One bracket or quote of a pair is deleted.", _free, lambda r, c, row: re.sub(r"[()\"«»]", "", c, count=1))
texts.cells("sentence-cut", "A database or a spreadsheet cuts a long text.", _sentence, _cut)
texts.cells("formula", "A text that a spreadsheet would run is pasted.", _any_text, lambda r, c, row: '=HYPERLINK("x")' + c)
texts.cells("dash-before", "A list's dash is copied along with its text.", _free, lambda r, c, row: "- " + c if c else None)
texts.cells("html", "Markup is copied along with its text.", _any_text, lambda r, c, row: f"<b>{c}</b>" if c else None)
texts.cells("entity", "Markup is copied along with its text, escaped.", _free, lambda r, c, row: c.replace(" ", r.choice(("&nbsp;", "&#160;", " &amp; ", " &quot;")), 1) if " " in c else None)
texts.cells("null-word", "A tool writes a word into empty cells.", _any_text, lambda r, c, row: r.choice(("NULL", "None", "nan", "NaN", "N/A", "#N/A", "#REF!", "-", "?")) if not c else None)
texts.cells("note-reworded", "A note is written anew.", _named("note"), lambda r, c, row: c + " (checked)" if c else None, "free-text")
texts.cells("publisher-letters", "An outlet is written in other letters than before.", _named("publisher"), lambda r, c, row: c.upper() if c != c.upper() else c.lower())
