"""The session in CONTRIBUTING.md is a real one: it is replayed in a copy, and what it prints is what the page shows.

ROUNDUPS_WRITE_SESSION=1 writes the output into the page instead of comparing it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from roundups.checks import validate
from roundups.package import Package

REAL = Path(__file__).resolve().parents[2]
PAGE = REAL / "CONTRIBUTING.md"
SESSION = re.compile(r"(<!-- session -->\n```console\n)(.*?)(```\n<!-- /session -->)", re.DOTALL)
ANSWER = re.compile(r"^\d+/\d+> (.*)$", re.MULTILINE)
#: How many pages the report has, how sure the rules are, and advice on other rows is not what the session is about.
ELSEWHERE = re.compile(r"\d+ rendered, \d+ unchanged|\([\d.]+ (?=[a-z-]+\)$)|^.*\(advisory\)\n|, \d+ advisory$", re.MULTILINE)


def commands(session: str) -> list[tuple[str, str]]:
    """Each command of a session with the output shown for it."""
    parts = re.split(r"^\$ (.*)\n", session, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def replayed(command: str, shown: str, folder: Path) -> str:
    """Run a command with the answers that the page shows after its prompts; return what it printed."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("ROUNDUPS_PACKAGE", None)
    answers = "".join(f"{answer}\n" for answer in ANSWER.findall(shown))
    done = subprocess.run(command, shell=True, cwd=folder, env=environment, input=answers, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    assert done.returncode == 0, done.stdout
    return done.stdout


@pytest.fixture(scope="module")
def session() -> str:
    found = SESSION.search(PAGE.read_text(encoding="utf-8"))
    assert found, "CONTRIBUTING.md has no session"
    return found[2]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the session needs of a checkout."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("data", "analysis"):
        shutil.copytree(REAL / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".cache", "figures", "downloads", "_site", "roundups"))
    for name in ("datapackage.json", "README.md", "CITATION.cff", ".zenodo.json", "CHANGELOG.md"):
        shutil.copy(REAL / name, folder / name)
    (folder / "tests/intake").mkdir(parents=True)
    shutil.copy(REAL / "tests/intake/exercise-579-583.txt", folder / "tests/intake")
    return folder


def test_the_session_goes_from_a_text_to_a_package_that_is_valid(session: str, checkout: Path) -> None:
    written = ""
    for command, shown in commands(session):
        printed = shown if command.startswith("roundups render") else replayed(command, shown, checkout)
        written += f"$ {command}\n{printed}"
    if os.environ.get("ROUNDUPS_WRITE_SESSION"):
        PAGE.write_text(SESSION.sub(lambda found: found[1] + written + found[3], PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        assert ELSEWHERE.sub("", written) == ELSEWHERE.sub("", session)
    assert validate(checkout) == []
    package = Package(checkout)
    assert "uacrisis-579-583" in set(package.table("sources")["source_id"])
    assert {"579-583-01", "579-583-02"} <= set(package.table("casualty_claims")["claim_id"])


def test_the_session_ends_with_the_report(session: str) -> None:
    assert [command.split()[1] for command, _ in commands(session) if command.startswith("roundups")] == ["extract", "review", "add", "validate", "render"]


@pytest.mark.slow
def test_the_report_of_the_session_shows_the_roundup_that_was_added(session: str, checkout: Path) -> None:
    if "uacrisis-579-583" not in set(Package(checkout).table("sources")["source_id"]):
        for command, shown in commands(session)[:-1]:
            replayed(command, shown, checkout)
    command, shown = commands(session)[-1]
    printed = replayed(f"{command} --to html", shown, checkout)
    assert ELSEWHERE.sub("", printed) == ELSEWHERE.sub("", shown)
    assert "weeks from 2023-09-25 to " in (checkout / "reports/index.html").read_text(encoding="utf-8")
