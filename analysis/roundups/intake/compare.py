"""Two independent reviews of one roundup: how far they agree, and what is left to settle."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .reviewfile import CELLS, Entry, ReviewError, ReviewFile

#: Fields in which agreement by chance means something; kappa is given for them.
CATEGORIES = ("decision", "table", "measure", "population", "qualifier", "statistic", "claimant_id", "region", "weapon")


@dataclass(frozen=True, slots=True)
class Agreement:
    """A field over the rows compared: in how many both reviews hold the same.

    ``low`` and ``high`` are the ends of the 95% Wilson interval of the share; ``kappa`` is Cohen's, None where it is not defined
    (the field has one value only) or means nothing (numbers, days, words).
    """

    field: str
    compared: int
    agreed: int
    low: float
    high: float
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which the two reviews of a row differ."""

    id: str
    field: str
    first: str
    second: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows of two reviews side by side: None where a review has no such row."""

    pairs: tuple[tuple[Entry | None, Entry | None], ...]

    @property
    def both(self) -> list[tuple[Entry, Entry]]:
        """The rows that both reviews accepted."""
        return [(a, b) for a, b in self.pairs if a and b and a.decision == b.decision == "accept"]

    def agreements(self) -> list[Agreement]:
        """The agreement by field: on the decision over all rows, on each cell over those that both accepted and one filled."""
        rows = [_agreement("decision", [(_decision(a), _decision(b)) for a, b in self.pairs])]
        for name in CELLS:
            values = [(a.cells.get(name, ""), b.cells.get(name, "")) for a, b in self.both]
            if any(first or second for first, second in values):
                rows.append(_agreement(name, values))
        return rows

    def differences(self) -> list[Difference]:
        """What is left to settle, in the order of the rows."""
        found = []
        for a, b in self.pairs:
            known = a or b
            assert known is not None
            if _decision(a) != _decision(b):
                found.append(Difference(known.id, "decision", _shown(a), _shown(b), known.sentence))
            elif a and b and a.decision == "accept":
                found += [Difference(a.id, n, a.cells.get(n, ""), b.cells.get(n, ""), a.sentence) for n in CELLS if a.cells.get(n, "") != b.cells.get(n, "")]
        return found


def compare(first: ReviewFile, second: ReviewFile) -> Comparison:
    """Put the rows of two finished reviews of one text side by side: by their ids, those added by hand by what they say.

    Raises:
        ReviewError: the reviews are of two texts, or rows are undecided.
    """
    for name in ("roundup", "text_sha256"):
        if first.head.get(name, "") != second.head.get(name, ""):
            raise ReviewError([f"{second.place(None, name)} the reviews are of two texts ({name} differs); compare reviews of one"])
    if undecided := [f"{review.place(e, 'decision')} the row {e.id} is undecided; finish the review first" for review in (first, second) for e in review.undecided]:
        raise ReviewError(undecided)
    rest = list(second.entries)
    pairs: list[tuple[Entry | None, Entry | None]] = []
    for entry in first.entries:
        alike = [o for o in rest if o.id == entry.id and o.at == entry.at and bool(o.read) == bool(entry.read)]
        alike += [o for o in rest if not o.read and not entry.read and _says(o) == _says(entry)]
        other = alike[0] if alike else None
        if other is not None:
            rest.remove(other)
        pairs.append((entry, other))
    return Comparison((*pairs, *((None, other) for other in rest)))


def settled(first: ReviewFile, second: ReviewFile, path: Path) -> ReviewFile:
    """Return one review of two: decided where both agree, undecided where they differ, each row with what each reading recorded."""
    pairs = compare(first, second).pairs
    entries = []
    for a, b in pairs:
        entry = copy.deepcopy(a or b)
        assert entry is not None
        same = _decision(a) == _decision(b) and (_decision(a) != "accept" or (a is not None and b is not None and a.cells == b.cells))
        if not same:
            entry.decision = entry.why = ""
        entry.recorded = [value for each, review in ((a, first), (b, second)) for value in _recorded(each, review)]
        if a is None or b is None:
            taken = {other.id for other in entries}
            while entry.id in taken:
                entry.id += "b"
        entries.append(entry)
    head = {**first.head, "readings": str(int(first.head.get("readings") or 1) + int(second.head.get("readings") or 1))}
    new = {table: _merged([*first.new.get(table, []), *second.new.get(table, [])]) for table in {**first.new, **second.new}}
    return ReviewFile(path, head, entries, new)


def _recorded(entry: Entry | None, review: ReviewFile) -> list[str]:
    if entry is not None and entry.recorded:
        return entry.recorded
    value = (entry.number or "yes") if entry is not None and entry.decision == "accept" else "no"
    return [value] * int(review.head.get("readings") or 1)


def _merged(rows: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    merged: list[dict[str, str]] = []
    for row in rows:
        if row not in merged:
            merged.append(row)
    return merged


def _decision(entry: Entry | None) -> str:
    """A row that a review does not have is one that it did not record."""
    return entry.decision if entry is not None else "reject"


def _shown(entry: Entry | None) -> str:
    return "not recorded" if entry is None else entry.decision + (f" ({entry.why})" if entry.why else "")


def _says(entry: Entry) -> tuple[str, ...]:
    return (entry.table, entry.cells.get("measure", ""), entry.cells.get("population", ""), entry.cells.get("as_reported", ""))


def _agreement(name: str, values: Sequence[tuple[str, str]]) -> Agreement:
    from statsmodels.stats.proportion import proportion_confint

    agreed = sum(first == second for first, second in values)
    low, high = proportion_confint(agreed, len(values), method="wilson") if values else (0.0, 1.0)
    return Agreement(name, len(values), agreed, float(low), float(high), _kappa(values) if name in CATEGORIES else None)


def _kappa(values: Sequence[tuple[str, str]]) -> float | None:
    import numpy as np
    from statsmodels.stats.inter_rater import cohens_kappa

    kinds = sorted({value for pair in values for value in pair})
    if len(kinds) < 2:
        return None
    table = np.zeros((len(kinds), len(kinds)))
    for first, second in values:
        table[kinds.index(first), kinds.index(second)] += 1
    return float(cohens_kappa(table, return_results=False))
