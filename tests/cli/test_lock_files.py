"""The lock files: whole, hashed, and free of any index or machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements.lock", "requirements-quarto.lock"]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)==[^\s;]+(?: ; [^\\]+)? \\$")


def normal(requirement: str) -> str:
    """The name in a requirement, as packaging normalises it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~;\[]", requirement, maxsplit=1)[0]).lower()


def pinned(name: str) -> set[str]:
    lines = (CHECKOUT / name).read_text(encoding="utf-8").splitlines()
    return {normal(match[1]) for line in lines if (match := PIN.match(line))}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_holds_pins_and_hashes_and_nothing_else(name: str) -> None:
    lines = (CHECKOUT / name).read_text(encoding="utf-8").splitlines()
    content = [line for line in lines if not line.startswith("#")]
    strange = [line for line in content if not PIN.match(line) and not re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line)]
    assert content
    assert strange == []
    comments = [line for line in lines if line.startswith("#")]
    assert [line for line in comments if "/" in line or "http" in line] == []


def test_every_declared_dependency_is_locked() -> None:
    declared = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))
    project = declared["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["test"], *declared["dependency-groups"]["build"]]
    assert {normal(requirement) for requirement in needed} - pinned("requirements.lock") == set()
    quarto = project["optional-dependencies"]["quarto"]
    assert {normal(requirement) for requirement in quarto} == pinned("requirements-quarto.lock")
