"""Tables of the methods page: sensitivity, the arithmetic audit, independent roots."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..statistics import audit, provenance, sensitivity
from .labels import qualified

if TYPE_CHECKING:
    from ..package import Package


def words_table(package: Package) -> pd.DataFrame:
    """Return the results that rest on words under the tight and under the wide table."""
    return _pairs(sensitivity.words(package.claims()), "Result", "Tight", "Wide")


def rules_table(package: Package) -> pd.DataFrame:
    """Return what the list of strikes holds under the strict and the loose rule of matching."""
    return _pairs(sensitivity.rules(package), "In the list", "Strict", "Loose")


def _pairs(found: dict[str, tuple[str, str]], *columns: str) -> pd.DataFrame:
    return pd.DataFrame([(name, *pair) for name, pair in found.items()], columns=list(columns))


def sources_table(package: Package) -> pd.DataFrame:
    """Return the main results with each source left out once: all, lowest and highest, and the publications that make the difference."""
    names = package.table("sources").astype("string").set_index("source_id")["publisher"]
    rows = []
    for name, found in sensitivity.one_source_fewer(package).items():
        moved = sorted({*found.low_sources, *found.high_sources})
        rows.append(
            {
                "Result (publications left out)": f"{name} ({found.sources})",
                "All sources": _shown(found.value),
                "One fewer": _shown(found.low) if found.low == found.high else f"{_shown(found.low)} to {_shown(found.high)}",
                "Moved most by": "none" if not moved else str(names[moved[0]]) if len(moved) == 1 else f"{len(moved)} publications, each alone",
            }
        )
    return pd.DataFrame(rows)


def _shown(value: object) -> str:
    return f"{value:%Y-%m}" if isinstance(value, pd.Timestamp) else f"{value:,}"


def sums_table(package: Package) -> pd.DataFrame:
    """Return every total of losses that is split into kinds of loss, with the sum of its parts."""
    claims = package.claims().set_index("claim_id")
    found = audit.audit(package.claims())
    return pd.DataFrame(
        {
            "Claimant": [f"{claims.loc[row.total_id, 'claimant_short_name']}, {row.date:%Y-%m-%d}" for row in found.itertuples()],
            "Parts": [f"{row.parts.replace('_', ' ')} = {row.sum:,}" for row in found.itertuples()],
            "Total as printed": [f"{qualified(claims.loc[row.total_id])} ({claims.loc[row.total_id, 'source_publisher']})" for row in found.itertuples()],
            "Can add up": ["yes" if row.agrees else "no" for row in found.itertuples()],
        }
    )


def retold_table(package: Package) -> pd.DataFrame:
    """Return the statements that several publications print with different numbers or words."""
    claims = package.claims().set_index("claim_id")
    found = audit.retold(package.claims())
    wide = audit.retold(package.claims(), "wide")["compatible"]
    found = found.assign(wide=wide)[~found["same"]]
    return pd.DataFrame(
        {
            "Statement": [
                f"{claims.loc[row.numbers[0], 'claimant_short_name']}, {row.measure.replace('_', ' ')}, {row.day:%Y-%m-%d}" for row in found.itertuples()
            ],
            "Numbers": [
                " / ".join(
                    qualified(claims.loc[i]) + (" (words not seen)" if claims.loc[i, "qualifier"] == "not_stated" else "") for i in row.numbers
                )
                for row in found.itertuples()
            ],
            "Verdict": ["restated" if row.restated else "can be one" if row.compatible else "can be one (wide)" if row.wide else "differ" for row in found.itertuples()],
        }
    )


def roots_table(package: Package, least: int = 10) -> pd.DataFrame:
    """Return how many rows, claimants and independent roots stand behind the claims on each population with at least `least` rows."""
    names = package.table("populations").astype("string").set_index("population")["name"]
    claimants = package.table("claimants").astype("string").set_index("claimant_id")["short_name"]
    found = provenance.independent_roots(package.claims(), package.table("claimants"))
    found = found[found["rows"] >= least].sort_values("rows", ascending=False)
    return pd.DataFrame(
        {
            "Claims on": found["population"].map(names),
            "Rows / claimants / roots": [f"{row.rows} / {row.claimants} / {row.roots}" for row in found.itertuples()],
            "Largest root": [f"{claimants[root]}, {share:.0%} of the rows" for root, share in zip(found["largest_root"], found["largest_share"], strict=True)],
        }
    )
