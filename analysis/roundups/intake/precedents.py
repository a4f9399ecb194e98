"""What the package already has on a proposed row: the series that it continues, what it may repeat, a total that would fall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cached_property

from ..checks.reading import Reading
from ..checks.table import Row, grouped
from ..checks.series import SERIES, tight
from .reviewfile import Entry

STRIKES = "refinery_strikes"
_DAYS = ("event_date", "as_of", "period_end")
_MOST_REPEATS = 3


class Precedents:
    """Looks up proposed rows in the package that was read."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading

    def lines(self, entry: Entry, others: Sequence[Entry] = ()) -> list[str]:
        """Return what a reviewer should know, one fact a line; nothing for a row that the package knows nothing like.

        ``others``: the rows of the same review, of which one may say the same.
        """
        row = as_row(entry)
        twins = [f"says what {other.id} of this review says" for other in others if other is not entry and other.decision != "reject" and _twins(entry, other)]
        return [*self._series(row), *self._repeated(row), *twins]

    @cached_property
    def _of_measure(self) -> dict[tuple[str, ...], list[Row]]:
        return grouped(self.reading.claims, "measure", "population")

    def _series(self, row: Row) -> Iterator[str]:
        """The claim of the same series before this one, or after it, and whether a running total falls between them."""
        if row.table == STRIKES or row["statistic"] == "event" or not row["measure"]:
            return
        members = [other for other in self._of_measure.get((row["measure"], row["population"]), []) if other["statistic"] == row["statistic"]]
        same = [other for other in members if all(other[column] == row[column] for column in SERIES if column != "period_start")]
        dated = sorted((other for other in same if _day(other)), key=_day)
        before = [other for other in dated if _day(other) <= (_day(row) or "9999")]
        after = dated[len(before) :]
        if not same:
            yield f"no {row['statistic']} claim of {row['claimant_id']} on this yet" + (f"; others: {_shown(max(members, key=_day))}" if members else "")
        elif before or after:
            yield f"last of this series: {_shown(before[-1])}" if before else f"next of this series: {_shown(after[0])}"
        now = tight(row)
        if row["statistic"] != "cumulative" or now is None:
            return
        for others, falls, words in ((reversed(before), lambda then: now.high < then.low, "FALLS below"), (after, lambda then: then.high < now.low, "IS ABOVE the later")):
            for other in others:
                then = tight(other)
                if then is not None and falls(then) and not other["part_of"]:
                    yield f"{words} {_shown(other)}"
                    break

    def _repeated(self, row: Row) -> Iterator[str]:
        """Rows of the package that may say the same of the same."""
        found = self._strikes(row) if row.table == STRIKES else self._claims(row)
        for number, other in enumerate(found):
            if number == _MOST_REPEATS:
                return
            yield f"maybe the same: {_shown(other)}"

    def _strikes(self, row: Row) -> Iterator[Row]:
        for other in self.reading.rows(STRIKES):
            same = other["facility_id"] == row["facility_id"] if row["facility_id"] else other["region"] == row["region"] and row["region"]
            if same and _near(row, other):
                yield other

    def _claims(self, row: Row) -> Iterator[Row]:
        now = tight(row)
        for other in self._of_measure.get((row["measure"], row["population"]), []):
            then = tight(other)
            numbers_meet = now is None or then is None or now.intersects(then)
            places_meet = not row["region"] or not other["region"] or row["region"] == other["region"]
            if numbers_meet and places_meet and other["statistic"] == row["statistic"] and _near(row, other):
                yield other


def _twins(entry: Entry, other: Entry) -> bool:
    same = ("table", "claimant_id", "measure", "population", "facility_id", "region", "value", "value_high", "statistic", *_DAYS)
    return all(entry.cells.get(column) == other.cells.get(column) for column in same)


def as_row(entry: Entry) -> Row:
    """Return an entry as the checks know a row."""
    return Row.of(entry.table, entry.id, entry.cells)


def _day(row: Row) -> str:
    return next((row[column] for column in _DAYS if row[column]), "")


def _near(row: Row, other: Row) -> bool:
    """Whether both are of one day or of two days that follow each other; rows without a day are near nothing."""
    first, second = (next((day for column in _DAYS if (day := each.date(column))), None) for each in (row, other))
    return first is not None and second is not None and abs(first - second) <= timedelta(1)


def _shown(row: Row) -> str:
    words = row["as_reported"] or row["value"]
    day = f", {_day(row)}" if _day(row) else ""
    return f'{row.key} "{words}", {row["claimant_id"]}{day}'
