from __future__ import annotations

import pandas as pd
import pytest

from roundups.package import Package
from roundups.statistics.audit import audit, overlapping, restated, retold


@pytest.fixture(scope="module")
def claims() -> pd.DataFrame:
    return Package().claims()


def table(*rows: dict[str, object]) -> pd.DataFrame:
    types = Package().claims().dtypes
    frame = pd.DataFrame([{"claim_id": f"X{i}"} | row for i, row in enumerate(rows)]).reindex(columns=types.index)
    return frame.astype(types.to_dict())


def loss(measure: str, value: int, **changes: object) -> dict[str, object]:
    return {
        "claimant_id": "c", "claimant_party": "ukraine", "measure": measure, "population": "russian_military", "statistic": "cumulative", "value": value,
        "qualifier": "exact", "as_of": pd.Timestamp("2024-11-05"), "source_id": "s",
    } | changes  # fmt: skip


def test_the_audit_adds_killed_wounded_and_captured() -> None:
    claims = table(
        loss("killed_and_wounded", 20842, claim_id="T"), loss("killed", 7905, part_of="T"), loss("wounded", 12220, part_of="T"), loss("captured", 717, part_of="T")
    )
    row = audit(claims).iloc[0]
    assert row["parts"] == "7,905 killed + 12,220 wounded + 717 captured"
    assert (row["sum"], row["difference"], row["agrees"]) == (20842, 0, True)


def test_the_audit_finds_parts_that_a_more_than_excludes() -> None:
    claims = table(loss("killed_and_wounded", 750000, claim_id="T", qualifier="more_than"), loss("killed", 198000, part_of="T"), loss("wounded", 550000, part_of="T"))
    row = audit(claims).iloc[0]
    assert (row["difference"], row["agrees"]) == (-2000, False)


def test_overlapping_parts_of_one_measure_are_compared_and_not_added() -> None:
    claims = table(loss("killed", 100, claim_id="T"), loss("killed", 49, part_of="T"), loss("killed", 84, part_of="T"), loss("killed_children", 101, part_of="T"))
    assert audit(claims).empty
    assert overlapping(claims)["fits"].tolist() == [True, True, False]


def test_a_part_of_another_measure_is_neither_added_nor_compared() -> None:
    assert overlapping(table(loss("killed", 100, claim_id="T"), loss("troops_deployed", 900, part_of="T"))).empty


def test_one_number_in_two_publications_is_one_statement_printed_alike() -> None:
    claims = table(loss("killed", 43000), loss("killed", 43000, source_id="other"), loss("killed", 9, source_id="other", population="ukrainian_military"))
    row = retold(claims).iloc[0]
    assert len(retold(claims)) == 1
    assert (row["publications"], row["same"], row["compatible"], row["claim_ids"]) == (2, True, True, "X0; X1")


def test_more_than_lost_in_retelling_is_found_and_one_that_supersedes_is_named() -> None:
    lost = retold(table(loss("wounded", 550000), loss("wounded", 550000, source_id="other", qualifier="more_than"))).iloc[0]
    assert (lost["same"], lost["compatible"], lost["restated"]) == (False, False, False)
    assert retold(table(loss("killed", 1), loss("killed", 2, source_id="other", supersedes="X0"))).iloc[0]["restated"]


def test_two_publications_without_a_named_claimant_are_no_statement_in_two_outlets() -> None:
    assert retold(table(loss("killed", 1, claimant_party="none"), loss("killed", 1, claimant_party="none", source_id="other"))).empty


def test_a_restated_figure_keeps_both_numbers() -> None:
    row = restated(table(loss("killed", 299), loss("killed", 405, supersedes="X0"))).iloc[0]
    assert (row["claim_id"], row["old"], row["new"], row["change"]) == ("X1", 299, 405, 106)


def test_the_kursk_total_includes_the_captured(claims: pd.DataFrame) -> None:
    row = audit(claims).set_index("total_id").loc["P0372"]
    assert row["parts"] == "7,905 killed + 12,220 wounded + 717 captured"
    assert (row["sum"], row["difference"]) == (20842, 0)


def test_the_750_000_of_december_2024_adds_up_in_the_outlet_that_kept_more_than(claims: pd.DataFrame) -> None:
    agrees = audit(claims).set_index("total_id")["agrees"]
    assert (agrees["1020-1024-05"], agrees["P0156"]) == (False, True)
    told = retold(claims).set_index("claim_ids").loc["1020-1024-07; P0158"]
    assert not told["compatible"]


def test_no_part_in_the_package_is_larger_than_its_total(claims: pd.DataFrame) -> None:
    found = overlapping(claims)
    assert len(found) > 30 and found["fits"].all()


def test_every_superseded_number_of_the_package_has_its_successor(claims: pd.DataFrame) -> None:
    assert len(restated(claims)) == claims["supersedes"].notna().sum()
