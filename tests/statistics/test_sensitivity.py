from __future__ import annotations

import pandas as pd
import pytest

from roundups.package import Package
from roundups.statistics import reconciliation, series, sensitivity, strikes


@pytest.fixture(scope="module")
def package() -> Package:
    return Package()


def test_each_source_is_left_out_once_and_the_ones_that_matter_are_named() -> None:
    rows = {"a": 1, "b": 5, "c": 2}
    found = sensitivity.leave_one_out(lambda source: sum(n for name, n in rows.items() if name != source), rows)
    assert found == (8, 3, 3, ["b"], 7, ["a"])


def test_a_source_that_changes_nothing_is_not_named() -> None:
    found = sensitivity.leave_one_out(lambda source: 4, ["a", "a"])
    assert found == (4, 1, 4, [], 4, [])


def test_leaving_out_a_source_gives_what_the_package_without_it_gives(package: Package) -> None:
    claims = package.claims()
    found = sensitivity.one_source_fewer(package)["Windows of prisoner totals with residual 0"]
    for source in found.low_sources[:2]:
        kept = claims[(claims["table"] == "prisoner_counts") & (claims["source_id"] != source)]
        windows = reconciliation.reconcile(reconciliation.one_per_exchange(kept), reconciliation.official_totals(kept), series.FIRST_DAY)
        assert (windows["residual"] == 0).sum() == found.low
    assert found.low < found.value == 21


def test_the_agreement_of_the_uk_and_the_general_staff_rests_on_one_publication_for_most_months(package: Package) -> None:
    found = sensitivity.one_source_fewer(package)["Months in which the UK and the General Staff agree within 1"]
    assert found.value == 24 and found.low < 12 and len(found.low_sources) == 1


def test_the_wide_table_lets_more_be_true_than_the_tight_one(package: Package) -> None:
    found = sensitivity.words(package.claims())
    assert found["Wounded for one killed, Zelenskyy, December 2024"] == ("8.6", "8.6")
    assert found["Wounded for one killed, Zelenskyy, February 2025"][0] == "8.3 to 8.7"
    assert found["Syrskyi's total for Kursk falls, July to August 2025"] == ("yes", "not necessarily")
    for tight, wide in found.values():
        if " of " in tight:
            assert int(tight.split()[0]) <= int(wide.split()[0]) and tight.split()[2] == wide.split()[2]


def test_no_days_and_one_day_are_the_strict_and_the_loose_rule(package: Package) -> None:
    table = package.table("refinery_strikes")
    by_days = sensitivity.matching(package).set_index("days")["strikes"]
    rows = strikes.reports(table)
    assert (by_days[0], by_days[1]) == (rows["strict"].nunique(), rows["loose"].nunique())
    assert by_days.is_monotonic_decreasing


def test_the_rules_table_counts_what_the_functions_count(package: Package) -> None:
    found = sensitivity.rules(package)
    assert found["Strikes"] == tuple(str(len(strikes.events(package.table("refinery_strikes"), rule))) for rule in ("strict", "loose"))


def test_the_break_without_one_source_is_a_month(package: Package) -> None:
    found = sensitivity.one_source_fewer(package)["First month after the break in civilians killed"]
    assert isinstance(found.value, pd.Timestamp) and found.low <= found.value <= found.high
