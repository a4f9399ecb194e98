from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundups.charts.labels import counted, source_line, spread
from roundups.package import Package


@given(st.lists(st.floats(0, 100), max_size=12), st.floats(0.5, 5))
def test_spread_labels_keep_their_order_distance_and_bounds(places: list[float], gap: float) -> None:
    moved = spread(places, gap, 0, 100)
    assert len(moved) == len(places)
    ordered = [moved[i] for i in sorted(range(len(places)), key=lambda i: (places[i], i))]
    assert all(second - first >= gap - 1e-9 for first, second in zip(ordered, ordered[1:], strict=False))
    assert all(-1e-9 <= place <= 100 + 1e-9 for place in moved)


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread([10, 50, 30], 5, 0, 100) == [10, 50, 30]


def test_too_many_labels_share_the_line_evenly() -> None:
    assert spread([1, 1, 1], 60, 0, 100) == [0, 50, 100]


def test_the_source_line_counts_rows_roundups_and_other_publications(real_root: Path) -> None:
    package = Package(real_root)
    line = source_line(package, ["1076-1076-07", "1076-1080-03", "F0009"])
    assert line == f"Source: 3 rows from 2 issues of the roundup and 1 other publication; ukraine-war-roundups {package.version}."


def test_a_claim_that_stands_in_no_table_is_refused(real_root: Path) -> None:
    with pytest.raises(ValueError, match="no such claims: X1"):
        source_line(Package(real_root), ["X1"])


@pytest.mark.parametrize(("number", "words"), [(1, "1 claim"), (0, "0 claims"), (1234, "1,234 claims")])
def test_a_number_agrees_with_its_noun(number: int, words: str) -> None:
    assert counted(number, "claim") == words
