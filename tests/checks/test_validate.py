from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from roundups.checks import Fault, catalogue, validate

FALL = {"value": "850", "as_reported": "more than 850"}


def test_a_fault_is_one_line_of_place_reason_and_advice() -> None:
    fault = Fault("data/a.csv", 3, "value", "malformed", "some-gate", "the cell is odd", "mend it")
    assert str(fault) == "data/a.csv:3:value the cell is odd; mend it"


def test_all_faults_are_told_sorted_by_place(tiny: Any) -> None:
    tiny.set("casualty_claims", "P0003", value="601")
    tiny.set("casualty_claims", "1076-1080-07", qualifier="almost")
    tiny.set("regions", "Kursk Oblast", country="Ruritania")
    tiny.seal()
    faults = tiny.faults()
    assert faults == sorted(faults)
    assert {f"{f.file}:{f.line}:{f.column}" for f in faults} >= {
        "data/casualty_claims.csv:4:qualifier",
        "data/casualty_claims.csv:9:value",
        "data/regions.csv:3:country",
    }


def test_a_record_over_several_lines_counts_from_its_first(tiny: Any) -> None:
    tiny.set("casualty_claims", "1076-1080-01", note="two\nlines")
    tiny.set("casualty_claims", "P0001", claimant_id="nobody")
    places = {f"{f.line}:{f.column}" for f in tiny.faults(False) if f.file == "data/casualty_claims.csv"}
    assert places == {"2:note", "8:claimant_id"}


def test_more_faults_than_frictionless_lists_by_default_are_all_told(tiny: Any) -> None:
    rows = tiny.rows("regions")
    tiny.write("regions", sorted(rows + [{**rows[0], "region": f"X {n:04}", "kind": "moon"} for n in range(1100)], key=lambda row: row["region"]))
    assert sum(f.check == "table-schema" for f in tiny.faults()) == 1100


def test_two_thousand_columns_are_one_fault(tiny: Any) -> None:
    tiny.path("regions").write_text(",".join(f"c{n}" for n in range(2000)) + "\n", encoding="utf-8")
    assert [f.reason for f in tiny.faults(False) if f.file == "data/regions.csv" and f.check == "file-text"] == ["the header has 2,000 columns"]


def test_a_pipe_in_place_of_a_table_is_a_fault_and_is_not_waited_for(tiny: Any) -> None:
    tiny.path("regions").unlink()
    os.mkfifo(tiny.path("regions"))
    assert any(f.file == "data/regions.csv" and f.check == "file-readable" for f in tiny.faults(False))


def test_nothing_outside_the_package_is_read(tiny: Any) -> None:
    secret = tiny.root.parent / "secret.csv"
    secret.write_text("region,country,kind,aliases,note\nTop secret,Russia,oblast,,\n", encoding="utf-8")
    tiny.replace("datapackage.json", '"path": "data/regions.csv"', '"path": "../secret.csv"')
    faults = tiny.faults()
    assert any(f.check == "resource-path" for f in faults)
    assert not any("secret" in str(f) and f.check != "resource-path" for f in faults)


def test_a_folder_without_a_package_is_one_fault(tmp_path: Path) -> None:
    assert [f"{f.file}:{f.line} {f.check}" for f in validate(tmp_path)] == ["datapackage.json:1 file-readable"]


@pytest.mark.parametrize("value", [None, 7, "x", [1], {"a": 1}], ids=repr)
def test_no_value_of_a_key_of_descriptor_or_schema_is_a_traceback(tiny: Any, value: object) -> None:
    gates = [gate for gate in catalogue() if gate.name != "table-schema"]
    for file in ("datapackage.json", "data/schemas/claims.json"):
        text = (tiny.root / file).read_text(encoding="utf-8")
        data = json.loads(text)
        whole = [(key,) for key in data]
        first = "resources" if "resources" in data else "fields"
        part = [(first, 0, key) for key in data[first][0]]
        for path in whole + part:
            changed = copy.deepcopy(data)
            holder: Any = changed
            for step in path[:-1]:
                holder = holder[step]
            if holder[path[-1]] == value:
                continue
            holder[path[-1]] = value
            (tiny.root / file).write_text(json.dumps(changed), encoding="utf-8")
            assert all(isinstance(fault, Fault) for fault in validate(tiny.root, gates))
        (tiny.root / file).write_text(text, encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("value", ["x", {"a": 1}], ids=repr)
def test_frictionless_gets_no_descriptor_that_it_cannot_take(tiny: Any, value: object) -> None:
    for path in (("resources",), ("licenses",), ("resources", 0), ("resources", 0, "dialect"), ("resources", 0, "schema"), ("resources", 0, "encoding")):
        data = json.loads((tiny.root / "datapackage.json").read_text(encoding="utf-8"))
        holder: Any = data
        for step in path[:-1]:
            holder = holder[step]
        kept, holder[path[-1]] = holder[path[-1]], value
        (tiny.root / "datapackage.json").write_text(json.dumps(data), encoding="utf-8")
        assert tiny.faults()
        holder[path[-1]] = kept
        (tiny.root / "datapackage.json").write_text(json.dumps(data), encoding="utf-8")


@pytest.mark.parametrize("qualifier", ["exact", "approx", "at_least", "up_to", "almost"])
def test_a_negative_value_is_a_fault_and_no_traceback(tiny: Any, qualifier: str) -> None:
    tiny.set("kursk_losses", "P0009", value="-909", qualifier=qualifier)
    tiny.set("casualty_claims", "P0001", value="-900", qualifier=qualifier)
    assert {"data/kursk_losses.csv", "data/casualty_claims.csv"} <= {f.file for f in tiny.faults() if f.column == "value"}


# Anomalies --------------------------------------------------------------------------------------------------------------


def test_an_implausible_fault_says_how_to_list_it(tiny: Any) -> None:
    tiny.set("kursk_losses", "P0011", **FALL)
    advice = [f.advice for f in tiny.faults(False) if f.check == "cumulative-fall"]
    assert len(advice) == 1
    assert "P0009;P0011 under cumulative-fall in data/anomalies.csv" in advice[0]


def test_a_listed_anomaly_silences_its_fault(tiny: Any) -> None:
    tiny.set("kursk_losses", "P0011", **FALL)
    tiny.copy("anomalies", "fall-2025-03", anomaly_id="fall-2025-03-b", claim_ids="P0009;P0011")
    tiny.seal()
    assert tiny.faults(False) == []


@pytest.mark.parametrize("cells", [{"claim_ids": "P0011;P0009"}, {"check": "part-total"}, {"table": "casualty_claims"}], ids=str)
def test_an_anomaly_silences_only_what_it_names(tiny: Any, cells: dict[str, str]) -> None:
    tiny.set("kursk_losses", "P0011", **FALL)
    tiny.copy("anomalies", "fall-2025-03", **{"anomaly_id": "fall-2025-03-b", "claim_ids": "P0009;P0011", **cells})
    assert {"cumulative-fall", "anomaly-applies"} <= {f.check for f in tiny.faults(False)}


def test_a_malformed_fault_cannot_be_listed_away(tiny: Any) -> None:
    tiny.set("casualty_claims", "P0001", claimant_id="nobody")
    tiny.copy("anomalies", "fall-2025-03", anomaly_id="nobody", check="foreign-key", table="casualty_claims", claim_ids="P0001")
    assert {"foreign-key", "anomaly-applies"} <= {f.check for f in tiny.faults(False)}


# Rules with an edge -----------------------------------------------------------------------------------------------------


def _checks(tiny: Any) -> set[str]:
    tiny.seal()
    return {fault.check for fault in tiny.faults(False)}


def test_a_part_may_be_as_large_as_the_hedge_of_its_total_lets_it(tiny: Any) -> None:
    tiny.set("kursk_losses", "1076-1080-12", value="45000", as_reported="more than 45,000")
    assert _checks(tiny) == set()


def test_one_sided_totals_fall_only_below_what_the_words_most_likely_mean(tiny: Any) -> None:
    tiny.set("kursk_losses", "P0011", value="900", as_reported="more than 900")
    assert _checks(tiny) == set()


def test_two_totals_of_one_day_are_a_contradiction_and_no_fall(tiny: Any) -> None:
    tiny.set("kursk_losses", "P0010", as_of="2025-02-06")
    tiny.drop("anomalies", "fall-2025-03")
    assert _checks(tiny) == {"statement-differs"}


def test_totals_of_nobody_in_particular_are_no_series(tiny: Any) -> None:
    for claim in ("P0009", "P0010", "P0011"):
        tiny.set("kursk_losses", claim, claimant_id="not-attributed")
    assert _checks(tiny) == {"anomaly-applies"}


def test_a_hedge_may_stand_in_another_row_of_the_same_statement(tiny: Any) -> None:
    tiny.set("casualty_claims", "P0002", qualifier="at_least", as_reported="at least 300 killed")
    tiny.set("casualty_claims", "P0003", qualifier="at_least")
    assert _checks(tiny) == set()


def test_plans_may_reach_beyond_the_publication(tiny: Any) -> None:
    tiny.set("other_claims", "P0012", source_id="news-2025-02-10", statistic="period", event_date="", period_start="2025-03-01", period_end="2025-12-31")
    tiny.set("prisoner_counts", "P0004", source_id="news-undated")
    assert _checks(tiny) == set()


def test_an_empty_table_of_corrections_is_no_fault(tiny: Any) -> None:
    tiny.write("corrections", [])
    assert _checks(tiny) == set()


def test_the_command_line_can_import_the_checks_without_frictionless_and_pandas() -> None:
    code = "import sys, roundups.checks; sys.exit(any(m in sys.modules for m in ('frictionless', 'pandas')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
