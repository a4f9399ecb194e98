"""What it costs to load a table: `roundups.load` against pandas alone, told the same types."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

from ..package import DESCRIPTOR, Package, load
from .ratios import Line, Side, Stage, calling

TABLE = "casualty_claims"
#: Copies of each row in the large table. Its keys are repeated: neither side looks at them.
COPIES = 100


def lines(stage: Stage) -> list[Line]:
    @cache
    def large() -> Path:
        folder = stage.folder("large-table")
        shutil.copy(stage.root / DESCRIPTOR, folder)
        shutil.copytree(stage.root / "data", folder / "data")
        path = Package(folder).path(TABLE)
        head, _, rows = path.read_text(encoding="utf-8").partition("\n")
        path.write_text(f"{head}\n{rows * COPIES}", encoding="utf-8", newline="\n")
        return folder

    def line(name: str, words: str, folder: Any, times: int) -> Line:
        ours = Side(f"`roundups.load`, {words}", calling(lambda: load(TABLE, folder()), before=folder, times=times))
        theirs = Side("`pandas.read_csv` with the same types", calling(lambda: plain(folder()), before=folder, times=times))
        return Line(name, ours, theirs, 1.3)

    return [line("load", f"`{TABLE}`", lambda: stage.root, 20), line("load-large", f"{COPIES} times its rows", large, 1)]


def plain(root: Path) -> Any:
    """The table as a user reads it who knows its types and has no use for the package."""
    import pandas as pd

    return pd.read_csv(root / "data" / f"{TABLE}.csv", dtype=TYPES, parse_dates=DATES, date_format="%Y-%m-%d", keep_default_na=False, na_values=[""])


_CATEGORIES = ("source_id", "claimant_id", "measure", "population", "qualifier", "statistic", "region", "weapon")
_TEXTS = ("claim_id", "as_reported", "place", "part_of", "supersedes", "counting_rule", "note")
TYPES: Any = {
    **dict.fromkeys(_CATEGORIES, "category"),
    **dict.fromkeys(_TEXTS, "string"),
    **dict.fromkeys(("value", "value_high", "readings_recorded"), "Int64"),
    "disputed": "boolean",
}
DATES = ["event_date", "as_of", "period_start", "period_end"]
