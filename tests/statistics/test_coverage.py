"""What was read, and how well the readings agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from roundups.package import Package
from roundups.statistics.coverage import agreement, claims_by_issue, coverage


@pytest.fixture(scope="module")
def package(real_root: Path) -> Package:
    return Package(real_root)


def test_weeks_read_and_not_read_make_up_all_weeks(package: Package) -> None:
    count = coverage(package)
    weekly = package.table("roundups").query("edition == 'weekly'")
    assert count.read + count.not_read == count.weeks == len(weekly)
    assert (count.full, count.opening) == ((weekly["reading"] == "full").sum(), (weekly["reading"] == "opening").sum())
    assert count.full >= 1 and count.opening >= 38


def test_a_week_that_was_not_read_has_no_count_rather_than_none_found(package: Package) -> None:
    issues = claims_by_issue(package)
    unread = issues["reading"] == "not_read"
    assert issues.loc[unread, "claims"].isna().all()
    assert issues.loc[~unread, "claims"].notna().all()


def test_every_row_from_a_roundup_is_counted_once(package: Package) -> None:
    claims = package.claims()
    strikes = package.table("refinery_strikes")["source_id"].astype(str)
    expected = claims["source_kind"].str.endswith("roundup").sum() + strikes.str.startswith("uacrisis-").sum()
    assert claims_by_issue(package)["claims"].sum() == expected


def test_figures_recorded_by_all_by_some_and_by_none_make_up_all(package: Package) -> None:
    a = agreement(package)
    assert a.recorded_by_all + a.recorded_by_some + a.recorded_by_none == a.figures
    assert min(a.recorded_by_all, a.recorded_by_some, a.recorded_by_none) > 0
