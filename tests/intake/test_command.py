"""`roundups extract` and `roundups bench extract` on the command line."""

from __future__ import annotations

import json

import pytest

from roundups import cli
from roundups.intake.proposals import COLUMNS, read_proposals

TEXT = "Ukraine resists Russia’s invasion. Days 1,076-1,080\n\nA strike on Sumy on Tuesday killed two people.\n"


@pytest.fixture
def week(tmp_path):
    path = tmp_path / "week.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_proposals_go_to_stdout_as_csv(week, capsys):
    assert cli.run(["extract", str(week), "--url", "https://example.org/w"]) == 0
    out, err = capsys.readouterr()
    (proposal,) = read_proposals(out)
    assert out.startswith(",".join(COLUMNS)) and (proposal.value, proposal.days, proposal.url) == (2, "1076-1080", "https://example.org/w")
    assert err == "roundups: 1 proposal from 1 roundup\n"


def test_proposals_go_to_stdout_as_json_lines(week, capsys):
    assert cli.run(["extract", str(week), "--format", "jsonl"]) == 0
    assert [json.loads(line)["measure"] for line in capsys.readouterr().out.splitlines()] == ["killed"]


def test_days_can_be_given_where_no_title_tells_them(tmp_path, capsys):
    path = tmp_path / "bare.txt"
    path.write_text("A strike on Sumy on Tuesday killed two people.", encoding="utf-8")
    assert cli.run(["extract", str(path), "--days", "1083-1087"]) == 0
    assert read_proposals(capsys.readouterr().out)[0].event_date == "2025-02-11"


def test_several_files_are_read_at_once(week, tmp_path, capsys):
    other = tmp_path / "other.txt"
    other.write_text(TEXT.replace("1,076-1,080", "1,083-1,087"), encoding="utf-8")
    assert cli.run(["extract", str(week), str(other)]) == 0
    assert [p.proposal_id for p in read_proposals(capsys.readouterr().out)] == ["1076-1080:1", "1083-1087:1"]


@pytest.mark.parametrize("text", ["Some other page, without a title.", "", "\x00\x01"])
def test_what_is_no_roundup_is_one_clear_line_and_exit_1(tmp_path, capsys, text):
    path = tmp_path / "page.txt"
    path.write_text(text, encoding="utf-8")
    assert cli.run(["extract", str(path)]) == 1
    out, err = capsys.readouterr()
    assert out == "" and err.startswith("page.txt: ") and err.count("\n") == 1


def test_one_bad_file_of_several_prints_no_proposals(week, tmp_path, capsys):
    assert cli.run(["extract", str(week), str(tmp_path / "missing.txt")]) == 1
    out, err = capsys.readouterr()
    assert out == "" and "No such file" in err


@pytest.mark.parametrize("arguments", [[], ["--days", "1080-1076"], ["--days", "week"], ["--format", "xml"]])
def test_wrong_use_is_exit_2(week, capsys, arguments):
    assert cli.run(["extract", *([str(week)] if arguments else []), *arguments]) == 2
    assert capsys.readouterr().out == ""


def test_days_are_for_one_file(week, capsys):
    assert cli.run(["extract", str(week), str(week), "--days", "1-5"]) == 2


def test_bench_prints_the_measures_by_topic(capsys):
    assert cli.run(["bench", "extract"]) == 0
    lines = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert lines[0][:4] == ["topic", "figures", "found", "recall"]
    assert [line[0] for line in lines[1:]] == [
        "casualties",
        "prisoners",
        "kursk",
        "refinery strikes",
        "air attacks",
        "other",
        "the five topics",
        "all",
    ]


def test_bench_lists_what_was_not_right(week, tmp_path, capsys):
    (tmp_path / "week.csv").write_text("table,measure,value,qualifier,event_date\ncasualty_claims,wounded,9,exact,2025-02-04\n", encoding="utf-8")
    assert cli.run(["bench", "extract", str(tmp_path), "--misses"]) == 0
    out = capsys.readouterr().out
    assert "1076-1080: missed casualty_claims wounded 9" in out and "1076-1080: wrong casualty_claims killed 2 'two people' by killed-active" in out


def test_bench_of_an_empty_folder_is_exit_1(tmp_path, capsys):
    assert cli.run(["bench", "extract", str(tmp_path)]) == 1
    assert "no folder with texts" in capsys.readouterr().err
