"""The frame of the bench: sides are run in turn, shared ones once a round, and what cannot be run says so."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from roundups.bench.ratios import Line, NotMeasured, Side, fixed, measure, peak_memory, wall


def side(name: str, costs: list[float], runs: list[str]) -> Side:
    """Costs one of `costs` after the other, and the last one from then on; enters its name in `runs`."""
    left = list(costs)

    def run() -> float:
        runs.append(name)
        return left.pop(0) if len(left) > 1 else left[0]

    return Side(name, run)


def refusing(reason: str) -> Callable[[], float]:
    def run() -> float:
        raise NotMeasured(reason)

    return run


def test_the_ratio_is_that_of_the_medians_and_the_spread_that_of_the_rounds() -> None:
    runs: list[str] = []
    (ratio,) = measure([Line("x", side("a", [0, 2, 3, 100], runs), side("b", [0, 1, 2, 2], runs), 1.5, runs=3)])
    assert ratio.medians == (3, 2)
    assert (ratio.ratio, ratio.lowest, ratio.highest) == (1.5, 1.5, 50)
    assert ratio.met
    assert (ratio.runs, ratio.not_measured) == (3, "")


def test_every_second_round_goes_the_other_way_after_one_that_is_not_counted() -> None:
    runs: list[str] = []
    list(measure([Line("x", side("a", [1], runs), side("b", [1], runs), 1)]))
    assert "".join(runs) == "ba" + "ba" + "ab" + "ba" + "ab" + "ba"


def test_a_side_that_lines_share_is_run_once_a_round() -> None:
    runs: list[str] = []
    whole = side("w", [4], runs)
    lines = [Line("x", side("a", [1], runs), whole, 1, warm=False), Line("alone", side("c", [1], runs), side("d", [1], runs), 1, runs=2, warm=False)]
    lines.append(Line("y", whole, side("b", [2], runs), 1, runs=3, warm=False))
    found = {ratio.name: ratio for ratio in measure(lines)}
    assert [runs.count(name) for name in "wabcd"] == [5, 5, 3, 2, 2]
    assert (found["x"].runs, found["y"].runs) == (5, 3)
    assert (found["x"].ratio, found["y"].ratio, found["y"].met) == (0.25, 2, False)


def test_a_goal_may_be_known_only_after_the_last_round() -> None:
    runs: list[str] = []
    (ratio,) = measure([Line("x", side("a", [1], runs), side("b", [2], runs), lambda: 0.1 * len(runs), runs=1, warm=False)])
    assert (ratio.goal, ratio.met) == (0.2, False)


def test_what_cannot_be_run_is_said_and_is_not_met_and_the_others_are_measured() -> None:
    runs: list[str] = []
    other = side("b", [2], runs)
    found = {r.name: r for r in measure([Line("x", Side("a", refusing("no index")), other, 1), Line("y", other, side("c", [2], runs), 1)])}
    assert (found["x"].not_measured, found["x"].met) == ("no index", False)
    assert found["y"].met


def test_a_command_that_fails_is_not_taken_for_a_quick_one() -> None:
    with pytest.raises(NotMeasured, match="failed: gone wrong"):
        wall([sys.executable, "-c", "import sys; sys.exit('gone wrong')"])()
    with pytest.raises(NotMeasured):
        peak_memory([sys.executable, "-c", "import sys; sys.exit(1)"])()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the peak of another process")
def test_the_peak_is_the_commands_own_and_not_that_of_the_process_that_starts_it() -> None:
    ballast = bytearray(b"\1") * 300_000_000
    small = peak_memory([sys.executable, "-c", "pass"])()
    large = peak_memory([sys.executable, "-c", "bytearray(b'\\1') * 100_000_000"])()
    assert len(ballast) > 3 * small
    assert 95_000_000 < large - small < 130_000_000


def test_the_time_of_a_command_is_the_mean_of_its_starts_and_leaves_out_what_comes_before(tmp_path: Path) -> None:
    log = tmp_path / "log"
    seconds = wall([sys.executable, "-c", f"open({str(log)!r}, 'a').write('x')"], times=3, before=lambda: log.write_text("b"))()
    assert log.read_text() == "bxxx"
    assert 0 < seconds < 10
    assert fixed(1e9)() == 1e9
