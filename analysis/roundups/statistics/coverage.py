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
    rows = _read_twice(package)
    whole = int((rows["readings_recorded"] == rows["readings"]).sum())
    none = int((rows["readings_recorded"] == 0).sum())
    return Agreement(len(rows), whole, len(rows) - whole - none, none)


class PositiveAgreement(NamedTuple):
    """The chance that a figure recorded in one reading is recorded in another reading of the same issue, with a 95% interval."""

    issues: int
    share: float
    low: float
    high: float


def positive_agreement(package: Package, size: int = 1999, seed: int = 1) -> PositiveAgreement:
    """Return how far independent readings agree on what they record, over issues read at least twice.

    Specific agreement (Fleiss 1975, Biometrics 31, 651-659; for m readings, sum r (r - 1) / sum r (m - 1), r of m readings having the
    figure): there is no count of figures that all readings rightly left out, so that kappa is not defined. The interval resamples
    whole issues (seeded), because the figures of one issue were read together. Only published figures count: what one reading
    recorded and the adjudication refused is not in the data, so that the share is an upper bound.
    """
    import numpy as np

    rows = _read_twice(package)
    r, m = rows["readings_recorded"].astype(int), rows["readings"].astype(int)
    issues = rows.assign(both=r * (r - 1), pairs=r * (m - 1)).groupby("source_id")[["both", "pairs"]].sum()
    both, pairs = issues.to_numpy(float).T
    picked = np.random.default_rng(seed).integers(len(issues), size=(size, len(issues)))
    low, high = np.quantile(both[picked].sum(1) / pairs[picked].sum(1), [0.025, 0.975])
    return PositiveAgreement(len(issues), float(both.sum() / pairs.sum()), float(low), float(high))


def flow(package: Package) -> list[tuple[str, int]]:
    """Return the way from the issues that appeared to the rows published, step by step: what is counted, and how many."""
    weeks, roundups, sources = coverage(package), package.table("roundups"), package.table("sources")
    claims, strikes, left_out = len(package.claims()), len(package.table("refinery_strikes")), package.table("exclusions")["reason"]
    daily = int(((roundups["edition"] != "weekly") & (roundups["reading"] != "not_read")).sum())
    return [
        ("weekly issues between the first and the last one read", weeks.weeks),
        ("of them not read", weeks.not_read),
        ("of them read in their opening", weeks.opening),
        ("of them read whole", weeks.full),
        ("pages of the daily edition read", daily),
        ("other publications with a row", int((~sources["kind"].astype("string").str.endswith("roundup")).sum())),
        ("figures found in all of these", claims + strikes + len(left_out)),
        *((f"left out: {str(reason).replace('_', ' ')}", int(n)) for reason, n in left_out.value_counts().sort_index().items() if n),
        ("published in the tables of claims", claims),
        ("published as reports of strikes", strikes),
    ]


def _read_twice(package: Package) -> pd.DataFrame:
    import pandas as pd

    roundups = package.table("roundups").dropna(subset=["source_id"])
    readings = dict(zip(roundups["source_id"].astype("string"), roundups["readings"], strict=True))
    rows = pd.concat([package.table(name)[["source_id", "readings_recorded"]] for name in [*package.claim_tables, "refinery_strikes"]])
    rows = rows.dropna(subset=["readings_recorded"]).assign(readings=lambda r: r["source_id"].astype("string").map(readings))
    return rows[rows["readings"] >= 2]
