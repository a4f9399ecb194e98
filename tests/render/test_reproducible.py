"""The same sources give the same bytes, wherever and by whomever they are built."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

#: What git ignores or what the build makes.
MADE = ("reports", "figures", "downloads", "_site", "dist", "build", "CITATION.cff", ".zenodo.json")
AROUND = (".roundups.lock", ".git", ".venv", ".cache", ".quarto", ".intake", "__pycache__", ".hypothesis", ".pytest_cache")
BUILD = "import os, sys; os.umask(int(sys.argv.pop(1), 8)); from roundups.cli import main; sys.exit(main())"
STEPS = (["seal"], ["render", "--engine", "embedded"], ["export", "--to", "dist"])
WHEEL = ["-m", "pip", "-q", "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", "dist", "."]


def build(sources: Path, folder: Path, umask: str, one_core: bool, **variables: str) -> dict[str, str]:
    """Copy the sources, build all that is generated, and return the checksum of each file by its path."""
    shutil.copytree(sources, folder, ignore=shutil.ignore_patterns(*MADE, *AROUND))
    home = folder.parent / "home"
    home.mkdir()
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(folder / "analysis"), "PYTHONDONTWRITEBYTECODE": "1", **variables}
    first = f"import os; os.sched_setaffinity(0, {{min(os.sched_getaffinity(0))}}); {BUILD}" if one_core and hasattr(os, "sched_setaffinity") else BUILD
    for step in (*(["-c", first, umask, *step] for step in STEPS), WHEEL):
        done = subprocess.run([sys.executable, *step], cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    return checksums(folder)


def checksums(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not set(path.relative_to(folder).parts) & set(AROUND))
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.slow
def test_two_builds_differ_in_no_byte_whatever_path_time_zone_language_mask_home_hash_seed_and_number_of_cores(real_root: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "here" / "clone", tmp_path / "elsewhere, été" / "another clone"
    with ThreadPoolExecutor() as pool:
        first = pool.submit(build, real_root, here, "022", False, TZ="UTC", LANG="C.UTF-8", PYTHONHASHSEED="0")
        second = pool.submit(
            build, real_root, there, "077", True, TZ="Pacific/Kiritimati", LANG="tr_TR.UTF-8", LC_ALL="tr_TR.UTF-8", PYTHONHASHSEED="4242"
        )
        one, other = first.result(), second.result()
    assert {"reports/index.html", "reports/ukraine-war-roundups.pdf", "CITATION.cff"} <= set(one)
    assert sum(name.endswith((".svg", ".png")) for name in one) > 40
    assert sum(name.startswith("dist/") for name in one) >= 6
    assert [name for name in sorted({*one, *other}) if one.get(name) != other.get(name)] == []
