"""What was read, and how well the readings agree."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from roundups.package import Package
from roundups.statistics.coverage import agreement, claims_by_issue, coverage, flow, positive_agreement


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


def test_the_flow_adds_up(package: Package) -> None:
    steps = dict(flow(package))
    assert steps["weekly issues between the first and the last one read"] == sum(n for name, n in steps.items() if name.startswith("of them"))
    kept = steps["published in the tables of claims"] + steps["published as reports of strikes"]
    left_out = sum(n for name, n in steps.items() if name.startswith("left out"))
    assert steps["figures found in all of these"] == kept + left_out
    assert left_out == len(package.table("exclusions"))


def test_positive_agreement_is_the_share_of_pairs_of_readings_that_both_have_a_figure(package: Package) -> None:
    roundups = package.table("roundups").dropna(subset=["source_id"]).set_index("source_id")["readings"]
    both = pairs = 0
    for name in [*package.claim_tables, "refinery_strikes"]:
        rows = package.table(name).dropna(subset=["readings_recorded"])
        for source, recorded in zip(rows["source_id"].astype(str), rows["readings_recorded"], strict=True):
            readings = [True] * int(recorded) + [False] * (int(roundups[source]) - int(recorded))
            for one, two in permutations(readings, 2):
                both, pairs = both + (one and two), pairs + one
    found = positive_agreement(package)
    assert found.share == pytest.approx(both / pairs)
    assert found.low < found.share < found.high < 1
    assert found == positive_agreement(package)
