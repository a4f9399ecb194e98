from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundups.wording import QUALIFIERS, RULES, Interval, interval, interval_table, last_digit_unit, next_round, previous_round

COUNTS = st.integers(0, 10**7) | st.integers(0, 400).map(lambda n: n * 1000)
WITH_A_VALUE = [q for q in QUALIFIERS if q not in ("range", "words")]


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted((draw(st.integers(0, 10**6)), draw(st.integers(0, 10**6))))
    if low == high:
        return Interval(low, high)
    return Interval(low, draw(st.sampled_from([high, math.inf])), draw(st.booleans()), draw(st.booleans()))


@st.composite
def claims(draw: st.DrawFn) -> tuple[int, int | None, str]:
    qualifier = draw(st.sampled_from([q for q in QUALIFIERS if q != "words"]))
    value = draw(COUNTS.filter(lambda n: n > 0))
    return value, value + draw(st.integers(0, 10**6)) if qualifier == "range" else None, qualifier


@pytest.mark.parametrize(
    ("value", "qualifier", "tight", "wide"),
    [
        (909, "exact", "[909, 909]", "[909, 909]"),
        (40_000, "approx", "[35,000, 45,000]", "[30,000, 50,000]"),
        (100, "approx", "[95, 150]", "[90, 200]"),
        (45_000, "more_than", "(45,000, 46,000]", "(45,000, ∞)"),
        (14, "more_than", "(14, 15]", "(14, ∞)"),
        (14, "at_least", "[14, 15)", "[14, ∞)"),
        (390_000, "almost", "(380,000, 390,000]", "[370,000, 390,000]"),
        (1_000_000, "almost", "(900,000, 1,000,000]", "[800,000, 1,000,000]"),
        (100, "less_than", "[90, 100)", "[0, 100)"),
        (5, "up_to", "[0, 5]", "[0, 5]"),
        (17_500, "not_stated", "[17,500, 17,500]", "[17,400, 17,600]"),
    ],
)
def test_the_tables_give_the_published_intervals(value: int, qualifier: str, tight: str, wide: str) -> None:
    assert str(interval(value, qualifier=qualifier)) == tight
    assert str(interval(value, qualifier=qualifier, table="wide")) == wide


def test_vague_words_follow_the_written_rule() -> None:
    text = "hundreds of square kilometers"
    assert str(interval(None, qualifier="words", as_reported=text)) == "[100, 1,000)"
    assert str(interval(None, qualifier="words", table="wide", as_reported=text)) == "[100, ∞)"
    assert str(interval(None, qualifier="words", as_reported="heavy losses")) == "[0, ∞)"


@given(claims())
def test_the_stated_value_is_in_the_interval_or_is_its_bound(claim: tuple[int, int | None, str]) -> None:
    value, high, qualifier = claim
    for table in ("tight", "wide"):
        found = interval(value, high, qualifier, table)  # type: ignore[arg-type]
        assert found.contains(value) or value in (found.low, found.high)


@given(claims())
def test_the_wide_table_holds_the_tight_one(claim: tuple[int, int | None, str]) -> None:
    assert interval(*claim, "wide").contains(interval(*claim, "tight"))


@given(COUNTS.filter(lambda n: n > 0), st.sampled_from(WITH_A_VALUE))
def test_no_interval_of_a_count_goes_below_zero(value: int, qualifier: str) -> None:
    assert interval(value, qualifier=qualifier, table="wide").low >= 0


@given(COUNTS, st.integers(0, 10**6))
def test_a_range_holds_both_its_ends(low: int, width: int) -> None:
    found = interval(low, low + width, "range")
    assert found.contains(low)
    assert found.contains(low + width)


@given(COUNTS.filter(lambda n: n > 0))
def test_round_numbers_lie_on_either_side_and_undo_each_other(value: int) -> None:
    assert previous_round(value) < value < next_round(value)
    assert next_round(value) - value == last_digit_unit(value)


@given(intervals(), intervals())
def test_arithmetic_never_gives_a_negative_width(a: Interval, b: Interval) -> None:
    results = [a + b, a - b, a.scale(3), a.scale(-2), a.scale(0)]
    if b.high > 0:
        results.append(a / b)
    assert all(result.low <= result.high for result in results)


@given(intervals(), intervals(), st.data())
def test_the_result_holds_every_pair_of_members(a: Interval, b: Interval, data: st.DataObject) -> None:
    def member(of: Interval) -> float:
        top = of.high if math.isfinite(of.high) else of.low + 10**6
        return data.draw(st.floats(of.low, top).filter(of.contains))

    x, y = member(a), member(b)
    assert (a + b).low <= x + y <= (a + b).high
    assert (a - b).low <= x - y <= (a - b).high
    if y > 0:
        assert (a / b).low <= x / y <= (a / b).high


@given(intervals(), intervals())
def test_two_intervals_meet_when_their_difference_holds_zero(a: Interval, b: Interval) -> None:
    assert a.intersects(b) == b.intersects(a) == (a - b).contains(0)


@given(intervals())
def test_an_interval_holds_itself_and_meets_itself(a: Interval) -> None:
    assert a.contains(a)
    assert a.intersects(a)


def test_open_ends_do_not_belong_to_an_interval() -> None:
    assert 5 not in Interval(5, 6, low_closed=False)
    assert 6 in Interval(5, 6, low_closed=False)
    assert not Interval(1, 5, high_closed=False).intersects(Interval(5, 6))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((5, None, "sort_of"), "none of exact"),
        ((5, None, "exact", "loose"), "neither tight nor wide"),
        ((5, None, "range"), "needs value_high"),
        ((5, 7, "exact"), "needs the qualifier range"),
        ((None, None, "exact"), "needs a value"),
        ((5, None, "words"), "empty value"),
        ((7, 5, "range"), "below value"),
        ((-13, None, "approx"), "negative"),
    ],
)
def test_a_contradictory_claim_is_refused(arguments: tuple, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        interval(*arguments)


@pytest.mark.parametrize("ends", [(2, 1, True, True), (math.nan, 1, True, True), (1, 1, True, False)])
def test_an_impossible_interval_is_refused(ends: tuple) -> None:
    with pytest.raises(ValueError):
        Interval(*ends)


def test_a_ratio_by_zero_is_refused_and_one_down_to_zero_is_open_above() -> None:
    with pytest.raises(ValueError, match="divisor is 0"):
        Interval(1, 2) / Interval(0, 0)
    assert (Interval(1, 2) / Interval(0, 4)).high == math.inf
    assert str(Interval(100, 200) / Interval(50, 100)) == "[1, 4]"


def test_the_published_table_has_one_row_for_each_qualifier() -> None:
    table = interval_table()
    assert list(table.columns) == ["qualifier", "tight", "wide", "rule"]
    assert list(table["qualifier"]) == list(QUALIFIERS) == [rule.qualifier for rule in RULES]
