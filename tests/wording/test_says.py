"""The gate's question: does the wording say the value? Passing and failing words side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundups.wording import format_number, says


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("almost 390,000", 390_000),
        ("seven drone attacks", 7),
        ("more than a hundred drones", 100),
        ("понад 307 тисяч окупантів", 307_000),
        ("четыре", 4),
        ("five out of 10", 5),
        ("five out of 10", 10),
        ("all 27 drones", 27),
        ("Two more people", 2),
        ("51st prisoner swap", 51),
        ("the fourth since the invasion", 4),
        ("no attacks", 0),
        ("не было атак", 0),
        ("all of 2024 (9,112)", 9_112),
        ("two children ages six and eight", 2),
        ("five Russian Su-34 jets", 5),
        ("14 more refitted Leopard 2A4 tanks", 14),
        ("10 per cent", 10),
    ],
)
def test_words_say_their_number(text: str, value: int) -> None:
    assert says(text, value), says(text, value).reason


@pytest.mark.parametrize(
    "text",
    [
        "a child",
        "the Tuapse oil refinery",
        "a Su-25 jet",
        "a 10-year-old boy's body",
        "an additional third Patriot",
        "удар по НПЗ 22 вересня",
        "attacked on March 10",
    ],
)
def test_words_without_a_number_say_one_and_only_one(text: str) -> None:
    assert says(text, 1).how == "single"
    assert not says(text, 10)
    assert not says(text, 0)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("almost 390,000", 39_000),
        ("almost 390,000", 3_900_000),
        ("almost 390,000", 930_000),
        ("seven drone attacks", 17),
        ("a Su-34 jet", 34),
        ("120 in 2025", 2025),
        ("a 10-year-old boy", 10),
        ("51st prisoner swap", 1),
        ("22-24 thousand", 22_000),
        ("no fewer than five", 0),
        ("hundreds of square kilometers", 100),
        ("a quarter", 25),
        ("All of them", 10),
        ("12 soldiers and 14 civilians", 26),
        ("more than 45,000", 45),
    ],
)
def test_words_that_say_something_else_are_refused(text: str, value: int) -> None:
    assert not says(text, value)


def test_a_range_needs_both_ends() -> None:
    assert says("22-24 thousand", 22_000, 24_000)
    assert not says("22-24 thousand", 22_000, 25_000)
    assert not says("22 thousand", 22_000, 24_000)
    assert says("22-24 thousand", 24_000).how == "cut_range"


def test_all_of_them_says_the_total() -> None:
    assert says("All of them", 10, whole=10)
    assert not says("All of them", 10, whole=11)
    assert says("All of them", 10).how == "whole_unknown"


def test_a_share_is_a_share_of_the_whole() -> None:
    assert says("almost a quarter", 25, whole=100)
    assert not says("almost a quarter", 24, whole=100)
    assert not says("a sixth of it (16%)", 17, whole=100)


def test_an_empty_cell_goes_with_words_that_give_no_number() -> None:
    assert says("hundreds of square kilometers", None)
    assert not says("909 captured", None)


def test_missing_words_are_refused_with_their_own_reason() -> None:
    assert {says(text, 5).how for text in (None, "", "  ")} == {"no_words"}


def test_the_reason_names_both_numbers() -> None:
    assert says("almost 390,000", 39_000).reason == "the words say 390,000; the cell holds 39,000"
    assert says("270 soldiers and 120 civilians", 390).reason == "the words say 270 and 120; the cell holds their sum, 390"


@given(st.integers(0, 10**8), st.integers(0, 10**8), st.sampled_from([",", " ", "\u00a0", "."]))
def test_a_number_in_digits_says_itself_and_nothing_else(said: int, cell: int, separator: str) -> None:
    text = f"about {format_number(said).replace(',', separator)} killed"
    assert bool(says(text, cell)) == (said == cell)
    assert says(text, said)


@given(st.integers(10, 10**8), st.data())
def test_a_slip_of_the_pen_is_refused(said: int, data: st.DataObject) -> None:
    digits = str(said)
    at = data.draw(st.integers(0, len(digits) - 2))
    slips = {
        int(digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]),
        int(digits[:at] + digits[at + 1 :]),
        said * 10,
        said + 1,
        int(digits[:at] + digits[at] + digits[at:]),
    }
    for slip in slips - {said}:
        assert not says(f"more than {format_number(said)} soldiers", slip)
