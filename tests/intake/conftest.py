"""The real package in a folder of its own, a roundup that we wrote, and the review of it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import roundups.intake.draft
from roundups.checks import catalogue, validate
from roundups.intake.names import Names
from roundups.intake.proposals import Proposal
from roundups.intake.reviewfile import ReviewFile, begin
from roundups.journal import LOCK

TEXT = Path(__file__).with_name("roundup-579-583.txt")
FILES = ("datapackage.json", "README.md", "CITATION.cff", ".zenodo.json", "CHANGELOG.md")
TOLL = {
    "table": "casualty_claims", "population": "civilians_ukraine", "qualifier": "exact", "statistic": "event", "event_date": "2023-09-26",
    "place": "Kharkiv", "region": "Kharkiv Oblast", "weapon": "missile",
}  # fmt: skip
DRONES = {"table": "air_attacks", "population": "russian_military", "qualifier": "exact", "statistic": "event", "event_date": "2023-09-27", "weapon": "drone"}
SWAP = {"table": "prisoner_counts", "population": "ukrainian_prisoners", "measure": "returned_to_ukraine", "statistic": "event", "event_date": "2023-09-29"}
STRIKE = {
    "table": "refinery_strikes", "population": "russian_oil_facilities", "facility_id": "saratov-refinery", "facility_kind": "oil_refinery",
    "event_date": "2023-09-28", "place": "Saratov", "region": "Saratov Oblast", "weapon": "drone",
}  # fmt: skip
TALLY = {
    "table": "refinery_strike_counts", "population": "russian_oil_refineries", "measure": "attacks_on_refineries", "value": 5, "qualifier": "exact",
    "statistic": "period", "period_start": "2023-08-01", "period_end": "2023-08-31", "weapon": "drone", "counting_rule": "drone attacks on refineries",
}  # fmt: skip
ROWS: list[tuple[str, dict[str, Any]]] = [
    ("four civilians", {**TOLL, "measure": "killed", "value": 4}),
    ("31 others", {**TOLL, "measure": "wounded", "value": 31}),
    ("92 drones", {**DRONES, "measure": "drones_launched", "value": 92}),
    ("61 of them", {**DRONES, "measure": "drones_downed", "value": 61, "part_of": "p03", "claimant_id": "ukrainian-air-force"}),
    ("the Saratov oil refinery", STRIKE),
    ("five drone attacks", TALLY),
    ("More than 120 Ukrainian soldiers", {**SWAP, "value": 120, "qualifier": "more_than", "claimant_id": "volodymyr-zelenskyy"}),
    ("at least 15 of them", {**SWAP, "value": 15, "qualifier": "at_least", "part_of": "p07", "flags": "claimant_unknown", "claimant_words": "Nadiia Oliinyk"}),
    ("two more F-16 fighter jets", {"table": "other_claims", "measure": "jets", "value": 2, "qualifier": "exact", "statistic": "event"}),
]  # fmt: skip
OLIINYK = {"claimant_id": "nadiia-oliinyk", "name": "Nadiia Oliinyk", "short_name": "Oliinyk", "party": "ukraine", "kind": "civil_society"}


@pytest.fixture(scope="session")
def names(real_root: Path) -> Names:
    return Names(real_root)


def make_proposals(days: str = "579-583") -> list[Proposal]:
    text = TEXT.read_text(encoding="utf-8")
    proposals = []
    for number, (words, cells) in enumerate(ROWS, 1):
        start = text.index(words)
        first = max(text.rfind(". ", 0, start) + 2, text.rfind("\n", 0, start) + 1)
        proposals.append(Proposal(
            proposal_id=f"p{number:02d}", as_reported=words, start=start, end=start + len(words), sentence=text[first : text.index(".", start) + 1],
            sentence_start=first, confidence=0.9, rule="by-hand", days=days, url=f"https://uacrisis.org/en/{days}", source_file=TEXT.name,
            text_sha256=hashlib.sha256(text.encode()).hexdigest(), **cells,
        ))  # fmt: skip
    return proposals


@pytest.fixture(scope="session")
def proposals() -> list[Proposal]:
    return make_proposals()


@pytest.fixture(scope="session")
def copy_package() -> Callable[[Path, Path], Path]:
    """Copies a package, with what is generated beside it, to a new folder."""

    def copy(root: Path, to: Path) -> Path:
        shutil.copytree(root / "data", to / "data")
        for name in FILES:
            shutil.copy(root / name, to / name)
        return to

    return copy


@pytest.fixture
def package(real_root: Path, tmp_path: Path, copy_package: Callable[[Path, Path], Path]) -> Path:
    return copy_package(real_root, tmp_path / "package")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """All gates but frictionless, which takes most of the time; one test adds with all of them."""
    gates = [gate for gate in catalogue() if gate.name != "table-schema"]
    monkeypatch.setattr(roundups.intake.draft, "validate", lambda root: validate(root, gates))


def decide(review: ReviewFile) -> ReviewFile:
    """Accept every row but the last, as a maintainer would."""
    for entry in review.entries[:-1]:
        entry.decision = "accept"
    review.entries[-1].decision, review.entries[-1].why = "reject", "announced, and of none of the topics"
    review.entry("p08").cells["claimant_id"] = OLIINYK["claimant_id"]
    review.new["claimants"] = [dict(OLIINYK)]
    return review


@pytest.fixture
def review(proposals: list[Proposal], tmp_path: Path) -> ReviewFile:
    """A finished review on the disk."""
    finished = decide(begin(proposals, tmp_path / "579-583.review.yaml"))
    finished.save()
    return finished


@pytest.fixture(scope="session")
def snapshot() -> Callable[[Path], dict[str, bytes]]:
    """All files of a folder but the lock, byte for byte."""
    return lambda root: {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file() and p.name != LOCK}


@pytest.fixture
def unchanged(package: Path, snapshot: Callable[[Path], dict[str, bytes]]) -> Callable[[], bool]:
    """Tells whether the package's folder still holds what it held."""
    before = snapshot(package)
    return lambda: snapshot(package) == before
