"""Days in words, inside the week of days 1,076 to 1,080 (Monday 2025-02-03 to Friday 2025-02-07)."""

from __future__ import annotations

import pytest

from roundups.intake.context import when
from roundups.intake.dates import mentions
from roundups.intake.text import roundup_of

WEEK = roundup_of("A text.", "1076-1080")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("a strike on tuesday killed two", "2025-02-04", "2025-02-04"),
        ("an attack overnight into friday", "2025-02-07", "2025-02-07"),
        ("on the night from wednesday to thursday", "2025-02-06", "2025-02-06"),
        ("late on thursday", "2025-02-06", "2025-02-06"),
        ("monday's strike", "2025-02-03", "2025-02-03"),
        ("on saturday", "2025-02-01", "2025-02-01"),
        ("on sunday", "2025-02-02", "2025-02-02"),
        ("over the weekend", "2025-02-01", "2025-02-02"),
        ("last friday", "2025-01-31", "2025-01-31"),
        ("last week", "2025-01-27", "2025-02-02"),
        ("earlier this week", "2025-02-03", "2025-02-07"),
        ("late in the week", "2025-02-03", "2025-02-07"),
        ("in january", "2025-01-01", "2025-01-31"),
        ("in december", "2024-12-01", "2024-12-31"),
        ("last month", "2025-01-01", "2025-01-31"),
        ("in august 2024", "2024-08-01", "2024-08-31"),
        ("on february 6", "2025-02-06", "2025-02-06"),
        ("on august 26", "2024-08-26", "2024-08-26"),
        ("on 6 august 2024", "2024-08-06", "2024-08-06"),
        ("on february 24th 2022", "2022-02-24", "2022-02-24"),
        ("in 2024", "2024-01-01", "2024-12-31"),
        ("last year", "2024-01-01", "2024-12-31"),
        ("in the first five days of february", "2025-02-01", "2025-02-05"),
        ("between monday and thursday", "2025-02-03", "2025-02-06"),
        ("on monday and overnight into tuesday", "2025-02-03", "2025-02-04"),
        ("the january casualty toll", "2025-01-01", "2025-01-31"),
        ("january was the worst month", "2025-01-01", "2025-01-31"),
        ("in the night of february 4 to 5", "2025-02-05", "2025-02-05"),
        ("from 9 p.m. on tuesday to 4 a.m. on wednesday", "2025-02-05", "2025-02-05"),
        ("over the past week, he said in a sunday post", "2025-01-27", "2025-02-02"),
    ],
)
def test_words_of_time_are_resolved_in_the_week(text, first, last):
    found = [m for m in mentions(text, WEEK) if not m.is_spoken]
    assert [(str(m.first), str(m.last)) for m in found] == [(first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "since moscow unleashed an all-out war in february 2022", "since the all-out war began on feb. 24, 2022", "during the full-scale war",
        "in nearly three years of war", "over the course of the war", "since moscow invaded ukraine",
    ],
)  # fmt: skip
def test_the_war_is_counted_from_its_first_day(text):
    assert [(str(m.first), m.last) for m in mentions(text, WEEK)] == [("2022-02-24", None)]


@pytest.mark.parametrize(
    "text", ["the mayor said shells on tuesday killed two", "he said a drone attack tuesday killed two", "kyiv reported a strike on tuesday"]
)
def test_a_day_behind_an_event_is_not_that_of_the_statement(text):
    assert [m.is_spoken for m in mentions(text, WEEK)][-1:] == [False]


def test_today_and_yesterday_have_a_day_in_an_issue_of_one_day_only():
    assert [str(m.first) for m in mentions("yesterday nine fell, and today two", roundup_of("A text.", "1076"))] == ["2025-02-02", "2025-02-03"]
    assert mentions("yesterday nine fell, and today two", WEEK) == []


def test_the_day_before_is_counted_from_the_day_of_the_statement():
    text = "he said on wednesday that shells had killed two the day before"
    assert str(when(text, text.index("two"), mentions(text, WEEK), WEEK.first_date).day) == "2025-02-04"


@pytest.mark.parametrize(
    "text",
    [
        "the minister said on thursday that", "syrskyi told a news conference on monday", "in a statement on friday", "on thursday, the air force said",
    ],
)  # fmt: skip
def test_the_day_of_a_statement_is_told_from_that_of_an_event(text):
    assert [m.is_spoken for m in mentions(text, WEEK)] == [True]


@pytest.mark.parametrize("text", ["a dispute in may have ended", "a march of 12 people", "he may go", "in the future"])
def test_words_that_look_like_months_are_no_dates(text):
    assert mentions(text, WEEK) == []


def test_the_next_day_is_one_after_the_day_told_before():
    text = "the following day drones struck"
    assert str(when(text, len(text), mentions(text, WEEK), WEEK.first_date).day) == "2025-02-04"


def test_an_overnight_attack_reported_on_friday_was_on_friday():
    text = "they shot down 48 drones in the overnight attack, the military said on friday"
    assert str(when(text, 15, mentions(text, WEEK), None).day) == "2025-02-07"


def test_the_largest_attack_since_may_was_not_in_may():
    text = "the largest attack since may"
    assert when(text, 0, mentions(text, WEEK), None).is_empty


def test_in_a_daily_issue_a_weekday_is_the_last_one():
    day = roundup_of("A text.", "1076")
    assert [str(m.first) for m in mentions("on friday and on monday", day)] == ["2025-01-31", "2025-02-03"]


def test_a_date_that_no_month_has_is_none():
    assert mentions("on february 31", WEEK) == []


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("in february", "2025-02-01", "None"),
        ("so far this year", "2025-01-01", "None"),
        ("since the start of 2025", "2025-01-01", "None"),
        ("in the first half of 2024", "2024-01-01", "2024-06-30"),
        ("in the first two weeks of january", "2025-01-01", "2025-01-14"),
        ("january 5–9", "2025-01-05", "2025-01-09"),
        ("from november 3, 2024 to january 2, 2025", "2024-11-03", "2025-01-02"),
        ("between december 28 and january 4", "2024-12-28", "2025-01-04"),
        ("on friday, january 31, two", "2025-01-31", "2025-01-31"),
        ("on friday of the previous week", "2025-01-31", "2025-01-31"),
        ("over the past day", "None", "None"),
        ("in recent weeks", "None", "None"),
    ],
)
def test_a_span_ends_where_it_is_over_and_has_no_days_where_it_cannot_be_placed(text, first, last):
    assert [(str(m.first), str(m.last)) for m in mentions(text, WEEK)] == [(first, last)]


def test_a_month_with_three_days_left_is_told_as_a_whole_one():
    week = roundup_of("A text.", "1069-1073")
    assert [str(m.last) for m in mentions("in january", week)] == ["2025-01-31"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("a night earlier, drones came", "2025-02-03"), ("two days later, drones came", "2025-02-06"), ("that same night, drones came", "2025-02-04"),
        ("the day after, drones came", "2025-02-05"), ("it came a day after an attack killed two", "2025-02-03"), ("losses rose by 900 from the day before", "None"),
    ],
)  # fmt: skip
def test_days_are_counted_from_the_day_told_before(text, day):
    assert str(when(text, len(text), mentions(text, WEEK), WEEK.first_date.replace(day=4)).day) == day


def test_each_figure_has_the_day_that_stands_behind_it():
    text = "shells killed three on monday and wounded five on tuesday"
    three, five = text.index("three"), text.index("five")
    found = mentions(text, WEEK)
    assert [str(when(text, at, found, None, until=until).day) for at, until in ((three, five), (five, None))] == ["2025-02-03", "2025-02-04"]


def test_a_month_of_something_else_is_not_that_of_the_figure():
    text = "ukraine freed nine, who defended the town before it fell in january"
    assert when(text, text.index("nine"), mentions(text, WEEK), None).is_empty
