import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundups.intake.proposals import COLUMNS, Proposal, ProposalError, read_proposals, write_proposals

SCHEMAS = Path(__file__).parents[2] / "data" / "schemas"
ONE = Proposal(
    proposal_id="1076-1080:1", table="casualty_claims", measure="killed", population="civilians_ukraine", value=5, qualifier="exact",
    as_reported="five civilians", statistic="event", event_date="2025-02-04", start=40, end=54, sentence="…killed five civilians.",
    sentence_start=10, confidence=0.97, rule="killed-object", days="1076-1080", source_file="week.txt", text_sha256="0" * 64,
)  # fmt: skip

plain_text = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r"), max_size=12)  # read_text leaves no CR
proposals = st.builds(
    Proposal,
    proposal_id=plain_text, table=plain_text, as_reported=plain_text, sentence=plain_text, note=plain_text, flags=plain_text,
    value=st.none() | st.integers(0, 10**13), disputed=st.booleans(), confidence=st.integers(0, 100).map(lambda n: n / 100),
    start=st.just(0), end=st.integers(0, 10**6),
)  # fmt: skip


@pytest.mark.parametrize("schema", ["claims", "refinery_strikes"])
def test_a_proposal_has_every_column_of_the_tables_it_proposes_rows_for(schema):
    names = [field["name"] for field in json.loads((SCHEMAS / f"{schema}.json").read_text(encoding="utf-8"))["fields"]]
    assert set(names) <= set(COLUMNS)


def test_the_columns_of_the_claims_stand_in_the_order_of_their_schema():
    names = [field["name"] for field in json.loads((SCHEMAS / "claims.json").read_text(encoding="utf-8"))["fields"]]
    assert [column for column in COLUMNS if column in names] == names


@settings(max_examples=40, deadline=None)
@given(st.lists(proposals, max_size=3), st.sampled_from(["csv", "jsonl"]))
def test_what_was_written_reads_back_and_writes_the_same_bytes(rows, form):
    text = write_proposals(rows, form)
    assert read_proposals(text) == rows
    assert write_proposals(read_proposals(text), form) == text


def test_no_cell_begins_a_formula():
    text = write_proposals([replace(ONE, sentence="=HYPERLINK(1)", note="-1", as_reported="'tis")])
    assert ",'=HYPERLINK(1)," in text and ",'-1," in text and ",''tis," in text


def test_no_proposals_are_a_header():
    assert write_proposals([]) == ",".join(COLUMNS) + "\n"
    assert read_proposals(write_proposals([])) == read_proposals("") == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda t: t.replace(",5,", ",five,", 1), "week.csv:2:value: 'five' is not a whole number in digits"),
        (lambda t: t.replace(",false,", ",no,"), "week.csv:2:disputed: 'no' is neither true nor false"),
        (lambda t: t.replace(",0.97,", ",97,"), "week.csv:2: the confidence 97.0 is not between 0 and 1"),
        (lambda t: t.replace("measure,", "messure,"), "week.csv:1: no column measure"),
        (lambda t: t.replace(",event,", ","), "week.csv:2: 40 cells where the header has 41"),
        (lambda t: t.replace("…killed", '"killed'), "week.csv:2: not CSV"),
        (lambda t: t.replace(",40,54,", ",54,40,"), "week.csv:2: the words end at 40, before they start at 54"),
    ],
)
def test_a_fault_in_a_file_names_line_and_column(change, message):
    with pytest.raises(ProposalError) as caught:
        read_proposals(change(write_proposals([ONE])), "week.csv")
    assert message in str(caught.value)


def test_a_file_saved_by_a_spreadsheet_reads_the_same():
    text = write_proposals([ONE])
    assert read_proposals("\ufeff" + text.replace("\n", "\r\n")) == [ONE]


@pytest.mark.parametrize("text", ['{"table": ', "{}", '{"proposal_id": 1}'])
def test_a_broken_json_line_is_one_fault(text):
    with pytest.raises(ProposalError, match=r"^week\.jsonl:1"):
        read_proposals(text, "week.jsonl")
