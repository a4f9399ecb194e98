"""What is read and written again is the same, and nothing reaches the package but whole."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roundups.intake import changelog
from roundups.intake.draft import Draft, Refused, write_rows
from roundups.package import Package

TABLES = Package(Path(__file__).resolve().parents[2]).tables
cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)


@pytest.mark.parametrize("table", TABLES)
def test_each_table_that_is_read_and_written_again_has_the_same_bytes(table: str, real_root: Path) -> None:
    draft = Draft(real_root)
    assert draft.rows(table) or table == "corrections"
    [(file, content)] = draft.contents().items()
    assert content == (real_root / file).read_bytes()


@given(st.lists(st.tuples(cells, cells, cells), max_size=4))
def test_whatever_the_cells_hold_they_come_back(rows: list[tuple[str, str, str]]) -> None:
    columns = ["a", "b", "c"]
    named = [dict(zip(columns, row, strict=True)) for row in rows]
    assert list(csv.DictReader(io.StringIO(write_rows(named, columns).decode(), newline=""))) == named


def test_new_rows_stand_at_their_place_and_the_package_is_as_it_was(real_root: Path) -> None:
    draft = Draft(real_root)
    draft.add("regions", {"region": "Aa", "country": "Ukraine", "kind": "city"})
    draft.add("regions", {"region": "Zz", "country": "Ukraine", "kind": "city"})
    written = [row["region"] for row in csv.DictReader(io.StringIO(draft.contents()["data/regions.csv"].decode()))]
    assert written == sorted(written)
    assert {"Aa", "Zz"} <= set(written)
    assert b"Aa," not in (real_root / "data/regions.csv").read_bytes()
    with pytest.raises(KeyError, match="no column colour"):
        draft.add("regions", {"colour": "red"})


def test_what_was_changed_and_not_sealed_is_not_sealed_unseen(package: Path) -> None:
    table = package / "data/regions.csv"
    table.write_bytes(table.read_bytes() + b"Zz,Ukraine,city,,\n")
    with pytest.raises(Refused, match="run roundups validate, and roundups seal"):
        Draft(package).check_sealed()


# The changelog

HEAD = "# Changelog\n\n## Must I act?\n\nText.\n"
OPEN = HEAD + "\n## 0.1.0 (not released)\n\n### Added\n- One.\n\n### Changed values\n- None.\n"
OUT = HEAD + "\n## 0.1.0 (2026-11-30)\n\n### Changed values\n- None.\n"


@pytest.mark.parametrize(
    ("text", "heading", "expected"),
    [
        (OPEN, changelog.ADDED, OPEN.replace("- One.\n", "- One.\n- Two.\n")),
        (OPEN, changelog.CHANGED, OPEN.replace("- None.\n", "- Two.\n")),
        (OPEN + "\n## 0.0.9\n\n### Added\n- Old.\n", changelog.CHANGED, OPEN.replace("- None.\n", "- Two.\n") + "\n## 0.0.9\n\n### Added\n- Old.\n"),
        (OPEN.replace("### Added\n- One.\n\n", ""), changelog.ADDED, OPEN.replace("### Added\n- One.\n\n", "") + "\n### Added\n- Two.\n"),
        (OUT, changelog.ADDED, OUT.replace("## 0.1.0", "## Next (not released)\n\n**Must I act?** No: rows were added.\n\n### Added\n- Two.\n\n## 0.1.0")),
        (HEAD, changelog.ADDED, HEAD),
    ],
)
def test_a_line_goes_to_the_release_that_is_being_made(text: str, heading: str, expected: str) -> None:
    assert changelog.noted(text, heading, "Two.") == expected


def test_the_changelog_of_the_package_takes_a_line(real_root: Path) -> None:
    text = (real_root / changelog.FILE).read_text(encoding="utf-8")
    for heading in (changelog.ADDED, changelog.CHANGED):
        noted = changelog.noted(text, heading, "A line.")
        assert noted.count("- A line.\n") == 1
        assert set(text.splitlines()) - {"- None."} <= set(noted.splitlines())
