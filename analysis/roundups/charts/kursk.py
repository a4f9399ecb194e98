"""Charts and tables of the Kursk operation: each side's claims on one axis of time, ground held, North Korean losses, audits."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from ..statistics import series
from ..statistics.audit import audit
from ..statistics.implied import implied_rates
from .chart import Chart
from .labels import counted, qualified, source_line
from .marks import DOWNWARDS, Mark, draw, key, key_handles, marks_of, party_handles
from .rows import dated_name, ids_of, label_rows, layout, rows_figure, said_shortly
from .spots import stand_for, told
from .style import INK, MUTED, PAPER, PARTY_COLOURS, PARTY_NAMES, count_axis, new_figure, title

if TYPE_CHECKING:
    from ..package import Package
    from ..wording.intervals import Table

FIRST, LAST = pd.Timestamp(2024, 7, 25), pd.Timestamp(2025, 9, 20)
SUBJECTS = {"russian_military": "Russian soldiers", "ukrainian_military": "Ukrainian soldiers"}
LOSSES = ("personnel_losses", "killed_and_wounded", "killed", "wounded")
WORDS = {"personnel_losses": "lost", "killed_and_wounded": "killed and wounded", "killed": "killed", "wounded": "wounded"}
DATA_COLUMNS = [
    "claim_id", "claimant_name", "claimant_party", "population", "measure", "value", "value_high", "qualifier", "as_reported", "date", "dated_by",
    "part_of", "source_publisher", "source_url", "note",
]  # fmt: skip


def kursk(package: Package) -> pd.DataFrame:
    """Return the claims on the Kursk operation, dated, in order of time."""
    claims = series.dated(package.claims(), package.table("roundups"))
    return claims[claims["table"] == "kursk_losses"].sort_values(["date", "claim_id"], ignore_index=True)


def losses(package: Package) -> Chart:
    """Draw the cumulative losses that each side claims for the other in the operation, in two panels on one axis of time and one scale."""
    claims = kursk(package)
    claims = claims[
        claims["measure"].isin(["personnel_losses", "killed_and_wounded", "killed"]) & (claims["statistic"] == "cumulative")
        & claims["population"].isin(["russian_military", "ukrainian_military"]) & claims["value"].notna()
    ]  # fmt: skip
    undated = int(claims["date"].isna().sum())
    claims = claims[claims["date"].notna()].reset_index(drop=True)
    panels = [(p, claims[claims["population"] == p]) for p in ("russian_military", "ukrainian_military")]
    top = float(claims["value"].max()) * 1.25

    def drawn(narrow: bool) -> Figure:
        figure, axes = new_figure(4.8, 2, 1, narrow=narrow, sharex=True, sharey=True)
        for axis, (population, panel) in zip(axes, panels, strict=True):
            for party, group in panel.groupby("claimant_party"):
                rows = group.assign(at=mdates.date2num(group["date"])).to_dict("records")
                draw(axis, marks_of([r for r in rows if r["measure"] != "killed"], "at"), PARTY_COLOURS[str(party)], size=4.4)
                draw(axis, marks_of([r for r in rows if r["measure"] == "killed"], "at"), MUTED, size=4.4)
            parties = " and ".join(PARTY_NAMES[p] for p in sorted(panel["claimant_party"].unique()))
            title(axis, f"{SUBJECTS[population]} lost, as the {parties} claims", narrow=narrow)
            axis.set_ylim(0, top)
            count_axis(axis, ticks=6)
            _months(axis)
            _labels(axis, panel, narrow)
        key(figure, key_handles(MUTED, claims["qualifier"]), narrow=narrow)
        return figure

    split = dict(panels)
    rus, ukr = split["russian_military"], split["ukrainian_military"]
    fall = falls(package)
    words = (
        f" The claim on Russian losses falls once, from {fall[0]['first']} ({fall[0]['first_date']:%Y-%m-%d}) to {fall[0]['second']} ({fall[0]['second_date']:%Y-%m-%d})."
        if len(fall) == 1
        else f" Claims of one claimant fall {len(fall)} times."
        if fall
        else ""
    )
    caption = (
        f"Losses in the Kursk operation, each side on the other: up to {int(rus['value'].max()):,} Russian and {int(ukr['value'].max()):,} Ukrainian soldiers, in "
        f"{len(rus)} and {counted(len(ukr), 'claim')}. Killed alone in grey.{words}"
        + (f" {counted(undated, 'claim')} without a day not shown." if undated else "")
        + f" {source_line(package, claims['claim_id'])}"
    )
    alt = "Two panels of marks from August 2024 to August 2025 on one scale. " + " ".join(
        f"{SUBJECTS[p]}: from {int(g.iloc[0]['value']):,} for {g.iloc[0]['date']:%Y-%m-%d} to {int(g.iloc[-1]['value']):,} for {g.iloc[-1]['date']:%Y-%m-%d}."
        for p, g in panels
    )
    return Chart(drawn, "kursk-losses", caption, alt, claims[DATA_COLUMNS], told(package, claims["claim_id"]))


def _labels(axis: Axes, panel: pd.DataFrame, narrow: bool) -> None:
    """Name the first claim (where there is room at its left), the highest, the last, and the last of the killed."""
    whole, dead = panel[panel["measure"] != "killed"], panel[panel["measure"] == "killed"]
    first, highest, last = whole.index[0], whole["value"].idxmax(), whole.index[-1]
    chosen = {highest: (-8, 6, "right")}
    if not narrow and whole.loc[first, "date"] > FIRST + pd.Timedelta(days=100):
        chosen.setdefault(first, (-7, 3, "right"))
    if last != highest:
        chosen[last] = (8, -6, "left") if whole.loc[last, "date"] < LAST - pd.Timedelta(days=90) else (2, -9, "right")
    if len(dead):
        chosen[dead.index[-1]] = (25, -11, "center") if narrow else (7, -2, "left")
    for index, (dx, dy, ha) in chosen.items():
        row = panel.loc[index]
        words = f"{row['claimant_short_name']} {_number(row)}" + (" killed" if row["measure"] == "killed" else "")
        label = axis.annotate(
            words, (mdates.date2num(row["date"]), float(row["value"])), xytext=(dx, dy), textcoords="offset points", fontsize=7.5, ha=ha, va="center", color=INK,
        )  # fmt: skip
        label.set_in_layout(False)


def _number(row: pd.Series) -> str:
    return said_shortly(float(row["value"]), row["value_high"], str(row["qualifier"]))


def _months(axis: Axes) -> None:
    axis.set_xlim(mdates.date2num(FIRST), mdates.date2num(LAST))
    ticks = [pd.Timestamp(2024, 8, 1), pd.Timestamp(2024, 11, 1), pd.Timestamp(2025, 2, 1), pd.Timestamp(2025, 5, 1), pd.Timestamp(2025, 8, 1)]
    axis.set_xticks([mdates.date2num(t) for t in ticks], [f"{t:%b}\n{t:%Y}" if place in (0, 2) else f"{t:%b}" for place, t in enumerate(ticks)])


def rates(package: Package) -> Chart:
    """Draw the losses a day that each claimant's cumulative claims imply, one row for each two claims: what their words leave open (tight
    table) as a bar, the difference of the numbers stated as a point."""
    every = _implied(package, "tight")
    found = every[~every["falls"]].sort_values(["population", "claimant_short_name", "measure", "start"], ignore_index=True)
    groups = [(str(p), g) for p, g in found.groupby("population", sort=True)]
    chart = layout(
        (
            f"{SUBJECTS[population]} lost a day",
            [(_window(row), _rate_words(row), row._asdict()) for row in group.itertuples()],
        )
        for population, group in groups
    )

    def drawn(narrow: bool) -> Figure:
        figure, axes = rows_figure(chart, narrow=narrow, extra=0.75)
        for row in chart.rows:
            colour = PARTY_COLOURS[str(row.data["claimant_party"])]
            axes.plot([row.data["low_rate"], row.data["high_rate"]], [row.y, row.y], color=colour, lw=4, alpha=0.45, solid_capstyle="butt", zorder=3)
            axes.plot([row.data["rate"]], [row.y], "o", ms=4.2, mfc=colour, mec=PAPER, mew=0.6, zorder=4)
        axes.set_xlim(0, float(found["high_rate"].max()) * 1.03)
        count_axis(axes, "x")
        label_rows(axes, chart, narrow=narrow)
        axes.set_xlabel("people a day, implied by the claims")
        handles = [
            Line2D([], [], ls="none", marker="o", ms=4.2, color=MUTED, label="difference of the numbers stated"),
            Line2D([], [], color=MUTED, lw=4, alpha=0.45, label="what the words leave open"),
            *party_handles(found["claimant_party"].unique()),
        ]
        key(figure, handles, narrow=narrow, columns=1 if narrow else 4)
        return figure

    spans = [(SUBJECTS[p], g["low_rate"].min(), g["high_rate"].max()) for p, g in groups]
    fallen = int(every["falls"].sum())
    caption = (
        "Each claimant's own running totals imply "
        + " and ".join(f"{low:,.0f} to {high:,.0f} {words}" for words, low, high in spans)
        + " lost a day (k+w: said as killed and wounded). A row runs from one claim to the next of the same claimant, the first from the "
        + "beginning of the operation; the shorter its time, the wider what the words leave open."
        + (f" {counted(fallen, 'step')} down is no rate and not drawn." if fallen == 1 else f" {fallen} steps down are no rates and not drawn." if fallen else "")
        + f" {source_line(package, ids_of(found))}"
    )
    alt = "Rows of points with bars on one scale of people a day from 0. " + " ".join(
        f"{SUBJECTS[p]}: {counted(len(g), 'row')} of {counted(g['claimant_id'].nunique(), 'claimant')}, the highest point from {g.loc[g['rate'].idxmax(), 'start']:%Y-%m-%d}."
        for p, g in groups
    )
    return Chart(drawn, "kursk-rates", caption, alt, found.drop(columns=["falls"]))


def _implied(package: Package, table: Table) -> pd.DataFrame:
    found = implied_rates(kursk(package), ["personnel_losses", "killed_and_wounded"], table)
    return found[found["population"].isin(list(SUBJECTS))]


def open_rates(package: Package) -> int:
    """Return how many of the rates drawn have no upper end by the wide table."""
    drawn = set(_implied(package, "tight").query("not falls")["claim_ids"])
    wide = _implied(package, "wide")
    return int((wide["claim_ids"].isin(drawn) & wide["high_rate"].map(math.isinf)).sum())


def _window(row: object) -> str:
    kind = ", k+w" if row.measure == "killed_and_wounded" else ""  # type: ignore[attr-defined]
    return f"{row.claimant_short_name}{kind}, {row.start.day} {row.start:%b %y} – {row.end.day} {row.end:%b %y}"  # type: ignore[attr-defined]


def _rate_words(row: object) -> str:
    low, high = f"{row.low_rate:,.0f}", f"{row.high_rate:,.0f}"  # type: ignore[attr-defined]
    return low if low == high else f"{low}–{high}"


def composition(package: Package) -> Chart:
    """Draw the parts of each total that comes with its parts, end to end, and the total announced as a line across."""
    claims = package.claims().set_index("claim_id", drop=False)
    found = audit(package.claims())
    found = found[found["total_id"].map(claims["table"]) == "kursk_losses"].reset_index(drop=True)
    parts = claims[claims["part_of"].isin(found["total_id"]) & claims["measure"].isin(list(FILLS))]
    rows = [
        (total, {row["measure"]: int(row["value"]) for _, row in parts[parts["part_of"] == total["total_id"]].iterrows()})
        for total in found.to_dict("records")
    ]

    def drawn(narrow: bool) -> Figure:
        figure, (axis,) = new_figure(0.62 * len(rows) + 0.75, narrow=narrow)
        across = axis.get_yaxis_transform()
        for place, (total, split) in enumerate(rows):
            left = 0
            for measure, fill in FILLS.items():
                if measure not in split:
                    continue
                axis.barh(place, split[measure], left=left, height=0.36, color=fill, lw=0)
                if split[measure] > 0.06 * float(found["sum"].max()):
                    axis.text(left + split[measure] / 2, place, f"{split[measure]:,}", fontsize=8, color=PAPER, ha="center", va="center_baseline")
                left += split[measure]
            axis.plot([total["total"], total["total"]], [place - 0.27, place + 0.27], color=INK, lw=1.4, zorder=5)
            claim = claims.loc[total["total_id"]]
            name = f"{claim['claimant_short_name']}, {total['date']:%b %Y}"
            said = f"{WORDS[total['measure']]}: {qualified(claim)}"
            axis.text(0, place - 0.38, f"{name}; {said}" if not narrow else said, transform=across, fontsize=8, color=INK, va="center")
            if narrow:
                axis.text(1, place - 0.38, name, transform=across, fontsize=8, color=MUTED, va="center", ha="right")
            else:
                words = f"parts less total: {total['difference']:+,}".replace("-", "−").replace("+0", "0")
                axis.text(1, place - 0.38, words, transform=across, fontsize=8, ha="right", va="center")
        axis.set_ylim(len(rows) - 0.62, -0.6)
        axis.set_yticks([])
        axis.set_xlim(0, float(found[["sum", "total"]].max().max()) * 1.04)
        axis.grid(axis="y", visible=False)
        axis.spines["left"].set_visible(False)
        count_axis(axis, "x", ticks=4)
        axis.set_xlabel("Russian soldiers in Kursk Oblast, as claimed")
        handles: list[Artist] = [Rectangle((0, 0), 1, 1, fc=fill, label=measure) for measure, fill in FILLS.items() if parts["measure"].eq(measure).any()]
        handles.append(Line2D([], [], ls="none", marker="|", ms=9, mec=INK, mew=1.4, label="the total announced"))
        key(figure, handles, narrow=narrow, columns=2 if narrow else 4)
        return figure

    exact = found[found["difference"] == 0]
    caption = (
        f"Of {counted(len(found), 'total')} on Russian losses that come with their parts, {counted(len(exact), 'is', 'are')} the exact sum"
        + (f" ({'; '.join(f'{row.parts} = {row.sum:,}, announced as {WORDS[row.measure]}' for row in exact.itertuples())})" if len(exact) else "")
        + f": the captured are counted in, whatever the words. {source_line(package, [*found['total_id'], *parts['claim_id']])}"
    )
    alt = f"{len(rows)} bars of parts laid end to end, each crossed by a line at the total announced. " + " ".join(
        f"{claims.loc[total['total_id'], 'claimant_short_name']}, {total['date']:%B %Y}: the parts make {total['sum']:,}." for total, _ in rows
    )
    return Chart(drawn, "kursk-composition", caption, alt, found[["total_id", "claimant_id", "date", "measure", "total", "qualifier", "parts", "sum", "difference"]])


FILLS = {"killed": "#44525a", "wounded": "#7d8f96", "captured": "#b08a4a", "missing": "#c3a6c9"}


def falls(package: Package) -> list[dict[str, object]]:
    """Return the falls in cumulative claims of one claimant, one measure and one population: the interval of the later claim lies wholly
    below what the earlier one leaves open (tight table)."""
    claims = kursk(package)
    claims = claims[(claims["statistic"] == "cumulative") & claims["measure"].isin(LOSSES) & claims["value"].notna() & claims["as_of"].notna()]
    found: list[dict[str, object]] = []
    for _, group in claims.groupby(["claimant_id", "measure", "population"], observed=True, sort=True):
        rows = list(group.sort_values(["as_of", "claim_id"]).iterrows())
        for (_, first), (_, second) in zip(rows, rows[1:], strict=False):
            step = series.claim_interval(second) - series.claim_interval(first)
            if step.high < 0 and second["as_of"] > first["as_of"]:
                found.append(
                    {
                        "claimant": first["claimant_short_name"],
                        "population": first["population"],
                        "ids": (first["claim_id"], second["claim_id"]),
                        "first": qualified(first),
                        "first_date": first["as_of"],
                        "second": qualified(second),
                        "second_date": second["as_of"],
                        "bounds": step,
                    }
                )
    return found


def north_korea(package: Package) -> Chart:
    """Draw what is claimed of North Korean soldiers killed, wounded, and both, in order of time, with claimants."""
    claims = kursk(package)
    claims = claims[
        (claims["population"] == "north_korean_military") & claims["measure"].isin(["killed", "wounded", "killed_and_wounded"])
        & (claims["statistic"] == "cumulative") & claims["value"].notna()
    ]  # fmt: skip
    undated = claims[claims["date"].isna()]
    claims = claims[claims["date"].notna()].reset_index(drop=True)
    groups = [(m, claims[claims["measure"] == m]) for m in ("killed_and_wounded", "killed", "wounded") if (claims["measure"] == m).any()]
    chart = layout(
        (WORDS[m].capitalize(), [(dated_name(row["claimant_short_name"], row["date"]), _number(row), row.to_dict()) for _, row in g.iterrows()]) for m, g in groups
    )

    def drawn(narrow: bool) -> Figure:
        figure, axes = rows_figure(chart, narrow=narrow, extra=0.7)
        for row in chart.rows:
            mark = Mark(row.y, float(row.data["value"]), None, row.data["qualifier"], (row.data["claim_id"],))
            draw(axes, [mark], PARTY_COLOURS[row.data["claimant_party"]], values_on="x", size=5)
        axes.set_xlim(0, float(claims["value"].max()) * 1.12)
        count_axis(axes, "x")
        label_rows(axes, chart, narrow=narrow)
        axes.set_xlabel("North Korean soldiers, as claimed")
        key(figure, [*party_handles(claims["claimant_party"].unique()), *key_handles(MUTED, claims["qualifier"], values_on="x")], narrow=narrow)
        return figure

    both = claims[claims["measure"] == "killed_and_wounded"]
    caption = (
        f"North Korean losses in Kursk Oblast as {counted(claims['claimant_id'].nunique(), 'claimant')} put them, {len(claims)} claims: killed and wounded "
        f"together from {int(both['value'].min()):,} to {int(both['value'].max()):,}."
        + (f" {counted(len(undated), 'claim')} without a day not shown." if len(undated) else "")
        + f" {source_line(package, claims['claim_id'])}"
    )
    alt = "Rows of marks in groups. " + " ".join(f"{WORDS[m].capitalize()}: {counted(len(g), 'claim')}, {int(g['value'].min()):,} to {int(g['value'].max()):,}." for m, g in groups)
    return Chart(drawn, "north-korean-losses", caption, alt, claims[DATA_COLUMNS], told(package, claims["claim_id"]))


def ground(package: Package) -> Chart:
    """Draw the area that Ukrainian forces are said to hold in Kursk Oblast, over time; claims in words as words, at no height."""
    claims = kursk(package)
    claims = claims[(claims["measure"] == "area_km2") & (claims["population"] == "ukrainian_military") & (claims["statistic"] == "point") & claims["date"].notna()]
    claims = claims.reset_index(drop=True)
    numbers, words = claims[claims["value"].notna()], claims[claims["value"].isna()]
    top = float(numbers["value"].max()) * 1.2

    def drawn(narrow: bool) -> Figure:
        figure, (axis,) = new_figure(2.9, narrow=narrow)
        for party, group in numbers.groupby("claimant_party"):
            for mark in marks_of(group.assign(at=mdates.date2num(group["date"])).to_dict("records"), "at"):
                draw(axis, [mark], PARTY_COLOURS[str(party)], size=2.8 if mark.qualifier in DOWNWARDS and mark.value < 0.15 * top else 5)
        for _, row in words.iterrows():
            at = mdates.date2num(row["date"])
            stand_for(axis.axvline(at, color=PARTY_COLOURS[row["claimant_party"]], lw=1, ls=(0, (2, 2))), [row["claim_id"]])
            said = textwrap.fill(f"“{row['as_reported']}”", 18 if narrow else 40)
            axis.text(at + 4, top * 0.96, f"{row['claimant_short_name']}:\n{said}", fontsize=8, va="top", color=INK)
        for _, row in numbers.iterrows():
            crowded = ((words["date"] - row["date"]).dt.days.between(0, 130)).any()
            axis.annotate(
                textwrap.fill(f"{row['claimant_short_name']}: {qualified(row)}", 13 if narrow else 24),
                (mdates.date2num(row["date"]), float(row["value"])), xytext=(-8 if crowded else 8, 0), textcoords="offset points",
                fontsize=8, ha="right" if crowded else "left", va="center", color=INK,
            )  # fmt: skip
        axis.set_ylim(0, top)
        title(axis, "Square kilometres held", narrow=narrow)
        count_axis(axis)
        _months(axis)
        key(figure, [*party_handles(claims["claimant_party"].unique()), *key_handles(MUTED, numbers["qualifier"])], narrow=narrow)
        return figure

    said = "; ".join(f"“{row.as_reported}” ({row.claimant_short_name}, {row.date:%Y-%m-%d})" for row in words.itertuples())
    caption = (
        f"Area held by Ukrainian forces in Kursk Oblast, {counted(len(numbers), 'claim')} in numbers and {len(words)} in words: {said}. The dashed line marks the "
        f"day of the words; they have no height. {source_line(package, claims['claim_id'])}"
    )
    alt = f"Marks from August 2024 to March 2025, from {int(numbers.iloc[0]['value']):,} down to {int(numbers.iloc[-1]['value']):,} square kilometres, and a dashed line in between."
    return Chart(drawn, "kursk-area", caption, alt, claims[DATA_COLUMNS], told(package, claims["claim_id"]))


def audit_table(package: Package) -> pd.DataFrame:
    """Return the audit of the totals on Kursk: parts added up against the total announced."""
    found = audit(package.claims())
    claims = package.claims().set_index("claim_id")
    found = found[found["total_id"].map(claims["table"]) == "kursk_losses"]
    names = found["total_id"].map(claims["claimant_short_name"])
    totals = [qualified(claims.loc[i]) for i in found["total_id"]]
    difference = [f"{v:+,}".replace("-", "−") if v else "0" for v in found["difference"]]
    return pd.DataFrame(
        {
            "claimant": [f"{name}, {date:%Y-%m-%d}" for name, date in zip(names, found["date"], strict=True)],
            "parts": [f"{p.replace('_', ' ')} = {v:,}" for p, v in zip(found["parts"], found["sum"], strict=True)],
            "total announced": [f"{t} {WORDS[m]} ({d})" for t, m, d in zip(totals, found["measure"], difference, strict=True)],
        }
    )


def ground_table(package: Package) -> pd.DataFrame:
    """Return the claims on settlements and on the largest area ever held, with their words."""
    claims = kursk(package)
    chosen = claims[claims["measure"].isin(["settlements", "area_lost_percent"]) | ((claims["measure"] == "area_km2") & (claims["statistic"] == "peak"))]
    chosen = chosen.sort_values(["measure", "date", "claim_id"])
    names = {"settlements": "settlements held", "area_lost_percent": "share lost again, %", "area_km2": "largest area ever held, km²"}
    return pd.DataFrame(
        {
            "what": chosen["measure"].map(names).to_numpy(),
            "claimant": [
                f"{row.claimant_short_name}, {row.date:%Y-%m-%d}" if pd.notna(row.date) else row.claimant_short_name
                for row in chosen.itertuples()
            ],
            "words": chosen["as_reported"].to_numpy(),
        }
    )
