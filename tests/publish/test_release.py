"""A release is prepared whole or not at all, and only where versions, days, differences and the changelog agree."""

from __future__ import annotations

import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from roundups import cli
from roundups.checks import Fault
from roundups.publish import archives, changelog, facts, release
from roundups.publish.release import NotReady, last_release, prepare
from roundups.publish.seal import seal
from roundups.publish.snapshots import SnapshotError

if TYPE_CHECKING:
    from .conftest import State

CLAIM = "1076-1080-07"
CHANGELOG = "# Changelog\n\nWords before.\n\n## 0.1.0 (not released)\n\n**Must I act?** No: this is the first version.\n\n### Added\n- The package.\n"
NEXT = "## 0.1.1 (not released)\n\n**Must I act?** Whoever quotes 1076-1080-07.\n\n"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the gates and the archives, which have tests of their own."""
    monkeypatch.setattr(release, "validate", lambda root: [])
    monkeypatch.setattr(archives, "build", lambda package, folder, progress: (folder / "archive").write_text(package.version))


@pytest.fixture(scope="module")
def template(real_root: Path, first_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first release with all that is generated from it."""
    folder = tmp_path_factory.mktemp("template")
    with zipfile.ZipFile(first_release) as archive:
        archive.extractall(folder)
    (root,) = folder.iterdir()
    shutil.copy(real_root / "pyproject.toml", root)
    (root / "README.md").write_text("# Tiny\n\n<!-- generated: citation -->\n<!-- /generated -->\n", encoding="utf-8")
    (root / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    (root / ".gitignore").write_text("/dist/\n", encoding="utf-8")
    seal(root)
    return root


@pytest.fixture
def project(new: State, template: Path) -> State:
    """The first release in a repository, ready to be released."""
    shutil.copytree(template, new.root, dirs_exist_ok=True)
    new.git("init", "-q")
    new.git("add", ".")
    new.git("commit", "-qm", "first")
    return new


@pytest.fixture
def released(project: State, quick: None) -> State:
    """The same after its release."""
    prepare(project.root, "0.1.0")
    project.git("commit", "-qam", "0.1.0")
    project.git("tag", "v0.1.0")
    return project


def everything(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file() and ".git" not in path.parts}


def reasons(call: Callable[[], object]) -> str:
    with pytest.raises(NotReady) as error:
        call()
    return "\n".join(map(str, error.value.faults))


def begin(state: State, entry: str = NEXT) -> None:
    path = state.root / "CHANGELOG.md"
    path.write_text(path.read_text(encoding="utf-8").replace("## 0.1.0", entry + "## 0.1.0", 1), encoding="utf-8")


@pytest.mark.usefixtures("quick")
def test_the_first_release_dates_its_entry_says_that_nothing_is_compared_and_makes_the_archives(project: State) -> None:
    done = prepare(project.root, "0.1.0")
    text = (project.root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## 0.1.0 (2026-11-23)" in text
    assert "this is the first release, and there is nothing to compare it with" in text
    assert (done.previous, done.differences) == (None, None)
    assert (project.root / "dist" / "0.1.0" / "archive").read_text() == "0.1.0"
    assert facts.disagreements(project.root) == []


def test_preparing_twice_changes_nothing_the_second_time(released: State) -> None:
    released.git("tag", "-d", "v0.1.0")
    before = everything(released.root)
    assert prepare(released.root, "0.1.0").changed == ()
    assert everything(released.root) == before


def test_a_correction_is_released_with_its_rows_in_the_changelog(released: State) -> None:
    released.correct(CLAIM, "value", "45000", "46000")
    begin(released)
    done = prepare(released.root, "0.1.1", "2027-01-08")
    assert done.previous == "v0.1.0"
    text = (released.root / "CHANGELOG.md").read_text(encoding="utf-8")
    newest, first = changelog.entries(text)
    assert (newest.version, newest.day, first.day) == ("0.1.1", "2027-01-08", "2026-11-23")
    assert f"| `casualty_claims` | `{CLAIM}` | `value` | 45000 | 46000 | 2027-0001 |" in newest.body
    descriptor = json.loads((released.root / "datapackage.json").read_text(encoding="utf-8"))
    assert (descriptor["version"], descriptor["created"]) == ("0.1.1", "2027-01-08T00:00:00Z")
    assert "version: 0.1.1\ndate-released: '2027-01-08'" in (released.root / "CITATION.cff").read_text(encoding="utf-8")
    assert "0.1.1" in (released.root / "README.md").read_text(encoding="utf-8")
    differences = json.loads((released.root / "dist" / "0.1.1" / "differences.json").read_text(encoding="utf-8"))
    assert differences["step"] == "patch"
    assert facts.disagreements(released.root) == []


def test_check_writes_nothing(released: State, capsys: pytest.CaptureFixture[str]) -> None:
    released.correct(CLAIM, "value", "45000", "46000")
    begin(released)
    before = everything(released.root)
    assert cli.run(["release", "0.1.1", "--check", "--package", str(released.root)]) == 0
    said = capsys.readouterr()
    assert "datapackage.json: would be rewritten" in said.out
    assert "0.1.1 of 2026-11-23 is ready: patch step from v0.1.0" in said.err
    assert everything(released.root) == before


# What is not ready


def test_a_version_that_is_too_low_or_skips_is_refused_and_the_right_ones_are_named(released: State) -> None:
    released.add("casualty_claims", CLAIM, claim_id="1076-1080-50")
    for wrong in ("0.1.1", "0.3.0", "0.2.1"):
        begin(released, NEXT.replace("0.1.1", wrong))
        said = reasons(lambda wrong=wrong: prepare(released.root, wrong))
        assert f"from 0.1.0 the changes call for a minor step; {wrong} is none; take 0.2.0 or 1.0.0" in said
        (released.root / "CHANGELOG.md").write_text((released.root / "CHANGELOG.md").read_text().replace(NEXT.replace("0.1.1", wrong), ""))
    begin(released, NEXT.replace("0.1.1", "0.2.0"))
    assert prepare(released.root, "0.2.0", check=True).version == "0.2.0"


def test_a_change_that_no_correction_records_stops_the_release(released: State) -> None:
    released.set("casualty_claims", CLAIM, value="46000")
    begin(released)
    before = everything(released.root)
    assert "data/casualty_claims.csv:" in reasons(lambda: prepare(released.root, "0.1.1"))
    assert everything(released.root) == before


def test_a_release_without_an_entry_or_without_an_answer_is_refused(released: State) -> None:
    released.correct(CLAIM, "value", "45000", "46000")
    assert "there is no entry `## 0.1.1 (not released)`" in reasons(lambda: prepare(released.root, "0.1.1"))
    begin(released, "## 0.1.1 (not released)\n\n### Changed values\n- One.\n\n")
    assert "does not open with **Must I act?**" in reasons(lambda: prepare(released.root, "0.1.1"))


def test_nobody_must_act_is_refused_where_a_value_changed(released: State) -> None:
    released.correct(CLAIM, "value", "45000", "46000")
    begin(released, NEXT.replace("Whoever quotes 1076-1080-07.", "No."))
    assert "the entry says that nobody must act, but 1 published values changed" in reasons(lambda: prepare(released.root, "0.1.1"))


def test_a_day_before_the_previous_release_or_no_day_is_refused(released: State) -> None:
    released.correct(CLAIM, "value", "45000", "46000")
    begin(released)
    assert "the day 2026-11-22 is before that of 0.1.0" in reasons(lambda: prepare(released.root, "0.1.1", "2026-11-22"))
    with pytest.raises(SnapshotError, match="is not a date"):
        prepare(released.root, "0.1.1", "soon")


def test_a_released_version_is_not_released_again(released: State) -> None:
    with pytest.raises(SnapshotError, match=r"the tag v0\.1\.0 is there already"):
        prepare(released.root, "0.1.0")


def test_a_fault_of_a_gate_stops_the_release_and_an_advisory_does_not(project: State, quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = Fault("data/x.csv", 3, "value", "advisory", "a-gate", "is odd", "look at it")
    monkeypatch.setattr(release, "validate", lambda root: [fault])
    assert prepare(project.root, "0.1.0", check=True)
    monkeypatch.setattr(release, "validate", lambda root: [Fault("data/x.csv", 3, "value", "malformed", "a-gate", "is odd", "look at it")])
    assert "data/x.csv:3:value is odd" in reasons(lambda: prepare(project.root, "0.1.0"))


def test_without_a_repository_the_previous_release_has_to_be_named(project: State, old: State, quick: None, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(project.root / ".git")
    assert cli.run(["release", "0.1.0", "--package", str(project.root)]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    project.correct(CLAIM, "value", "45000", "46000")
    begin(project)
    assert prepare(project.root, "0.1.1", since=str(old.root), check=True).previous == str(old.root)


def test_a_checkout_without_the_tags_is_not_taken_for_that_of_a_first_release(released: State) -> None:
    released.correct(CLAIM, "value", "45000", "46000")
    begin(released)
    released.git("tag", "-d", "v0.1.0")
    assert "0.1.0 was released, but its tag is not here; run `git fetch --tags`" in reasons(lambda: prepare(released.root, "0.1.1"))


def test_the_last_release_is_the_highest_version_and_not_the_newest_tag(released: State) -> None:
    for tag in ("v0.10.0", "v0.9.0", "vnext", "w1.0.0"):
        released.git("tag", tag)
    assert last_release(released.root) == "v0.10.0"


# Nothing half-written


@pytest.mark.parametrize("failing", ["CHANGELOG.md", "datapackage.json", "CITATION.cff"])
def test_a_file_that_cannot_be_replaced_leaves_everything_as_it_was(failing: str, released: State, monkeypatch: pytest.MonkeyPatch) -> None:
    released.correct(CLAIM, "value", "45000", "46000")
    begin(released)
    before = everything(released.root)
    replace = os.replace
    failed: list[str] = []

    def fail(source: object, target: object) -> None:
        if Path(str(target)).name == failing and not failed and released.root in Path(str(target)).parents:
            failed.append(failing)
            raise OSError(28, "No space left on device", str(target))
        replace(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        prepare(released.root, "0.1.1", "2027-01-08")
    assert failed
    assert everything(released.root) == before


def test_an_archive_that_fails_leaves_everything_as_it_was(released: State, monkeypatch: pytest.MonkeyPatch) -> None:
    released.correct(CLAIM, "value", "45000", "46000")
    begin(released)
    before = everything(released.root)

    def fail(package: object, folder: Path, progress: object) -> None:
        (folder / "half").write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(archives, "build", fail)
    with pytest.raises(OSError, match="No space left"):
        prepare(released.root, "0.1.1")
    assert everything(released.root) == before


# Facts and their copies


def test_every_copy_of_version_day_and_numbers_in_this_project_is_that_of_its_home(real_root: Path) -> None:
    assert [str(fault) for fault in facts.disagreements(real_root)] == []


WRONG = {
    "the version in CITATION.cff": ("CITATION.cff", r"^version: .*", "version: 0.0.9", "says version 0.0.9"),
    "the day in CITATION.cff": ("CITATION.cff", r"^date-released: .*", "date-released: '2020-01-01'", "says date-released 2020-01-01"),
    "the day in .zenodo.json": (".zenodo.json", r'"publication_date": "[^"]*"', '"publication_date": "2020-01-01"', "says publication_date 2020-01-01"),
    "a version in README.md": ("README.md", r"\Z", "Since 0.0.9 it has a title.\n", "names the version 0.0.9"),
    "the citation in README.md": ("README.md", r"\(2026\)", "(2025)", "is not what `roundups seal` makes"),
    "the entry in CHANGELOG.md": ("CHANGELOG.md", r"## 0\.1\.0", "## 0.0.9", "there is no entry `## 0.1.0"),
    "the day in CHANGELOG.md": ("CHANGELOG.md", r"not released", "2020-01-01", "dates 0.1.0 2020-01-01"),
    "a dated entry above": ("CHANGELOG.md", r"## 0\.1\.0", "## 0.2.0 (2027-01-01)\n\n**Must I act?** No.\n\n## 0.1.0", "0.2.0 is dated above 0.1.0"),
    "no answer": ("CHANGELOG.md", r"\*\*Must I act\?\*\* .*", "**Must I act?**", "does not open with"),
    "the pattern of the wheel": ("pyproject.toml", r"\"version\\\"", "\"edition\\\"", "the wheel would not have the version 0.1.0"),
}


@pytest.mark.parametrize(("file", "pattern", "text", "reason"), WRONG.values(), ids=WRONG)
def test_a_copy_that_says_something_else_is_named_with_its_file(file: str, pattern: str, text: str, reason: str, project: State) -> None:
    assert facts.disagreements(project.root) == []
    path = project.root / file
    changed, number = re.subn(pattern, lambda _: text, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
    if file == "pyproject.toml":
        changed, number = path.read_text(encoding="utf-8").replace('"version"', '"edition"'), 1
    assert number == 1
    path.write_text(changed, encoding="utf-8")
    said = "\n".join(map(str, facts.disagreements(project.root)))
    assert reason in said
    assert said.startswith((file, ".zenodo.json", "CHANGELOG.md"))


def test_an_entry_for_the_next_version_may_stand_above(project: State) -> None:
    begin(project)
    assert facts.disagreements(project.root) == []


def test_the_prose_counts_the_tables_of_claims_right(real_root: Path) -> None:
    from roundups.package import Package

    words = {"five": 5, "six": 6, "seven": 7}
    number = len(Package(real_root).claim_tables)
    for file in ("README.md", "analysis/chapters/data.qmd", "data/schemas/claims.json"):
        found = re.findall(r"\b(five|six|seven) tables of claims", (real_root / file).read_text(encoding="utf-8"), re.IGNORECASE)
        assert found, file
        assert {words[word.lower()] for word in found} == {number}


def test_the_report_says_version_day_and_numbers_of_the_package(real_root: Path) -> None:
    from roundups.package import Package
    from roundups.render.edition import read_edition

    package, edition = Package(real_root), read_edition(real_root)
    pages = sorted((real_root / "reports").glob("*.html"))
    assert pages
    for page in pages:
        footer = page.read_text(encoding="utf-8").rpartition("<footer")[2]
        assert f"Version {edition.version}, data of" in footer
        assert f'datetime="{edition.created.date()}">{edition.day}</time>' in footer
    overview = (real_root / "reports" / "index.html").read_text(encoding="utf-8")
    assert f"{len(package.claims()):,} claims and {len(package.table('refinery_strikes')):,} reports of strikes" in " ".join(overview.split())
    for copied in (real_root / "reports").rglob("datapackage.json"):
        assert json.loads(copied.read_text(encoding="utf-8"))["version"] == package.version


# The real package


@pytest.mark.slow
def test_the_package_as_it_stands_can_be_released_by_one_command(real_root: Path, tmp_path: Path, project: State) -> None:
    root = tmp_path / "package"
    root.mkdir()
    for name in ("datapackage.json", "README.md", "CHANGELOG.md", "CITATION.cff", ".zenodo.json", "LICENSE.md", "pyproject.toml", ".gitignore"):
        shutil.copy(real_root / name, root)
    shutil.copytree(real_root / "data", root / "data")
    state = type(project)(root)
    state.git("init", "-q")
    state.git("add", ".")
    state.git("commit", "-qm", "first")
    version = json.loads((root / "datapackage.json").read_text(encoding="utf-8"))["version"]
    assert cli.run(["release", version, "--package", str(root)]) == 0
    made = {path.name for path in (root / "dist" / version).rglob("*")}
    assert {"SHA256SUMS", "ukraine-war-roundups.zip", "ukraine-war-roundups.sqlite"} <= made
    assert cli.run(["diff", str(root / "dist" / version / "ukraine-war-roundups.zip"), "--package", str(root)]) == 0
