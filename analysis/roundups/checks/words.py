"""Gates on the words: the number and the hedge in ``as_reported`` are those of the cells."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from functools import lru_cache

from ..wording import numbers_in, qualifier_in, says
from .gates import Finding, at, gate
from .reading import Reading
from .table import Row, of_columns

UNSEEN = {"withheld"}
#: Rows with the same cells here are of one statement.
STATEMENT = ("source_id", "claimant_id", "population", "statistic", "event_date", "as_of", "period_start", "period_end")
#: What the words are called when nothing hedges their number.
PLAIN = {"exact", "not_stated", "words", "range"}


def _whole(reading: Reading, row: Row) -> int | None:
    """The total that "all" and "a quarter" refer to: 100 for shares, else that of `part_of`."""
    measure = reading.look_up("measures", row["measure"])
    if measure is not None and measure["unit"] == "percent":
        return 100
    total = reading.claim.get(row["part_of"]) if row["part_of"] else None
    return total.integer("value") if total else None


@lru_cache(20_000)
def _heard(text: str, low: int | None, high: int | None, whole: int | None) -> tuple[str, str | None]:
    """Why the words do not say the value, "" if they do, and the hedge that they hold: reading their numbers is half the time of a validation."""
    found = numbers_in(text)
    verdict = says(text, low, high, whole=whole, quantities=found)
    return "" if verdict else verdict.reason, qualifier_in(text, low, quantities=found)


def heard(reading: Reading) -> Iterator[tuple[Row, str, str | None]]:
    """Each claim whose words were seen, with what `_heard` tells of it, in the order of the claims.

    What is told is kept with the reading, for the second gate that asks: an index into the few different answers, or of each claim its words would be read twice.
    """
    if reading.heard is None:
        answers: dict[tuple[str, str | None], int] = {}
        codes = array("I")
        for row in _seen(reading):
            answer = _heard(row["as_reported"], row.integer("value"), row.integer("value_high"), _whole(reading, row))
            codes.append(answers.setdefault(answer, len(answers)))
        reading.heard = codes, list(answers)
    codes, told = reading.heard
    for row, code in zip(_seen(reading), codes, strict=True):
        yield row, *told[code]


def _seen(reading: Reading) -> Iterator[Row]:
    return (row for row in reading.claims if row["as_reported"] and row["qualifier"] not in UNSEEN)


@gate("words-value", "implausible", "words", "The number in the words is the number in the cell, whatever the language: it catches transposed and dropped digits.")
def words_value(reading: Reading) -> Iterator[Finding]:
    for row, reason, _ in heard(reading):
        if not reason:
            continue
        low, high = row.integer("value"), row.integer("value_high")
        if (row["value"] and low is None) or (row["value_high"] and high is None) or (low is None and high is not None):
            continue  # cell-form and value-qualifier say so
        yield at(row, "value", reason, f"compare with the source's words {row['as_reported']!r}")


@gate("words-qualifier", "implausible", "words", "The hedge in the words is the qualifier of the row; cut words may leave it to another row of the same statement.")
def words_qualifier(reading: Reading) -> Iterator[Finding]:
    open_rows: list[Row] = []  # nothing hedges their number, and the cell is no plain one: "at least 146 civilians killed and 672 injured"
    for row, _, hedge in heard(reading):
        cell = row["qualifier"]
        if hedge is None and cell not in PLAIN:
            open_rows.append(row.alone)
        elif hedge is not None and hedge != cell:
            yield at(row, "qualifier", f"the qualifier is {cell}; the words say {hedge}", f"compare with the source's words {row['as_reported']!r}")
    wanted = {(_statement(row), row["qualifier"]) for row in open_rows}
    said = {(statement, hedge) for row, _, hedge in heard(reading) if hedge is not None and wanted and ((statement := _statement(row)), hedge) in wanted}
    for row in open_rows:
        if (_statement(row), row["qualifier"]) not in said:
            yield at(row, "qualifier", f"the qualifier is {row['qualifier']}; the words hedge nothing", f"compare with the source's words {row['as_reported']!r}")


_statement = of_columns(*STATEMENT)


# Days and languages -----------------------------------------------------------------------------------------------------

#: Monday first; the beginnings of the names in the languages of most sources.
_WEEKDAYS = (
    r"mondays?|понеділ\w+|понедельник\w*", r"tuesdays?|вівтор\w+|вторник\w*", r"wednesdays?|серед[ауиу]|сред[ауыу]",
    r"thursdays?|четвер\w*|четвр\w+", r"fridays?|п.?ятниц\w+|пятниц\w+", r"saturdays?|субот\w+|суббот\w+", r"sundays?|неділ\w+|воскресень\w+",
)  # fmt: skip
_WEEKDAY = re.compile("|".join(rf"\b({names})\b" for names in _WEEKDAYS), re.I)
#: What one of the names holds in any case: to ask for it first costs a tenth.
_IN_WEEKDAYS = re.compile("day|поне|вівт|втор|серед|сред|четв|ятниц|субот|суббот|неділ|воскр")
_DATES = ("event_date", "as_of", "period_end")


@lru_cache(20_000)
def _weekdays(text: str) -> frozenset[int]:
    """The weekdays that a text names, from 0 for Monday."""
    return frozenset(found.lastindex - 1 for found in _WEEKDAY.finditer(text) if found.lastindex)


@gate("words-weekday", "implausible", "words", "A weekday that the words or the note name is that of one of the row's days, of the day before if by night, or of the publication.")
def words_weekday(reading: Reading) -> Iterator[Finding]:
    for row in reading.sourced:
        text = f"{row['as_reported']} {row['note']}"
        if not _IN_WEEKDAYS.search(text.lower()):
            continue
        named = _weekdays(text)
        days = [(column, day) for column in _DATES if (day := row.date(column))]
        if not named or not days:
            continue
        issue, source = reading.issue_of.get(row["source_id"]), reading.look_up("sources", row["source_id"])
        published = source.date("published") if source and not issue else None
        possible = {day.weekday() for day in [day for _, day in days] + ([published] if published else [])}
        if "night" in text.lower():
            possible |= {(day.weekday() - 1) % 7 for _, day in days}
        if not named & possible:
            column, day = days[0]
            yield at(row, column, f"{day} is a {day:%A}; the words or the note name another day: {text.strip()!r}", "correct the date or the note")


CYRILLIC = {"uk", "ru", "be", "bg", "mk", "sr"}


_CYRILLIC = re.compile("[\u0400-\u0481\u048a-\u04ff]")
_LETTER = re.compile("[A-Za-z]")


def _is_cyrillic(text: str) -> bool | None:
    """Whether a text holds a Cyrillic letter; None where it holds no letter at all."""
    if text.isascii():
        return False if _LETTER.search(text) else None
    return True if _CYRILLIC.search(text) else False if any(map(str.isalpha, text)) else None


@gate("words-language", "implausible", "words", "Words in Cyrillic letters come from a source in a language that has them, and others do not: a mismatch is the source of another row.")
def words_language(reading: Reading) -> Iterator[Finding]:
    for row in reading.sourced:
        source = reading.look_up("sources", row["source_id"])
        cyrillic = _is_cyrillic(row["as_reported"])
        if source is None or not source["language"] or cyrillic is None:
            continue
        if cyrillic != (source["language"] in CYRILLIC):
            yield at(row, "source_id", f"the words are in {'Cyrillic' if cyrillic else 'other'} letters, the language of {source.key} is {source['language']}", "correct the source or its language")
