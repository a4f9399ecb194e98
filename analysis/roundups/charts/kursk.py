"""Charts and tables of the Kursk operation: each side's claims on one axis of time, ground held, North Korean losses, audits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes

from ..statistics import series
from ..statistics.audit import audit
from .casualties import qualified
from .chart import Chart
from .labels import counted, source_line
from .marks import draw, key_handles, marks_of
from .style import INK, MUTED, PAPER, PARTY_COLOURS, PARTY_NAMES, compact, count_axis, new_figure, styled

if TYPE_CHECKING:
    from ..package import Package

FIRST, LAST = pd.Timestamp(2024, 7, 25), pd.Timestamp(2025, 9, 20)
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
    subjects = dict(package.table("populations")[["population", "name"]].astype(str).itertuples(index=False))
    panels = [(p, claims[claims["population"] == p]) for p in ("russian_military", "ukrainian_military")]
    top = float(claims["value"].max()) * 1.22
    with styled():
        figure, axes = new_figure(5.2, 2, 1, sharex=True, sharey=True)
        for axis, (population, panel) in zip(axes, panels, strict=True):
            for party, group in panel.groupby("claimant_party"):
                rows = group.assign(at=mdates.date2num(group["date"])).to_dict("records")
                draw(axis, marks_of([r for r in rows if r["measure"] != "killed"], "at"), PARTY_COLOURS[party], size=4.4)
                draw(axis, marks_of([r for r in rows if r["measure"] == "killed"], "at"), MUTED, size=4.4)
            parties = " and ".join(PARTY_NAMES[p] for p in sorted(panel["claimant_party"].unique()))
            axis.set_title(f"{subjects[population]}, as the {parties} claims")
            axis.set_ylim(0, top)
            count_axis(axis)
            _months(axis)
            _labels(axis, panel)
        figure.legend(handles=key_handles(MUTED, claims["qualifier"]), loc="outside lower left", ncols=3, handletextpad=0.3, columnspacing=1.2)
    split = {p: panel for p, panel in panels}
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
        f"{subjects[p]}: from {int(g.iloc[0]['value']):,} for {g.iloc[0]['date']:%Y-%m-%d} to {int(g.iloc[-1]['value']):,} for {g.iloc[-1]['date']:%Y-%m-%d}."
        for p, g in panels
    )
    return Chart(figure, "kursk-losses", caption, alt, claims[DATA_COLUMNS])


def _labels(axis: Axes, panel: pd.DataFrame) -> None:
    """Name the first claim (where there is room at its left), the highest, the last, and the last of the killed."""
    whole, dead = panel[panel["measure"] != "killed"], panel[panel["measure"] == "killed"]
    first, highest, last = whole.index[0], whole["value"].idxmax(), whole.index[-1]
    chosen = {highest: (-7, 3, "right")}
    if whole.loc[first, "date"] > FIRST + pd.Timedelta(days=100):
        chosen.setdefault(first, (-7, 3, "right"))
    chosen.setdefault(last, (7, -4, "left") if whole.loc[last, "date"] < LAST - pd.Timedelta(days=90) else (0, -10, "center"))
    if len(dead):
        chosen[dead.index[-1]] = (7, -2, "left")
    for index, (dx, dy, ha) in chosen.items():
        row = panel.loc[index]
        words = f"{row['claimant_short_name']} {compact(float(row['value']))}" + (" killed" if row["measure"] == "killed" else "")
        label = axis.annotate(
            words, (mdates.date2num(row["date"]), float(row["value"])), xytext=(dx, dy), textcoords="offset points", fontsize=7.5, ha=ha, va="center", color=INK,
        )  # fmt: skip
        label.set_in_layout(False)


def _months(axis: Axes) -> None:
    axis.set_xlim(mdates.date2num(FIRST), mdates.date2num(LAST))
    ticks = [pd.Timestamp(2024, 8, 1), pd.Timestamp(2024, 11, 1), pd.Timestamp(2025, 2, 1), pd.Timestamp(2025, 5, 1), pd.Timestamp(2025, 8, 1)]
    axis.set_xticks([mdates.date2num(t) for t in ticks], [t.strftime("%b %Y") for t in ticks])


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
    """Draw what is claimed of North Korean soldiers killed, wounded, and both, over time, with claimants."""
    claims = kursk(package)
    claims = claims[
        (claims["population"] == "north_korean_military") & claims["measure"].isin(["killed", "wounded", "killed_and_wounded"])
        & (claims["statistic"] == "cumulative") & claims["value"].notna()
    ]  # fmt: skip
    undated = claims[claims["date"].isna()]
    claims = claims[claims["date"].notna()].reset_index(drop=True)
    groups = [(m, claims[claims["measure"] == m].reset_index(drop=True)) for m in ("killed_and_wounded", "killed", "wounded")]
    groups = [(m, g) for m, g in groups if len(g)]
    top = float(claims["value"].max()) * 1.15
    with styled():
        figure, axes = new_figure(0.24 * len(claims) + 2.0, len(groups), 1, sharex=True, height_ratios=[len(g) + 0.6 for _, g in groups])
        for axis, (measure, group) in zip(axes, groups, strict=True):
            rows = group.assign(row=[-float(i) for i in range(len(group))])
            for party, part in rows.groupby("claimant_party"):
                draw(axis, marks_of(part.to_dict("records"), "row"), PARTY_COLOURS[party], values_on="x", size=5)
            axis.set_yticks(
                rows["row"], [f"{r.claimant_short_name}, {r.date:%b %Y}" for r in group.itertuples()], fontsize=8, color=INK
            )
            axis.set_ylim(-len(group) + 0.4, 0.6)
            axis.set_xlim(0, top)
            axis.set_title(WORDS[measure])
            axis.grid(axis="y", visible=False)
            count_axis(axis, "x")
        axes[-1].set_xlabel("North Korean soldiers, as claimed")
        figure.legend(handles=key_handles(MUTED, claims["qualifier"]), loc="outside lower left", ncols=3, handletextpad=0.3, columnspacing=1.2)
    both = claims[claims["measure"] == "killed_and_wounded"]
    caption = (
        f"North Korean losses in Kursk Oblast as {counted(claims['claimant_id'].nunique(), 'claimant')} put them, {len(claims)} claims: killed and wounded "
        f"together from {int(both['value'].min()):,} to {int(both['value'].max()):,}."
        + (f" {counted(len(undated), 'claim')} without a day not shown." if len(undated) else "")
        + f" {source_line(package, claims['claim_id'])}"
    )
    alt = "Rows of marks in groups. " + " ".join(f"{WORDS[m].capitalize()}: {counted(len(g), 'claim')}, {int(g['value'].min()):,} to {int(g['value'].max()):,}." for m, g in groups)
    return Chart(figure, "north-korean-losses", caption, alt, claims[DATA_COLUMNS])


def ground(package: Package) -> Chart:
    """Draw the area that Ukrainian forces are said to hold in Kursk Oblast, over time; claims in words as words, at no height."""
    claims = kursk(package)
    claims = claims[(claims["measure"] == "area_km2") & (claims["population"] == "ukrainian_military") & (claims["statistic"] == "point") & claims["date"].notna()]
    claims = claims.reset_index(drop=True)
    numbers, words = claims[claims["value"].notna()], claims[claims["value"].isna()]
    top = float(numbers["value"].max()) * 1.2
    with styled():
        figure, (axis,) = new_figure(3.0)
        for party, group in numbers.groupby("claimant_party"):
            draw(axis, marks_of(group.assign(at=mdates.date2num(group["date"])).to_dict("records"), "at"), PARTY_COLOURS[party], size=5)
        for row in numbers.itertuples():
            late = row.date > pd.Timestamp(2025, 1, 15)
            axis.annotate(
                f"{row.claimant_short_name}: {qualified(pd.Series(row._asdict()))}", (mdates.date2num(row.date), float(row.value)),
                xytext=(8, 0), textcoords="offset points", fontsize=8, ha="left", va="center", color=INK,
                bbox={"fc": PAPER, "ec": "none", "pad": 0.6} if not late else None,
            )  # fmt: skip
        for row in words.itertuples():
            at = mdates.date2num(row.date)
            axis.axvline(at, color=PARTY_COLOURS[row.claimant_party], lw=1, ls=(0, (2, 2)))
            axis.text(at + 4, top * 0.95, f"{row.claimant_short_name}:\n“{row.as_reported}”", fontsize=8, va="top", color=INK)
        axis.set_ylim(0, top)
        axis.set_ylabel("square kilometres")
        count_axis(axis)
        _months(axis)
        figure.legend(handles=key_handles(MUTED, numbers["qualifier"]), loc="outside lower left", ncols=3, handletextpad=0.3, columnspacing=1.2)
    said = "; ".join(f"“{row.as_reported}” ({row.claimant_short_name}, {row.date:%Y-%m-%d})" for row in words.itertuples())
    caption = (
        f"Area held by Ukrainian forces in Kursk Oblast, {counted(len(numbers), 'claim')} in numbers and {len(words)} in words: {said}. The dashed line marks the "
        f"day of the words; they have no height. {source_line(package, claims['claim_id'])}"
    )
    alt = f"Marks from August 2024 to March 2025, from {int(numbers.iloc[0]['value']):,} down to {int(numbers.iloc[-1]['value']):,} square kilometres, and a dashed line in between."
    return Chart(figure, "kursk-area", caption, alt, claims[DATA_COLUMNS])


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
