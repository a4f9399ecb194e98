from __future__ import annotations

import datetime as dt

import pytest

from roundups.charts.rows import label_rows, layout, period, rows_figure, said, said_shortly
from roundups.charts.style import new_figure, styled


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2024-01-01", "2024-12-31", "2024"),
        ("2025-08-01", "2025-08-31", "Aug 2025"),
        ("2025-12-01", "2025-12-31", "Dec 2025"),
        ("2025-08-01", "2025-11-30", "Aug–Nov 2025"),
        ("2026-01-01", "2026-01-26", "1–26 Jan 2026"),
        ("2024-01-01", "2024-03-18", "1 Jan – 18 Mar 2024"),
        ("2022-02-24", "2022-12-31", "2022, from 24 Feb"),
        ("2022-02-24", "2024-03-17", "24 Feb 2022 – 17 Mar 2024"),
    ],
)
def test_a_period_is_written_as_shortly_as_it_can_be(first: str, last: str, words: str) -> None:
    assert period(dt.date.fromisoformat(first), dt.date.fromisoformat(last)) == words


@pytest.mark.parametrize(
    ("qualifier", "words"), [("exact", "1,400"), ("at_least", "≥1,400"), ("more_than", ">1,400"), ("almost", "almost 1,400"), ("not_stated", "1,400")]
)
def test_a_number_keeps_the_sign_of_its_qualifier(qualifier: str, words: str) -> None:
    assert said(1400, qualifier) == words


def test_rows_and_headings_never_share_a_place() -> None:
    chart = layout([("One", [("a", "1", {}), ("b", "2", {})]), ("Two", [("c", "3", {})])])
    places = [y for y, _ in chart.headings] + [row.y for row in chart.rows]
    assert len(set(places)) == 5 and chart.height > max(places)


def test_every_row_has_its_label_and_its_value() -> None:
    chart = layout([("One", [("a", "1", {}), ("b", "2", {})])])
    with styled():
        _, (axes,) = new_figure(2)
        label_rows(axes, chart)
    assert [tick.get_text() for tick in axes.get_yticklabels()] == ["a", "b"]
    assert [text.get_text() for text in axes.texts] == ["One", "1", "2"]


def test_on_a_phone_the_words_stand_over_their_rows() -> None:
    chart = layout([("One", [("a", "1", {}), ("b", "2", {})])])
    with styled():
        figure, axes = rows_figure(chart, narrow=True, extra=0.5)
        label_rows(axes, chart, narrow=True)
    assert not axes.get_yticklabels()
    assert {text.get_text(): text.get_position()[1] < row.y for row in chart.rows for text in axes.texts if text.get_text() in (row.label, row.value)} == dict.fromkeys("a1b2", True)
    assert figure.get_figheight() > rows_figure(chart, narrow=False, extra=0.5)[0].get_figheight()


@pytest.mark.parametrize(
    ("value", "high", "qualifier", "words"),
    [(45_000, None, "more_than", ">45k"), (369_000, 523_000, "range", "369k–523k"), (1351, None, "exact", "1,351"), (1_500_000, None, "almost", "almost 1.5m")],
)
def test_a_claim_is_written_shortly_with_its_sign(value: float, high: float | None, qualifier: str, words: str) -> None:
    assert said_shortly(value, high, qualifier) == words
