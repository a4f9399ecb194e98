"""Differences as a person, a machine or the changelog reads them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from .differences import Cell, Differences, Rows, SchemaChange, Step

#: Where a list of ids is cut in the text for a terminal; JSON and Markdown give them all.
SHOWN = 20


def as_text(differences: Differences) -> str:
    """Return the differences as lines for a terminal."""
    lines = [f"{_label(differences, 'old')} -> {_label(differences, 'new')}"]
    for rows in _with_changes(differences):
        lines.append(f"{rows.table}: {_counts(rows)}")
        lines += [f"  + {name}" for name in rows.added[:SHOWN]] + _rest(rows.added, "+")
        lines += [f"  - {name}" for name in rows.removed[:SHOWN]] + _rest(rows.removed, "-")
        lines += [f"  ~ {cell.key} {cell.field}: {cell.old!r} -> {cell.new!r}{_reason(cell)}" for cell in rows.changed[:SHOWN]] + _rest(rows.changed, "~")
    for change in differences.schema:
        lines.append(f"{change.step.name}: {_schema_line(change)}")
    lines.append(verdict(differences))
    return "\n".join(lines) + "\n"


def verdict(differences: Differences) -> str:
    """Return the step of the version in one line."""
    if differences.step is Step.none:
        return "nothing that a version counts differs"
    return f"version step: {differences.step.name}, from {differences.old.version} to {differences.next_version} or higher"


def as_json(differences: Differences) -> str:
    """Return the differences as one JSON document."""
    document = {
        "old": {"name": differences.old.label, "version": differences.old.version},
        "new": {"name": differences.new.label, "version": differences.new.version},
        "step": differences.step.name,
        "next_version": differences.next_version,
        "tables": [
            {
                "table": rows.table,
                "is_vocabulary": rows.is_vocabulary,
                "rows_before": rows.before,
                "rows_after": rows.after,
                "step": rows.step.name,
                "added": rows.added,
                "removed": rows.removed,
                "changed": [
                    {"id": c.key, "field": c.field, "old": c.old, "new": c.new, "line": c.line, "corrections": list(c.corrections)} for c in rows.changed
                ],
            }
            for rows in _with_changes(differences)
        ],
        "schema": [
            {"tables": list(c.tables), "field": c.field or None, "what": c.what, "old": c.old, "new": c.new, "step": c.step.name} for c in differences.schema
        ],
        "faults": [
            {"file": f.file, "line": f.line, "column": f.column, "check": f.check, "reason": f.reason, "advice": f.advice} for f in differences.faults
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_markdown(differences: Differences) -> str:
    """Return the differences as the part of the changelog's entry: what was added, changed values, schema, vocabulary."""
    sections = [
        ("Rows added", [f"- `{r.table}`, {_rows(len(r.added))}: {_ids(r.added)}" for r in differences.rows if r.added and not _is_term_table(r)]),
        ("Changed values", list(_changed_table(differences))),
        ("Rows removed", [f"- `{r.table}`, {_rows(len(r.removed))}: {_ids(r.removed)}" for r in differences.rows if r.removed]),
        ("Vocabulary", list(_vocabulary(differences))),
        ("Schema", [f"- {escaped(_schema_line(c))} ({c.step.name})" for c in differences.schema if not _is_term(c)]),
    ]
    parts = [f"### {title}\n" + "\n".join(lines) for title, lines in sections if lines]
    return "\n\n".join(parts) if parts else "### Changed values\n- None."


def _changed_table(differences: Differences) -> Iterator[str]:
    cells = [cell for rows in differences.rows for cell in rows.changed]
    if not cells:
        return
    yield "\n| table | row | field | was | is | correction |"
    yield "|---|---|---|---|---|---|"
    for c in cells:
        recorded = ", ".join(c.corrections) or "–"
        yield f"| `{c.table}` | `{c.key}` | `{c.field}` | {escaped(c.old) or '*empty*'} | {escaped(c.new) or '*empty*'} | {recorded} |"


def _vocabulary(differences: Differences) -> Iterator[str]:
    for rows in differences.rows:
        if rows.added and _is_term_table(rows):
            yield f"- `{rows.table}`, {len(rows.added):,} new: {_ids(rows.added)}"
    for change in differences.schema:
        if _is_term(change):
            yield f"- {escaped(_schema_line(change))}"


def _is_term_table(rows: Rows) -> bool:
    return rows.is_vocabulary and rows.table != "sources"


def _is_term(change: SchemaChange) -> bool:
    return change.what in ("terms added", "terms removed")


def escaped(text: str) -> str:
    """Plain text, such as words from a source, for Markdown that GitHub and Pandoc read."""
    return re.sub(r"([\\`*_{}\[\]<>|~^$@#])", r"\\\1", re.sub(r"\s+", " ", text).strip())


def _ids(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _rows(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"


def _schema_line(change: SchemaChange) -> str:
    where = ", ".join(change.tables)
    place = f"{where}: " if where else ""
    name = f"{change.field} " if change.field else ""
    old, new = (_brief(value) for value in (change.old, change.new))
    detail = f": {old} -> {new}" if old and new else f": {old or new}" if old or new else ""
    return f"{place}{name}{change.what}{detail}"


def _brief(value: Any) -> str:
    if value is None:
        return ""
    text = ", ".join(map(str, value)) if isinstance(value, list) and all(isinstance(item, str) for item in value) else value
    text = text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)
    return text if len(text) <= 200 else text[:197] + "…"


def _with_changes(differences: Differences) -> list[Rows]:
    return [rows for rows in differences.rows if rows.added or rows.removed or rows.changed]


def _counts(rows: Rows) -> str:
    named = [(len(rows.added), "added"), (len(rows.removed), "removed"), (len({cell.key for cell in rows.changed}), "changed")]
    return ", ".join(f"{_rows(number)} {what}" for number, what in named if number)


def _rest(names: Sequence[object], sign: str) -> list[str]:
    return [f"  {sign} and {len(names) - SHOWN:,} more (--format json gives all)"] if len(names) > SHOWN else []


def _reason(cell: Cell) -> str:
    return f" (correction {', '.join(cell.corrections)})" if cell.corrections else ""


def _label(differences: Differences, side: str) -> str:
    state = getattr(differences, side)
    return f"{state.label} ({state.version or 'no version'})"
