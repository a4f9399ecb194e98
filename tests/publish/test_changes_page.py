"""The page on what changed says what is true of the package: a first version, a later one, one with corrections."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from roundups.package import Package
from roundups.publish import changelog, changes_page

if TYPE_CHECKING:
    from .conftest import State

FIRST = "# Changelog\n\n## 0.1.0 (not released)\n\n**Must I act?** No.\n\n### Added\n- The package.\n"
SECOND = """# Changelog

## 0.1.1 (2027-01-08)

**Must I act?** Whoever quotes 1076-1080-07
and nobody else.

### Why
Words.

<!-- generated: differences -->
### Changed values

| table | row |
|---|---|
| `casualty_claims` | `1076-1080-07` |
<!-- /generated -->

## 0.1.0 (2026-11-23)

**Must I act?** No.
"""


def package(state: State, text: str, version: str = "0.1.0") -> Package:
    (state.root / "CHANGELOG.md").write_text(text, encoding="utf-8")
    state.describe(lambda descriptor: descriptor.update(version=version))
    return Package(state.root)


def test_the_first_version_says_that_there_is_nothing_before_it(new: State) -> None:
    said = changes_page.state(package(new, FIRST))
    assert "has not been released yet" in said
    assert "It is the first version" in said
    assert "It is the first version" in changes_page.state(package(new, FIRST.replace("not released", "2026-11-23")))
    assert "not been released" not in changes_page.state(package(new, FIRST.replace("not released", "2026-11-23")))


def test_a_later_version_names_the_release_before_it(new: State) -> None:
    assert changes_page.state(package(new, SECOND, "0.1.1")) == (
        "This is version 0.1.1 with data of 2026-11-23. The release before it is 0.1.0 of 2026-11-23."
    )


def test_corrected_cells_stand_with_old_value_new_value_and_reason_the_newest_first(new: State) -> None:
    assert changes_page.corrections(package(new, FIRST)) == []
    new.record("1076-1080-07", "note", "", "*bold* <b>")
    new.record("killed", "definition", "One.", "Two.", "2027-0002", "measures")
    (second, first) = changes_page.corrections(Package(new.root))
    assert second[0] == "`killed`, `definition` in `measures`"
    assert first[0] == "[1076-1080-07](claims.qmd#1076-1080-07), `note` in `casualty_claims`"
    assert first[1] == r"*empty* became \*bold\* \<b\> on 2027-01-08. It was misread\."


def test_odd_points_stand_by_check_with_links_to_their_rows(real_root: Path) -> None:
    real = Package(real_root)
    found = changes_page.anomalies(real)
    ids = {name for listed in real.table("anomalies")["claim_ids"] for name in listed.split(";")}
    text = " ".join(meaning for _, meaning in found)
    assert all(f"[{name}](claims.qmd#{name})" in text for name in ids)
    assert sum(int(head.split(": ")[1].split(",")[0]) for head, _ in found) == len(real.table("anomalies"))


def test_the_changelog_becomes_markdown_that_pandoc_reads_as_github_does(new: State) -> None:
    text = changes_page.releases(package(new, SECOND, "0.1.1"))
    assert "<!--" not in text
    assert "### 0\\.1\\.1 \\(2027\\-01\\-08\\) {.unnumbered}" in text
    assert "#### Changed values {.unnumbered}\n\n| table | row |" in text


def test_an_entry_has_its_version_day_line_and_answer() -> None:
    newest, first = changelog.entries(SECOND)
    assert (newest.version, newest.day, newest.line) == ("0.1.1", "2027-01-08", 3)
    assert newest.answer == "Whoever quotes 1076-1080-07\nand nobody else."
    assert newest.opens_with_the_question
    assert SECOND.split("\n")[first.line - 1] == "## 0.1.0 (2026-11-23)"


@pytest.mark.parametrize("text", [FIRST, SECOND])
def test_an_entry_is_dated_and_its_part_made_anew_and_nothing_else_moves(text: str) -> None:
    entry = changelog.entries(text)[0]
    once = changelog.released(text, entry, "2027-02-01", "### New\n- words \\1")
    assert f"## {entry.version} (2027-02-01)" in once
    assert once.count(changelog.OPENING) == 1
    assert "### New\n- words \\1" in once
    assert changelog.released(once, changelog.entries(once)[0], "2027-02-01", "### New\n- words \\1") == once
    assert [e.body for e in changelog.entries(once)[1:]] == [e.body for e in changelog.entries(text)[1:]]
