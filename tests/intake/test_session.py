"""A review in the terminal: each answer does one thing, and every decision is on the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from roundups.cli import run
from roundups.intake.proposals import Proposal, write_proposals
from roundups.intake.reviewfile import ReviewFile, begin, read_review
from roundups.intake.session import Session, pairs_in

Run = Callable[..., str]
ALL = ["a", "a", "a", "a", "a", "a", "a", "new claimants claimant_id=nadiia-oliinyk name=\"Nadiia Oliinyk\" short_name=Oliinyk party=ukraine kind=civil_society", "a claimant_id=nadiia-oliinyk", "r announced only"]  # fmt: skip


@pytest.fixture
def begun(proposals: list[Proposal], tmp_path: Path) -> ReviewFile:
    return begin(proposals, tmp_path / "579-583.review.yaml")


@pytest.fixture
def session(begun: ReviewFile, real_root: Path) -> Run:
    """Answers a review; gives what was said."""

    def answer(*answers: str) -> str:
        said: list[str] = []
        rest = iter(answers)
        review = read_review(begun.path) if begun.path.exists() else begun
        one = Session(review, real_root, lambda prompt: next(rest, None), said.append)
        one.save()
        one.run()
        return "\n".join(said)

    return answer


def read(begun: ReviewFile, name: str = "p01") -> tuple[str, str, dict[str, str]]:
    entry = read_review(begun.path).entry(name)
    assert entry is not None
    return entry.decision, entry.why, entry.cells


def test_a_row_is_shown_with_its_sentence_its_words_marked_and_its_cells(session: Run) -> None:
    said = session("q")
    assert "1/9 p01  casualty_claims  (0.9 by-hand)" in said
    assert "A missile strike on the city of Kharkiv on Tuesday killed [four civilians] and wounded 31 others." in said
    assert "measure=killed" in said
    assert 'region="Kharkiv Oblast"' in said


def test_what_is_decided_stands_in_the_file_and_the_review_goes_on_there(session: Run, begun: ReviewFile) -> None:
    session("a", "r counted twice", "q")
    assert read(begun)[0] == "accept"
    assert read(begun, "p02")[:2] == ("reject", "counted twice")
    assert "3/9 p03" in session("q")
    assert len(read_review(begun.path).undecided) == 7


def test_cells_are_changed_before_a_row_is_accepted(session: Run, begun: ReviewFile) -> None:
    said = session('place=Derhachi note="Near Kharkiv; Russia\'s third this week" weapon=', "a")
    assert "place=Derhachi" in said
    decision, _, cells = read(begun)
    assert decision == "accept"
    assert (cells["place"], cells["note"], "weapon" in cells) == ("Derhachi", "Near Kharkiv; Russia's third this week", False)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("a measure=kiled", "not accepted: measure: 'kiled' is not in measures; did you mean killed"),
        ("a event_date=27/05/2025", "not accepted: event_date: '27/05/2025' is no day; write it as YYYY-MM-DD"),
        ("a value=four", "not accepted: value: 'four' is no whole number"),
        ("a as_reported=\"5 civilians\"", "not accepted: as_reported: '5 civilians' is not in the sentence"),
        ("a part_of=p99", "not accepted: part_of: 'p99' is neither a row of this review nor a claim"),
        ("a table=casualties", "not accepted: table: 'casualties' is no table of claims; did you mean casualty_claims"),
        ("a facility_id=saratov-refinery", "not accepted: facility_id: casualty_claims has no such column; empty it"),
        ("a valeu=5", "there is no cell 'valeu'; did you mean value"),
        ("note=\"open", "a quotation mark is open"),
        ("value=5 six", "'six' is no cell"),
        ("r", "say why: r WHY"),
        ("odd cumulative-fall", "say which check and why"),
        ("new planets name=Mars", "'planets' is no table to which a review adds"),
        ("new claimants name=X", "give its claimant_id"),
        ("new claimants claimant_id=isw", "isw is in claimants already"),
        ("new claimants claimant_id=x-y colour=red", "claimants has no column 'colour'"),
        ("new claimants claimant_id=x-y name=X", "not added: short_name: the cell is empty"),
        ("yes", "'yes' is not understood; ? shows the answers"),
        ("?", "accept the row"),
    ],
)
def test_an_answer_that_cannot_be_meant_is_explained_and_decides_nothing(answer: str, said: str, session: Run, begun: ReviewFile) -> None:
    assert said in session(answer)
    decision, _, cells = read(begun)
    assert decision == ""
    assert cells["value"] == "4"


def test_one_can_go_back_and_on(session: Run, begun: ReviewFile) -> None:
    said = session("a", "b", "r no", "s", "a", "q")
    assert said.count("1/9 p01") == 2
    assert read(begun)[0] == "reject"
    assert read(begun, "p02")[0] == ""
    assert read(begun, "p03")[0] == "accept"


def test_a_row_that_was_not_proposed_is_begun_as_a_copy(session: Run, begun: ReviewFile) -> None:
    session("more measure=wounded value=31 as_reported=\"31 others\"", "a", "a", "q")
    review = read_review(begun.path)
    assert [entry.id for entry in review.entries[:3]] == ["p01", "p01-2", "p02"]
    made = review.entry("p01-2")
    assert made is not None
    assert made.decision == "accept"
    assert made.sentence == "A missile strike on the city of Kharkiv on Tuesday killed four civilians and wounded ⟦31 others⟧."
    assert made.read == {}


def test_what_the_rule_left_open_is_shown_until_it_is_settled(session: Run) -> None:
    said = session(*ALL[:7], "claimant_id=volodymyr-zelenskyy", "q")
    shown = said.split("8/9 p08")
    assert "! claimant unknown: Nadiia Oliinyk" in shown[1]
    assert "! claimant unknown" not in shown[2]


def test_a_reason_for_what_a_check_finds_odd_is_kept(session: Run, begun: ReviewFile) -> None:
    session("odd words-value the page says so twice", "a", "q")
    entry = read_review(begun.path).entry("p01")
    assert entry is not None
    assert (entry.decision, entry.odd) == ("accept", {"words-value": "the page says so twice"})


def test_what_the_package_has_on_a_row_is_shown_and_noted_in_the_file(session: Run, begun: ReviewFile) -> None:
    note = 'next of this series: 1076-1080-03 "seven drone attacks", not-attributed, 2025-01-31'
    assert f"  = {note}" in session(*ALL[:5], "q")
    assert f"# {note}\n" in begun.path.read_text(encoding="utf-8")


def test_pairs_are_read_as_they_are_typed() -> None:
    assert pairs_in('a=1 b="two words" c= d="" e=x=y') == {"a": "1", "b": "two words", "c": "", "d": "", "e": "x=y"}


# The command


@pytest.fixture
def file(proposals: list[Proposal], tmp_path: Path) -> Path:
    path = tmp_path / "p.csv"
    path.write_text(write_proposals(proposals), encoding="utf-8")
    return path


def test_the_command_reads_answers_from_a_pipe_and_shows_them(
    file: Path, real_root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(ALL)))
    assert run(["review", str(file), "--package", str(real_root)]) == 0
    printed = capsys.readouterr()
    assert "1/9> a\n" in printed.out
    assert printed.out.splitlines()[-1] == f"{file.parent / '579-583.review.yaml'}: 9 rows, 8 accepted, 1 rejected, 0 undecided"
    assert printed.err == f"roundups: next, roundups add {file.parent / '579-583.review.yaml'}\n"


def test_a_review_that_was_begun_is_gone_on_with_from_the_proposals_too(file: Path, real_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["review", str(file), "--no-ask", "--package", str(real_root)]
    assert run(arguments) == 0
    path = file.parent / "579-583.review.yaml"
    text = path.read_text(encoding="utf-8").replace("decision:\n", "decision: accept\n", 1)
    path.write_text(text, encoding="utf-8")
    assert run(arguments) == 0
    assert "1 accepted, 0 rejected, 8 undecided" in capsys.readouterr().out
    assert path.read_text(encoding="utf-8") == text


def test_a_review_of_another_text_is_not_gone_on_with(file: Path, real_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (file.parent / "579-583.review.yaml").write_text("roundup: 579-583\ntext_sha256: other\nrows: []\n")
    assert run(["review", str(file), "--no-ask", "--package", str(real_root)]) == 1
    assert "is of another text; name another file with --to" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [(b"", 1, "there are no proposals in this file"), (b"\xff\xfe", 1, "is not UTF-8"), (b"a,b\n1,2\n", 1, "no column proposal_id")],
)
def test_a_file_that_holds_no_proposals_is_one_fault(
    content: bytes, code: int, words: str, tmp_path: Path, real_root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.csv").write_bytes(content)
    assert run(["review", str(tmp_path / "p.csv"), "--package", str(real_root)]) == code
    printed = capsys.readouterr()
    assert len(printed.out.splitlines()) == 1
    assert words in printed.out
    assert printed.err == "roundups: nothing was changed\n"


@pytest.mark.parametrize("arguments", [["p.csv", "p.csv"], ["--compare", "p.csv"], ["none.csv"], []])
def test_wrong_use_is_exit_2(arguments: list[str], file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(file.parent)
    assert run(["review", *arguments]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
