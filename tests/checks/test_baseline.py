"""The last release is the newest tag of a checkout, or a folder; where there is none, nothing is compared and nothing fails."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from roundups.checks import catalogue, validate
from roundups.checks.baseline import last_release
from roundups.cli import run

GATES = [gate for gate in catalogue() if gate.name != "table-schema"]
WHO = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER") for what, value in (("NAME", "t"), ("EMAIL", "t@example.org"), ("DATE", "2026-01-01T00:00:00Z"))}


def _git(folder: Path, *arguments: str) -> None:
    environment = {**os.environ, **WHO, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True)


@pytest.fixture
def tagged(tiny: Any) -> Any:
    """The tiny package as a checkout, released as v0.1.0."""
    _git(tiny.root, "init", "-q")
    _git(tiny.root, "add", ".")
    _git(tiny.root, "commit", "-qm", "First release")
    _git(tiny.root, "tag", "v0.1.0")
    return tiny


def _found(tiny: Any, baseline: Path | None = None) -> list[str]:
    return [f"{fault.check}: {fault.column}" for fault in validate(tiny.root, GATES, baseline) if fault.check.startswith("release-")]


def test_a_checkout_is_compared_with_its_newest_tag(tagged: Any) -> None:
    assert _found(tagged) == []
    tagged.set("casualty_claims", "P0003", value="601")
    tagged.drop("prisoner_counts", "P0007")
    tagged.seal()
    assert _found(tagged) == ["release-corrections: value", "release-ids: claim_id", "release-version: 3"]


def test_what_was_committed_after_the_tag_is_compared_too(tagged: Any) -> None:
    tagged.set("casualty_claims", "P0003", value="601")
    _git(tagged.root, "commit", "-qam", "A change")
    assert "release-corrections: value" in _found(tagged)
    _git(tagged.root, "tag", "v0.1.1")
    assert _found(tagged) == []


def test_a_folder_given_as_the_baseline_goes_before_the_tag(tagged: Any) -> None:
    tagged.set("casualty_claims", "P0003", value="601")
    tagged.release()
    assert _found(tagged, tagged.root.parent / "released") == []


@pytest.mark.parametrize("tag", ["release-1", "0.1.0", "data-v1"])
def test_only_tags_of_versions_are_releases(tiny: Any, tag: str) -> None:
    _git(tiny.root, "init", "-q")
    _git(tiny.root, "add", ".")
    _git(tiny.root, "commit", "-qm", "First")
    _git(tiny.root, "tag", tag)
    assert last_release(tiny.root) is None


def test_a_package_below_a_checkout_is_not_compared_with_it(tagged: Any) -> None:
    assert last_release(tagged.root / "data") is None


def test_without_git_nothing_is_compared(tagged: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tagged.set("casualty_claims", "P0003", value="601")
    monkeypatch.setenv("PATH", "")
    assert _found(tagged) == []


@pytest.mark.parametrize("break_it", [lambda git: (git / "HEAD").unlink(), lambda git: (git / "objects").rename(git / "gone"), lambda git: (git / "HEAD").write_bytes(b"\0")])
def test_a_broken_checkout_is_no_release_and_no_failure(tagged: Any, break_it: Any) -> None:
    break_it(tagged.root / ".git")
    assert last_release(tagged.root) is None
    assert _found(tagged) == []


def test_the_option_compares_with_a_folder(tiny: Any, capsys: pytest.CaptureFixture[str]) -> None:
    tiny.release()
    tiny.drop("refinery_strikes", "F0002")
    tiny.seal()
    assert run(["validate", "--package", str(tiny.root)]) == 0
    assert run(["validate", "--package", str(tiny.root), "--baseline", str(tiny.root.parent / "released")]) == 1
    assert "F0002 stands in the last release and is gone" in capsys.readouterr().out
    assert run(["validate", "--baseline", "/nowhere"]) == 2
