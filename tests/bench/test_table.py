"""The table in CONTRIBUTING.md is the generated file's, and the generated file is honest about every line there is."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from roundups.bench.lines import lines
from roundups.bench.ratios import Stage
from roundups.cli import run as command
from roundups.publish import measured

REAL = Path(__file__).resolve().parents[2]
RATIO = measured.Ratio("x", "`a`", "`b`", 1.5, "s", 5, (3.004, 2.0), 1.4, 1.6, 2, "3.11.7", 0.25)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(measured, "FILE", tmp_path / "measured.json")
    return tmp_path / "measured.json"


def test_contributing_shows_what_was_measured() -> None:
    text = (REAL / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (part,) = re.findall(r"<!-- generated: bench -->\n(.*?)\n<!-- /generated -->", text, re.DOTALL)
    assert part == measured.table()
    assert all(f"| {ratio.what} |" in part for ratio in measured.read())


def test_every_line_was_measured_and_every_missed_goal_has_its_reason(tmp_path: Path) -> None:
    ratios = {ratio.name: ratio for ratio in measured.read()}
    there = lines(Stage(REAL, tmp_path))
    assert list(ratios) == [line.name for line in there]
    for line in there:
        ratio = ratios[line.name]
        assert (ratio.what, ratio.against, ratio.unit, ratio.because) == (line.what.name, line.against.name, line.unit, line.because)
        assert ratio.not_measured or ratio.runs == line.runs
        assert ratio.met or ratio.not_measured or ratio.because


def test_a_ratio_just_above_its_goal_is_not_met() -> None:
    assert not RATIO.met
    assert replace(RATIO, medians=(3.0, 2.0)).met


def test_a_line_that_was_not_run_again_stays_as_it_was(kept: Path) -> None:
    other = replace(RATIO, name="y", medians=(1.0, 2.0))
    measured.write([RATIO, other], {"x": "", "y": ""})
    measured.write([replace(RATIO, medians=(5.0, 2.0))], {"x": "", "y": "For a reason."})
    assert [(ratio.ratio, ratio.because) for ratio in measured.read()] == [(2.5, ""), (0.5, "For a reason.")]
    measured.write([replace(other, not_measured="offline")], {"y": "", "x": ""})
    assert [(ratio.name, ratio.not_measured) for ratio in measured.read()] == [("y", ""), ("x", "")]
    assert json.loads(kept.read_text())["generated"].startswith("by `roundups bench --write`")


def test_the_table_says_what_missed_and_why_and_what_was_not_measured(kept: Path) -> None:
    measured.write([RATIO, replace(RATIO, name="y", not_measured="no index")], {"x": "It must.", "y": "Not so."})
    text = measured.table()
    assert "| `a` | `b` | 1.50 | 1.50 (1.40 to 1.60) | 5 | no |" in text
    assert "- **`a`**: It must." in text
    assert "| not measured: no index |" in text
    assert "Not so." not in text
    assert "2 processors with Python 3.11.7" in text


def test_an_unknown_line_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["bench", "--only", "nothing"]) == 2
    assert "the lines are" in capsys.readouterr().err
