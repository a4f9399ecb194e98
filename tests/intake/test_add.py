"""A reviewed roundup enters the package whole, or not at all."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from roundups import journal
from roundups.checks import validate
from roundups.checks.rows import FIRST_DAY
from roundups.cli import run
from roundups.intake.add import add
from roundups.intake.draft import Draft, Refused
from roundups.intake.events import event_id
from roundups.intake.proposals import Proposal
from roundups.intake.reviewfile import ReviewError, ReviewFile, begin, read_review
from roundups.journal import finish, locked
from roundups.publish.seal import seal

Rows = dict[str, dict[str, str]]
DAY = date(2026, 12, 1)


def rows(root: Path, table: str, source: str = "uacrisis-579-583") -> Rows:
    return {row["claim_id"]: row for row in Draft(root).rows(table) if row["source_id"] == source}


# What is added


def test_a_roundup_is_added_with_its_source_its_week_and_its_claimant(package: Path, review: ReviewFile) -> None:
    done = add(package, review, DAY)
    assert done is not None
    assert validate(package) == []
    assert seal(package, check=True) == []
    assert done.claims == {
        "casualty_claims": ["579-583-01", "579-583-02"], "air_attacks": ["579-583-03", "579-583-04"], "refinery_strikes": ["579-583-05"],
        "refinery_strike_counts": ["579-583-06"], "prisoner_counts": ["579-583-07", "579-583-08"],
    }  # fmt: skip
    draft = Draft(package)
    assert draft.find("sources", "uacrisis-579-583") == {
        "source_id": "uacrisis-579-583", "kind": "weekly_roundup", "publisher": "Ukraine Crisis Media Center", "relays": "",
        "url": "https://uacrisis.org/en/579-583", "published": "", "language": "en", "reading": "full", "grade": "relayed", "read_at": "",
        "mirror": "false", "note": "",
    }  # fmt: skip
    week = draft.find("roundups", "579-583")
    assert week is not None
    assert list(week.values()) == ["579-583", "weekly", "579", "583", "2023-09-25", "2023-09-29", "full", "1", "uacrisis-579-583"]
    downed = rows(package, "air_attacks")["579-583-04"]
    assert (downed["part_of"], downed["claimant_id"], downed["value"], downed["readings_recorded"]) == ("579-583-03", "ukrainian-air-force", "61", "1")
    assert rows(package, "prisoner_counts")["579-583-08"]["claimant_id"] == "nadiia-oliinyk"
    assert rows(package, "refinery_strikes")["579-583-05"]["event_id"] == "2023-09-28-saratov-refinery"
    assert f"- {done.line}\n" in (package / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"| [`air_attacks`](data/air_attacks.csv) | {len(draft.rows('air_attacks'))} |" in (package / "README.md").read_text(encoding="utf-8")


def test_adding_it_again_says_so_and_changes_nothing(
    package: Path, review: ReviewFile, quick: None, snapshot: Callable[[Path], dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["add", str(review.path), "--package", str(package)]
    assert run(arguments) == 0
    before = snapshot(package)
    assert run(arguments) == 0
    assert capsys.readouterr().err.splitlines()[-1] == "roundups: days 579-583 are in the package already; nothing was changed"
    review.entries[0].cells["note"] = "another note"
    review.save()
    assert run(arguments) == 1
    assert "are in the package already (full reading, 8 rows), without this row; change a row that is there with `roundups correct`" in capsys.readouterr().out
    assert snapshot(package) == before


def test_a_week_that_was_planned_is_marked_as_read(package: Path, review: ReviewFile, quick: None) -> None:
    planned = next(row for row in Draft(package).rows("roundups") if row["reading"] == "not_read")
    days, before = planned["roundup_id"], len(Draft(package).rows("roundups"))
    review.entries[2:] = review.entries[:0]
    review.new = {}
    review.head |= {"roundup": days, "url": f"https://uacrisis.org/en/{days}", "reading": "opening"}
    for entry in review.entries:
        entry.cells["event_date"] = planned["first_date"]
    add(package, review, DAY)
    week = Draft(package).find("roundups", days)
    assert week is not None
    assert (week["reading"], week["readings"], week["source_id"]) == ("opening", "1", f"uacrisis-{days}")
    assert len(Draft(package).rows("roundups")) == before
    assert list(rows(package, "casualty_claims", f"uacrisis-{days}")) == [f"{days}-01", f"{days}-02"]


@pytest.mark.parametrize("side", ["before", "after"])
def test_the_weeks_in_between_get_their_rows_as_not_read(side: str, package: Path, review: ReviewFile, quick: None) -> None:
    days = [int(row["first_day"]) for row in Draft(package).rows("roundups") if row["edition"] == "weekly"]
    first, gaps = (min(days) - 21, [min(days) - 14, min(days) - 7]) if side == "before" else (max(days) + 21, [max(days) + 7, max(days) + 14])
    review.entries[1:] = review.entries[:0]
    review.new = {}
    review.head |= {"roundup": f"{first}-{first + 4}", "url": "https://uacrisis.org/en?p=1"}
    review.entries[0].cells["event_date"] = str(FIRST_DAY + timedelta(first))
    done = add(package, review, DAY)
    assert done is not None
    assert done.gaps == [f"{day}-{day + 4}" for day in gaps]
    assert validate(package) == []
    row = Draft(package).find("roundups", done.gaps[0])
    assert row is not None
    assert (row["edition"], row["first_day"], row["reading"], row["readings"], row["source_id"]) == ("weekly", str(gaps[0]), "not_read", "0", "")


def test_the_page_of_one_day_has_names_of_its_own(package: Path, review: ReviewFile, quick: None) -> None:
    review.entries[1:] = review.entries[:0]
    review.new = {}
    review.head |= {"roundup": "580", "url": "https://uacrisis.org/en/580"}
    done = add(package, review, DAY)
    assert done is not None
    assert done.claims == {"casualty_claims": ["580-580-01"]}
    source, week = Draft(package).find("sources", "uacrisis-580"), Draft(package).find("roundups", "580")
    assert source is not None
    assert week is not None
    assert (source["kind"], week["edition"], week["last_date"]) == ("daily_roundup", "daily", "2023-09-26")


def test_a_number_that_was_given_to_a_figure_left_out_is_not_given_again(package: Path, review: ReviewFile, quick: None) -> None:
    exclusions = package / "data/exclusions.csv"
    text = exclusions.read_text(encoding="utf-8").splitlines(keepends=True)
    line = next(n for n, line in enumerate(text) if n and line > "579-583-01")
    text.insert(line, '579-583-01,not_a_figure,An anniversary.,,https://uacrisis.org/en/579-583\n')
    exclusions.write_text("".join(text), encoding="utf-8")
    seal(package)
    done = add(package, review, DAY)
    assert done is not None
    assert done.claims["casualty_claims"] == ["579-583-02", "579-583-03"]


def test_each_row_says_in_how_many_readings_its_value_was_recorded(package: Path, review: ReviewFile, quick: None) -> None:
    review.head["readings"] = "2"
    for entry, recorded in zip(review.entries, (["4", "4"], ["31", "13"], ["no", "no"], ["61", "no"]), strict=False):
        entry.recorded = recorded
    add(package, review, DAY)
    found = {**rows(package, "casualty_claims"), **rows(package, "air_attacks"), **rows(package, "prisoner_counts")}
    assert [found[f"579-583-{n:02d}"]["readings_recorded"] for n in (1, 2, 3, 4, 7)] == ["2", "1", "0", "1", "2"]


def test_every_published_strike_has_the_event_that_the_convention_gives(real_root: Path) -> None:
    strikes = Draft(real_root).rows("refinery_strikes")
    for row in strikes:
        before = [other for other in strikes if other is not row and other["event_date"] <= row["event_date"]]
        assert event_id(row, before) == row["event_id"]


def test_a_report_of_the_day_before_moves_the_event_and_puts_that_on_record(package: Path, review: ReviewFile, quick: None) -> None:
    first = Draft(package).find("refinery_strikes", "F0061")
    assert first is not None
    before = date.fromisoformat(first["event_date"]) - timedelta(1)
    days = str((before - FIRST_DAY).days + 1)
    reports = [row["claim_id"] for row in Draft(package).rows("refinery_strikes") if row["event_id"] == first["event_id"]]
    review.entries[:] = [entry for entry in review.entries if entry.id == "p05"]
    review.entries[0].cells |= {"facility_id": first["facility_id"], "region": first["region"], "event_date": str(before), "place": ""}
    review.new = {}
    review.head |= {"roundup": days, "url": f"https://uacrisis.org/en/{days}"}
    done = add(package, review, DAY)
    assert done is not None
    assert len(done.corrected) == len(reports) > 0
    assert validate(package) == []
    moved = [row["claim_id"] for row in Draft(package).rows("refinery_strikes") if row["event_id"] == f"{before}-{first['facility_id']}"]
    assert sorted(moved) == sorted([*reports, f"{days}-{days}-01"])


# What is refused: exit 1, faults with their places, the package as it was


def fault_of(review: ReviewFile, package: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    review.save()
    assert run(["add", str(review.path), "--package", str(package)]) == 1
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    assert printed.err.splitlines()[-1].endswith("nothing was changed")
    return printed.out.splitlines()


def change_cells(**cells: str) -> Callable[[ReviewFile], None]:
    return lambda review: review.entries[0].cells.update(cells)


def reject(name: str) -> Callable[[ReviewFile], None]:
    def change(review: ReviewFile) -> None:
        entry = review.entry(name)
        assert entry is not None
        entry.decision, entry.why = "reject", "no"

    return change


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        (lambda r: setattr(r.entries[3], "decision", ""), "decision", "the row p04 is undecided"),
        (lambda r: r.head.update(url=""), "url", "the address of the page is not given"),
        (lambda r: r.head.update(url="uacrisis.org/en"), "url", "has not the form of this column"),
        (lambda r: r.head.update(roundup="next week"), "roundup", "'next week' are no days of an issue"),
        (lambda r: r.head.update(roundup="583-579"), "roundup", "are no days of an issue"),
        (lambda r: r.head.update(reading="half"), "reading", "'half' is none of the column's values"),
        (lambda r: r.head.update(readings="many"), "readings", "'many' is no number of readings"),
        (lambda r: r.new.clear(), "claimant_id", "'nadiia-oliinyk' is not in claimants"),
        (lambda r: r.new["claimants"][0].update(party="neutral"), "party", "'neutral' is none of the column's values"),
        (lambda r: r.new["claimants"][0].update(claimant_id="isw"), "claimant_id", "isw is in claimants already; take this row out"),
        (change_cells(measure="kiled"), "measure", "'kiled' is not in measures; did you mean killed"),
        (change_cells(value="4.5"), "value", "'4.5' is no whole number"),
        (change_cells(as_reported="4 people"), "as_reported", "'4 people' is not in the sentence"),
        (reject("p03"), "part_of", "the row p03 was rejected; point to an accepted row"),
        (change_cells(value="5"), "value", "compare with the source's words 'four civilians'; or, if the source really says so, say why under odd: words-value"),
        (change_cells(event_date="2023-08-01"), "event_date", "days before its roundup"),
        (change_cells(statistic="cumulative"), "event_date", "a row with statistic cumulative has no day of an event"),
        (reject("p08"), "claimant_id", "no row uses 'nadiia-oliinyk'"),
        (lambda r: r.head.update(roundup="578-582", url="https://uacrisis.org/en/578-582"), "roundup", "days 578-582 begin on a Sunday; a weekly issue has 5 days from a Monday on"),
        (lambda r: r.head.update(url="https://uacrisis.org/en/586-590"), "roundup", "names the days 586-590"),
    ],
)
def test_what_cannot_be_added_is_named_at_its_place_and_changes_nothing(
    change: Callable[[ReviewFile], Any], field: str, words: str, review: ReviewFile, package: Path, quick: None, unchanged: Callable[[], bool], capsys: pytest.CaptureFixture[str]
) -> None:
    change(review)
    lines = fault_of(review, package, capsys)
    assert any(words in line for line in lines), lines
    assert unchanged()
    if field:
        place = next(line for line in lines if words in line).removeprefix(f"{review.path}:").split(" ")[0]
        line, column = map(int, place.split(":"))
        text = review.path.read_text(encoding="utf-8").splitlines()[line - 1]
        assert field in text[: column + len(field)], f"{place} points to {text!r}"


def test_a_file_that_is_no_review_is_one_fault(package: Path, tmp_path: Path, unchanged: Callable[[], bool], capsys: pytest.CaptureFixture[str]) -> None:
    for name, content in (("a.csv", "proposal_id,table\np1,casualty_claims\n"), ("b.yaml", "a: [1\n"), ("c.yaml", "")):
        (tmp_path / name).write_text(content)
        assert run(["add", str(tmp_path / name), "--package", str(package)]) == 1
        [line] = capsys.readouterr().out.splitlines()
        assert line.startswith(f"{tmp_path / name}:")
    assert run(["add", str(tmp_path / "none.yaml"), "--package", str(package)]) == 2
    assert unchanged()


def test_an_odd_row_is_added_with_its_reason_in_anomalies(review: ReviewFile, package: Path, quick: None) -> None:
    review.entries[0].cells["value"] = "5"
    review.entries[0].odd = {"words-value": "the page says five in its headline"}
    done = add(package, review, DAY)
    assert done is not None
    assert done.listed == ["words-value-579-583-01"]
    row = Draft(package).find("anomalies", done.listed[0])
    assert row is not None
    assert (row["check"], row["table"], row["claim_ids"], row["reason"], row["omit_from_charts"]) == (
        "words-value", "casualty_claims", "579-583-01", "The page says five in its headline.", "false",
    )  # fmt: skip
    assert validate(package) == []


def test_a_package_with_faults_of_its_own_is_not_added_to(review: ReviewFile, package: Path, quick: None, snapshot: Callable[[Path], dict[str, bytes]]) -> None:
    table = package / "data/casualty_claims.csv"
    table.write_bytes(table.read_bytes().replace(b"1076-1080-01,uacrisis-1076-1080,not-attributed,killed,civilians_ukraine,5,", b"1076-1080-01,uacrisis-1076-1080,not-attributed,killed,civilians_ukraine,6,"))
    with pytest.raises(Refused, match="out of date; run roundups validate"):
        add(package, review, DAY)
    seal(package)
    before = snapshot(package)
    review.head |= {"roundup": "1", "url": "https://uacrisis.org/en/1"}  # its rows come before the faulty one
    with pytest.raises(Refused) as refused:
        add(package, review, DAY)
    [fault] = refused.value.faults
    assert fault.claims == ("1076-1080-01",)
    assert table.read_text(encoding="utf-8").splitlines()[fault.line - 1].startswith("1076-1080-01,"), "the line is that of the file as it is"
    assert snapshot(package) == before


def test_a_hundred_rows_are_more_than_the_ids_can_count(proposals: list[Proposal], package: Path, tmp_path: Path, quick: None) -> None:
    from dataclasses import replace

    many = begin([replace(proposals[0], proposal_id=f"p{n}") for n in range(100)], tmp_path / "many.review.yaml")
    for entry in many.entries:
        entry.decision = "accept"
    with pytest.raises(ReviewError, match="more than 99, which the ids cannot count"):
        add(package, many, DAY)


def test_a_dry_run_shows_the_lines_and_changes_nothing(review: ReviewFile, package: Path, quick: None, unchanged: Callable[[], bool], capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["add", str(review.path), "--dry-run", "--package", str(package)]) == 0
    printed = capsys.readouterr()
    assert "+579-583-01,uacrisis-579-583,not-attributed,killed,civilians_ukraine,4,,exact,four civilians,event,2023-09-26,,,,Kharkiv,Kharkiv Oblast,missile,,,false,,1,\n" in printed.out
    assert "8 rows of days 579-583 would be added; nothing was changed" in printed.err
    assert unchanged()
    assert not (package / journal.LOCK).exists()


# Stopped on the way


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EACCES])
def test_a_disk_that_takes_no_more_leaves_the_old_package(
    reason: int, review: ReviewFile, package: Path, quick: None, unchanged: Callable[[], bool], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    count = 0

    def write(handle: int, content: bytes) -> int:
        nonlocal count
        count += 1
        if count == 5:
            raise OSError(reason, os.strerror(reason))
        return os.write(handle, content)

    monkeypatch.setattr(journal, "os", SimpleNamespace(**{**vars(os), "write": write}))
    assert run(["add", str(review.path), "--package", str(package)]) == 1
    assert capsys.readouterr().err == f"roundups: {package}: {os.strerror(reason)}\n"
    assert count == 5
    assert unchanged()
    assert [p.name for p in package.glob(".roundups*")] == [journal.LOCK]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_the_command_killed_at_any_moment_leaves_the_old_package_or_the_new(
    review: ReviewFile, package: Path, real_root: Path, snapshot: Callable[[Path], dict[str, bytes]], tmp_path: Path, copy_package: Callable[[Path, Path], Path]
) -> None:
    """The moments are chosen by what lies in the folder, which no clock can: from the lock on, as the change is made."""
    whole = copy_package(real_root, tmp_path / "whole")
    add(whole, read_review(review.path), DAY)
    old, new = snapshot(package), snapshot(whole)
    seen = []
    for number, moment in enumerate((journal.LOCK, journal.UNCOMMITTED, f"{journal.UNCOMMITTED}/4", f"{journal.UNCOMMITTED}/manifest.json", journal.JOURNAL)):
        root = copy_package(real_root, tmp_path / str(number))
        command = [sys.executable, "-c", "from roundups.cli import main; main()", "add", str(review.path), "--package", str(root)]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        while process.poll() is None and not (root / moment).exists():
            time.sleep(0.0002)
        process.send_signal(signal.SIGKILL)
        process.wait()
        finish(root)
        left = {name: content for name, content in snapshot(root).items() if not name.startswith(journal.UNCOMMITTED)}
        assert left in (old, new), moment
        seen.append(left == new)
        with locked(root):
            assert not (root / journal.UNCOMMITTED).exists()
    assert not seen[0]


@pytest.mark.slow
def test_two_at_once_both_get_in_one_after_the_other(review: ReviewFile, package: Path, tmp_path: Path) -> None:
    other = read_review(review.path)
    other.path, other.held = tmp_path / "572-576.review.yaml", None
    other.entries = [entry for entry in other.entries if entry.id == "p01"]
    other.new = {}
    other.head |= {"roundup": "572-576", "url": "https://uacrisis.org/en/572-576"}
    other.entries[0].cells["event_date"] = "2023-09-19"
    other.save()
    commands = [[sys.executable, "-c", "from roundups.cli import main; main()", "add", str(r.path), "--package", str(package)] for r in (review, other)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for command in commands]
    said = [process.communicate()[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    draft = Draft(package)
    assert draft.find("sources", "uacrisis-579-583")
    assert draft.find("sources", "uacrisis-572-576")
    assert [row["roundup_id"] for row in draft.rows("roundups")].count("579-583") == 1
    assert seal(package, check=True) == []


# An issue of which the opening was read


def opening_first(package: Path, review: ReviewFile) -> None:
    """Publish the first two rows as an opening that was read twice; the review then is of the whole text."""
    whole, new, head = review.entries[:], review.new, dict(review.head)
    review.entries[2:], review.new = review.entries[:0], {}
    review.head |= {"reading": "opening", "readings": "2"}
    assert add(package, review, DAY) is not None
    review.entries[:], review.new = whole, new
    review.head |= head


def test_a_full_reading_completes_an_opening(package: Path, review: ReviewFile) -> None:
    opening_first(package, review)
    before = rows(package, "casualty_claims")
    done = add(package, review, DAY)
    assert done is not None
    assert validate(package) == []
    assert rows(package, "casualty_claims") == before
    assert [claim for ids in done.claims.values() for claim in ids] == [f"579-583-{n:02d}" for n in range(3, 9)]
    draft = Draft(package)
    assert draft.find("sources", "uacrisis-579-583")["reading"] == "full"  # type: ignore[index]
    week = draft.find("roundups", "579-583")
    assert week is not None
    assert (week["reading"], week["readings"]) == ("full", "2")
    changed = [(row["table"], row["record_id"], row["field"], row["old_value"], row["new_value"]) for row in draft.rows("corrections")]
    assert changed == [("sources", "uacrisis-579-583", "reading", "opening", "full"), ("roundups", "579-583", "reading", "opening", "full")]
    assert "read whole after its opening: " in done.line
    assert done.line in (package / "CHANGELOG.md").read_text(encoding="utf-8")


def test_a_full_reading_made_twice_says_so_and_changes_nothing(
    package: Path, review: ReviewFile, quick: None, snapshot: Callable[[Path], dict[str, bytes]], capsys: pytest.CaptureFixture[str]
) -> None:
    opening_first(package, review)
    review.save()
    arguments = ["add", str(review.path), "--package", str(package)]
    assert run(arguments) == 0
    before = snapshot(package)
    assert run(arguments) == 0
    assert capsys.readouterr().err.splitlines()[-1] == "roundups: days 579-583 are in the package already; nothing was changed"
    assert snapshot(package) == before


def test_a_full_reading_without_a_new_figure_only_changes_the_status(package: Path, review: ReviewFile, quick: None) -> None:
    opening_first(package, review)
    review.entries[2:], review.new = review.entries[:0], {}
    done = add(package, review, DAY)
    assert done is not None
    assert (done.claims, len(done.corrected)) == ({}, 2)
    assert Draft(package).find("roundups", "579-583")["reading"] == "full"  # type: ignore[index]


def test_a_published_figure_with_other_cells_is_refused_in_a_full_reading(package: Path, review: ReviewFile, quick: None) -> None:
    opening_first(package, review)
    review.entries[1].cells["place"] = "Chuhuiv"
    with pytest.raises(ReviewError) as refused:
        add(package, review, DAY)
    assert "the figure stands as 579-583-02 with place 'Kharkiv'; write that, reject the row, or change the published one first" in refused.value.lines[0]
    assert Draft(package).find("roundups", "579-583")["reading"] == "opening"  # type: ignore[index]


def test_a_part_points_to_its_total_that_was_published_with_the_opening(package: Path, review: ReviewFile, quick: None) -> None:
    whole, new = review.entries[:], review.new
    review.entries[3:], review.new = review.entries[:0], {}
    review.head |= {"reading": "opening"}
    add(package, review, DAY)
    review.entries[:], review.new = whole, new
    review.head |= {"reading": "full"}
    add(package, review, DAY)
    assert rows(package, "air_attacks")["579-583-04"]["part_of"] == "579-583-03"
