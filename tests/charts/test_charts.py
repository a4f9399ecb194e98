"""The charts of the report, drawn from the real package, and what holds for each of them in both widths."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from roundups.charts import air_attacks, casualties, civilians, coverage, kursk, latest, prisoners, ratios, refineries
from roundups.charts.chart import Chart
from roundups.charts.files import settle
from roundups.charts.labels import qualified
from roundups.charts.marks import DOWNWARDS, UPWARDS
from roundups.charts.style import SMALLEST_POINTS, styled
from roundups.package import Package

CHARTS: dict[str, Callable[[Package], Chart]] = {
    "state-of-claims": latest.state,
    "killed-latest": latest.killed,
    "weeks-read": coverage.weeks,
    "killed-by-side": lambda p: casualties.by_side(p, casualties.KILLED, "killed-by-side"),
    "lost-by-side": lambda p: casualties.by_side(p, casualties.LOST, "lost-by-side"),
    "killed-third-parties": lambda p: casualties.third_parties(p, casualties.KILLED, "killed-third-parties"),
    "lost-third-parties": lambda p: casualties.third_parties(p, casualties.LOST, "lost-third-parties"),
    "named-list": casualties.named_list,
    "one-series": casualties.one_series,
    "wounded-per-killed": ratios.wounded_per_killed,
    "civilians": civilians.civilians,
    "prisoner-exchanges": prisoners.exchanges,
    "prisoner-totals": prisoners.totals,
    "kursk-losses": kursk.losses,
    "kursk-rates": kursk.rates,
    "kursk-composition": kursk.composition,
    "north-korean-losses": kursk.north_korea,
    "kursk-area": kursk.ground,
    "refinery-tallies-monthly": refineries.monthly,
    "refinery-tallies-definitions": refineries.definitions,
    "refinery-list-coverage": refineries.coverage,
    "refinery-facilities": refineries.facilities,
    "refinery-kinds-regions": refineries.kinds_and_regions,
    "refining-capacity": refineries.capacity,
    "air-attacks-outcomes": air_attacks.outcomes,
    "air-attacks-shares": air_attacks.downed_shares,
}
CLAIM_CHARTS = ["killed-by-side", "lost-by-side", "killed-third-parties", "lost-third-parties", "kursk-losses", "north-korean-losses", "kursk-area", "civilians"]


@cache
def real() -> Package:
    return Package()


@cache
def drawn(name: str) -> Chart:
    return CHARTS[name](real())


BOTH = [(name, narrow) for name in CHARTS for narrow in (False, True)]
#: Points that two words may lie over each other: the boxes of words have air above and below.
AIR = 2.5


def settled(chart: Chart, narrow: bool) -> Figure:
    with styled():
        figure = chart.draw(narrow)
        settle(figure)
        FigureCanvasAgg(figure)
        figure.draw_without_rendering()
    return figure


def words(figure: Figure) -> Iterator[tuple[str, Bbox, float]]:
    """The words of a figure, where they stand (points) and their size."""
    renderer = figure.canvas.get_renderer()
    # matplotlib keeps ticks beyond the ends of an axis, with words, and does not draw them.
    ticks = {
        id(label): low <= tick.get_loc() <= high
        for axes in figure.axes
        for axis in (axes.xaxis, axes.yaxis)
        for low, high in [sorted(axis.get_view_interval())]
        for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]
        for label in (tick.label1, tick.label2)
    }
    for text in figure.findobj(lambda artist: isinstance(artist, Text) and artist.get_visible() and artist.get_text().strip() != ""):
        if not ticks.get(id(text), True):
            continue
        box = Text.get_window_extent(text, renderer)
        yield text.get_text(), box, text.get_fontsize()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "narrow"), BOTH)
def test_no_word_is_too_small_or_cut_or_lies_on_another(name: str, narrow: bool) -> None:
    figure = settled(drawn(name), narrow)
    width, height = 72 * figure.get_size_inches()
    found = list(words(figure))
    assert all(size >= SMALLEST_POINTS for _, _, size in found)
    cut = [text for text, box, _ in found if box.x0 < -0.5 or box.x1 > width + 0.5 or box.y0 < -0.5 or box.y1 > height + 0.5]
    assert cut == []
    over = [
        (one, other)
        for place, (one, first, _) in enumerate(found)
        for other, second, _ in found[place + 1 :]
        if min(first.x1, second.x1) - max(first.x0, second.x0) > 1 and min(first.y1, second.y1) - max(first.y0, second.y0) > AIR
    ]
    assert over == []


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_has_its_name_data_and_two_different_texts(name: str) -> None:
    chart = drawn(name)
    assert chart.name == name
    assert len(chart.data) > 0
    assert chart.alt and chart.caption and chart.alt != chart.caption
    assert "Source: " in chart.caption and "ukraine-war-roundups " in chart.caption
    assert "nan" not in chart.caption.lower().split() and "<NA>" not in chart.caption + chart.alt


@pytest.mark.slow
@pytest.mark.parametrize("name", ["killed-by-side", "prisoner-totals", "kursk-losses", "wounded-per-killed"])
def test_the_same_data_give_the_same_bytes(name: str, package: Package, svg_of: Callable[[Figure], bytes]) -> None:
    assert svg_of(CHARTS[name](package).figure) == svg_of(CHARTS[name](package).figure)


@pytest.mark.parametrize("name", CLAIM_CHARTS)
def test_each_one_sided_claim_is_an_arrow(name: str, count_arrows: Callable[[Figure], int]) -> None:
    chart = drawn(name)
    assert count_arrows(chart.figure) == int(chart.data["qualifier"].isin(UPWARDS | DOWNWARDS).sum())


@pytest.mark.parametrize("name", CLAIM_CHARTS)
def test_each_claim_with_a_number_is_drawn_at_its_value(name: str) -> None:
    chart = drawn(name)
    numbers: set[float] = set()
    for axis in chart.figure.axes:
        for line in axis.lines:
            for data in (line.get_xdata(), line.get_ydata()):
                numbers |= {float(v) for v in np.asarray(data, dtype=float).ravel()}
    values = pd.concat([chart.data["value"], chart.data["value_high"]]).dropna()
    assert {float(v) for v in values} <= numbers


@pytest.mark.parametrize("name", CHARTS)
def test_no_line_of_a_chart_has_a_gap_of_nan(name: str) -> None:
    for axis in drawn(name).figure.axes:
        for line in axis.lines:
            assert not np.isnan(np.asarray(line.get_xydata(), dtype=float)).any()


@pytest.mark.parametrize("name", ["killed-by-side", "lost-by-side"])
def test_the_four_panels_of_the_sides_have_one_scale_and_hold_no_third_party(name: str) -> None:
    chart = drawn(name)
    assert len({axis.get_ylim() for axis in chart.figure.axes}) == 1
    assert set(chart.data["claimant_party"]) <= {"russia", "ukraine"}


def test_an_empty_panel_says_so() -> None:
    empty = [axis for axis in drawn("killed-by-side").figure.axes if any(t.get_text() == "no claim found" for t in axis.texts)]
    assert len(empty) == 1


def test_the_words_without_a_number_are_quoted_and_have_no_height() -> None:
    chart = drawn("kursk-area")
    assert "hundreds of square kilometers" in chart.caption
    assert chart.data.loc[chart.data["qualifier"] == "words", "value"].isna().all()


def test_the_fall_of_the_kursk_claims_is_found_once(package: Package) -> None:
    falls = kursk.falls(package)
    assert [fall["ids"] for fall in falls] == [("P0358", "P0360")]
    assert "from at least 80,000 (2025-07-23) to more than 77,000 (2025-08-06)" in drawn("kursk-losses").caption


def test_the_bodies_of_june_2025_make_the_stated_total(package: Package) -> None:
    assert prisoners.sum_of(package, ["E0554", "E0481"], "E0483") == ([9744, 6057], 15801, 15801)


def test_every_window_with_a_residual_has_an_explanation(package: Package) -> None:
    shown = prisoners.residual_table(package)
    assert (shown["what the data say"].str.len() > 0).all()
    assert len(shown) == int((prisoners.windows(package)["residual"] != 0).sum())


def test_the_deadliest_attacks_hold_no_part_of_another(package: Package) -> None:
    listed = casualties.deadliest(package)
    assert listed.iloc[0]["place and day"] == "Hroza, 2023-10-05"
    assert listed.iloc[0]["toll"].startswith("52 killed")
    assert not listed["place and day"].str.startswith("Kyiv").any()


def test_the_latest_table_holds_no_claim_whose_words_were_not_seen(package: Package) -> None:
    listed = casualties.latest_table(package)
    assert listed["words (printed by)"].str.startswith("“").all()
    assert not listed.duplicated(["losses", "claimant and day"]).any()


def test_a_revision_is_a_month_with_two_numbers(package: Package) -> None:
    revisions = civilians.revisions(package)
    assert (revisions["change"] != 0).any()
    assert revisions["versions"].str.contains("→").all()
    assert not revisions.duplicated(["month", "measure"]).any()


@pytest.mark.parametrize(
    ("value", "high", "qualifier", "words"),
    [(45000, None, "more_than", "more than 45,000"), (390000, None, "almost", "almost 390,000"), (60, 70, "range", "60 to 70"), (7, None, "exact", "7")],
)
def test_a_number_is_written_with_its_qualifier(value: int, high: int | None, qualifier: str, words: str) -> None:
    row = pd.Series({"value": value, "value_high": pd.NA if high is None else high, "qualifier": qualifier})
    assert qualified(row) == words
