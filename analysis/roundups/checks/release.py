"""Gates on the release: what other files say of the package, and what the last release said of each cell."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator

from ..package import DESCRIPTOR
from .gates import Finding, at, gate
from .reading import Reading
from .table import Keys, Row

# What other files say ---------------------------------------------------------------------------------------------------


def _said(file: str, text: str, pattern: str) -> Iterator[tuple[int, str]]:
    """Each place in a file that a pattern finds: its line, and what the pattern's group holds."""
    for found in re.finditer(pattern, text, re.M):
        yield text.count("\n", 0, found.start(1)) + 1, found[1]


@gate("facts-agree", "malformed", "release", "Version, date, title and licence are those of the descriptor in each file that states them.")
def facts_agree(reading: Reading) -> Iterator[Finding]:
    package = reading.descriptor.data if reading.descriptor else None
    if not isinstance(package, dict):
        return
    facts = {key: value for key in ("version", "created", "title") if isinstance(value := package.get(key), str)}
    facts["created"] = facts.get("created", "")[:10]
    statements = (
        ("CITATION.cff", "version", r"^version: ['\"]?([^'\"\n]+)"),
        ("CITATION.cff", "created", r"^date-released: ['\"]?([^'\"\n]+)"),
        ("CITATION.cff", "title", r"^title: ['\"]?([^'\"\n]+)"),
        ("README.md", "version", r"\(version (\d[^)\s]*)\) \[Data set\]"),
    )
    for file, fact, pattern in statements:
        for line, value in _said(file, reading.beside.get(file, ""), pattern):
            if facts.get(fact) and value.strip() != facts[fact]:
                yield Finding(file, line, "1", f"the {fact} is {value.strip()!r} here, {facts[fact]!r} in {DESCRIPTOR}", "run roundups seal, or correct the descriptor")
    newest = next(_said("CHANGELOG.md", reading.beside.get("CHANGELOG.md", ""), r"^## \[?(\d[^\s\]]*|Unreleased)"), None)
    if newest and facts.get("version") and newest[1] not in (facts["version"], "Unreleased"):
        yield Finding("CHANGELOG.md", newest[0], "1", f"the newest release is {newest[1]} here, {facts['version']} in {DESCRIPTOR}", "correct one of them")
    yield from _licences(reading, package)


def _licences(reading: Reading, package: dict[str, object]) -> Iterator[Finding]:
    held = package.get("licenses")
    names = [str(item["name"]) for item in held if isinstance(item, dict) and "name" in item] if isinstance(held, list) else []
    places = {file: (1, text) for file in ("LICENSE.md", "CITATION.cff") if (text := reading.beside.get(file))}
    if text := reading.beside.get("pyproject.toml"):
        line, expression = next(_said("pyproject.toml", text, r"^license = (.*)"), (1, ""))
        places["pyproject.toml"] = (line, expression)
        try:
            tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            yield Finding("pyproject.toml", 1, "1", f"the file is no TOML: {error}", "mend it")
    for file, (line, text) in places.items():
        for name in names:
            if not re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text):
                yield Finding(file, line, "1", f"the licence {name} of {DESCRIPTOR} is not named here", "correct one of them")


# What the last release said -----------------------------------------------------------------------------------------------

#: Lists that may grow, and a reading that may be made after a release, without a correction of what was published.
GROWING = {"aliases", "tables"}
#: Entries come and go with what they describe.
PASSING = {"anomalies"}


def _claims(reading: Reading) -> Keys:
    return Keys([reading.tables[name] for name in (*reading.claim_tables, "refinery_strikes", "exclusions") if name in reading.tables])


@gate("release-ids", "malformed", "release", "An id that was released stays and means the same: others have cited it. A figure that is withdrawn moves to exclusions.")
def release_ids(reading: Reading) -> Iterator[Finding]:
    if reading.released is None:
        return
    now = _claims(reading)
    for name, table in reading.released.tables.items():
        there = reading.tables.get(name)
        for old in table.rows if name not in PASSING else []:
            row = there.find(old.key) if there else None
            claim = now.get(old.key) if name in {*reading.claim_tables, "refinery_strikes", "exclusions"} else None
            if row is None and claim is None:
                yield Finding(reading.file(name), 1, table.key[0] if table.key else "1", f"{old.key} stands in the last release and is gone", "restore the row; a figure that is withdrawn stands in exclusions", (old.key,))
            elif row is None and claim is not None and claim.table != "exclusions" and name != "exclusions":
                yield at(claim, "claim_id", f"{old.key} stood in {name} in the last release", "leave it there, or give this row a new id")
            elif row is not None and "source_id" in table.columns and name != "roundups" and row["source_id"] != old["source_id"] and row["as_reported"] != old["as_reported"]:
                yield at(row, table.key[0], f"{old.key} was another source's other words in the last release", "give the new figure a new id")


@gate("release-corrections", "malformed", "release", "A released cell that changes has a row in corrections with what it held; a correction itself is never rewritten.")
def release_corrections(reading: Reading) -> Iterator[Finding]:
    if reading.released is None:
        return
    corrected = {(row["table"], row["record_id"], row["field"], row["old_value"]) for row in reading.rows("corrections")}
    for name, table in reading.released.tables.items():
        for old in table.rows if name not in PASSING else []:
            row = reading.look_up(name, old.key)
            if row is None or (name == "roundups" and old["reading"] == "not_read"):
                continue
            for column, held in old.cells.items():
                grown = column in GROWING and set(old.list(column)) <= set(row.list(column))
                if column in reading.tables[name].columns and row[column] != held and not grown and (name, old.key, column, held) not in corrected:
                    yield at(row, column, f"the cell held {held!r} in the last release and holds {row[column]!r}", f"restore it, or add the correction of {name} {old.key} {column} to corrections")


@gate("release-version", "advisory", "release", "Tables that differ from those of the last release are published under a new version.")
def release_version(reading: Reading) -> Iterator[Finding]:
    before, now = reading.released, reading.descriptor
    if before is None or now is None or before.descriptor is None:
        return
    version = now.data.get("version")
    differ = sorted(name for name, table in reading.tables.items() if name not in before.tables or before.tables[name].digest != table.digest)
    if differ and version == before.descriptor.data.get("version"):
        line, column = now.place("version")
        yield Finding(DESCRIPTOR, line, str(column), f"{', '.join(differ)} differ from those of the last release, and the version is still {version}", "raise the version before the next release")
