"""Exporting: all archives or none, the same everywhere, from a sealed package only."""

from __future__ import annotations

import errno
import hashlib
import os
import resource
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import apsw
import pytest

from roundups.cli import run
from roundups.package import Package, PackageError
from roundups.publish import archives as module
from roundups.publish.archives import NotEmpty, export


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_archives_are_named_for_the_package_and_the_tables(archives: Path, real_root: Path) -> None:
    tables = Package(real_root).tables
    expected = {f"{folder}/{table}.{folder}" for folder in ("parquet", "jsonl") for table in tables}
    expected |= {f"ukraine-war-roundups.{ending}" for ending in ("zip", "sqlite", "xlsx")} | {"SHA256SUMS"}
    assert set(files(archives)) == expected


def test_the_checksums_hold_for_the_program_that_checks_them(archives: Path, unpacked: Path) -> None:
    for folder in (archives, unpacked):
        done = subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        listed = {line.split("  ")[1] for line in (folder / "SHA256SUMS").read_text().splitlines()}
        assert listed == set(files(folder)) - {"SHA256SUMS"}


def test_two_exports_are_the_same_byte_for_byte_whatever_the_clock_the_zone_and_the_mask(archives: Path, real_root: Path, tmp_path: Path) -> None:
    program = "import os, sys; os.umask(0o077); from roundups.cli import main; main()"
    environment = os.environ | {"TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1"}
    arguments = [sys.executable, "-c", program, "--package", str(real_root), "export", "--to", str(tmp_path / "again")]
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=True)
    assert files(tmp_path / "again") == files(archives)
    for line in done.stdout.splitlines():
        checksum, size, name = line.split()
        content = (archives / name).read_bytes()
        assert (hashlib.sha256(content).hexdigest(), f"{len(content):,}") == (checksum, size)


def test_no_clock_and_no_compressor_shows_in_a_zip_file(archives: Path, real_root: Path) -> None:
    created = Package(real_root).descriptor["created"]
    for name in ("ukraine-war-roundups.zip", "ukraine-war-roundups.xlsx"):
        with zipfile.ZipFile(archives / name) as archive:
            assert archive.testzip() is None
            for info in archive.infolist():
                assert "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*info.date_time) == created
                assert (info.compress_type, info.external_attr >> 16, info.create_system) == (zipfile.ZIP_STORED, 0o100644, 3)


def test_an_empty_folder_is_filled_and_an_absent_one_made_with_those_above(small: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "a" / "b" / "c"):
        export(Package(small), folder)
        assert len(files(folder)) == 38
        assert not [path for path in tmp_path.rglob(".roundups*")]
        assert folder.stat().st_mode & 0o777 == 0o755


def test_a_folder_that_is_not_empty_is_wrong_use_and_stays_as_it_was(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert run(["--package", str(small), "export", "--to", str(tmp_path)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert files(tmp_path) == {"mine.txt": b"mine"}
    with pytest.raises(NotEmpty):
        export(Package(small), tmp_path)


def test_a_place_where_nothing_can_be_written_is_one_line(small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file", tmp_path / "file" / "below", Path("/proc/roundups")):
        assert run(["--package", str(small), "export", "--to", str(place)]) in (1, 2)
        err = capsys.readouterr().err
        assert err.count("\n") == 1 and str(place) in err and "Traceback" not in err
    assert files(tmp_path) == {"file": b""}


def full(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def full_database(*_: object) -> None:
    raise apsw.FullError("database or disk is full")


@pytest.mark.parametrize("existed", [True, False])
@pytest.mark.parametrize(
    ("where", "failure"),
    [("parquet.write", full), ("jsonlines.write", full), ("sqlite._about", full_database), ("spreadsheet.rewrite", full), ("xlsxwriter.workbook.Workbook._store_workbook", full), ("bundle.write_stored", full), ("_move", full)],
)
def test_a_full_disk_leaves_nothing(
    where: str, failure: object, existed: bool, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "new" / "archives"
    if existed:
        target.mkdir(parents=True)
    # What XlsxWriter meets while it writes the book it wraps into an error of its own.
    monkeypatch.setattr(where if where.startswith("xlsxwriter") else f"roundups.publish.archives.{where}", failure)
    assert run(["--package", str(small), "export", "--to", str(target)]) == 1
    err = capsys.readouterr().err
    assert "full" in err or "space" in err
    assert "nothing was left there" in err and err.count("\n") == 1
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == (["new", "new/archives"] if existed else [])


@pytest.mark.slow
@pytest.mark.parametrize("limit", [0, 3_000, 40_000, 150_000])
def test_files_that_may_not_grow_leave_nothing_whichever_library_meets_the_limit(limit: int, small: Path, tmp_path: Path) -> None:
    """The kernel refuses the bytes beyond a limit: a real failure in the middle of a file, in Python's code and in C's."""

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    arguments = [sys.executable, "-B", "-c", "from roundups.cli import main; main()", "--package", str(small), "export", "--to", str(tmp_path / "out")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, preexec_fn=limited)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr and "nothing was left there" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_moving_into_a_folder_takes_back_what_it_moved_when_it_fails(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = []

    def replace(source: Path, target: Path, real: Callable[..., None] = os.replace) -> None:
        if len(moved) == 3:
            raise OSError(errno.EIO, "Input/output error")
        moved.append(target)
        real(source, target)

    monkeypatch.setattr("roundups.publish.archives.os.replace", replace)
    with pytest.raises(OSError, match="nothing was left there"):
        export(Package(small), tmp_path)
    assert len(moved) == 3 and list(tmp_path.iterdir()) == []


def test_an_interrupted_export_leaves_nothing(small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("roundups.publish.archives.bundle.write", interrupt)
    with pytest.raises(KeyboardInterrupt):
        export(Package(small), tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_package_that_is_not_sealed_is_refused(copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = copy / "data" / "regions.csv"
    table.write_bytes(table.read_bytes() + b"Atlantis,Ukraine,city,,\n")
    assert run(["--package", str(copy), "export", "--to", str(tmp_path / "out")]) == 1
    assert "data/regions.csv: not the file that datapackage.json describes" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_claim_that_refers_to_nothing_is_not_exported(edited: Callable[..., Package], tmp_path: Path) -> None:
    package = edited("casualty_claims", "1076-1080-07", source_id="nowhere")
    with pytest.raises(PackageError, match="casualty_claims, row .*: refers to nothing in sources"):
        export(package, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("column", "cell", "reason"), [("qualifier", "perhaps", "CHECK"), ("value", "-5", "CHECK"), ("source_id", "", "NOT NULL")])
def test_a_cell_that_breaks_its_schema_is_not_exported(column: str, cell: str, reason: str, edited: Callable[..., Package], tmp_path: Path) -> None:
    package = edited("casualty_claims", "1076-1080-07", **{column: cell})
    with pytest.raises(PackageError, match=reason):
        module.sqlite.write(package, tmp_path / "x.sqlite")


def test_two_rows_of_one_id_are_not_exported(edited: Callable[..., Package], tmp_path: Path) -> None:
    package = edited("regions", None, region="Astrakhan Oblast", country="Russia", kind="oblast")
    with pytest.raises(PackageError, match="UNIQUE"):
        module.sqlite.write(package, tmp_path / "x.sqlite")


def test_the_zip_file_holds_what_lies_in_the_package(unpacked: Path, real_root: Path) -> None:
    package = Package(real_root)
    for name in ("datapackage.json", "LICENSE.md", "CHANGELOG.md", "CITATION.cff", *(resource["path"] for resource in package.resources.values())):
        assert (unpacked / name).read_bytes() == (real_root / name).read_bytes(), name
    assert Package(unpacked).claims().equals(package.claims())
    readme = (unpacked / "README.md").read_text(encoding="utf-8")
    assert all(f"[`{table}`](data/{table}.csv)" in readme for table in package.tables)
    assert "reports/" not in readme


def test_the_wheel_carries_what_the_archives_need(real_root: Path) -> None:
    import tomllib

    carried = tomllib.loads((real_root / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    for name in ("datapackage.json", "data", *module.bundle.ALONG):
        assert carried[name] == f"roundups/_datapackage/{name}"


@pytest.mark.slow
def test_memory_hardly_grows_with_the_tables(grown: Callable[[int], Path], tmp_path: Path) -> None:
    """The peaks at 2 and at 8 times the size, drawn on in a straight line: below 500 MB at 100 times."""
    # Linux hands the peak of the parent process, pytest, down in ru_maxrss: 537 MB of a worker were once taken for the export's.
    program = (
        "import pathlib, re, resource, sys; from roundups.cli import run; code = run(sys.argv[1:]); "
        "peak, status = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, pathlib.Path('/proc/self/status'); "
        "peak = int(re.search(r'VmHWM:\\s*(\\d+)', status.read_text())[1]) if status.exists() else peak; "
        "print(peak / 1024, file=sys.stderr); sys.exit(code)"
    )
    peaks = {}
    for factor in (2, 8):
        arguments = [sys.executable, "-c", program, "--package", str(grown(factor)), "export", "--to", str(tmp_path / f"out-{factor}")]
        done = subprocess.run(arguments, capture_output=True, text=True, check=True)
        peaks[factor] = float(done.stderr.split()[-1])
        shutil.rmtree(tmp_path / f"out-{factor}")
    assert peaks[8] + (100 - 8) * (peaks[8] - peaks[2]) / 6 < 500, peaks
