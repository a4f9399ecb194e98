"""How much of what goes wrong the gates catch, and frictionless alone on the same mutants."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

from ..package import DESCRIPTOR
from . import judge
from .gates import GATES
from .mutations import KINDS, Kind, Mutant, sealed
from .reading import Reading

#: For each kind; 84 kinds make more than 3,000 mutants.
WHOLE = 40
SEED = 20220224


@dataclass(frozen=True, slots=True)
class Outcome:
    """What caught one mutant: with its seal made anew, and without. None: frictionless was not asked."""

    kind: str
    table: str
    column: str
    beyond: str
    ours: bool
    ours_unsealed: bool
    theirs: bool | None = None
    theirs_unsealed: bool | None = None


class Bench:
    """A copy of a package in which one file at a time is changed and put back."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = folder
        for file in (DESCRIPTOR, *(path.relative_to(root).as_posix() for path in (root / "data").rglob("*") if path.is_file())):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / file, folder / file)
        self.base = Reading(folder)

    def try_out(self, mutant: Mutant, frictionless: bool) -> Outcome:
        changed = sealed(self.base, mutant)
        before = {file: (self.root / file).read_bytes() for file in changed}
        try:
            self._write(changed)
            ours = self._caught(mutant, changed)
            theirs = self._frictionless(mutant) if frictionless else None
            self._write({DESCRIPTOR: before.get(DESCRIPTOR, self.base.raw[DESCRIPTOR])} if mutant.table else {})
            seal = [gate for gate in GATES if gate.name == "resource-seal"]
            ours_unsealed = ours or bool(judge(Reading(self.root, {mutant.file: mutant.data}, self.base), seal))
            theirs_unsealed = None if theirs is None else theirs or (bool(mutant.table) and self._frictionless(mutant))
        finally:
            self._write(before)
        return Outcome(mutant.kind, mutant.table, mutant.column, mutant.beyond, ours, ours_unsealed, theirs, theirs_unsealed)

    def _write(self, files: dict[str, bytes]) -> None:
        for file, data in files.items():
            (self.root / file).write_bytes(data)

    def _caught(self, mutant: Mutant, changed: dict[str, bytes]) -> bool:
        """Ask the gates, and frictionless as one of them only where all others pass: it takes most of the time."""
        reading = Reading(self.root, changed, self.base)
        if judge(reading, [gate for gate in GATES if gate.name != "table-schema"]):
            return True
        if mutant.table:  # the other tables are as they were
            reading.tables = {mutant.table: reading.tables[mutant.table]}
        return any(True for gate in GATES if gate.name == "table-schema" for _ in gate.faults(reading))

    def _frictionless(self, mutant: Mutant) -> bool:
        """Tell whether frictionless finds an error in the changed table, in one that refers to it, or, with a document, in all that it describes."""
        from frictionless import FrictionlessException, Package

        try:
            package = Package(DESCRIPTOR, basepath=str(self.root))
            for resource in package.resources:
                if self._concerns(mutant, resource.name) and not resource.validate(limit_errors=1).valid:
                    return True
        except FrictionlessException:
            return True
        except Exception:  # frictionless lets errors of the libraries below it through, which end its command with an error too
            return True
        return False

    def _concerns(self, mutant: Mutant, name: str | None) -> bool:
        table = self.base.tables.get(name or "")
        if mutant.file == DESCRIPTOR or table is None:
            return True
        if not mutant.table:
            return self.base.schemas[mutant.file].data is table.schema
        keys = table.schema.get("foreignKeys", [])
        refers = any(key["reference"]["resource"] == mutant.table for key in keys)
        return name == mutant.table or (refers and mutant.column in ("", *self.base.tables[mutant.table].key))


def _of_kinds(root: Path, kinds: list[Kind], number: int, seed: int, frictionless: bool) -> list[Outcome]:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(root, Path(folder))
        return [bench.try_out(mutant, frictionless) for kind in kinds for mutant in islice(kind.make(Random(f"{seed} {kind.name}"), bench.base), number)]


def _of_names(root: Path, names: list[str], number: int, seed: int, frictionless: bool) -> list[Outcome]:
    return _of_kinds(root, [kind for kind in KINDS if kind.name in names], number, seed, frictionless)


def run(root: Path, number: int = WHOLE, seed: int = SEED, frictionless: bool = True, processes: int | None = None) -> list[Outcome]:
    """Try out ``number`` mutants of each kind, in the order of the kinds; the same ones for the same seed and package."""
    processes = processes or os.cpu_count() or 1
    names = [kind.name for kind in KINDS]
    if processes == 1:
        return _of_names(root, names, number, seed, frictionless)
    with ProcessPoolExecutor(processes) as pool:
        parts = [pool.submit(_of_names, root, [name], number, seed, frictionless) for name in names]
        return [outcome for part in parts for outcome in part.result()]


@dataclass(frozen=True, slots=True)
class Share:
    """One line of the table: numbers of mutants. ``detectable`` leaves out those of a rule in `mutations.BEYOND`; the rest counts detectable ones."""

    kind: str
    mutants: int
    detectable: int
    ours: int
    ours_unsealed: int
    theirs: int | None
    theirs_unsealed: int | None
    beyond_caught: int
    missed: tuple[str, ...]


def shares(outcomes: Iterable[Outcome]) -> list[Share]:
    """Return a line for each kind, and one for "all" at the end."""
    by_kind: dict[str, list[Outcome]] = {}
    everything = list(outcomes)
    for outcome in everything:
        by_kind.setdefault(outcome.kind, []).append(outcome)
    return [_share(kind, some) for kind, some in [*by_kind.items(), ("all", everything)]]


def _share(kind: str, some: list[Outcome]) -> Share:
    told = [outcome for outcome in some if not outcome.beyond]
    asked = all(outcome.theirs is not None for outcome in some)
    missed = sorted({f"{o.table or 'documents'}.{o.column}" if o.column else o.table or "documents" for o in told if not o.ours})
    return Share(
        kind, len(some), len(told), sum(o.ours for o in told), sum(o.ours_unsealed for o in told),
        sum(bool(o.theirs) for o in told) if asked else None, sum(bool(o.theirs_unsealed) for o in told) if asked else None,
        sum(o.ours for o in some if o.beyond), tuple(missed),
    )  # fmt: skip
