"""A reviewed roundup enters the package: its rows, its source, its week; whole, judged by every gate, or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from ..checks import Fault
from ..checks.issues import WEEK, WORKING_DAYS
from ..checks.rows import FIRST_DAY
from ..journal import locked
from . import changelog
from .allowed import cell_faults
from .complete import agrees, is_completed_by, mark_whole, standing
from .correct import Change, record_change
from .draft import Draft, Refused, Row
from .events import begun_earlier, event_id
from .oddities import list_known
from .reviewfile import Entry, ReviewError, ReviewFile
from .session import new_keys, row_faults

STRIKES = "refinery_strikes"
PUBLISHER = "Ukraine Crisis Media Center"
_DAYS = re.compile(r"([1-9]\d{0,5})(?:-([1-9]\d{0,5}))?")
MOST_ROWS = 99  # the ids have two digits


@dataclass
class Added:
    """What an addition changed: the ids of the new claims by table, rows of other tables, weeks, files."""

    roundup: str
    claims: dict[str, list[str]] = field(default_factory=dict)
    new: dict[str, list[str]] = field(default_factory=dict)
    gaps: list[str] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    corrected: list[str] = field(default_factory=list)
    completes: bool = False
    line: str = ""
    diff: str = ""
    files: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        return sum(map(len, self.claims.values()))


@dataclass(frozen=True, slots=True)
class Issue:
    """The days of an issue, and the names that follow from them."""

    first: int
    last: int

    @property
    def is_weekly(self) -> bool:
        return self.last > self.first

    @property
    def roundup_id(self) -> str:
        return f"{self.first}-{self.last}" if self.is_weekly else str(self.first)

    @property
    def edition(self) -> str:
        return "weekly" if self.is_weekly else "daily"

    @property
    def source_id(self) -> str:
        return f"uacrisis-{self.roundup_id}"

    def claim_id(self, number: int) -> str:
        return f"{self.first}-{self.last}-{number:02d}"

    def row(self, reading: str, readings: str, source_id: str) -> Row:
        first, last = (str(FIRST_DAY + timedelta(day - 1)) for day in (self.first, self.last))
        return {
            "roundup_id": self.roundup_id, "edition": self.edition, "first_day": str(self.first), "last_day": str(self.last),
            "first_date": first, "last_date": last, "reading": reading, "readings": readings, "source_id": source_id,
        }  # fmt: skip


def issue_of(review: ReviewFile) -> Issue:
    """The issue that a review is of; days 1188-1188 are the page of one day.

    Raises:
        ReviewError: the review names no days, or no working week.
    """
    days = _DAYS.fullmatch(review.roundup)
    if days is None or int(days[2] or days[1]) < int(days[1]):
        said = f"{review.roundup or 'nothing'!r} are no days of an issue; write them like 1188-1192, or 1189 for the page of one day"
        raise ReviewError([f"{review.place(None, 'roundup')} {said}"])
    issue = Issue(int(days[1]), int(days[2] or days[1]))
    monday = FIRST_DAY + timedelta(issue.first - 1)
    if issue.is_weekly and (issue.last - issue.first + 1 != WORKING_DAYS or monday.weekday()):
        said = f"days {issue.roundup_id} begin on a {monday:%A}; a weekly issue has {WORKING_DAYS} days from a Monday on"
        raise ReviewError([f"{review.place(None, 'roundup')} {said}"])
    return issue


def add(root: Path, review: ReviewFile, day: date, *, dry_run: bool = False, waiting: Callable[[str], None] = lambda line: None) -> Added | None:
    """Add the accepted rows of a review; return None where all of it stands in the package already.

    An issue of which only the opening was read is completed by a full reading: its rows stay, the others get the next ids.

    ``day``: the day of corrections, which are needed where the first report of a strike is of the day before the published ones, and
    where an issue is completed.

    Raises:
        ReviewError: the review is not finished, or a row of it cannot be added; nothing was changed.
        Refused: a gate finds a fault in the package as it would be that lies in no row of the review; nothing was changed.
    """
    issue = issue_of(review)
    with nullcontext() if dry_run else locked(root, waiting=waiting) as writer:
        draft = Draft(root)
        draft.check_sealed()
        known = draft.find("sources", issue.source_id)
        if known is not None and not is_completed_by(known, review):
            _check_same(draft, review, issue, known)
            return None
        _check(draft, review)
        done = Added(issue.roundup_id, completes=known is not None)
        placed = _rows(draft, review, issue, done, day, standing(draft, review, _published(draft, issue)))
        _vocabularies(draft, review, done)
        if known is None:
            _source_and_week(draft, review, issue, done)
        elif (week := draft.find("roundups", issue.roundup_id)) is not None:
            done.corrected += mark_whole(draft, review, known, week, day)
        done.line = _line(review, issue, done)
        draft.note(changelog.ADDED, done.line)
        faults, contents = draft.judge()
        why = {(check, claim): reason for claim, entry in placed.items() for check, reason in entry.odd.items()}
        done.listed = list_known(draft, faults, why)
        if done.listed:
            faults, contents = draft.judge()
        _check_faults(draft, review, placed, done, faults)
        done.diff = draft.diff(contents) if writer is None else ""
        done.files = writer.write(contents) if writer is not None else []
        return done


# What is checked before anything is drafted ------------------------------------------------------------------------------


def _check(draft: Draft, review: ReviewFile) -> None:
    """Raise ReviewError with everything that the review itself must settle first."""
    faults = [f"{review.place(entry, 'decision')} the row {entry.id} is undecided; accept or reject it, `roundups review {review.path}` asks" for entry in review.undecided]
    if not review.head.get("url"):
        faults.append(f"{review.place(None, 'url')} the address of the page is not given; write it under url")
    for column in ("url", "published", "reading"):
        row = {"source_id": "x", column: review.head.get(column, "")}
        faults += [f"{review.place(None, column)} {fault.reason}; {fault.advice}" for fault in cell_faults(draft, "sources", row) if fault.column == column and row[column]]
    if review.head.get("reading") not in ("full", "opening"):
        faults.append(f"{review.place(None, 'reading')} how much of the issue was read is not said; write full or opening")
    if not re.fullmatch(r"[1-9]\d?", review.head.get("readings", "")):
        faults.append(f"{review.place(None, 'readings')} {review.head.get('readings', '')!r} is no number of readings; write 1 for one review")
    for table, rows in review.new.items():
        for number, row in enumerate(rows):
            place = review.place(None, table, str(number))
            key = draft.key(table)
            if unknown := [name for name in row if name not in draft.columns(table)]:
                faults.append(f"{place} {table} has no column {unknown[0]!r}; its columns are {', '.join(draft.columns(table))}")
            elif not row.get(key):
                faults.append(f"{place} the row has no {key}; give it one")
            elif draft.find(table, row[key]) is not None:
                faults.append(f"{place} {row[key]} is in {table} already; take this row out")
            else:
                faults += [f"{review.place(None, table, str(number), f.column)} {f.reason}; {f.advice}" for f in cell_faults(draft, table, row, new_keys(draft, review))]
    for entry in review.accepted:
        for fault in row_faults(draft, review, entry):
            column, _, said = fault.partition(": ")
            faults.append(f"{review.place(entry, column)} {said}")
        for column in ("part_of", "supersedes"):
            target = review.entry(entry.cells.get(column, ""))
            if target is not None and target.decision == "reject":
                faults.append(f"{review.place(entry, column)} the row {target.id} was rejected; point to an accepted row, or empty {column}")
    if faults:
        raise ReviewError(faults)


def _published(draft: Draft, issue: Issue) -> list[tuple[str, Row]]:
    return [(t, r) for t in (*draft.package.claim_tables, STRIKES) for r in draft.rows(t) if r["source_id"] == issue.source_id]


def _check_same(draft: Draft, review: ReviewFile, issue: Issue, source: Row) -> None:
    """Raise ReviewError where the issue is in the package and the review has a row that is not."""
    there = _published(draft, issue)
    for entry in review.accepted:
        if not any(table == entry.table and agrees(entry, row) for table, row in there):
            raise ReviewError([
                f"{review.place(entry, 'id')} days {issue.roundup_id} are in the package already ({source['reading']} reading, {len(there)} rows), "
                f"without this row; change a row that is there with `roundups correct`"
            ])  # fmt: skip


# The draft --------------------------------------------------------------------------------------------------------------


def _rows(draft: Draft, review: ReviewFile, issue: Issue, done: Added, day: date, there: dict[str, str]) -> dict[str, Entry]:
    """Draft the accepted rows in the order of the text, but those that are ``there``; return them by their new ids."""
    accepted = sorted((entry for entry in review.accepted if entry.id not in there), key=lambda entry: entry.start)
    number = _last_number(draft, issue)
    if number + len(accepted) > MOST_ROWS:
        said = f"with these {len(accepted)} rows the issue would have more than {MOST_ROWS}, which the ids cannot count; leave some out"
        raise ReviewError([f"{review.place(None, 'rows')} {said}"])
    ids = {entry.id: issue.claim_id(number + position) for position, entry in enumerate(accepted, 1)}
    placed = {ids[entry.id]: entry for entry in accepted}
    ids |= there
    for claim, entry in placed.items():
        row = {name: cell for name, cell in entry.cells.items() if name != "table" and name in draft.columns(entry.table)}
        row |= {column: ids.get(row[column], row[column]) for column in ("part_of", "supersedes") if column in row}
        row |= {"claim_id": claim, "source_id": issue.source_id, "disputed": row.get("disputed", "false"), "readings_recorded": _recorded(review, entry)}
        if entry.table == STRIKES:
            row["event_id"] = row.get("event_id") or event_id(row, draft.rows(STRIKES))
            for report in begun_earlier(row, draft.rows(STRIKES)):
                change = Change(STRIKES, report["claim_id"], "event_id", report["event_id"], row["event_id"])
                report["event_id"] = row["event_id"]
                done.corrected.append(record_change(draft, change, "The strike was reported for the day before too.", day))
        draft.add(entry.table, row)
        done.claims.setdefault(entry.table, []).append(claim)
    return placed


def _recorded(review: ReviewFile, entry: Entry) -> str:
    """In how many readings the value was recorded: all of one review; after a comparison, those that had this value."""
    return str(sum(value == (entry.number or "yes") for value in entry.recorded)) if entry.recorded else review.head["readings"]


def _last_number(draft: Draft, issue: Issue) -> int:
    """The last running number that was ever given to a figure of the issue, left-out ones included."""
    prefix, numbers = f"{issue.first}-{issue.last}-", [0]
    columns = [(table, "claim_id") for table in (*draft.package.claim_tables, STRIKES)] + [("exclusions", "evidence_id"), ("corrections", "record_id")]
    for table, column in columns:
        numbers += [int(row[column].removeprefix(prefix)) for row in draft.rows(table) if re.fullmatch(re.escape(prefix) + r"\d+", row[column])]
    return max(numbers)


def _vocabularies(draft: Draft, review: ReviewFile, done: Added) -> None:
    for table, rows in review.new.items():
        for row in rows:
            draft.add(table, row)
            done.new.setdefault(table, []).append(row[draft.key(table)])


def _source_and_week(draft: Draft, review: ReviewFile, issue: Issue, done: Added) -> None:
    reading, readings = review.head["reading"], review.head["readings"]
    draft.add("sources", {
        "source_id": issue.source_id, "kind": f"{issue.edition}_roundup", "publisher": PUBLISHER, "url": review.head["url"],
        "published": review.head.get("published", ""), "language": "en", "reading": reading, "grade": "relayed", "mirror": "false",
    })  # fmt: skip
    week = issue.row(reading, readings, issue.source_id)
    if (planned := draft.find("roundups", issue.roundup_id)) is not None:
        planned.update(week)
        return
    days = [int(row["first_day"]) for row in draft.rows("roundups") if row["edition"] == "weekly"]
    draft.add("roundups", week)
    if not issue.is_weekly or not days:
        return
    between = range(max(days) + WEEK, issue.first, WEEK) if issue.first > max(days) else range(issue.first + WEEK, min(days), WEEK)
    for first in between:
        gap = Issue(first, first + WORKING_DAYS - 1)
        draft.add("roundups", gap.row("not_read", "0", ""))
        done.gaps.append(gap.roundup_id)


def _line(review: ReviewFile, issue: Issue, done: Added) -> str:
    days = issue.row("", "", "")
    dates = f"{days['first_date']} to {days['last_date']}" if issue.is_weekly else days["first_date"]
    read = "opening read" if review.head["reading"] != "full" else "read whole after its opening" if done.completes else "read whole"
    rows = ", ".join(f"{len(ids)} in `{table}`" for table, ids in sorted(done.claims.items())) or ("no further figure" if done.completes else "no figure")
    new = "".join(f"; new in `{table}`: {', '.join(keys)}" for table, keys in sorted(done.new.items()))
    return f"The roundup of days {issue.roundup_id} ({dates}), {read}: {rows}{new}."


# What the gates say --------------------------------------------------------------------------------------------------------


def _check_faults(draft: Draft, review: ReviewFile, placed: dict[str, Entry], done: Added, faults: list[Fault]) -> None:
    """Raise ReviewError with the faults at their places in the review, Refused with those that lie elsewhere."""
    serious = [fault for fault in faults if fault.severity != "advisory"]
    tables = {draft.package.resources[name]["path"]: name for name in draft.package.tables}
    lines, elsewhere = [], []
    for fault in serious:
        table = tables.get(fault.file, "")
        entry, key = _entry_at(draft, table, fault, placed), next(iter(fault.claims), "")
        if table in ("sources", "roundups") and key in (f"uacrisis-{done.roundup}", done.roundup):
            column = fault.column if fault.column in review.head else "roundup"
            lines.append(f"{review.place(None, column)} {fault.reason}; {fault.advice}")
            continue
        number = next((n for n, row in enumerate(review.new.get(table, [])) if row[draft.key(table)] == key), None)
        if number is not None:
            lines.append(f"{review.place(None, table, str(number), fault.column)} {fault.reason}; {fault.advice}")
            continue
        if entry is None:
            elsewhere.append(fault)
            continue
        advice = fault.advice.partition(" or, if the source really says so")[0]
        if fault.severity == "implausible":
            advice += f"; or, if the source really says so, say why under odd: {fault.check}"
        lines.append(f"{review.place(entry, fault.column)} {fault.reason}; {advice}")
    if elsewhere:
        raise Refused(f"days {done.roundup} were not added", draft.as_on_disk(elsewhere))
    if lines:
        raise ReviewError(sorted(lines, key=lambda line: int(line.removeprefix(f"{review.path}:").partition(":")[0])))


def _entry_at(draft: Draft, table: str, fault: Fault, placed: dict[str, Entry]) -> Entry | None:
    """The row of the review in which a fault lies, or that it names beside a row of the package."""
    if table:
        rows = sorted(draft.rows(table), key=lambda row: row[draft.key(table)])
        if 2 <= fault.line < len(rows) + 2 and rows[fault.line - 2][draft.key(table)] in placed:
            return placed[rows[fault.line - 2][draft.key(table)]]
    return next((placed[claim] for claim in fault.claims if claim in placed), None)
