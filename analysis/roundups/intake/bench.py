"""How well texts are read: recall, precision and the shares of right dates and claimants, by topic, over annotated texts.

A proposal is right where table, measure, value, value_high and qualifier are those of an annotated figure; each figure is found once. A
strike on one facility has no value: there kind and facility, or kind and region, must be those annotated. Of what was found, dates
are right where all four are as annotated, and the claimant where it is the one annotated.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from roundups.package import Package

from . import likeness
from .extract import extract
from .names import Names
from .proposals import Proposal
from .text import Roundup, TextError, read_roundup, roundup_of

TOPICS: Mapping[str, str] = {
    "casualty_claims": "casualties", "prisoner_counts": "prisoners", "kursk_losses": "kursk", "refinery_strikes": "refinery strikes",
    "refinery_strike_counts": "refinery strikes", "air_attacks": "air attacks", "other_claims": "other",
}  # fmt: skip
#: The precision on texts at first sight, before anything was mended after them: 2,668 of 3,082 proposals in the five topics were right, on
#: 230 from weekly roundups and 2,852 from 38 batches of press reports and prose of our own. What a rule shows on texts that it was written
#: with says less; so many proposals of that precision are added to its own.
_FIRST_SIGHT, _PRIOR = 2668 / 3082, 10
_CELLS = ("measure", "value", "value_high", "qualifier")
_DATES = ("event_date", "as_of", "period_start", "period_end")


def known_measures(names: Names) -> frozenset[str]:
    """Return the measures of the five topics: what the exercises teach."""
    return frozenset(measure for measure, tables in names.measures.items() if set(tables) != {"other_claims"})


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text and the figures in it, as cells of the tables (``table`` besides)."""

    roundup: Roundup
    figures: tuple[Mapping[str, str], ...]


@dataclass(slots=True)
class Score:
    """Counts of one topic."""

    figures: int = 0
    found: int = 0
    proposals: int = 0
    dates: int = 0
    claimants: int = 0

    def add(self, other: Score) -> None:
        for name in ("figures", "found", "proposals", "dates", "claimants"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def recall(self) -> float:
        return self.found / self.figures if self.figures else 1.0

    @property
    def precision(self) -> float:
        return self.found / self.proposals if self.proposals else 1.0

    @property
    def dated(self) -> float:
        return self.dates / self.found if self.found else 1.0

    @property
    def attributed(self) -> float:
        return self.claimants / self.found if self.found else 1.0


@dataclass(slots=True)
class Result:
    """Scores by topic, what was missed, what was proposed wrongly, and for each rule how often it was right."""

    topics: dict[str, Score] = field(default_factory=dict)
    missed: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    wrong: list[tuple[str, Proposal]] = field(default_factory=list)
    pairs: list[tuple[Mapping[str, str], Proposal]] = field(default_factory=list)
    rules: dict[str, tuple[int, int]] = field(default_factory=dict)

    def total(self, topics: Iterable[str] | None = None) -> Score:
        score = Score()
        for topic, one in self.topics.items():
            if topics is None or topic in topics:
                score.add(one)
        return score

    def lines(self) -> Iterable[str]:
        """Yield what was not right, a line each."""
        for days, figure in self.missed:
            what = figure.get("measure") or figure.get("facility_kind")
            yield f"{days}: missed {figure['table']} {what} {figure.get('value', '')} {figure.get('as_reported', '')}".rstrip()
        for days, p in self.wrong:
            yield f"{days}: wrong {p.table} {p.measure or p.facility_kind} {_cell(p, 'value')} {p.as_reported!r} by {p.rule}"
        for figure, p in self.pairs:
            if not _dates_agree(figure, p):
                yield f"{p.days}: dates of {p.as_reported!r}: {_listed(figure)}, read {_listed({c: getattr(p, c) for c in _DATES})}"
            if not _claimant_agrees(figure, p):
                who = figure.get("claimant_id", "not-attributed")
                yield f"{p.days}: claimant of {p.as_reported!r}: {who}, read {p.claimant_id or p.claimant_words}"

    def confidences(self) -> dict[str, float]:
        """Return for each rule the share of its proposals that were right, drawn towards the precision at first sight."""
        shares = {
            rule: (right + _PRIOR * _FIRST_SIGHT) / (made + _PRIOR) for rule, (right, made) in sorted(self.rules.items()) if rule != likeness.NAME
        }
        return {rule: round(share, 2) for rule, share in [("all", _FIRST_SIGHT), *shares.items()]}

    @property
    def five_topics(self) -> Score:
        return self.total([topic for topic in self.topics if topic != "other"])


def measure(texts: Sequence[Annotated], names: Names) -> Result:
    """Read each text and compare what is proposed with what is annotated."""
    result = Result({topic: Score() for topic in dict.fromkeys(TOPICS.values())})
    for text in texts:
        proposals = extract(text.roundup, names)
        matched = _matched(text.figures, proposals)
        for figure in text.figures:
            result.topics[TOPICS[figure["table"]]].figures += 1
        for proposal in proposals:
            result.topics[TOPICS[proposal.table]].proposals += 1
        for i, figure in enumerate(text.figures):
            if i not in matched:
                result.missed.append((text.roundup.days, figure))
                continue
            proposal, score = proposals[matched[i]], result.topics[TOPICS[figure["table"]]]
            score.found += 1
            score.dates += _dates_agree(figure, proposal)
            score.claimants += _claimant_agrees(figure, proposal)
            result.pairs.append((figure, proposal))
        right = set(matched.values())
        result.wrong += [(text.roundup.days, p) for i, p in enumerate(proposals) if i not in right]
        for i, proposal in enumerate(proposals):
            hits, all_of = result.rules.get(proposal.rule, (0, 0))
            result.rules[proposal.rule] = hits + (i in right), all_of + 1
    return result


def _matched(figures: Sequence[Mapping[str, str]], proposals: Sequence[Proposal]) -> dict[int, int]:
    """Pair figures with proposals, those first that also agree in date, claimant and region."""
    candidates = []
    for i, figure in enumerate(figures):
        for j, proposal in enumerate(proposals):
            if _is_right(figure, proposal):
                beyond = _dates_agree(figure, proposal) + _claimant_agrees(figure, proposal) + (figure.get("region", "") == proposal.region)
                candidates.append((-beyond, i, j))
    pairs: dict[int, int] = {}
    for _, i, j in sorted(candidates):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _cell(proposal: Proposal, column: str) -> str:
    value = getattr(proposal, column)
    return "" if value is None else str(value)


def _is_right(figure: Mapping[str, str], proposal: Proposal) -> bool:
    if figure["table"] != proposal.table:
        return False
    if proposal.table == "refinery_strikes":
        same_kind = figure.get("facility_kind") == proposal.facility_kind
        return same_kind and (figure.get("facility_id", "") == proposal.facility_id != "" or figure.get("region", "") == proposal.region)
    return all(figure.get(column, "") == _cell(proposal, column) for column in _CELLS)


def _dates_agree(figure: Mapping[str, str], proposal: Proposal) -> bool:
    return all(figure.get(column, "") == getattr(proposal, column) for column in _DATES)


def _claimant_agrees(figure: Mapping[str, str], proposal: Proposal) -> bool:
    return figure.get("claimant_id", "not-attributed") == proposal.claimant_id


def _listed(cells: Mapping[str, str]) -> str:
    return ", ".join(f"{column} {cells[column]}" for column in _DATES if cells.get(column)) or "none"


def passages(path: Path) -> list[Annotated]:
    """Read passages of a YAML file: for each ``days``, ``text`` and ``figures``.

    Raises:
        TextError: not such a file.
    """
    import yaml

    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        return [Annotated(roundup_of(e["text"], e["days"], e["days"]), tuple(_strings(f) for f in e["figures"])) for e in entries]
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise TextError(f"{path}: not a file of passages: {' '.join(str(error).split())}") from error


def folder(path: Path, root: Path) -> list[Annotated]:
    """Read a folder of texts. The figures of ``N-M.txt`` stand in ``N-M.csv`` beside it, else they are those of the package.

    Raises:
        TextError: no text in the folder, a text that cannot be read, or one without figures.
    """
    texts = sorted(p for p in path.iterdir() if p.suffix in (".txt", ".html", ".htm")) if path.is_dir() else []
    if not texts:
        raise TextError(f"{path}: no folder with texts (N-M.txt)")
    published = _published(root)
    found = []
    for file in texts:
        roundup = read_roundup(file)
        beside = file.with_suffix(".csv")
        if beside.is_file():
            figures = tuple(_rows(beside))
        elif roundup.days in published:
            figures = published[roundup.days]
        else:
            raise TextError(f"{file}: no figures: neither {beside.name} nor rows of the package")
        found.append(Annotated(roundup, figures))
    return found


def _rows(path: Path) -> list[dict[str, str]]:
    with open(path, encoding="utf-8", newline="") as file:
        return [{column: cell or "" for column, cell in row.items() if column} for row in csv.DictReader(file)]


def _published(root: Path) -> dict[str, tuple[Mapping[str, str], ...]]:
    """Return the rows of each weekly roundup that was read, by its days; one without figures too."""
    found: dict[str, list[Mapping[str, str]]] = {}
    package = Package(root)
    read = {row["source_id"]: f"{row['first_day']}-{row['last_day']}" for row in package.rows("roundups") if row["reading"] != "not_read"}
    for days in read.values():
        found[days] = []
    for table in TOPICS:
        for row in package.rows(table):
            if row["source_id"] in read:
                found[read[row["source_id"]]].append(row | {"table": table})
    return {days: tuple(rows) for days, rows in found.items()}


def _strings(figure: Mapping[str, object]) -> dict[str, str]:
    return {column: "" if value is None else str(value) for column, value in figure.items()}


def write_confidences(result: Result) -> Path:
    """Write the confidences into the package's own file, whole or not at all, and return its path."""
    path = Path(__file__).parent / "confidence.json"
    beside = path.with_suffix(".json.new")
    beside.write_text(json.dumps(result.confidences(), indent=2) + "\n", encoding="utf-8")
    beside.replace(path)
    return path
