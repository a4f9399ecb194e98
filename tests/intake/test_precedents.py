"""What the package already has on a proposed row."""

from __future__ import annotations

from pathlib import Path

import pytest

from roundups.checks.reading import Reading
from roundups.intake.precedents import Precedents
from roundups.intake.reviewfile import Entry

KURSK = {
    "table": "kursk_losses", "claimant_id": "general-staff-ukraine", "measure": "personnel_losses", "population": "russian_military", "qualifier": "approx",
    "statistic": "cumulative", "region": "Kursk Oblast", "period_start": "2024-08-06",
}  # fmt: skip


@pytest.fixture(scope="module")
def precedents(real_root: Path) -> Precedents:
    return Precedents(Reading(real_root))


def test_the_last_claim_of_the_series_is_named(precedents: Precedents) -> None:
    lines = precedents.lines(Entry("p1", {**KURSK, "value": "41000", "as_reported": "some 41,000", "as_of": "2025-02-13"}))
    assert 'last of this series: 1076-1080-11 "some 40,000", general-staff-ukraine, 2025-02-06' in lines
    assert not any(line.startswith("FALLS") for line in lines)


def test_a_running_total_that_falls_is_named(precedents: Precedents) -> None:
    lines = precedents.lines(Entry("p1", {**KURSK, "value": "20000", "as_reported": "some 20,000", "as_of": "2025-02-13"}))
    assert any(line.startswith("FALLS below ") and "40,000" in line for line in lines)


def test_a_running_total_above_a_later_one_is_named(precedents: Precedents) -> None:
    lines = precedents.lines(Entry("p1", {**KURSK, "value": "60000", "as_reported": "some 60,000", "as_of": "2024-09-01"}))
    assert any(line.startswith("next of this series: 1076-1080-11") for line in lines)
    assert any(line.startswith("IS ABOVE the later 1076-1080-11") for line in lines)


def test_an_earlier_day_does_not_fall_below_a_later_one(precedents: Precedents) -> None:
    lines = precedents.lines(Entry("p1", {**KURSK, "value": "100", "as_reported": "some 100", "as_of": "2024-08-07"}))
    assert not any(line.startswith("FALLS") for line in lines)


def test_a_claim_of_the_same_day_with_numbers_that_meet_is_named(precedents: Precedents) -> None:
    cells = {"table": "casualty_claims", "measure": "killed", "population": "civilians_ukraine", "value": "5", "qualifier": "exact", "statistic": "event"}
    near = Entry("p1", {**cells, "event_date": "2025-02-04", "region": "Kharkiv Oblast", "as_reported": "five"})
    assert 'maybe the same: 1076-1080-01 "five civilians", not-attributed, 2025-02-04' in precedents.lines(near)
    for change in ({"value": "8"}, {"event_date": "2025-02-08"}, {"region": "Odesa Oblast"}, {"event_date": ""}):
        assert not any("1076-1080-01" in line for line in precedents.lines(Entry("p1", {**near.cells, **change})))


def test_a_strike_on_the_same_facility_within_a_day_is_named(precedents: Precedents) -> None:
    strike = {"table": "refinery_strikes", "facility_id": "volgograd-refinery", "event_date": "2025-02-04", "facility_kind": "oil_refinery"}
    assert any("1076-1080-04" in line for line in precedents.lines(Entry("p1", strike)))
    assert precedents.lines(Entry("p1", {**strike, "event_date": "2025-02-09"})) == []


def test_a_row_of_the_same_review_that_says_the_same_is_named(precedents: Precedents) -> None:
    cells = {**KURSK, "value": "41000", "as_of": "2025-02-13"}
    one, two, rejected = Entry("p1", dict(cells)), Entry("p2", dict(cells)), Entry("p3", dict(cells), "reject")
    lines = precedents.lines(one, [one, two, rejected])
    assert "says what p2 of this review says" in lines
    assert not any("p1" in line or "p3" in line for line in lines)


def test_a_series_that_the_package_does_not_have_says_who_else_counts(precedents: Precedents) -> None:
    lines = precedents.lines(Entry("p1", {**KURSK, "claimant_id": "isw", "value": "41000", "as_of": "2025-02-13", "as_reported": "41,000"}))
    assert any(line.startswith("no cumulative claim of isw on this yet; others: ") for line in lines)
