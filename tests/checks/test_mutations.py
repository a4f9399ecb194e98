"""What goes wrong in a package is caught: one thing changed at a time in copies of the real one, drawn with a seed."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from random import Random

import pytest

from roundups.checks import judge
from roundups.checks.bench import Outcome, run, shares
from roundups.checks.gates import GATES
from roundups.checks.mutations import BEYOND, KINDS, sealed
from roundups.checks.reading import Reading

REAL = Path(__file__).resolve().parents[2]
FLOOR = 0.88


@pytest.fixture(scope="module")
def real() -> Reading:
    return Reading(REAL)


def test_there_are_forty_kinds_and_each_says_why_it_happens() -> None:
    assert len(KINDS) >= 40
    assert len({kind.name for kind in KINDS}) == len(KINDS)
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
    kind = next(kind for kind in KINDS if kind.name == "reference-misspelt")
    gates = [gate for gate in GATES if gate.name != "table-schema"]
    for mutant in islice(kind.make(Random(1), real), 2):
        changed = sealed(real, mutant)
        found = judge(Reading(REAL, changed, real), gates)
        assert found
        assert found == judge(Reading(REAL, changed), gates)


def test_a_share_counts_only_what_can_be_told_from_the_truth() -> None:
    outcomes = [Outcome("k", "t", "c", "", True, True), Outcome("k", "t", "d", "", False, True), Outcome("k", "t", "c", "free-text", False, True)]
    line = shares(outcomes)[-1]
    assert (line.mutants, line.detectable, line.ours, line.ours_unsealed, line.theirs, line.missed) == (3, 2, 1, 2, None, ("t.d",))


@pytest.mark.slow
def test_the_gates_catch_most_of_what_can_be_caught() -> None:
    outcomes = run(REAL, number=1, frictionless=False)
    line = shares(outcomes)[-1]
    assert line.mutants == len(KINDS)
    assert line.ours >= FLOOR * line.detectable, [(each.kind, each.missed) for each in shares(outcomes) if each.missed]
    assert line.ours_unsealed == line.detectable
