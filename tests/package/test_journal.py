"""Several files change together or not at all: killed at each step, without space, without power, and with others at work."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from roundups import journal
from roundups.checks import validate
from roundups.cli import run
from roundups.journal import JOURNAL, LOCK, UNCOMMITTED, PackageError, finish, locked
from roundups.package import Package

OLD = {"datapackage.json": b"{}\n", "data/one.csv": b"id\n1\n", "data/two.csv": b"id\n1\n", "README.md": b"one row\n"}
NEW = {"datapackage.json": b'{"n": 2}\n', "data/one.csv": b"id\n1\n2\n", "data/two.csv": b"id\n1\n2\n", "README.md": b"two rows\n", "CITATION.cff": b"new\n"}
KILLED = 77
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system cannot fork")


def lay_out(root: Path) -> Path:
    for name, content in OLD.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay_out(tmp_path / "package")


def state(root: Path) -> dict[str, bytes]:
    """All files but the lock, which stays."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file() and path.name != LOCK}


def change(root: Path) -> None:
    with locked(root) as writer:
        writer.write(NEW)


class Steps:
    """Stands for `os` inside the journal: counts what changes the disk, and does something at one of the steps."""

    CHANGES = ("mkdir", "open", "write", "fsync", "chmod", "rename", "replace", "unlink", "rmdir")

    def __init__(self, at: int, act: Callable[[str, tuple[Any, ...]], None]) -> None:
        self.at, self.act, self.count = at, act, 0

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in self.CHANGES:
            return real

        def step(*arguments: Any, **options: Any) -> Any:
            self.count += 1
            if self.count == self.at:
                self.act(name, arguments)
            return real(*arguments, **options)

        return step


def die(name: str, arguments: tuple[Any, ...]) -> None:
    """End the process as SIGKILL does: no handler, no `finally`; of a write, half has reached the disk."""
    if name == "write":
        os.write(arguments[0], arguments[1][: len(arguments[1]) // 2])
    os._exit(KILLED)


def killed(at: int, work: Callable[[], object]) -> bool:
    """Do the work in a child process that dies before its step number `at`; tell whether it died."""
    child = os.fork()
    if not child:
        journal.os = Steps(at, die)  # type: ignore[assignment]
        try:
            work()
        except BaseException:  # noqa: BLE001  # the child must not come back into pytest
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, KILLED)
    return code == KILLED


def steps_of(work: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> int:
    counter = Steps(0, die)
    with monkeypatch.context() as patch:
        patch.setattr(journal, "os", counter)
        work()
    return counter.count


# A change -------------------------------------------------------------------------------------------------------------


def test_all_files_change_and_nothing_is_left_behind(folder: Path) -> None:
    with locked(folder) as writer:
        assert writer.write(NEW) == sorted(NEW)
        assert writer.write(NEW) == []
    assert state(folder) == NEW


def test_a_file_keeps_its_permissions(folder: Path) -> None:
    (folder / "data/one.csv").chmod(0o640)
    change(folder)
    assert (folder / "data/one.csv").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("name", ["../elsewhere.csv", "/etc/passwd", "analysis/roundups/x.py", ".roundups.journal/manifest.json", "data/../../x", "C:x"])
def test_only_files_of_the_package_are_written(folder: Path, name: str) -> None:
    with locked(folder) as writer, pytest.raises(PackageError, match="no file of the package"):
        writer.write({name: b"x"})
    assert state(folder) == OLD


def test_a_link_that_leads_out_of_the_package_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.csv").write_bytes(b"mine\n")
    (folder / "data/link.csv").symlink_to(tmp_path / "outside.csv")
    with locked(folder) as writer, pytest.raises(PackageError, match="leads out"):
        writer.write({"data/link.csv": b"x"})
    assert (tmp_path / "outside.csv").read_bytes() == b"mine\n"


# Killed ---------------------------------------------------------------------------------------------------------------


@needs_fork
def test_killed_at_any_step_it_is_the_old_package_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    total = steps_of(lambda: change(lay_out(tmp_path / "counted")), monkeypatch)
    assert total > 30
    seen = []
    for at in range(1, total + 1):
        root = lay_out(tmp_path / str(at))
        assert killed(at, lambda root=root: change(root))
        was_committed = (root / JOURNAL).exists()
        finish(root)
        left = {name: content for name, content in state(root).items() if not name.startswith(UNCOMMITTED)}
        assert left in (OLD, NEW), f"a mixture after step {at}"
        assert not was_committed or left == NEW
        seen.append(left == NEW)
        change(root)
        assert state(root) == NEW, f"the next change does not succeed after step {at}"
    assert seen == sorted(seen)
    assert set(seen) == {False, True}


@needs_fork
def test_killed_while_finishing_it_is_finished_the_next_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    committed = lay_out(tmp_path / "committed")
    total = steps_of(lambda: change(lay_out(tmp_path / "counted")), monkeypatch)
    for at in range(total, 0, -1):  # the last step before which the journal still holds everything
        root = lay_out(tmp_path / f"try-{at}")
        assert killed(at, lambda root=root: change(root))
        if len(list((root / JOURNAL).glob("*"))) == len(NEW) + 1:
            shutil.copytree(root, committed, dirs_exist_ok=True)
            break
    assert state(committed) != OLD
    counted = tmp_path / "finishing"
    shutil.copytree(committed, counted)
    total = steps_of(lambda: finish(counted), monkeypatch)
    assert total > len(NEW)
    for at in range(1, total + 1):
        root = tmp_path / f"finish-{at}"
        shutil.copytree(committed, root)
        assert killed(at, lambda root=root: finish(root))
        finish(root)
        assert {n: c for n, c in state(root).items() if not n.startswith(UNCOMMITTED)} == NEW, f"step {at}"


@needs_fork
@pytest.mark.slow
def test_a_roundup_that_is_added_is_in_whole_or_not_at_all_killed_at_any_step(real_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The addition is prepared once; then its files are written into copies of the package, each killed one step later."""
    from datetime import date

    from roundups.intake.add import add
    from roundups.intake.extract import extract
    from roundups.intake.names import Names
    from roundups.intake.reviewfile import begin
    from roundups.intake.text import read_roundup

    def copy(to: Path) -> Path:
        shutil.copytree(real_root / "data", to / "data")
        for name in ("datapackage.json", "README.md", "CITATION.cff", ".zenodo.json", "CHANGELOG.md"):
            shutil.copy(real_root / name, to)
        return to

    text = read_roundup(real_root / "tests/intake/exercise-579-583.txt", url="https://uacrisis.org/en/579-583")
    review = begin(extract(text, Names(real_root)), tmp_path / "r.review.yaml")
    for entry in review.entries:
        entry.decision, entry.why = ("reject", "nobody is known by that name") if entry.read.get("flags") else ("accept", "")
    prepared: dict[str, bytes] = {}
    package, real_write = copy(tmp_path / "prepared"), journal.Writer.write

    def keep(self: journal.Writer, files: dict[str, bytes]) -> list[str]:
        """Stand for the last step of the addition; the draft of the package is sealed by the real one."""
        if self.root != package:
            return real_write(self, files)
        prepared.update(files)
        return list(files)

    with monkeypatch.context() as patch:
        patch.setattr(journal.Writer, "write", keep)
        assert add(package, review, date(2026, 12, 1))
    old = state(package)

    def write(root: Path) -> None:
        with locked(root) as writer:
            writer.write(prepared)

    total = steps_of(lambda: write(copy(tmp_path / "new")), monkeypatch)
    new = state(tmp_path / "new")
    assert sum(old[name] != new[name] for name in old) >= 7
    seen = []
    for at in range(1, total + 1):
        root = copy(tmp_path / str(at))
        assert killed(at, lambda root=root: write(root))
        finish(root)
        left = {name: content for name, content in state(root).items() if not name.startswith(UNCOMMITTED)}
        assert left in (old, new), f"a mixture after step {at}"
        seen.append(left == new)
        shutil.rmtree(root)
    assert total > 50
    assert seen == sorted(seen) and set(seen) == {False, True}


def flip(root: Path, rounds: str) -> subprocess.Popen[bytes]:
    """A process that changes the package to and fro."""
    program = (
        "import sys\nfrom pathlib import Path\nfrom roundups.journal import locked\n"
        "sys.path.insert(0, sys.argv[2])\nimport test_journal as t\n"
        "root = Path(sys.argv[1])\nprint('begun', flush=True)\n"
        "for number in range(int(sys.argv[3])):\n"
        "    with locked(root) as writer:\n"
        "        writer.write(t.NEW if number % 2 else {**t.OLD, 'CITATION.cff': b'old\\n'})\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program, str(root), str(Path(__file__).parent), rounds], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


BOTH = ({**OLD, "CITATION.cff": b"old\n"}, NEW, OLD)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_real_kill_at_any_moment_leaves_one_of_the_two(folder: Path) -> None:
    moments = random.Random(6)
    for _ in range(12):
        process = flip(folder, "1000000")
        time.sleep(moments.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]
        finish(folder)
        assert {n: c for n, c in state(folder).items() if not n.startswith(UNCOMMITTED)} in BOTH


# Power cut ------------------------------------------------------------------------------------------------------------


class Disk(Steps):
    """Records what reaches the disk, and in which order it was made durable."""

    def __init__(self) -> None:
        super().__init__(0, die)
        self.log: list[tuple[str, ...]] = []
        self.names: dict[int, str] = {}

    def __getattr__(self, name: str) -> Any:
        real = super().__getattr__(name)
        if name not in self.CHANGES:
            return real

        def step(*arguments: Any, **options: Any) -> Any:
            result = real(*arguments, **options)
            if name == "open":
                self.names[result] = str(arguments[0])
                if arguments[1] & os.O_CREAT:
                    self.log.append(("create", str(arguments[0])))
            elif name == "write":
                self.log.append(("write", self.names[arguments[0]], bytes(arguments[1][:result]).decode()))
            elif name == "fsync":
                path = self.names[arguments[0]]
                self.log.append(("fsync folder" if os.path.isdir(path) else "fsync", path))
            elif name != "chmod":
                self.log.append((name, *map(str, arguments[:2])))
            return result

        return step


def after_power_cut(log: list[tuple[str, ...]], names_up_to: int, root: str) -> Iterator[dict[str, bytes]]:
    """The states in which a disk may be found that kept the names up to a point and of the contents at least what was flushed.

    Names are kept in their order, as journaling file systems do, and those before a flush of a folder are kept. Contents that
    were not flushed may be there or not; both extremes are given.
    """
    for keeps_unflushed in (False, True):
        files: dict[str, list[Any]] = {f"{root}/{name}": [content, content] for name, content in OLD.items()}  # written, durable
        for number, (what, *paths) in enumerate(log):
            if what == "create" and number < names_up_to:
                files[paths[0]] = [b"", b""]
            elif what == "write" and paths[0] in files:
                files[paths[0]][0] += paths[1].encode()
            elif what == "fsync" and paths[0] in files:
                files[paths[0]][1] = files[paths[0]][0]
            elif number >= names_up_to:
                continue
            elif what == "unlink":
                files.pop(paths[0])
            elif what in ("rename", "replace"):
                for path in [p for p in files if p == paths[0] or p.startswith(paths[0] + "/")]:
                    files[paths[1] + path.removeprefix(paths[0])] = files.pop(path)
        yield {path: both[0] if keeps_unflushed else both[1] for path, both in files.items()}


def test_whatever_a_power_cut_keeps_it_is_the_old_package_or_the_new_one(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = Disk()
    with monkeypatch.context() as patch:
        patch.setattr(journal, "os", disk)
        change(folder)
    log, outcomes, tried = disk.log, set(), 0
    for cut in range(len(log) + 1):
        flushed = max((number for number in range(cut) if log[number][0] == "fsync folder"), default=0)
        for names in {flushed, (flushed + cut) // 2, cut}:
            for files in after_power_cut(log[:cut], names, str(folder)):
                root = tmp_path / "found"
                shutil.rmtree(root, ignore_errors=True)
                for path, content in files.items():
                    place = root / Path(path).relative_to(folder)
                    place.parent.mkdir(parents=True, exist_ok=True)
                    place.write_bytes(content)
                (root / "data").mkdir(parents=True, exist_ok=True)
                finish(root)
                left = {n: c for n, c in state(root).items() if not n.startswith(UNCOMMITTED)}
                assert left in (OLD, NEW), f"a mixture where the power fails after {log[cut - 1]}"
                outcomes.add(left == NEW)
                tried += 1
    assert outcomes == {False, True}
    assert tried > 150


# No space, no permission ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
def test_a_disk_that_is_full_before_the_commit_leaves_the_old_package(reason: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str, arguments: tuple[Any, ...]) -> None:
        if name in ("mkdir", "open", "write", "fsync"):
            raise OSError(reason, os.strerror(reason))

    total = steps_of(lambda: change(lay_out(tmp_path / "counted")), monkeypatch)
    refused = 0
    for at in range(1, total + 1):
        root = lay_out(tmp_path / str(at))
        with monkeypatch.context() as patch:
            patch.setattr(journal, "os", Steps(at, fail))
            try:
                change(root)
                assert state(root) == NEW
            except OSError as error:
                assert error.errno == reason
                assert state(root) == OLD, "it was not undone"
                refused += 1
            except PackageError as error:
                assert "the change counts" in str(error)
                with locked(root):
                    assert state(root) == NEW
    assert refused > 15


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_file_that_the_system_refuses_to_let_grow_leaves_the_old_package(folder: Path) -> None:
    program = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom roundups.journal import locked\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "with locked(Path(sys.argv[1])) as writer:\n    writer.write({'data/one.csv': b'1' * 4000, 'data/two.csv': b'2' * 5000})\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=False)
    assert "File too large" in done.stderr
    assert state(folder) == OLD


# Others at work -------------------------------------------------------------------------------------------------------


def test_a_second_writer_waits_for_the_first(folder: Path) -> None:
    def of_both() -> bool:
        """Whether all files but the one that only the other process writes are of one state."""
        return {n: c for n, c in state(folder).items() if n in OLD} in (OLD, {n: NEW[n] for n in OLD})

    process = flip(folder, "40")
    for _ in range(20):
        with locked(folder) as writer:
            assert of_both()
            writer.write(OLD)
    assert process.wait() == 0
    process.stdout.close()  # type: ignore[union-attr]
    assert of_both()


def test_a_second_writer_that_waited_too_long_says_for_whom(folder: Path) -> None:
    program = (
        "import sys, time\nfrom pathlib import Path\nfrom roundups.journal import locked\n"
        "with locked(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", program, str(folder)], stdout=subprocess.PIPE)
    try:
        assert holder.stdout is not None
        holder.stdout.readline()
        lines: list[str] = []
        with pytest.raises(PackageError, match=rf"another roundups command .* \(process {holder.pid}\)"), locked(folder, 0.2, lines.append):
            raise AssertionError("two hold the package at once")
        assert lines == [f"waiting for another roundups command that is changing this package (process {holder.pid})"]
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()  # type: ignore[union-attr]
    with locked(folder, 0):
        pass  # the lock of a process that was killed holds nobody up


def test_what_is_read_while_it_changes_is_one_state_or_refused(real_root: Path, tmp_path: Path) -> None:
    root = tmp_path / "package"
    shutil.copytree(real_root / "data", root / "data")
    shutil.copy(real_root / "datapackage.json", root)
    table = root / "data/regions.csv"
    other = {"data/regions.csv": table.read_bytes() + b"Zz,Russia,city,,\n", "datapackage.json": (root / "datapackage.json").read_bytes() + b"\n"}
    opened = Package(root)
    assert len(opened.table("regions"))
    with locked(root) as writer:
        writer.write(other)
    assert len(opened.table("regions")), "a table that was read stays"
    with pytest.raises(PackageError, match="changed while it was read"):
        opened.table("claimants")
    assert "Zz" in set(Package(root).table("regions")["region"])


# Found by a reader ----------------------------------------------------------------------------------------------------


@pytest.fixture
def interrupted(real_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The real package in the middle of a committed change: one of its two files is in its place."""
    root = tmp_path / "package"
    shutil.copytree(real_root / "data", root / "data")
    for name in ("datapackage.json", "README.md", "CITATION.cff", ".zenodo.json"):
        shutil.copy(real_root / name, root)

    def stop(name: str, arguments: tuple[Any, ...]) -> None:
        raise KeyboardInterrupt

    content = {name: (root / name).read_bytes() + b"\n" for name in ("README.md", "datapackage.json")}
    with monkeypatch.context() as patch, locked(root) as writer:
        total = 18
        while not (root / JOURNAL / "manifest.json").exists() or (root / JOURNAL / "0").exists():
            shutil.rmtree(root / JOURNAL, ignore_errors=True)
            (root / "README.md").write_bytes(content["README.md"][:-1])
            (root / "datapackage.json").write_bytes(content["datapackage.json"][:-1])
            patch.setattr(journal, "os", Steps(total, stop))
            total += 1
            with pytest.raises(KeyboardInterrupt):
                writer.write(content)
    assert (root / JOURNAL / "1").exists()
    return root


@pytest.mark.parametrize("arguments", [["validate"], ["seal", "--check"], ["seal"]])
def test_each_command_finishes_a_change_that_was_interrupted(interrupted: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    run([*arguments, "--package", str(interrupted)])
    assert not (interrupted / JOURNAL).exists()
    assert (interrupted / "README.md").read_bytes().endswith(b"\n\n")
    assert "roundups: finished a change of the package that was interrupted" in capsys.readouterr().err


def test_the_library_finishes_a_change_that_was_interrupted(interrupted: Path) -> None:
    assert len(Package(interrupted).table("regions"))
    assert not (interrupted / JOURNAL).exists()


@pytest.mark.parametrize("damage", ["target", "stored", "manifest", "outside", "file"])
def test_a_change_that_cannot_be_finished_is_one_fault_and_changes_nothing(interrupted: Path, damage: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = interrupted / JOURNAL
    manifest = json.loads((folder / "manifest.json").read_bytes())
    if damage == "target":
        (interrupted / "README.md").write_text("restored by hand\n")
    elif damage == "stored":
        (folder / "1").write_text("half")
    elif damage == "manifest":
        (folder / "manifest.json").write_text("{")
    elif damage == "outside":
        manifest["files"][1]["file"] = "../outside"
        (folder / "manifest.json").write_text(json.dumps(manifest))
    else:
        shutil.rmtree(folder)
        folder.write_text("no folder")
    before = state(interrupted)
    with pytest.raises(PackageError, match="interrupted and no longer fits"):
        Package(interrupted)
    assert [fault.file for fault in validate(interrupted) if fault.check == "file-readable"] == [JOURNAL]
    assert run(["seal", "--package", str(interrupted)]) == 1
    assert "Traceback" not in capsys.readouterr().err
    assert state(interrupted) == before
