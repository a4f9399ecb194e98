"""The figures of the roundup of days 1,076-1,080 in the real package: break a cell, and validation names its line.

Each round breaks one cell in each of the figures at once, in a sealed copy: bytes and hashes agree, so that it is the gates
that have to see it.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from pathlib import Path

import pytest

from roundups.checks import Fault, catalogue, validate

#: Figure: table, claim, and the words and the number that the issue prints.
FIGURES = {
    "1076-1080-01": ("casualty_claims", "5", "five civilians"),
    "1076-1080-02": ("casualty_claims", "55", "55 others"),
    "1076-1080-03": ("refinery_strike_counts", "7", "seven drone attacks"),
    "1076-1080-07": ("casualty_claims", "45000", "more than 45,000"),
    "1076-1080-08": ("casualty_claims", "390000", "almost 390,000"),
    "1076-1080-09": ("kursk_losses", "5", "up to five kilometers"),
    "1076-1080-11": ("kursk_losses", "40000", "some 40,000"),
    "1076-1080-12": ("kursk_losses", "16000", "more than 16,000"),
    "1076-1080-13": ("kursk_losses", "909", "909"),
}
STRIKES = ("1076-1080-04", "1076-1080-05", "1076-1080-06")
WORDS_ONLY = "1076-1080-14"
TRANSPOSED = {"45000": "54000", "390000": "930000", "40000": "4000", "16000": "61000", "909": "990", "55": "50"}
HEDGES = {"more_than": "at_least", "almost": "approx", "approx": "exact", "up_to": "more_than", "exact": "range"}


class Copy:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.broken: dict[str, str] = {}

    def _rows(self, table: str) -> list[list[str]]:
        with (self.root / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    def cell(self, table: str, claim: str, column: str) -> str:
        header, *rows = self._rows(table)
        return next(row for row in rows if row[0] == claim)[header.index(column)]

    def break_cell(self, table: str, claim: str, column: str, new: str) -> None:
        rows = self._rows(table)
        number = next(number for number, row in enumerate(rows) if row[0] == claim)
        old, rows[number][rows[0].index(column)] = rows[number][rows[0].index(column)], new
        assert old != new
        with (self.root / "data" / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
        self.broken[f"data/{table}.csv:{number + 1}"] = f"{claim} {column}: {old} -> {new}"

    def missed(self) -> list[str]:
        """The broken cells whose line no fault names, once the package is sealed again."""
        path = self.root / "datapackage.json"
        package = json.loads(path.read_text(encoding="utf-8"))
        for resource in package["resources"]:
            data = (self.root / resource["path"]).read_bytes()
            resource["bytes"], resource["hash"] = len(data), "sha256:" + hashlib.sha256(data).hexdigest()
        path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        ours = [gate for gate in catalogue() if gate.name != "table-schema"]  # frictionless sees nothing of this and takes half of the time
        seen = {f"{fault.file}:{fault.line}" for fault in validate(self.root, ours)}
        return [what for place, what in self.broken.items() if place not in seen]


@pytest.fixture
def copy(real_root: Path, tmp_path: Path) -> Copy:
    shutil.copytree(real_root / "data", tmp_path / "data")
    shutil.copy(real_root / "datapackage.json", tmp_path / "datapackage.json")
    return Copy(tmp_path)


@pytest.fixture(scope="module")
def real_faults(real_root: Path) -> list[Fault]:
    return validate(real_root)


def test_the_real_package_raises_no_false_alarm(real_faults: list[Fault]) -> None:
    assert [str(fault) for fault in real_faults if fault.severity != "advisory"] == []


def test_each_figure_of_the_issue_is_in_the_data_with_its_words(copy: Copy) -> None:
    for claim, (table, value, words) in FIGURES.items():
        assert copy.cell(table, claim, "value") == value
        assert words in copy.cell(table, claim, "as_reported")
    assert copy.cell("kursk_losses", WORDS_ONLY, "as_reported") == "hundreds of square kilometers"
    assert copy.cell("kursk_losses", WORDS_ONLY, "value") == ""


def test_transposed_and_dropped_digits_are_caught(copy: Copy) -> None:
    for claim, (table, value, _) in FIGURES.items():
        copy.break_cell(table, claim, "value", TRANSPOSED.get(value, value + "0"))
    copy.break_cell("kursk_losses", WORDS_ONLY, "value", "100")
    assert copy.missed() == []


def test_a_factor_of_ten_is_caught(copy: Copy) -> None:
    for claim, (table, value, _) in FIGURES.items():
        copy.break_cell(table, claim, "value", value + "0")
    assert copy.missed() == []


def test_a_deleted_value_is_caught(copy: Copy) -> None:
    for claim, (table, _, _) in FIGURES.items():
        copy.break_cell(table, claim, "value", "")
    assert copy.missed() == []


def test_another_hedge_is_caught(copy: Copy) -> None:
    for claim, (table, _, _) in FIGURES.items():
        copy.break_cell(table, claim, "qualifier", HEDGES[copy.cell(table, claim, "qualifier")])
    copy.break_cell("kursk_losses", WORDS_ONLY, "qualifier", "exact")
    assert copy.missed() == []


def test_other_words_are_caught(copy: Copy) -> None:
    for claim, (table, _, _) in FIGURES.items():
        copy.break_cell(table, claim, "as_reported", "more than 1,234")
    copy.break_cell("kursk_losses", WORDS_ONLY, "as_reported", "300 square kilometers")
    assert copy.missed() == []


def test_lost_words_are_caught(copy: Copy) -> None:
    for claim, (table, _, _) in FIGURES.items():
        copy.break_cell(table, claim, "as_reported", "")
    assert copy.missed() == []


@pytest.mark.parametrize("column", ["claimant_id", "source_id", "measure", "population", "part_of"])
def test_a_misspelt_key_is_caught(copy: Copy, column: str) -> None:
    for claim, (table, _, _) in FIGURES.items():
        copy.break_cell(table, claim, column, copy.cell(table, claim, column) + "x")
    for claim in STRIKES if column not in ("measure", "part_of") else ():
        copy.break_cell("refinery_strikes", claim, column, copy.cell("refinery_strikes", claim, column) + "x")
    assert copy.missed() == []


def test_a_slip_of_a_year_in_a_date_is_caught(copy: Copy) -> None:
    for claim, (table, _, _) in FIGURES.items():
        for column in ("event_date", "as_of", "period_start"):
            if copy.cell(table, claim, column).startswith("2025"):
                copy.break_cell(table, claim, column, copy.cell(table, claim, column).replace("2025", "2026"))
                break
    for claim in STRIKES:
        copy.break_cell("refinery_strikes", claim, "event_date", copy.cell("refinery_strikes", claim, "event_date").replace("2025", "2024"))
    undated = {"1076-1080-07", "1076-1080-08"}  # the roundup gives no day of the statement
    assert len(copy.broken) == len(FIGURES) - len(undated) + len(STRIKES)
    assert copy.missed() == []


def test_another_region_and_another_facility_are_caught(copy: Copy) -> None:
    named = [claim for claim in STRIKES if copy.cell("refinery_strikes", claim, "facility_id")]
    assert len(named) == 2
    copy.break_cell("refinery_strikes", named[0], "region", "Kursk Oblast")
    copy.break_cell("refinery_strikes", named[1], "facility_id", "ilsky-refinery")
    assert copy.missed() == []


def test_a_broken_cell_is_caught_by_the_seal_too(copy: Copy) -> None:
    copy.break_cell("casualty_claims", "1076-1080-07", "claimant_id", "isw")
    assert any(fault.check == "resource-seal" and "casualty_claims" in fault.reason for fault in validate(copy.root))
