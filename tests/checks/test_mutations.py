"""What goes wrong in a package is caught: one thing changed at a time in copies of the real one, drawn with a seed."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from random import Random

import pytest

from roundups.checks import judge, refuses
from roundups.checks.bench import OWN, SEED, WHOLE, Outcome, by_column, by_kind, run, shares
from roundups.checks.gates import GATES
from roundups.checks.measured import KEPT, Measured, fingerprint
from roundups.checks.mutating import BEYOND, KINDS, UNDERSTOOD
from roundups.checks.reading import Reading
from roundups.cli import run as command

REAL = Path(__file__).resolve().parents[2]
#: Of the mutants that can be told from the truth: the least share that the gates have to refuse.
FLOOR = 0.97


@pytest.fixture(scope="module")
def real() -> Reading:
    return Reading(REAL)


def test_there_are_more_than_forty_kinds_and_each_says_why_it_happens() -> None:
    assert len(KINDS) >= 40
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    assert len(KINDS) * WHOLE >= 3000
    assert all(kind.why.endswith(".") and len(kind.why) > 15 for kind in KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_changes_one_file_and_the_same_one_for_the_same_seed(kind: object, real: Reading) -> None:
    first, second = (list(islice(kind.make(Random("7"), real), 3)) for _ in range(2))  # type: ignore[attr-defined]
    assert first
    assert first == second
    for mutant in first:
        kept = real.raw[mutant.file] if mutant.table else (REAL / mutant.file).read_bytes()
        assert mutant.data != kept
        assert mutant.beyond in ("", *BEYOND)


def test_a_reading_on_top_of_another_finds_what_a_fresh_one_finds(real: Reading) -> None:
    gates = [gate for gate in GATES if gate.name not in ("table-schema", "resource-seal")]
    for name in ("reference-misspelt", "look-alike-in-text", "row-lost"):
        kind = next(kind for kind in KINDS if kind.name == name)
        for mutant in islice(kind.make(Random(1), real), 2):
            changed = {mutant.file: mutant.data}
            found = judge(Reading(REAL, changed, real), gates)
            assert found == judge(Reading(REAL, changed), gates)
            assert refuses(Reading(REAL, changed, real), gates) in {fault.check for fault in found}


def test_the_real_package_is_refused_by_no_gate(real: Reading) -> None:
    assert refuses(real, OWN) == ""


def test_a_share_counts_only_what_can_be_told_from_the_truth() -> None:
    outcomes = [
        Outcome("date-off", "claims", "as_of", "", "date-window", True),
        Outcome("date-off", "claims", "as_of", "", "", True),
        Outcome("formula", "claims", "note", "", "", False),
        Outcome("formula", "claims", "note", "free-text", "", False),
        Outcome("formula", "claims", "note", "free-text", "cell-formula", False),
    ]
    line = shares(outcomes, by_kind)[-1]
    assert (line.mutants, line.detectable, line.ours, line.theirs, line.neither, line.beyond_caught) == (5, 3, 1, 2, 1, 1)
    assert [(share.name, share.mutants) for share in shares(outcomes, by_column)] == [("claims.as_of", 2), ("claims.note", 3), ("all", 5)]


def test_a_miss_is_explained_by_a_written_rule_or_called_not_understood() -> None:
    assert Outcome("date-day-month", "claims", "period_start", "", "").missed == "open-start"
    assert Outcome("formula", "claims", "note", "", "").missed == "not understood"
    assert Outcome("date-day-month", "claims", "period_start", "", "date-order").missed == ""
    assert Outcome("date-day-month", "claims", "period_start", "undated-source", "").missed == ""


def test_rules_are_sentences() -> None:
    for why in [*BEYOND.values(), *(why for why, _ in UNDERSTOOD.values())]:
        assert why[0].isupper()
        assert why.endswith(".")


# The committed measurement ----------------------------------------------------------------------------------------------


def test_the_measurement_in_the_report_is_a_whole_run() -> None:
    measured = Measured.read()
    total = measured.families[-1]
    assert (measured.seed, measured.each) == (SEED, WHOLE)
    assert total.mutants >= 3000
    assert {line.name for line in measured.kinds} == {*(kind.name for kind in KINDS), "all"}
    for lines in (measured.families, measured.kinds, measured.columns):
        assert sum(line.mutants for line in lines[:-1]) == lines[-1].mutants == total.mutants
        assert sum(line.ours for line in lines[:-1]) == lines[-1].ours
    assert total.mutants - total.detectable == sum(number for _, number, _ in measured.beyond)
    assert total.detectable - total.ours == sum(number for _, number, _ in measured.missed)


def test_the_measurement_is_above_the_floor_and_each_miss_is_understood() -> None:
    measured = Measured.read()
    total = measured.families[-1]
    assert total.ours >= FLOOR * total.detectable
    assert "not understood" not in {rule for rule, _, _ in measured.missed}


@pytest.mark.slow
def test_a_sample_is_above_the_floor_and_as_it_was_measured() -> None:
    outcomes = run(REAL, number=1, frictionless=False)
    line = shares(outcomes, by_kind)[-1]
    assert line.mutants == len(KINDS)
    assert line.ours >= FLOOR * line.detectable, [(outcome.kind, by_column(outcome)) for outcome in outcomes if outcome.missed]
    assert [outcome.kind for outcome in outcomes if outcome.hasty] == []  # the quick path called fine what frictionless refuses
    measured = Measured.read()
    if measured.is_of(REAL):  # else the tables have changed since, other places are drawn, and the report says so
        assert {outcome.kind: bool(outcome.ours) for outcome in outcomes} == {kind: first[0][0] for kind, first in measured.first.items()}


@pytest.mark.slow
def test_frictionless_refuses_in_a_sample_what_it_was_measured_to_refuse() -> None:
    chosen = [kind.name for kind in KINDS][:: len(KINDS) // 12]
    outcomes = run(REAL, number=1, kinds=chosen)
    measured = Measured.read()
    assert 0 < sum(bool(outcome.theirs) for outcome in outcomes) < len(outcomes)
    if measured.is_of(REAL):
        assert {outcome.kind: outcome.theirs for outcome in outcomes} == {kind: measured.first[kind][0][1] for kind in chosen}


def test_a_measurement_is_read_as_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from roundups.checks import measured

    outcomes = [Outcome("date-off", "claims", "as_of", "", "date-window", True), Outcome("formula", "claims", "note", "free-text", "", False)]
    monkeypatch.setattr(measured, "FILE", tmp_path / "measured.json")
    summed = Measured.of(REAL, outcomes, 1, 1)
    summed.write()
    assert Measured.read() == summed
    assert summed.first == {"date-off": [(True, True)], "formula": [(False, False)]}
    assert summed.is_of(REAL)
    assert KEPT == 2


def test_the_fingerprint_changes_with_the_package(tiny_template: Path, tmp_path: Path) -> None:
    before = fingerprint(tiny_template)
    copy = tmp_path / "copy"
    for path in sorted(path for path in tiny_template.rglob("*") if path.is_file()):
        target = copy / path.relative_to(tiny_template)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    assert fingerprint(copy) == before
    (copy / "data" / "regions.csv").write_bytes(b"x")
    assert fingerprint(copy) != before


@pytest.mark.parametrize("options", [["--sample", "1"], ["--seed", "7"], ["--no-frictionless"]])
def test_only_a_whole_run_is_kept(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command(["bench", "mutations", "--write", *options]) == 2
    assert "whole run" in capsys.readouterr().err
