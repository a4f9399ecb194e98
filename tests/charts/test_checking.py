"""The tables of the methods page, from the real package."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundups.charts import checking
from roundups.charts.labels import QUALIFIER_WORDS, qualified
from roundups.package import Package
from roundups.wording import qualifier_in, says

TABLES = [checking.words_table, checking.rules_table, checking.sources_table, checking.sums_table, checking.retold_table, checking.roots_table]


@pytest.mark.parametrize("table", TABLES)
def test_no_cell_is_empty_or_a_missing_value(table: object, package: Package) -> None:
    found = table(package)  # type: ignore[operator]
    assert len(found) > 3
    assert not found.map(lambda cell: str(cell) in ("", "nan", "<NA>", "None", "NaT")).any(axis=None)


def test_a_sum_that_cannot_be_says_no_and_the_same_statement_elsewhere_yes(package: Package) -> None:
    table = checking.sums_table(package)
    said = table[table["Total as printed"].str.startswith("more than 750,000")]
    assert sorted(said["Can add up"]) == ["no", "yes"]
    assert said["Parts"].nunique() == 1


def test_a_restated_number_is_told_from_one_that_differs(package: Package) -> None:
    verdicts = checking.retold_table(package).set_index("Numbers")["Verdict"]
    assert verdicts["299 / 405"] == "restated"
    assert verdicts["550,000 / more than 550,000"] == "differ"
    assert verdicts["more than 1,000,000 / 1,000,000 (words not seen)"] == "can be one (wide)"


def test_the_roots_are_no_more_than_the_claimants_and_these_no_more_than_the_rows(package: Package) -> None:
    for cell in checking.roots_table(package)["Rows / claimants / roots"]:
        rows, claimants, roots = (int(number) for number in cell.split(" / "))
        assert roots <= claimants <= rows


@given(st.integers(1, 2_000_000), st.sampled_from([*QUALIFIER_WORDS, "exact"]))
def test_what_the_report_prints_of_a_claim_is_read_back_as_that_claim(value: int, qualifier: str) -> None:
    words = qualified(pd.Series({"value": value, "value_high": pd.NA, "qualifier": qualifier}))
    assert says(words, value)
    assert (qualifier_in(words, value) or "exact") == qualifier


@given(st.integers(1, 2_000_000), st.integers(1, 2_000_000))
def test_a_printed_range_is_read_back_with_both_its_ends(one: int, two: int) -> None:
    low, high = sorted((one, two))
    words = qualified(pd.Series({"value": low, "value_high": high, "qualifier": "range"}))
    assert low == high or (says(words, low, high) and qualifier_in(words, low) == "range")
