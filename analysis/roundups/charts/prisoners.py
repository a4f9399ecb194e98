"""Charts and tables of the prisoners: exchanges by day, official totals against the sum of the exchanges, bodies returned."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib.dates as mdates
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from ..statistics import series
from ..statistics.reconciliation import counting_family, left_out_in, official_totals, one_per_exchange, reconcile
from .chart import Chart
from .labels import counted, source_line
from .marks import draw, key, key_handles, marks_of
from .spots import stand_for, told
from .style import FAINT, INK, MUTED, PAPER, PARTY_COLOURS, count_axis, new_figure, title, year_axis

if TYPE_CHECKING:
    from ..package import Package

TO_UKRAINE, TO_RUSSIA = "returned_to_ukraine", "returned_to_russia"
FIRST = pd.Timestamp(2021, 12, 25)


def counts(package: Package) -> pd.DataFrame:
    """Return the claims on prisoners with their sources and claimants."""
    claims = package.claims()
    return claims[claims["table"] == "prisoner_counts"]


def by_day(package: Package) -> pd.DataFrame:
    """Return the exchanges by day: `date`, `to_ukraine`, `to_russia` (each side's number; missing where none is known),
    `to_ukraine_ids`, `to_russia_ids` (the claims), `withheld`."""
    claims = counts(package)
    columns = {}
    for name, measure in (("to_ukraine", TO_UKRAINE), ("to_russia", TO_RUSSIA)):
        events = one_per_exchange(claims, measure)
        columns[name] = events.groupby("date")["value"].sum(min_count=1)
        columns[f"{name}_ids"] = events.groupby("date")["claim_id"].agg("; ".join)
        columns[f"{name}_withheld"] = events.groupby("date")["value"].apply(lambda v: bool(v.isna().any()))
    days = pd.DataFrame(columns).rename_axis("date").reset_index()
    withheld = days[["to_ukraine_withheld", "to_russia_withheld"]].fillna(False).any(axis=1)
    return days[["date", "to_ukraine", "to_russia", "to_ukraine_ids", "to_russia_ids"]].assign(withheld=withheld)


def exchanges(package: Package) -> Chart:
    """Draw each day with an exchange: people returned to Ukraine upwards, to Russia downwards, withheld numbers as crosses on the line."""
    days = by_day(package)
    hidden = days["withheld"].to_numpy(dtype=bool)
    top = float(days[["to_ukraine", "to_russia"]].max().max()) * 1.35

    def drawn(narrow: bool) -> Figure:
        figure, (axis,) = new_figure(3.4, narrow=narrow)
        at, width = mdates.date2num(days["date"]), 1.2 if narrow else 1.8
        for column, sign, side in (("to_ukraine", 1, "ukraine"), ("to_russia", -1, "russia")):
            for day, number, ids in zip(at, days[column], days[f"{column}_ids"], strict=True):
                if pd.notna(number):
                    (line,) = axis.plot([day, day], [0, sign * float(number)], color=PARTY_COLOURS[side], lw=width, solid_capstyle="butt")
                    stand_for(line, ids.split("; "))
            axis.text(
                0.01, 0.97 if sign > 0 else 0.03, f"returned to {side.capitalize()}", transform=axis.transAxes, color=PARTY_COLOURS[side], fontsize=8.5,
                va="top" if sign > 0 else "bottom",
            )  # fmt: skip
            peak = days.loc[days[column].astype(float).idxmax()]
            axis.annotate(
                f"{int(peak[column]):,} on {peak['date'].day} {peak['date']:%b %Y}", (mdates.date2num(peak["date"]), sign * float(peak[column])),
                xytext=(-4, 0), textcoords="offset points", fontsize=8, ha="right", va="top" if sign > 0 else "bottom", color=INK,
            )  # fmt: skip
        axis.axhline(0, color=MUTED, lw=0.7)
        for day, row in zip(at, days.itertuples(), strict=True):
            if row.withheld:
                (cross,) = axis.plot([day], [0], "x", ms=4, mec=INK, mew=1, zorder=5)
                stand_for(cross, [name for number, ids in ((row.to_ukraine, row.to_ukraine_ids), (row.to_russia, row.to_russia_ids)) if pd.isna(number) and pd.notna(ids) for name in ids.split("; ")])
        if hidden.any():
            middle = float(at[hidden].mean())
            axis.annotate(
                "number\nwithheld", (middle, -10), xytext=(middle + 25, -0.6 * top), fontsize=8, color=INK, ha="left", va="top",
                arrowprops={"arrowstyle": "-", "color": MUTED, "lw": 0.6, "shrinkB": 3, "relpos": (0, 1)},
            )  # fmt: skip
        axis.set_ylim(-top, top)
        count_axis(axis, ticks=6)
        axis.yaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")
        axis.set_ylabel("people on one day")
        year_axis(axis, FIRST, pd.Timestamp(2026, 8, 1))
        return figure

    both = int((days["to_ukraine"].notna() & days["to_russia"].notna()).sum())
    equal = int((days["to_ukraine"] == days["to_russia"]).sum())
    claims = counts(package)
    shown = claims[claims["claim_id"].isin([*one_per_exchange(claims, TO_UKRAINE)["claim_id"], *one_per_exchange(claims, TO_RUSSIA)["claim_id"]])]
    caption = (
        f"Exchanges of prisoners on {counted(len(days), 'day')}, each number by the side that received the people where it gave one. For {both} days "
        f"both numbers are known, and they are equal on {equal} of them; on {int(hidden.sum())} days the number was withheld. {source_line(package, shown['claim_id'])}"
    )
    alt = (
        f"Bars up and down from a line of time, from {days['date'].min():%Y-%m-%d} to {days['date'].max():%Y-%m-%d}. Upwards they reach "
        f"{int(days['to_ukraine'].max()):,} people, downwards {int(days['to_russia'].max()):,}. The longest time without a bar is {_longest_pause(days)}."
    )
    if hidden.any():
        alt += f" Crosses on the line lie between {days.loc[hidden, 'date'].min():%Y-%m-%d} and {days.loc[hidden, 'date'].max():%Y-%m-%d}."
    return Chart(drawn, "prisoner-exchanges", caption, alt, days, told(package, shown["claim_id"]))


def longest_pause(days: pd.DataFrame) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the two consecutive days with an exchange that lie furthest apart; `days` as `by_day` gives them."""
    dates = days["date"].sort_values(ignore_index=True)
    end = int(dates.diff().dt.days.fillna(0).idxmax())
    return dates[end - 1], dates[end]


def _longest_pause(days: pd.DataFrame) -> str:
    start, end = longest_pause(days)
    return f"from {start:%Y-%m-%d} to {end:%Y-%m-%d}"


def windows(package: Package) -> pd.DataFrame:
    """Return the reconciliation of the numbered exchanges with the official totals, with `claimant`, `explained` (text) and the
    weak rows left out of the package that fall into a window with a residual (`left_out`)."""
    claims = counts(package)
    events, totals = one_per_exchange(claims), official_totals(claims)
    found = reconcile(events, totals, series.FIRST_DAY)
    kept, exclusions = series.dated(claims), package.table("exclusions")
    by_id = claims.set_index("claim_id")
    found["claimant"] = [by_id.loc[claim_id, "claimant_short_name"] for claim_id in found["claim_id"]]
    found["left_out"] = ["" if row["residual"] == 0 else ", ".join(left_out_in(row, kept, exclusions)) for _, row in found.iterrows()]
    found["explained"] = [_explained(row, claims, events, by_id) for _, row in found.iterrows()]
    return found


def _explained(row: pd.Series, claims: pd.DataFrame, events: pd.DataFrame, by_id: pd.DataFrame) -> str:
    """Say what the data hold about a residual: numbers withheld, rows left out, other numbers for an exchange, civilians, rules."""
    if row["residual"] == 0:
        return "complete"
    inside = events[(events["date"] > row["start"]) & (events["date"] <= row["end"])]
    said = []
    if row["withheld"]:
        said.append(f"{counted(int(row['withheld']), 'exchange')} with the number withheld")
    if row["left_out"]:
        said.append(f"rows left out as weak: {row['left_out']}")
    undated = claims[
        (claims["measure"] == TO_UKRAINE) & (claims["statistic"] == "event") & claims["event_date"].isna() & (claims["value"] == row["residual"])
    ]  # fmt: skip
    said += [f"a report of {int(u.value):,} without a day ({u.claim_id})" for u in undated.itertuples()]
    approximate = inside[inside["qualifier"].eq("approx")]
    said += [f"{int(e.value):,} on {e.date:%Y-%m-%d} is “about”" for e in approximate.itertuples()]
    other = inside[inside["others"] != ""]
    said += [f"{e.date:%Y-%m-%d} also given as {e.others}" for e in other.itertuples()]
    foreign = inside[inside["claimant_party"] != "ukraine"]
    said += [f"{e.date:%Y-%m-%d} by {by_id.loc[e.claim_id, 'claimant_short_name']} only" for e in foreign.itertuples() if pd.notna(e.value)]
    civil = inside[inside["population"] == "ukrainian_civilian_prisoners"]
    said += [f"{int(e.value):,} civilians of {e.date:%Y-%m-%d} counted here" for e in civil.itertuples() if pd.notna(e.value)]
    children = claims[
        (claims["measure"] == TO_UKRAINE) & (claims["population"] == "ukrainian_children_deported") & (claims["event_date"] > row["start"])
        & (claims["event_date"] <= row["end"]) & claims["value"].notna()
    ]  # fmt: skip
    said += [f"{int(c.value):,} children of {c.event_date:%Y-%m-%d} not counted here" for c in children.itertuples()]
    rule = by_id.loc[row["claim_id"], "counting_rule"]
    if pd.notna(rule) and not said:
        said.append(f"rule of the total: {rule}")
    return "; ".join(said) or "not explained by the data"


def totals(package: Package) -> Chart:
    """Draw the official totals over the running sum of the exchanges, and the residual of each window below."""
    claims = counts(package)
    events = one_per_exchange(claims)
    found = windows(package)
    official = series.dated(claims)
    official = official[
        (official["measure"] == TO_UKRAINE) & (official["statistic"] == "cumulative") & (official["population"] == "ukrainian_prisoners")
        & (official["claimant_party"] == "ukraine") & official["as_of"].notna() & official["value"].notna()
    ].sort_values(["date", "claim_id"])  # fmt: skip
    family = official["counting_rule"].map(counting_family)
    known = events[events["value"].notna()]
    running = known["value"].astype(float).cumsum()
    rows = official.assign(at=mdates.date2num(official["date"]))
    kinds = [(rows[family == "numbered"], PARTY_COLOURS["ukraine"], "numbered exchanges", (7, 0), "left"), (rows[family == "all"], INK, "all returns", (-9, 2), "right")]
    zero = found["residual"] == 0

    def drawn(narrow: bool) -> Figure:
        figure, (top, bottom) = new_figure(5.2 if narrow else 4.6, 2, 1, narrow=narrow, height_ratios=[1.9, 1], sharex=True)
        top.step(mdates.date2num(known["date"]), running, where="post", color=MUTED, lw=1.2, zorder=2)
        for part, colour, words, offset, side in kinds:
            draw(top, marks_of(part.to_dict("records"), "at"), colour, size=3.8)
            if len(part):
                last = part.iloc[-1]
                top.annotate(
                    f"{words}\n{int(last['value']):,}" if side == "left" else f"{words} {int(last['value']):,}", (last["at"], float(last["value"])), xytext=offset,
                    textcoords="offset points", fontsize=8, ha=side, va="center" if side == "right" else "top", color=colour,
                )  # fmt: skip
        draw(top, marks_of(rows[family == "partial"].to_dict("records"), "at"), PARTY_COLOURS["ukraine"], size=3.8)
        place = known["date"].searchsorted(pd.Timestamp(2024, 4, 1))
        top.annotate(
            "sum of the exchanges\nin this package", (mdates.date2num(known["date"].iloc[place - 1]), running.iloc[place - 1]), xytext=(8, -26), textcoords="offset points",
            fontsize=8, color=MUTED, ha="left", va="top", arrowprops={"arrowstyle": "-", "color": MUTED, "lw": 0.6, "relpos": (0, 1)},
        )  # fmt: skip
        top.set_ylim(0, float(official["value"].max()) * 1.12)
        title(top, "People returned to Ukraine since the invasion", narrow=narrow)
        count_axis(top)
        ends = mdates.date2num(found["end"])
        bottom.vlines(ends, 0, found["residual"], color=PARTY_COLOURS["ukraine"], lw=2)
        bottom.plot(ends[zero.to_numpy()], [0] * int(zero.sum()), "o", ms=3.4, mfc=PAPER, mec=PARTY_COLOURS["ukraine"], zorder=4)
        bottom.axhline(0, color=FAINT, lw=0.8, zorder=1)
        for row in found[found["residual"].abs() >= 10].itertuples():
            bottom.annotate(
                f"{row.residual:+,}".replace("-", "−"), (mdates.date2num(row.end), row.residual), xytext=(4, 0), textcoords="offset points", fontsize=8,
                va="center", color=INK,
            )  # fmt: skip
        title(bottom, "Growth of the total less the exchanges, people", narrow=narrow)
        bottom.margins(y=0.18)
        count_axis(bottom, ticks=6)
        year_axis(bottom, FIRST, pd.Timestamp(2027, 8, 31) if narrow else pd.Timestamp(2027, 3, 31))
        handles = [Line2D([], [], ls="none", marker="o", ms=4, mfc=PAPER, mec=PARTY_COLOURS["ukraine"], label="residual 0: the window is complete")]
        key(figure, [*key_handles(MUTED, official["qualifier"]), *handles], narrow=narrow, columns=2 if narrow else 4)
        return figure

    shown = claims[claims["claim_id"].isin([*official["claim_id"], *events["claim_id"]])]
    caption = (
        f"Official Ukrainian totals of people returned, and the exchanges between them: the sum of the exchanges equals the growth of the total in "
        f"{int(zero.sum())} of {len(found)} windows; the others locate what is missing or counted by another rule. {source_line(package, shown['claim_id'])}"
    )
    largest = found.loc[found["residual"].abs().idxmax()]
    alt = (
        f"Above, marks of totals up to {int(official['value'].max()):,} over a grey step line that ends at {int(running.iloc[-1]):,}. Below, one bar for each "
        f"window; the largest, {int(largest['residual']):+,}, ends on {largest['end']:%Y-%m-%d}."
    )
    return Chart(drawn, "prisoner-totals", caption, alt, found.drop(columns=["low", "high"]), told(package, official["claim_id"]))


def residual_table(package: Package) -> pd.DataFrame:
    """Return the windows whose residual is not 0, for print: `window`, `residual` (growth less exchanges), `what the data say`."""
    found = windows(package)
    found = found[found["residual"] != 0]
    return pd.DataFrame(
        {
            "window": [f"{row.start:%Y-%m-%d} to {row.end:%Y-%m-%d}" for row in found.itertuples()],
            "residual": [f"{row.difference:,} − {row.events:,} = {row.residual:,}".replace("-", "−") for row in found.itertuples()],
            "what the data say": found["explained"].to_numpy(),
        }
    )


def disputed_exchanges(package: Package) -> pd.DataFrame:
    """Return the exchanges for which the claimants give different numbers of people: `exchange`, `number taken`, `also given`."""
    rows = []
    claims = counts(package)
    for measure, words in ((TO_UKRAINE, "to Ukraine"), (TO_RUSSIA, "to Russia")):
        for event in one_per_exchange(claims, measure).itertuples():
            if event.others:
                name = claims.set_index("claim_id").loc[event.claim_id, "claimant_short_name"]
                rows.append((f"{event.date:%Y-%m-%d}, {words}", f"{int(event.value):,} ({name})", event.others))
    return pd.DataFrame(rows, columns=["exchange", "number taken", "also given"]).sort_values("exchange", ignore_index=True)


def bodies(package: Package) -> pd.DataFrame:
    """Return the bodies handed to each side by year, summed over the days with a stated number (one number a day): text, for print."""
    claims = series.dated(counts(package))
    events = claims[(claims["measure"] == "bodies_repatriated") & (claims["statistic"] == "event") & claims["value"].notna() & claims["event_date"].notna()]
    rank = events["claimant_party"].map({"ukraine": 0, "third": 1}).fillna(2)
    to_ukraine = events.assign(rank=rank)[events["population"] != "russian_military"].sort_values(["event_date", "rank"])
    to_russia = events[events["population"] == "russian_military"]
    one = to_ukraine.drop_duplicates("event_date")
    other = to_russia.drop_duplicates("event_date")
    years = sorted({*one["event_date"].dt.year, *other["event_date"].dt.year})
    rows = []
    for year in years:
        cells = []
        for side in (one, other):
            days = side[side["event_date"].dt.year == year]
            cells.append(f"{int(days['value'].sum()):,} ({counted(len(days), 'day')})" if len(days) else "")
        rows.append((str(year), *cells))
    return pd.DataFrame(rows, columns=["year", "to Ukraine", "to Russia"])


def sum_of(package: Package, parts: list[str], total: str) -> tuple[list[int], int, int]:
    """Return the values of the parts, their sum and the value of the stated total, by claim id.

    Raises:
        KeyError: a claim is not in the package.
    """
    values = package.claims().set_index("claim_id")["value"]
    numbers = [int(values[part]) for part in parts]
    return numbers, sum(numbers), int(values[total])
