"""Civilians in Ukraine whom the UN counts as killed and wounded, month by month, with the revisions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..statistics import series
from .chart import Chart
from .labels import qualified, source_line
from .marks import draw, key, key_handles, marks_of
from .rows import said_shortly
from .spots import told
from .style import INK, MUTED, PARTY_COLOURS, count_axis, new_figure, title, year_axis

if TYPE_CHECKING:
    from ..package import Package

UN = ("hrmmu", "ohchr")
COLOURS = {"killed": PARTY_COLOURS["third"], "wounded": PARTY_COLOURS["none"]}
LAST = pd.Timestamp(2026, 9, 30)
DATA_COLUMNS = [
    "claim_id", "claimant_name", "measure", "value", "value_high", "qualifier", "as_reported", "date", "dated_by", "period_start", "period_end", "statistic",
    "source_publisher", "source_published", "source_url",
]  # fmt: skip


def civilian_totals(package: Package) -> pd.DataFrame:
    """Return the UN's cumulative counts of civilians killed and wounded in Ukraine, dated, in order of time."""
    claims = series.dated(package.claims())
    chosen = claims[
        claims["claimant_id"].isin(UN) & claims["measure"].isin(["killed", "wounded"]) & (claims["population"] == "civilians_ukraine")
        & (claims["statistic"] == "cumulative") & claims["as_of"].notna() & claims["value"].notna()
    ]  # fmt: skip
    return chosen.sort_values(["measure", "date", "claim_id"], ignore_index=True)


def civilian_months(package: Package) -> pd.DataFrame:
    """Return the UN's counts of civilians killed and wounded in one whole calendar month; revisions stay as rows."""
    claims = series.dated(package.claims())
    chosen = claims[
        claims["claimant_id"].isin(UN) & claims["measure"].isin(["killed", "wounded"]) & (claims["population"] == "civilians_ukraine")
        & (claims["statistic"] == "period") & claims["value"].notna() & claims["place"].fillna("Ukraine").eq("Ukraine")
        & claims["period_start"].dt.is_month_start & claims["period_end"].dt.is_month_end
    ]  # fmt: skip
    one = chosen["period_start"].dt.to_period("M") == chosen["period_end"].dt.to_period("M")
    return chosen[one].sort_values(["measure", "period_start", "source_published", "claim_id"], ignore_index=True)


def revisions(package: Package) -> pd.DataFrame:
    """Return the months whose count of civilians the UN gave in more than one number: `month`, `measure`, `versions` (in order of
    publication, as text), `first`, `last`, `change`."""
    months = civilian_months(package)
    rows = []
    for (measure, month), group in months.groupby(["measure", "period_start"]):
        values = list(dict.fromkeys(int(v) for v in group["value"]))
        if len(values) > 1:
            versions = " → ".join(qualified(row) for _, row in group.drop_duplicates("value").iterrows())
            rows.append((month.strftime("%Y-%m"), measure, versions, values[0], values[-1], values[-1] - values[0]))
    return pd.DataFrame(rows, columns=["month", "measure", "versions", "first", "last", "change"])


def civilians(package: Package) -> Chart:
    """Draw the UN's counts of civilians in Ukraine: running totals above, the killed and the wounded of single months below."""
    totals, months = civilian_totals(package), civilian_months(package)
    both = pd.concat([totals, months])
    revised = revisions(package)
    changed = set(zip(revised["month"], revised["measure"], strict=True))

    def drawn(narrow: bool) -> Figure:
        figure, (above, killed, wounded) = new_figure(5.6, 3, 1, narrow=narrow, height_ratios=[1.5, 1, 1], sharex=True)
        for measure, group in totals.groupby("measure"):
            _points(above, group, COLOURS[str(measure)])
            last = group.iloc[-1]
            above.annotate(
                f"{measure} {said_shortly(float(last['value']), None, last['qualifier'])}, {last['date']:%b %Y}", (mdates.date2num(last["date"]), float(last["value"])),
                xytext=(-9, 4) if measure == "wounded" else (4, -17), textcoords="offset points", fontsize=8, ha="right", color=COLOURS[str(measure)],
            )  # fmt: skip
        above.set_ylim(0, float(totals["value"].max()) * 1.2)
        title(above, "Since the invasion, as counted at the time", narrow=narrow)
        for axis, measure in ((killed, "killed"), (wounded, "wounded")):
            group = months[months["measure"] == measure]
            shown = group.assign(date=group["period_start"] + pd.Timedelta(days=14))
            for date, versions in shown.groupby("date"):
                if (f"{date:%Y-%m}", measure) in changed:
                    axis.vlines(mdates.date2num(date), versions["value"].min(), versions["value"].max(), color=INK, lw=1.6, zorder=5)
            _points(axis, shown, COLOURS[measure])
            highest = group.groupby("period_start")["value"].max().astype(float).sort_values()
            cut = highest.iloc[-1] > 3 * highest.iloc[-2]  # one month would press all others to the ground
            axis.set_ylim(0, float(highest.iloc[-2 if cut else -1]) * 1.3)
            if cut:
                off = group[group["period_start"] == highest.index[-1]]
                words = " → ".join(said_shortly(float(row["value"]), None, row["qualifier"]) for _, row in off.drop_duplicates("value").iterrows())
                at = mdates.date2num(highest.index[-1] + pd.Timedelta(days=14))
                axis.annotate(
                    f"{words} in {highest.index[-1]:%B %Y}, above the scale", (at, axis.get_ylim()[1]), xytext=(6, -2), textcoords="offset points", fontsize=8,
                    va="top", color=COLOURS[measure],
                )  # fmt: skip
                axis.plot([at], [axis.get_ylim()[1] * 0.97], marker="^", ms=4.5, color=COLOURS[measure], ls="none")
            title(axis, f"{measure.capitalize()} in one month, every version", narrow=narrow)
        for axis in (above, killed, wounded):
            count_axis(axis, ticks=4)
            year_axis(axis, pd.Timestamp(2021, 12, 25), LAST)
        handles = [*key_handles(MUTED, both["qualifier"]), Line2D([], [], color=INK, lw=1.6, label="revised, from lowest to highest")]
        key(figure, handles, narrow=narrow, columns=2 if narrow else 5)
        return figure

    last = {measure: group.iloc[-1] for measure, group in totals.groupby("measure")}
    up = int((revised["change"] > 0).sum())
    caption = (
        f"Civilians in Ukraine whom the UN verified as killed and wounded: {qualified(last['killed'])} and {qualified(last['wounded'])} at the last count here "
        f"({last['killed']['date']:%Y-%m-%d}). Of {len(revised):,} monthly counts that exist in more than one version, {up} rose. The UN says that the real numbers are higher. "
        f"{source_line(package, both['claim_id'])}"
    )
    spans = {measure: (int(group["value"].min()), int(group["value"].max())) for measure, group in months.groupby("measure")}
    alt = (
        f"Above, two rising rows of marks, the killed to {int(last['killed']['value']):,} and the wounded to {int(last['wounded']['value']):,}. Below, marks for "
        f"single months, highest in {months.loc[months['value'].idxmax(), 'period_start']:%B %Y}: "
        + ", ".join(f"{measure} {low:,} to {high:,}" for measure, (low, high) in spans.items())
        + "."
    )
    return Chart(drawn, "civilians", caption, alt, both[DATA_COLUMNS], told(package, both["claim_id"]))


def _points(axis: Axes, panel: pd.DataFrame, colour: str) -> None:
    draw(axis, marks_of(panel.assign(at=mdates.date2num(panel["date"])).to_dict("records"), "at"), colour, size=4)
