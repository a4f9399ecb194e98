"""Charts and tables of the casualty claims on soldiers: by side, by claimant, as a list, as a series; and the deadliest attacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ..statistics import series
from .chart import Chart
from .labels import counted, qualified, source_line, spread
from .marks import draw, key, key_handles, marks_of
from .rows import said_shortly
from .spots import told
from .style import FAINT, INK, MUTED, PAPER, PARTY_COLOURS, PARTY_NAMES, count_axis, new_figure, title, year_axis

if TYPE_CHECKING:
    from ..package import Package

SUBJECTS = ("russian_military", "ukrainian_military")
SUBJECT_WORDS = {"russian_military": "Russian soldiers", "ukrainian_military": "Ukrainian soldiers"}
SIDES = ("russia", "ukraine")
LOST = ("killed_and_wounded", "personnel_losses", "killed_wounded_and_missing")
KILLED = ("killed",)
MEASURE_WORDS = {
    "killed": "killed",
    "killed_and_wounded": "killed and wounded",
    "personnel_losses": "lost",
    "killed_wounded_and_missing": "killed, wounded and missing",
}
DATA_COLUMNS = [
    "claim_id", "claimant_name", "claimant_party", "population", "measure", "value", "value_high", "qualifier", "as_reported",
    "date", "dated_by", "source_publisher", "source_url",
]  # fmt: skip
FIRST, LAST = pd.Timestamp(2021, 12, 25), pd.Timestamp(2026, 12, 31)


def whole_war(package: Package, measures: tuple[str, ...]) -> pd.DataFrame:
    """Return the cumulative claims about soldiers since the invasion, dated, those without a day or a number, or that `anomalies` omits, left out."""
    claims = series.dated(package.claims(), package.table("roundups"))
    chosen = claims[
        (claims["table"] == "casualty_claims")
        & claims["measure"].isin(measures)
        & claims["population"].isin(SUBJECTS)
        & (claims["statistic"] == "cumulative")
        & claims["value"].notna()
        & claims["date"].notna()
        & ~claims["claim_id"].isin(package.omitted_from_charts())
        & ((claims["period_start"] == series.FIRST_DAY) | (claims["period_start"].isna() & claims["place"].isna()))
    ]
    return chosen.sort_values(["date", "claim_id"], ignore_index=True)


def by_side(package: Package, measures: tuple[str, ...], name: str) -> Chart:
    """Draw a panel of two by two: who claims (rows) x whose soldiers (columns), on one scale; the parties' own claims only."""
    claims = whole_war(package, measures)
    claims = claims[claims["claimant_party"].isin(SIDES)]
    top = float(claims[["value", "value_high"]].max().max()) * 1.12
    panels = [(side, subject, claims[(claims["claimant_party"] == side) & (claims["population"] == subject)]) for side in SIDES for subject in SUBJECTS]

    def drawn(narrow: bool) -> Figure:
        figure, axes = new_figure(7.0 if narrow else 4.5, *((4, 1) if narrow else (2, 2)), narrow=narrow, sharex=True, sharey=True)
        for axis, (side, subject, panel) in zip(axes, panels, strict=True):
            _points(axis, panel, PARTY_COLOURS[side])
            title(axis, f"{PARTY_NAMES[side]} on {SUBJECT_WORDS[subject]}", narrow=narrow)
            if panel.empty:
                axis.text(0.5, 0.5, "no claim found", transform=axis.transAxes, ha="center", color=MUTED, fontsize=8.5)
            axis.set_ylim(0, top)
            count_axis(axis)
            year_axis(axis, FIRST, LAST)
            _name_inside(axis, panel, top, rows=7 if narrow else 9)
        key(figure, key_handles(MUTED, claims["qualifier"]), narrow=narrow)
        return figure

    words = " or ".join(MEASURE_WORDS[m] for m in measures if (claims["measure"] == m).any())
    own, enemy = _own_and_enemy(claims)
    empty = [f"the {PARTY_NAMES[side]} on {SUBJECT_WORDS[subject]}" for side, subject, panel in panels if panel.empty]
    caption = (
        f"Of {counted(len(claims), 'claim')} that the two sides make on soldiers {words}, {enemy:,} {'is' if enemy == 1 else 'are'} on the enemy's and {own:,} on their own"
        + (f"; none was found by {' or '.join(empty)}" if empty else "")
        + f". All panels have one scale; the words name the latest claim of each claimant. {source_line(package, claims['claim_id'])}"
    )
    alt = "Four panels of marks over the years 2022 to 2026. " + " ".join(
        f"{PARTY_NAMES[side]} on {SUBJECT_WORDS[subject]}: {_panel_words(panel)}." for side, subject, panel in panels
    )
    return Chart(drawn, name, caption, alt, claims[DATA_COLUMNS], told(package, claims["claim_id"]))


def _name_inside(axis: Axes, panel: pd.DataFrame, top: float, rows: int) -> None:
    """Name the latest claim of each claimant in the empty upper left of a panel, with a thin line to its mark."""
    latest = panel.sort_values(["date", "claim_id"]).groupby("claimant_id", sort=False).tail(1)
    rows_of = list(latest.itertuples())
    height = [_middle(row) for row in rows_of]
    lowest = (0.36 if max(height, default=0) < 0.3 * top else 0.2) * top
    left, right = axis.get_xlim()
    # Words that would reach their mark stand above it.
    reach = [(mdates.date2num(row.date) - left) / (right - left) < 0.06 + 0.0185 * len(_claim_words(row)) for row in rows_of]
    places = spread([max(h + 1.9 * top / rows * r, lowest) for h, r in zip(height, reach, strict=True)], top / rows, lowest, top * 0.92)
    for row, at, place in zip(rows_of, height, places, strict=True):
        label = axis.annotate(
            _claim_words(row), (mdates.date2num(row.date), at), xytext=(0.03, place), textcoords=axis.get_yaxis_transform(), fontsize=7.5, color=INK,
            ha="left", va="center", zorder=6, arrowprops=LEADER | {"relpos": (1, 0.5)},
        )  # fmt: skip
        label.set_in_layout(False)


def third_parties(package: Package, measures: tuple[str, ...], name: str) -> Chart:
    """Draw the claims of third parties over time, one panel for each side's soldiers, each claimant's latest labelled."""
    claims = whole_war(package, measures)
    claims = claims[claims["claimant_party"] == "third"]
    words = MEASURE_WORDS[measures[0]]
    missing = " Some count the missing as well." if (claims["measure"] == "killed_wounded_and_missing").any() else ""
    tops = [float(claims.loc[claims["population"] == s, ["value", "value_high"]].max().max()) * 1.08 for s in SUBJECTS]

    def drawn(narrow: bool) -> Figure:
        figure, axes = new_figure(6.2 if narrow else 5.2, 2, 1, narrow=narrow, height_ratios=[1.7, 1])
        for axis, subject, top in zip(axes, SUBJECTS, tops, strict=True):
            panel = claims[claims["population"] == subject]
            _points(axis, panel, PARTY_COLOURS["third"])
            title(axis, f"{SUBJECT_WORDS[subject]}: {words}", narrow=narrow)
            axis.set_ylim(0, top)
            count_axis(axis)
            year_axis(axis, FIRST, LAST, step=2 if narrow else 1)
            _name_beside(axis, panel, top, rows=19 if subject == SUBJECTS[0] else 11)
        key(figure, key_handles(MUTED, claims["qualifier"]), narrow=narrow)
        return figure

    ends = {s: (int(g["value"].iloc[-1]), g.iloc[-1]) for s, g in claims.sort_values("date").groupby("population")}
    split = claims["population"].value_counts()
    heard = claims[claims["date"] >= LABELLED_SINCE].sort_values("date").groupby(["population", "claimant_id"]).tail(1)
    spans = []
    for subject in SUBJECTS:
        last = heard[heard["population"] == subject]
        spans.append(f"{SUBJECT_WORDS[subject]} {words} between {int(last['value'].min()):,} and {int(last[['value', 'value_high']].max().max()):,}")
    caption = (
        f"Third parties heard since {LABELLED_SINCE:%B %Y} last put {' and '.join(spans)}. All claims since the invasion of "
        f"{counted(claims['claimant_id'].nunique(), 'third party', 'third parties')} are drawn, {int(split[SUBJECTS[0]]):,} and {int(split[SUBJECTS[1]]):,}, on scales of "
        f"their own; the words at the right name the latest.{missing} {source_line(package, claims['claim_id'])}"
    )
    alt = "Two panels of marks that rise from left to right. " + " ".join(
        f"{SUBJECT_WORDS[str(s)].capitalize()}: the last mark is {row.claimant_short_name}, {_numbers(row)}, for {row.date:%Y-%m-%d}." for s, (_, row) in sorted(ends.items())
    )
    return Chart(drawn, name, caption, alt, claims[DATA_COLUMNS], told(package, claims["claim_id"]))


#: Beside the charts of third parties only the claimants with a claim from this day on are named; the others are in the data.
LABELLED_SINCE = pd.Timestamp(2024, 10, 1)
LEADER = {"arrowstyle": "-", "color": "#b4bcbe", "lw": 0.6, "shrinkA": 1, "shrinkB": 3}


def _name_beside(axis: Axes, panel: pd.DataFrame, top: float, rows: int) -> None:
    """Name each claimant heard lately at the right of the axes, at the height of its latest claim."""
    latest = panel.sort_values(["date", "claim_id"]).groupby("claimant_id", sort=False).tail(1)
    latest = latest[latest["date"] >= LABELLED_SINCE]
    height = [_middle(row) for row in latest.itertuples()]
    places = spread(height, top / rows, top / rows * 0.4, top * 0.98)
    for row, at, place in zip(latest.itertuples(), height, places, strict=True):
        axis.annotate(
            f"{row.claimant_short_name} {_numbers(row)}", (mdates.date2num(row.date), at), xytext=(1.015, place), textcoords=axis.get_yaxis_transform(),
            fontsize=7.5, color=INK, ha="left", va="center", annotation_clip=False, arrowprops=LEADER,
        )  # fmt: skip


def _points(axis: Axes, panel: pd.DataFrame, colour: str) -> None:
    rows = panel.assign(at=mdates.date2num(panel["date"])).to_dict("records")
    draw(axis, marks_of(rows, "at"), colour, size=4)


def _middle(row: object) -> float:
    return float(row.value if pd.isna(row.value_high) else (row.value + row.value_high) / 2)  # type: ignore[attr-defined]


def _claim_words(row: object) -> str:
    return f"{row.claimant_short_name} {_numbers(row)}, {row.date:%b %Y}"  # type: ignore[attr-defined]


def _numbers(row: object) -> str:
    return said_shortly(float(row.value), row.value_high, str(row.qualifier))  # type: ignore[attr-defined]


def _own_and_enemy(claims: pd.DataFrame) -> tuple[int, int]:
    own = claims["population"].str.startswith("russian") == (claims["claimant_party"] == "russia")
    return int(own.sum()), int((~own).sum())


def _panel_words(panel: pd.DataFrame) -> str:
    if panel.empty:
        return "no claim"
    last = panel.iloc[-1]
    span = f"{int(panel['value'].min()):,} to {int(panel[['value', 'value_high']].max().max()):,}"
    return f"{counted(len(panel), 'claim')}, {span}, the latest for {last['date']:%Y-%m-%d}"


def named_list(package: Package) -> Chart:
    """Draw the list of deaths confirmed by name as it grew, claim by claim."""
    claims = series.dated(package.claims())
    rows = claims[
        (claims["measure"] == "killed_confirmed_by_name") & (claims["statistic"] == "cumulative") & claims["date"].notna() & claims["value"].notna()
    ].sort_values("date", ignore_index=True)  # fmt: skip
    steps = series.increments(rows)
    fastest = steps.assign(rate=steps["increment"] / steps["days"]).sort_values("rate").iloc[-1]

    def drawn(narrow: bool) -> Figure:
        figure, (axis,) = new_figure(2.7, narrow=narrow)
        numbers = mdates.date2num(rows["date"])
        axis.plot(numbers, rows["value"].astype(float), color=PARTY_COLOURS["third"], lw=0.9, alpha=0.6, zorder=2)
        _points(axis, rows, PARTY_COLOURS["third"])
        axis.set_ylim(0, float(rows["value"].max()) * 1.18)
        for position in (0, len(rows) - 1):
            row = rows.iloc[position]
            axis.annotate(
                f"{said_shortly(float(row['value']), None, row['qualifier'])}, {row['date']:%b %Y}", (numbers[position], float(row["value"])),
                xytext=(-9, 4) if position else (-2, 18), textcoords="offset points", ha="right" if position else "left", va="bottom", fontsize=8, color=INK,
            )  # fmt: skip
        title(axis, "Names of Russian soldiers on the list", narrow=narrow)
        count_axis(axis)
        year_axis(axis, FIRST, pd.Timestamp(2026, 9, 30))
        key(figure, key_handles(MUTED, rows["qualifier"]), narrow=narrow)
        return figure

    names = ", ".join(sorted(rows["claimant_name"].unique()))
    caption = (
        f"Deaths of Russian soldiers confirmed one by one and listed by name ({names}) reached {int(rows['value'].iloc[-1]):,} on "
        f"{rows['date'].iloc[-1]:%Y-%m-%d}. A floor, not an estimate: the line shows the pace of listing, not of dying. {source_line(package, rows['claim_id'])}"
    )
    alt = (
        f"A line with {len(rows)} marks that rises from {int(rows['value'].iloc[0]):,} in {rows['date'].iloc[0]:%B %Y}. The steepest step is from "
        f"{fastest['start']:%Y-%m-%d} to {fastest['end']:%Y-%m-%d}, {int(fastest['increment']):,} names in {int(fastest['days'])} days."
    )
    return Chart(drawn, "named-list", caption, alt, rows[DATA_COLUMNS], told(package, rows["claim_id"]))


def monthly_means(package: Package, day: str = "first") -> pd.DataFrame:
    """Return the General Staff's own daily mean of each month beside the UK Ministry of Defence's, as `series.compared` does."""
    claims = package.claims()
    own = series.cumulative(claims, "general-staff-ukraine", "personnel_losses", "russian_military")
    uk = claims[(claims["claimant_id"] == "uk-mod") & (claims["measure"] == "killed_and_wounded_per_day") & claims["period_start"].notna()]
    return series.compared(series.monthly_rates(own, day), uk)


def one_series(package: Package) -> Chart:
    """Draw the monthly daily means of the General Staff and of the UK Ministry of Defence, and their difference below."""
    both = monthly_means(package)
    found = series.agreement(both)
    claims = package.claims()
    shown = claims[
        ((claims["claimant_id"] == "general-staff-ukraine") & (claims["measure"] == "personnel_losses") & claims["as_of"].dt.is_month_start)
        | ((claims["claimant_id"] == "uk-mod") & (claims["measure"] == "killed_and_wounded_per_day"))
    ]

    def drawn(narrow: bool) -> Figure:
        middle = mdates.date2num(both["month"] + pd.Timedelta(days=14))
        ukraine, third = PARTY_COLOURS["ukraine"], PARTY_COLOURS["third"]
        figure, (top, bottom) = new_figure(4.2, 2, 1, narrow=narrow, height_ratios=[2.2, 1], sharex=True)
        top.step(middle, both["rate"], where="mid", color=ukraine, lw=1.3)
        top.plot(middle, both["stated"], "D", ms=3.2, mfc=PAPER, mec=third, mew=1.0, ls="none")
        top.set_ylim(0, float(both[["rate", "stated"]].max().max()) * (1.3 if narrow else 1.12))
        title(top, "People a day, mean of the month", narrow=narrow)
        for place, (words, colour) in enumerate((("— General Staff of Ukraine: lost", ukraine), ("◇ UK Ministry of Defence: killed and wounded", third))):
            top.text(0.015, 0.97 - place * 0.1, words, transform=top.transAxes, fontsize=8, color=colour, va="top")
        count_axis(top)
        bottom.axhspan(-1, 1, color=FAINT, lw=0)
        bottom.vlines(middle, 0, both["gap"], color=third, lw=1.4)
        bottom.axhline(0, color=MUTED, lw=0.7)
        title(bottom, "UK less General Staff, people a day", narrow=narrow)
        worst = both.loc[both["gap"].abs().idxmax()]
        bottom.annotate(
            f"{worst['gap']:+.0f} in {worst['month']:%b %Y}".replace("-", "−"), (mdates.date2num(worst["month"] + pd.Timedelta(days=14)), worst["gap"]), xytext=(-5, 4),
            textcoords="offset points", fontsize=8, ha="right", color=INK,
        )  # fmt: skip
        year_axis(bottom, FIRST, pd.Timestamp(2026, 3, 31))
        return figure

    caption = (
        f"One series under two names: in {found.within_one} of {found.months} months the UK Ministry of Defence's mean of Russian killed and wounded lies "
        f"within 1 a day of the General Staff of Ukraine's own (first of the month to first of the next); the mean gap is {found.mean_gap:.1f} a day, "
        f"{found.relative_gap:.1%} of the level. {source_line(package, shown['claim_id'])}"
    )
    alt = (
        f"Above, a stepped line from {both['rate'].min():,.0f} to {both['rate'].max():,.0f} people a day with a diamond on nearly every step. Below, the "
        f"gap of each month around 0; the largest is {found.largest:+.0f} in {found.largest_month:%B %Y}."
    )
    data = both[["month", "start", "end", "increment", "low", "high", "rate", "stated", "gap"]]
    return Chart(drawn, "one-series", caption, alt, data)


def deadliest(package: Package, rows: int = 10) -> pd.DataFrame:
    """Return the attacks with most people killed that the roundups report: `place and day`, `toll`, `issue (days)`; parts of
    a total already listed are left out."""
    claims = series.dated(package.claims(), package.table("roundups"))
    events = claims[
        (claims["table"] == "casualty_claims") & claims["source_kind"].str.endswith("roundup") & (claims["statistic"] == "event")
        & claims["population"].isin(["civilians_ukraine", "people_ukraine"]) & claims["value"].notna() & claims["part_of"].isna()
    ]  # fmt: skip
    killed = events[events["measure"] == "killed"]
    wounded = events[events["measure"] == "wounded"]
    found = []
    for _, row in killed.sort_values(["value", "date"], ascending=[False, True]).head(rows).iterrows():
        same = wounded[(wounded["source_id"] == row["source_id"]) & (wounded["date"] == row["date"])]
        same = same[same["place"].fillna("") == ("" if pd.isna(row["place"]) else row["place"])]
        place = row["place"] if pd.notna(row["place"]) else row["region"] if pd.notna(row["region"]) else "several places"
        day = f"{row['event_date']:%Y-%m-%d}" if pd.notna(row["event_date"]) else _span(row)
        hurt = f"; {qualified(same.iloc[0])} wounded" if len(same) == 1 else ""
        found.append((f"{place}, {day}", f"{qualified(row)} killed{hurt}", str(row["source_id"]).removeprefix("uacrisis-")))
    return pd.DataFrame(found, columns=["place and day", "toll", "issue (days)"])


def _span(row: pd.Series) -> str:
    if pd.notna(row["period_start"]) and pd.notna(row["period_end"]):
        return f"{row['period_start']:%Y-%m-%d} to {row['period_end']:%m-%d}"
    return "day not stated"


def latest_table(package: Package, since: str = "2024-06-01") -> pd.DataFrame:
    """Return the latest claim of each side's and each major claimant's, by whose soldiers and what is counted: `losses`, `claimant
    and day`, `words (printed by)`, and `language`, that of the words. Claimants with a claim dated from `since` on; those known only from a list of estimates, whose words
    were not seen, are left to the charts."""
    claims = whole_war(package, KILLED + LOST)
    claims = claims[(claims["date"] >= since) & claims["as_reported"].notna() & (claims["qualifier"] != "not_stated") & (claims["source_grade"] != "list")]
    latest = claims.sort_values(["date", "claim_id"]).groupby(["population", "measure", "claimant_id"]).tail(1)
    latest = latest.assign(name=latest["claimant_short_name"]).sort_values(["population", "measure", "name"], key=lambda c: c.astype(str).str.lower())
    sides = latest["population_side"].map({"russia": "Russia", "ukraine": "Ukraine"})
    return pd.DataFrame(
        {
            "losses": [f"{side}: {MEASURE_WORDS[measure]}" for side, measure in zip(sides, latest["measure"], strict=True)],
            "claimant and day": [f"{row.name}, {row.date:%Y-%m-%d}" for row in latest.itertuples(index=False)],
            "words (printed by)": [f"“{row.as_reported}” ({row.source_publisher})" for row in latest.itertuples()],
            "language": latest["source_language"].to_list(),
        }
    )
