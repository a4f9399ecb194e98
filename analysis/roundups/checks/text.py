"""Gates on the characters of a cell: what keyboards, web pages, spreadsheets and encodings leave behind in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from .gates import Finding, at, gate
from .reading import Reading, Row

#: The words of the source, kept as printed: its typography stands.
QUOTED = {"as_reported"}
#: Columns in which words and numbers stand as one without a fault: names of outlets, addresses, keys.
CLOSE = {"publisher", "relays", "url", "read_at", "aliases", "short_name", "name"}
SENTENCES = {
    "measures": ("definition", "not_counted"), "populations": ("definition",), "anomalies": ("finding", "reason"),
    "exclusions": ("explanation",), "corrections": ("reason",), "sources": ("note",), "regions": ("note",),
}  # fmt: skip


def texts(reading: Reading) -> Iterator[tuple[Row, str, str]]:
    """Each filled cell of a text column, with its row and the column's name."""
    for table in reading.tables.values():
        columns = [field["name"] for field in table.fields if field["type"] == "string"]
        for row in table.rows:
            for column in columns:
                if cell := row[column]:
                    yield row, column, cell


# Letters --------------------------------------------------------------------------------------------------------------

_WORD = re.compile(r"[^\W\d_]+")
#: Letters of other alphabets that look like Latin ones, and the Latin ones that look like them.
_LIKE_LATIN = frozenset("аеікорсухјѕһԁԛԝАВЕІЈКМНОРЅСТУХ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονυ")
_LIKE_OTHERS = frozenset("aeikopcyxjshdqwABEIJKMHOPSCTYXZNvu")
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")


@lru_cache(4096)
def _script(letter: str) -> str:
    name = unicodedata.name(letter, "").split(" ")[0]
    return name if name in _SCRIPTS else ""


@lru_cache(20_000)
def _foreign_word(cell: str) -> str:
    """The first word of a cell that mixes alphabets, or that has only look-alike letters and stands alone in an alphabet of its own."""
    words = _WORD.findall(cell)
    scripts = [{_script(letter) for letter in word} - {""} for word in words]
    for word, found in zip(words, scripts, strict=True):
        if len(found) > 1:
            return word
    for mine, looks in (("CYRILLIC", _LIKE_LATIN), ("GREEK", _LIKE_LATIN), ("LATIN", _LIKE_OTHERS)):
        alone = [word for word, found in zip(words, scripts, strict=True) if found == {mine}]
        if alone and len(alone) < len(words) / 2 and all(set(word) <= looks for word in alone):
            return alone[0]
    return ""


@gate("cell-letters", "implausible", "text", "A word has the letters of one alphabet: a Cyrillic о in a Latin word looks right and is never found.")
def cell_letters(reading: Reading) -> Iterator[Finding]:
    for row, column, cell in texts(reading):
        if not cell.isascii() and (word := _foreign_word(cell)):
            shown = ", ".join(f"U+{ord(c):04X} {unicodedata.name(c, '?').lower()}" for c in dict.fromkeys(word) if not c.isascii()) or "Latin letters"
            yield at(row, column, f"the word {word!r} has letters of another alphabet than its neighbours: {shown}", "type it anew")


@gate("cell-composed", "malformed", "text", "A letter and its accent are one character (NFC): two spellings that look the same are not found by one search.")
def cell_composed(reading: Reading) -> Iterator[Finding]:
    for row, column, cell in texts(reading):
        if not cell.isascii() and not unicodedata.is_normalized("NFC", cell):
            yield at(row, column, f"the cell {cell!r} has letters apart from their accents", "write it in the normal form NFC")


# Encodings ------------------------------------------------------------------------------------------------------------

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
#: Not KOI8-R and cp866: in them, some true Cyrillic words have the bytes of UTF-8.
_ENCODINGS = ("cp1252", "cp1251", "latin-1", "mac_roman", "cp437", "cp850")
#: Four accented letters in a row are no word of a language: this is what Cyrillic in Windows-1251 looks like in Windows-1252.
_ACCENTS = re.compile("[À-ÖØ-öø-ÿ]{4}")


@lru_cache(20_000)
def _garbled(cell: str) -> str:
    """The first part of a cell that is UTF-8 read in another encoding, or Windows-1251 read as Windows-1252."""
    for run in _NOT_ASCII.findall(cell):
        for encoding in _ENCODINGS if len(run) > 1 else ():
            try:
                run.encode(encoding).decode("utf-8")
            except UnicodeError:
                continue
            return str(run)
    found = _ACCENTS.search(cell)
    return found[0] if found else ""


@gate("cell-encoding", "malformed", "text", "UTF-8 opened in another encoding and saved again (â€™ for ’, Ð for Р) is a text that nobody can search or read.")
def cell_encoding(reading: Reading) -> Iterator[Finding]:
    for row, column, cell in texts(reading):
        if not cell.isascii():
            garbled = "\ufffd" if "\ufffd" in cell else _garbled(cell)
            if garbled:
                yield at(row, column, f"{garbled!r} comes of a wrong encoding", "take the text anew from its source")


@gate("cell-question", "implausible", "text", "An encoding without the letters of a text saves question marks; a name, a place or the words of a quantity seldom asks.")
def cell_question(reading: Reading) -> Iterator[Finding]:
    for row, column, cell in texts(reading):
        if "?" in cell and column not in ("url", "read_at"):
            yield at(row, column, f"the cell {cell!r} has a question mark in place of a letter or for a doubt", "take the text anew from its source, or say the doubt in words")


# What is copied along -------------------------------------------------------------------------------------------------

_MARKUP = re.compile(r"<[A-Za-z/!?]|&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});|\{\{[<%{]|\]\(\s*(?:javascript|data):|%3[CE]", re.I)


@gate("cell-markup", "malformed", "text", "Markup and entities of a web page are no text: shown somewhere without escaping they would run as HTML.")
def cell_markup(reading: Reading) -> Iterator[Finding]:
    for row, column, cell in texts(reading):
        found = _MARKUP.search(cell)
        if found:
            yield at(row, column, f"{found[0]!r} is markup", "keep the text and take the markup out")


@gate("cell-formula", "malformed", "text", "A text that begins with =, +, - or @ is run as a formula by the spreadsheet that opens the file.")
def cell_formula(reading: Reading) -> Iterator[Finding]:
    for row, column, cell in texts(reading):
        if cell.lstrip("'\"\t\r\n ")[:1] in tuple("=+-@＝＋－＠|"):
            yield at(row, column, f"the cell begins like a formula: {cell[:40]!r}", "begin it with a word")


NULL_WORDS = frozenset(
    "null none nan nat n/a na n.a. #n/a #ref! #value! #name? #div/0! #null! #num! #spill! <na> nil undefined unknown (blank) (null) - -- – — . … tbd todo xxx inf -inf 1.#ind -nan".split()
)


@gate("cell-null", "malformed", "text", "An empty cell is empty: null, NaN, N/A, #REF! or a dash in it would be read as a name or a note.")
def cell_null(reading: Reading) -> Iterator[Finding]:
    terms = {(table.name, field["name"]): set(map(str, enum)) for table in reading.tables.values() for field in table.fields if isinstance(enum := _enum(field), list)}
    for row, column, cell in texts(reading):
        if len(cell) < 10 and cell.casefold() in NULL_WORDS and cell not in terms.get((row.table, column), ()):
            yield at(row, column, f"{cell!r} is a word for an empty cell", "empty the cell")


def _enum(field: dict[str, object]) -> object:
    constraints = field.get("constraints")
    return constraints.get("enum") if isinstance(constraints, dict) else None


# Typing ---------------------------------------------------------------------------------------------------------------

_CURLED = re.compile("[‘’‚‛“”„‟′″`´]")
_PAIRS = ("()", "[]", "{}", "«»", "“”")


@gate("cell-pairs", "malformed", "text", "Quotes and brackets come in pairs, and outside the source's own words quotes are straight: a half or a curled one is a slip or an autocorrection.")
def cell_pairs(reading: Reading) -> Iterator[Finding]:
    for row, column, cell in texts(reading):
        if column in ("url", "read_at"):
            continue
        odd = next((pair for pair in _PAIRS if cell.count(pair[0]) != cell.count(pair[1])), '"' if cell.count('"') % 2 else "")
        if odd:
            yield at(row, column, f"the cell has one half of {odd}", "add or delete the other half")
        elif column not in QUOTED and not cell.isascii() and (curled := _CURLED.search(cell)):
            yield at(row, column, f"the cell has the curled quote {curled[0]}", "write ' or \"")


_STUCK = re.compile(r"[,;!)][^\W\d_]{2}|\d[^\W\d_]{4}|[^\W\d_]{3}\d|[^\W\d_]\s+[,.;:!?](?:\s|$)")


@gate("cell-spacing", "implausible", "text", "Words, numbers and signs are set apart by one blank: a lost or a doubled one is a slip of typing or copying.")
def cell_spacing(reading: Reading) -> Iterator[Finding]:
    for row, column, cell in texts(reading):
        if "  " in cell:
            yield at(row, column, "the cell has two blanks in a row", "delete one of them")
        elif column not in CLOSE and " " in cell and (stuck := _STUCK.search(cell)):
            yield at(row, column, f"the blank in {stuck[0]!r} is lost or misplaced", "set the words apart as in print")


@gate("cell-sentence", "malformed", "text", "Definitions and reasons are whole sentences: one that does not begin with a capital or end with a point was cut or overwritten.")
def cell_sentence(reading: Reading) -> Iterator[Finding]:
    for name, columns in SENTENCES.items():
        for row in reading.rows(name):
            for column in columns:
                cell = row[column]
                if cell and not (cell.endswith(".") and (cell[0].isupper() or cell[0].isdigit())):
                    yield at(row, column, "the cell is no whole sentence", "begin with a capital and end with a point")
