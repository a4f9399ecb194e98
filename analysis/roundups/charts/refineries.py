"""Refinery strikes: the published tallies, the event list as coverage, facilities, regions, capacity said to be out of work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.dates import date2num
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from ..statistics import strikes
from .chart import Chart
from .labels import source_line
from .marks import Mark, draw, key, key_handles, party_handles
from .rows import Layout, day, ids_of, label_rows, layout, period, rows_figure, said
from .spots import told
from .style import INK, MUTED, PARTY_COLOURS, count_axis, date_axis, new_figure

if TYPE_CHECKING:
    from ..package import Package

#: Events and reports belong to no party.
SLATE, PALE = "#44525a", "#a9b5b9"
KINDS = {
    "gas_processing_plant": "Gas processing plants",
    "oil_depot": "Oil depots",
    "oil_refinery": "Oil refineries",
    "oil_terminal": "Oil terminals",
    "other": "Other",
    "petrochemical_plant": "Petrochemical plants",
    "pumping_station": "Pumping stations",
}
TALLY_COLUMNS = [
    "measure", "claimant_name", "first", "last", "days", "count", "qualifier", "low", "high", "rate", "rate_low", "rate_high",
    "counting_rule", "as_reported", "shown_in", "claim_ids",
]  # fmt: skip


def monthly(package: Package) -> Chart:
    """Draw the monthly tallies of attacks on refineries, grouped by claimant, with exact 95% intervals; months without a number stay empty."""
    months = strikes.monthly(strikes.tallies(package.claims()))
    series = list(months.groupby("claimant_name", sort=True))
    groups = [(str(name), _month_rows(rows)) for name, rows in series]
    chart = layout(groups)

    def drawn(narrow: bool) -> Figure:
        figure, axes = rows_figure(chart, narrow=narrow, extra=0.7)
        for row in chart.rows:
            if row.data:
                data, colour = row.data, PARTY_COLOURS[row.data["claimant_party"]]
                axes.plot([data["low"], data["high"]], [row.y, row.y], color=colour, lw=1.3, alpha=0.55, zorder=2)
                draw(axes, [Mark(row.y, float(data["count"]), None, data["qualifier"], tuple(data["claim_ids"].split("; ")))], colour, values_on="x", size=5)
        axes.set_xlim(-0.4, None)
        count_axis(axes, "x")
        label_rows(axes, chart, narrow=narrow)
        axes.set_xlabel("attacks on refineries in the month, as counted")
        key(figure, _key(months), narrow=narrow)
        return figure

    top = int(months["count"].max())
    peaks = months[months["count"] == top]
    given = _list([f"{month:%B %Y} ({', '.join(dict.fromkeys(rows['claimant_name']))})" for month, rows in peaks.groupby('month')])
    caption = (
        f"Attacks on Russian refineries by month, as counted by {_list([name for name, _ in series])}. The highest number is {top}, given for {given}. "
        f"Lines are exact 95% Poisson intervals; ≥ marks a number said as “at least”. {_source(package, months)}"
    )
    spans = "; ".join(
        f"{name}: {len(rows)} numbers from {rows['month'].min():%B %Y} to {rows['month'].max():%B %Y}, {rows['count'].min()} to {rows['count'].max()}"
        for name, rows in series
    )
    alt = f"Rows of marks with intervals on a scale of attacks, one row for each month, in {len(series)} groups by claimant. {spans}."
    return Chart(drawn, "refinery-tallies-monthly", caption, alt, months[["month", "whole", *TALLY_COLUMNS]], told(package, ids_of(months)))


def _month_rows(rows: pd.DataFrame) -> list[tuple[str, str, dict[str, Any]]]:
    found = {row["month"]: row for row in rows.to_dict("records")}
    return [
        (f"{month:%b %Y}", said(row["count"], row["qualifier"]) + ("" if row["whole"] else f" in {row['days']} days"), row)
        if (row := found.get(month))
        else (f"{month:%b %Y}", "no number found", {})
        for month in pd.date_range(rows["month"].min(), rows["month"].max(), freq="MS")
    ]


def _key(table: pd.DataFrame) -> list[Line2D]:
    """The key of the marks, then of the parties where there are several."""
    parties = set(table["claimant_party"])
    return [*key_handles(MUTED, table["qualifier"], values_on="x"), *(party_handles(parties) if len(parties) > 1 else [])]


def definitions(package: Package) -> Chart:
    """Draw the tallies over longer periods as rates per 30 days, grouped by what they count."""
    every = strikes.tallies(package.claims())
    table = every[~every["claim_ids"].isin(strikes.monthly(every)["claim_ids"])].reset_index(drop=True)
    groups = [
        (strikes.DEFINITIONS[measure], [(_who(row), f"{said(row['count'], row['qualifier'])} in {row['days']} d", row) for row in rows.to_dict("records")])
        for measure, rows in table.groupby("measure", sort=False)
    ]
    chart = layout(groups)

    def drawn(narrow: bool) -> Figure:
        figure, axes = rows_figure(chart, narrow=narrow, extra=0.7)
        for row in chart.rows:
            data, colour = row.data, PARTY_COLOURS[row.data["claimant_party"]]
            axes.plot([data["rate_low"], data["rate_high"]], [row.y, row.y], color=colour, lw=1.3, alpha=0.55, zorder=2)
            draw(axes, [Mark(row.y, float(data["rate"]), None, data["qualifier"], tuple(data["claim_ids"].split("; ")))], colour, values_on="x", size=5)
        axes.set_xlim(0, None)
        count_axis(axes, "x")
        label_rows(axes, chart, narrow=narrow)
        axes.set_xlabel("attacks per 30 days, as counted")
        key(figure, _key(table), narrow=narrow)
        return figure

    low, high = table.loc[table["rate"].idxmin()], table.loc[table["rate"].idxmax()]
    caption = (
        f"Tallies that count different things give different paces: from {low['rate']:.1f} attacks per 30 days ({low['claimant_name']}, "
        f"{strikes.DEFINITIONS[low['measure']].lower()}, {period(low['first'], low['last'])}) to {high['rate']:.1f} ({high['claimant_name']}, "
        f"{strikes.DEFINITIONS[high['measure']].lower()}, {period(high['first'], high['last'])}). Compare rows within a group only; lines are exact 95% "
        f"Poisson intervals. {_source(package, table)}"
    )
    alt = (
        f"Rows of marks with intervals on a scale of attacks per 30 days: {len(table)} tallies of {table['claimant_name'].nunique()} claimants "
        f"in {table['measure'].nunique()} groups by what they count."
    )
    return Chart(drawn, "refinery-tallies-definitions", caption, alt, table[TALLY_COLUMNS], told(package, ids_of(table)))


def coverage(package: Package) -> Chart:
    """Draw the event list by month: reports, strikes under both rules of identity, and publications."""
    table = package.table("refinery_strikes")
    months = strikes.coverage_by_month(table)
    at = date2num(months["month"] + pd.Timedelta(days=14))
    differs = months["strict"] > months["loose"]

    def drawn(narrow: bool) -> Figure:
        figure, (upper, lower) = new_figure(3.6, rows=2, narrow=narrow, sharex=True, height_ratios=[2, 1])
        upper.bar(at, months["reports"], width=25, color=PALE, lw=0)
        upper.bar(at, months["loose"], width=25, color=SLATE, lw=0)
        upper.plot(at[differs], months.loc[differs, "strict"], ls="none", marker="_", ms=4 if narrow else 8, mec=INK, mew=1.6)
        upper.set_title("Rows and strikes in the list")
        lower.bar(at, months["sources"], width=25, color=MUTED, lw=0)
        lower.set_title("Publications that they come from")
        for axis in (upper, lower):
            axis.set_ylim(0, None)
            count_axis(axis, ticks=4)
        date_axis(lower, months["month"].min() - pd.Timedelta(days=20), months["month"].max() + pd.Timedelta(days=50))
        upper.grid(axis="x", visible=False)
        handles: list[Artist] = [
            Rectangle((0, 0), 1, 1, fc=SLATE, label="strikes (loose rule)"),
            Rectangle((0, 0), 1, 1, fc=PALE, label="further rows on them"),
        ]
        if differs.any():
            handles.append(upper.plot([], [], ls="none", marker="_", ms=8, mec=INK, mew=1.6, label="strict rule")[0])
        key(figure, handles, narrow=narrow)
        return figure

    rows = strikes.reports(table)
    every = len(pd.period_range(months["month"].min(), months["month"].max(), freq="M"))
    caption = (
        f"What the list of single strikes holds, month by month: {len(rows)} dated rows report {months['loose'].sum()} strikes on oil and gas facilities "
        f"in Russia (same facility within one day) or {months['strict'].sum()} (same facility, same day), as reported by {rows['claimant_id'].nunique()} claimants. "
        f"A thin month is thin search, not calm; {every - len(months)} of {every} months have no row. {source_line(package, rows['claim_id'])}"
    )
    most = months.loc[months["loose"].idxmax()]
    alt = (
        f"Two bar charts over the months from {months['month'].min():%B %Y} to {months['month'].max():%B %Y}. Most strikes are listed for "
        f"{most['month']:%B %Y} ({most['loose']}, from {most['sources']} publications)."
    )
    return Chart(drawn, "refinery-list-coverage", caption, alt, months)


def facilities(package: Package, at_least: int = 3) -> Chart:
    """Draw the facilities with most strikes in the list, down to `at_least`."""
    table = package.table("refinery_strikes")
    every = strikes.by_facility(table, package.table("facilities"))
    shown = every[every["strikes"] >= at_least].reset_index(drop=True)
    chart = _bar_rows([("", list(zip(shown["name"], shown["strikes"], strict=True)))])

    def drawn(narrow: bool) -> Figure:
        return _bars(chart, narrow)

    rows = strikes.reports(table)
    ids = rows.loc[rows["facility_id"].isin(shown["facility_id"]), "claim_id"]
    first = shown.iloc[0]
    caption = (
        f"Facilities in Russia for which the list holds at least {at_least} strikes: {first['name']} is reported most often ({first['strikes']} strikes, "
        f"{first['first']:%Y-%m-%d} to {first['last']:%Y-%m-%d}). As the claimants of the rows report them, also where an official denies it; the order depends on "
        f"which reports were found. {source_line(package, ids)}"
    )
    alt = f"Bars for {len(shown)} facilities, from {first['name']} with {first['strikes']} strikes down to {shown.iloc[-1]['strikes']}."
    return Chart(drawn, "refinery-facilities", caption, alt, shown)


def kinds_and_regions(package: Package, at_least: int = 2) -> Chart:
    """Draw the strikes of the list by kind of facility and by region; regions with fewer than `at_least` are one bar."""
    table = package.table("refinery_strikes")
    kinds, regions = strikes.by_group(table, "facility_kind"), strikes.by_group(table, "region")
    named = regions[regions["region"].notna() & (regions["strikes"] >= at_least)]
    few = regions[regions["region"].notna() & (regions["strikes"] < at_least)]
    bars = list(named.itertuples(index=False, name=None))
    if len(few):
        bars.append((f"{len(few)} other regions", int(few["strikes"].sum())))
    bars += [("Region not stated", int(n)) for n in regions.loc[regions["region"].isna(), "strikes"]]
    chart = _bar_rows([("By kind of facility", [(KINDS[kind], number) for kind, number in kinds.itertuples(index=False, name=None)]), ("By region of Russia", bars)])

    def drawn(narrow: bool) -> Figure:
        return _bars(chart, narrow)

    total = int(kinds["strikes"].sum())
    share = kinds.iloc[0]
    caption = (
        f"Of {total} strikes in the list, {share['strikes']} are on {KINDS[share['facility_kind']].lower()}; {named.iloc[0]['region']} is named most often "
        f"({named.iloc[0]['strikes']}). Both follow what was searched for, refineries first. "
        f"{source_line(package, strikes.reports(table)['claim_id'])}"
    )
    by_kind = _list([f"{KINDS[kind].lower()} {number}" for kind, number in kinds.itertuples(index=False, name=None)])
    alt = f"Two bar charts. By kind: {by_kind}. By region: {len(bars)} bars, the longest {named.iloc[0]['region']}."
    data = pd.concat([frame.rename(columns={frame.columns[0]: "name"}).assign(by=by) for frame, by in ((kinds, "facility_kind"), (regions, "region"))])
    return Chart(drawn, "refinery-kinds-regions", caption, alt, data[["by", "name", "strikes"]].reset_index(drop=True))


def capacity(package: Package) -> Chart:
    """Draw the claims on the share of refining said to be out of work, each with its claimant and day."""
    claims = strikes.capacity(package.claims())
    headings = {
        "refining_capacity_offline_percent": "Capacity out of work",
        "refining_capacity_hit_percent": "Capacity of the refineries hit",
        "refining_output_decline_percent": "Fall of output",
    }
    groups = [
        (headings[measure], [(_when(row), f"{said(row['value'], row['qualifier'])}%", row) for row in rows.to_dict("records")])
        for measure, rows in claims.groupby("measure", sort=False)
    ]
    chart = layout(groups)

    def drawn(narrow: bool) -> Figure:
        figure, axes = rows_figure(chart, narrow=narrow, extra=0.7)
        for row in chart.rows:
            mark = Mark(row.y, float(row.data["value"]), None, row.data["qualifier"], (row.data["claim_id"],))
            draw(axes, [mark], PARTY_COLOURS[row.data["claimant_party"]], values_on="x", size=5.5)
        axes.set_xlim(0, max(45, float(claims["value"].max()) * 1.12))
        count_axis(axes, "x")
        label_rows(axes, chart, narrow=narrow)
        axes.set_xlabel("% of Russian refining, as claimed")
        key(figure, _key(claims), narrow=narrow)
        return figure

    offline = claims[claims["measure"] == "refining_capacity_offline_percent"]
    caption = (
        f"Of Russian refining capacity, {len(offline)} claims by {offline['claimant_id'].nunique()} claimants put between {offline['value'].min()}% and "
        f"{offline['value'].max()}% out of work, at different days and on different bases. The percentage is of nameplate capacity, not of output lost. "
        f"{source_line(package, claims['claim_id'])}"
    )
    alt = f"{len(claims)} marks on a scale of percent, one row for each claim with its claimant and day, in {len(groups)} groups by what is measured."
    columns = ["claim_id", "measure", "claimant_name", "day", "value", "qualifier", "as_reported", "counting_rule", "note", "source_publisher", "source_url"]
    return Chart(drawn, "refining-capacity", caption, alt, claims[columns], told(package, claims["claim_id"]))


def neighbours_table(package: Package) -> pd.DataFrame:
    """Return the comparisons of neighbouring months in words, for `place_table`; days are named where a month is not whole."""
    pairs = strikes.neighbours(strikes.monthly(strikes.tallies(package.claims())))
    return pd.DataFrame(
        {
            "Claimant": list(pairs["claimant_name"]),
            "Months": [f"{row.month:%b} → {row.next_month:%b %Y}" for row in pairs.itertuples()],
            "Tallies": [
                f"{said(row.count, row.qualifier)} → {said(row.next_count, row.next_qualifier)}"
                + ("" if row.next_days == row.next_month.days_in_month else f" in {row.next_days} days")
                for row in pairs.itertuples()
            ],
            "Rate ratio (95% interval)": [_ratio(row) for row in pairs.itertuples()],
            "p": [f"{row.p_value:.2f}" for row in pairs.itertuples()],
            "Holm": [f"{row.p_holm:.2f}" for row in pairs.itertuples()],
        }
    )


def _ratio(row: Any) -> str:
    def written(number: float) -> str:
        return "∞" if number == float("inf") else f"{number:.2f}" if number < 10 else f"{number:.0f}"

    return f"{written(row.ratio)} ({written(row.low)} to {written(row.high)})"


def against_list_table(package: Package) -> pd.DataFrame:
    """Return the monthly tallies beside what the event list holds for the same days, for `place_table`."""
    months = strikes.monthly(strikes.tallies(package.claims()))
    rows = strikes.against_list(months, package.table("refinery_strikes"))
    return pd.DataFrame(
        {
            "Days": [period(row.first, row.last) for row in rows.itertuples()],
            "Claimant": list(rows["claimant_name"]),
            "Tally": [said(row.count, row.qualifier) for row in rows.itertuples()],
            "In the list": [str(row.listed) for row in rows.itertuples()],
        }
    )


def _bar_rows(groups: list[tuple[str, list[tuple[str, int]]]]) -> Layout:
    return layout((heading, [(name, str(number), {"number": int(number)}) for name, number in bars]) for heading, bars in groups)


def _bars(chart: Layout, narrow: bool) -> Figure:
    figure, axes = rows_figure(chart, narrow=narrow, extra=0.4)
    axes.barh([row.y for row in chart.rows], [row.data["number"] for row in chart.rows], height=0.34 if narrow else 0.7, color=SLATE, lw=0, zorder=3)
    axes.set_xlim(0, max(row.data["number"] for row in chart.rows) * 1.03)
    count_axis(axes, "x")
    label_rows(axes, chart, narrow=narrow)
    axes.set_xlabel("distinct strikes in the list")
    return figure


def _who(row: dict[str, Any]) -> str:
    return f"{row['claimant_name']}, {period(row['first'], row['last'])}"


def _when(row: dict[str, Any]) -> str:
    at = "day not stated" if pd.isna(row["day"]) else f"{day(row['day'])} {row['day']:%Y}"
    return f"{row['claimant_name']}, {at}"


def _list(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _source(package: Package, table: pd.DataFrame) -> str:
    return source_line(package, ids_of(table))
