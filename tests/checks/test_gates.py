"""Each gate has a package that passes it (the tiny one, which every gate reads) and one that fails it, at a known place."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from roundups.checks import SEVERITIES, catalogue

Break = Callable[[Any], object]


@dataclass(frozen=True)
class Case:
    gate: str
    says: str
    breaks: Break
    where: str
    sealed: bool = True


def _cell(table: str, key: str, **cells: str) -> Break:
    return lambda tiny: tiny.set(table, key, **cells)


def _copy(table: str, key: str, **cells: str) -> Break:
    return lambda tiny: tiny.copy(table, key, **cells)


def _text(file: str, old: str, new: str) -> Break:
    return lambda tiny: tiny.replace(file, old, new)


def _bytes(file: str, change: Callable[[bytes], bytes]) -> Break:
    return lambda tiny: (tiny.root / file).write_bytes(change((tiny.root / file).read_bytes()))


def _all(*breaks: Break) -> Break:
    return lambda tiny: [each(tiny) for each in breaks]


CASUALTIES, KURSK = "data/casualty_claims.csv", "data/kursk_losses.csv"
CLAIMS_SCHEMA = "data/schemas/claims.json"


CASES = [
    # The descriptor
    Case("file-readable", "a table that is not there", lambda t: t.path("regions").unlink(), "data/regions.csv:1:1", False),
    Case("file-readable", "a folder in place of a table", lambda t: (t.path("regions").unlink(), t.path("regions").mkdir()), "data/regions.csv:1:1", False),
    Case("file-readable", "a link out of the package", lambda t: (t.path("regions").unlink(), os.symlink("/etc/hostname", t.path("regions"))), "data/regions.csv:1:1", False),
    Case("file-readable", "a descriptor that is not there", lambda t: (t.root / "datapackage.json").unlink(), "datapackage.json:1:1", False),
    Case("file-text", "a byte order mark", _bytes("data/regions.csv", lambda b: b"\xef\xbb\xbf" + b), "data/regions.csv:1:1"),
    Case("file-text", "UTF-16", _bytes("data/regions.csv", lambda b: b.decode().encode("utf-16")), "data/regions.csv:1:1", False),
    Case("file-text", "a NUL byte", _bytes("data/regions.csv", lambda b: b.replace(b"Kursk", b"Ku\0sk")), "data/regions.csv:3:3", False),
    Case("file-text", "bytes of another encoding", _bytes("data/facilities.csv", lambda b: b.replace("Волг".encode(), "Волг".encode("cp1251"))), "data/facilities.csv:3:69", False),
    Case("file-text", "an empty file", _bytes("data/regions.csv", lambda _: b""), "data/regions.csv:1:1", False),
    Case("file-text", "an endless line", _bytes("data/regions.csv", lambda b: b + b"x" * 200_000), "data/regions.csv:5:100000", False),
    Case("file-text", "an open quote", _text("data/regions.csv", "Kursk Oblast", '"Kursk Oblast'), "data/regions.csv:3:1", False),
    Case("json-form", "a lost comma", _text("datapackage.json", '"title": "Figures', '"title" "Figures'), "datapackage.json:4:11", False),
    Case("json-form", "a key that stands twice", _text("datapackage.json", '  "title":', '  "version": "9.9.9",\n  "title":'), "datapackage.json:7:3", False),
    Case("json-form", "deep nesting", _bytes("datapackage.json", lambda _: b"[" * 100_000), "datapackage.json:1:1", False),
    Case("resource-path", "a path that leaves the package", _text("datapackage.json", '"path": "data/regions.csv"', '"path": "../regions.csv"'), "datapackage.json::", False),
    Case("resource-path", "an address as a path", _text("datapackage.json", '"path": "data/regions.csv"', '"path": "https://example.org/regions.csv"'), "datapackage.json::", False),
    Case("descriptor-keys", "licences instead of licenses", _text("datapackage.json", '"licenses"', '"licences"'), "datapackage.json::"),
    Case("descriptor-keys", "no licence", lambda t: t.describe(lambda p: p.pop("licenses")), "datapackage.json::"),
    Case("descriptor-keys", "a misspelt constraint", _text(CLAIMS_SCHEMA, '"minimum"', '"minimun"'), f"{CLAIMS_SCHEMA}::"),
    Case("descriptor-standard", "a profile of somebody else", _text("datapackage.json", "https://datapackage.org/profiles/2.0/datapackage.json", "https://example.org/profile.json"), "datapackage.json:2:3"),
    Case("descriptor-form", "a version that is none", lambda t: t.describe(lambda p: p.update(version="next")), "datapackage.json::"),
    Case("descriptor-form", "a description that is no sentence", lambda t: t.describe(lambda s: s["fields"][0].update(description="the id"), CLAIMS_SCHEMA), f"{CLAIMS_SCHEMA}::"),
    Case("field-example", "an example that the pattern refuses", lambda t: t.describe(lambda s: s["fields"][0].update(example="X"), CLAIMS_SCHEMA), f"{CLAIMS_SCHEMA}::"),
    Case("resource-unique", "two resources of one file", lambda t: t.describe(lambda p: p["resources"].append({**p["resources"][0], "name": "again"})), "datapackage.json::"),
    Case("resource-seal", "a changed cell", _cell("regions", "Kursk Oblast", note="Changed"), "datapackage.json::", False),
    Case("resource-seal", "a sha1", lambda t: t.describe(lambda p: p["resources"][0].update(hash="sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709")), "datapackage.json::", False),
    Case("resource-seal", "no bytes", lambda t: t.describe(lambda p: p["resources"][0].pop("bytes")), "datapackage.json::", False),
    Case("file-orphan", "a table that the descriptor does not name", lambda t: (t.root / "data" / "more.csv").write_text("a\n1\n"), "data/more.csv:1:1"),
    # frictionless
    Case("table-schema", "a value outside the enumeration", _cell("casualty_claims", "P0001", statistic="sum"), f"{CASUALTIES}:7:statistic"),
    Case("table-schema", "a thousands separator", _cell("casualty_claims", "P0001", value="12,500"), f"{CASUALTIES}:7:value"),
    Case("table-schema", "a day first", _cell("casualty_claims", "P0001", as_of="06/02/2025"), f"{CASUALTIES}:7:as_of"),
    Case("table-schema", "a key that stands twice", _copy("regions", "Kursk Oblast", note="Again"), "data/regions.csv:4:region"),
    Case("table-schema", "a missing cell", _text("data/regions.csv", "Kursk Oblast,Russia,oblast,,", "Kursk Oblast,Russia,oblast,"), "data/regions.csv:3:note"),
    Case("table-schema", "a renamed column", _text("data/regions.csv", "country", "state"), "data/regions.csv:1:country"),
    # The file as text
    Case("file-lines", "carriage returns", _bytes("data/regions.csv", lambda b: b.replace(b"\n", b"\r\n")), "data/regions.csv:1:1"),
    Case("file-lines", "no last line end", _bytes("data/regions.csv", lambda b: b[:-1]), "data/regions.csv:4:1"),
    Case("file-quotes", "quotes that are not needed", _text("data/regions.csv", "Kursk Oblast", '"Kursk Oblast"'), "data/regions.csv:3:1"),
    Case("cell-blanks", "a trailing blank", _cell("casualty_claims", "P0001", place="Izyum "), f"{CASUALTIES}:7:place"),
    Case("cell-characters", "a zero-width space", _cell("casualty_claims", "P0001", place="Iz\u200byum"), f"{CASUALTIES}:7:place"),
    # Tables
    Case("cell-form", "a short date", _cell("casualty_claims", "P0001", as_of="2025-2-6"), f"{CASUALTIES}:7:as_of"),
    Case("cell-form", "a shouted boolean", _cell("casualty_claims", "P0001", disputed="TRUE"), f"{CASUALTIES}:7:disputed"),
    Case("cell-form", "a leading zero", _cell("casualty_claims", "P0001", value="0900"), f"{CASUALTIES}:7:value"),
    Case("table-rows", "a table without rows", lambda t: t.write("other_claims", []), "data/other_claims.csv:1:1"),
    Case("table-order", "a row out of order", lambda t: t.write("regions", t.rows("regions")[::-1]), "data/regions.csv:3:region"),
    Case("unique-keys", "two weekly issues of one first day", _copy("roundups", "1083-1087", roundup_id="1083-1088"), "data/roundups.csv:6:edition"),
    Case("categories", "a value that is no category", _all(lambda t: t.describe(lambda s: s["fields"][2].update(categories=["oblast", {"value": "krai", "label": "Krai"}]), "data/schemas/regions.json"), _cell("regions", "Kursk Oblast", kind="republic")), "data/regions.csv:3:kind"),
    Case("foreign-key", "a claimant that is not there", _cell("casualty_claims", "P0001", claimant_id="uk-mud"), f"{CASUALTIES}:7:claimant_id"),
    Case("foreign-key", "a total in no row of the table", _cell("casualty_claims", "P0002", part_of="P0009"), f"{CASUALTIES}:8:part_of"),
    Case("key-used", "a source that no row uses", _copy("sources", "news-2025-02-10", source_id="news-2025-02-10-2"), "data/sources.csv:3:source_id"),
    Case("list-form", "a blank member", _cell("claimants", "isw", aliases="ISW;"), "data/claimants.csv:3:aliases"),
    Case("list-form", "a member twice", _cell("measures", "killed", tables="kursk_losses;kursk_losses"), "data/measures.csv:10:tables"),
    Case("alias-unique", "an alias of two claimants", _cell("claimants", "volodymyr-zelenskyy", aliases="isw"), "data/claimants.csv:6:aliases"),
    Case("list-members", "a measure of no table", _cell("measures", "killed", tables="casualty_claims;kursk_loses"), "data/measures.csv:10:tables"),
    Case("list-members", "an anomaly about no row", _cell("anomalies", "fall-2025-03", claim_ids="P0011;P0999"), "data/anomalies.csv:2:claim_ids"),
    Case("list-members", "a left-out figure that points nowhere", _cell("exclusions", "P0099", see_claim="P0999"), "data/exclusions.csv:2:see_claim"),
    Case("correction-cell", "a correction of no column", _cell("corrections", "2025-0001", field="valeu"), "data/corrections.csv:2:field"),
    Case("correction-cell", "a corrected cell that changed again", _cell("corrections", "2025-0001", new_value="44000"), "data/corrections.csv:2:new_value"),
    # Rows
    Case("claim-id", "one id in two tables", _cell("kursk_losses", "P0010", claim_id="P0007"), f"{KURSK}:5:claim_id"),
    Case("claim-id", "the id of a left-out figure", _cell("exclusions", "P0099", evidence_id="P0001"), "data/exclusions.csv:2:evidence_id"),
    Case("claim-id", "another roundup as the source", _cell("kursk_losses", "1076-1080-11", source_id="uacrisis-1076"), f"{KURSK}:3:source_id"),
    Case("claim-id", "a dated id with another day", _cell("casualty_claims", "G2025-02-06", as_of="2025-02-05"), f"{CASUALTIES}:6:as_of"),
    Case("measure-table", "a measure of another table", _cell("casualty_claims", "P0001", measure="captured"), f"{CASUALTIES}:7:measure"),
    Case("claim-required", "no population", _cell("casualty_claims", "P0001", population=""), f"{CASUALTIES}:7:population"),
    Case("claim-required", "no words", _cell("casualty_claims", "P0001", as_reported=""), f"{CASUALTIES}:7:as_reported"),
    Case("value-qualifier", "no value", _cell("casualty_claims", "P0001", value=""), f"{CASUALTIES}:7:value"),
    Case("value-qualifier", "a withheld value", _cell("prisoner_counts", "P0005", value="7"), "data/prisoner_counts.csv:3:value"),
    Case("value-qualifier", "an upper end without a range", _cell("casualty_claims", "P0001", value_high="950"), f"{CASUALTIES}:7:value_high"),
    Case("value-qualifier", "a range upside down", _cell("prisoner_counts", "P0004", value="150", value_high="100"), "data/prisoner_counts.csv:2:value_high"),
    Case("value-qualifier", "more than all", _cell("kursk_losses", "P0010", value="500"), f"{KURSK}:5:value"),
    Case("statistic-dates", "an event with an as-of day", _cell("casualty_claims", "P0001", statistic="event"), f"{CASUALTIES}:7:as_of"),
    Case("statistic-dates", "a total with the day of an event", _cell("casualty_claims", "P0001", event_date="2025-02-06"), f"{CASUALTIES}:7:event_date"),
    Case("date-order", "a day before the invasion", _cell("casualty_claims", "P0001", as_of="2021-02-06"), f"{CASUALTIES}:7:as_of"),
    Case("date-order", "a period that ends before it starts", _cell("casualty_claims", "P0001", period_start="2025-02-07", period_end="2025-02-06"), f"{CASUALTIES}:7:period_end"),
    Case("date-order", "a period that ends on another day", _cell("casualty_claims", "P0001", period_start="2025-01-01", period_end="2025-01-31"), f"{CASUALTIES}:7:as_of"),
    Case("date-window", "a day after the roundup", _cell("casualty_claims", "1076-1080-07", as_of="2025-02-16"), f"{CASUALTIES}:4:as_of"),
    Case("date-window", "an event of the year before", _cell("casualty_claims", "1076-1080-01", event_date="2024-02-04"), f"{CASUALTIES}:2:event_date"),
    Case("date-window", "a figure older than its page", _cell("casualty_claims", "P0001", as_of="2025-03-06"), f"{CASUALTIES}:7:as_of"),
    Case("date-window", "an event long before its page", _cell("prisoner_counts", "P0005", event_date="2024-02-05"), "data/prisoner_counts.csv:3:event_date"),
    Case("weapon-measure", "drones counted as missiles", _cell("air_attacks", "1076-1076-02", weapon="missile"), "data/air_attacks.csv:3:weapon"),
    Case("claim-repeated", "a row entered twice", _copy("casualty_claims", "P0003", claim_id="P0008"), f"{CASUALTIES}:10:claim_id"),
    Case("source-date", "an address of another day", _cell("sources", "news-2025-02-10", url="https://example.org/2025/01/10/a"), "data/sources.csv:2:published"),
    Case("source-date", "an id of another day", _cell("sources", "news-2025-02-10", published="2025-02-11"), "data/sources.csv:2:published"),
    # Words
    Case("words-value", "transposed digits", _cell("casualty_claims", "1076-1080-07", value="54000"), f"{CASUALTIES}:4:value"),
    Case("words-value", "a dropped digit", _cell("casualty_claims", "1076-1080-08", value="39000"), f"{CASUALTIES}:5:value"),
    Case("words-value", "another end of a range", _cell("prisoner_counts", "P0004", value_high="105"), "data/prisoner_counts.csv:2:value"),
    Case("words-qualifier", "another hedge", _cell("casualty_claims", "1076-1080-07", qualifier="almost"), f"{CASUALTIES}:4:qualifier"),
    Case("words-qualifier", "a hedge that the words do not have", _cell("casualty_claims", "P0003", qualifier="at_least"), f"{CASUALTIES}:9:qualifier"),
    # Relations
    Case("part-total", "a part above its total", _cell("kursk_losses", "1076-1080-12", value="61000", as_reported="more than 61,000"), f"{KURSK}:4:value"),
    Case("outcome-launched", "more lost and shot down than launched", _cell("air_attacks", "1076-1076-03", value="35", as_reported="another 35"), "data/air_attacks.csv:3:value"),
    Case("outcome-launched", "more shot down than launched, without part_of", _cell("air_attacks", "1076-1076-02", value="83", as_reported="83", part_of=""), "data/air_attacks.csv:3:value"),
    Case("killed-within-losses", "more killed than killed and wounded", _cell("casualty_claims", "P0002", value="3000", as_reported="3,000 killed", part_of=""), f"{CASUALTIES}:8:value"),
    Case("parts-add-up", "killed and wounded that make another total", _cell("casualty_claims", "P0001", value="950", as_reported="950 killed or wounded"), f"{CASUALTIES}:7:value"),
    Case("part-loop", "a total that is a part of its part", _cell("casualty_claims", "P0001", part_of="P0002"), f"{CASUALTIES}:7:part_of"),
    Case("part-day", "a part of another day", _cell("air_attacks", "1076-1076-02", event_date="2025-02-02"), "data/air_attacks.csv:3:event_date"),
    Case("part-day", "a part that counts further than its total", _cell("casualty_claims", "P0002", as_of="2025-02-16"), f"{CASUALTIES}:8:as_of"),
    Case("restatement", "a restated figure of another day", _cell("prisoner_counts", "P0007", event_date="2025-02-03"), "data/prisoner_counts.csv:5:supersedes"),
    # Series
    Case("cumulative-fall", "a total that falls", _cell("kursk_losses", "P0013", value="850", as_reported="more than 850"), f"{KURSK}:8:value"),
    # Strikes
    Case("strike-region", "another region than the facility's", _cell("refinery_strikes", "F0001", region="Kursk Oblast"), "data/refinery_strikes.csv:3:region"),
    Case("strike-region", "facilities of the other side", _cell("refinery_strikes", "F0001", population="ukrainian_military"), "data/refinery_strikes.csv:3:population"),
    Case("strike-event", "one event of two facilities", _cell("refinery_strikes", "F0001", facility_id="saratov-refinery"), "data/refinery_strikes.csv:3:event_id"),
    Case("strike-event", "one event of two days apart", _cell("refinery_strikes", "F0001", event_date="2025-02-05"), "data/refinery_strikes.csv:3:event_date"),
    Case("strike-event", "an id with another day", _cell("refinery_strikes", "F0002", event_date="2025-02-01"), "data/refinery_strikes.csv:4:event_id"),
    Case("strike-split", "one strike under two ids", _cell("refinery_strikes", "F0001", event_id="2025-02-04-volgograd-refinery"), "data/refinery_strikes.csv:3:event_id"),
    # Roundups
    Case("roundup-days", "a date that is not the day's", _cell("roundups", "1076-1080", last_date="2025-02-08"), "data/roundups.csv:4:last_date"),
    Case("roundup-days", "a week of six days", _cell("roundups", "1083-1087", last_day="1088", last_date="2025-02-15", roundup_id="1083-1088"), "data/roundups.csv:5:last_day"),
    Case("roundup-days", "a week from Tuesday", _cell("roundups", "1083-1087", first_day="1084", last_day="1088", first_date="2025-02-11", last_date="2025-02-15", roundup_id="1084-1088"), "data/roundups.csv:5:first_date"),
    Case("roundup-weeks", "a week without a row", lambda t: (t.drop("roundups", "1083-1087"), t.copy("roundups", "1069-1073", roundup_id="1090-1094", first_day="1090", last_day="1094", first_date="2025-02-17", last_date="2025-02-21")), "data/roundups.csv:5:first_day"),
    Case("roundup-reading", "an unread issue with a reading", _cell("roundups", "1083-1087", readings="1"), "data/roundups.csv:5:reading"),
    Case("roundup-reading", "more readings of a figure than of its issue", _cell("kursk_losses", "1076-1080-11", readings_recorded="3"), f"{KURSK}:3:readings_recorded"),
    Case("roundup-reading", "an address of other days", _cell("sources", "uacrisis-1076-1080", url="https://uacrisis.org/en/1083-1087"), "data/roundups.csv:4:source_id"),
    # Anomalies
    Case("anomaly-applies", "an exception that silences nothing", _cell("kursk_losses", "P0012", value="910", as_reported="910 soldiers"), "data/anomalies.csv:2:claim_ids"),
    Case("anomaly-applies", "an exception from no check", _cell("anomalies", "fall-2025-03", check="value-qualifier"), "data/anomalies.csv:2:claim_ids"),
]  # fmt: skip


def _places(tiny: Any, case: Case) -> set[str]:
    """The places of the gate's faults; without line and column where the case does not fix them."""
    found = {f"{f.file}:{f.line}:{f.column}" for f in tiny.faults(case.gate == "table-schema") if f.check == case.gate}
    return {place.split(":")[0] + "::" for place in found} if case.where.endswith("::") else found


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.gate}: {case.says}")
def test_a_gate_names_the_place_of_what_it_refuses(case: Case, tiny: Any) -> None:
    case.breaks(tiny)
    if case.sealed:
        tiny.seal()
    assert case.where in _places(tiny, case)


def test_every_gate_passes_the_tiny_package(tiny: Any) -> None:
    assert tiny.faults() == []


def test_every_gate_has_a_failing_case() -> None:
    assert {case.gate for case in CASES} == {gate.name for gate in catalogue()}


def test_the_catalogue_names_each_gate_once_with_a_reason() -> None:
    names = [gate.name for gate in catalogue()]
    assert len(set(names)) == len(names)
    assert all(gate.why.endswith(".") and gate.reads and gate.severity in SEVERITIES for gate in catalogue())
