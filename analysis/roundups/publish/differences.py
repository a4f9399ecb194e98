"""What differs between two states of the package, and the step of the version that this calls for.

The steps follow the recipe "Data Package Version" of the Data Package standard (datapackage.org/recipes/data-package-version):
major for fields added, removed, moved or changed and for rows taken away; minor for rows, tables and terms added and for looser
constraints; patch for corrected values and for words that describe. While the first number is 0, the second one takes both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from ..checks import Fault
from .snapshots import Snapshot, SnapshotError, Table

#: What the package keeps about its own work. Their cells change without a correction: a week that is read later, a listing that
#: no longer applies. All other tables hold published values.
WORK_RECORDS = frozenset({"anomalies", "corrections", "exclusions", "roundups"})
#: Entries of these may go again: an anomaly that no longer applies, a figure left out that a better source brings in.
PASSING_RECORDS = frozenset({"anomalies", "exclusions"})
#: Their rows come with other changes and call for no step of their own.
LEDGERS = frozenset({"anomalies", "corrections"})
DESCRIPTIVE = frozenset({"title", "description", "example", "$schema", "name", "rdfType"})
#: The old value of a correction that takes something private away: to print it there again would undo the correction.
WITHHELD = "[withheld]"


class Step(IntEnum):
    """The number of the version that has to rise."""

    none = 0
    patch = 1
    minor = 2
    major = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that changed; `corrections` are the ids of the corrections that record it, empty where none do."""

    table: str
    key: str
    field: str
    old: str
    new: str
    line: int
    corrections: tuple[str, ...] = ()


@dataclass
class Rows:
    """What differs in the rows of one table; `is_vocabulary` where other tables name its rows."""

    table: str
    file: str
    is_vocabulary: bool
    before: int = 0
    after: int = 0
    added: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    changed: list[Cell] = field(default_factory=list)

    @property
    def step(self) -> Step:
        if self.table in LEDGERS:
            return Step.patch if self.added or self.removed or self.changed else Step.none
        if self.removed and self.table not in PASSING_RECORDS:
            return Step.major
        if self.added:
            return Step.minor
        return Step.patch if self.changed or self.removed else Step.none


@dataclass(frozen=True)
class SchemaChange:
    """A change of a schema or of the descriptor, once for all tables that share it."""

    tables: tuple[str, ...]
    field: str
    what: str
    old: Any
    new: Any
    step: Step


@dataclass
class Differences:
    """Everything that differs, and the faults: changes that a release may not have."""

    old: Snapshot
    new: Snapshot
    rows: list[Rows]
    schema: list[SchemaChange]
    faults: list[Fault]

    @property
    def step(self) -> Step:
        return max((Step.none, *(rows.step for rows in self.rows), *(change.step for change in self.schema)))

    @property
    def next_version(self) -> str:
        """The least version that the changes call for after the old one."""
        return stepped(self.old.version, self.step)


def version_numbers(version: str) -> tuple[int, int, int]:
    """Return the three numbers of a version.

    Raises:
        SnapshotError: it is not three numbers with dots.
    """
    match = re.fullmatch(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})", version)
    if not match:
        raise SnapshotError(f"the version {version!r} is not three numbers such as 1.2.0")
    return int(match[1]), int(match[2]), int(match[3])


def stepped(version: str, step: Step) -> str:
    """Return the version one step further."""
    major, minor, patch = version_numbers(version)
    if step is Step.major and major:
        return f"{major + 1}.0.0"
    if step >= Step.minor:
        return f"{major}.{minor + 1}.0"
    return f"{major}.{minor}.{patch + (step is Step.patch)}"


def compare(old: Snapshot, new: Snapshot) -> Differences:
    """Compare two states, one table at a time; of each only the old table is held in memory.

    Raises:
        SnapshotError: a table cannot be read, or a key stands twice in it.
    """
    faults: list[Fault] = []
    rows = []
    named = _named(old) | _named(new)
    ledger = _new_corrections(old, new)
    for name in [*new.tables, *(name for name in old.tables if name not in new.tables)]:
        table = _compare_rows(old.tables.get(name), new.tables.get(name), name in named, ledger, faults)
        rows.append(table)
    faults += _lost_ids(rows, old, new)
    return Differences(old, new, rows, _compare_schemas(old, new), sorted(faults))


def _named(state: Snapshot) -> set[str]:
    """The tables whose rows the rows of other tables name."""
    keys = [key for table in state.tables.values() for key in table.schema.get("foreignKeys") or [] if isinstance(key, dict)]
    return {str(key["reference"].get("resource")) for key in keys if isinstance(key.get("reference"), dict)}


# Rows ------------------------------------------------------------------------------------------------------------------------

_Ledger = dict[tuple[str, str, str], list[dict[str, str]]]


def _new_corrections(old: Snapshot, new: Snapshot) -> _Ledger:
    """The corrections that the old state does not have, by cell and in the order in which they were made."""
    found: _Ledger = {}
    known = {row["correction_id"] for row in _dictionaries(old.tables.get("corrections"))}
    for row in sorted(_dictionaries(new.tables.get("corrections")), key=lambda row: (row["corrected"], row["correction_id"])):
        if row["correction_id"] not in known:
            found.setdefault((row["table"], row["record_id"], row["field"]), []).append(row)
    return found


def _dictionaries(table: Table | None) -> Iterator[dict[str, str]]:
    if table is None:
        return
    needed = {"correction_id", "table", "record_id", "field", "old_value", "new_value", "corrected"}
    with table.rows() as (header, records):
        if not needed <= set(header):
            raise SnapshotError(f"{table.files.label}: {table.path}:1 the corrections lack the columns {', '.join(sorted(needed - set(header)))}")
        for _, cells in records:
            yield dict(zip(header, cells, strict=True))


def _compare_rows(old: Table | None, new: Table | None, is_vocabulary: bool, ledger: _Ledger, faults: list[Fault]) -> Rows:
    table = new or old
    assert table is not None
    found = Rows(table.name, table.path, is_vocabulary)
    before: dict[str, list[str]] = {}
    old_header: list[str] = []
    if old is not None:
        with old.rows() as (old_header, records):
            key = old_header.index(old.key)
            for line, cells in records:
                if cells[key] in before:
                    raise SnapshotError(f"{old.files.label}: {old.path}:{line} the key {cells[key]!r} stands twice")
                before[cells[key]] = cells
    found.before = len(before)
    if new is not None:
        seen: set[str] = set()
        with new.rows() as (header, records):
            key = header.index(new.key)
            shared = [(name, old_header.index(name), header.index(name)) for name in header if name in old_header and name != new.key]
            for line, cells in records:
                name = cells[key]
                if name in seen:
                    raise SnapshotError(f"{new.files.label}: {new.path}:{line} the key {name!r} stands twice")
                seen.add(name)
                former = before.pop(name, None)
                if former is None:
                    found.added.append(name)
                    continue
                changed = [Cell(table.name, name, column, former[i], cells[j], line) for column, i, j in shared if former[i] != cells[j]]
                if changed:
                    found.changed += _recorded(changed, ledger, table, faults)
        found.after = len(seen)
    found.removed = list(before)
    return found


def _recorded(changed: list[Cell], ledger: _Ledger, table: Table, faults: list[Fault]) -> list[Cell]:
    """The cells with the corrections that record them; faults for those that none record and for an id that was used again."""
    columns = {cell.field for cell in changed}
    if {"source_id", "as_reported"} <= columns:
        cell = changed[0]
        faults.append(_fault(table, cell.line, table.key, "id-reused", f"{cell.key} had another source and other words before: the id was used again", "give the new figure an id of its own and keep the old row"))  # fmt: skip
    found = []
    for cell in changed:
        rows = ledger.get((cell.table, cell.key, cell.field), [])
        is_recorded = bool(rows) and _leads(cell, rows)
        found.append(Cell(cell.table, cell.key, cell.field, cell.old, cell.new, cell.line, tuple(row["correction_id"] for row in rows) if is_recorded else ()))
        if is_recorded:
            continue
        if cell.table == "corrections":
            faults.append(_fault(table, cell.line, cell.field, "ledger-changed", f"the correction {cell.key} was changed after it was published", "restore it and add a new one"))  # fmt: skip
        elif cell.table not in WORK_RECORDS:
            what = f"{cell.key} was published with {_shown(cell.old)} and has {_shown(cell.new)} now"
            why = "its corrections do not lead from the one to the other" if rows else "no row of corrections says so"
            faults.append(_fault(table, cell.line, cell.field, "unrecorded-change", f"{what}; {why}", "add a row to data/corrections.csv or restore the cell"))  # fmt: skip
    return found


def _leads(cell: Cell, rows: list[dict[str, str]]) -> bool:
    """Whether the corrections lead from the old value to the new one, each from where the one before it ended."""
    value = cell.old
    for row in rows:
        if row["old_value"] != value and not (row["old_value"] == WITHHELD and not row["new_value"]):
            return False
        value = row["new_value"]
    return value == cell.new


def _lost_ids(rows: list[Rows], old: Snapshot, new: Snapshot) -> Iterator[Fault]:
    """Faults for ids that are gone, and for those that stand in another table now."""
    arrived = {(new.tables[r.table].key, name): r.table for r in rows if r.table in new.tables for name in r.added}
    for table in rows:
        if table.table not in new.tables:
            source = old.tables[table.table]
        elif table.table in PASSING_RECORDS:
            continue
        else:
            source = new.tables[table.table]
        for name in table.removed:
            target = arrived.get((source.key, name))
            if target:
                yield _fault(source, 1, source.key, "id-reused", f"{name} stands in {target} now: an id is never used again", "keep the row where it was published, or give the new row its own id")  # fmt: skip
            else:
                yield _fault(source, 1, source.key, "id-removed", f"{name} is gone: ids stay for ever", "restore the row; what was wrong in it is corrected, with a row in data/corrections.csv")  # fmt: skip


def _fault(table: Table, line: int, column: str, check: str, reason: str, advice: str) -> Fault:
    return Fault(table.path, line, column, "malformed", check, reason, advice)


def _shown(cell: str) -> str:
    return repr(cell if len(cell) <= 60 else cell[:57] + "…") if cell else "an empty cell"


# Schemas ---------------------------------------------------------------------------------------------------------------------


def _compare_schemas(old: Snapshot, new: Snapshot) -> list[SchemaChange]:
    found: dict[tuple[str, str, str, str], tuple[list[str], SchemaChange]] = {}
    for name in [*new.tables, *(name for name in old.tables if name not in new.tables)]:
        for change in _schema_changes(name, old.tables.get(name), new.tables.get(name)):
            alike = (change.field, change.what, repr(change.old), repr(change.new))
            found.setdefault(alike, ([], change))[0].append(name)
    shared = [SchemaChange(tuple(tables), c.field, c.what, c.old, c.new, c.step) for tables, c in found.values()]
    keys = sorted((old.descriptor.keys() | new.descriptor.keys()) - {"resources", "version", "created"})
    for key in keys:
        before, after = old.descriptor.get(key), new.descriptor.get(key)
        if before != after:
            shared.append(SchemaChange((), "", f"{key} of the package changed", before, after, Step.major if key == "name" else Step.patch))
    return shared


def _schema_changes(name: str, old: Table | None, new: Table | None) -> Iterator[SchemaChange]:
    def change(field: str, what: str, before: Any, after: Any, step: Step) -> SchemaChange:
        return SchemaChange((name,), field, what, before, after, step)

    if old is None or new is None:
        yield change("", "table removed" if new is None else "table added", None, None, Step.major if new is None else Step.minor)
        return
    for column in old.fields:
        if column not in new.fields:
            yield change(column, "field removed", old.fields[column].get("type"), None, Step.major)
    for column in new.fields:
        if column not in old.fields:
            yield change(column, "field added", None, new.fields[column].get("type"), Step.major)
    both = [column for column in old.fields if column in new.fields]
    after_order = [column for column in new.fields if column in old.fields]
    if both != after_order:
        yield change("", "fields in another order", both, after_order, Step.major)
    for column in both:
        yield from _field_changes(column, old.fields[column], new.fields[column], change)
    for key in sorted((old.schema.keys() | new.schema.keys()) - {"fields"}):
        before, after = old.schema.get(key), new.schema.get(key)
        if before != after:
            yield change("", f"{key} of the schema changed", before, after, Step.patch if key in DESCRIPTIVE else Step.major)
    for key in ("path", "format", "encoding", "dialect", "title", "description"):
        before, after = old.resource.get(key), new.resource.get(key)
        if before != after:
            yield change("", f"{key} of the table changed", before, after, Step.patch if key in DESCRIPTIVE else Step.major)


def _field_changes(column: str, old: dict[str, Any], new: dict[str, Any], change: Any) -> Iterator[SchemaChange]:
    for key in sorted((old.keys() | new.keys()) - {"name", "constraints"}):
        if old.get(key) != new.get(key):
            yield change(column, f"{key} changed", old.get(key), new.get(key), Step.patch if key in DESCRIPTIVE else Step.major)
    before, after = (f.get("constraints") if isinstance(f.get("constraints"), dict) else {} for f in (old, new))
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        if key == "enum" and isinstance(was, list) and isinstance(now, list):
            gone, come = [term for term in was if term not in now], [term for term in now if term not in was]
            if gone:
                yield change(column, "terms removed", gone, None, Step.major)
            if come:
                yield change(column, "terms added", None, come, Step.minor)
        else:
            yield change(column, f"constraint {key} changed", was, now, Step.minor if _is_looser(key, was, now) else Step.major)


def _is_looser(key: str, was: Any, now: Any) -> bool:
    if now is None or now is False:
        return True
    if not all(isinstance(bound, int | float) and not isinstance(bound, bool) for bound in (was, now)):
        return False
    return now < was if key in ("minimum", "minLength", "exclusiveMinimum") else now > was if key in ("maximum", "maxLength", "exclusiveMaximum") else False
