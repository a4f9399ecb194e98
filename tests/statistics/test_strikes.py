from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from roundups.package import Package
from roundups.statistics import strikes
from roundups.statistics.rates import compare


@pytest.fixture(scope="module")
def package(real_root: Path) -> Package:
    return Package(real_root)


@pytest.fixture(scope="module")
def months(package: Package) -> pd.DataFrame:
    return strikes.monthly(strikes.tallies(package.claims()))


def counts(*rows: dict[str, object]) -> pd.DataFrame:
    """Tallies as `Package.claims` gives them: by default Agentstvo's of January 2025."""
    default = {
        "table": "refinery_strike_counts", "measure": "attacks_on_refineries", "population": "russian_oil_refineries", "region": pd.NA, "value": 7,
        "qualifier": "exact", "claimant_id": "agentstvo", "claimant_name": "Agentstvo", "claimant_party": "third", "period_start": pd.Timestamp("2025-01-01"),
        "period_end": pd.Timestamp("2025-01-31"), "counting_rule": "drone attacks", "as_reported": "seven", "source_kind": "news", "part_of": pd.NA, "supersedes": pd.NA,
    }  # fmt: skip
    frame = pd.DataFrame([{**default, "claim_id": f"c{number}", **row} for number, row in enumerate(rows)])
    return frame.astype({"value": "Int64", "part_of": "string", "supersedes": "string", "region": "string", "counting_rule": "string", "source_kind": "string"})


def month(first: str, value: int, **more: object) -> dict[str, object]:
    start = pd.Timestamp(first)
    return {"period_start": start, "period_end": start + pd.offsets.MonthEnd(), "value": value, **more}


def reports(*rows: dict[str, object]) -> pd.DataFrame:
    default = {
        "event_id": "e", "source_id": "s", "claimant_id": "c", "population": strikes.POPULATION, "facility_id": "a-refinery", "facility_kind": "oil_refinery",
        "event_date": pd.Timestamp("2025-01-02"), "region": "R", "note": pd.NA,
    }  # fmt: skip
    frame = pd.DataFrame([{**default, "claim_id": f"r{number}", **row} for number, row in enumerate(rows)])
    return frame.assign(event_date=pd.to_datetime(frame["event_date"]))


def test_an_unattributed_relay_joins_the_claimant_it_repeats() -> None:
    relay = {"claimant_id": "not-attributed", "claimant_name": "not attributed", "claimant_party": "none", "source_kind": "weekly_roundup"}
    table = strikes.tallies(counts({}, relay))
    assert table[["claimant_id", "count", "shown_in", "claim_ids"]].values.tolist() == [["agentstvo", 7, "both", "c0; c1"]]


def test_an_unattributed_number_that_nobody_else_gives_stays_unattributed() -> None:
    table = strikes.tallies(counts({}, {"claimant_id": "not-attributed", "claimant_name": "not attributed", "claimant_party": "none", "value": 9}))
    assert sorted(table["claimant_id"]) == ["agentstvo", "not-attributed"]


def test_two_claimants_with_the_same_number_stay_two() -> None:
    assert len(strikes.tallies(counts({}, {"claimant_id": "bbc", "claimant_name": "BBC"}))) == 2


def test_a_superseded_number_a_sum_a_regional_part_and_an_open_period_are_no_tallies() -> None:
    table = strikes.tallies(
        counts(
            {"value": 13}, {"supersedes": "c0", "value": 14}, {"value": 50}, {"part_of": "c2", "value": 3}, {"region": "Samara Oblast", "value": 1},
            {"period_end": pd.NaT, "value": 28},
        )
    )  # fmt: skip
    assert sorted(table["count"]) == [3, 14]


def test_a_tally_has_its_exposure_in_days_and_its_exact_interval() -> None:
    row = strikes.tallies(counts(month("2025-08-01", 14))).iloc[0]
    assert (row["days"], round(row["low"], 1), round(row["high"], 1)) == (31, 7.7, 23.5)
    assert row["rate"] == pytest.approx(14 * 30 / 31)


def test_months_without_a_number_have_no_pair() -> None:
    series = strikes.monthly(strikes.tallies(counts(month("2024-05-01", 6), month("2024-06-01", 1), month("2024-08-01", 0))))
    pairs = strikes.neighbours(series)
    assert pairs[["count", "next_count"]].values.tolist() == [[6, 1]]
    assert pairs["p_value"].iloc[0] == pytest.approx(compare(1, 30, 6, 31).p_value)


def test_months_of_different_claimants_are_never_compared() -> None:
    rows = [month("2024-05-01", 6), month("2024-06-01", 1)]
    others = [{**row, "claimant_id": "bbc", "claimant_name": "BBC"} for row in rows]
    pairs = strikes.neighbours(strikes.monthly(strikes.tallies(counts(*rows, *others))))
    assert sorted(pairs["claimant_name"]) == ["Agentstvo", "BBC"]


def test_a_record_is_set_against_the_highest_earlier_month_and_names_the_gaps() -> None:
    series = strikes.monthly(strikes.tallies(counts(month("2024-03-01", 6), month("2024-05-01", 6), month("2024-06-01", 1), month("2024-07-01", 7))))
    record = strikes.record(series, "agentstvo", "2024-07-01")
    assert (record.attacks, record.before, record.before_months) == (7, 6, [pd.Timestamp("2024-03-01"), pd.Timestamp("2024-05-01")])
    assert record.months_without == [pd.Timestamp("2024-04-01")] and record.months_with_a_number == 3


def test_a_record_without_an_earlier_month_is_refused() -> None:
    series = strikes.monthly(strikes.tallies(counts(month("2024-03-01", 6), month("2024-04-01", 6))))
    with pytest.raises(ValueError, match="none before it"):
        strikes.record(series, "agentstvo", "2024-03-01")


def test_the_strict_rule_parts_what_the_loose_rule_joins() -> None:
    table = reports({}, {"event_date": pd.Timestamp("2025-01-03")}, {"event_id": "f", "facility_id": "b-refinery"})
    row = strikes.coverage_by_month(table).iloc[0]
    assert (row["reports"], row["sources"], row["strict"], row["loose"]) == (3, 1, 3, 2)


def test_undated_rows_and_facilities_elsewhere_are_no_events() -> None:
    table = reports({}, {"event_date": pd.NaT, "event_id": "g"}, {"population": "ukrainian_oil_facilities", "event_id": "h"})
    assert strikes.events(table)["event_id"].tolist() == ["e"]


def test_reports_of_unnamed_facilities_on_one_day_stay_apart() -> None:
    table = reports({"facility_id": pd.NA, "event_id": "x"}, {"facility_id": pd.NA, "event_id": "y"})
    row = strikes.coverage_by_month(table).iloc[0]
    assert (row["strict"], row["loose"]) == (2, 2)


def test_a_month_without_a_row_is_absent_and_not_zero() -> None:
    table = strikes.coverage_by_month(reports({}, {"event_id": "z", "event_date": pd.Timestamp("2025-03-01")}))
    assert [f"{m:%m}" for m in table["month"]] == ["01", "03"]


@pytest.mark.parametrize(
    "note",
    [
        "governor: attack repelled", "20 drones downed per governor; fire extinguished", "officials call it a stopped attempt",
        "plant not named; Russian side reports only downed drones there", "governor: drone shot down on approach; SBU source lists it as target",
    ],
)  # fmt: skip
def test_a_note_with_an_officials_denial_is_counted(note: str) -> None:
    assert strikes.says_repelled(note)


@pytest.mark.parametrize(
    "note", ["five drones reported downed, wreckage outside the plant", "governor confirms fire", "governor: fire; drones downed per Astra", "", None, pd.NA]
)
def test_a_note_without_one_is_not(note: object) -> None:
    assert not strikes.says_repelled(note)


def test_nights_count_distinct_strikes() -> None:
    table = reports({}, {}, {"event_id": "f", "facility_id": "b"}, {"event_id": "g", "event_date": pd.Timestamp("2025-02-01")})
    assert strikes.nights(table).to_dict() == {1: 1, 2: 1}


def test_the_bbcs_august_and_september_2025_are_14_and_8_with_p_0_29(months: pd.DataFrame) -> None:
    bbc = months[months["claimant_id"] == "bbc"].set_index("month")
    pair = strikes.neighbours(months).query("claimant_name == 'BBC'").iloc[0]
    assert bbc.loc[["2025-08-01", "2025-09-01"], "count"].tolist() == [14, 8]
    assert [f"{bbc.loc[m, end]:.1f}" for m in ("2025-08-01", "2025-09-01") for end in ("low", "high")] == ["7.7", "23.5", "3.5", "15.8"]
    assert f"{pair['p_value']:.2f}" == "0.29"


def test_agentstvos_series_runs_to_the_roundups_seven(months: pd.DataFrame) -> None:
    series = months[months["claimant_id"] == "agentstvo"]
    assert series["count"].tolist() == [6, 6, 1, 0, 1, 0, 2, 1, 7]
    assert series["claim_ids"].iloc[-1] == "1076-1076-07; 1076-1080-03; F0009"


def test_the_list_holds_each_dated_row_once(package: Package) -> None:
    table = package.table("refinery_strikes")
    dated = table[(table["population"] == strikes.POPULATION) & table["event_date"].notna()]
    ids = [i for cell in strikes.events(table)["claim_ids"] for i in cell.split("; ")]
    assert sorted(ids) == sorted(dated["claim_id"])
    assert strikes.coverage_by_month(table)["reports"].sum() == len(dated)


def test_strikes_by_kind_and_by_region_add_up_to_the_same_events(package: Package) -> None:
    table = package.table("refinery_strikes")
    total = len(strikes.events(table))
    assert all(strikes.by_group(table, column)["strikes"].sum() == total for column in ("facility_kind", "region"))
    named = strikes.events(table)["facility_id"].notna().sum()
    assert strikes.by_facility(table, package.table("facilities"))["strikes"].sum() == named
