"""An issue of which only the opening was published is added again, read whole: what stands stays, what is new is added."""

from __future__ import annotations

from datetime import date

from .correct import Change, record_change
from .draft import Draft, Row
from .reviewfile import Entry, ReviewError, ReviewFile

#: What a review may leave to `roundups add`, and what is counted anew with each reading.
NOT_COMPARED = frozenset({"table", "part_of", "supersedes", "event_id", "disputed", "readings_recorded"})
#: Two rows with these cells alike are the same figure, in the same words.
_SAME_FIGURE = ("measure", "population", "value", "value_high", "qualifier", "facility_id", "facility_kind")
WHY = "The issue was read whole; only its opening had been read before."


def is_completed_by(source: Row, review: ReviewFile) -> bool:
    """Whether a review reads whole what the package has as an opening."""
    return source["reading"] == "opening" and review.head.get("reading") == "full"


def agrees(entry: Entry, row: Row) -> bool:
    """Whether a row of the package has every cell of a reviewed one."""
    return all(row.get(name) == cell for name, cell in entry.cells.items() if name not in NOT_COMPARED)


def standing(draft: Draft, review: ReviewFile, there: list[tuple[str, Row]]) -> dict[str, str]:
    """Return the accepted rows that the package has already, by their id in the review, with their ``claim_id``.

    Raises:
        ReviewError: a row is a published figure with other cells, which would then stand twice.
    """
    found: dict[str, str] = {}
    faults = []
    left = list(there)
    for entry in review.accepted:
        same = next((pair for pair in left if pair[0] == entry.table and agrees(entry, pair[1])), None)
        if same is not None:
            left.remove(same)
            found[entry.id] = same[1]["claim_id"]
    for entry in review.accepted:
        if entry.id in found or (like := next((row for table, row in left if table == entry.table and _same_figure(entry, row)), None)) is None:
            continue
        column = next(name for name, cell in entry.cells.items() if name not in NOT_COMPARED and like.get(name) != cell)
        faults.append(
            f"{review.place(entry, column)} the figure stands as {like['claim_id']} with {column} {like.get(column) or 'empty'!r}; "
            f"write that, reject the row, or change the published one first: roundups correct {like['claim_id']} {column}=…"
        )
    if faults:
        raise ReviewError(faults)
    return found


def _same_figure(entry: Entry, row: Row) -> bool:
    alike = all(row.get(name, "") == entry.cells.get(name, "") for name in _SAME_FIGURE)
    return alike and row["as_reported"].casefold() == entry.cells.get("as_reported", "").casefold()


def mark_whole(draft: Draft, review: ReviewFile, source: Row, week: Row, day: date) -> list[str]:
    """Mark the source and the week as read whole, each changed cell with its correction; return the ids of the corrections.

    The readings of a week are the most that were made of any part of it: each figure says how many recorded it.
    """
    readings = str(max(int(week["readings"]), int(review.head["readings"])))
    ids = []
    for table, row, cells in (("sources", source, {"reading": "full"}), ("roundups", week, {"reading": "full", "readings": readings})):
        for column, cell in cells.items():
            if row[column] != cell:
                ids.append(record_change(draft, Change(table, row[draft.key(table)], column, row[column], cell), WHY, day))
                row[column] = cell
    return ids
