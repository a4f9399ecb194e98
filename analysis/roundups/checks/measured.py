"""What the last whole run of `roundups bench mutations` found, kept in a generated file for the report and the tests."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..package import DESCRIPTOR

if TYPE_CHECKING:
    from .bench import Outcome, Share

FILE = Path(__file__).with_name("measured.json")
#: Of each kind, the first outcomes are kept one by one: a run of a sample gives the same ones.
KEPT = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: numbers of mutants, of those that can be told from the truth, and of those among them that our gates and frictionless refuse."""

    name: str
    mutants: int
    detectable: int
    ours: int
    theirs: int
    neither: int
    beyond_caught: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A whole run. ``first``: of each kind, the first outcomes: whether our gates refused the mutant, and whether frictionless did."""

    seed: int
    each: int
    version: str
    package: str
    families: list[Line]
    kinds: list[Line]
    columns: list[Line]
    beyond: list[tuple[str, int, str]]
    missed: list[tuple[str, int, str]]
    first: dict[str, list[tuple[bool, bool]]]

    @classmethod
    def read(cls) -> Measured:
        data = json.loads(FILE.read_text(encoding="utf-8"))
        data.pop("generated")
        for key in ("families", "kinds", "columns"):
            data[key] = [Line(**line) for line in data[key]]
        for key in ("beyond", "missed"):
            data[key] = [tuple(item) for item in data[key]]
        data["first"] = {kind: [tuple(item) for item in items] for kind, items in data["first"].items()}
        return cls(**data)

    @classmethod
    def of(cls, root: Path, outcomes: list[Outcome], seed: int, each: int) -> Measured:
        """Sum up a run that asked frictionless too."""
        from .bench import by_column, by_family, by_kind, shares
        from .mutating import BEYOND, UNDERSTOOD

        beyond, missed = Counter(o.beyond for o in outcomes if o.beyond), Counter(o.missed for o in outcomes if o.missed)
        first: dict[str, list[tuple[bool, bool]]] = {}
        for outcome in outcomes:
            kept = first.setdefault(outcome.kind, [])
            if len(kept) < KEPT:
                kept.append((bool(outcome.ours), bool(outcome.theirs)))
        columns = shares(outcomes, by_column)
        return cls(
            seed, each, str(json.loads((root / DESCRIPTOR).read_text(encoding="utf-8"))["version"]), fingerprint(root),
            [_line(share) for share in shares(outcomes, by_family)],
            [_line(share) for share in shares(outcomes, by_kind)],
            [_line(share) for share in [*sorted(columns[:-1], key=lambda share: share.name), columns[-1]]],
            [(rule, beyond[rule], why) for rule, why in BEYOND.items() if beyond[rule]],
            [(rule, missed[rule], why) for rule, (why, _) in UNDERSTOOD.items() if missed[rule]] + [(r, n, "") for r, n in missed.items() if r not in UNDERSTOOD],
            first,
        )  # fmt: skip

    def write(self) -> None:
        data: dict[str, Any] = {"generated": "by `roundups bench mutations --write`; do not edit", **asdict(self)}
        lines = ",\n".join(f"{json.dumps(key)}: {_folded(value)}" for key, value in data.items())
        temporary = FILE.with_name(f".{FILE.name}.{os.getpid()}")
        temporary.write_text("{\n" + lines + "\n}\n", encoding="utf-8")
        os.replace(temporary, FILE)

    def is_of(self, root: Path) -> bool:
        """Whether the package is still the one that was measured."""
        return self.package == fingerprint(root)


def _line(share: Share) -> Line:
    return Line(share.name, share.mutants, share.detectable, share.ours, share.theirs or 0, share.neither or 0, share.beyond_caught)


def _folded(value: object) -> str:
    """JSON with one item of a list or an object a line, so that a change shows in git as what it is."""
    if isinstance(value, list):
        return "[\n" + ",\n".join("  " + json.dumps(item, ensure_ascii=False) for item in value) + "\n]"
    if isinstance(value, dict):
        return "{\n" + ",\n".join(f"  {json.dumps(key)}: {json.dumps(item, ensure_ascii=False)}" for key, item in value.items()) + "\n}"
    return json.dumps(value, ensure_ascii=False)


def fingerprint(root: Path) -> str:
    """The sha256 of everything that mutants are made of: the descriptor, the schemas and the tables."""
    total = hashlib.sha256()
    for path in [root / DESCRIPTOR, *sorted((root / "data").rglob("*.csv")), *sorted((root / "data").rglob("*.json"))]:
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
