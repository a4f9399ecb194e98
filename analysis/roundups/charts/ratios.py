"""Wounded for one killed: the forest of intervals, each statement with what it calls the wounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..statistics import reconciliation, series
from .chart import Chart
from .labels import counted, source_line
from .marks import key, party_handles
from .rows import dated_name, label_rows, layout, rows_figure
from .style import MUTED, PAPER, PARTY_COLOURS, count_axis

if TYPE_CHECKING:
    from ..package import Package

RIGHT = 11.0
LONGEST_WORDS = 34


def ratios(package: Package) -> pd.DataFrame:
    """Return the ratios of wounded to killed soldiers: each statement that gives both numbers, and of each claimant that gives a total
    of killed and wounded its latest one; statements on Kursk by their own table (`table`)."""
    claims = series.dated(package.claims(), package.table("roundups"))
    claims = claims[claims["table"].isin(["casualty_claims", "kursk_losses"]) & claims["population"].str.endswith("_military")]
    claims = claims[claims["claimant_id"] != "economist-meta-estimate"]
    found = reconciliation.wounded_per_killed(claims)
    by_id = claims.set_index("claim_id")
    for column in ("table", "claimant_name", "claimant_short_name", "claimant_party", "source_kind", "dated_by"):
        found[column] = found["killed_id"].map(by_id[column]).astype("string")
    for end in ("killed", "wounded"):
        found[f"{end}_words"] = found[f"{end}_id"].map(by_id["as_reported"])
    stated = ~found["derived"]
    latest = found[found["derived"]].groupby(["claimant_id", "population"], sort=False).tail(1).index
    return found[stated | found.index.isin(latest)].sort_values(["population", "date", "killed_id"], ignore_index=True)


def wounded_per_killed(package: Package) -> Chart:
    """Draw the wounded for one killed of each statement as an interval (tight table, thick; wide table, thin), by whose soldiers."""
    found = ratios(package)
    found = found[found["date"].notna()].reset_index(drop=True)
    subjects = dict(package.table("populations")[["population", "name"]].astype(str).itertuples(index=False))
    groups = [(str(p), g) for p, g in found.groupby("population", sort=True)]

    def drawn(narrow: bool) -> Figure:
        chart = layout(
            (
                f"{subjects[population]}: wounded for one killed" if not narrow else subjects[population],
                [(_label(row), f"{_number(row)}   {_counts(row)}" if not narrow else _number(row), row._asdict()) for row in group.itertuples()],
            )
            for population, group in groups
        )
        figure, axes = rows_figure(chart, narrow=narrow, extra=0.95, pitch=0.5 if narrow else None)
        for row in chart.rows:
            data, colour = row.data, PARTY_COLOURS[str(row.data["claimant_party"])]
            axes.plot([data["wide_low"], min(data["wide_high"], RIGHT)], [row.y, row.y], color=colour, lw=1, alpha=0.55, zorder=2)
            axes.plot([data["low"], data["high"]], [row.y, row.y], color=colour, lw=4, solid_capstyle="butt", zorder=3)
            if not pd.isna(data["ratio"]):
                axes.plot([data["ratio"]], [row.y], "o", ms=4.2, mfc=colour, mec=PAPER, mew=0.6, zorder=4)
        axes.set_xlim(0, RIGHT)
        count_axis(axes, "x", ticks=6)
        label_rows(axes, chart, narrow=narrow)
        if narrow:  # under the mark, for beside it there is no room
            for row in chart.rows:
                axes.text(0, row.y + 0.24, _counts(found.loc[row.data["Index"]]), transform=axes.get_yaxis_transform(), fontsize=7.5, color=MUTED, va="center")
        axes.set_xlabel("wounded for one killed, as claimed")
        handles = [
            Line2D([], [], color=MUTED, lw=4, label="what the words leave open (tight table)"),
            Line2D([], [], color=MUTED, lw=1, label="the same (wide table)"),
            Line2D([], [], ls="none", marker="o", color=MUTED, ms=4, label="the numbers stated"),
            *party_handles(found["claimant_party"].unique()),
        ]
        key(figure, handles, narrow=narrow, columns=1 if narrow else 3)
        return figure

    lowest, highest = found.loc[found["low"].idxmin()], found.loc[found["high"].idxmax()]
    claims = package.claims()
    shown = claims[claims["claim_id"].isin([*found["killed_id"], *found["wounded_id"]])]
    caption = (
        f"Wounded for one killed in {counted(len(found), 'statement')}: what the words leave open runs from {lowest['low']:.1f} "
        f"({lowest['claimant_short_name']}) to {highest['high']:.1f} ({highest['claimant_short_name']}). So wide a span shows that the claimants do not "
        f"count the same; it is no rate to convert one number into another. “− killed”: the wounded are a total of both less the killed. "
        f"{source_line(package, shown['claim_id'])}"
    )
    alt = f"{len(groups)} groups of bars, one row for each statement. " + " ".join(
        f"{subjects[p]}: {counted(len(g), 'statement')}, the bounds run from {g['low'].min():.1f} to {g['high'].max():.1f}." for p, g in groups
    )
    data = found[
        ["killed_id", "wounded_id", "claimant_name", "population", "table", "date", "killed_words", "wounded_words", "derived", "ratio", "low", "high",
         "wide_low", "wide_high"]
    ]  # fmt: skip
    return Chart(drawn, "wounded-per-killed", caption, alt, data)


def _label(row: object) -> str:
    where = ", Kursk" if row.table == "kursk_losses" and not str(row.population).startswith("north") else ""  # type: ignore[attr-defined]
    where += ", roundup" if str(row.source_kind).endswith("roundup") else ""  # type: ignore[attr-defined]
    return f"{dated_name(row.claimant_short_name, row.date)}{where}"  # type: ignore[attr-defined]


def _number(row: object) -> str:
    if pd.isna(row.ratio):  # type: ignore[attr-defined]
        return reconciliation.interval_words(row.low, row.high).replace(" to ", "–")  # type: ignore[attr-defined]
    return f"{row.ratio:.1f}"  # type: ignore[attr-defined]


def _counts(row: object) -> str:
    """The words for the wounded, as the statement has them; long ones are in the data only."""
    words = row.wounded_words  # type: ignore[attr-defined]
    less = " − killed" if row.derived else ""  # type: ignore[attr-defined]
    if pd.isna(words):
        return f"words not seen{less}"
    return f"“{words}”{less}" if len(words) <= LONGEST_WORDS else f"words in the data{less}"
