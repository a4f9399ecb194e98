"""How far claimants differ: the latest claim of each claimant on each question."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from ..statistics import series, shares, strikes
from .chart import Chart
from .labels import counted, source_line
from .marks import Mark, draw, key, key_handles, marks_of, party_handles
from .rows import dated_name, label_rows, layout, rows_figure, said, said_shortly
from .spots import told
from .style import FAINT, INK, MUTED, PARTY_COLOURS, compact, count_axis, new_figure

if TYPE_CHECKING:
    from ..package import Package

#: Older claims are of another stage of the war.
SINCE = "2024-06-01"
LOSSES = ("killed_and_wounded", "personnel_losses", "killed_wounded_and_missing")


class Question(NamedTuple):
    """What is asked, and where its claims stand."""

    words: str
    table: str
    population: str
    measures: tuple[str, ...]


QUESTIONS = [
    Question("Russian soldiers killed", "casualty_claims", "russian_military", ("killed",)),
    Question("Ukrainian soldiers killed", "casualty_claims", "ukrainian_military", ("killed",)),
    Question("Russian soldiers lost, all kinds", "casualty_claims", "russian_military", LOSSES),
    Question("Ukrainian soldiers lost, all kinds", "casualty_claims", "ukrainian_military", LOSSES),
    Question("Civilians killed in Ukraine", "casualty_claims", "civilians_ukraine", ("killed",)),
    Question("Russian soldiers lost in Kursk Oblast", "kursk_losses", "russian_military", LOSSES),
    Question("Ukrainian soldiers lost in Kursk Oblast", "kursk_losses", "ukrainian_military", LOSSES),
    Question("North Korean soldiers lost", "kursk_losses", "north_korean_military", LOSSES),
    Question("Returned to Ukraine from captivity", "prisoner_counts", "ukrainian_prisoners", ("returned_to_ukraine",)),
]


def latest_claims(package: Package, question: Question, since: str = SINCE) -> pd.DataFrame:
    """Return each claimant's latest cumulative claim on one question with an `as_of` from `since` on, the latest first.

    Claims of the same claimant and day all stay. Columns are those of `Package.claims`.
    """
    claims = package.claims()
    chosen = claims[
        (claims["table"] == question.table) & claims["measure"].isin(question.measures) & (claims["population"] == question.population)
        & (claims["statistic"] == "cumulative") & claims["value"].notna() & (claims["as_of"] >= since)
        & ~claims["claim_id"].isin(package.omitted_from_charts())
    ]  # fmt: skip
    if question.table == "casualty_claims":
        chosen = chosen[chosen["period_start"].isna() | (chosen["period_start"] == series.FIRST_DAY)]
    last = chosen.groupby("claimant_id")["as_of"].transform("max")
    chosen = chosen[chosen["as_of"] == last].drop_duplicates(["claimant_id", "value", "value_high", "qualifier"])
    return chosen.sort_values(["as_of", "claimant_name", "value"], ascending=[False, True, True], ignore_index=True)


class Span(NamedTuple):
    """The lowest and the highest number named among the latest claims on one question."""

    lowest: pd.Series
    highest: pd.Series
    low: int
    high: int


def span(claims: pd.DataFrame) -> Span:
    """Return the lowest and highest number of the claims and who names them; of a range both ends count."""
    ends = claims["value_high"].fillna(claims["value"]).astype(float)
    lowest, highest = claims.loc[claims["value"].astype(float).idxmin()], claims.loc[ends.idxmax()]
    return Span(lowest, highest, int(claims["value"].min()), int(ends.max()))


def state(package: Package, since: str = SINCE) -> Chart:
    """Draw the latest claim of each claimant on each question, one strip a question, on one logarithmic scale."""
    strips = [(question, claims) for question in QUESTIONS if len(claims := latest_claims(package, question, since))]
    spans = {question.words: span(claims) for question, claims in strips}
    shown = pd.concat([claims.assign(question=question.words) for question, claims in strips], ignore_index=True)
    low = min(found.low for found in spans.values())
    high = max(found.high for found in spans.values())

    def drawn(narrow: bool) -> Figure:
        figure, (axes,) = new_figure(0.58 * len(strips) + 0.7, narrow=narrow)
        across = axes.get_yaxis_transform()
        for place, (question, claims) in enumerate(strips):
            found = spans[question.words]
            axes.plot([found.low, found.high], [place, place], color=FAINT, lw=4, solid_capstyle="butt", zorder=1)
            for party, group in claims.assign(row=float(place)).groupby("claimant_party"):
                draw(axes, marks_of(group.to_dict("records"), "row"), PARTY_COLOURS[str(party)], values_on="x", size=5)
            axes.text(0, place - 0.29, question.words, transform=across, fontsize=8.5, fontweight="bold", color=INK, va="center")
            axes.text(1, place - 0.29, _factor(found), transform=across, fontsize=8.5, color=INK, va="center", ha="right")
            axes.text(0, place + 0.26, _ends(found, narrow), transform=across, fontsize=7.5, color=MUTED, va="center")
        axes.set_xscale("log")
        axes.set_xlim(low / 1.4, high * 1.5)
        axes.xaxis.set_major_locator(LogLocator(base=10))
        axes.xaxis.set_major_formatter(FuncFormatter(compact))
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.set_ylim(len(strips) - 0.5, -0.5)
        axes.set_yticks([])
        axes.grid(axis="x", color=FAINT, lw=0.6)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel("people, each line ten times the one before")
        handles = [*party_handles(shown["claimant_party"].unique()), *key_handles(MUTED, shown["qualifier"], values_on="x")]
        key(figure, handles, narrow=narrow, columns=2 if narrow else 4)
        return figure

    widest = max((q for q, claims in strips if claims["claimant_id"].nunique() > 1), key=lambda q: spans[q.words].high / spans[q.words].low)
    top = spans[widest.words]
    caption = (
        f"Latest claims compared: they differ most on {_lower(widest.words)}, from {top.low:,} ({top.lowest['claimant_short_name']}, {top.lowest['as_of']:%B %Y}) to "
        f"{top.high:,} ({top.highest['claimant_short_name']}, {top.highest['as_of']:%B %Y}). Each mark is the latest claim of one claimant since "
        f"{pd.Timestamp(since):%B %Y}; days and definitions differ as well as numbers. {source_line(package, shown['claim_id'])}"
    )
    alt = f"{len(strips)} strips of marks on a logarithmic scale of people. " + " ".join(
        f"{question.words}: {counted(claims['claimant_id'].nunique(), 'claimant')}, {spans[question.words].low:,} to {spans[question.words].high:,}." for question, claims in strips
    )
    return Chart(drawn, "state-of-claims", caption, alt, shown[["question", *COLUMNS]], told(package, shown["claim_id"]))


COLUMNS = [
    "claim_id", "claimant_name", "claimant_party", "population", "measure", "value", "value_high", "qualifier", "as_reported", "as_of",
    "source_publisher", "source_url",
]  # fmt: skip


def _factor(found: Span) -> str:
    return f"× {found.high / found.low:.1f}" if found.high / found.low >= 1.05 else "× 1.0"


def _ends(found: Span, narrow: bool) -> str:
    low, high = found.lowest, found.highest
    if low["claim_id"] == high["claim_id"]:
        return f"{_number(low)} {dated_name(low['claimant_short_name'], low['as_of'])}"
    if narrow:
        return f"{_number(low)} {low['claimant_short_name']} – {_number(high)} {high['claimant_short_name']}"
    return f"from {_number(low)} ({dated_name(low['claimant_short_name'], low['as_of'])}) to {_number(high)} ({dated_name(high['claimant_short_name'], high['as_of'])})"


def _number(claim: pd.Series) -> str:
    return said_shortly(float(claim["value"]), claim["value_high"], str(claim["qualifier"]))


def _lower(words: str) -> str:
    return words if words.startswith(("Russian", "Ukrainian", "North")) else words[0].lower() + words[1:]


def killed(package: Package, since: str = SINCE) -> Chart:
    """Draw the latest claim of each claimant on soldiers killed, one group of rows for each side's soldiers, the latest claim first."""
    groups = [(question, latest_claims(package, question, since)) for question in QUESTIONS[:2]]
    shown = pd.concat([claims for _, claims in groups])
    chart = layout(
        (question.words, [(dated_name(row["claimant_short_name"], row["as_of"]), _number(row), row.to_dict()) for _, row in claims.iterrows()])
        for question, claims in groups
    )

    def drawn(narrow: bool) -> Figure:
        figure, axes = rows_figure(chart, narrow=narrow, extra=0.75 if narrow else 0.7)
        for row in chart.rows:
            high = None if pd.isna(row.data["value_high"]) else float(row.data["value_high"])
            mark = Mark(row.y, float(row.data["value"]), high, row.data["qualifier"], (row.data["claim_id"],))
            draw(axes, [mark], PARTY_COLOURS[row.data["claimant_party"]], values_on="x", size=5.5)
        axes.set_xlim(0, float(shown[["value", "value_high"]].max().max()) * 1.04)
        count_axis(axes, "x", ticks=4 if narrow else 6)
        label_rows(axes, chart, narrow=narrow)
        axes.set_xlabel("soldiers killed since 24 February 2022, as claimed")
        handles = [*party_handles(shown["claimant_party"].unique()), *key_handles(MUTED, shown["qualifier"], values_on="x")]
        key(figure, handles, narrow=narrow)
        return figure

    spans = {question.words: span(claims) for question, claims in groups}
    said = " and ".join(f"{_lower(words)} between {found.low:,} and {found.high:,}" for words, found in spans.items())
    caption = (
        f"The latest claims of {shown['claimant_id'].nunique()} claimants put {said}. Newest first, each stated for a day since "
        f"{pd.Timestamp(since):%B %Y}: part of the gap is the time between them, part what they count. {source_line(package, shown['claim_id'])}"
    )
    alt = "Two groups of marks on one scale from 0, one row for each claimant. " + " ".join(
        f"{question.words}: {len(claims)} rows, from {claims.iloc[0]['claimant_short_name']} ({claims.iloc[0]['as_of']:%B %Y}) down to "
        f"{claims.iloc[-1]['claimant_short_name']} ({claims.iloc[-1]['as_of']:%B %Y})."
        for question, claims in groups
    )
    return Chart(drawn, "killed-latest", caption, alt, shown[COLUMNS], told(package, shown["claim_id"]))


def tallies_table(package: Package) -> pd.DataFrame:
    """Return the latest tally of each claimant on attacks on refineries in one month, and of each kind of air attack the largest number launched:
    `what`, `claimant and time`, `number`. These count attacks and weapons, so they have no place on a scale of people."""
    months = strikes.monthly(strikes.tallies(package.claims())).sort_values("month").groupby("claimant_name").tail(1)
    rows = [
        ("attacks on Russian refineries in one month", f"{row.claimant_name}, {row.month:%B %Y}", said(float(row.count), row.qualifier) + ("" if row.whole else f" in {row.days} days"))
        for row in months.sort_values(["month", "claimant_name"], ascending=[False, True]).itertuples(index=False, name="Month")
    ]
    attacks = shares.attacks(package.claims())
    attacks = attacks[attacks["launched"].notna() & attacks["dated"]]
    most = attacks.sort_values(["launched", "event_date"]).groupby(["kind", "launcher"]).tail(1).sort_values(["kind", "launcher"])
    rows += [
        (f"most {row.kind} launched by {row.launcher} in one attack", f"{row.claimant_name}, {row.event_date.day} {row.event_date:%B %Y}", said(float(row.launched), row.qualifier))
        for row in most.itertuples()
    ]
    return pd.DataFrame(rows, columns=["what", "claimant and time", "number"])
