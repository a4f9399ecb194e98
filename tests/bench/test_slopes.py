"""What growth costs: the sizes, the slopes, and the page in CONTRIBUTING.md that is the generated file's."""

from __future__ import annotations

import math
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import roundups
from roundups.bench import slopes as measuring
from roundups.package import Package
from roundups.publish import slopes
from roundups.publish.archives import parquet
from roundups.publish.slopes import Cost, Size

REAL = Path(__file__).resolve().parents[2]


def size(times: int, **seconds: float) -> Size:
    return Size(times, 40 * times, 1_600 * times, 700_000 * times, tuple(Cost(step, cost, 50_000_000, 0) for step, cost in seconds.items()))


def test_contributing_shows_what_was_measured() -> None:
    text = (REAL / "CONTRIBUTING.md").read_text(encoding="utf-8")
    (part,) = re.findall(r"<!-- generated: slopes -->\n(.*?)\n<!-- /generated -->", text, re.DOTALL)
    assert part == slopes.table()


def test_the_last_run_had_every_size_and_every_step_and_the_query_on_the_largest() -> None:
    sizes = slopes.read()
    assert [each.times for each in sizes] == sorted(measuring.copies(Package(REAL)))
    for each in sizes:
        there = measuring.STEPS if each.times < measuring.LARGEST else measuring.STEPS[-3:]
        assert [cost.step for cost in each.costs] == [step.name for step in there if each.times <= step.most]
    assert all(not cost.failed for cost in sizes[-1].costs)


def test_the_sizes_stand_for_five_hundred_and_five_thousand_issues_a_million_rows_and_the_largest() -> None:
    package = Package(REAL)
    issues = sum(row["reading"] != "not_read" for row in package.rows("roundups"))
    one, few, many, million, largest = measuring.copies(package)
    assert one == 1
    assert abs(few * issues - 500) <= issues / 2
    assert abs(many * issues - 5_000) <= issues / 2
    rows = sum(len(roundups.load(table)) for table in (*package.claim_tables, "refinery_strikes"))
    assert million * rows >= 1_000_000 > (million - 1) * rows
    assert largest == measuring.LARGEST > million


@pytest.mark.parametrize("exponent", [0.5, 1.0, 2.0])
def test_the_slope_is_the_exponent_of_growth(exponent: float) -> None:
    assert math.isclose(slopes.slope(size(1, x=2.0), size(10, x=2.0 * 10**exponent), "x") or 0, exponent)


def test_a_step_that_failed_or_was_not_run_has_no_slope() -> None:
    failed = replace(size(10), costs=(Cost("x", 0.0, 0, 0, "no room"),))
    assert slopes.slope(size(1, x=2.0), failed, "x") is None
    assert slopes.slope(size(1, x=2.0), size(10, y=2.0), "x") is None


def test_the_table_shows_each_cost_and_says_what_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slopes, "FILE", tmp_path / "slopes.json")
    assert slopes.read() == []
    made = replace(size(10), costs=(Cost("x", 20.0, 60_000_000, 1_500_000), Cost("y", 0.0, 0, 0, "no room")))
    slopes.write([size(1, x=2.0), made])
    assert slopes.read() == [size(1, x=2.0), made]
    lines = slopes.table().splitlines()
    assert lines[0] == "| step | 40 issues, 1,600 rows (1 MB) | 400 issues, 16,000 rows (7 MB) | slope |"
    assert lines[2] == "| x | 2 s, 50 MB | 20 s, 60 MB, makes 1.5 MB | 1.00 |"
    assert lines[3] == "| y | - | no room | - |"


def test_a_step_is_run_in_a_process_of_its_own_and_what_it_makes_is_weighed(tmp_path: Path) -> None:
    def command(program: str) -> measuring.Step:
        return measuring.Step("x", lambda package, folder: [sys.executable, "-c", program], "made")

    cost = measuring.run(command(f"x = bytearray(80_000_000); open({str(tmp_path / 'made')!r}, 'w').write('abc')"), REAL, tmp_path)
    assert cost.seconds > 0
    assert 80_000_000 < cost.memory < 120_000_000
    assert (cost.made, cost.failed) == (3, "")
    cost = measuring.run(command("import sys; sys.exit('no room for it')"), REAL, tmp_path)
    assert (cost.seconds, cost.failed) == (0.0, "no room for it")
    cost = measuring.run(command("1 / 0"), REAL, tmp_path)
    assert cost.failed == "ZeroDivisionError: division by zero"


def test_the_query_gives_each_claimants_last_running_total_as_pandas_does(tmp_path: Path) -> None:
    import duckdb

    package = Package(REAL)
    (tmp_path / "parquet").mkdir()
    for table in ("casualty_claims", "claimants"):
        parquet.write(package, table, tmp_path / "parquet" / f"{table}.parquet")
    query = slopes.QUERY.replace("'parquet/", f"'{tmp_path}/parquet/")
    found = duckdb.execute(query).fetchall()
    claims = roundups.load("casualty_claims")
    claims = claims[(claims["statistic"] == "cumulative") & claims["as_of"].notna()].sort_values(["as_of", "claim_id"], ascending=[False, True])
    last = claims.drop_duplicates(["population", "measure", "claimant_id"])
    names = roundups.load("claimants").set_index("claimant_id")["name"].to_dict()
    words = last["as_reported"].fillna("")
    keys = zip(last["population"], last["measure"], last["claimant_id"].map(names), last["as_of"].dt.date, words, strict=True)
    assert sorted((*row[:4], row[6] or "") for row in found) == sorted(keys)
    assert len(found) > 20
