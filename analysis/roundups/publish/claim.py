"""One claim with everything that the package says about it: its source, its claimant, its parts, what others say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ..package import Package, PackageError

if TYPE_CHECKING:
    from ..wording.intervals import Interval

Record = dict[str, Any]

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
    rows = {row["claim_id"]: (table, row) for table in _tables(package) for row in package.records(table)}
    if claim_id not in rows:
        raise UnknownClaim(_unknown(package, claim_id, list(rows)))
    named = {name: _by_key(package, table) for name, (_, table) in _NAMED.items()}

    def plain(identifier: str) -> Claim:
        try:
            table, row = rows[identifier]
            found = {name: named[name][row[column]] for name, (column, _) in _NAMED.items() if row.get(column)}
        except KeyError as error:
            raise PackageError(f"{identifier}: {error} is in no table; run `roundups validate`") from error
        return Claim(table, row, **found)

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
            Other(other, _relation(claim, other)) for other in (plain(identifier) for identifier in rows) if _same_matter(claim, other)
        ),
        anomalies=tuple(anomaly for anomaly in package.records("anomalies") if claim_id in str(anomaly["claim_ids"]).split(";")),
        corrections=tuple(correction for correction in package.records("corrections") if correction["record_id"] == claim_id),
    )


def _tables(package: Package) -> list[str]:
    return [name for name in package.tables if package.schema(name).get("primaryKey") == ["claim_id"]]


def _by_key(package: Package, table: str) -> dict[Any, Record]:
    (key,) = package.schema(table)["primaryKey"]
    return {row[key]: row for row in package.records(table)}


def _unknown(package: Package, claim_id: str, known: list[str]) -> str:
    from difflib import get_close_matches

    for row in package.records("exclusions"):
        if row["evidence_id"] == claim_id:
            instead = f" See {row['see_claim']}." if row["see_claim"] else ""
            return f"{claim_id} was left out of the tables ({row['reason']}): {row['explanation']}{instead}"
    near = get_close_matches(claim_id, known, n=3, cutoff=0.6) or get_close_matches(claim_id.upper(), known, n=3, cutoff=0.6)
    return f"there is no claim {claim_id!r}" + (f"; near it are {', '.join(near)}" if near else "; the tables in data/ hold the ids")


def _same_matter(claim: Claim, other: Claim) -> bool:
    """Whether the other row is about the same strike, or counts the same thing over the same days in the same place.

    A place, region or weapon that one of the two does not name does not part them.
    """
    if other.id == claim.id or other.table != claim.table and "event_id" in claim.row:
        return False
    if "event_id" in claim.row:
        return other.row["event_id"] == claim.row["event_id"]
    if claim.day is None or "event_id" in other.row or other.day != claim.day:
        return False
    same = all(claim.row[name] == other.row[name] for name in ("measure", "population", "statistic", "period_start"))
    return same and all(claim.row[n] == other.row[n] for n in ("place", "region", "weapon") if claim.row[n] and other.row[n])


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
