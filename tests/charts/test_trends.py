"""The tables of pace, breaks and years, from the real package."""

from __future__ import annotations

import pandas as pd
import pytest

from roundups.charts import trends
from roundups.package import Package
from roundups.statistics import changes


def test_each_step_has_a_span_for_each_reading(package: Package) -> None:
    table = trends.steps_table(package)
    assert table["Days"].tolist() == [287, 58, 365]
    assert table["A day, tight"].tolist()[:2] == ["41.8", "36.2"]
    assert table["A day, if rounded"].str.contains(" to ").all()


def test_a_pace_without_an_upper_end_says_so(package: Package) -> None:
    table = trends.pace_table(package).set_index(["Claims", "Words"])
    kursk = next(name for name, _ in table.index if "Kursk" in name)
    assert table.loc[(kursk, "wide"), "Mean a day (95%)"] == "no upper end"
    assert len(table) == 2 * len(trends.PACES)


def test_every_month_of_a_series_is_one_claim_with_its_days(package: Package) -> None:
    for name, found in trends.monthly_series(package).items():
        assert len(found.counts) == len(found.days) == len(found.months) == len(found.claims), name
        assert found.months == sorted(set(found.months))
        assert all(28 <= days <= 31 for days in found.days)


def test_the_general_staff_s_claim_of_a_month_is_the_one_that_closes_it(package: Package) -> None:
    found = trends.general_staff(package)
    assert (found.claims["as_of"] == [month + pd.offsets.MonthBegin() for month in found.months]).all()


def test_what_changed_in_the_counting_is_said(package: Package) -> None:
    rows = pd.DataFrame(
        {
            "claimant_short_name": ["A"] * 3 + ["B"] * 3, "qualifier": ["exact"] * 3 + ["at_least"] * 3,
            "source_published": pd.to_datetime(["2023-06-01"] * 3 + ["2023-06-10"] * 3), "period_end": pd.to_datetime(["2022-01-31"] * 3 + ["2023-05-31"] * 3),
        }
    )  # fmt: skip
    months = list(pd.to_datetime(["2022-01-01", "2022-02-01", "2022-03-01", "2022-06-01", "2022-07-01", "2022-08-01"]))
    found = trends.Months([1] * 6, [30] * 6, months, rows)
    assert trends.reporting(found, 3) == [
        "counted by A, then B", "plain numbers, then one-sided words", "published a median of 486, then 10 days after the month", "no number for 2 months before it",
    ]  # fmt: skip
    alike = trends.Months([1] * 6, [30] * 6, list(pd.date_range("2022-01-01", periods=6, freq="MS")), rows.iloc[[0] * 6].reset_index(drop=True))
    assert trends.reporting(alike, 3) == []


def test_the_table_of_breaks_has_one_row_a_series_and_no_gap_in_its_words(package: Package) -> None:
    found = trends.monthly_series(package)
    every = {name: changes.single_break(*months[:3], size=49) for name, months in found.items()}
    table = trends.breaks_table(found, every)
    assert len(table) == len(found)
    assert not table.map(lambda cell: "nan" in str(cell) or cell == "").any(axis=None)


def test_schwarz_s_penalty_lies_in_one_row_of_each_series(package: Package) -> None:
    table = trends.penalty_table(trends.monthly_series(package))
    assert (table[table["Schwarz"] != ""].groupby("Series").size() == 1).all()
    assert set(table["Series"]) == set(table.loc[table["Schwarz"] != "", "Series"])


def test_whole_years_are_compared_and_no_others(package: Package) -> None:
    assert list(trends.years(trends.general_staff(package))) == [(2023, 2024), (2024, 2025)]


@pytest.mark.parametrize(("low", "high", "words"), [(41.83, 41.83, "41.8"), (0, float("inf"), "0.0 or more"), (110.2, 1225.9, "110 to 1,226"), (24.4, 29.9, "24.4 to 29.9")])
def test_a_span_is_written_with_its_ends(low: float, high: float, words: str) -> None:
    assert trends._span(low, high) == words
