from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from matplotlib.figure import Figure

from roundups.charts import refineries
from roundups.charts.chart import Chart
from roundups.charts.marks import DOWNWARDS, UPWARDS
from roundups.package import Package
from roundups.statistics import strikes

CHARTS = [
    refineries.monthly, refineries.definitions, refineries.coverage, refineries.facilities, refineries.kinds_and_regions, refineries.capacity,
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("draw", CHARTS)
def test_the_same_data_give_the_same_bytes(draw: Callable[[Package], Chart], package: Package, svg_of: Callable[[Figure], bytes]) -> None:
    assert svg_of(draw(package).figure) == svg_of(draw(package).figure)


@pytest.fixture(scope="module")
def charts(package: Package) -> dict[str, Chart]:
    return {draw.__name__: draw(package) for draw in CHARTS}


@pytest.mark.parametrize("name", [draw.__name__ for draw in CHARTS])
def test_caption_and_alternative_text_are_two_texts_without_missing_values(name: str, charts: dict[str, Chart], package: Package) -> None:
    chart = charts[name]
    assert chart.caption != chart.alt and len(chart.alt) > 40
    assert not re.search(r"\bnan\b|<NA>|NaT|None|inf\b", chart.caption + chart.alt)
    assert f"ukraine-war-roundups {package.version}" in chart.caption
    assert re.fullmatch(r"[a-z0-9-]+", chart.name)


@pytest.mark.parametrize("name", ["monthly", "definitions", "capacity"])
def test_each_one_sided_number_is_an_arrow(name: str, charts: dict[str, Chart], count_arrows: Callable[[Figure], int]) -> None:
    chart = charts[name]
    assert count_arrows(chart.figure) == int(chart.data["qualifier"].isin(UPWARDS | DOWNWARDS).sum()) > 0


def test_the_two_figures_of_tallies_share_no_row_and_leave_none_out(package: Package, charts: dict[str, Chart]) -> None:
    shown = [ids for name in ("monthly", "definitions") for ids in charts[name].data["claim_ids"]]
    assert sorted(shown) == sorted(strikes.tallies(package.claims())["claim_ids"])


def test_a_month_without_a_number_has_a_row_that_says_so_and_no_mark(charts: dict[str, Chart]) -> None:
    chart = charts["monthly"]
    words = [text.get_text() for text in chart.figure.axes[0].texts]
    assert words.count("no number found") == 2
    assert len(chart.data) == 18


def test_the_bars_of_the_list_add_up_to_the_data(charts: dict[str, Chart]) -> None:
    chart = charts["coverage"]
    loose = chart.figure.axes[0].containers[1]
    assert sum(bar.get_height() for bar in loose) == chart.data["loose"].sum()


def test_every_facility_with_enough_strikes_has_a_bar(package: Package) -> None:
    chart = refineries.facilities(package, at_least=5)
    assert [bar.get_width() for bar in chart.figure.axes[0].patches] == chart.data["strikes"].tolist()
    assert chart.data["strikes"].min() >= 5


def test_regions_with_few_strikes_are_one_bar_and_all_of_them_are_in_the_data(charts: dict[str, Chart]) -> None:
    chart = charts["kinds_and_regions"]
    widths = [bar.get_width() for bar in chart.figure.axes[0].patches]
    kinds = int((chart.data["by"] == "facility_kind").sum())
    assert sum(widths[:kinds]) == sum(widths[kinds:]) > 0
    assert chart.data.groupby("by")["strikes"].sum().nunique() == 1


def test_no_chart_of_strikes_counts_a_facility_outside_russia(package: Package) -> None:
    ids = {i for cell in strikes.events(package.table("refinery_strikes"))["claim_ids"] for i in cell.split("; ")}
    assert not ids & {"1119-1119-01", "810-814-03"}


def test_the_table_of_neighbours_says_what_the_statistics_say(package: Package) -> None:
    table = refineries.neighbours_table(package).set_index(["Claimant", "Months"])
    assert table.loc[("BBC", "Aug → Sep 2025"), "Tallies"] == "≥14 → 8"
    assert table.loc[("BBC", "Aug → Sep 2025"), "p"] == "0.29"
    assert table.loc[("Agentstvo", "Aug → Sep 2024"), "Rate ratio (95% interval)"] == "∞ (0.03 to ∞)"
    assert table.loc[("Bloomberg", "Dec → Jan 2026"), "Tallies"] == "11 → 3 in 26 days"
