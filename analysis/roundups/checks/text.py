"""Gates on the characters of a cell: what keyboards, web pages, spreadsheets and encodings leave behind in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from .gates import Finding, cell_gate, cells_at_fault, table_gate
from .table import Table

#: The words of the source, kept as printed: its typography stands.
QUOTED = {"as_reported"}
#: Columns in which words and numbers stand as one without a fault: names of outlets, addresses, keys.
CLOSE = {"publisher", "relays", "url", "read_at", "aliases"}
ADDRESSES = {"url", "read_at"}
SENTENCES = {
    "measures": ("definition", "not_counted"), "populations": ("definition",), "anomalies": ("finding", "reason"),
    "exclusions": ("explanation",), "corrections": ("reason",), "sources": ("note",), "regions": ("note",),
}  # fmt: skip


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


@cell_gate("cell-letters", "implausible", "A word has the letters of one alphabet: a Cyrillic о in a Latin word looks right and is never found.", ascii_too=False)
def cell_letters(column: str, cell: str) -> tuple[str, str] | None:
    word = _foreign_word(cell)
    if not word:
        return None
    shown = ", ".join(f"U+{ord(c):04X} {unicodedata.name(c, '?').lower()}" for c in dict.fromkeys(word) if not c.isascii()) or "Latin letters"
    return f"the word {word[:40]!r} has letters of another alphabet than its neighbours: {shown}", "type it anew"


@cell_gate("cell-composed", "malformed", "A letter and its accent are one character (NFC): two spellings that look the same are not found by one search.", ascii_too=False)
def cell_composed(column: str, cell: str) -> tuple[str, str] | None:
    return None if unicodedata.is_normalized("NFC", cell) else (f"the cell {cell!r} has letters apart from their accents", "write it in the normal form NFC")


# Encodings ------------------------------------------------------------------------------------------------------------

_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
#: Not KOI8-R and cp866: in them, some true Cyrillic words have the bytes of UTF-8.
_ENCODINGS = ("cp1252", "cp1251", "latin-1", "mac_roman", "cp437", "cp850")
#: Four accented letters in a row are no word of a language: this is what Cyrillic in Windows-1251 looks like in Windows-1252.
_ACCENTS = re.compile("[À-ÖØ-öø-ÿ]{4}")


def _pairs_of_bytes() -> str:
    """A pattern for what two bytes of UTF-8 look like in one of the encodings: without such a pair, no text can have come of them."""
    either: tuple[set[str], set[str]] = set(), set()
    for encoding in _ENCODINGS:
        for kind, numbers in zip(either, (range(0xC2, 0xF5), range(0x80, 0xC0)), strict=True):
            kind |= {bytes([number]).decode(encoding, "ignore") for number in numbers}
    lead, trail = ("".join(sorted(map(re.escape, kind))) for kind in either)
    return f"[{lead}][{trail}]"


_MAY_BE_BYTES = re.compile(_pairs_of_bytes())


@lru_cache(20_000)
def _garbled(cell: str) -> str:
    """The first part of a cell that is UTF-8 read in another encoding, or Windows-1251 read as Windows-1252."""
    for run in _NOT_ASCII.findall(cell) if _MAY_BE_BYTES.search(cell) else ():
        for encoding in _ENCODINGS if len(run) > 1 else ():
            try:
                run.encode(encoding).decode("utf-8")
            except UnicodeError:
                continue
            return str(run)
    found = _ACCENTS.search(cell)
    return found[0] if found else ""


@cell_gate("cell-encoding", "malformed", "UTF-8 opened in another encoding and saved again (â€™ for ’, Ð for Р) is a text that nobody can search or read.", ascii_too=False)
def cell_encoding(column: str, cell: str) -> tuple[str, str] | None:
    garbled = "\ufffd" if "\ufffd" in cell else _garbled(cell)
    return (f"{garbled!r} comes of a wrong encoding", "take the text anew from its source") if garbled else None


@cell_gate("cell-question", "implausible", "An encoding without the letters of a text saves question marks; a name, a place or the words of a quantity seldom asks.", screen=lambda cells: "?" in cells)
def cell_question(column: str, cell: str) -> tuple[str, str] | None:
    if "?" not in cell or column in ADDRESSES:
        return None
    return f"the cell {cell!r} has a question mark in place of a letter or for a doubt", "take the text anew from its source, or say the doubt in words"


# What is copied along -------------------------------------------------------------------------------------------------

_MARKUP = re.compile(r"<[A-Za-z/!?]|&(?:[A-Za-z][A-Za-z0-9]{1,31}|#\d{1,7}|#[xX][0-9A-Fa-f]{1,6});|\{\{[<%{]|\]\(\s*(?:javascript|data):|%3[CE]", re.I)


@cell_gate("cell-markup", "malformed", "Markup and entities of a web page are no text: shown somewhere without escaping they would run as HTML.", kept_too=True, screen=_MARKUP.search)
def cell_markup(column: str, cell: str) -> tuple[str, str] | None:
    found = _MARKUP.search(cell)
    return (f"{found[0]!r} is markup", "keep the text and take the markup out") if found else None


_FORMULA = re.compile(r"[\s'\"]*[=+\-@|＝＋－＠]")


@cell_gate("cell-formula", "malformed", "A text that begins with =, +, - or @ is run as a formula by the spreadsheet that opens the file.", kept_too=True)
def cell_formula(column: str, cell: str) -> tuple[str, str] | None:
    return (f"the cell begins like a formula: {cell[:40]!r}", "begin it with a word") if _FORMULA.match(cell) else None


NULL_WORDS = frozenset(
    "null none nan nat n/a na n.a. #n/a #ref! #value! #name? #div/0! #null! #num! #spill! <na> nil undefined unknown (blank) (null) - -- – — . … tbd todo xxx inf -inf 1.#ind -nan".split()
)


@table_gate("cell-null", "malformed", "text", "An empty cell is empty: null, NaN, N/A, #REF! or a dash in it would be read as a name or a note.")
def cell_null(table: Table) -> Iterator[Finding]:
    limits = {str(field["name"]): field.get("constraints") for field in table.fields}
    terms = {name: limit.get("enum") for name, limit in limits.items() if isinstance(limit, dict)}

    def null(column: str, cell: str) -> tuple[str, str] | None:
        is_null = len(cell) < 10 and cell.casefold() in NULL_WORDS and cell not in (terms.get(column) or ())
        return (f"{cell!r} is a word for an empty cell", "empty the cell") if is_null else None

    yield from cells_at_fault(table, table.text_columns, null)


_OTHER_KIND = re.compile(r"\d{4}-\d\d?-\d\d?([ T].*)?|\d\d?[./]\d\d?[./]\d{2,4}|[\d.,%\s]*\d[\d.,%\s]*|true|false|https?://\S+", re.I)
#: Columns in which a number, a date or an address may be all that there is to say.
ANY_KIND = {*QUOTED, *ADDRESSES, "old_value", "new_value", "part_of", "supersedes"}


@table_gate("cell-kind", "implausible", "text", "A date, a number, a yes or no or an address alone in a column of words has slipped there from another column.")
def cell_kind(table: Table) -> Iterator[Finding]:
    keys = {*table.key, *(name for key in _foreign(table) for name in key)}
    columns = [column for column in table.text_columns if column not in ANY_KIND and not column.endswith("_id") and column not in keys]
    yield from cells_at_fault(table, columns, lambda column, cell: (f"the cell holds only {cell!r}", "put it where it belongs") if _OTHER_KIND.fullmatch(cell) else None)


def _foreign(table: Table) -> list[list[str]]:
    held = table.schema.get("foreignKeys")
    fields = [key.get("fields") for key in held if isinstance(key, dict)] if isinstance(held, list) else []
    return [names for names in fields if isinstance(names, list)]


# Typing ---------------------------------------------------------------------------------------------------------------

_HALVES = re.compile(r"[()\[\]{}«»“”\"‘’‚‛„‟′″`´]")
_CURLED = re.compile("[‘’‚‛“”„‟′″`´]")
_PAIRS = ("()", "[]", "{}", "«»", "“”")


@cell_gate("cell-pairs", "implausible", "Quotes and brackets come in pairs, and outside the source's own words quotes are straight: a half or a curled one is a slip or an autocorrection.")
def cell_pairs(column: str, cell: str) -> tuple[str, str] | None:
    if column in ADDRESSES or not _HALVES.search(cell):
        return None
    odd = next((pair for pair in _PAIRS if cell.count(pair[0]) != cell.count(pair[1])), '"' if cell.count('"') % 2 else "")
    if odd:
        return f"the cell has one half of {odd}", "add or delete the other half"
    curled = _CURLED.search(cell) if column not in QUOTED else None
    return (f"the cell has the curled quote {curled[0]}", "write ' or \"") if curled else None


_STUCK = re.compile(r"[,;!)][^\W\d_]{2}|\d[^\W\d_]{4}|[^\W\d_]{3}\d|[^\W\d_]\s+[,.;:!?](?:\s|$)")


_TIGHT = re.compile(r"[,;!)\d](?:[^\W\d_]|(?<=[^\W\d_]\d))")


def _may_stick(cell: str) -> bool:
    """Whether `_STUCK` is worth a search, which costs ten times as much."""
    return not (cell.isascii() and cell.isprintable()) or _TIGHT.search(cell) is not None or any(sign in cell for sign in (" ,", " .", " ;", " :", " !", " ?"))


@cell_gate("cell-spacing", "implausible", "Words, numbers and signs are set apart by one blank: a lost or a doubled one is a slip of typing or copying.")
def cell_spacing(column: str, cell: str) -> tuple[str, str] | None:
    if " " not in cell:
        return None
    if "  " in cell:
        return "the cell has two blanks in a row", "delete one of them"
    stuck = _STUCK.search(cell) if column not in CLOSE and _may_stick(cell) else None
    return (f"the blank in {stuck[0]!r} is lost or misplaced", "set the words apart as in print") if stuck else None


@table_gate("cell-sentence", "malformed", "text", "Definitions and reasons are whole sentences: one that does not begin with a capital or end with a point was cut or overwritten.")
def cell_sentence(table: Table) -> Iterator[Finding]:
    yield from cells_at_fault(table, SENTENCES.get(table.name, ()), _cut)


def _cut(column: str, cell: str) -> tuple[str, str] | None:
    is_whole = cell.endswith(".") and (cell[0].isupper() or cell[0].isdigit())
    return None if is_whole else ("the cell is no whole sentence", "begin with a capital and end with a point")
