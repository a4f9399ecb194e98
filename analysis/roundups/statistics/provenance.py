"""Who speaks for whom and who repeats whom: copies are not evidence, so independent roots are counted, not rows."""

from __future__ import annotations

import pandas as pd


def chain(claimant_id: str, links: dict[str, str]) -> list[str]:
    """Follow the links from a claimant to its root; the claimant itself is first, the root last.

    Raises:
        ValueError: the links lead back to a claimant already passed.
    """
    passed = [claimant_id]
    while (following := links.get(passed[-1])) is not None:
        if following in passed:
            raise ValueError(f"claimants repeat each other in a circle: {' -> '.join([*passed, following])}")
        passed.append(following)
    return passed


def roots(claimants: pd.DataFrame) -> pd.DataFrame:
    """Return for each claimant the `body` it speaks for and the `root` whose series it gives, by the columns of the claimants table.

    `speaks_for` joins a minister or an unnamed source to the body; `repeats` joins a body to the one whose series it prints. The
    root follows both, in either order, to the end.
    """
    speaks = _links(claimants, "speaks_for")
    both = {**_links(claimants, "repeats"), **speaks}
    ids = claimants["claimant_id"].astype(str)
    return pd.DataFrame(
        {
            "claimant_id": ids.to_numpy(),
            "body": [chain(name, speaks)[-1] for name in ids],
            "root": [chain(name, both)[-1] for name in ids],
        }
    )


def _links(claimants: pd.DataFrame, column: str) -> dict[str, str]:
    known = claimants[claimants[column].notna()]
    return dict(zip(known["claimant_id"].astype(str), known[column].astype(str), strict=True))


def independent_roots(claims: pd.DataFrame, claimants: pd.DataFrame) -> pd.DataFrame:
    """Count for each population how many rows, claimants, bodies and independent roots stand behind its claims.

    Columns `population`, `rows`, `claimants`, `bodies`, `roots`, `largest_root` (the root with most rows) and `largest_share` (its
    share of the rows). A lower bound on dependence: who reads whom is known only where the claimants table says so.
    """
    joined = claims.assign(claimant_id=claims["claimant_id"].astype(str)).merge(roots(claimants), on="claimant_id", how="left")
    rows = []
    for population, group in joined.groupby("population", sort=True):
        counts = group["root"].value_counts()
        largest = sorted(counts[counts == counts.max()].index)[0]
        rows.append(
            {
                "population": str(population),
                "rows": len(group),
                "claimants": group["claimant_id"].nunique(),
                "bodies": group["body"].nunique(),
                "roots": group["root"].nunique(),
                "largest_root": largest,
                "largest_share": float(counts.max() / len(group)),
            }
        )
    return pd.DataFrame(rows, columns=["population", "rows", "claimants", "bodies", "roots", "largest_root", "largest_share"])
