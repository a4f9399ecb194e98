"""Which weeks were read, what comes next, and which reviews are open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ..package import Package, PackageError
from ..statistics.coverage import claims_by_issue
from .reviewfile import SUFFIX, ReviewError, read_review

WEEK = 7
MARKS = {"full": "#", "opening": "+", "not_read": "."}
WORDS = {"full": "read whole", "opening": "opening read", "not_read": "not read"}
WEEKS_A_LINE = 13
#: Where texts and reviews may lie inside a checkout: git ignores the folder, for they quote what others wrote.
INBOX = ".intake"


@dataclass(frozen=True, slots=True)
class Week:
    """A weekly issue: its days, its dates, how much of it was read, and how many rows it gave."""

    roundup_id: str
    first_day: int
    first_date: date
    last_date: date
    reading: str
    rows: int

    @property
    def days(self) -> str:
        return f"days {self.roundup_id} ({self.first_date} to {self.last_date})"


@dataclass(frozen=True, slots=True)
class Review:
    """A review that was begun: how many of its rows are undecided."""

    file: str
    roundup_id: str
    rows: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Status:
    """The weeks from the first to the last that has a row, the daily pages read, and the open reviews."""

    weeks: tuple[Week, ...]
    daily_pages: int
    reviews: tuple[Review, ...] = ()

    def count(self, reading: str) -> int:
        return sum(week.reading == reading for week in self.weeks)

    @property
    def latest(self) -> Week | None:
        """The last week that was read."""
        return next((week for week in reversed(self.weeks) if week.reading != "not_read"), None)

    @property
    def next(self) -> Week:
        """The week after the last that has a row."""
        last = self.weeks[-1]
        first, days = last.first_day + WEEK, timedelta(WEEK)
        return Week(f"{first}-{first + 4}", first, last.first_date + days, last.last_date + days, "not_read", 0)

    def as_data(self) -> dict[str, Any]:
        """Everything, for JSON."""

        def week(each: Week) -> dict[str, Any]:
            return {
                "roundup_id": each.roundup_id, "first_date": each.first_date.isoformat(), "last_date": each.last_date.isoformat(),
                "reading": each.reading, "rows": each.rows,
            }  # fmt: skip

        latest = self.latest
        return {
            "counts": {"weeks": len(self.weeks), **{reading: self.count(reading) for reading in MARKS}, "daily_pages": self.daily_pages},
            "latest": week(latest) if latest else None,
            "next": {name: value for name, value in week(self.next).items() if name not in ("reading", "rows")},
            "weeks": [week(each) for each in self.weeks],
            "reviews": [{"file": r.file, "roundup_id": r.roundup_id, "rows": r.rows, "undecided": r.undecided} for r in self.reviews],
        }


def status(package: Package, reviews: Sequence[Review] = ()) -> Status:
    """Read the state of the reading from `roundups` and the tables of claims and strikes.

    Raises:
        PackageError: the package has no weekly issue.
    """
    issues = claims_by_issue(package)
    weeks = tuple(
        Week(i.roundup_id, int(i.first_day), i.first_date.date(), i.last_date.date(), str(i.reading), 0 if i.reading == "not_read" else int(i.claims))
        for i in issues[issues["edition"] == "weekly"].itertuples()
    )
    if not weeks:
        raise PackageError(f"{package.path('roundups')}: there is no weekly issue")
    return Status(weeks, int((issues["edition"] == "daily").sum()), tuple(reviews))


def open_reviews(package: Package, folder: Path) -> list[Review]:
    """Return the reviews that are not added and lie in a folder or in the package's own place for them (`INBOX`).

    They are in the order of their names; a file that cannot be read as a review is left out.
    """
    added = set(package.table("sources")["source_id"])
    found = []
    for path in sorted({path.resolve() for place in (folder, package.root / INBOX) for path in place.glob(f"*{SUFFIX}")}):
        try:
            review = read_review(path)
        except (ReviewError, OSError):
            continue
        if f"uacrisis-{review.roundup}" not in added:
            name = path.relative_to(folder.resolve()).as_posix() if path.is_relative_to(folder.resolve()) else str(path)
            found.append(Review(name, review.roundup, len(review.entries), len(review.undecided)))
    return found


def strip(weeks: Sequence[Week]) -> list[str]:
    """Return the weeks as lines of plain characters, a quarter of a year each, behind the Monday with which the line begins."""
    lines = [weeks[at : at + WEEKS_A_LINE] for at in range(0, len(weeks), WEEKS_A_LINE)]
    return [f"{line[0].first_date}  {' '.join(MARKS[week.reading] for week in line)}" for line in lines]


def lines(status: Status) -> list[str]:
    """Return the state of the reading as lines for a terminal or a pipe."""
    first, last = status.weeks[0].first_date, status.weeks[-1].last_date
    counts = ", ".join(f"{status.count(reading)} {WORDS[reading]}" for reading in MARKS)
    legend = "   ".join(f"{mark} {WORDS[reading]}" for reading, mark in MARKS.items())
    latest = f"{status.latest.days}, {WORDS[status.latest.reading]}, {status.latest.rows} rows" if status.latest else "none"
    reviews = [f"{r.file}: {r.undecided} of {r.rows} rows undecided" if r.undecided else f"{r.file}: decided, not added" for r in status.reviews]
    return [
        f"weeks    {len(status.weeks)} from {first} to {last}: {counts}",
        "",
        *(f"  {line}" for line in strip(status.weeks)),
        "",
        f"  {legend}",
        "",
        f"latest   {latest}",
        f"next     {status.next.days}",
        *(f"{'reviews' if not number else '':8} {line}" for number, line in enumerate(reviews or ["none open"])),
    ]
