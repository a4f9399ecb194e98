"""Charts and tables of the casualty claims: by side, by claimant, as series, as ratios, and civilians."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from ..statistics import reconciliation, series
from .chart import Chart
from .labels import counted, source_line, spread
from .marks import draw, key_handles, marks_of
from .style import FAINT, INK, MUTED, PAPER, PARTY_COLOURS, PARTY_NAMES, compact, count_axis, new_figure, styled

if TYPE_CHECKING:
    from ..package import Package

SUBJECTS = ("russian_military", "ukrainian_military")
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
    subjects = dict(package.table("populations")[["population", "name"]].astype(str).itertuples(index=False))
    top = float(claims[["value", "value_high"]].max().max())
    with styled():
        figure, axes = new_figure(4.6, 2, 2, sharex=True, sharey=True)
        for place, axis in enumerate(axes):
            side, subject = SIDES[place // 2], SUBJECTS[place % 2]
            panel = claims[(claims["claimant_party"] == side) & (claims["population"] == subject)]
            _points(axis, panel, PARTY_COLOURS[side])
            axis.set_title(f"{PARTY_NAMES[side]} on\n{subjects[subject]}", fontsize=8.5)
            if panel.empty:
                axis.text(0.5, 0.5, "no claim found", transform=axis.transAxes, ha="center", color=MUTED, fontsize=8.5)
            _label_latest(axis, panel, top * 1.15, inside=True)
            axis.set_ylim(0, top * 1.15)
            count_axis(axis)
            _years(axis, FIRST, pd.Timestamp(2027, 1, 31), step=2)
        figure.legend(handles=key_handles(MUTED, claims["qualifier"]), loc="outside lower left", ncols=3, handletextpad=0.3, columnspacing=1.2)
    words = " or ".join(MEASURE_WORDS[m] for m in measures if (claims["measure"] == m).any())
    own, enemy = _own_and_enemy(claims)
    caption = (
        f"What the two sides claim for the soldiers of each, {words}, since the invasion, each panel on the same scale: {counted(own, 'claim')} on "
        f"a side's own losses, {enemy:,} on its enemy's. {source_line(package, claims['claim_id'])}"
    )
    alt = "Four panels of marks over the years 2022 to 2026. " + " ".join(
        f"{PARTY_NAMES[side]} on {subjects[subject]}: {_panel_words(claims, side, subject)}." for side in SIDES for subject in SUBJECTS
    )
    return Chart(figure, name, caption, alt, claims[DATA_COLUMNS])


def third_parties(package: Package, measures: tuple[str, ...], name: str) -> Chart:
    """Draw the claims of third parties over time, one panel for each side's soldiers, each claimant's latest labelled."""
    claims = whole_war(package, measures)
    claims = claims[claims["claimant_party"] == "third"]
    subjects = dict(package.table("populations")[["population", "name"]].astype(str).itertuples(index=False))
    words = " or ".join(MEASURE_WORDS[m] for m in measures if (claims["measure"] == m).any())
    tops = [float(claims.loc[claims["population"] == s, ["value", "value_high"]].max().max()) * 1.08 for s in SUBJECTS]
    with styled():
        figure, axes = new_figure(6.4, 2, 1, height_ratios=[1.7, 1])
        for axis, subject, top in zip(axes, SUBJECTS, tops, strict=True):
            panel = claims[claims["population"] == subject]
            _points(axis, panel, PARTY_COLOURS["third"])
            axis.set_title(f"{subjects[subject]}: {MEASURE_WORDS[measures[0]]}", fontsize=9)
            axis.set_ylim(0, top)
            axis.set_xlim(FIRST, LAST)
            _label_latest(axis, panel, top, inside=False, rows=21 if subject == SUBJECTS[0] else 12)
            count_axis(axis)
            _years(axis, FIRST, LAST)
        figure.legend(handles=key_handles(MUTED, claims["qualifier"]), loc="outside lower left", ncols=3, handletextpad=0.3, columnspacing=1.2)
    split = claims["population"].value_counts()
    caption = (
        f"What {counted(claims['claimant_id'].nunique(), 'third party', 'third parties')} say of soldiers {words} since the invasion; the two panels "
        f"have scales of their own. {int(split[SUBJECTS[0]]):,} claims are on {subjects[SUBJECTS[0]].split()[0]} and {int(split[SUBJECTS[1]]):,} on "
        f"{subjects[SUBJECTS[1]].split()[0]} losses; the words at the right name the latest of each claimant heard since {LABELLED_SINCE:%B %Y}. {source_line(package, claims['claim_id'])}"
    )
    latest = claims.sort_values("date").groupby("population").tail(1)
    alt = "Two panels of marks rising from left to right. " + " ".join(
        f"{subjects[str(row.population)]}: the last mark is {row.claimant_short_name}, {_numbers(row)}, for {row.date:%Y-%m-%d}."
        for row in latest.sort_values("population").itertuples()
    )
    return Chart(figure, name, caption, alt, claims[DATA_COLUMNS])


#: Beside the charts of third parties only the claimants with a claim from this day on are named; the others are in the data.
LABELLED_SINCE = pd.Timestamp(2024, 10, 1)


def _points(axis: Axes, panel: pd.DataFrame, colour: str) -> None:
    rows = panel.assign(at=mdates.date2num(panel["date"])).to_dict("records")
    draw(axis, marks_of(rows, "at"), colour, size=4)


def _years(axis: Axes, first: pd.Timestamp, last: pd.Timestamp, step: int = 1) -> None:
    axis.set_xlim(mdates.date2num(first), mdates.date2num(last))
    axis.set_xticks([mdates.date2num(pd.Timestamp(year, 1, 1)) for year in range((first + pd.Timedelta(days=31)).year, last.year + 1, step)])
    axis.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    axis.tick_params(axis="x", labelsize=8)
    axis.grid(axis="x", visible=True)


def _label_latest(axis: Axes, panel: pd.DataFrame, top: float, *, inside: bool, rows: int = 12) -> None:
    """Name each claimant beside its latest claim: inside the panel at the left of its mark, or at the right of the axes."""
    if panel.empty:
        return
    latest = panel.sort_values(["date", "claim_id"]).groupby("claimant_id", sort=False).tail(1)
    if not inside:
        latest = latest[latest["date"] >= LABELLED_SINCE]
    elif float(panel[["value", "value_high"]].max().max()) < 0.3 * top:
        latest = latest.tail(2)  # low in the panel there is no room for more
    height = [float(row.value if pd.isna(row.value_high) else (row.value + row.value_high) / 2) for row in latest.itertuples()]
    gap = top / rows
    if inside:
        lift = 0.055 if max(height) > 0.3 * top else 0.12
        places = spread([h + lift * top for h in height], gap, gap * 0.45, top * 0.93)
    else:
        places = spread(height, gap, gap * 0.4, top * 0.97)
    for row, at, place in zip(latest.itertuples(), height, places, strict=True):
        text = f"{row.claimant_short_name} {_numbers(row)}"
        date = mdates.date2num(row.date)
        if inside:
            right = row.date > pd.Timestamp(2024, 2, 1)
            label = axis.annotate(
                text, (date, place), xytext=(-2 if right else 2, 0), textcoords="offset points", fontsize=7, color=INK,
                ha="right" if right else "left", va="center", annotation_clip=False, zorder=6,
                bbox={"fc": PAPER, "ec": "none", "pad": 0.4, "alpha": 0.75},
            )  # fmt: skip
            label.set_in_layout(False)
        else:
            axis.annotate(
                text, (date, at), xytext=(1.02, place), textcoords=axis.get_yaxis_transform(), fontsize=7, color=INK, ha="left", va="center",
                annotation_clip=False, arrowprops={"arrowstyle": "-", "color": FAINT, "lw": 0.7, "shrinkA": 0, "shrinkB": 2},
            )  # fmt: skip


def _numbers(row: object) -> str:
    low, high = float(row.value), row.value_high  # type: ignore[attr-defined]
    return _short(low) if pd.isna(high) else f"{_short(low)}–{_short(float(high))}"


def _short(value: float) -> str:
    return compact(value) if value % 1000 == 0 else f"{value:,.0f}"


def _own_and_enemy(claims: pd.DataFrame) -> tuple[int, int]:
    own = claims["population"].str.startswith("russian") == (claims["claimant_party"] == "russia")
    return int(own.sum()), int((~own).sum())


def _panel_words(claims: pd.DataFrame, side: str, subject: str) -> str:
    panel = claims[(claims["claimant_party"] == side) & (claims["population"] == subject)]
    if panel.empty:
        return "no claim"
    last = panel.iloc[-1]
    span = f"{int(panel['value'].min()):,} to {int(panel[['value', 'value_high']].max().max()):,}"
    return f"{counted(len(panel), 'claim')}, {span}, the latest for {last['date']:%Y-%m-%d}"


def named_list(package: Package) -> Chart:
    """Draw the list of deaths confirmed by name as it grew, with the days on which it jumped by matching of records."""
    claims = series.dated(package.claims())
    rows = claims[
        (claims["measure"] == "killed_confirmed_by_name") & (claims["statistic"] == "cumulative") & claims["date"].notna() & claims["value"].notna()
    ].sort_values("date", ignore_index=True)  # fmt: skip
    colour = PARTY_COLOURS["third"]
    with styled():
        figure, (axis,) = new_figure(2.9)
        numbers = mdates.date2num(rows["date"])
        axis.plot(numbers, rows["value"].astype(float), color=colour, lw=0.9, alpha=0.6, zorder=2)
        _points(axis, rows, colour)
        top = float(rows["value"].max()) * 1.15
        axis.set_ylim(0, top)
        for position in (0, len(rows) // 2, len(rows) - 1):
            row = rows.iloc[position]
            axis.annotate(
                f"{int(row['value']):,}\n{row['date']:%b %Y}", (numbers[position], float(row["value"])), xytext=(-7, 3) if position else (5, 4),
                textcoords="offset points", ha="right" if position else "left", va="bottom", fontsize=8, color=INK,
            )  # fmt: skip
        axis.set_ylabel("names on the list")
        count_axis(axis)
        _years(axis, FIRST, pd.Timestamp(2026, 9, 30))
        figure.legend(handles=key_handles(MUTED, rows["qualifier"]), loc="outside lower left", ncols=3, handletextpad=0.3, columnspacing=1.2)
    steps = series.increments(rows)
    fastest = steps.assign(rate=steps["increment"] / steps["days"]).sort_values("rate").iloc[-1]
    names = ", ".join(sorted(rows["claimant_name"].unique()))
    caption = (
        f"Deaths of Russian soldiers confirmed one by one and listed by name ({names}): {int(rows['value'].iloc[-1]):,} names on "
        f"{rows['date'].iloc[-1]:%Y-%m-%d}. A floor, not an estimate: the line shows the pace of listing, not of dying. {source_line(package, rows['claim_id'])}"
    )
    alt = (
        f"A line with {len(rows)} marks that rises from {int(rows['value'].iloc[0]):,} to {int(rows['value'].iloc[-1]):,}. The steepest step is from "
        f"{fastest['start']:%Y-%m-%d} to {fastest['end']:%Y-%m-%d}, {int(fastest['increment']):,} names in {int(fastest['days'])} days."
    )
    return Chart(figure, "named-list", caption, alt, rows[DATA_COLUMNS])


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
    middle = mdates.date2num(both["month"] + pd.Timedelta(days=14))
    ukraine, third = PARTY_COLOURS["ukraine"], PARTY_COLOURS["third"]
    with styled():
        figure, (top, bottom) = new_figure(4.3, 2, 1, height_ratios=[2.2, 1], sharex=True)
        top.step(middle, both["rate"], where="mid", color=ukraine, lw=1.3)
        top.plot(middle, both["stated"], "D", ms=3.6, mfc=PAPER, mec=third, mew=1.0, ls="none")
        top.set_ylim(0, float(both[["rate", "stated"]].max().max()) * 1.12)
        top.set_title("people a day, mean of the month")
        count_axis(top)
        bottom.axhspan(-1, 1, color=FAINT, lw=0)
        bottom.vlines(middle, 0, both["gap"], color=third, lw=1.4)
        bottom.axhline(0, color=MUTED, lw=0.7)
        bottom.set_title("UK's number less the General Staff's, people a day")
        _years(bottom, FIRST, pd.Timestamp(2026, 3, 31))
        handles = [
            Line2D([], [], color=ukraine, lw=1.5, label="General Staff of Ukraine: personnel losses"),
            Line2D([], [], ls="none", marker="D", ms=4, mfc=PAPER, mec=third, label="UK Ministry of Defence: killed and wounded"),
        ]
        figure.legend(handles=handles, loc="outside lower left", ncols=1, handletextpad=0.6)
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
    return Chart(figure, "one-series", caption, alt, data)


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
    right = 11.0
    groups = [(p, g.reset_index(drop=True)) for p, g in found.groupby("population", sort=True)]
    with styled():
        figure, axes = new_figure(0.235 * len(found) + 2.2, len(groups), 1, height_ratios=[len(g) + 0.8 for _, g in groups], sharex=True)
        for axis, (population, group) in zip(axes, groups, strict=True):
            for at, row in enumerate(group.itertuples()):
                colour = PARTY_COLOURS[str(row.claimant_party)]
                axis.plot([row.wide_low, min(row.wide_high, right)], [-at, -at], color=colour, lw=1, alpha=0.55, zorder=2)
                axis.plot([row.low, row.high], [-at, -at], color=colour, lw=4, solid_capstyle="butt", zorder=3)
                if not pd.isna(row.ratio):
                    axis.plot([row.ratio], [-at], "o", ms=4.2, mfc=colour, mec=PAPER, mew=0.6, zorder=4)
                label = f"{row.ratio:.1f}" if not pd.isna(row.ratio) else reconciliation.interval_words(row.low, row.high).replace(" to ", "–")
                axis.text(right + 0.2, -at, label, fontsize=8, va="center", color=INK)
            labels = [_ratio_label(row) for row in group.itertuples()]
            axis.set_yticks([-float(i) for i in range(len(group))], labels, fontsize=7.5, color=INK)
            axis.set_ylim(-len(group) + 0.4, 0.6)
            axis.set_xlim(0, right)
            axis.set_title(subjects[str(population)])
            axis.grid(axis="y", visible=False)
        axes[-1].set_xlabel("wounded for one killed, as claimed")
        handles = [
            Line2D([], [], color=MUTED, lw=4, label="what the words leave open (tight)"),
            Line2D([], [], color=MUTED, lw=1, label="the same (wide)"),
            Line2D([], [], ls="none", marker="o", color=MUTED, ms=4, label="the numbers stated"),
        ]
        figure.legend(handles=handles, loc="outside lower left", ncols=2, handletextpad=0.5, columnspacing=1.2)
    lowest, highest = found.loc[found["low"].idxmin()], found.loc[found["high"].idxmax()]
    claims = package.claims()
    shown = claims[claims["claim_id"].isin([*found["killed_id"], *found["wounded_id"]])]
    caption = (
        f"Wounded for one killed in {counted(len(found), 'statement')}: what the words leave open runs from {lowest['low']:.1f} "
        f"({lowest['claimant_short_name']}) to {highest['high']:.1f} ({highest['claimant_short_name']}). So wide a span shows that the claimants do not count the same; it is no rate to "
        f"convert one number into another. k+w: the wounded are the killed and wounded less the killed. {source_line(package, shown['claim_id'])}"
    )
    alt = f"{len(groups)} groups of bars, one row for each statement. " + " ".join(
        f"{subjects[str(p)]}: {counted(len(g), 'statement')}, the bounds run from {g['low'].min():.1f} to {g['high'].max():.1f}." for p, g in groups
    )
    data = found[
        ["killed_id", "wounded_id", "claimant_name", "population", "table", "date", "killed_words", "wounded_words", "derived", "ratio", "low", "high",
         "wide_low", "wide_high"]
    ]  # fmt: skip
    return Chart(figure, "wounded-per-killed", caption, alt, data)


def _ratio_label(row: object) -> str:
    where = ", Kursk" if row.table == "kursk_losses" and not str(row.population).startswith("north") else ""  # type: ignore[attr-defined]
    where += ", roundup" if str(row.source_kind).endswith("roundup") else ""  # type: ignore[attr-defined]
    how = ", k+w" if row.derived else ""  # type: ignore[attr-defined]
    return f"{row.claimant_short_name}, {row.date:%b %Y}{where}{how}"  # type: ignore[attr-defined]


UN = ("hrmmu", "ohchr")


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


def civilians(package: Package) -> Chart:
    """Draw the UN's counts of civilians in Ukraine: the running totals above, single months below."""
    totals, months = civilian_totals(package), civilian_months(package)
    colours = {"killed": PARTY_COLOURS["third"], "wounded": "#5f6b6d"}
    with styled():
        figure, (above, below) = new_figure(4.7, 2, 1, height_ratios=[1.4, 1], sharex=True)
        for measure, group in totals.groupby("measure"):
            _points(above, group, colours[measure])
            last = group.iloc[-1]
            words = f"{measure} {_short(float(last['value']))}"
            above.annotate(
                words, (mdates.date2num(last["date"]), float(last["value"])), xytext=(-10, 2) if measure == "wounded" else (4, -13),
                textcoords="offset points", fontsize=8, ha="right", color=colours[measure],
            )  # fmt: skip
        above.set_ylim(0, float(totals["value"].max()) * 1.18)
        above.set_title("since the invasion, as counted at the date")
        for measure, group in months.groupby("measure"):
            shown = group.assign(date=group["period_start"] + pd.Timedelta(days=14))
            _points(below, shown, colours[measure])
            level = float(group["value"].tail(3).mean())
            below.annotate(
                measure, (mdates.date2num(shown["date"].iloc[-1]), level), xytext=(7, 0), textcoords="offset points", fontsize=8, ha="left",
                va="bottom", color=colours[measure],
            )  # fmt: skip
        below.set_ylim(0, float(months["value"].max()) * 1.15)
        below.set_title("in one month, every published version")
        for axis in (above, below):
            count_axis(axis)
            _years(axis, FIRST, pd.Timestamp(2026, 9, 30))
        both = pd.concat([totals, months])
        figure.legend(handles=key_handles(MUTED, both["qualifier"]), loc="outside lower left", ncols=3, handletextpad=0.3, columnspacing=1.2)
    revised = revisions(package)
    last = {measure: group.iloc[-1] for measure, group in totals.groupby("measure")}
    caption = (
        f"Civilians in Ukraine whom the UN verified as killed and wounded: {qualified(last['killed'])} and {qualified(last['wounded'])} at the last count here "
        f"({last['killed']['date']:%Y-%m-%d}); {len(revised):,} monthly counts exist in more than one version. The UN says that the real numbers are higher. "
        f"{source_line(package, both['claim_id'])}"
    )
    alt = (
        f"Above, two rising rows of marks, the killed to {int(last['killed']['value']):,} and the wounded to {int(last['wounded']['value']):,}. Below, marks for "
        f"single months: killed {int(months.loc[months['measure'] == 'killed', 'value'].min()):,} to "
        f"{int(months.loc[months['measure'] == 'killed', 'value'].max()):,}, wounded {int(months.loc[months['measure'] == 'wounded', 'value'].min()):,} to "
        f"{int(months.loc[months['measure'] == 'wounded', 'value'].max()):,}."
    )
    return Chart(figure, "civilians", caption, alt, both[[*DATA_COLUMNS, "period_start", "period_end", "statistic"]])


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


QUALIFIER_WORDS = {
    "more_than": "more than ", "at_least": "at least ", "almost": "almost ", "up_to": "up to ", "less_than": "less than ", "approx": "about ",
}  # fmt: skip


def qualified(row: pd.Series) -> str:
    """Write a claim's number with its qualifier in words: more than 45,000; about 390,000; 60,000 to 70,000."""
    value = f"{int(row['value']):,}"
    if row["qualifier"] == "range" and pd.notna(row["value_high"]):
        return f"{value} to {int(row['value_high']):,}"
    return QUALIFIER_WORDS.get(str(row["qualifier"]), "") + value


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
    and day`, `words (printed by)`. Claimants with a claim dated from `since` on; those known only from a list of estimates, whose words
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
        }
    )
