"""Two reviews of one roundup side by side."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from roundups.cli import run
from roundups.intake.compare import Agreement, compare, settled
from roundups.intake.reviewfile import Entry, ReviewError, ReviewFile, read_review


@pytest.fixture
def other(review: ReviewFile, tmp_path: Path) -> ReviewFile:
    """A second review: one value, one place and one decision differ; it has a row of its own."""
    second = copy.deepcopy(review)
    second.path, second.held = tmp_path / "second.review.yaml", None
    second.entries[0].cells["value"] = "40"
    second.entries[1].cells["place"] = "Chuhuiv"
    second.entries[4].decision, second.entries[4].why = "reject", "not hit, it says"
    own = copy.deepcopy(second.entries[0])
    own.id, own.read, own.cells = "p01-2", {}, {**own.cells, "measure": "killed_children", "value": "1", "as_reported": "four civilians"}
    second.entries.insert(1, own)
    second.save()
    return second


def by_field(first: ReviewFile, second: ReviewFile) -> dict[str, Agreement]:
    return {each.field: each for each in compare(first, second).agreements()}


def test_agreement_is_counted_by_field_on_the_rows_that_both_accepted(review: ReviewFile, other: ReviewFile) -> None:
    fields = by_field(review, other)
    assert (fields["decision"].compared, fields["decision"].agreed) == (10, 8)
    assert (fields["value"].compared, fields["value"].agreed, fields["value"].kappa) == (7, 6, None)
    assert (fields["place"].compared, fields["place"].agreed) == (7, 6)
    assert (fields["measure"].compared, fields["measure"].agreed, fields["measure"].kappa) == (7, 7, 1.0)
    assert 0 < fields["value"].low < 6 / 7 < fields["value"].high < 1
    assert "supersedes" not in fields, "a cell that nobody filled says nothing"


def test_kappa_is_cohens(review: ReviewFile, tmp_path: Path) -> None:
    """The first example of the statistic: 20 and 15 agreed of 50, 5 and 10 not; kappa is (0.7 - 0.5) / (1 - 0.5) = 0.4."""
    decisions = [("accept", "accept")] * 20 + [("accept", "reject")] * 5 + [("reject", "accept")] * 10 + [("reject", "reject")] * 15
    both = [
        ReviewFile(tmp_path / "x", dict(review.head), [Entry(f"p{n}", {"table": "x"}, pair[side], "no", at=f"{n}-{n}", read={"rule": "r"}) for n, pair in enumerate(decisions)])
        for side in (0, 1)
    ]
    decision = by_field(*both)["decision"]
    assert (decision.compared, decision.agreed) == (50, 35)
    assert decision.kappa == pytest.approx(0.4)
    assert by_field(both[0], both[0])["table"].kappa is None, "one value only: no agreement beyond chance can be told"


def test_differences_are_listed_in_the_order_of_the_rows(review: ReviewFile, other: ReviewFile) -> None:
    found = [(each.id, each.field, each.first, each.second) for each in compare(review, other).differences()]
    assert found == [
        ("p01", "value", "4", "40"),
        ("p02", "place", "Kharkiv", "Chuhuiv"),
        ("p05", "decision", "accept", "reject (not hit, it says)"),
        ("p01-2", "decision", "not recorded", "accept"),
    ]


def test_what_is_left_to_settle_is_a_review_with_what_each_reading_recorded(review: ReviewFile, other: ReviewFile, tmp_path: Path) -> None:
    one = settled(review, other, tmp_path / "settled.review.yaml")
    assert [entry.id for entry in one.undecided] == ["p01", "p02", "p05", "p01-2"]
    assert one.head["readings"] == "2"
    recorded = {entry.id: entry.recorded for entry in one.entries}
    assert (recorded["p01"], recorded["p02"], recorded["p05"], recorded["p01-2"]) == (["4", "40"], ["31", "31"], ["yes", "no"], ["no", "1"])
    assert one.new == review.new


@pytest.mark.parametrize("name", ["roundup", "text_sha256"])
def test_reviews_of_two_texts_are_not_compared(name: str, review: ReviewFile, other: ReviewFile) -> None:
    other.head[name] = "another"
    with pytest.raises(ReviewError, match=f"of two texts \\({name} differs\\)"):
        compare(review, other)


def test_an_unfinished_review_is_not_compared(review: ReviewFile, other: ReviewFile) -> None:
    other.entries[2].decision = ""
    with pytest.raises(ReviewError, match="the row p02 is undecided|the row p03 is undecided"):
        compare(review, other)


def test_the_command_prints_both_and_writes_the_one_to_settle(review: ReviewFile, other: ReviewFile, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "settled.review.yaml"
    assert run(["review", "--compare", str(review.path), str(other.path), "--to", str(target)]) == 0
    printed = capsys.readouterr()
    lines = printed.out.splitlines()
    assert lines[0].split("\t") == ["field", "compared", "agree", "share", "95% interval", "kappa"]
    assert lines[1].split("\t")[:4] == ["decision", "10", "8", "0.80"]
    assert "p01 value: 4 | 40" in lines
    assert "roundups: 4 differences to settle" in printed.err
    assert len(read_review(target).undecided) == 4
    assert "# value: 4 | 40\n" in target.read_text(encoding="utf-8")
    assert run(["review", "--compare", str(review.path), str(other.path), "--to", str(target)]) == 1
    assert "this file exists" in capsys.readouterr().out
