"""What differs between two states, which step of the version it calls for, and what a release may not change."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from roundups import cli
from roundups.publish import listing
from roundups.publish.differences import Differences, Step, compare, stepped, version_numbers
from roundups.publish.snapshots import SnapshotError, snapshot

if TYPE_CHECKING:
    from .conftest import State

CLAIM = "1076-1080-07"
CLAIMS = "data/schemas/claims.json"


def between(old: State, new: State) -> Differences:
    return compare(snapshot(str(old.root), old.root), snapshot(str(new.root), new.root))


def checks(differences: Differences) -> list[str]:
    return [fault.check for fault in differences.faults]


def test_the_first_release_stays_readable_and_nothing_of_it_was_lost_or_changed_in_silence(first_release: Path, real_root: Path) -> None:
    differences = compare(snapshot(str(first_release), real_root), snapshot(str(real_root), real_root))
    assert [str(fault) for fault in differences.faults] == []
    assert differences.old.version == "0.1.0"
    assert sum(rows.before for rows in differences.rows) > 150
    assert all(not rows.removed for rows in differences.rows if rows.table not in ("anomalies", "exclusions"))


def test_the_same_state_twice_differs_in_nothing(old: State, new: State) -> None:
    differences = between(old, new)
    assert differences.step is Step.none
    assert listing.as_markdown(differences) == "### Changed values\n- None."
    assert listing.verdict(differences) == "nothing that a version counts differs"


# Rows and cells


def test_added_rows_call_for_a_minor_step(old: State, new: State) -> None:
    new.add("casualty_claims", CLAIM, claim_id="1076-1080-50")
    differences = between(old, new)
    (rows,) = [rows for rows in differences.rows if rows.added]
    assert (rows.table, rows.added, rows.before + 1) == ("casualty_claims", ["1076-1080-50"], rows.after)
    assert (differences.step, differences.faults) == (Step.minor, [])


def test_a_changed_value_without_a_correction_is_a_fault_at_its_cell(old: State, new: State) -> None:
    new.set("casualty_claims", CLAIM, value="46000")
    differences = between(old, new)
    line = [row["claim_id"] for row in new.rows("casualty_claims")].index(CLAIM) + 2
    (fault,) = differences.faults
    assert str(fault).startswith(f"data/casualty_claims.csv:{line}:value {CLAIM} was published with '45000' and has '46000' now; no row of corrections says so")


def test_a_corrected_value_calls_for_a_patch(old: State, new: State) -> None:
    new.correct(CLAIM, "value", "45000", "46000")
    differences = between(old, new)
    assert (differences.step, differences.faults) == (Step.patch, [])
    (cell,) = [cell for rows in differences.rows for cell in rows.changed]
    assert (cell.old, cell.new, cell.corrections) == ("45000", "46000", ("2027-0001",))
    assert f"| `casualty_claims` | `{CLAIM}` | `value` | 45000 | 46000 | 2027-0001 |" in listing.as_markdown(differences)


def test_two_corrections_of_one_cell_lead_from_the_old_value_to_the_new_one(old: State, new: State) -> None:
    new.correct(CLAIM, "value", "45000", "44000", "2027-0001")
    new.correct(CLAIM, "value", "44000", "46000", "2027-0002")
    differences = between(old, new)
    assert differences.faults == []
    assert differences.step is Step.patch


@pytest.mark.parametrize(
    ("was", "now"), [("54000", "46000"), ("45000", "47000"), ("", "46000"), ("46000", "45000")], ids=["another old", "another new", "no old", "swapped"]
)
def test_a_correction_that_says_something_else_records_nothing(was: str, now: str, old: State, new: State) -> None:
    new.set("casualty_claims", CLAIM, value="46000")
    new.record(CLAIM, "value", was, now)
    differences = between(old, new)
    assert checks(differences) == ["unrecorded-change"]
    assert "its corrections do not lead from the one to the other" in differences.faults[0].reason


def test_what_is_taken_away_as_private_is_not_printed_again_in_its_correction(old: State, new: State) -> None:
    note = next(row["note"] for row in new.rows("casualty_claims") if row["claim_id"] == CLAIM)
    new.set("casualty_claims", CLAIM, note="")
    new.record(CLAIM, "note", "[withheld]", "")
    assert note
    assert between(old, new).faults == []
    new.set("casualty_claims", CLAIM, note="Another note.")
    new.set("corrections", "2027-0001", new_value="Another note.")
    assert checks(between(old, new)) == ["unrecorded-change"]


def test_an_old_correction_does_not_cover_a_new_change(old: State, new: State) -> None:
    for state in (old, new):
        state.record(CLAIM, "value", "45000", "46000")
    new.set("casualty_claims", CLAIM, value="46000")
    assert checks(between(old, new)) == ["unrecorded-change"]


def test_a_published_correction_is_neither_changed_nor_removed(old: State, new: State) -> None:
    for state in (old, new):
        state.record(CLAIM, "value", "54000", "45000")
    new.set("corrections", "2027-0001", reason="Another reason.")
    assert checks(between(old, new)) == ["ledger-changed"]
    new.drop("corrections", "2027-0001")
    assert checks(between(old, new)) == ["id-removed"]


def test_words_are_values_too_and_so_is_a_definition(old: State, new: State) -> None:
    new.set("casualty_claims", CLAIM, note="Another note.")
    new.set("measures", "killed", definition="People said to be killed.")
    assert [(fault.file, fault.column) for fault in between(old, new).faults] == [("data/casualty_claims.csv", "note"), ("data/measures.csv", "definition")]


def test_the_records_of_the_work_change_without_a_correction(old: State, new: State) -> None:
    first = new.rows("roundups")[0]["roundup_id"]
    new.set("roundups", first, readings="3")
    new.drop("exclusions", new.rows("exclusions")[0]["evidence_id"])
    new.drop("anomalies", new.rows("anomalies")[0]["anomaly_id"])
    differences = between(old, new)
    assert (differences.faults, differences.step) == ([], Step.patch)


# Identifiers


def test_a_removed_id_is_a_fault(old: State, new: State) -> None:
    new.drop("casualty_claims", CLAIM)
    differences = between(old, new)
    assert checks(differences) == ["id-removed"]
    assert differences.step is Step.major
    assert CLAIM in differences.faults[0].reason


def test_a_table_that_is_gone_takes_its_ids_with_it(old: State, new: State) -> None:
    new.describe(lambda package: package["resources"].remove(next(r for r in package["resources"] if r["name"] == "other_claims")))
    differences = between(old, new)
    assert set(checks(differences)) == {"id-removed"}
    assert differences.step is Step.major


def test_an_id_that_moves_to_another_table_was_used_again(old: State, new: State) -> None:
    row = next(row for row in new.rows("casualty_claims") if row["claim_id"] == CLAIM)
    new.drop("casualty_claims", CLAIM)
    new.add("other_claims", **row)
    differences = between(old, new)
    assert checks(differences) == ["id-reused"]
    assert "other_claims" in differences.faults[0].reason


def test_an_id_with_another_source_and_other_words_was_used_again_even_with_corrections(old: State, new: State) -> None:
    row = next(row for row in new.rows("casualty_claims") if row["claim_id"] == CLAIM)
    other = next(name["source_id"] for name in new.rows("sources") if name["source_id"] != row["source_id"])
    new.correct(CLAIM, "source_id", row["source_id"], other, "2027-0001")
    new.correct(CLAIM, "as_reported", row["as_reported"], "about 9", "2027-0002")
    assert checks(between(old, new)) == ["id-reused"]


# Schemas


def field(schema: dict, name: str) -> dict:
    return next(field for field in schema["fields"] if field["name"] == name)


SCHEMA_CHANGES = {
    "a description": (lambda s: field(s, "value").update(description="Another."), "description changed", Step.patch),
    "an example": (lambda s: field(s, "value").update(example=7), "example changed", Step.patch),
    "a type": (lambda s: field(s, "value").update(type="number"), "type changed", Step.major),
    "a term more": (lambda s: field(s, "qualifier")["constraints"]["enum"].append("perhaps"), "terms added", Step.minor),
    "a term less": (lambda s: field(s, "qualifier")["constraints"]["enum"].remove("withheld"), "terms removed", Step.major),
    "a looser bound": (lambda s: field(s, "value")["constraints"].update(minimum=-5), "constraint minimum changed", Step.minor),
    "a tighter bound": (lambda s: field(s, "value")["constraints"].update(minimum=1), "constraint minimum changed", Step.major),
    "a constraint that goes": (lambda s: field(s, "statistic")["constraints"].pop("required"), "constraint required changed", Step.minor),
    "a constraint that comes": (lambda s: field(s, "note").update(constraints={"required": True}), "constraint required changed", Step.major),
    "another order": (lambda s: s["fields"].reverse(), "fields in another order", Step.major),
    "missing values": (lambda s: s.update(missingValues=["", "NA"]), "missingValues of the schema changed", Step.major),
    "a title": (lambda s: s.update(title="Another"), "title of the schema changed", Step.patch),
}


@pytest.mark.parametrize(("change", "what", "step"), SCHEMA_CHANGES.values(), ids=SCHEMA_CHANGES)
def test_a_change_of_a_schema_is_named_once_for_all_its_tables_and_has_its_step(change, what: str, step: Step, old: State, new: State) -> None:
    new.describe(change, CLAIMS)
    differences = between(old, new)
    (found,) = differences.schema
    assert (found.what, found.step, len(found.tables)) == (what, step, 6)
    assert differences.step is step
    assert what in listing.as_text(differences)


def test_a_renamed_field_is_one_removed_and_one_added(old: State, new: State) -> None:
    new.describe(lambda schema: field(schema, "note").update(name="remark"), CLAIMS)
    for name in ("casualty_claims", "prisoner_counts", "kursk_losses", "refinery_strike_counts", "air_attacks", "other_claims"):
        rows = new.rows(name)
        header = ["remark" if column == "note" else column for column in rows[0]]
        new.write(name, [{**row, "remark": row["note"]} for row in rows], header)
    differences = between(old, new)
    assert {(change.what, change.field) for change in differences.schema} == {("field removed", "note"), ("field added", "remark")}
    assert (differences.step, differences.faults) == (Step.major, [])


def test_words_about_the_package_call_for_a_patch_and_its_name_for_a_major_step(old: State, new: State) -> None:
    new.describe(lambda package: package.update(title="Another"))
    assert between(old, new).step is Step.patch
    new.describe(lambda package: package.update(name="another"))
    assert between(old, new).step is Step.major


def test_new_terms_of_a_vocabulary_are_told_apart_from_new_figures(old: State, new: State) -> None:
    new.add("measures", "killed", measure="vanished")
    text = listing.as_markdown(between(old, new))
    assert "### Vocabulary\n- `measures`, 1 new: `vanished`" in text
    assert "### Rows added" not in text


# Versions


@pytest.mark.parametrize(
    ("version", "step", "expected"),
    [
        ("1.2.3", Step.patch, "1.2.4"), ("1.2.3", Step.minor, "1.3.0"), ("1.2.3", Step.major, "2.0.0"), ("1.2.3", Step.none, "1.2.3"),
        ("0.2.3", Step.patch, "0.2.4"), ("0.2.3", Step.minor, "0.3.0"), ("0.2.3", Step.major, "0.3.0"),
    ],
)  # fmt: skip
def test_a_step_raises_its_number_and_while_the_first_is_0_the_second_takes_both(version: str, step: Step, expected: str) -> None:
    assert stepped(version, step) == expected


@pytest.mark.parametrize("version", ["1", "1.2", "1.2.3.4", "v1.2.3", "01.2.3", "1.2.x", "", "1.2.3-rc1", "9999999999.0.0"])
def test_a_version_is_three_numbers(version: str) -> None:
    with pytest.raises(SnapshotError, match="three numbers"):
        version_numbers(version)


# The command


def test_the_command_prints_each_format_and_fails_on_a_fault(old: State, new: State, capsys: pytest.CaptureFixture[str]) -> None:
    new.set("casualty_claims", CLAIM, value="46000")
    for form, part in (("text", "~ 1076-1080-07 value: '45000' -> '46000'"), ("markdown", "### Changed values"), ("json", '"old": "45000"')):
        assert cli.run(["diff", str(old.root), str(new.root), "--package", str(new.root), "--format", form]) == 1
        printed = capsys.readouterr()
        assert part in printed.out
        assert "data/casualty_claims.csv" in printed.err
    new.record(CLAIM, "value", "45000", "46000")
    assert cli.run(["diff", str(old.root), "--package", str(new.root), "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert (document["step"], document["next_version"], document["faults"]) == ("patch", "0.1.1", [])


def test_a_comparison_with_the_wrong_state_does_not_flood_the_terminal(old: State, new: State, capsys: pytest.CaptureFixture[str]) -> None:
    new.write("sources", [{**row, "note": "Another."} for row in new.rows("sources")])
    new.write("casualty_claims", [{**row, "note": "Another.", "place": "Elsewhere", "weapon": "mine", "as_of": "2020-01-01"} for row in new.rows("casualty_claims")])
    assert cli.run(["diff", str(old.root), "--package", str(new.root)]) == 1
    said = capsys.readouterr()
    assert len(said.err.splitlines()) == 102
    assert "more (--format json gives all)" in said.err
    assert len(said.out.splitlines()) < 60


def test_the_order_of_tables_and_rows_does_not_change_the_answer(old: State, new: State) -> None:
    new.describe(lambda package: package["resources"].reverse())
    new.write("sources", list(reversed(new.rows("sources"))))
    assert between(old, new).step is Step.none


def test_a_large_table_takes_memory_for_the_old_side_only(old: State, new: State) -> None:
    row = new.rows("casualty_claims")[0]
    for state in (old, new):
        state.write("casualty_claims", [{**row, "claim_id": f"{number}-{number}-01"} for number in range(5_000)])
    tracemalloc.start()
    try:
        assert between(old, new).step is Step.none
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    size = old.path("casualty_claims").stat().st_size
    assert peak < 20 * size
