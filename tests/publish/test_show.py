"""A claim as a person reads it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from roundups.cli import run
from roundups.package import Package, PackageError
from roundups.publish.claim import Claim, UnknownClaim, find_claim
from roundups.publish.show import record, text


@pytest.fixture(scope="module")
def package(real_root: Path) -> Package:
    return Package(real_root)


def shown(package: Package, claim_id: str) -> str:
    """The text with its line breaks taken out."""
    return " ".join(text(find_claim(package, claim_id)).split())


def test_a_claim_shows_words_number_both_intervals_claimant_and_where_it_was_printed(package: Package) -> None:
    words = shown(package, "1076-1080-07")
    for part in (
        "Volodymyr Zelenskyy: “more than 45,000”",
        "45,000, more_than, cumulative",
        "tight (45,000, 46,000], wide (45,000, ∞)",
        "People the claimant says were killed.",
        "when not given",
        "Ukraine Crisis Media Center, weekly roundup of days 1,076 to 1,080 (2025-02-03 to 2025-02-07), day of publication not shown",
        "https://uacrisis.org/en/1076-1080",
    ):
        assert part in words


def test_every_id_of_the_package_can_be_shown_and_fits_the_width(package: Package) -> None:
    for table in ("casualty_claims", "prisoner_counts", "other_claims", "refinery_strikes"):
        for row in list(package.records(table))[::40]:
            lines = text(find_claim(package, row["claim_id"])).splitlines()
            assert lines[0] == f"{row['claim_id']} in {table}"
            assert all(len(line) <= 100 or "://" in line for line in lines)


def test_a_claim_without_a_number_says_so_and_has_no_interval(package: Package) -> None:
    withheld = find_claim(package, "E0469")
    assert withheld.interval("tight") is None
    assert "none, withheld" in text(withheld) and "none: the number was withheld" in text(withheld)
    assert "hundreds of square kilometers" in shown(package, "1076-1080-14")


def test_each_sides_number_for_the_same_event_stands_beside_it(package: Package) -> None:
    relations = {other.claim.id: other.relation for other in find_claim(package, "N0001").others}
    assert relations == {"N0005": "contradicts", "P0460": "contradicts", "P0461": "contradicts", "P0459": "also printed"}
    assert {other.claim.id: other.relation for other in find_claim(package, "N0005").others}["N0001"] == "contradicts"


def test_what_stands_beside_a_claim_counts_the_same_thing_on_the_same_day(package: Package) -> None:
    others = 0
    for row in list(package.records("casualty_claims"))[::40]:
        for other in find_claim(package, row["claim_id"]).others:
            others += 1
            assert [other.claim.row[name] for name in ("measure", "population", "statistic")] == [
                row[name] for name in ("measure", "population", "statistic")
            ]
            assert other.claim.day in {row["event_date"], row["as_of"], row["period_end"]} - {None}
    assert others


def test_the_series_that_repeats_another_is_no_confirmation(edited: Callable[..., Package], package: Package) -> None:
    by_staff = next(row for row in package.records("casualty_claims") if row["claimant_id"] == "general-staff-ukraine" and row["as_of"])
    cells = {name: "" if cell is None else str(cell) for name, cell in by_staff.items()}
    changed = edited("casualty_claims", None, **{**cells, "claim_id": "Z9999", "claimant_id": "uk-mod", "disputed": "false"})
    relations = {other.claim.id: other.relation for other in find_claim(changed, by_staff["claim_id"]).others}
    assert relations["Z9999"] == "repeats"


def test_a_total_shows_its_parts_and_a_part_its_total(package: Package) -> None:
    total = find_claim(package, "1076-1080-11")
    assert [part.id for part in total.parts] == ["1076-1080-12"]
    assert "its parts" in text(total)
    part = find_claim(package, "1076-1080-12")
    assert part.total is not None and part.total.id == "1076-1080-11"
    assert "part of 1076-1080-11" in shown(package, "1076-1080-12")


def test_a_restated_figure_points_both_ways(package: Package) -> None:
    later, earlier = find_claim(package, "E0025"), find_claim(package, "E0024")
    assert later.supersedes is not None and later.supersedes.id == "E0024"
    assert "E0025" in [claim.id for claim in earlier.superseded_by]


def test_anomalies_and_corrections_of_a_claim_are_shown(package: Package, edited: Callable[..., Package]) -> None:
    assert "Left out of the charts." in shown(package, "P0005")
    cells = {"correction_id": "2026-0001", "table": "casualty_claims", "record_id": "1076-1080-07", "field": "value", "old_value": "54000"}
    changed = edited("corrections", None, **cells, new_value="45000", reason="Two digits were transposed.", corrected="2026-11-24")
    assert "2026-11-24: value from 54000 to 45000. Two digits were transposed." in shown(changed, "1076-1080-07")


def test_a_strike_shows_its_facility_and_the_other_reports_of_it(package: Package) -> None:
    rows = list(package.records("refinery_strikes"))
    row = next(row for row in rows if sum(other["event_id"] == row["event_id"] for other in rows) > 1 and row["facility_id"])
    strike = find_claim(package, row["claim_id"])
    assert {other.claim.row["event_id"] for other in strike.others} == {row["event_id"]}
    assert strike.facility["name"] in text(strike)
    assert strike.interval("tight") is None


def test_the_json_form_holds_the_row_with_types_and_both_intervals(real_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--package", str(real_root), "show", "1076-1080-11", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["claim"]["value"] == 40000 and document["claim"]["disputed"] is False and document["claim"]["as_of"] == "2025-02-06"
    assert document["intervals"] == {"tight": "[35,000, 45,000]", "wide": "[30,000, 50,000]"}
    assert document["parts"] == ["1076-1080-12"]
    assert document["source"]["url"] == "https://uacrisis.org/en/1076-1080"


def test_the_json_form_and_the_text_come_from_one_claim(package: Package) -> None:
    claim = find_claim(package, "N0001")
    assert isinstance(claim, Claim)
    assert [other["claim_id"] for other in record(claim)["others"]] == [other.claim.id for other in claim.others]


@pytest.mark.parametrize(("asked", "near"), [("1076-1080-77", "1076-1080-07"), ("p0005", "P0005"), ("G2024-1-31", "G2024-")])
def test_an_unknown_id_is_wrong_use_and_suggests_near_ones(
    asked: str, near: str, real_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("show", "cite"):
        assert run(["--package", str(real_root), command, asked]) == 2
        captured = capsys.readouterr()
        assert near in captured.err and captured.out == "" and captured.err.count("\n") == 1


def test_the_id_of_a_figure_that_was_left_out_gives_the_reason(package: Package) -> None:
    left_out = next(row for row in package.records("exclusions") if row["see_claim"])
    with pytest.raises(UnknownClaim, match="was left out of the tables") as raised:
        find_claim(package, left_out["evidence_id"])
    assert left_out["see_claim"] in str(raised.value)


def test_a_row_that_points_at_nothing_is_one_clear_fault(edited: Callable[..., Package]) -> None:
    package = edited("casualty_claims", "P0005", claimant_id="nobody")
    with pytest.raises(PackageError, match="P0005: 'nobody' is in no table"):
        find_claim(package, "P0005")


def test_a_cell_of_the_wrong_type_is_one_clear_fault(edited: Callable[..., Package]) -> None:
    package = edited("casualty_claims", "P0005", value="many")
    with pytest.raises(PackageError, match=r"casualty_claims\.csv: cannot be read as a table.*'many'"):
        find_claim(package, "P0005")


@pytest.mark.parametrize("arguments", [["show", "1076-1080-07"], ["cite", "1076-1080-07"], ["cite", "--style", "ris"], ["export", "--help"]])
def test_showing_and_citing_import_nothing_heavy(arguments: list[str], real_root: Path) -> None:
    program = (
        "import sys\nfrom roundups.cli import run\ncode = run(sys.argv[1:])\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)\nsys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", program, *arguments], cwd=real_root, capture_output=True, text=True, check=True)
    heavy = {"pandas", "numpy", "pyarrow", "xlsxwriter", "frictionless", "matplotlib", "scipy", "nbclient", "pypandoc", "yaml", "sqlite3", "apsw"}
    assert not set(done.stderr.split()) & heavy
