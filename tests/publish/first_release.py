"""How `first-release.zip` was made: a part of the tables of 0.1.0 with its schemas, so that later code is held to reading it.

`python tests/publish/first_release.py` makes it from the checkout. Once 0.1.0 is tagged it is never made again.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ARCHIVE = Path(__file__).with_name("first-release.zip")
#: The issue that was read whole, the daily page, and some rows of other publications.
CLAIMS = ("1076-1080-", "1076-1076-", "E000", "P000", "P036", "P037", "N000", "F000", "G2023-01", "1020-1024-")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def part() -> dict[str, bytes]:
    """The files of the archive by name."""
    descriptor = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    tables = {r["name"]: rows(ROOT / r["path"]) for r in descriptor["resources"]}
    schemas = {r["name"]: json.loads((ROOT / r["schema"]).read_text(encoding="utf-8")) for r in descriptor["resources"]}
    kept = {name: [row for row in table if row["claim_id"].startswith(CLAIMS)] for name, table in tables.items() if table and "claim_id" in table[0]}
    for name in [name for name in tables if name not in kept]:
        (key,) = schemas[name]["primaryKey"]
        used = {
            row[reference["fields"][0]]
            for claims, found in kept.items()
            for reference in schemas[claims].get("foreignKeys", [])
            if reference["reference"]["resource"] == name
            for row in found
        }
        kept[name] = [row for row in tables[name] if row[key] in used]
    kept["anomalies"] = [row for row in tables["anomalies"] if all(name.startswith(CLAIMS) for name in row["claim_ids"].split(";"))]
    kept["roundups"] = tables["roundups"][:3]
    kept["exclusions"] = tables["exclusions"][:3]
    files = {}
    for resource in descriptor["resources"]:
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, [field["name"] for field in schemas[resource["name"]]["fields"]], lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept[resource["name"]])
        files[resource["path"]] = out.getvalue().encode()
        files[resource["schema"]] = (ROOT / resource["schema"]).read_bytes()
        del resource["bytes"], resource["hash"]
    files["datapackage.json"] = (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode()
    return files


if __name__ == "__main__":
    with zipfile.ZipFile(ARCHIVE, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(part().items()):
            archive.writestr(zipfile.ZipInfo(f"ukraine-war-roundups-0.1.0/{name}", (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
