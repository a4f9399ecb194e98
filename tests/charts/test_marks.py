from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from matplotlib.axes import Axes

from roundups.charts.marks import DOWNWARDS, KEY, UPWARDS, Mark, draw, key_handles, marks_of
from roundups.charts.style import new_figure, styled
from roundups.wording import QUALIFIERS


def drawn(*marks: Mark, values_on: str = "y") -> Axes:
    with styled():
        _, (axes,) = new_figure(2)
        draw(axes, marks, "#00798c", values_on=values_on)
    return axes


def arrow_of(axes: Axes) -> tuple[float, float]:
    """Where the tip of the one arrow lies, seen from its foot, right and up."""
    (line,) = axes.lines
    marker = line._marker
    tip = marker.get_path().vertices[3]
    return tuple(marker.get_transform().transform(tip).round(6))


@pytest.mark.parametrize("qualifier", sorted(UPWARDS))
def test_a_number_with_more_above_it_is_an_arrow_upwards_or_to_the_right(qualifier: str) -> None:
    assert arrow_of(drawn(Mark(1, 5, None, qualifier)))[1] > 0
    assert arrow_of(drawn(Mark(1, 5, None, qualifier), values_on="x"))[0] > 0


@pytest.mark.parametrize("qualifier", sorted(DOWNWARDS))
def test_a_number_with_less_below_it_is_an_arrow_downwards_or_to_the_left(qualifier: str) -> None:
    assert arrow_of(drawn(Mark(1, 5, None, qualifier)))[1] < 0
    assert arrow_of(drawn(Mark(1, 5, None, qualifier), values_on="x"))[0] < 0


def test_a_range_is_a_bar_between_its_ends() -> None:
    (line,) = drawn(Mark(1, 22, 24, "range")).lines
    assert line.get_ydata().tolist() == [22, 24] and line.get_xdata().tolist() == [1, 1]
    (line,) = drawn(Mark(1, 22, 24, "range"), values_on="x").lines
    assert line.get_xdata().tolist() == [22, 24]


@pytest.mark.parametrize(("qualifier", "marker", "is_filled"), [("exact", "o", True), ("approx", "o", False), ("not_stated", "D", False)])
def test_only_an_exact_number_is_a_filled_point(qualifier: str, marker: str, is_filled: bool) -> None:
    (line,) = drawn(Mark(1, 5, None, qualifier)).lines
    assert line.get_marker() == marker
    assert (line.get_markerfacecolor() == line.get_markeredgecolor()) is is_filled


def test_nothing_joins_two_claims() -> None:
    axes = drawn(Mark(1, 5, None, "exact"), Mark(2, 7, None, "exact"))
    assert all(line.get_linestyle() == "None" for line in axes.lines)


def test_rows_without_a_number_or_a_place_give_no_mark() -> None:
    rows: list[dict[str, Any]] = [
        {"value": pd.NA, "value_high": pd.NA, "qualifier": "words", "x": 1},
        {"value": 5, "value_high": pd.NA, "qualifier": "exact", "x": pd.NaT},
        {"value": 5, "value_high": 7, "qualifier": "range", "x": 2},
    ]
    assert marks_of(rows, "x") == [Mark(2, 5.0, 7.0, "range")]


def test_the_key_names_only_what_is_shown() -> None:
    assert [handle.get_label() for handle in key_handles("#000", ["exact", "at_least", "exact"])] == ["a number", "more than, at least"]


def test_every_qualifier_with_a_number_has_a_place_in_the_key() -> None:
    assert all(len(key_handles("#000", [q])) == 1 for q in QUALIFIERS if q not in ("words", "withheld"))
    assert len({name for name, _ in KEY}) == len(KEY)
