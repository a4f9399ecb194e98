"""Large tables are read block by block into compact columns, and judged as small ones are: the same faults, in work that grows with the rows."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundups.bench.growth import grow
from roundups.checks import GATES, blocks, columns, judge, parallel, reading, table, words
from roundups.checks.columns import Column
from roundups.checks.bench import KINDS
from roundups.checks.reading import Reading
from roundups.checks.table import Row, Table, groups, of_columns

REAL = Path(__file__).resolve().parents[2]
OWN = [gate for gate in GATES if gate.name != "table-schema"]


@pytest.fixture
def as_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every table is taken for a large one, in blocks and slices that are smaller than any of them."""
    monkeypatch.setattr(reading, "LARGEST_FILE", 0)
    monkeypatch.setattr(blocks, "BLOCK", 3_000)
    monkeypatch.setattr(columns, "TRIAL", 20)
    for module in (columns, table):
        monkeypatch.setattr(module, "SLICE", 60)


def _sealed(root: Path) -> None:
    """Seal the tables and leave documents beyond limits to the ordinary path: only tables may be large."""
    descriptor = json.loads((root / "datapackage.json").read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        data = (root / resource["path"]).read_bytes()
        resource["bytes"], resource["hash"] = len(data), "sha256:" + hashlib.sha256(data).hexdigest()
    (root / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


@pytest.fixture
def large(as_large: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `as_large`, and JSON of any size is still read whole."""
    allowed = Reading._allowed
    monkeypatch.setattr(Reading, "_allowed", lambda self, file, largest: allowed(self, file, largest if file.endswith(".csv") else (self.root / file).stat().st_size))


# The same faults ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("large") / "package"
    shutil.copytree(REAL / "data", root / "data")
    shutil.copyfile(REAL / "datapackage.json", root / "datapackage.json")
    return root


@pytest.mark.slow
@pytest.mark.parametrize("family", sorted({kind.family for kind in KINDS}))
def test_a_mutant_of_a_large_table_has_the_faults_that_it_has_as_a_small_one(family: str, copy: Path, request: pytest.FixtureRequest) -> None:
    base = Reading(copy)
    kinds = [kind for kind in KINDS if kind.family == family][::4]  # a fourth: each one is judged twice, in full
    mutants = [mutant for kind in kinds for mutant in islice(kind.make(Random(3), base), 1) if mutant.table]
    small = []
    for mutant in mutants:
        with _changed(copy, mutant):
            small.append(judge(Reading(copy), OWN))
    request.getfixturevalue("large")
    for mutant, faults in zip(mutants, small, strict=True):
        with _changed(copy, mutant):
            found = Reading(copy)
            assert found.tables.get(mutant.table) is None or found.tables[mutant.table].is_large
            assert judge(found, OWN) == faults, mutant.kind


class _changed:
    def __init__(self, root: Path, mutant: Any) -> None:
        self.root, self.mutant = root, mutant

    def __enter__(self) -> None:
        self.before = (self.root / self.mutant.file).read_bytes()
        (self.root / self.mutant.file).write_bytes(self.mutant.data)
        _sealed(self.root)

    def __exit__(self, *_: object) -> None:
        (self.root / self.mutant.file).write_bytes(self.before)
        _sealed(self.root)


def test_a_valid_package_is_valid_as_a_large_one_and_frictionless_is_not_asked(copy: Path, large: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roundups.checks.standard.by_frictionless", lambda reading: pytest.fail("frictionless was asked"))
    found = Reading(copy)
    assert all(table.is_large for table in found.tables.values())
    assert judge(found, GATES) == []


def test_one_process_finds_what_several_find(copy: Path, large: None, monkeypatch: pytest.MonkeyPatch) -> None:
    path = copy / "data/kursk_losses.csv"
    before = path.read_bytes()
    try:
        path.write_bytes(before.replace(b"more_than", b"approx").replace(b"2025-01", b"2021-01"))
        _sealed(copy)
        found = []
        for count in (1, 2):
            monkeypatch.setattr(parallel, "processes", lambda count=count: count)
            found.append(judge(Reading(copy), OWN))
        assert found[0] == found[1]
        assert len(found[0]) > 5
    finally:
        path.write_bytes(before)
        _sealed(copy)


# Bounds -------------------------------------------------------------------------------------------------------------------


def _filled(tmp_path: Path, data: bytes) -> Table:
    (tmp_path / "t.csv").write_bytes(data)
    found = Table("t", "t.csv", {"primaryKey": ["a"]}, [], {}, ())
    blocks.fill(found, blocks.of_file("t.csv", tmp_path / "t.csv", lambda size, digest: None), compact=True)
    return found


def test_records_are_whole_wherever_a_block_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [["a", "b"], *([str(number), 'x,"y"\nz' * (number % 5)] for number in range(200))]
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(records)
    starts = []
    for record in records:
        starts.append(starts[-1] + 1 + records[len(starts) - 1][1].count("\n") if starts else 1)
    for size in (40, 41, 97, 1_000, 100_000):
        monkeypatch.setattr(blocks, "BLOCK", size)
        found = _filled(tmp_path, out.getvalue().encode())
        assert [[row["a"], row["b"]] for row in found.rows] == records[1:], size
        assert [row.line for row in found.rows] == starts[1:], size


@pytest.mark.parametrize(
    ("data", "place", "reason"),
    [
        (b"a,b\n" + b"1,2\n" * 900 + b"1,\xff\n", (902, 3), "0xff is not UTF-8"),
        (b"a,b\n" + b"1,2\n" * 900 + b"1,\0\n", (902, 3), "NUL byte"),
        (b"\xef\xbb\xbfa,b\n1,2\n", (1, 1), "byte order mark"),
        (b"\xff\xfea,b\n1,2\n", (1, 1), "UTF-16"),
        (b"a,b\n" + b"1,2\n" * 900 + b"1," + b"x" * 200_000 + b"\n", (902, 100_000), "characters"),
        (b"a,b\n1," + b"x" * 9_000_000, (2, 100_000), "characters"),
        (b"a,b\n" + b"1,2\n" * 900 + b'1,"' + b"2\n" * 400_000, (902, 1), "cannot be parsed"),
        (b"a,b\n" + b"1,2\n" * 900 + b"1" + b"," * 300 + b"\n", (902, 1), "301 cells"),
    ],
)
def test_what_makes_a_large_file_unreadable_is_said_with_its_place(data: bytes, place: tuple[int, int], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 1_000)
    with pytest.raises(blocks.Unreadable, match=reason) as caught:
        _filled(tmp_path, data)
    assert caught.value.place == place


def test_a_large_table_is_read_only_where_the_descriptor_seals_its_very_bytes(tiny: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tiny.path("regions").write_bytes(tiny.path("regions").read_bytes() + b"".join(b"Region %06d,Russia,oblast,,\n" % number for number in range(60_000)))
    (fault,) = Reading(tiny.root).faults
    assert (fault.file, fault.gate) == ("data/regions.csv", "file-text") and "lines" in fault.reason and "sealed" in fault.reason
    monkeypatch.setattr(reading, "LARGEST_FILE", 1_000_000)
    (fault,) = Reading(tiny.root).faults
    assert (fault.file, fault.gate) == ("data/regions.csv", "file-readable") and "sealed" in fault.reason
    tiny.seal()
    found = Reading(tiny.root)
    assert found.faults == [] and len(found.tables["regions"].rows) > 60_000 and found.tables["regions"].is_large


# Columns and groups ---------------------------------------------------------------------------------------------------------

_CELLS = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)), max_size=4)


@given(st.lists(st.lists(st.one_of(_CELLS, st.sampled_from(["", "a", "b"])), max_size=60), max_size=6), st.data())
def test_a_column_gives_back_what_it_was_given(parts: list[list[str]], data: st.DataObject) -> None:
    column, trial = Column(), columns.TRIAL
    columns.TRIAL = 20
    try:
        for part in parts:
            column.extend(part)
        column.close()
    finally:
        columns.TRIAL = trial
    held = [cell for part in parts for cell in part]
    assert list(column) == held and len(column) == len(held) and [column[number] for number in range(len(held))] == held
    start, stop = sorted(data.draw(st.tuples(st.integers(0, len(held)), st.integers(0, len(held)))))
    assert column[start:stop] == held[start:stop]
    assert set(column.different()) == set(held)
    assert {cell for cells in column.joined() for cell in cells.split("\0")} == set(held)


def test_codes_grow_with_the_number_of_different_cells() -> None:
    column = Column()
    held = [str(number % 70_000) for number in range(200_000)]
    for start in range(0, len(held), 10_000):
        column.extend(held[start : start + 10_000])
    column.close()
    assert list(column) == held
    few = Column()
    few.extend(["yes", "no"] * 150_000)
    few.close()
    assert few.is_coded and few._codes.itemsize == 1


@given(st.lists(_CELLS, max_size=30))
def test_increasing_is_what_sorted_without_repetition_is(cells: list[str]) -> None:
    assert columns.increases(cells) == (cells == sorted(set(cells)))


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), max_size=30))
def test_groups_are_the_rows_of_one_key_in_their_order(pairs: list[tuple[str, str]]) -> None:
    made = Table("t", "t.csv", {"primaryKey": ["a"]}, ["a", "b"], {"a": [a for a, _ in pairs], "b": [b for _, b in pairs]}, range(2, len(pairs) + 2))
    expected: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        expected[pair].append(number)
    for key in (of_columns("a", "b"), lambda row: (row["a"], row["b"])):
        found = {tuple([members[0]["a"], members[0]["b"]]): [row.number for row in members] for members in groups(made.rows, key, least=1)}
        assert found == expected
    assert sorted(len(members) for members in groups(made.rows, of_columns("a", "b"))) == sorted(len(n) for n in expected.values() if len(n) > 1)


# Work -----------------------------------------------------------------------------------------------------------------------


def _work(root: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """What a validation does: rows made, rows looked up, words read; and the rows there are."""
    counted: dict[str, int] = defaultdict(int)

    def counting(owner: Any, name: str, as_: str) -> None:
        before = getattr(owner, name)

        def count(*arguments: Any) -> Any:
            counted[as_] += 1
            return before(*arguments)

        monkeypatch.setattr(owner, name, count)

    with monkeypatch.context() as monkeypatch:
        words._heard.cache_clear()
        counting(Row, "__init__", "rows")
        counting(Row, "__getitem__", "cells")
        counting(Table, "find", "look-ups")
        counting(words, "numbers_in", "words")
        found = Reading(root)
        assert judge(found, GATES) == []
    counted["size"] = sum(len(each.rows) for each in found.tables.values())
    return dict(counted)


@pytest.mark.slow
def test_the_work_grows_with_the_rows_and_not_faster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for copies in (2, 8):
        grow(REAL, copies, tmp_path / str(copies))
    less, more = (_work(tmp_path / copies, monkeypatch) for copies in ("2", "8"))
    times = more["size"] / less["size"]
    for what in ("rows", "cells", "look-ups", "words"):
        assert more[what] < 1.1 * times * less[what], what
    assert more["rows"] < 45 * more["size"]  # how often a row is looked at, over all gates
    assert more["words"] < 0.5 * more["size"]  # the words of a claim are read once


def test_a_compact_column_takes_a_quarter_of_a_list() -> None:
    import tracemalloc

    def peak(make: Any) -> int:
        tracemalloc.start()
        kept = make()
        size = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        assert len(kept) == 100_000
        return size

    def compact(cells: Iterator[str]) -> Column:
        column = Column()
        for _ in range(10):
            column.extend(list(islice(cells, 10_000)))
        column.close()
        return column

    for make in (lambda: (f"E{number:07d}" for number in range(100_000)), lambda: (f"2025-01-{number % 28:02d}" for number in range(100_000))):
        assert peak(lambda: compact(make())) < peak(lambda: list(make())) / 4


def test_the_work_is_done_where_a_process_is_ended_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    import os
    import signal

    here = os.getpid()

    def work(number: int) -> int:
        if number == 3 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return number * number

    monkeypatch.setattr(parallel, "processes", lambda: 2)
    assert list(parallel.spread(work, range(8))) == [number * number for number in range(8)]


def test_of_one_gate_no_more_faults_are_held_than_can_be_read(tiny: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("blocks", "gates"):
        monkeypatch.setattr(f"roundups.checks.{module}.MOST_FINDINGS", 50)
    rows = b"".join(b'"Region %06d","Russia",oblast,, \n' % number for number in range(400))
    tiny.path("regions").write_bytes(tiny.path("regions").read_bytes() + rows)
    tiny.seal()
    faults = [fault for fault in judge(Reading(tiny.root), OWN) if fault.file == "data/regions.csv"]
    for name in ("file-quotes", "cell-blanks", "key-used"):
        told = [fault.reason for fault in faults if fault.check == name]
        assert len(told) == 51 and sum("finds more than 50 faults" in reason for reason in told) == 1, name
