"""Air attacks in the roundups: launched, downed and otherwise lost, as claimed, and the share said to be downed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from ..statistics import shares
from ..statistics.implied import pooled_shares
from .chart import Chart
from .labels import source_line
from .marks import Mark, draw, key, key_handles
from .rows import day, ids_of, label_rows, layout, rows_figure, said
from .style import INK, MUTED, PAPER, count_axis

if TYPE_CHECKING:
    from ..package import Package

#: Outcomes belong to no party.
PALE = "#c9d1d4"
NOBODY = "not attributed"
FILLS = {"downed": "#44525a", "lost": "#8fa0a6", "left_airspace": "#c3a6c9", "missed_target": "#6f8f7f"}


def outcomes(package: Package) -> Chart:
    """Draw each number launched with what is said to have become of it; one-sided numbers as arrows."""
    table = shares.attacks(package.claims())
    table["said_by"] = table["outcome_claimants"].where(table["outcome_claimants"] != "", table["claimant_name"])
    letters = _letters(table["said_by"])
    groups = [
        (f"{kind.capitalize()} launched by {launcher}", [(_label(row), _words(row) + letters[row["said_by"]], row) for row in rows.to_dict("records")])
        for (launcher, kind), rows in table.groupby(["launcher", "kind"], sort=True)
    ]
    chart = layout(groups)
    one_sided = [q for q, n in table[["qualifier", "launched"]].itertuples(index=False) if q != "exact"]

    def drawn(narrow: bool) -> Figure:
        figure, axes = rows_figure(chart, narrow=narrow, extra=0.95)
        for row in chart.rows:
            data = row.data
            left = 0.0
            if not pd.isna(data["launched"]):
                if data["qualifier"] in ("exact", "approx"):
                    axes.barh(row.y, float(data["launched"]), height=0.34 if narrow else 0.66, color=PALE, lw=0, zorder=3)
                if data["qualifier"] != "exact":
                    draw(axes, [Mark(row.y, float(data["launched"]), None, data["qualifier"])], MUTED, values_on="x", size=5)
            for name, fill in FILLS.items():
                if not pd.isna(data[name]):
                    axes.barh(row.y, float(data[name]), left=left, height=0.34 if narrow else 0.66, color=fill, lw=0, zorder=3)
                    left += float(data[name])
            if pd.isna(data["launched"]) and data["qualifier"] != "exact":
                draw(axes, [Mark(row.y, left, None, data["qualifier"])], FILLS["downed"], values_on="x", size=5)
        axes.set_xlim(0, None)
        count_axis(axes, "x")
        label_rows(axes, chart, narrow=narrow)
        axes.set_xlabel("drones or missiles, as claimed")
        handles: list[Artist] = [Rectangle((0, 0), 1, 1, fc=fill, label=shares.OUTCOMES[name]) for name, fill in FILLS.items() if table[name].notna().any()]
        handles += [Rectangle((0, 0), 1, 1, fc=PALE, label="launched, fate not given"), *key_handles(MUTED, one_sided, values_on="x")]
        key(figure, handles, narrow=narrow, columns=2 if narrow else 4)
        return figure

    with_fate = table["launched"].notna() & table[list(shares.OUTCOMES)].notna().any(axis=1)
    dated = table["event_date"].dropna()
    caption = (
        f"Drones and missiles launched, and what is said to have become of them, in {len(table)} attacks or parts of attacks from {dated.min():%Y-%m-%d} to "
        f"{dated.max():%Y-%m-%d}, as claimed: {int(with_fate.sum())} have both a number launched and an outcome. {_lettered(letters, 'the outcome, else the number launched')} "
        f"{source_line(package, ids_of(table))}"
    )
    largest = table.loc[table["launched"].idxmax()]
    alt = (
        f"Rows of bars in {len(groups)} groups: {_groups(table)}. The largest number launched is {largest['launched']} {largest['kind']} on "
        f"{largest['event_date']:%Y-%m-%d}."
    )
    return Chart(drawn, "air-attacks-outcomes", caption, alt, table.drop(columns=["claim_id"]))


def downed_shares(package: Package) -> Chart:
    """Draw the shares downed that one claimant's own numbers give, by weapon and year, with Wilson 95% intervals; under the attacks of a year
    stands what they give together."""
    table = shares.shares(package.claims())
    pools = pooled_shares(table)
    letters = _letters(table["claimant_name"])
    headings = {
        ("downed", "launched"): "{kind} {year}: downed, of those launched",
        ("downed", "stated fates"): "{kind} {year}: downed, of the fates stated",
        ("missed_target", "launched"): "{kind} {year}: “missed target”",
    }
    groups = []
    for (kind, basis, outcome, year), rows in table.groupby(["kind", "basis", "outcome", table["event_date"].dt.year], sort=True):
        members = [
            (f"{day(row['event_date'])} {row['event_date']:%Y}", f"{row['count']} of {row['total']}{letters[row['claimant_name']]}", row)
            for row in rows.to_dict("records")
        ]
        if (basis, outcome) == ("launched", "downed"):
            members += [
                (f"{pool['attacks']} attacks together", f"{pool['count']} of {pool['total']}", {**pool, "outcome": outcome, "pooled": True})
                for pool in pools[(pools["kind"] == kind) & (pools["year"] == year)].to_dict("records")
            ]
        groups.append((headings[outcome, basis].format(kind=kind.capitalize(), year=year), members))
    chart = layout(groups)

    def drawn(narrow: bool) -> Figure:
        figure, axes = rows_figure(chart, narrow=narrow, extra=0.6)
        for row in chart.rows:
            fill, pooled = FILLS[row.data["outcome"]], "pooled" in row.data
            colour = INK if pooled else fill
            axes.plot([100 * float(row.data["low"]), 100 * float(row.data["high"])], [row.y, row.y], color=colour, lw=1.6, alpha=0.6, zorder=2)
            if pooled:
                axes.plot([100 * float(row.data["share"])], [row.y], marker="D", ms=4.5, mfc=PAPER, mec=INK, mew=1.1, ls="none", zorder=4)
            else:
                draw(axes, [Mark(row.y, 100 * float(row.data["share"]), None, "exact")], fill, values_on="x", size=5.5)
        axes.set_xlim(0, 103)
        axes.set_xticks(range(0, 101, 25), [f"{share}%" for share in range(0, 101, 25)])
        label_rows(axes, chart, narrow=narrow)
        axes.set_xlabel("share as claimed, with its Wilson 95% interval")
        return figure

    downed = table[(table["basis"] == "launched") & (table["outcome"] == "downed")]
    whole = int((downed["share"] == 1).sum())
    caption = (
        f"Share of drones or missiles said to be downed, where one claimant (or one unattributed text) gives both numbers: {downed['share'].min():.0%} to "
        f"{downed['share'].max():.0%} over {len(downed)} attacks, of which {whole} are all downed. The interval treats each drone or missile as an "
        f"independent trial, so it is too narrow, most of all for attacks taken together (open diamonds). {_lettered(letters, 'both numbers')} {source_line(package, ids_of(table))}"
    )
    alt = (
        f"{len(table)} points and {len(pools)} diamonds with intervals on a scale from 0 to 100 percent in {len(groups)} groups. The widest interval is that of "
        f"{_widest(table)}."
    )
    data = pd.concat([table.drop(columns=["place"]), pools.assign(outcome="downed", basis="launched, the year together")])
    return Chart(drawn, "air-attacks-shares", caption, alt, data)


def words_table(package: Package) -> pd.DataFrame:
    """Return the words in which outcomes are counted, their meaning and when they occur, for `place_table`."""
    words = shares.outcome_words(package.claims())
    return pd.DataFrame(
        {
            "Words": [row.outcome for row in words.itertuples()],
            "Meaning": [row.definition for row in words.itertuples()],
            "Rows": [str(row.rows) for row in words.itertuples()],
            "Days": [f"{row.first:%Y-%m-%d}" + ("" if row.first == row.last else f" to {row.last:%Y-%m-%d}") for row in words.itertuples()],
        }
    )


def _letters(names: pd.Series) -> dict[str, str]:
    """A letter in brackets for each claimant, by the alphabet of their names; none where nobody is named."""
    named = sorted({name for name in names if name != NOBODY}, key=str.lower)
    return {NOBODY: "", **{name: f" ({chr(ord('a') + place)})" for place, name in enumerate(named)}}


def _lettered(letters: dict[str, str], what: str) -> str:
    named = "; ".join(f"{letter.strip()} {name}" for name, letter in letters.items() if letter)
    return f"A letter tells who says {what}: {named}. Without a letter: the roundup names nobody."


def _widest(table: pd.DataFrame) -> str:
    row = table.loc[(table["high"] - table["low"]).idxmax()]
    return f"{row['event_date']:%Y-%m-%d}, {row['count']} of {row['total']} {row['kind']}, from {row['low']:.0%} to {row['high']:.0%}"


def _label(row: dict[str, Any]) -> str:
    at = row["event_date"]
    where = f", {row['place']}" if isinstance(row["place"], str) and len(row["place"]) < 10 else ""
    if pd.isna(at):
        return f"day not stated{where}"
    return f"{day(at)} {at:%Y}{where}" if row["dated"] else f"week of {day(at)} {at:%Y}"


def _words(row: dict[str, Any]) -> str:
    parts = [f"{row[name]} {words}" for name, words in _SHORT.items() if not pd.isna(row[name])]
    if pd.isna(row["launched"]):
        return f"{said(float(row['downed']), row['qualifier'])} downed"
    total = f"{said(float(row['launched']), row['qualifier'])}{_TYPES.get(row['weapon'], '')}"
    return f"{total}: {', '.join(parts)}" if parts else total


_TYPES = {
    "air_to_surface_missile": " air-to-surface",
    "anti_aircraft_missile": " anti-aircraft",
    "ballistic_missile": " ballistic",
    "cruise_missile": " cruise",
}
_SHORT = {"downed": "downed", "lost": "lost", "left_airspace": "left", "missed_target": "missed"}


def _groups(table: pd.DataFrame) -> str:
    counts = table.groupby(["launcher", "kind"], sort=True).size()
    return "; ".join(f"{kind} launched by {launcher}, {number} rows" for (launcher, kind), number in counts.items())
