"""A published cell changes, and the change is on record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ..journal import locked
from . import changelog
from .allowed import cell_faults, near
from .draft import Draft, Refused, Row
from .oddities import drop_void, list_known, sentence

#: The record of what was changed and left out is not itself corrected.
RECORDS = ("corrections", "exclusions")


class WrongUse(ValueError):
    """The command was asked for something that cannot be meant."""


@dataclass(frozen=True, slots=True)
class Change:
    """A cell: what it held and what it holds now."""

    table: str
    record: str
    field: str
    old: str
    new: str


@dataclass
class Corrected:
    """What a correction changed: cells, rows of `corrections`, rows of `anomalies` added and taken out, files."""

    changes: list[Change]
    ids: list[str]
    listed: list[str] = field(default_factory=list)
    void: list[str] = field(default_factory=list)
    diff: str = ""
    files: list[str] = field(default_factory=list)


def correct(
    root: Path,
    record: str,
    cells: Mapping[str, str],
    why: str,
    day: date,
    *,
    url: str = "",
    table: str = "",
    odd: Mapping[str, str] | None = None,
    dry_run: bool = False,
    waiting: Callable[[str], None] = lambda line: None,
) -> Corrected:
    """Change cells of one row, each with its row in `corrections`, if the package stays valid.

    Args:
        record: the primary key of the row, of a claim as a rule.
        cells: the new text of each cell by its column.
        why: the reason, a sentence.
        day: the day of the correction.
        url: where the right value was read, if not at the row's source.
        table: the table of the row, where more than one has the key.
        odd: reasons by the check that finds the new value odd though the source says so.

    Raises:
        WrongUse: there is no such row or column, nothing would change, or the cell is one that is never changed.
        Refused: a gate refuses the package as it would be; nothing was changed.
    """
    with nullcontext() if dry_run else locked(root, waiting=waiting) as writer:
        draft = Draft(root)
        draft.check_sealed()
        table, row = _row(draft, record, table)
        changes = [_change(draft, table, row, column, cell) for column, cell in cells.items()]
        reason = _reason(why)
        row.update(cells)
        if refused := [fault for fault in cell_faults(draft, table, row) if fault.column in cells]:
            raise WrongUse(f"{record}: {refused[0]}")
        done = Corrected(changes, [])
        done.ids = [record_change(draft, change, reason, day, url) for change in changes]
        faults, contents = draft.judge()
        done.void = drop_void(draft, faults, [record])
        done.listed = list_known(draft, faults, {(check, record): text for check, text in (odd or {}).items()})
        if done.void or done.listed:
            faults, contents = draft.judge()
        if serious := [fault for fault in faults if fault.severity != "advisory"]:
            raise Refused(f"{record} was not changed", draft.as_on_disk(serious))
        done.diff = draft.diff(contents) if writer is None else ""
        done.files = writer.write(contents) if writer is not None else []
        return done


def record_change(draft: Draft, change: Change, reason: str, day: date, url: str = "") -> str:
    """Add the row of `corrections` for a cell that was changed, and the line of the changelog; return the row's id."""
    draft.add("corrections", {
        "correction_id": (number := _new_id(draft, day)), "table": change.table, "record_id": change.record, "field": change.field,
        "old_value": change.old, "new_value": change.new, "reason": reason, "url": url, "corrected": day.isoformat(),
    })  # fmt: skip
    draft.note(changelog.CHANGED, f"`{change.record}`, `{change.field}`: {change.old or 'empty'} is now {change.new or 'empty'}. {reason}")
    return number


def _row(draft: Draft, record: str, table: str) -> tuple[str, Row]:
    tables = [name for name in draft.package.tables if name not in RECORDS]
    if table and table not in tables:
        raise WrongUse(f"{table!r} is no table whose cells are corrected; {near(table, tables, 'take one of ' + ', '.join(tables))}")
    found = [(name, row) for name in ([table] if table else tables) if (row := draft.find(name, record)) is not None]
    if not found:
        claims = [*draft.package.claim_tables, "refinery_strikes"]
        ids = [row[draft.key(name)] for name in ([table] if table else tables) for row in draft.rows(name)]
        where = f"in {table}" if table else f"in {', '.join(claims)} or any other table"
        raise WrongUse(f"there is no row {record!r} {where}; {near(record, ids, 'roundups show finds a claim')}")
    if len(found) > 1:
        raise WrongUse(f"{record!r} is a row of {' and of '.join(name for name, _ in found)}; name one with --table")
    return found[0]


def _change(draft: Draft, table: str, row: Row, column: str, cell: str) -> Change:
    columns, record = draft.columns(table), row[draft.key(table)]
    if column not in columns:
        raise WrongUse(f"{table} has no column {column!r}; {near(column, columns, 'its columns are ' + ', '.join(columns))}")
    if column == draft.key(table):
        raise WrongUse(f"{column} is the row's identifier, which is stable for ever; correct the other cells")
    if row[column] == cell:
        raise WrongUse(f"{record}: {column} is {cell or 'empty'} already")
    return Change(table, record, column, row[column], cell)


def _reason(why: str) -> str:
    if len(why.split()) < 3:
        raise WrongUse(f"--why {why!r} does not say why; write a sentence that a reader of the old value understands")
    return sentence(why)


def _new_id(draft: Draft, day: date) -> str:
    taken = [int(row["correction_id"][5:]) for row in draft.rows("corrections") if row["correction_id"].startswith(f"{day.year}-")]
    return f"{day.year}-{max(taken, default=0) + 1:04d}"
