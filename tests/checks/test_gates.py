"""Each gate has a package that passes it (the tiny one, which every gate reads) and one that fails it, at a known place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from roundups.checks import SEVERITIES, catalogue
from roundups.checks.gates import READS
from roundups.checks.reading import BESIDE

REAL = Path(__file__).resolve().parents[2]
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


def _beside(file: str, text: str) -> Break:
    """Put a file beside the package."""
    return lambda tiny: (tiny.root / file).write_text(text, encoding="utf-8")


def _since(change: Break) -> Break:
    """Change the package after a release, which is kept as the baseline."""
    return lambda tiny: (tiny.release(), change(tiny))


def _history(tiny: Any, last: str) -> None:
    """More totals of one claimant, each some forty above the one before."""
    for number, value in enumerate(("990", "1030", "1080", last)):
        tiny.copy("kursk_losses", "P0011", claim_id=f"P00{14 + number}", value=value, qualifier="exact", as_reported=f"{value} soldiers", as_of=f"2025-03-{5 + number:02}")


def _starts(tiny: Any, start: str) -> None:
    """Three totals since the invasion, and a fourth since another day."""
    for claim in ("P0001", "P0002", "P0003"):
        tiny.set("casualty_claims", claim, period_start="2022-02-24", population="ukrainian_military")
    tiny.set("casualty_claims", "1076-1080-08", period_start=start)


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
    # Text
    Case("cell-blanks", "a protected blank", _cell("regions", "Kharkiv Oblast", aliases="Kharkiv\u00a0region"), "data/regions.csv:2:aliases"),
    Case("cell-letters", "a Cyrillic letter in a Latin word", _cell("casualty_claims", "P0001", place="Iz\u0443um"), f"{CASUALTIES}:7:place"),
    Case("cell-letters", "a Cyrillic word that looks Latin", _cell("casualty_claims", "P0001", note="in \u0430 town"), f"{CASUALTIES}:7:note"),
    Case("cell-letters", "a Latin letter between Cyrillic words", _cell("casualty_claims", "P0001", as_reported="900 вбитих i поранених"), f"{CASUALTIES}:7:as_reported"),
    Case("cell-composed", "an accent of its own", _cell("casualty_claims", "P0001", place="Cafe\u0301"), f"{CASUALTIES}:7:place"),
    Case("cell-encoding", "UTF-8 read as Windows-1252", _cell("facilities", "volgograd-refinery", aliases="Волгоградський НПЗ".encode().decode("cp1252", "replace")), "data/facilities.csv:3:aliases"),
    Case("cell-encoding", "UTF-8 read as Windows-1251", _cell("facilities", "volgograd-refinery", aliases="Волгоград".encode().decode("cp1251", "replace")), "data/facilities.csv:3:aliases"),
    Case("cell-encoding", "Windows-1251 read as Windows-1252", _cell("facilities", "volgograd-refinery", aliases="Волгоград".encode("cp1251").decode("cp1252")), "data/facilities.csv:3:aliases"),
    Case("cell-encoding", "an accented letter read as two", _cell("casualty_claims", "P0001", place="Caf\u00c3\u00a9"), f"{CASUALTIES}:7:place"),
    Case("cell-question", "letters turned into question marks", _cell("casualty_claims", "P0001", place="Caf?"), f"{CASUALTIES}:7:place"),
    Case("cell-markup", "a tag", _cell("casualty_claims", "P0001", note="<i>Sic</i>"), f"{CASUALTIES}:7:note"),
    Case("cell-markup", "an entity", _cell("casualty_claims", "P0001", note="killed&nbsp;or wounded"), f"{CASUALTIES}:7:note"),
    Case("cell-markup", "a shortcode of Quarto", _cell("casualty_claims", "P0001", note="{{< include x >}}"), f"{CASUALTIES}:7:note"),
    Case("cell-formula", "a formula", _cell("casualty_claims", "P0001", note='=HYPERLINK("x")'), f"{CASUALTIES}:7:note"),
    Case("cell-formula", "a minus before a text", _cell("casualty_claims", "P0001", note="-1 day"), f"{CASUALTIES}:7:note"),
    Case("cell-null", "NaN", _cell("casualty_claims", "P0001", note="NaN"), f"{CASUALTIES}:7:note"),
    Case("cell-null", "an error of a spreadsheet", _cell("casualty_claims", "P0001", note="#REF!"), f"{CASUALTIES}:7:note"),
    Case("cell-pairs", "one bracket", _cell("casualty_claims", "P0001", note="killed (or wounded"), f"{CASUALTIES}:7:note"),
    Case("cell-pairs", "a curled apostrophe", _cell("casualty_claims", "P0001", note="Russia\u2019s army"), f"{CASUALTIES}:7:note"),
    Case("cell-spacing", "two blanks", _cell("casualty_claims", "P0001", note="killed  or wounded"), f"{CASUALTIES}:7:note"),
    Case("cell-spacing", "a lost blank", _cell("casualty_claims", "P0001", as_reported="900killed or wounded"), f"{CASUALTIES}:7:as_reported"),
    Case("cell-sentence", "a definition that was cut", _cell("measures", "killed", definition="People kil"), "data/measures.csv:10:definition"),
    Case("cell-kind", "a date in the place", _cell("casualty_claims", "P0001", place="2025-02-06"), f"{CASUALTIES}:7:place"),
    Case("cell-kind", "an address in the note", _cell("casualty_claims", "P0001", note="https://example.org"), f"{CASUALTIES}:7:note"),
    # Tables
    Case("name-spelling", "one claimant under two ids", _copy("claimants", "volodymyr-zelenskyy", claimant_id="zelensky-volodimir", name="Zelenskiy, Volodymyr", short_name="Z"), "data/claimants.csv:7:name"),
    Case("name-spelling", "one facility in two alphabets", _copy("facilities", "volgograd-refinery", facility_id="volgogradsky-refinery", name="Volhohradskyi NPZ", aliases=""), "data/facilities.csv:4:name"),
    Case("publisher-spelling", "an outlet in other letters", _cell("sources", "news-2025-03-05", publisher="NEWS"), "data/sources.csv:3:publisher"),
    Case("source-repeated", "one address twice", _copy("sources", "news-2025-02-10", source_id="news-2025-02-10-2", url="http://www.example.org/2025/02/10/a/"), "data/sources.csv:3:url"),
    Case("source-address", "a tracking code", _cell("sources", "news-undated", url="https://example.org/c?fbclid=x"), "data/sources.csv:4:url"),
    Case("cell-form", "a short date", _cell("casualty_claims", "P0001", as_of="2025-2-6"), f"{CASUALTIES}:7:as_of"),
    Case("cell-form", "a shouted boolean", _cell("casualty_claims", "P0001", disputed="TRUE"), f"{CASUALTIES}:7:disputed"),
    Case("cell-form", "a leading zero", _cell("casualty_claims", "P0001", value="0900"), f"{CASUALTIES}:7:value"),
    Case("table-rows", "a table without rows", lambda t: t.write("other_claims", []), "data/other_claims.csv:1:1"),
    Case("table-order", "a row out of order", lambda t: t.write("regions", t.rows("regions")[::-1]), "data/regions.csv:3:region"),
    Case("unique-keys", "two weekly issues of one first day", _copy("roundups", "1083-1087", roundup_id="1083-1088"), "data/roundups.csv:6:edition"),
    Case("categories", "a value that is no category", _all(lambda t: t.describe(lambda s: s["fields"][2].update(categories=["oblast", {"value": "krai", "label": "Krai"}]), "data/schemas/regions.json"), _cell("regions", "Kursk Oblast", kind="republic")), "data/regions.csv:3:kind"),
    Case("foreign-key", "a claimant that is not there", _cell("casualty_claims", "P0001", claimant_id="uk-mud"), f"{CASUALTIES}:7:claimant_id"),
    Case("foreign-key", "a total in no row of the table", _cell("casualty_claims", "P0002", part_of="P0998"), f"{CASUALTIES}:8:part_of"),
    Case("key-used", "a source that no row uses", _copy("sources", "news-2025-02-10", source_id="news-2025-02-10-2"), "data/sources.csv:3:source_id"),
    Case("list-form", "a blank member", _cell("claimants", "isw", aliases="ISW;"), "data/claimants.csv:3:aliases"),
    Case("list-form", "a member twice", _cell("measures", "killed", tables="kursk_losses;kursk_losses"), "data/measures.csv:10:tables"),
    Case("alias-unique", "an alias of two claimants", _cell("claimants", "volodymyr-zelenskyy", aliases="isw"), "data/claimants.csv:6:aliases"),
    Case("list-members", "a measure of no table", _cell("measures", "killed", tables="casualty_claims;kursk_loses"), "data/measures.csv:10:tables"),
    Case("list-members", "an anomaly about no row", _cell("anomalies", "fall-2025-03", claim_ids="P0009;P0999"), "data/anomalies.csv:2:claim_ids"),
    Case("list-members", "a left-out figure that points nowhere", _cell("exclusions", "P0013", see_claim="P0999"), "data/exclusions.csv:5:see_claim"),
    Case("correction-cell", "a correction of no column", _cell("corrections", "2025-0001", field="valeu"), "data/corrections.csv:2:field"),
    Case("correction-cell", "a corrected cell that changed again", _cell("corrections", "2025-0001", new_value="44000"), "data/corrections.csv:2:new_value"),
    # Rows
    Case("claim-id", "one id in two tables", _cell("kursk_losses", "P0008", claim_id="P0007"), f"{KURSK}:5:claim_id"),
    Case("claim-id", "the id of a left-out figure", _cell("exclusions", "P0013", evidence_id="P0001"), "data/exclusions.csv:5:evidence_id"),
    Case("claim-id", "another roundup as the source", _cell("kursk_losses", "1076-1080-11", source_id="uacrisis-1076"), f"{KURSK}:3:source_id"),
    Case("claim-id", "a dated id with another day", _cell("casualty_claims", "G2025-02-06", as_of="2025-02-05"), f"{CASUALTIES}:6:as_of"),
    Case("claim-sequence", "a lost row", lambda t: t.drop("casualty_claims", "1076-1080-08"), f"{KURSK}:2:claim_id"),
    Case("claim-sequence", "a number that was skipped", _cell("exclusions", "P0013", evidence_id="P0015"), "data/exclusions.csv:5:evidence_id"),
    Case("measure-table", "a measure of another table", _cell("casualty_claims", "P0001", measure="captured"), f"{CASUALTIES}:7:measure"),
    Case("claim-required", "no population", _cell("casualty_claims", "P0001", population=""), f"{CASUALTIES}:7:population"),
    Case("claim-required", "no words", _cell("casualty_claims", "P0001", as_reported=""), f"{CASUALTIES}:7:as_reported"),
    Case("value-qualifier", "no value", _cell("casualty_claims", "P0001", value=""), f"{CASUALTIES}:7:value"),
    Case("value-qualifier", "a withheld value", _cell("prisoner_counts", "P0005", value="7"), "data/prisoner_counts.csv:3:value"),
    Case("value-qualifier", "an upper end without a range", _cell("casualty_claims", "P0001", value_high="950"), f"{CASUALTIES}:7:value_high"),
    Case("value-qualifier", "a range upside down", _cell("prisoner_counts", "P0004", value="150", value_high="100"), "data/prisoner_counts.csv:2:value_high"),
    Case("value-qualifier", "more than all", _cell("kursk_losses", "P0008", value="500"), f"{KURSK}:5:value"),
    Case("statistic-dates", "an event with an as-of day", _cell("casualty_claims", "P0001", statistic="event"), f"{CASUALTIES}:7:as_of"),
    Case("statistic-dates", "a total with the day of an event", _cell("casualty_claims", "P0001", event_date="2025-02-06"), f"{CASUALTIES}:7:event_date"),
    Case("statistic-dates", "a last day alone", _cell("casualty_claims", "P0001", as_of="", period_end="2025-02-06"), f"{CASUALTIES}:7:period_end"),
    Case("date-order", "a day before the invasion", _cell("casualty_claims", "P0001", as_of="2021-02-06"), f"{CASUALTIES}:7:as_of"),
    Case("date-order", "a period that ends before it starts", _cell("casualty_claims", "P0001", period_start="2025-02-07", period_end="2025-02-06"), f"{CASUALTIES}:7:period_end"),
    Case("date-order", "a period that ends on another day", _cell("casualty_claims", "P0001", period_start="2025-01-01", period_end="2025-01-31"), f"{CASUALTIES}:7:as_of"),
    Case("date-window", "a day after the roundup", _cell("casualty_claims", "1076-1080-07", as_of="2025-02-16"), f"{CASUALTIES}:4:as_of"),
    Case("date-window", "an event of the year before", _cell("casualty_claims", "1076-1080-01", event_date="2024-02-04"), f"{CASUALTIES}:2:event_date"),
    Case("date-window", "a figure older than its page", _cell("casualty_claims", "P0001", as_of="2025-03-06"), f"{CASUALTIES}:7:as_of"),
    Case("date-window", "an event long before its page", _cell("prisoner_counts", "P0005", event_date="2024-02-05"), "data/prisoner_counts.csv:3:event_date"),
    Case("date-window", "a plan for the next century", _cell("other_claims", "P0012", source_id="news-2025-02-10", event_date="2125-02-05"), "data/other_claims.csv:2:event_date"),
    Case("weapon-measure", "drones counted as missiles", _cell("air_attacks", "1076-1076-02", weapon="missile"), "data/air_attacks.csv:3:weapon"),
    Case("claim-repeated", "a row entered twice", _copy("casualty_claims", "P0003", claim_id="P0014"), f"{CASUALTIES}:10:claim_id"),
    Case("source-date", "an address of another day", _cell("sources", "news-2025-02-10", url="https://example.org/2025/01/10/a"), "data/sources.csv:2:published"),
    Case("source-date", "an id of another day", _cell("sources", "news-2025-02-10", published="2025-02-11"), "data/sources.csv:2:published"),
    # Words
    Case("words-value", "transposed digits", _cell("casualty_claims", "1076-1080-07", value="54000"), f"{CASUALTIES}:4:value"),
    Case("words-value", "a dropped digit", _cell("casualty_claims", "1076-1080-08", value="39000"), f"{CASUALTIES}:5:value"),
    Case("words-value", "another end of a range", _cell("prisoner_counts", "P0004", value_high="105"), "data/prisoner_counts.csv:2:value"),
    Case("words-qualifier", "another hedge", _cell("casualty_claims", "1076-1080-07", qualifier="almost"), f"{CASUALTIES}:4:qualifier"),
    Case("words-qualifier", "a hedge that the words do not have", _cell("casualty_claims", "P0003", qualifier="at_least"), f"{CASUALTIES}:9:qualifier"),
    Case("words-weekday", "a weekday in the note", _cell("prisoner_counts", "P0005", note="On Thursday"), "data/prisoner_counts.csv:3:event_date"),
    Case("words-weekday", "a weekday in Ukrainian", _cell("casualty_claims", "P0001", note="у неділю"), f"{CASUALTIES}:7:as_of"),
    Case("words-language", "Cyrillic words of an English page", _cell("casualty_claims", "P0001", as_reported="900 вбитих"), f"{CASUALTIES}:7:source_id"),
    # Relations
    Case("part-total", "a part above its total", _cell("kursk_losses", "1076-1080-12", value="61000", as_reported="more than 61,000"), f"{KURSK}:4:value"),
    Case("outcome-launched", "more lost and shot down than launched", _cell("air_attacks", "1076-1076-03", value="35", as_reported="another 35"), "data/air_attacks.csv:3:value"),
    Case("outcome-launched", "more shot down than launched, without part_of", _cell("air_attacks", "1076-1076-02", value="83", as_reported="83", part_of=""), "data/air_attacks.csv:3:value"),
    Case("killed-within-losses", "more killed than killed and wounded", _cell("casualty_claims", "P0002", value="3000", as_reported="3,000 killed", part_of=""), f"{CASUALTIES}:8:value"),
    Case("parts-add-up", "killed and wounded that make another total", _cell("casualty_claims", "P0001", value="950", as_reported="950 killed or wounded"), f"{CASUALTIES}:7:value"),
    Case("parts-apart", "killed and wounded above their total", _cell("casualty_claims", "P0003", value="601", as_reported="601 wounded"), f"{CASUALTIES}:8:value"),
    Case("parts-apart", "soldiers and civilians above their total", _all(_cell("prisoner_counts", "P0005", qualifier="exact", value="90", as_reported="90", population="ukrainian_military", part_of="P0006"), _cell("prisoner_counts", "P0004", qualifier="exact", value="10", value_high="", as_reported="10", population="civilians_ukraine", part_of="P0006")), "data/prisoner_counts.csv:2:value"),
    Case("statement-differs", "two outlets with two figures", _all(_copy("casualty_claims", "P0001", claim_id="P0014", source_id="news-2025-02-10", value="870", as_reported="870 killed or wounded")), f"{CASUALTIES}:10:value"),
    Case("part-loop", "a total that is a part of its part", _cell("casualty_claims", "P0001", part_of="P0002"), f"{CASUALTIES}:7:part_of"),
    Case("part-day", "a part of another day", _cell("air_attacks", "1076-1076-02", event_date="2025-02-02"), "data/air_attacks.csv:3:event_date"),
    Case("part-day", "a part that counts further than its total", _cell("casualty_claims", "P0002", as_of="2025-02-16"), f"{CASUALTIES}:8:as_of"),
    Case("restatement", "a restated figure of another day", _cell("prisoner_counts", "P0007", event_date="2025-02-03"), "data/prisoner_counts.csv:5:supersedes"),
    # Series
    Case("cumulative-fall", "a total that falls", _cell("kursk_losses", "P0011", value="850", as_reported="more than 850"), f"{KURSK}:8:value"),
    Case("cumulative-jump", "a last total ten times too high", lambda t: _history(t, "9950"), f"{KURSK}:12:value"),
    Case("series-start", "a total from the invasion's anniversary", lambda t: _starts(t, "2023-02-24"), f"{CASUALTIES}:5:period_start"),
    # Strikes
    Case("strike-region", "another region than the facility's", _cell("refinery_strikes", "F0001", region="Kursk Oblast"), "data/refinery_strikes.csv:3:region"),
    Case("strike-region", "facilities of the other side", _cell("refinery_strikes", "F0001", population="ukrainian_military"), "data/refinery_strikes.csv:3:population"),
    Case("strike-event", "one event of two facilities", _cell("refinery_strikes", "F0001", facility_id="saratov-refinery"), "data/refinery_strikes.csv:3:event_id"),
    Case("strike-event", "one event of two days apart", _cell("refinery_strikes", "F0001", event_date="2025-02-05"), "data/refinery_strikes.csv:3:event_date"),
    Case("strike-event", "an id with another day", _cell("refinery_strikes", "F0002", event_date="2025-02-01"), "data/refinery_strikes.csv:4:event_id"),
    Case("strike-split", "one strike under two ids", _cell("refinery_strikes", "F0001", event_id="2025-02-04-volgograd-refinery"), "data/refinery_strikes.csv:3:event_id"),
    Case("strike-named", "a strike on a facility without its name", _cell("refinery_strikes", "F0002", event_id="2025-02-05-saratov", event_date="2025-02-05", facility_id=""), "data/refinery_strikes.csv:4:facility_id"),
    # Roundups
    Case("roundup-days", "a date that is not the day's", _cell("roundups", "1076-1080", last_date="2025-02-08"), "data/roundups.csv:4:last_date"),
    Case("roundup-days", "a week of six days", _cell("roundups", "1083-1087", last_day="1088", last_date="2025-02-15", roundup_id="1083-1088"), "data/roundups.csv:5:last_day"),
    Case("roundup-days", "a week from Tuesday", _cell("roundups", "1083-1087", first_day="1084", last_day="1088", first_date="2025-02-11", last_date="2025-02-15", roundup_id="1084-1088"), "data/roundups.csv:5:first_date"),
    Case("roundup-weeks", "a week without a row", lambda t: (t.drop("roundups", "1083-1087"), t.copy("roundups", "1069-1073", roundup_id="1090-1094", first_day="1090", last_day="1094", first_date="2025-02-17", last_date="2025-02-21")), "data/roundups.csv:5:first_day"),
    Case("roundup-reading", "an unread issue with a reading", _cell("roundups", "1083-1087", readings="1"), "data/roundups.csv:5:reading"),
    Case("roundup-reading", "more readings of a figure than of its issue", _cell("kursk_losses", "1076-1080-11", readings_recorded="3"), f"{KURSK}:3:readings_recorded"),
    Case("roundup-reading", "an address of other days", _cell("sources", "uacrisis-1076-1080", url="https://uacrisis.org/en/1083-1087"), "data/roundups.csv:4:source_id"),
    # The release
    Case("facts-agree", "a citation of another version", _beside("CITATION.cff", "version: 0.0.9\n"), "CITATION.cff:1:1"),
    Case("facts-agree", "a citation of another day", _beside("CITATION.cff", "type: dataset\ndate-released: '2020-01-01'\n"), "CITATION.cff:2:1"),
    Case("facts-agree", "a changelog that is a release behind", _beside("CHANGELOG.md", "# Changelog\n\n## 0.0.9 (2026-01-01)\n"), "CHANGELOG.md:3:1"),
    Case("facts-agree", "another licence", _beside("LICENSE.md", "# CC0-1.0\n"), "LICENSE.md:1:1"),
    Case("facts-agree", "a project under one of two licences", _beside("pyproject.toml", '[project]\nlicense = "MIT"\n'), "pyproject.toml:2:1"),
    Case("release-ids", "an id that vanished", _since(lambda t: t.drop("casualty_claims", "P0003")), f"{CASUALTIES}:1:claim_id"),
    Case("release-ids", "an id of another statement", _since(_cell("prisoner_counts", "P0006", source_id="news-2025-03-05", as_reported="97 soldiers")), "data/prisoner_counts.csv:4:claim_id"),
    Case("release-ids", "a claimant that vanished", _since(_cell("claimants", "isw", claimant_id="isw-org")), "data/claimants.csv:1:claimant_id"),
    Case("release-corrections", "a value that changed", _since(_cell("casualty_claims", "P0003", value="601")), f"{CASUALTIES}:9:value"),
    Case("release-corrections", "a definition that changed", _since(_cell("measures", "killed", definition="Other people killed.")), "data/measures.csv:10:definition"),
    Case("release-corrections", "a correction that was rewritten", _since(_cell("corrections", "2025-0001", reason="A slip.")), "data/corrections.csv:2:reason"),
    Case("release-version", "changed tables of the same version", _since(_cell("regions", "Kursk Oblast", note="New.")), "datapackage.json::"),
    # Anomalies
    Case("anomaly-applies", "an exception that silences nothing", _cell("kursk_losses", "P0010", value="910", as_reported="910 soldiers"), "data/anomalies.csv:2:claim_ids"),
    Case("anomaly-applies", "an exception from no check", _cell("anomalies", "fall-2025-03", check="value-qualifier"), "data/anomalies.csv:2:claim_ids"),
]  # fmt: skip


# What each gate has to let pass: the tiny package with a change as near as may be to what it refuses.
NEAR = [
    Case("file-readable", "a file in place of a link", lambda t: (t.path("regions").rename(t.root / "data" / "r.csv"), os.symlink("r.csv", t.path("regions"))), ""),
    Case("file-text", "letters of every alphabet", _cell("regions", "Kursk Oblast", aliases="Курська область;Курск;Κουρσκ"), ""),
    Case("json-form", "one key in two objects", lambda t: t.describe(lambda p: p["resources"][0].update(title="T")), ""),
    Case("resource-path", "a name with points", lambda t: (t.path("regions").rename(t.root / "data" / "re..gions.csv"), t.describe(lambda p: next(r for r in p["resources"] if r["name"] == "regions").update(path="data/re..gions.csv"))), ""),
    Case("descriptor-keys", "a key that is allowed and not used", lambda t: t.describe(lambda p: p.update(homepage="https://example.org", id="x")), ""),
    Case("descriptor-standard", "the profile of a resource", lambda t: t.describe(lambda p: p["resources"][0].update({"$schema": "https://datapackage.org/profiles/2.0/dataresource.json"})), ""),
    Case("descriptor-form", "a version before a release", lambda t: t.describe(lambda p: p.update(version="1.0.0-rc.1")), ""),
    Case("field-example", "another value of the enumeration", lambda t: t.describe(lambda s: next(f for f in s["fields"] if f["name"] == "qualifier").update(example="exact"), CLAIMS_SCHEMA), ""),
    Case("resource-unique", "a name that contains another", lambda t: (shutil.copy(t.path("casualty_claims"), t.root / "data" / "c2.csv"), t.describe(lambda p: p["resources"].append({**p["resources"][0], "name": "casualty_claims_2", "path": "data/c2.csv"}))), ""),
    Case("resource-seal", "a sealed change", _cell("regions", "Kursk Oblast", note="Changed."), ""),
    Case("file-orphan", "a folder without files", lambda t: (t.root / "data" / "empty").mkdir(), ""),
    Case("table-schema", "every value at the edge of its rule", _cell("kursk_losses", "P0008", value="0", note="x"), ""),
    Case("file-lines", "a line end inside quotes", _cell("casualty_claims", "P0001", note="two\nlines"), ""),
    Case("file-quotes", "a quoted quote", _cell("casualty_claims", "P0001", note='the "meat grinder", so called'), ""),
    Case("cell-blanks", "a protected blank in the source's words", _cell("casualty_claims", "P0001", as_reported="900\u00a0killed or wounded"), ""),
    Case("cell-characters", "letters and signs beyond ASCII", _cell("casualty_claims", "P0001", note="café – 900 км² …"), ""),
    Case("cell-letters", "two alphabets in two words", _cell("casualty_claims", "P0001", note="the НПЗ of Volgograd, км² and обʼєкт"), ""),
    Case("cell-composed", "an accented letter", _cell("casualty_claims", "P0001", place="Café"), ""),
    Case("cell-encoding", "true accents and Cyrillic", _cell("casualty_claims", "P0001", note="Ångström, déjà vu, Війна, “тіла”, хиляди"), ""),
    Case("cell-question", "a query in an address", _cell("sources", "news-undated", url="https://example.org/c?id=7"), ""),
    Case("cell-markup", "signs of a calculation", _cell("casualty_claims", "P0001", note="5 < 7 & 8 > 6; R&D"), ""),
    Case("cell-formula", "a minus inside", _cell("casualty_claims", "P0001", note="1 - 2 = -1"), ""),
    Case("cell-null", "a term of the enumeration", _cell("claimants", "not-attributed", party="none"), ""),
    Case("cell-pairs", "curled quotes in the source's words", _cell("casualty_claims", "P0001", as_reported="900 “killed or wounded”, Russia’s army says"), ""),
    Case("cell-spacing", "abbreviations, outlets and thousands", _cell("casualty_claims", "P0001", note="45,000 km2, e.g. censor.net, 1:2, 3rd (a)"), ""),
    Case("cell-kind", "a date in a sentence", _cell("casualty_claims", "P0001", note="as of 2025-02-06", as_reported="900"), ""),
    Case("cell-sentence", "a sentence that begins with a number", _cell("measures", "killed", definition="50 people or more."), ""),
    Case("name-spelling", "two persons of one surname", _copy("claimants", "volodymyr-zelenskyy", claimant_id="olena-zelenska", name="Olena Zelenska", short_name="Zelenska", aliases="Zelensky"), ""),
    Case("publisher-spelling", "two outlets of one word", _cell("sources", "news-2025-03-05", publisher="News 24"), ""),
    Case("source-repeated", "one address on two days", _cell("sources", "news-2025-03-05", url="https://example.org/2025/02/10/a"), ""),
    Case("source-address", "a query that names the page", _cell("sources", "news-undated", url="https://example.org/c?p=268669#second"), ""),
    Case("cell-form", "zero", _cell("kursk_losses", "P0008", value="0"), ""),
    Case("table-rows", "a table of one row", lambda t: t.write("other_claims", t.rows("other_claims")[:1]), ""),
    Case("table-order", "capitals before small letters", _copy("regions", "Kursk Oblast", region="kursk"), ""),
    Case("unique-keys", "one first day in two editions", _copy("roundups", "1076", roundup_id="1083", first_day="1083", last_day="1083"), ""),
    Case("categories", "a category with a label", _all(lambda t: t.describe(lambda s: s["fields"][2].update(categories=["oblast", {"value": "krai", "label": "Krai"}]), "data/schemas/regions.json"), _cell("regions", "Kursk Oblast", kind="krai")), ""),
    Case("foreign-key", "no key", _cell("casualty_claims", "P0001", region=""), ""),
    Case("key-used", "a claimant whom only another repeats", _all(*(_cell("casualty_claims", claim, claimant_id="uk-mod") for claim in ("G2025-02-06",)), _cell("kursk_losses", "1076-1080-11", claimant_id="uk-mod"), _cell("kursk_losses", "1076-1080-12", claimant_id="uk-mod"), _cell("refinery_strikes", "F0001", claimant_id="uk-mod")), ""),
    Case("list-form", "one member", _cell("claimants", "isw", aliases="ISW, Washington"), ""),
    Case("alias-unique", "an alias that is the row's own name", _cell("claimants", "isw", aliases="Institute for the Study of War (ISW)"), ""),
    Case("list-members", "a left-out figure that points to a strike", _cell("exclusions", "P0013", see_claim="F0001"), ""),
    Case("correction-cell", "two corrections of one cell", _copy("corrections", "2025-0001", correction_id="2025-0000", corrected="2025-02-20", new_value="44000"), ""),
    Case("claim-id", "a figure of a page with the id of the page", _cell("kursk_losses", "1076-1080-11", note="x"), ""),
    Case("claim-sequence", "a figure that was left out", lambda t: (t.drop("casualty_claims", "P0003"), t.copy("exclusions", "P0013", evidence_id="P0003")), ""),
    Case("measure-table", "a measure of two tables", _cell("kursk_losses", "P0009", measure="killed"), ""),
    Case("claim-required", "an engagement of nobody's people", _cell("other_claims", "P0012", population=""), ""),
    Case("value-qualifier", "all of it", _cell("kursk_losses", "P0008", value="100"), ""),
    Case("statistic-dates", "an event in a period", _cell("prisoner_counts", "P0006", period_start="2025-02-01", period_end="2025-02-07"), ""),
    Case("date-order", "the day of the invasion", _cell("casualty_claims", "P0001", period_start="2022-02-24", as_of="2022-02-24", period_end="2022-02-24"), ""),
    Case("date-window", "the day of the publication", _cell("casualty_claims", "P0001", as_of="2025-03-05"), ""),
    Case("date-window", "an event a week before its roundup", _cell("casualty_claims", "1076-1080-01", event_date="2025-01-27"), ""),
    Case("weapon-measure", "missiles of two kinds", _cell("air_attacks", "1076-1076-02", measure="missiles_downed", weapon="ballistic_and_cruise_missile"), ""),
    Case("claim-repeated", "the same of another day", _copy("casualty_claims", "P0003", claim_id="P0014", as_of="2025-02-07"), ""),
    Case("source-date", "an address of the evening before", _cell("sources", "news-2025-02-10", url="https://example.org/2025/02/09/a"), ""),
    Case("words-value", "a rounded word", _cell("casualty_claims", "1076-1080-07", as_reported="more than 45 thousand"), ""),
    Case("words-qualifier", "the same hedge in other words", _cell("casualty_claims", "1076-1080-07", as_reported="over 45,000"), ""),
    Case("words-weekday", "the day itself", _cell("prisoner_counts", "P0005", note="On Wednesday"), ""),
    Case("words-weekday", "the night before", _cell("prisoner_counts", "P0005", note="On Tuesday night"), ""),
    Case("words-language", "Cyrillic words of a Ukrainian page", _all(_cell("sources", "news-2025-03-05", language="uk"), *(_cell("casualty_claims", claim, as_reported=f"{value} вбитих") for claim, value in (("P0001", 900), ("P0002", 300), ("P0003", 600))), *(_cell("kursk_losses", claim, as_reported=f"{value} полонених") for claim, value in (("P0010", 900), ("P0011", 950))), _cell("prisoner_counts", "P0007", as_reported="98 людей")), ""),
    Case("part-total", "a part as large as its total", _cell("casualty_claims", "P0002", value="900", as_reported="900 killed"), ""),
    Case("outcome-launched", "as many lost and shot down as launched", _cell("air_attacks", "1076-1076-03", value="33", as_reported="another 33"), ""),
    Case("killed-within-losses", "as many killed as killed and wounded", _cell("casualty_claims", "P0002", value="900", as_reported="900 killed", part_of=""), ""),
    Case("parts-add-up", "parts of a hedged total", _cell("casualty_claims", "P0001", qualifier="more_than", value="850", as_reported="more than 850"), ""),
    Case("parts-apart", "parts that may overlap", _cell("casualty_claims", "P0003", measure="killed", value="700", as_reported="700 killed"), ""),
    Case("statement-differs", "two outlets that hedge one figure differently", _copy("casualty_claims", "P0001", claim_id="P0014", source_id="news-2025-02-10", value="850", qualifier="more_than", as_reported="more than 850"), ""),
    Case("statement-differs", "a figure that restates another", _copy("casualty_claims", "P0001", claim_id="P0014", source_id="news-2025-02-10", value="870", as_reported="870 killed", supersedes="P0001"), ""),
    Case("part-loop", "a part of a part", _cell("casualty_claims", "P0003", part_of="P0002"), ""),
    Case("part-day", "a part that counts a day further", _cell("casualty_claims", "P0002", as_of="2025-02-07"), ""),
    Case("restatement", "another figure of the same", _cell("prisoner_counts", "P0007", value="99", as_reported="99 people"), ""),
    Case("cumulative-fall", "a total that stands still", _cell("kursk_losses", "P0011", value="909", qualifier="exact", as_reported="909 soldiers"), ""),
    Case("cumulative-jump", "a rise twice as steep", lambda t: _history(t, "1180"), ""),
    Case("cumulative-jump", "too few totals to tell", _cell("kursk_losses", "P0011", value="95000", as_reported="more than 95,000"), ""),
    Case("series-start", "a total from another day", lambda t: _starts(t, "2022-03-01"), ""),
    Case("strike-region", "a strike on no named facility", _cell("refinery_strikes", "F0002", facility_id="", region="Kursk Oblast"), ""),
    Case("strike-event", "a report of the second day", _cell("refinery_strikes", "F0001", event_date="2025-02-04"), ""),
    Case("strike-split", "two strikes two days apart", _cell("refinery_strikes", "F0001", event_date="2025-02-05", event_id="2025-02-05-volgograd-refinery"), ""),
    Case("strike-named", "an unnamed facility of another kind", _cell("refinery_strikes", "F0002", event_id="2025-02-05-depot", event_date="2025-02-05", facility_id="", facility_kind="oil_depot"), ""),
    Case("roundup-days", "an issue of one day", _cell("roundups", "1076", reading="full"), ""),
    Case("roundup-weeks", "weeks that follow each other", lambda t: t.copy("roundups", "1083-1087", roundup_id="1090-1094", first_day="1090", last_day="1094"), ""),
    Case("roundup-reading", "as many readings of a figure as of its issue", _all(_cell("roundups", "1076-1080", readings="3"), _cell("kursk_losses", "1076-1080-11", readings_recorded="3")), ""),
    Case("facts-agree", "what the descriptor says", lambda t: [shutil.copy(REAL / file, t.root / file) for file in BESIDE], ""),
    Case("release-ids", "a figure that was withdrawn", _since(lambda t: (t.drop("casualty_claims", "P0003"), t.copy("exclusions", "P0013", evidence_id="P0003"))), ""),
    Case("release-ids", "a new figure", _since(_copy("casualty_claims", "P0003", claim_id="P0014")), ""),
    Case("release-corrections", "a corrected cell", _since(_all(_cell("casualty_claims", "P0003", value="601"), _copy("corrections", "2025-0001", correction_id="2025-0002", record_id="P0003", old_value="600", new_value="601"))), ""),
    Case("release-corrections", "an alias more, and an issue read later", _since(_all(_cell("regions", "Kharkiv Oblast", aliases="Kharkiv region;Kharkivshchyna"), _cell("roundups", "1083-1087", reading="opening", readings="1"))), ""),
    Case("release-version", "changed tables of a new version", _since(_all(_cell("regions", "Kursk Oblast", note="New."), lambda t: t.describe(lambda p: p.update(version="9.0.0")))), ""),
    Case("anomaly-applies", "an exception that silences a fall", _cell("kursk_losses", "P0010", value="890", as_reported="890 soldiers"), ""),
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


@pytest.mark.parametrize("case", NEAR, ids=lambda case: f"{case.gate}: {case.says}")
def test_a_gate_lets_pass_what_is_near_to_what_it_refuses(case: Case, tiny: Any) -> None:
    case.breaks(tiny)
    tiny.seal()
    assert _places(tiny, case) == set()


def test_every_gate_passes_the_tiny_package(tiny: Any) -> None:
    assert tiny.faults() == []


def test_every_gate_has_a_failing_and_a_passing_case() -> None:
    names = {gate.name for gate in catalogue()}
    assert {case.gate for case in CASES} == names
    assert {case.gate for case in NEAR} == names


def test_the_page_has_a_heading_for_each_thing_that_a_gate_reads() -> None:
    chapter = (REAL / "analysis" / "chapters" / "checks.qmd").read_text(encoding="utf-8")
    assert [reads for reads in READS if f'"{reads}": (' not in chapter] == []


def test_the_catalogue_names_each_gate_once_with_a_reason() -> None:
    names = [gate.name for gate in catalogue()]
    assert len(set(names)) == len(names)
    assert all(gate.why.endswith(".") and gate.reads and gate.severity in SEVERITIES for gate in catalogue())
