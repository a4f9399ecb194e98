"""What was read, and how well independent readings of it agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

    from ..package import Package


class Coverage(NamedTuple):
    """How many weekly issues lie between the first and the last one read, and how much of them was read."""

    weeks: int
    full: int
    opening: int

    @property
    def read(self) -> int:
        return self.full + self.opening

    @property
    def not_read(self) -> int:
        return self.weeks - self.read


def coverage(package: Package) -> Coverage:
    """Count the weekly issues by how much of them was read; pages of the daily edition are not weeks."""
    roundups = package.table("roundups")
    reading = roundups.loc[roundups["edition"] == "weekly", "reading"]
    return Coverage(len(reading), int((reading == "full").sum()), int((reading == "opening").sum()))


def claims_by_issue(package: Package) -> pd.DataFrame:
    """Return the issues with the number of rows taken from each: `claims`, 0 where nothing was found, missing where not read.

    Claims and reports of strikes both count. Rows are in the order of days.
    """
    import pandas as pd

    sources = [package.table(name)["source_id"].astype("string") for name in [*package.claim_tables, "refinery_strikes"]]
    found = pd.concat(sources).value_counts()
    roundups = package.table("roundups").sort_values(["first_day", "last_day"], ignore_index=True)
    counted = roundups["source_id"].astype("string").map(found).fillna(0).astype("Int64")
    return roundups.assign(claims=counted.mask(roundups["reading"] == "not_read"))


class Agreement(NamedTuple):
    """How often independent readings of one issue recorded the same figure."""

    figures: int
    recorded_by_all: int
    recorded_by_some: int
    recorded_by_none: int


def agreement(package: Package) -> Agreement:
    """Count, over issues read at least twice, in how many readings each published figure was recorded.

    A figure that no reading recorded was found when the readings were adjudicated against the text.
    """
    import pandas as pd

    roundups = package.table("roundups").dropna(subset=["source_id"])
    readings = dict(zip(roundups["source_id"].astype("string"), roundups["readings"], strict=True))
    rows = pd.concat([package.table(name)[["source_id", "readings_recorded"]] for name in [*package.claim_tables, "refinery_strikes"]])
    rows = rows.dropna(subset=["readings_recorded"]).assign(readings=lambda r: r["source_id"].astype("string").map(readings))
    rows = rows[rows["readings"] >= 2]
    whole = int((rows["readings_recorded"] == rows["readings"]).sum())
    none = int((rows["readings_recorded"] == 0).sum())
    return Agreement(len(rows), whole, len(rows) - whole - none, none)
