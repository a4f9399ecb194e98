"""How much of what goes wrong the gates catch, and frictionless alone on the same mutants."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from ..package import DESCRIPTOR
from . import catalogue, file_mutations, mutations, refuses  # noqa: F401  # they register their kinds
from .gates import GATES
from .mutating import KINDS, UNDERSTOOD, Mutant
from .quick import is_fine
from .reading import Reading
from .standard import by_frictionless

if TYPE_CHECKING:
    from frictionless import Package, Resource

#: For each kind; makes more than 3,000 mutants.
WHOLE = 23
SEED = 20220224
#: Files beside the package that `roundups seal` does not write, so that they go on saying what they said.
WRITTEN_BY_HAND = ("CHANGELOG.md", "LICENSE.md", "pyproject.toml")
#: In the order of the catalogue, where those that cost least come first.
OWN = [gate for gate in catalogue() if gate.name not in ("table-schema", "resource-seal")]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What caught one mutant when it was sealed again: the first gate, "" for none. ``theirs``: whether frictionless alone did, None if not asked.

    ``hasty``: whether the quick path called fine what frictionless, asked for the same, refuses; it must never.
    """

    kind: str
    table: str
    column: str
    beyond: str
    ours: str
    theirs: bool | None = None
    hasty: bool = False

    @property
    def missed(self) -> str:
        """The rule of `mutating.UNDERSTOOD` that says why the gates miss it, "" where they do not or need not catch it."""
        if self.ours or self.beyond:
            return ""
        return next((name for name, (_, explains) in UNDERSTOOD.items() if explains(self.kind, self.column)), "not understood")


class Bench:
    """A copy of a package in which one file at a time is changed and put back."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = folder
        here = [path.relative_to(root).as_posix() for path in (root / "data").rglob("*") if path.is_file()]
        for file in (DESCRIPTOR, *here, *(file for file in WRITTEN_BY_HAND if (root / file).is_file())):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / file, folder / file)
        self.base = Reading(folder)
        self.claim_tables = self.base.claim_tables

    def try_out(self, mutant: Mutant, frictionless: bool) -> Outcome:
        path = self.root / mutant.file
        before = path.read_bytes()
        path.write_bytes(mutant.data)
        try:
            ours = self._caught(mutant)
            theirs = self._frictionless(mutant) if frictionless else None
            hasty = theirs is not False and self._is_hasty(mutant)
        finally:
            path.write_bytes(before)
        table = "claims" if mutant.table in self.claim_tables else mutant.table
        return Outcome(mutant.kind, table or ("schemas" if mutant.file != DESCRIPTOR else "descriptor"), mutant.column, mutant.beyond, ours, theirs, hasty)

    def _caught(self, mutant: Mutant) -> str:
        """Ask the gates but for the seal, which the change is taken to have; frictionless, as one of them, only where all others pass: it takes most of the time."""
        reading = Reading(self.root, {mutant.file: mutant.data}, self.base)
        found = refuses(reading, OWN)
        if found or not reading.is_whole:
            return found
        if mutant.table:  # the other tables are as they were
            reading.tables = {mutant.table: reading.tables[mutant.table]}
        return next((gate.name for gate in GATES if gate.name == "table-schema" for _ in gate.faults(reading)), "")

    def _is_hasty(self, mutant: Mutant) -> bool:
        """Whether the quick path sees nothing wrong where frictionless, asked by the gate, does; foreign keys and seals are not asked for by either."""
        reading = Reading(self.root, {mutant.file: mutant.data}, self.base)
        if mutant.table and mutant.table in reading.tables:
            reading.tables = {mutant.table: reading.tables[mutant.table]}
        return is_fine(reading) and any(True for _ in by_frictionless(reading))

    def _frictionless(self, mutant: Mutant) -> bool:
        """Tell whether frictionless finds an error in the changed table, in one that refers to it, or, with a document, in all that it describes."""
        from frictionless import FrictionlessException

        try:
            if not mutant.table:
                return not all(self._holds(resource, mutant) for number, resource in enumerate(self._read().resources) if self._describes(mutant, number))
            if not self._holds(self._package_without_keys.get_resource(mutant.table), mutant):
                return True
            concerned = self._concerned(mutant)
            return not all(self._holds(resource, mutant) for resource in self._package.resources if resource.name in concerned)
        except FrictionlessException:
            return True
        except Exception:  # frictionless lets errors of the libraries below it through, which end its command with an error too
            return True

    def _describes(self, mutant: Mutant, number: int) -> bool:
        """Whether a resource is read in another way than before: its own description or schema changed, or that of a table to which its keys lead."""
        before, after = ([resource for _, resource in reading.resources()] for reading in (self.base, Reading(self.root, {mutant.file: mutant.data}, self.base)))
        if mutant.file != DESCRIPTOR:
            return before[number]["schema"] == mutant.file
        changed = {str(old["name"]) for old, new in zip(before, after, strict=False) if old != new}
        keys = self.base.tables[before[number]["name"]].schema.get("foreignKeys", [])
        return len(before) != len(after) or before[number]["name"] in changed or any(key["reference"]["resource"] in changed for key in keys)

    def _concerned(self, mutant: Mutant) -> set[str]:
        """The tables whose foreign keys the mutant may have broken: its own with a value that was not in the column, and those that refer to a key that is gone.

        Foreign keys cost frictionless four times the rest; where no key came and none went, they hold as before.
        """
        before, after = self.base.tables[mutant.table], Reading(self.root, {mutant.file: mutant.data}, self.base).tables.get(mutant.table)
        if after is None:
            return set(self.base.tables)
        tables = set()
        keys = before.schema.get("foreignKeys", [])
        if any({row[column] for row in after.rows} - {row[column] for row in before.rows} for key in keys for column in key["fields"]):
            tables.add(mutant.table)
        if {row.key for row in before.rows} - {row.key for row in after.rows}:
            for name, table in self.base.tables.items():
                if any(key["reference"]["resource"] == mutant.table or (not key["reference"]["resource"] and name == mutant.table) for key in table.schema.get("foreignKeys", [])):
                    tables.add(name)
        return tables

    def _holds(self, resource: Resource, mutant: Mutant) -> bool:
        if resource.name != mutant.table:
            return bool(resource.validate(limit_errors=1).valid)
        before = resource.bytes, resource.hash
        resource.bytes, resource.hash = len(mutant.data), "sha256:" + hashlib.sha256(mutant.data).hexdigest()
        try:
            return bool(resource.validate(limit_errors=1).valid)
        finally:
            resource.bytes, resource.hash = before

    def _read(self) -> Package:
        from frictionless import Package

        return Package(DESCRIPTOR, basepath=str(self.root))

    @cached_property
    def _package(self) -> Package:
        """For changes of tables: reading the descriptor anew would cost more than a table."""
        return self._read()

    @cached_property
    def _package_without_keys(self) -> Package:
        package = self._read()
        for resource in package.resources:
            resource.schema.foreign_keys = []
        return package


_BENCH: list[Bench] = []  # of this process: opening one costs as much as twenty mutants


def _open(root: Path, folder: str) -> None:
    _BENCH[:] = [Bench(root, Path(tempfile.mkdtemp(dir=folder)))]


def _of_kind(name: str, number: int, seed: int, frictionless: bool) -> list[Outcome]:
    kind = next(kind for kind in KINDS if kind.name == name)
    return [_BENCH[0].try_out(mutant, frictionless) for mutant in islice(kind.make(Random(f"{seed} {kind.name}"), _BENCH[0].base), number)]


def run(
    root: Path,
    number: int = WHOLE,
    seed: int = SEED,
    frictionless: bool = True,
    kinds: Collection[str] | None = None,
    processes: int | None = None,
    progress: Callable[[str], None] = lambda line: None,
) -> list[Outcome]:
    """Try out ``number`` mutants of each kind, by default all, in their order; the same ones for the same seed and package, and the first ones of a larger number."""
    processes = processes or os.cpu_count() or 1
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(processes, initializer=_open, initargs=(root, folder)) as pool:
        parts = [(kind.name, pool.submit(_of_kind, kind.name, number, seed, frictionless)) for kind in KINDS if kinds is None or kind.name in kinds]
        for done, (name, part) in enumerate(parts, 1):
            outcomes += part.result()
            progress(f"{done:,} of {len(parts):,} kinds: {name}")
    return outcomes


@dataclass(frozen=True, slots=True)
class Share:
    """One line of a table: numbers of mutants. ``detectable`` leaves out those of a rule in `mutating.BEYOND`; ``ours`` and ``theirs`` count among the rest."""

    name: str
    mutants: int
    detectable: int
    ours: int
    theirs: int | None
    neither: int | None
    beyond_caught: int


def shares(outcomes: Iterable[Outcome], of: Callable[[Outcome], str]) -> list[Share]:
    """Return a line for each name that ``of`` gives, in the order of their first outcomes, and one for "all" at the end."""
    everything = list(outcomes)
    groups: dict[str, list[Outcome]] = {}
    for outcome in everything:
        groups.setdefault(of(outcome), []).append(outcome)
    return [_share(name, some) for name, some in [*groups.items(), ("all", everything)]]


def _share(name: str, some: list[Outcome]) -> Share:
    told = [outcome for outcome in some if not outcome.beyond]
    asked = all(outcome.theirs is not None for outcome in some)
    return Share(
        name, len(some), len(told), sum(bool(o.ours) for o in told),
        sum(bool(o.theirs) for o in told) if asked else None, sum(not o.ours and not o.theirs for o in told) if asked else None,
        sum(bool(o.ours) for o in some if o.beyond),
    )  # fmt: skip


FAMILY = {kind.name: kind.family for kind in KINDS}


def by_family(outcome: Outcome) -> str:
    return FAMILY[outcome.kind]


def by_kind(outcome: Outcome) -> str:
    return outcome.kind


def by_column(outcome: Outcome) -> str:
    return f"{outcome.table}.{outcome.column}" if outcome.column else f"{outcome.table} (whole)"
