"""Gates on the words: the number and the hedge in ``as_reported`` are those of the cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..wording import qualifier_in as _qualifier_in
from ..wording import says as _says
from .gates import Finding, at, gate
from .reading import Reading
from .table import Row

says, qualifier_in = lru_cache(20_000)(_says), lru_cache(20_000)(_qualifier_in)  # half the time of a validation, and texts repeat
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
    total = reading.claim.get(row["part_of"])
    return total.integer("value") if total else None


@gate("words-value", "implausible", "words", "The number in the words is the number in the cell, whatever the language: it catches transposed and dropped digits.")
def words_value(reading: Reading) -> Iterator[Finding]:
    for row in reading.claims:
        low, high = row.integer("value"), row.integer("value_high")
        if not row["as_reported"] or row["qualifier"] in UNSEEN or (row["value"] and low is None) or (row["value_high"] and high is None):
            continue
        if low is None and high is not None:
            continue  # value-qualifier says so
        verdict = says(row["as_reported"], low, high, whole=_whole(reading, row))
        if not verdict:
            yield at(row, "value", verdict.reason, f"compare with the source's words {row['as_reported']!r}")


@gate("words-qualifier", "implausible", "words", "The hedge in the words is the qualifier of the row; cut words may leave it to another row of the same statement.")
def words_qualifier(reading: Reading) -> Iterator[Finding]:
    seen = [row for row in reading.claims if row["as_reported"] and row["qualifier"] not in UNSEEN]
    hedges = {row.key: qualifier_in(row["as_reported"], row.integer("value")) for row in seen}
    said = {(*(row[column] for column in STATEMENT), hedges[row.key]) for row in seen}
    for row in seen:
        cell, hedge = row["qualifier"], hedges[row.key]
        if hedge is None and (cell in PLAIN or (*(row[column] for column in STATEMENT), cell) in said):
            continue  # plain, or "at least 146 civilians killed and 672 injured"
        if hedge != cell:
            says_so = f"the words say {hedge}" if hedge else "the words hedge nothing"
            yield at(row, "qualifier", f"the qualifier is {cell}; {says_so}", f"compare with the source's words {row['as_reported']!r}")


# Days and languages -----------------------------------------------------------------------------------------------------

#: Monday first; the beginnings of the names in the languages of most sources.
_WEEKDAYS = (
    r"mondays?|понеділ\w+|понедельник\w*", r"tuesdays?|вівтор\w+|вторник\w*", r"wednesdays?|серед[ауиу]|сред[ауыу]",
    r"thursdays?|четвер\w*|четвр\w+", r"fridays?|п.?ятниц\w+|пятниц\w+", r"saturdays?|субот\w+|суббот\w+", r"sundays?|неділ\w+|воскресень\w+",
)  # fmt: skip
_WEEKDAY = re.compile("|".join(rf"\b({names})\b" for names in _WEEKDAYS), re.I)
_DATES = ("event_date", "as_of", "period_end")


@lru_cache(20_000)
def _weekdays(text: str) -> frozenset[int]:
    """The weekdays that a text names, from 0 for Monday."""
    return frozenset(found.lastindex - 1 for found in _WEEKDAY.finditer(text) if found.lastindex)


@gate("words-weekday", "implausible", "words", "A weekday that the words or the note name is that of one of the row's days, of the day before if by night, or of the publication.")
def words_weekday(reading: Reading) -> Iterator[Finding]:
    for row in reading.sourced:
        text = f"{row['as_reported']} {row['note']}"
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


@gate("words-language", "implausible", "words", "Words in Cyrillic letters come from a source in a language that has them, and others do not: a mismatch is the source of another row.")
def words_language(reading: Reading) -> Iterator[Finding]:
    for row in reading.sourced:
        source = reading.look_up("sources", row["source_id"])
        letters = [c for c in row["as_reported"] if c.isalpha()]
        if source is None or not source["language"] or not letters:
            continue
        cyrillic = any("\u0400" <= c <= "\u04ff" for c in letters)
        if cyrillic != (source["language"] in CYRILLIC):
            yield at(row, "source_id", f"the words are in {'Cyrillic' if cyrillic else 'other'} letters, the language of {source.key} is {source['language']}", "correct the source or its language")
