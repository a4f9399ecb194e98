"""JSON Lines: a file a table, a row a line, each cell with its type; an empty cell is null."""

from __future__ import annotations

import json
from pathlib import Path

from ...package import Package

FOLDER, ENDING = "jsonl", "jsonl"


def write(package: Package, table: str, target: Path) -> int:
    """Write a table and return the number of its rows."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=str).encode  # str: a date as ISO 8601
    rows = 0
    with target.open("w", encoding="utf-8", newline="\n") as file:
        for record in package.records(table):
            file.write(encode(record) + "\n")
            rows += 1
    return rows
