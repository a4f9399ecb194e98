"""One claim with everything that the package says about it: its source, its claimant, its parts, what others say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ..package import Package, PackageError

if TYPE_CHECKING:
    from ..wording.intervals import Interval

Record = dict[str, Any]
#: A row with its cells as they are written.
Written = dict[str, str]

#: The rows that a claim points at: column of the claim, table, key of the table.
_NAMED = {
    "source": ("source_id", "sources"),
    "claimant": ("claimant_id", "claimants"),
    "measure": ("measure", "measures"),
    "population": ("population", "populations"),
    "facility": ("facility_id", "facilities"),
}


class UnknownClaim(PackageError):
    """There is no claim of this id."""


@dataclass(frozen=True)
class Other:
    """What somebody else says about the same quantity or strike; `contradicts` where both cannot be true by the tight table."""

    claim: Claim
    relation: str


@dataclass(frozen=True)
class Claim:
    """A row of a table of claims or of strikes, with the rows that it points at and those that point at it.

    `source`, `claimant`, `measure`, `population`, `facility` are rows of their tables, empty where the claim names none.
    `roundup` is the row of the issue, for a claim that a roundup prints.
    """

    table: str
    row: Record
    source: Record = field(default_factory=dict)
    claimant: Record = field(default_factory=dict)
    measure: Record = field(default_factory=dict)
    population: Record = field(default_factory=dict)
    facility: Record = field(default_factory=dict)
    roundup: Record = field(default_factory=dict)
    total: Claim | None = None
    parts: tuple[Claim, ...] = ()
    supersedes: Claim | None = None
    superseded_by: tuple[Claim, ...] = ()
    others: tuple[Other, ...] = ()
    anomalies: tuple[Record, ...] = ()
    corrections: tuple[Record, ...] = ()

    @property
    def id(self) -> str:
        return self.row["claim_id"]

    @property
    def day(self) -> date | None:
        """The day that the figure is about: of the event, or up to which it counts."""
        return self.row.get("event_date") or self.row.get("as_of") or self.row.get("period_end")

    def interval(self, table: str) -> Interval | None:
        """The numbers that the words leave open by the `tight` or the `wide` table; None for a strike and a withheld number."""
        row = self.row
        if "qualifier" not in row or row["qualifier"] == "withheld":
            return None
        from ..wording.intervals import interval  # here, because whoever only cites should not pay its import

        try:
            return interval(row["value"], row["value_high"], row["qualifier"], table, as_reported=row["as_reported"])  # type: ignore[arg-type]
        except ValueError as error:
            raise PackageError(f"{self.id} in {self.table}: {error}; run `roundups validate`") from error


def find_claim(package: Package, claim_id: str) -> Claim:
    """Return the claim or strike of an id with all that stands around it.

    Raises:
        UnknownClaim: there is none; the message says which ids are near, or why the figure was left out.
        PackageError: a table cannot be read.
    """
    # Cells as they are written, until a row is wanted: most of the time went into typing rows that nobody shows.
    rows = {row["claim_id"]: (table, row) for table in _tables(package) for row in package.rows(table)}
    if claim_id not in rows:
        raise UnknownClaim(_unknown(package, claim_id, list(rows)))
    named = {name: _by_key(package, table) for name, (_, table) in _NAMED.items()}

    def plain(identifier: str) -> Claim:
        try:
            table, row = rows[identifier]
            found = {name: package.typed(other, named[name][row[column]]) for name, (column, other) in _NAMED.items() if row.get(column)}
        except KeyError as error:
            raise PackageError(f"{identifier}: {error} is in no table; run `roundups validate`") from error
        return Claim(table, package.typed(table, row), **found)

    claim = plain(claim_id)
    table, row = rows[claim_id]
    same_table = [other for name, other in rows.values() if name == table]
    return Claim(
        **{name: getattr(claim, name) for name in ("table", "row", *_NAMED)},
        roundup=next((issue for issue in package.records("roundups") if issue["source_id"] == row["source_id"]), {}),
        total=plain(row["part_of"]) if row.get("part_of") else None,
        parts=tuple(plain(other["claim_id"]) for other in same_table if other.get("part_of") == claim_id),
        supersedes=plain(row["supersedes"]) if row.get("supersedes") else None,
        superseded_by=tuple(plain(other["claim_id"]) for other in same_table if other.get("supersedes") == claim_id),
        others=tuple(
            Other(other, _relation(claim, other))
            for other in (plain(identifier) for identifier, (other_table, other_row) in rows.items() if _same_matter(table, row, other_table, other_row))
        ),
        anomalies=tuple(anomaly for anomaly in package.records("anomalies") if claim_id in str(anomaly["claim_ids"]).split(";")),
        corrections=tuple(correction for correction in package.records("corrections") if correction["record_id"] == claim_id),
    )


def _tables(package: Package) -> list[str]:
    return [name for name in package.tables if package.schema(name).get("primaryKey") == ["claim_id"]]


def _by_key(package: Package, table: str) -> dict[str, Written]:
    (key,) = package.schema(table)["primaryKey"]
    return {row[key]: row for row in package.rows(table)}


def _unknown(package: Package, claim_id: str, known: list[str]) -> str:
    from difflib import get_close_matches

    for row in package.records("exclusions"):
        if row["evidence_id"] == claim_id:
            instead = f" See {row['see_claim']}." if row["see_claim"] else ""
            return f"{claim_id} was left out of the tables ({row['reason']}): {row['explanation']}{instead}"
    near = get_close_matches(claim_id, known, n=3, cutoff=0.6) or get_close_matches(claim_id.upper(), known, n=3, cutoff=0.6)
    return f"there is no claim {claim_id!r}" + (f"; near it are {', '.join(near)}" if near else "; the tables in data/ hold the ids")


def _same_matter(table: str, row: Written, other_table: str, other: Written) -> bool:
    """Whether the other row is about the same strike, or counts the same thing over the same days in the same place.

    A place, region or weapon that one of the two does not name does not part them.
    """
    if other["claim_id"] == row["claim_id"] or (other_table != table and "event_id" in row):
        return False
    if "event_id" in row:
        return other["event_id"] == row["event_id"]
    if "event_id" in other or not _day(row) or _day(other) != _day(row):
        return False
    same = all(row[name] == other[name] for name in ("measure", "population", "statistic", "period_start"))
    return same and all(row[name] == other[name] for name in ("place", "region", "weapon") if row[name] and other[name])


def _day(row: Written) -> str:
    return row["event_date"] or row["as_of"] or row["period_end"]


def _relation(claim: Claim, other: Claim) -> str:
    """One of: `also printed` (the same claimant), `repeats` (one repeats the other's series), `same strike`, `contradicts`, `agrees`."""
    one, two = claim.row["claimant_id"], other.row["claimant_id"]
    here, there = claim.interval("tight"), other.interval("tight")
    if "event_id" in claim.row:
        return "also printed" if one == two else "same strike"
    if here and there and not here.intersects(there):
        return "contradicts"
    if one == two:
        return "also printed"
    if claim.claimant.get("repeats") == two or other.claimant.get("repeats") == one:
        return "repeats"
    return "agrees" if here and there else "no number"
