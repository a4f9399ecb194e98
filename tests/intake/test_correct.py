"""A published cell changes with its record, or nothing does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from roundups.checks import validate
from roundups.cli import run
from roundups.intake.correct import WrongUse, correct
from roundups.intake.draft import Draft, Refused
from roundups.package import Package
from roundups.publish.seal import seal

DAY = date(2026, 12, 1)
WHY = "The page was read again."


def cell(root: Path, table: str, key: str, column: str) -> str:
    row = Draft(root).find(table, key)
    assert row is not None
    return row[column]


def test_the_cell_its_record_the_seal_and_the_changelog_change_together(package: Path) -> None:
    done = correct(package, "1076-1080-01", {"place": "Izium", "note": ""}, "the ministry spells it so", DAY, url="https://example.org/page")
    assert validate(package) == []
    assert seal(package, check=True) == []
    assert (cell(package, "casualty_claims", "1076-1080-01", "place"), cell(package, "casualty_claims", "1076-1080-01", "note")) == ("Izium", "")
    record = Draft(package).find("corrections", "2026-0001")
    assert record == {
        "correction_id": "2026-0001", "table": "casualty_claims", "record_id": "1076-1080-01", "field": "place", "old_value": "Izyum", "new_value": "Izium",
        "reason": "The ministry spells it so.", "url": "https://example.org/page", "corrected": "2026-12-01",
    }  # fmt: skip
    assert done.ids == ["2026-0001", "2026-0002"]
    assert done.files == ["CHANGELOG.md", "README.md", "data/casualty_claims.csv", "data/corrections.csv", "datapackage.json"]
    assert "- `1076-1080-01`, `place`: Izyum is now Izium. The ministry spells it so.\n" in (package / "CHANGELOG.md").read_text(encoding="utf-8")
    again = correct(package, "F0060", {"note": "Both sides report it."}, WHY, DAY)
    assert again.ids == ["2026-0003"]
    assert Package(package).table("corrections")["correction_id"].is_unique


def test_ids_begin_again_with_the_year(package: Path, quick: None) -> None:
    assert correct(package, "1076-1080-01", {"note": "Said by the governor."}, WHY, DAY).ids == ["2026-0001"]
    assert correct(package, "1076-1080-02", {"note": "Said by the governor."}, WHY, date(2027, 1, 2)).ids == ["2027-0001"]


@pytest.mark.parametrize(
    ("record", "cells", "words"),
    [
        ("1076-1080-77", {"value": "5"}, "did you mean 1076-1080-07"),
        ("nothing-like-it", {"value": "5"}, "roundups show finds a claim"),
        ("1076-1080-01", {"valeu": "5"}, "did you mean value"),
        ("1076-1080-01", {"claim_id": "1076-1080-99"}, "stable for ever"),
        ("1076-1080-01", {"value": "5"}, "value is 5 already"),
        ("1076-1080-01", {"value": "five"}, "'five' is no whole number; write digits only"),
        ("1076-1080-01", {"qualifier": "exactly"}, "did you mean exact?"),
        ("1076-1080-01", {"event_date": "4 February 2025"}, "write it as YYYY-MM-DD"),
        ("1076-1080-01", {"measure": "kiled"}, "did you mean killed"),
        ("1076-1080-01", {"claimant_id": "staff-general-ukraine"}, "did you mean general-staff-ukraine"),
        ("1076-1080-01", {"source_id": ""}, "the cell is empty; fill it"),
        ("1076-1080-01", {"note": " two\nlines"}, "delete them"),
    ],
)
def test_what_cannot_be_meant_is_wrong_use_and_changes_nothing(record: str, cells: dict[str, str], words: str, package: Path, unchanged: Callable[[], bool]) -> None:
    with pytest.raises(WrongUse, match="^(?s:.*)" + words.replace("?", r"\?").replace("'", "['\"]")):
        correct(package, record, cells, WHY, DAY)
    assert unchanged()


@pytest.mark.parametrize("why", ["", "typo", "  two words "])
def test_a_reason_is_a_sentence(why: str, package: Path, unchanged: Callable[[], bool]) -> None:
    with pytest.raises(WrongUse, match="does not say why"):
        correct(package, "1076-1080-01", {"value": "6"}, why, DAY)
    assert unchanged()


def test_a_value_that_a_gate_refuses_changes_nothing(package: Path, quick: None, unchanged: Callable[[], bool], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Refused) as refused:
        correct(package, "1076-1080-01", {"value": "6"}, WHY, DAY)
    assert [fault.check for fault in refused.value.faults] == ["words-value"]
    assert run(["correct", "1076-1080-01", "value=6", "--why", WHY, "--date", "2026-12-01", "--package", str(package)]) == 1
    printed = capsys.readouterr()
    assert printed.out.startswith("data/casualty_claims.csv:")
    assert printed.err == "roundups: 1076-1080-01 was not changed; nothing was changed\n"
    assert unchanged()


def test_an_odd_value_passes_with_its_reason_and_a_void_one_is_taken_out(package: Path, quick: None) -> None:
    done = correct(package, "1076-1080-01", {"value": "6"}, WHY, DAY, odd={"words-value": "the page says six further down"})
    assert done.listed == ["words-value-1076-1080-01"]
    row = Draft(package).find("anomalies", done.listed[0])
    assert row is not None
    assert (row["claim_ids"], row["reason"]) == ("1076-1080-01", "The page says six further down.")
    assert validate(package) == []
    back = correct(package, "1076-1080-01", {"value": "5"}, "The page was misread.", DAY)
    assert back.void == done.listed
    assert Draft(package).find("anomalies", done.listed[0]) is None
    assert validate(package) == []


def test_rows_of_other_tables_are_corrected_and_two_with_one_key_are_told_apart(package: Path, quick: None) -> None:
    done = correct(package, "uacrisis-1146-1150", {"url": "https://uacrisis.org/en/1146-1150"}, "The permanent address was found.", DAY)
    assert done.changes[0].table == "sources"
    draft = Draft(package)
    both = {row["measure"] for row in draft.rows("measures")} & {row["population"] for row in draft.rows("populations")}
    assert not both, "then a test of --table is due"
    with pytest.raises(WrongUse, match="no table whose cells are corrected"):
        correct(package, "2026-0001", {"reason": "x"}, WHY, DAY, table="corrections")


def test_a_dry_run_shows_the_lines_and_changes_nothing(package: Path, quick: None, unchanged: Callable[[], bool], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["correct", "1076-1080-01", "place=Izium", "--why", WHY, "--dry-run", "--package", str(package)]) == 0
    printed = capsys.readouterr().out
    assert "+++ data/casualty_claims.csv" in printed
    assert "+1076-1080-01,uacrisis-1076-1080,not-attributed,killed,civilians_ukraine,5,,exact,five civilians,event,2025-02-04,,,,Izium," in printed
    assert unchanged()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["1076-1080-01", "value"], "not of the form FIELD=VALUE"),
        (["1076-1080-01", "value=5", "value=6"], "given twice"),
        (["1076-1080-01", "value=5"], "value is 5 already"),
        (["1076-1080-01", "value=6", "--date", "yesterday"], "yesterday"),
    ],
)
def test_wrong_use_of_the_command_is_one_line_and_exit_2(arguments: list[str], words: str, package: Path, unchanged: Callable[[], bool], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["correct", *arguments, "--why", WHY, "--package", str(package)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1
    assert words in printed.err
    assert unchanged()
