"""The strip of weeks and the latest claims."""

from __future__ import annotations

from collections.abc import Callable

from matplotlib.figure import Figure

from roundups.charts.coverage import _longest_gap, weeks
from roundups.charts.latest import killed, latest_claims
from roundups.package import Package
from roundups.statistics.coverage import coverage


def test_the_strip_has_one_square_for_each_week(package: Package) -> None:
    chart = weeks(package)
    assert len(chart.figure.axes[0].patches) == len(chart.data) == coverage(package).weeks >= 86


def test_the_longest_run_of_weeks_not_read_is_counted() -> None:
    assert _longest_gap(["full", "not_read", "not_read", "opening", "not_read"]) == 2
    assert _longest_gap(["full"]) == 0


def test_only_the_latest_day_of_each_claimant_is_drawn(package: Package) -> None:
    rows = latest_claims(package, "killed", "russian_military", "2024-06-01")
    assert (rows.groupby("claimant_id")["as_of"].nunique() == 1).all()
    zelenskyy = rows[rows["claimant_id"] == "volodymyr-zelenskyy"]
    assert zelenskyy["value"].tolist() == [350000]


def test_no_claimant_comes_first_but_by_the_alphabet(package: Package) -> None:
    names = latest_claims(package, "killed", "ukrainian_military", "2024-06-01")["claimant_name"].str.lower().tolist()
    assert names == sorted(names)


def test_both_sides_share_one_scale(package: Package) -> None:
    first, second = killed(package).figure.axes
    assert first.get_xlim() == second.get_xlim()


def test_every_claim_drawn_is_in_the_data_with_its_claimant_and_source(package: Package) -> None:
    data = killed(package).data
    assert data[["claim_id", "claimant_name", "value", "source_url"]].notna().all().all()


def test_the_alternative_text_is_not_the_caption(package: Package) -> None:
    for chart in (weeks(package), killed(package)):
        assert chart.alt and chart.alt not in chart.caption and chart.caption not in chart.alt


def test_drawing_twice_gives_the_same_bytes(package: Package, svg_of: Callable[[Figure], bytes]) -> None:
    assert svg_of(weeks(package).figure) == svg_of(weeks(package).figure)
