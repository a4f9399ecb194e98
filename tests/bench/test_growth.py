"""Synthetic growth: valid, marked, the same every time, and written without being held."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from roundups.bench.growth import Growth, grow
from roundups.checks import validate
from roundups.package import Package, PackageError

REAL = Path(__file__).resolve().parents[2]
CLAIMS = ("casualty_claims", "prisoner_counts", "kursk_losses", "refinery_strike_counts", "air_attacks", "other_claims", "refinery_strikes")


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("growth") / "three"
    grow(REAL, 3, folder)
    return folder


def test_a_grown_package_passes_every_gate(three: Path) -> None:
    assert validate(three) == []


@pytest.mark.slow
def test_frictionless_finds_nothing_in_a_grown_package_foreign_keys_included(three: Path) -> None:
    from frictionless import Package as Frictionless

    report = Frictionless(str(three / "datapackage.json")).validate()
    assert report.valid, report.flatten(["title", "message"])[:3]


def test_it_has_so_many_times_the_rows_and_what_belongs_to_them(three: Path) -> None:
    before, after = Package(REAL), Package(three)
    for name in (*CLAIMS, "sources", "exclusions", "anomalies"):
        assert sum(1 for _ in after.rows(name)) == 3 * sum(1 for _ in before.rows(name)), name
    read = [sum(row["reading"] != "not_read" for row in package.rows("roundups")) for package in (before, after)]
    assert read[1] == 3 * read[0]


def test_the_copies_differ_in_ids_days_sources_and_words(three: Path) -> None:
    rows = [row for name in CLAIMS for row in Package(three).rows(name)]
    assert len({row["claim_id"] for row in rows}) == len(rows)
    before = {row["as_reported"] for name in CLAIMS for row in Package(REAL).rows(name)}
    assert len({row["as_reported"] for row in rows}) > 2.8 * len(before)


def test_the_series_of_the_general_staff_goes_on_and_other_totals_count_within_their_copy(three: Path) -> None:
    rows = [row for row in Package(three).rows("casualty_claims") if row["statistic"] == "cumulative"]
    staff = [int(row["value"]) for row in rows if row["claim_id"].startswith("G")]
    assert staff == sorted(staff) and len(staff) > 150
    assert {row["counting_rule"].rpartition("copy ")[2] for row in rows if not row["claim_id"].startswith("G")} >= {"1", "2"}


def test_it_says_in_its_descriptor_and_its_addresses_that_it_is_synthetic(three: Path) -> None:
    descriptor = json.loads((three / "datapackage.json").read_text(encoding="utf-8"))
    assert "synthetic" in descriptor["name"] and descriptor["title"].startswith("SYNTHETIC") and descriptor["description"].startswith("Synthetic")
    assert all(row["url"].split("/")[2].endswith(".invalid") for row in Package(three).rows("sources"))


def test_the_same_package_gives_the_same_bytes(three: Path, tmp_path: Path) -> None:
    grow(REAL, 3, tmp_path / "again")
    for path in three.rglob("*.*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / "again" / path.relative_to(three)).read_bytes()


def test_one_copy_has_the_rows_of_the_package(tmp_path: Path) -> None:
    grow(REAL, 1, tmp_path / "one")
    for name in ("measures", "roundups", "kursk_losses"):
        with (tmp_path / "one" / f"data/{name}.csv").open(encoding="utf-8", newline="") as lines:
            assert len(list(csv.reader(lines))) == 1 + sum(1 for _ in Package(REAL).rows(name))


def test_it_is_never_written_into_the_package_nor_over_a_folder_that_is_there(tmp_path: Path) -> None:
    with pytest.raises(PackageError, match="lies inside the package"):
        grow(REAL, 2, REAL / "data" / "grown")
    assert not (REAL / "data" / "grown").exists()
    with pytest.raises(PackageError, match="already there"):
        grow(REAL, 2, tmp_path)
    with pytest.raises(PackageError, match="the calendar has days for"):
        grow(REAL, 5_000, tmp_path / "ages")
    assert not list(tmp_path.iterdir())


def test_a_thousand_copies_fit_into_the_calendar() -> None:
    growth = Growth(REAL)
    assert growth.most >= 1_000 and date.fromisoformat(growth.day(growth.latest, growth.most))


def test_rows_are_written_as_they_are_made(tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from roundups.bench.growth import grow; grow(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])); print(next(l for l in open('/proc/self/status') if l.startswith('VmHWM')).split()[1])"
    if not os.path.exists("/proc/self/status"):
        pytest.skip("the peak is read from /proc")
    peaks = [int(subprocess.run([sys.executable, "-c", code, str(REAL), str(copies), str(tmp_path / str(copies))], capture_output=True, text=True, check=True).stdout) for copies in (2, 12)]
    assert peaks[1] < peaks[0] + 2_000  # KB; the files grow by seven megabytes
