"""Every figure that was collected is published or left out with a reason, and the figures that must be there are there."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

from roundups.package import Package

#: How many figures were collected, by the series of their identifiers. The roundups' are named by days.
COLLECTED = {"roundups": 245, "P": 776, "E": 561, "F": 128, "G": 54}
#: The issues in which they were collected; `roundups add` brings further ones.
ISSUES = (
    "586-590 593-597 600-604 628-632 635-639 642-646 649-653 656-660 698-702 705-709 712-716 733-737 740-744 747-751 754-758 "
    "768-772 782-786 803-807 810-814 831-835 838-842 866-870 873-877 880-884 915-919 950-954 957-961 971-975 978-982 "
    "1020-1024 1027-1031 1055-1059 1062-1066 1076 1076-1080 1118-1122 1119 1125-1129 1146-1150 1160-1164 1181-1185"
).split()
#: Read later: a quantity in words in the whole text of days 1,076 to 1,080, and pages found as better sources for weak ones.
ADDED = {"1076-1080-14", *(f"N{number:04d}" for number in range(1, 16))}


@pytest.fixture(scope="module")
def package(real_root: Path) -> Package:
    return Package(real_root)


@pytest.fixture(scope="module")
def published(package: Package) -> pd.Series:
    """The claims of the issues and the other publications that were collected for the first release."""
    ids = pd.concat([package.table(name)["claim_id"] for name in [*package.claim_tables, "refinery_strikes"]])
    days = ids.str.extract(r"^(\d+-\d+)-\d+$", expand=False)
    return ids[days.isna() | days.isin([issue if "-" in issue else f"{issue}-{issue}" for issue in ISSUES])]


def test_what_is_published_and_what_is_left_out_make_up_what_was_collected(package: Package, published: pd.Series) -> None:
    left_out = package.table("exclusions")["evidence_id"]
    accounted = pd.concat([published[~published.isin(ADDED)], left_out])
    assert accounted.is_unique
    series = accounted.str.extract(r"^([A-Z])", expand=False).fillna("roundups").value_counts().to_dict()
    assert series == COLLECTED
    assert len(published) - len(ADDED) + len(left_out) == sum(COLLECTED.values()) == 1764


def test_numbered_series_have_no_gap(package: Package, published: pd.Series) -> None:
    ids = pd.concat([published, package.table("exclusions")["evidence_id"]])
    for letter in "PEF":
        numbers = sorted(int(i[1:]) for i in ids if re.fullmatch(rf"{letter}\d{{4}}", i))
        assert numbers == list(range(1, COLLECTED[letter] + 1))


def test_a_figure_left_out_points_only_to_published_claims(package: Package, published: pd.Series) -> None:
    pointed = package.table("exclusions")["see_claim"].dropna()
    assert len(pointed)
    assert set(pointed) <= set(published)


@pytest.mark.parametrize(
    ("claim_id", "table", "words", "value", "qualifier", "claimant"),
    [
        ("1076-1080-01", "casualty_claims", "five civilians", 5, "exact", "not-attributed"),
        ("1076-1080-02", "casualty_claims", "55 others", 55, "exact", "not-attributed"),
        ("1076-1080-03", "refinery_strike_counts", "seven drone attacks", 7, "exact", "not-attributed"),
        ("1076-1080-07", "casualty_claims", "more than 45,000", 45000, "more_than", "volodymyr-zelenskyy"),
        ("1076-1080-08", "casualty_claims", "almost 390,000", 390000, "almost", "volodymyr-zelenskyy"),
        ("1076-1080-09", "kursk_losses", "up to five kilometers", 5, "up_to", "isw"),
        ("1076-1080-11", "kursk_losses", "some 40,000", 40000, "approx", "general-staff-ukraine"),
        ("1076-1080-12", "kursk_losses", "more than 16,000", 16000, "more_than", "general-staff-ukraine"),
        ("1076-1080-13", "kursk_losses", "909 Russian troops", 909, "exact", "ukraine-unnamed"),
        ("1076-1080-14", "kursk_losses", "hundreds of square kilometers", None, "words", "general-staff-ukraine"),
    ],
)
def test_each_figure_of_the_roundup_read_whole_is_in_the_data_with_its_words(
    package: Package, claim_id: str, table: str, words: str, value: int | None, qualifier: str, claimant: str
) -> None:
    row = package.table(table).set_index("claim_id").loc[claim_id]
    assert row["as_reported"] == words
    assert (None if pd.isna(row["value"]) else int(row["value"])) == value
    assert (row["qualifier"], row["claimant_id"], row["source_id"]) == (qualifier, claimant, "uacrisis-1076-1080")


@pytest.mark.parametrize(
    ("claim_id", "region", "kind", "day"),
    [
        ("1076-1080-04", "Volgograd Oblast", "oil_refinery", "2025-02-03"),
        ("1076-1080-05", "Astrakhan Oblast", "gas_processing_plant", "2025-02-03"),
        ("1076-1080-06", "Krasnodar Krai", "oil_refinery", "2025-02-05"),
    ],
)
def test_each_strike_of_the_roundup_read_whole_is_in_the_data(package: Package, claim_id: str, region: str, kind: str, day: str) -> None:
    row = package.table("refinery_strikes").set_index("claim_id").loc[claim_id]
    assert (row["region"], row["facility_kind"], f"{row['event_date']:%Y-%m-%d}") == (region, kind, day)


def test_the_killed_of_kursk_are_part_of_the_losses_of_kursk(package: Package) -> None:
    assert package.table("kursk_losses").set_index("claim_id").loc["1076-1080-12", "part_of"] == "1076-1080-11"


def test_every_week_between_the_first_and_the_last_issue_read_has_a_row(package: Package) -> None:
    weekly = package.table("roundups").query("edition == 'weekly'").sort_values("first_day")
    assert weekly["first_day"].tolist() == list(range(586, weekly["first_day"].max() + 1, 7))
    assert weekly["first_day"].max() >= 1181
    assert set(package.table("roundups").query("reading != 'not_read'")["roundup_id"]) >= set(ISSUES)
    assert "1076-1080" in set(weekly.loc[weekly["reading"] == "full", "roundup_id"])
    assert weekly.loc[weekly["reading"] == "not_read", "source_id"].isna().all()
