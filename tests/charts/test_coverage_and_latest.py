"""The strip of weeks and the latest claims."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from matplotlib.figure import Figure

from roundups.charts.coverage import _longest_gap, weeks
from roundups.charts.latest import QUESTIONS, killed, latest_claims, span, state, tallies_table
from roundups.package import Package
from roundups.statistics.coverage import coverage


def test_the_strip_has_one_square_for_each_week(package: Package) -> None:
    chart = weeks(package)
    for narrow in (False, True):
        assert len(chart.drawn(narrow=narrow).axes[0].patches) == len(chart.data) == coverage(package).weeks >= 86


def test_no_two_weeks_share_a_square(package: Package) -> None:
    squares = [patch.get_xy() for patch in weeks(package).figure.axes[0].patches]
    assert len(set(squares)) == len(squares)


def test_the_longest_run_of_weeks_not_read_is_counted() -> None:
    assert _longest_gap(["full", "not_read", "not_read", "opening", "not_read"]) == 2
    assert _longest_gap(["full"]) == 0


def test_only_the_latest_day_of_each_claimant_is_drawn(package: Package) -> None:
    for question in QUESTIONS:
        rows = latest_claims(package, question)
        assert len(rows) and (rows.groupby("claimant_id")["as_of"].nunique() == 1).all()
    rows = latest_claims(package, QUESTIONS[0])
    assert rows.loc[rows["claimant_id"] == "volodymyr-zelenskyy", "value"].tolist() == [350000]


def test_the_order_of_the_claimants_is_that_of_their_days(package: Package) -> None:
    for question in QUESTIONS:
        assert latest_claims(package, question)["as_of"].is_monotonic_decreasing


def test_no_question_has_two_claims_with_one_meaning_from_two_populations(package: Package) -> None:
    data = state(package).data
    assert (data.groupby("question")["population"].nunique() == 1).all()
    assert set(data["question"]) == {question.words for question in QUESTIONS}


def test_the_ends_of_a_span_are_those_of_its_ranges_too() -> None:
    rows = pd.DataFrame({"claim_id": ["a", "b"], "value": [100, 90], "value_high": [pd.NA, 300], "qualifier": ["exact", "range"]})
    found = span(rows)
    assert (found.low, found.high, found.lowest["claim_id"], found.highest["claim_id"]) == (90, 300, "b", "b")


def test_the_widest_question_named_is_the_one_with_the_largest_factor(package: Package) -> None:
    chart = state(package)
    factors = {question.words: (found := span(latest_claims(package, question))).high / found.low for question in QUESTIONS}
    assert max(factors, key=factors.__getitem__) in chart.caption


def test_each_tally_has_its_claimant_and_an_incomplete_month_its_days(package: Package) -> None:
    table = tallies_table(package)
    assert table["claimant and time"].str.contains(",").all()
    assert table["number"].str.contains("days").any()


def test_both_sides_share_one_scale(package: Package) -> None:
    assert len(killed(package).figure.axes) == 1


def test_every_claim_drawn_is_in_the_data_with_its_claimant_and_source(package: Package) -> None:
    data = killed(package).data
    assert data[["claim_id", "claimant_name", "value", "source_url"]].notna().all().all()


def test_the_alternative_text_is_not_the_caption(package: Package) -> None:
    for chart in (weeks(package), killed(package)):
        assert chart.alt and chart.alt not in chart.caption and chart.caption not in chart.alt


def test_drawing_twice_gives_the_same_bytes(package: Package, svg_of: Callable[[Figure], bytes]) -> None:
    assert svg_of(weeks(package).figure) == svg_of(weeks(package).figure)
