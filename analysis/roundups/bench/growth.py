"""Synthetic growth: a package with N times the rows, for measuring alone.

Each copy of the rows lies a whole number of weeks after the last one, so that weekdays, windows, series and keys hold. It is marked in
the descriptor, in every address (the reserved domain ``.invalid``) and in the words, which differ from copy to copy as real ones do.
The series of the General Staff goes on through all copies; other running totals count within their copy.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import IO

from ..checks.rows import FIRST_DAY
from ..package import DESCRIPTOR, Package, PackageError

Row = dict[str, str]
NAMES = ("measures", "populations", "regions", "claimants", "facilities")  # what words mean does not grow with the rows
DATES = {"event_date", "as_of", "period_start", "period_end", "published"}
RUNNING = {"cumulative", "point", "peak"}
CLAIM_KEYS = {"claim_id", "evidence_id", "part_of", "supersedes", "see_claim"}
_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_ADDRESS_DAY = re.compile(r"/(20\d\d)([/-])(\d\d?)([/-])(\d\d?)(?!\d)")
_DAYS = re.compile(r"/(\d{3,4})(?:-(\d{3,4}))?(?=/|$)")
_ISSUE = re.compile(r"(\d+)-(\d+)-(\d{2})")
_RUNNING = re.compile(r"([A-Z])(\d{4})")
#: The schemas give a letter's running numbers four digits, room for some 10,000 claims.
NARROW, WIDE = r"[A-Z]\\d{4}", r"[A-Z]\\d{4,7}"
_LETTERS = "bfglmnrtz"  # none of them looks like a letter of another alphabet


class Growth:
    """The rows of a package, and how the copy with a number differs from them; number 0 is the first copy.

    Raises:
        PackageError: the package cannot be read.
    """

    def __init__(self, root: Path) -> None:
        self.package = Package(root)
        self.rows = {name: list(self.package.rows(name)) for name in self.package.tables}
        claims = [row for name in (*self.package.claim_tables, "refinery_strikes") for row in self.rows[name]]
        keys = [row["claim_id"] for row in claims] + [row["evidence_id"] for row in self.rows["exclusions"]]
        self.last_number: dict[str, int] = defaultdict(int)
        for found in filter(None, map(_RUNNING.fullmatch, keys)):
            self.last_number[found[1]] = max(self.last_number[found[1]], int(found[2]))
        days = [row[column] for row in claims for column in ("event_date", "as_of") if row.get(column)]
        days += [row["published"] for row in self.rows["sources"] if row["published"]] + [row["last_date"] for row in self.rows["roundups"]]
        #: Weeks from one copy to the next: no two share a day, or reports of two copies would be of one event.
        self.weeks = ((date.fromisoformat(max(days)) - FIRST_DAY).days + 14) // 7
        self.latest = max(row[column] for row in claims for column in DATES if row.get(column))
        staff = [int(row["value"]) for row in claims if row["claim_id"].startswith("G") and row["value"]]
        self.rise = (staff[-1] - staff[0]) + (staff[-1] - staff[0]) // max(len(staff) - 1, 1) if staff else 0
        self.sources = {row["source_id"] for row in self.rows["sources"]}

    @property
    def most(self) -> int:
        """The copies for which the calendar has days."""
        return int((date.max - date.fromisoformat(self.latest)).days // (7 * self.weeks))

    def day(self, text: str, copy: int) -> str:
        return (date.fromisoformat(text) + timedelta(7 * self.weeks * copy)).isoformat()

    def claim(self, key: str, copy: int) -> str:
        """The id of a claim or a left-out figure."""
        if issue := _ISSUE.fullmatch(key):
            return f"{int(issue[1]) + 7 * self.weeks * copy}-{int(issue[2]) + 7 * self.weeks * copy}-{issue[3]}"
        if found := _RUNNING.fullmatch(key):
            return f"{found[1]}{int(found[2]) + copy * self.last_number[found[1]]:07d}"
        return _DATE.sub(lambda found: self.day(found[0], copy), key)

    def source(self, key: str, copy: int) -> str:
        return f"copy-{copy:04d}-" + _DATE.sub(lambda found: self.day(found[0], copy), key)

    def address(self, url: str, copy: int) -> str:
        def moved(found: re.Match[str]) -> str:
            try:
                day = date(int(found[1]), int(found[3]), int(found[5])) + timedelta(7 * self.weeks * copy)
            except ValueError:
                return found[0]
            return f"/{day.year}{found[2]}{day.month:02d}{found[4]}{day.day:02d}"

        def counted(found: re.Match[str]) -> str:
            return "/" + "-".join(str(int(day) + 7 * self.weeks * copy) for day in found.groups() if day)

        path = _ADDRESS_DAY.sub(moved, re.sub(r"^https?://", "/", url))
        return f"https://copy-{copy}.invalid{_DAYS.sub(counted, path) if 'uacrisis.org/' in path else path}"

    def event(self, event: str, copy: int) -> str:
        return _DATE.sub(lambda found: self.day(found[0], copy), event, count=1) if not event.startswith("undated-") else f"{event}-copy-{copy}"

    def copied(self, table: str, row: Row, copy: int) -> Row:
        """Return a row as it stands in a copy."""
        is_running = row.get("statistic") in RUNNING
        new = dict(row)
        for column, cell in row.items():
            if not cell:
                continue
            if column in CLAIM_KEYS:
                new[column] = self.claim(cell, copy)
            elif column in DATES and not (is_running and column == "period_start"):  # a total since a day goes on counting from it
                new[column] = self.day(cell, copy)
            elif column == "source_id":
                new[column] = self.source(cell, copy)
            elif column in ("url", "read_at"):
                new[column] = self.address(cell, copy)
            elif column == "event_id":
                new[column] = self.event(cell, copy)
        if table == "anomalies":
            new["anomaly_id"] = f"copy-{copy:04d}-{row['anomaly_id']}"
            new["claim_ids"] = ";".join(self.source(key, copy) if key in self.sources else self.claim(key, copy) for key in row["claim_ids"].split(";"))
        if copy and "as_reported" in row:
            self._said(row, new, copy, is_running)
        if copy and table == "sources" and row["note"]:
            new["note"] = f"{row['note']} Copy {copy}."
        return new

    def _said(self, row: Row, new: Row, copy: int, is_running: bool) -> None:
        """Words, numbers and notes of a claim: as many different ones as a package of that size would have."""
        shown = f"{int(row['value']):,}" if row.get("value") else ""
        if row["claim_id"].startswith("G") and shown and shown in row["as_reported"]:
            value = int(row["value"]) + copy * self.rise
            new["value"], new["as_reported"] = str(value), row["as_reported"].replace(shown, f"{value:,}")
        else:
            if any(letter.isalpha() for letter in row["as_reported"]):
                new["as_reported"] = f"{row['as_reported']}, growth {_lettered(copy)}"
            if is_running:
                new["counting_rule"] = f"{row['counting_rule']}; copy {copy}" if row["counting_rule"] else f"copy {copy}"
        if row["note"]:
            new["note"] = f"{row['note']}; copy {copy}"

    # Rows in the order of their keys ---------------------------------------------------------------------------------------

    def table(self, name: str, copies: int) -> Iterator[Row]:
        """Yield the rows of a grown table in the order of their keys, without holding them."""
        rows = self.rows[name]
        if name == "corrections":
            return  # a package that was never published has none
        if name in NAMES:
            yield from rows
        elif name == "roundups":
            yield from self._roundups(copies)
        elif name in ("sources", "anomalies"):
            for copy in range(copies):
                yield from (self.copied(name, row, copy) for row in rows if copy == 0 or row.get("table") not in NAMES)
        else:
            yield from self._claims(name, copies)

    def _claims(self, name: str, copies: int) -> Iterator[Row]:
        key = "evidence_id" if name == "exclusions" else "claim_id"
        issues: dict[str, list[Row]] = defaultdict(list)
        letters: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows[name]:
            issue = _ISSUE.fullmatch(row[key])
            (issues[row[key].rpartition("-")[0]] if issue else letters[row[key][0]]).append(row)
        places = sorted((self.claim(f"{issue}-00", copy), copy, issue) for copy in range(copies) for issue in issues)
        for _, copy, issue in places:
            yield from (self.copied(name, row, copy) for row in issues[issue])
        for letter in sorted(letters):
            for copy in range(copies):
                yield from (self.copied(name, row, copy) for row in letters[letter])

    def _roundups(self, copies: int) -> Iterator[Row]:
        rows = self.rows["roundups"]
        step, weekly = 7 * self.weeks, [int(row["first_day"]) for row in rows if row["edition"] == "weekly"]
        unread = {"edition": "weekly", "reading": "not_read", "readings": "0", "source_id": ""}
        first = [(int(row["first_day"]), int(row["last_day"]), row) for row in rows]
        between = [(day, day + 4, unread) for day in range(max(weekly) + 7, min(weekly) + step, 7)] if weekly else []
        issues = ((start + copy * step, end + copy * step, copy, row) for copy in range(copies) for start, end, row in chain(first, between if copy < copies - 1 else []))
        named = ((str(start) if row["edition"] == "daily" else f"{start}-{end}", start, end, copy, row) for start, end, copy, row in issues)
        for key, start, end, copy, row in sorted(named, key=lambda issue: issue[0]):
            new = {**row, "roundup_id": key, "first_day": str(start), "last_day": str(end)}
            new |= {column: (FIRST_DAY + timedelta(day - 1)).isoformat() for column, day in (("first_date", start), ("last_date", end))}
            yield new | {"source_id": self.source(row["source_id"], copy) if row["source_id"] else ""}


def _lettered(number: int) -> str:
    """A number in letters: digits would be read as figures."""
    return (_lettered(number // len(_LETTERS)) if number >= len(_LETTERS) else "") + _LETTERS[number % len(_LETTERS)]


def grow(root: Path, copies: int, folder: Path, progress: Callable[[str], None] = lambda line: None) -> None:
    """Write a package with ``copies`` times the rows of the one in ``root`` into a new folder outside of it.

    The same bytes for the same package. Rows are made and written one at a time: what is held is the package itself, and the names of its issues in each copy.

    Raises:
        PackageError: the package cannot be read, the folder is there or lies inside the package, or the calendar has no days for so many copies.
    """
    growth = Growth(root)
    if folder.exists():
        raise PackageError(f"{folder}: already there; name a new folder")
    if folder.resolve().is_relative_to(root.resolve()):
        raise PackageError(f"{folder}: lies inside the package; synthetic rows never do")
    if not 1 <= copies <= growth.most:
        raise PackageError(f"{copies:,} copies: the calendar has days for {growth.most:,}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        _write(growth, copies, temporary, progress)
        os.rename(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _write(growth: Growth, copies: int, folder: Path, progress: Callable[[str], None]) -> None:
    package = growth.package
    descriptor = json.loads(json.dumps(package.descriptor))
    descriptor["name"] = f"{descriptor['name']}-synthetic-growth-{copies}"
    descriptor["title"] = f"SYNTHETIC, {copies:,} times the rows, not data: {descriptor['title']}"
    descriptor["description"] = f"Synthetic growth for measuring the software; none of its rows is a claim that anybody made, and it is never published. {descriptor['description']}"
    for resource in descriptor["resources"]:
        name = resource["name"]
        (folder / resource["path"]).parent.mkdir(parents=True, exist_ok=True)
        with (folder / resource["path"]).open("wb") as out:
            sealed = _Sealed(out)
            _csv(sealed, [field["name"] for field in package.schema(name)["fields"]], growth.table(name, copies))
        resource["bytes"], resource["hash"] = sealed.bytes, f"sha256:{sealed.hash.hexdigest()}"
        progress(f"{resource['path']}: {sealed.bytes:,} bytes")
        schema = (package.root / resource["schema"]).read_text(encoding="utf-8")
        (folder / resource["schema"]).parent.mkdir(parents=True, exist_ok=True)
        (folder / resource["schema"]).write_text(schema.replace(NARROW, WIDE), encoding="utf-8", newline="\n")
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n", encoding="utf-8", newline="\n")


class _Sealed:
    """A text file that knows its size and its hash."""

    def __init__(self, out: IO[bytes]) -> None:
        self.out, self.bytes, self.hash = out, 0, hashlib.sha256()

    def write(self, text: str) -> int:
        data = text.encode()
        self.bytes += len(data)
        self.hash.update(data)
        return self.out.write(data)


def _csv(out: _Sealed, columns: list[str], rows: Iterable[Row]) -> None:
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
