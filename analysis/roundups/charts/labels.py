"""Words on a chart: labels that do not lie on each other, and the line that says which sources are shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from ..package import Package


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move places on a line apart until neighbours are `gap` apart, each as little as its order allows, inside [`low`, `high`].

    Pool adjacent violators: labels that collide form a block about the mean of their places. Where the line is too short for all,
    they stand at equal distances over all of it.
    """
    if not places:
        return []
    order = sorted(range(len(places)), key=lambda i: (places[i], i))
    if gap * (len(places) - 1) > high - low:
        step = (high - low) / max(1, len(places) - 1)
        return [low + step * order.index(i) for i in range(len(places))]
    blocks: list[list[float]] = []  # sum of (place - offset), size
    for rank, i in enumerate(order):
        blocks.append([places[i] - gap * rank, 1])
        while len(blocks) > 1 and blocks[-2][0] / blocks[-2][1] > blocks[-1][0] / blocks[-1][1]:
            total, size = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += size
    moved = [total / size for total, size in blocks for _ in range(int(size))]
    last = gap * (len(places) - 1)
    moved = [min(max(place, low), high - last) + gap * rank for rank, place in enumerate(moved)]
    return [moved[order.index(i)] for i in range(len(places))]


def source_line(package: Package, claim_ids: Iterable[str]) -> str:
    """Say how many rows are shown, from how many roundups and other publications, and of which version of the package.

    Raises ValueError where a claim stands in no table.
    """
    wanted = set(claim_ids)
    tables = [*package.claim_tables, "refinery_strikes"]
    rows = pd.concat([package.table(name)[["claim_id", "source_id"]].astype("string") for name in tables])
    rows = rows[rows["claim_id"].isin(wanted)]
    if missing := wanted - set(rows["claim_id"]):
        raise ValueError(f"no such claims: {', '.join(sorted(missing))}")
    kinds = package.table("sources").astype("string").set_index("source_id")["kind"]
    shown = rows["source_id"].drop_duplicates()
    roundups = int(shown.map(kinds).str.endswith("roundup").sum())
    others = len(shown) - roundups
    parts = [counted(roundups, "issue of the roundup", "issues of the roundup")] if roundups else []
    parts += [counted(others, "other publication")] if others else []
    return f"Source: {counted(len(rows), 'row')} from {' and '.join(parts)}; ukraine-war-roundups {package.version}."


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Write a number with its noun: 1 claim, 1,234 claims."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


QUALIFIER_WORDS = {
    "more_than": "more than ", "at_least": "at least ", "almost": "almost ", "up_to": "up to ", "less_than": "less than ", "approx": "about ",
}  # fmt: skip


def qualified(row: pd.Series) -> str:
    """Write a claim's number with its qualifier in words: more than 45,000; about 390,000; 60,000 to 70,000."""
    value = f"{int(row['value']):,}"
    if row["qualifier"] == "range" and pd.notna(row["value_high"]):
        return f"{value} to {int(row['value_high']):,}"
    return QUALIFIER_WORDS.get(str(row["qualifier"]), "") + value
