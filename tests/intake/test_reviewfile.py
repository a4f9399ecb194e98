"""The review as a file: what is written is read again, what cannot be meant is named with its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundups.intake.proposals import Proposal
from roundups.intake.reviewfile import CELLS, Entry, ReviewError, ReviewFile, begin, marked, read_review, unmarked

texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=30).map(lambda text: " ".join(text.split()))
GOOD = """\
roundup: 579-583
rows:
- id: p01
  decision: accept
  table: casualty_claims
  value: 4
"""


def same(first: ReviewFile, second: ReviewFile) -> bool:
    def plain(review: ReviewFile) -> object:
        return {k: v for k, v in review.head.items() if v}, {t: r for t, r in review.new.items() if r}, [replace(e, places={}) for e in review.entries]

    return plain(first) == plain(second)


def test_a_review_is_begun_with_nothing_decided_and_its_words_marked(proposals: list[Proposal], tmp_path: Path) -> None:
    review = begin(proposals, tmp_path / "r.review.yaml")
    assert (review.roundup, review.head["url"], review.head["reading"]) == ("579-583", "https://uacrisis.org/en/579-583", "full")
    assert len(review.undecided) == len(proposals)
    assert review.entries[0].sentence == "A missile strike on the city of Kharkiv on Tuesday killed ⟦four civilians⟧ and wounded 31 others."
    for entry, proposal in zip(review.entries, proposals, strict=True):
        assert unmarked(entry.sentence) == proposal.sentence
        assert entry.cells["as_reported"] in entry.sentence
        assert {name: entry.cells.get(name, "") for name in ("value", "measure", "event_date")} == {
            "value": "" if proposal.value is None else str(proposal.value), "measure": proposal.measure, "event_date": proposal.event_date,
        }  # fmt: skip


def test_what_is_written_is_read_again(review: ReviewFile) -> None:
    assert same(read_review(review.path), review)
    before = review.path.read_bytes()
    read_review(review.path).save()
    assert review.path.read_bytes() == before, "saving what was read changes nothing"


@settings(deadline=None, max_examples=50)
@given(texts, texts, texts, st.lists(texts.filter(bool), max_size=3))
def test_whatever_the_texts_hold_they_come_back(note: str, why: str, sentence: str, recorded: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "r.review.yaml"
        entry = Entry("p1", {"table": "x", "note": note} if note else {"table": "x"}, "reject", why or "because", sentence, "1-2", {"check": why} if why else {}, recorded)
        review = ReviewFile(path, {"roundup": "1-5"}, [entry])
        review.save({"p1": [sentence]})
        assert same(read_review(path), review)


def test_numbers_days_and_booleans_stand_without_quotes(review: ReviewFile) -> None:
    text = review.path.read_text(encoding="utf-8")
    assert "  value: 31\n" in text
    assert "  event_date: 2023-09-26\n" in text
    assert "null" not in text


def test_one_decision_is_one_changed_line(review: ReviewFile) -> None:
    before = review.path.read_text(encoding="utf-8").splitlines()
    review.entries[2].decision = ""
    review.save()
    after = review.path.read_text(encoding="utf-8").splitlines()
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [("  decision: accept", "  decision:")]


def test_a_file_that_somebody_else_changed_is_not_written_over(review: ReviewFile) -> None:
    review.path.write_text(review.path.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    review.entries[0].decision = ""
    with pytest.raises(ReviewError, match="was changed while it was being reviewed"):
        review.save()
    assert review.path.read_text(encoding="utf-8").endswith("# mine\n")
    assert not list(review.path.parent.glob(f".{review.path.name}.*"))


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["1:1 this is no review"]),
        ("- a\n", ["1:1 the review is not made of fields"]),
        ("roundup: 1-5\nrows: 5\n", ["2:7 rows is no list"]),
        (GOOD.replace("accept", "yes"), ["4:13 the decision is 'yes'; write accept or reject, or nothing"]),
        (GOOD.replace("accept", "reject"), ["4:13 the row is rejected and does not say why"]),
        (GOOD.replace("value", "valeu"), ["6:3 the row has no field 'valeu'; did you mean value"]),
        (GOOD.replace("roundup", "Roundup"), ["1:1 the review has no field 'Roundup'; did you mean roundup"]),
        (GOOD + "  value: 5\n", ["7:3 value stands twice"]),
        (GOOD + "- id: p01\n", ["7:7 the id 'p01' stands twice"]),
        (GOOD + "- table: x\n", ["7:3 the row has no id"]),
        (GOOD + "  note: [a, b]\n", ["7:9 note is not one text"]),
        (GOOD + "  at: here\n", ["7:7 'here' is no place"]),
        (GOOD + "  note: a: b\n", ["7:10 not YAML: mapping values are not allowed here; mend the line or put the text between quotes"]),
        (GOOD + "\tnote: a\n", ["7:1 not YAML: found character '\\t'"]),
        (GOOD + "new:\n  planets: []\n", ["8:3 new has no field 'planets'"]),
        (GOOD.replace("accept", "yes").replace("value", "valeu"), ["6:3 the row has no field 'valeu'", "4:13 the decision is 'yes'"]),
    ],
)
def test_what_cannot_be_meant_is_named_with_its_place(text: str, faults: list[str], tmp_path: Path) -> None:
    path = tmp_path / "r.review.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ReviewError) as refused:
        read_review(path)
    lines = refused.value.lines
    assert len(lines) >= len(faults)
    for line, fault in zip(lines, faults, strict=False):
        assert line.startswith(f"{path}:{fault}")


def test_a_file_that_is_no_text_is_one_fault(tmp_path: Path) -> None:
    path = tmp_path / "r.review.yaml"
    path.write_bytes(b"roundup: 1\nrows:\n- id: \xff\n")
    with pytest.raises(ReviewError, match=r":3:1 a byte is not UTF-8"):
        read_review(path)
    path.write_bytes(b"[" * 5_000)
    with pytest.raises(ReviewError, match="not YAML"):
        read_review(path)
    path.write_bytes(b"a" * 1_000_001)
    with pytest.raises(ReviewError, match="above the 1,000,000"):
        read_review(path)


def test_words_that_lie_outside_the_sentence_are_not_marked() -> None:
    assert marked("Two  words here.", 5, 10) == "Two ⟦words⟧ here."
    assert marked("Two words.", -3, 4) == "Two words."
    assert marked("Two words.", 4, 99) == "Two words."


def test_the_proposals_of_two_roundups_are_not_one_review(proposals: list[Proposal], tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match="of 2 texts"):
        begin([proposals[0], replace(proposals[1], days="586-590")], tmp_path / "r.review.yaml")


def test_a_review_carries_every_cell_that_a_row_may_have(real_root: Path) -> None:
    from roundups.package import Package

    package = Package(real_root)
    columns = {f["name"] for t in ("casualty_claims", "refinery_strikes") for f in package.schema(t)["fields"]}
    assert set(CELLS) == columns - {"claim_id", "source_id", "readings_recorded"} | {"table"}
