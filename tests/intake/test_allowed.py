"""What a cell may hold, in words that help whoever typed it."""

from __future__ import annotations

from pathlib import Path

import pytest

from roundups.intake.allowed import cell_faults, near, near_keys
from roundups.intake.draft import Draft


@pytest.fixture(scope="module")
def draft(real_root: Path) -> Draft:
    return Draft(real_root)


@pytest.mark.parametrize(
    ("table", "words", "first"),
    [
        ("claimants", "air-force-ukrainian", "ukrainian-air-force"),
        ("claimants", "Zelensky Volodymyr", "volodymyr-zelenskyy"),
        ("claimants", "Institute for Study of War", "isw"),
        ("facilities", "the refinery of Volgograd", "volgograd-refinery"),
        ("regions", "Kharkiv region", "Kharkiv Oblast"),
        ("measures", "kiled", "killed"),
    ],
)
def test_a_row_is_found_by_its_key_its_name_or_an_alias_in_whatever_order(table: str, words: str, first: str, draft: Draft) -> None:
    assert near_keys(draft, table, words)[0] == first


def test_words_like_nothing_find_nothing(draft: Draft) -> None:
    assert near_keys(draft, "claimants", "xyzzy") == []
    assert near("xyzzy", ["killed"], "take another") == "take another"


def test_every_published_row_is_one_that_may_be(draft: Draft) -> None:
    for table in draft.package.tables:
        for row in draft.rows(table):
            assert list(cell_faults(draft, table, row)) == []


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("value", "007", "is no whole number"),
        ("value", "-5", "is below 0"),
        ("value", "1,000", "is no whole number"),
        ("event_date", "2025-02-30", "is no day"),
        ("event_date", "20250204", "is no day"),
        ("disputed", "TRUE", "is neither true nor false"),
        ("weapon", "drones", "is none of the column's values"),
        ("qualifier", "", "the cell is empty"),
        ("note", "a\u200bb", "characters that cannot be seen"),
        ("population", "ukrainian_army", "is not in populations"),
    ],
)
def test_a_cell_that_may_not_be_is_named_with_what_to_do(column: str, cell: str, reason: str, draft: Draft) -> None:
    row = draft.find("casualty_claims", "1076-1080-01")
    assert row is not None
    [fault] = cell_faults(draft, "casualty_claims", {**row, column: cell})
    assert fault.column == column
    assert reason in fault.reason
    assert fault.advice
