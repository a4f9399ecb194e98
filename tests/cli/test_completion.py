"""What a shell is offered, by the protocol that it speaks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
HEAVY = {"frictionless", "pandas", "numpy", "matplotlib", "scipy", "yaml", "pypandoc"}


def ask(shell: str, words: str, *, cwd: Path = CHECKOUT) -> list[str]:
    """The answer to a press of the tab key after `words`, as bash, zsh or fish asks for it."""
    *before, last = words.split(" ")
    environment = {"_ROUNDUPS_COMPLETE": f"{shell}_complete", "COMP_WORDS": words, "COMP_CWORD": last if shell == "fish" else str(len(before))}
    done = subprocess.run(
        [sys.executable, "-c", "from roundups.cli import main; main()"], cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return [line for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_command_is_completed(shell: str) -> None:
    said = ask(shell, "roundups di")
    assert any("diff" in line for line in said)
    assert not any("validate" in line for line in said)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.parametrize("command", ["show", "cite"])
def test_the_id_of_a_claim_is_completed(command: str, shell: str) -> None:
    said = ask(shell, f"roundups {command} 1076-1080-0")
    assert sum("1076-1080-0" in line for line in said) >= 8
    assert any("1076-1080-07" in line for line in said)
    assert not any("E0001" in line for line in said)


def test_the_ids_of_strikes_are_completed_and_those_of_sources_are_not() -> None:
    assert "plain,F0001" in ask("bash", "roundups show F000")
    assert ask("bash", "roundups show uacrisis") == []


def test_a_folder_without_a_package_offers_nothing_and_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("{")
    assert ask("bash", f"roundups --package {tmp_path} show 1") == []


def test_states_to_compare_are_tags_and_files(tmp_path: Path) -> None:
    shutil.copy(CHECKOUT / "datapackage.json", tmp_path)
    for arguments in (["init", "-q"], ["add", "."], ["-c", "user.name=n", "-c", "user.email=n@example.org", "commit", "-qm", "x"], ["tag", "v0.1.0"], ["tag", "w1"]):
        subprocess.run(["git", "-C", str(tmp_path), *arguments], check=True)
    said = ask("bash", f"roundups --package {tmp_path} diff v")
    assert said == ["plain,v0.1.0", "file,v"]


def test_the_shells_get_their_script() -> None:
    for shell in ("bash", "zsh", "fish"):
        done = subprocess.run(
            [sys.executable, "-c", "from roundups.cli import main; main()"], env={**os.environ, "_ROUNDUPS_COMPLETE": f"{shell}_source"}, capture_output=True, text=True, check=True
        )
        assert "_ROUNDUPS_COMPLETE" in done.stdout


def test_bash_runs_the_script_and_is_answered(tmp_path: Path) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash on this machine")
    program = tmp_path / "roundups"
    program.write_text(f"#!/bin/sh\nexec '{sys.executable}' -c 'from roundups.cli import main; main()' \"$@\"\n")
    program.chmod(0o755)
    script = (
        'eval "$(_ROUNDUPS_COMPLETE=bash_source roundups)"; '
        "COMP_WORDS=(roundups show 1076-1080-07); COMP_CWORD=2; _roundups_completion roundups 1076-1080-07 show; printf '%s\\n' \"${COMPREPLY[@]}\""
    )
    done = subprocess.run([bash, "-c", script], cwd=CHECKOUT, env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}, capture_output=True, text=True, check=False)
    assert done.stdout == "1076-1080-07\n", done.stderr


def test_a_press_of_the_tab_key_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom roundups.cli import COMPLETE, completion, group\ncode = completion.answer(group, COMPLETE)\n"
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)\nsys.exit(code)"
    )
    environment = {"_ROUNDUPS_COMPLETE": "bash_complete", "COMP_WORDS": "roundups show 1076-1080-07", "COMP_CWORD": "2"}
    done = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, env={**os.environ, **environment}, capture_output=True, text=True, check=False)
    assert "plain,1076-1080-07" in done.stdout
    assert not set(done.stderr.split()) & HEAVY
