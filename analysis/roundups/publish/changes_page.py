"""The page "What changed": corrected values, known odd points, and what each release changed, as Markdown for a cell."""

from __future__ import annotations

import re

from ..charts.markdown import escape
from ..checks import catalogue
from ..package import Package
from . import changelog
from .claims_page import anchor


def state(package: Package) -> str:
    """Return in a sentence or two what version this is, whether it was released, and what it can be compared with."""
    entries = _entries(package)
    current = next((entry for entry in entries if entry.version == package.version), None)
    earlier = [entry for entry in entries[entries.index(current) + 1 :] if entry.day != changelog.NOT_RELEASED] if current else []
    day = package.descriptor["created"][:10]
    what = f"This is version {package.version} with data of {day}"
    if current is None or current.day == changelog.NOT_RELEASED:
        what += ", which has not been released yet"
    if not earlier:
        return f"{what}. It is the first version, so there is no earlier one to compare it with."
    return f"{what}. The release before it is {earlier[0].version} of {earlier[0].day}."


def corrections(package: Package) -> list[tuple[str, str]]:
    """Return the corrected cells, the newest first: the row as a link with its cell, and what it was, is and why."""
    rows = sorted(package.records("corrections"), key=lambda row: (str(row["corrected"]), str(row["correction_id"])), reverse=True)
    claims = {name for name in package.tables if package.schema(name).get("primaryKey") == ["claim_id"]}
    found = []
    for row in rows:
        key = _linked(str(row["record_id"])) if row["table"] in claims else f"`{row['record_id']}`"
        values = [escape(row[name]) if row[name] is not None else "*empty*" for name in ("old_value", "new_value")]
        found.append((f"{key}, `{row['field']}` in `{row['table']}`", f"{values[0]} became {values[1]} on {row['corrected']}. {escape(row['reason'])}"))
    return found


def anomalies(package: Package) -> list[tuple[str, str]]:
    """Return the listed odd points by check: the check with their number, what it asks for, and the rows as links."""
    why = {check.name: check.why for check in catalogue()}
    by_check: dict[str, list[dict[str, object]]] = {}
    for row in package.records("anomalies"):
        by_check.setdefault(str(row["check"]), []).append(row)
    found = []
    for check, rows in sorted(by_check.items()):
        omitted = sum(bool(row["omit_from_charts"]) for row in rows)
        left_out = f", {omitted} left out of the charts" if omitted else ""
        links = [" and ".join(_linked(name) for name in str(row["claim_ids"]).split(";")) for row in rows]
        found.append((f"`{check}`: {len(rows)}{left_out}", f"{escape(why.get(check, ''))} {'; '.join(links)}".strip()))
    return found


def releases(package: Package) -> str:
    """Return the entries of the changelog as sections of the page."""
    return "\n\n".join(f"### {escape(f'{entry.version} ({entry.day})')} {{.unnumbered}}\n\n{_body(entry.body)}" for entry in _entries(package))


def _entries(package: Package) -> list[changelog.Entry]:
    path = package.root / changelog.FILE
    return changelog.entries(path.read_text(encoding="utf-8")) if path.is_file() else []


def _body(text: str) -> str:
    """An entry below a heading of the third level; a list needs an empty line before it in Pandoc's Markdown, not in GitHub's."""
    lines: list[str] = []
    for line in text.split("\n"):
        if line.startswith("<!--"):
            continue
        starts_list = line.startswith("- ") and lines and lines[-1] and not lines[-1].startswith(("- ", "  "))
        starts_table = line.startswith("|") and lines and lines[-1] and not lines[-1].startswith("|")
        if starts_list or starts_table:
            lines.append("")
        heading = re.match(r"(#{3,5}) (.*)", line)
        lines.append(f"#{heading[1]} {heading[2]} {{.unnumbered}}" if heading else line)
    return "\n".join(lines).strip()


def _linked(claim_id: str) -> str:
    return f"[{claim_id}]({anchor(claim_id)})"
