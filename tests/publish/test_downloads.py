"""What the data page offers, and what it tells the reader to type."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest

from roundups.package import Package
from roundups.publish.downloads import KINDS, write_downloads


@pytest.fixture(scope="module")
def package(real_root: Path) -> Package:
    return Package(real_root)


@pytest.fixture(scope="module")
def page(real_root: Path) -> str:
    return (real_root / "reports" / "data.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def downloads(real_root: Path) -> Path:
    return real_root / "reports" / "downloads"


def snippets(root: Path) -> dict[str, list[str]]:
    """The code blocks of the data chapter that a reader would copy: language -> texts."""
    text = (root / "analysis" / "chapters" / "data.qmd").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for language, code in re.findall(r"^```([a-z]+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        found.setdefault(language, []).append(code)
    return found


def test_the_page_links_every_archive_and_every_table_in_three_forms(page: str, downloads: Path, package: Package) -> None:
    linked = {unquote(link) for link in re.findall(r'href="downloads/([^"]+)"', page)}
    tables = {f"{folder}/{table}.{ending}" for folder, ending in (("data", "csv"), ("parquet", "parquet"), ("jsonl", "jsonl")) for table in package.tables}
    archives = {f"ukraine-war-roundups.{ending}" for ending in ("zip", "sqlite", "xlsx")}
    citations = {"citation.bib", "citation.ris", "citation.json"}
    assert linked == tables | archives | citations | {"SHA256SUMS"}
    of_the_claims_page = {"citations.js"}
    assert linked == {path.relative_to(downloads).as_posix() for path in downloads.rglob("*") if path.is_file()} - of_the_claims_page


def test_the_page_says_size_rows_and_checksum_of_what_it_offers(page: str, downloads: Path, package: Package) -> None:
    text = re.sub(r"<[^>]+>", "", page)
    total = sum(len(package.table(table)) for table in package.tables)
    for ending in ("zip", "sqlite", "xlsx"):
        content = (downloads / f"ukraine-war-roundups.{ending}").read_bytes()
        assert f"{total:,} rows, {len(content):,} bytes, SHA-256 {hashlib.sha256(content).hexdigest()}." in " ".join(text.split())
    done = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=downloads, capture_output=True, check=False)
    assert done.returncode == 0


def test_the_offered_archives_are_those_that_export_makes(downloads: Path, archives: Path) -> None:
    made = [path for path in archives.rglob("*") if path.is_file() and path.name != "SHA256SUMS"]
    for path in made:
        assert (downloads / path.relative_to(archives)).read_bytes() == path.read_bytes(), path.name


def test_writing_them_again_changes_nothing_and_leaves_nothing_else(small: Path, tmp_path: Path) -> None:
    package = Package(small)
    found = write_downloads(package, tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    write_downloads(package, tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    assert not [path for path in tmp_path.rglob(".*")]
    assert {Path(name).suffix for name in found} == set(KINDS)
    for name, file in found.items():
        assert (file.bytes, file.sha256) == ((tmp_path / name).stat().st_size, hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())


@pytest.mark.slow
def test_each_python_snippet_runs_and_gives_the_claims(real_root: Path, downloads: Path, package: Package) -> None:
    codes = snippets(real_root)["python"]
    assert len(codes) == 3
    for code in codes:
        program = f"{code}\nprint(len(claims), claims['value'].dtype.kind, claims.iloc[0]['claim_id'])"
        done = subprocess.run([sys.executable, "-W", "error", "-c", program], cwd=downloads, capture_output=True, text=True, check=False)
        first = package.table("casualty_claims").iloc[0]["claim_id"]
        assert done.stdout == f"{len(package.table('casualty_claims'))} i {first}\n", done.stderr


def test_the_sql_snippet_runs_in_the_program_sqlite3(real_root: Path, downloads: Path, package: Package, sqlite3_program: str) -> None:
    (code,) = snippets(real_root)["sql"]
    database = downloads / "ukraine-war-roundups.sqlite"
    done = subprocess.run([sqlite3_program, "-readonly", str(database)], input=code, capture_output=True, text=True, check=True)
    claims = package.claims()
    expected = claims[(claims["measure"] == "killed") & (claims["population"] == "ukrainian_military")]
    assert len(done.stdout.splitlines()) == len(expected)
    assert "1076-1080-07|Volodymyr Zelenskyy|more than 45,000|Ukraine Crisis Media Center|https://uacrisis.org/en/1076-1080" in done.stdout


def test_the_duckdb_snippet_runs(real_root: Path, downloads: Path, package: Package, monkeypatch: pytest.MonkeyPatch) -> None:
    import duckdb

    (code,) = snippets(real_root)["duckdb"]
    monkeypatch.chdir(downloads)
    found = duckdb.sql(code.strip().rstrip(";")).fetchall()
    counts = package.table("casualty_claims")["claimant_id"].value_counts()
    assert found[0] == (counts.index[0], int(counts.iloc[0])) and len(found) == int((counts > 0).sum())


def test_the_r_snippet_runs_where_r_is(real_root: Path, unpacked: Path) -> None:
    (code,) = snippets(real_root)["r"]
    program = shutil.which("Rscript")
    if not program:
        pytest.skip("no R on this machine: its snippet was not run")
    done = subprocess.run([program, "-e", f"{code}\ncat(nrow(claims))"], cwd=unpacked, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stdout.strip().isdigit(), done.stderr
