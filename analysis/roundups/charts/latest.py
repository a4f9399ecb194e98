"""How far claimants differ: the latest claim of each claimant on one question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from .chart import Chart
from .labels import source_line
from .marks import draw, key_handles, marks_of, party_handles
from .style import INK, MUTED, PARTY_COLOURS, count_axis, new_figure, styled

if TYPE_CHECKING:
    from ..package import Package


def latest_claims(package: Package, measure: str, population: str, since: str) -> pd.DataFrame:
    """Return each claimant's latest cumulative claim of one measure and population with an `as_of` from `since` on.

    Claims of the same claimant and day all stay. Rows are ordered by the claimant's name. Columns are those of
    `Package.claims`.
    """
    claims = package.claims()
    chosen = claims[
        (claims["table"] == "casualty_claims") & (claims["measure"] == measure) & (claims["population"] == population)
        & (claims["statistic"] == "cumulative") & claims["value"].notna() & (claims["as_of"] >= since)
    ]  # fmt: skip
    last = chosen.groupby("claimant_id")["as_of"].transform("max")
    chosen = chosen[chosen["as_of"] == last].drop_duplicates(["claimant_id", "value", "value_high", "qualifier"])
    return chosen.sort_values(["claimant_name", "value"], key=lambda c: c.str.lower() if c.dtype == "string" else c, ignore_index=True)


def killed(package: Package, since: str = "2024-06-01") -> Chart:
    """Draw the latest claim of each claimant on soldiers killed, one panel for each side's soldiers."""
    panels = [(p, latest_claims(package, "killed", p, since)) for p in ("russian_military", "ukrainian_military")]
    names = dict(package.table("populations")[["population", "name"]].itertuples(index=False))
    rows = [len(claims) for _, claims in panels]
    with styled():
        figure, axes = new_figure(0.3 * sum(rows) + 1.75, rows=2, height_ratios=[max(r, 2) for r in rows], sharex=True)
        for axis, (population, claims) in zip(axes, panels, strict=True):
            for party, group in claims.assign(row=-claims.index.to_numpy(dtype=float)).groupby("claimant_party"):
                draw(axis, marks_of(group.to_dict("records"), "row"), PARTY_COLOURS[party], values_on="x", size=5.5)
            axis.set_yticks([-float(i) for i in claims.index], [_label(claim) for claim in claims.itertuples()], color=INK, fontsize=8)
            axis.set_ylim(-len(claims) + 0.4, 0.6)
            axis.set_title(f"{names[population]}: killed")
            count_axis(axis, "x", ticks=4)
            axis.set_xlim(left=0)
            axis.margins(x=0.12)
            axis.grid(axis="y", visible=False)
        axes[-1].set_xlabel("people killed since 2022-02-24, as claimed")
        shown = pd.concat([claims for _, claims in panels])
        handles = [*key_handles(MUTED, shown["qualifier"]), *party_handles(shown["claimant_party"].unique())]
        figure.legend(handles=handles, loc="outside lower left", ncols=3, handletextpad=0.3, columnspacing=1.2)
    spans = "; ".join(f"{names[p].lower().replace('russian', 'Russian').replace('ukrainian', 'Ukrainian')}: {c['value'].min():,} to {c[['value', 'value_high']].max().max():,}" for p, c in panels)
    caption = (
        f"The latest claim of each of {shown['claimant_id'].nunique()} claimants on soldiers killed since the invasion, stated for a day from "
        f"{since} on ({len(shown)} claims). Definitions and days differ, so the gap is not error alone. "
        f"{source_line(package, shown['claim_id'])}"
    )
    alt = f"Two panels of marks on scales from 0, one row for each claimant. The numbers named span, for {spans}."
    data = shown[
        ["claim_id", "claimant_name", "claimant_party", "population", "value", "value_high", "qualifier", "as_reported", "as_of", "source_publisher", "source_url"]
    ]
    return Chart(figure, "killed-latest", caption, alt, data)


def _label(claim: object) -> str:
    return f"{claim.claimant_short_name}, {claim.as_of:%b %Y}"  # type: ignore[attr-defined]
