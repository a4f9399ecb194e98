"""The state of the reading, counted from the tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from roundups.cli import run
from roundups.intake.reviewfile import ReviewFile
from roundups.intake.status import MARKS, Status, Week, lines, open_reviews, status, strip
from roundups.package import Package


@pytest.fixture(scope="module")
def state(real_root: Path) -> Status:
    return status(Package(real_root))


def test_the_strip_shows_each_week_once_and_as_the_table_has_it(state: Status, real_root: Path) -> None:
    readings = Package(real_root).table("roundups").query("edition == 'weekly'").sort_values("first_day")["reading"]
    marks = "".join(line[12:].replace(" ", "") for line in strip(state.weeks))
    assert marks == "".join(MARKS[reading] for reading in readings)
    assert all(line.isascii() for line in strip(state.weeks))
    assert [line[:10] for line in strip(state.weeks)] == [str(week.first_date) for week in state.weeks[::13]]


def test_the_next_issue_is_the_monday_to_friday_after_the_last(state: Status) -> None:
    last = state.weeks[-1]
    assert (state.next.first_date - last.first_date).days == (state.next.last_date - last.last_date).days == 7
    assert state.next.first_date.weekday() == 0
    assert state.next.roundup_id == f"{last.first_day + 7}-{last.first_day + 11}"


def test_the_rows_of_a_week_are_those_in_the_tables(state: Status, real_root: Path) -> None:
    package = Package(real_root)
    week = next(week for week in state.weeks if week.roundup_id == "1076-1080")
    rows = [package.table(name) for name in [*package.claim_tables, "refinery_strikes"]]
    assert week.rows == sum((table["source_id"] == "uacrisis-1076-1080").sum() for table in rows) > 10


def test_the_command_prints_lines_for_a_pipe_and_json_for_machines(real_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["status", "--package", str(real_root)]) == 0
    printed = capsys.readouterr().out
    assert printed.isascii()
    assert printed.splitlines()[0].startswith("weeks    ")
    assert "reviews  none open" in printed
    assert run(["status", "--json", "--package", str(real_root)]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["counts"]["weeks"] == len(data["weeks"]) == sum(data["counts"][reading] for reading in MARKS)
    assert data["reviews"] == []
    assert set(data["next"]) == {"roundup_id", "first_date", "last_date"}


def test_open_reviews_are_counted_and_added_ones_are_not(review: ReviewFile, real_root: Path) -> None:
    folder, package = review.path.parent, Package(real_root)
    review.entries[0].decision = ""
    review.save()
    (folder / "other.review.yaml").write_text("nothing: to see\n")
    (folder / "old.review.yaml").write_text(review.path.read_text().replace("roundup: 579-583", "roundup: 1076-1080"))
    [found] = open_reviews(package, folder)
    assert (found.file, found.rows, found.undecided) == ("579-583.review.yaml", 9, 1)
    assert "reviews  579-583.review.yaml: 1 of 9 rows undecided" in lines(status(package, [found]))


def test_weeks_of_which_none_was_read_have_no_latest() -> None:
    from datetime import date

    week = Week("1-5", 1, date(2022, 2, 24), date(2022, 2, 28), "not_read", 0)
    assert Status((week,), 0).latest is None
