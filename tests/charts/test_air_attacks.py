from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from matplotlib.figure import Figure

from roundups.charts import air_attacks
from roundups.charts.chart import Chart
from roundups.package import Package
from roundups.statistics import shares

CHARTS = [air_attacks.outcomes, air_attacks.downed_shares]


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
    assert "as claimed" in chart.caption or "said to be" in chart.caption


def test_each_bar_is_a_number_of_the_data(charts: dict[str, Chart]) -> None:
    chart = charts["outcomes"]
    widths = sorted(bar.get_width() for bar in chart.figure.axes[0].patches if hasattr(bar, "get_width"))
    both_sides = chart.data["launched"].where(chart.data["qualifier"].isin(["exact", "approx"]))
    numbers = [float(n) for column in (both_sides, *(chart.data[name] for name in shares.OUTCOMES)) for n in column.dropna()]
    assert widths == sorted(numbers)


def test_a_number_launched_that_is_only_a_bound_is_an_arrow_and_no_bar(charts: dict[str, Chart], count_arrows: Callable[[Figure], int]) -> None:
    chart = charts["outcomes"]
    assert count_arrows(chart.figure) == int((chart.data["qualifier"] == "more_than").sum()) > 0


def test_every_named_claimant_is_in_the_caption_with_the_letter_of_the_rows(charts: dict[str, Chart]) -> None:
    for chart, column in ((charts["outcomes"], "said_by"), (charts["downed_shares"], "claimant_name")):
        words = " ".join(text.get_text() for text in chart.figure.axes[0].texts)
        named = set(chart.data[column].dropna()) - {"not attributed"}
        for name in named:
            letter = re.search(rf"(\([a-z]\)) {re.escape(name)}", chart.caption)
            assert letter is not None and letter[1] in words
        assert len(re.findall(r"\([a-z]\) \w", chart.caption)) == len(named)


def test_both_directions_of_attack_are_shown(charts: dict[str, Chart]) -> None:
    assert set(charts["outcomes"].data["launcher"]) == {"Russia", "Ukraine"}


def test_each_share_is_a_point_between_its_ends(charts: dict[str, Chart]) -> None:
    data = charts["downed_shares"].data
    assert ((data["low"] <= data["share"] + 1e-12) & (data["share"] <= data["high"] + 1e-12)).all()
    assert (data["share"] == data["count"] / data["total"]).all()


def test_the_words_table_counts_every_outcome_row(package: Package) -> None:
    rows = shares.numbers(package.claims()).query("outcome != 'launched'")
    assert air_attacks.words_table(package)["Rows"].astype(int).sum() == len(rows)
