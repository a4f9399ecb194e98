"""How one thing of a package is changed, in memory: the forms of mutation, and the rules by which a mutant cannot be told from the truth.

The kinds themselves stand in `mutations` and `file_mutations`. A kind, or a single mutant, names its rule of `BEYOND` before any gate
has looked at it. `UNDERSTOOD` says why a detectable mutant may be missed all the same; `bench` counts what none of its rules explains.
"""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from ..package import DESCRIPTOR
from .reading import Reading
from .table import Row, Table

BEYOND = {
    "no-words": "The number has no words beside it, so nothing in the package says another one.",
    "both-say-so": "Number and words are wrong alike, as when the wrong figure of a page is taken; only the page says another one.",
    "valid-reference": "One key that is there stands for another; the package does not hold the page that names who or what.",
    "valid-day": "A day within the same month and not after the publication is as likely as the true one.",
    "undated-source": "The source tells no day of publication, so that nothing bounds the dates of its rows.",
    "may-be-empty": "Other rows leave the column empty too, since their sources do not tell.",
    "free-text": "Text of no fixed form; another wording is as good.",
    "judgement": "A coder's judgement (disputed, the kind of statistic, the grade), which no other cell repeats.",
    "nobody-refers": "A row that no other row names and no running number asks for: without it the package is a smaller one, not a wrong one.",
    "laxer-schema": "A schema that demands less refuses nothing that is in the tables.",
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


#: Why a mutant that can be told from the truth is missed all the same: the reason, and whether it explains one of this kind in this column.
UNDERSTOOD: dict[str, tuple[str, Callable[[str, str], bool]]] = {
    "open-start": ("A period or a total may count from any day before its end; only its like would tell.", lambda kind, column: kind.startswith("date-") and column == "period_start"),
    "hedge-elsewhere": ("The hedge of cut words may stand in another row of the same statement.", lambda kind, column: kind == "qualifier-other"),
    "both-in-the-words": ("Words that hold several numbers allow each of them.", lambda kind, column: column in ("value", "value_high") and not kind.startswith("number-")),
    "beside-the-number": ("Digits in the words that are not those of the figure have nothing to be compared with.", lambda kind, column: kind.startswith("words-") and column == "as_reported"),
    "listed": ("An entry of the known odd points silences its check for the row, whatever the cell holds afterwards.", lambda kind, column: kind.startswith("date-") and column == "event_date"),
    "unused-term": ("A term that no row uses can be missing from its list without a fault.", lambda kind, column: kind == "term-lost"),
    "empty-table": ("The schema of a table without rows has nothing to refuse.", lambda kind, column: kind == "type-text"),
    "letters-gone": ("A word without the letters that an encoding dropped in silence is still a word; only a dictionary would tell.", lambda kind, column: kind == "letters-lost"),
    "query": ("A question mark in an address begins a query.", lambda kind, column: kind == "question-marks" and column in ("url", "read_at")),
    "spelt-once": ("A name that stands once has no other spelling to differ from.", lambda kind, column: kind == "publisher-letters"),
    "whole-sentence": ("A text that is cut at the end of a sentence is still a whole text.", lambda kind, column: kind == "sentence-cut"),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of mutation: ``make`` yields changed files of a package, at places drawn by a seeded generator, without end or until there are none left."""

    name: str
    family: str
    why: str
    make: Callable[[Random, Reading], Iterator[Mutant]]


KINDS: list[Kind] = []
Change = Callable[[Random, str, Row], "str | None"]
Columns = Callable[[Table, dict[str, Any]], bool]
Beyond = Callable[[Reading, Row, str, str], str]


def csv_bytes(records: Iterable[list[str]], **options: Any) -> bytes:
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


class Family:
    """Registers kinds of one family: numbers, dates, ...; each method is one form of change."""

    def __init__(self, name: str) -> None:
        self.name = name

    def _register(self, name: str, why: str, make: Callable[[Random, Reading], Iterator[Mutant]]) -> None:
        KINDS.append(Kind(name, self.name, why, make))

    def cells(self, name: str, why: str, columns: Columns, change: Change, beyond: Beyond | str = "") -> None:
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
                yield Mutant(name, table.file, table.name, column, csv_bytes(records), beyond if isinstance(beyond, str) else beyond(reading, row, column, new))

        self._register(name, why, make)

    def rows(
        self,
        name: str,
        why: str,
        change: Callable[[Random, list[list[str]], int, Table], list[list[str]] | None],
        beyond: Callable[[Reading, Row], str] | str = "",
    ) -> None:
        """A kind that changes the records of a table around a row; ``change`` gets a list that it may keep."""

        def make(rng: Random, reading: Reading) -> Iterator[Mutant]:
            groups = {table.name: [(table, row) for row in range(len(table.rows))] for table in reading.tables.values() if table.rows}
            for table, index in _interleaved(rng, groups):
                before = [list(record) for _, record in table.records]
                records = change(rng, [list(record) for record in before], index + 1, table)
                if records is not None and records != before:
                    rule = beyond if isinstance(beyond, str) else beyond(reading, table.rows[index])
                    yield Mutant(name, table.file, table.name, "", csv_bytes(records), rule)

        self._register(name, why, make)

    def files(self, name: str, why: str, change: Callable[[Random, bytes], bytes | None]) -> None:
        """A kind that changes the bytes of a table's file."""

        def make(rng: Random, reading: Reading) -> Iterator[Mutant]:
            for table in _interleaved(rng, {0: [table for table in reading.tables.values() for _ in range(8)]}):
                before = reading.raw[table.file]
                data = change(rng, before)
                if data is not None and data != before:
                    yield Mutant(name, table.file, table.name, "", data)

        self._register(name, why, make)

    def documents(self, name: str, why: str, change: Callable[[Random, Any], str | None], only: str = "", beyond: str = "") -> None:
        """A kind that changes the descriptor or a schema; ``change`` returns the key concerned, None where it does not apply."""

        def make(rng: Random, reading: Reading) -> Iterator[Mutant]:
            assert reading.descriptor is not None
            texts = {DESCRIPTOR: reading.descriptor.text, **{file: schema.text for file, schema in reading.schemas.items()}}
            for file in _interleaved(rng, {0: [file for file in texts for _ in range(6 if only != "package" else 40) if not only or (file == DESCRIPTOR) == (only == "package")]}):
                data = json.loads(texts[file])
                key = change(rng, data)
                changed = (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
                if key is not None and data != json.loads(texts[file]):
                    yield Mutant(name, file, "", key, changed, beyond)

        self._register(name, why, make)
