"""A whole tiny package, written by the test itself: a few rows in each table, under the real schemas."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roundups.checks import Fault, catalogue, validate

REAL = Path(__file__).resolve().parents[2]
DATES = {"cumulative": {"as_of": "2025-02-06"}, "event": {"event_date": "2025-02-04"}}

SOURCES = """\
source_id,kind,publisher,url,published,language,reading,grade,mirror
news-2025-02-10,news,News,https://example.org/2025/02/10/a,2025-02-10,en,excerpt,relayed,false
news-2025-03-05,news,News,https://example.org/2025/03/05/b,2025-03-05,en,excerpt,relayed,false
news-undated,news,News,https://example.org/c,,en,excerpt,weak,false
uacrisis-1076,daily_roundup,Ukraine Crisis Media Center,https://uacrisis.org/en/1076,,en,opening,relayed,false
uacrisis-1076-1080,weekly_roundup,Ukraine Crisis Media Center,https://uacrisis.org/en/1076-1080,,en,full,relayed,false
"""
CLAIMANTS = """\
claimant_id,name,short_name,party,kind,speaks_for,repeats,aliases
general-staff-ukraine,General Staff of the Armed Forces of Ukraine,Gen. Staff (UA),ukraine,military,,,General Staff;Ukrainian General Staff
isw,Institute for the Study of War (ISW),ISW,third,research,,,ISW
not-attributed,not attributed,not attributed,none,unattributed,,,
uk-mod,UK Ministry of Defence,UK MoD,third,intelligence,,general-staff-ukraine,
volodymyr-zelenskyy,Volodymyr Zelenskyy,Zelenskyy,ukraine,official,,,Zelensky
"""
POPULATIONS = """\
population,name,side,definition
civilians_ukraine,Civilians in Ukraine,ukraine,People in Ukraine not stated to be military.
russian_military,Russian military,russia,Members of the forces that fight for Russia.
russian_oil_facilities,Russian oil facilities,russia,Oil and gas facilities in Russia.
ukrainian_military,Ukrainian military,ukraine,Members of the forces that fight for Ukraine.
ukrainian_prisoners,Ukrainian prisoners,ukraine,Ukrainians in Russian captivity.
"""
MEASURES = """\
measure,tables,unit,definition,not_counted
advance_km,kursk_losses,km,Depth of an advance.,Area.
area_lost_percent,kursk_losses,percent,Share lost again.,Area held.
attacks_on_refineries,refinery_strike_counts,attacks,Attacks on refineries.,Attacks on depots.
captured,kursk_losses,people,People taken prisoner.,People captured elsewhere.
combat_engagements,other_claims,engagements,Combat engagements in one day.,Air attacks.
drones_downed,air_attacks,drones,Drones shot down.,Drones lost.
drones_launched,air_attacks,drones,Drones launched.,Missiles.
drones_lost,air_attacks,drones,Drones that vanished.,Drones shot down.
killed,casualty_claims;kursk_losses,people,People killed.,The wounded.
killed_and_wounded,casualty_claims,people,People killed or wounded.,The missing.
personnel_losses,casualty_claims;kursk_losses,people,People lost.,Not stated.
returned_to_ukraine,prisoner_counts,people,People returned.,Bodies.
wounded,casualty_claims,people,People wounded.,The killed.
"""
REGIONS = """\
region,country,kind,aliases,note
Kharkiv Oblast,Ukraine,oblast,Kharkiv region,
Kursk Oblast,Russia,oblast,,
Volgograd Oblast,Russia,oblast,,
"""
FACILITIES = """\
facility_id,name,kind,region,aliases
saratov-refinery,Saratov refinery,oil_refinery,Volgograd Oblast,
volgograd-refinery,Volgograd refinery,oil_refinery,Volgograd Oblast,Волгоградський НПЗ
"""
ROUNDUPS = """\
roundup_id,edition,first_day,last_day,first_date,last_date,reading,readings,source_id
1069-1073,weekly,1069,1073,2025-01-27,2025-01-31,not_read,0,
1076,daily,1076,1076,2025-02-03,2025-02-03,opening,1,uacrisis-1076
1076-1080,weekly,1076,1080,2025-02-03,2025-02-07,full,1,uacrisis-1076-1080
1083-1087,weekly,1083,1087,2025-02-10,2025-02-14,not_read,0,
"""
STRIKES = """\
claim_id,event_id,source_id,claimant_id,population,facility_id,facility_kind,event_date,region,weapon,as_reported,readings_recorded,disputed
1076-1080-04,2025-02-03-volgograd-refinery,uacrisis-1076-1080,not-attributed,russian_oil_facilities,volgograd-refinery,oil_refinery,2025-02-03,Volgograd Oblast,drone,a major oil refinery,1,false
F0001,2025-02-03-volgograd-refinery,news-2025-02-10,general-staff-ukraine,russian_oil_facilities,volgograd-refinery,oil_refinery,2025-02-04,Volgograd Oblast,drone,the Volgograd refinery,,false
F0002,undated-saratov-refinery-f0002,news-2025-02-10,not-attributed,russian_oil_facilities,saratov-refinery,oil_refinery,,Volgograd Oblast,,a refinery,,false
"""
EXCLUSIONS = """\
evidence_id,reason,explanation,see_claim,url
1076-1080-05,not_a_figure,A formula announced beforehand.,,https://uacrisis.org/en/1076-1080
1076-1080-06,not_a_figure,An anniversary.,,https://uacrisis.org/en/1076-1080
1076-1080-10,not_a_figure,An anniversary.,,https://uacrisis.org/en/1076-1080
P0013,weak_source,A copy site.,P0001,https://example.org/copy
"""
CORRECTIONS = """\
correction_id,table,record_id,field,old_value,new_value,reason,corrected
2025-0001,casualty_claims,1076-1080-07,value,54000,45000,Two digits were transposed.,2025-03-01
"""
ANOMALIES = """\
anomaly_id,check,table,claim_ids,finding,reason,omit_from_charts
fall-2025-03,cumulative-fall,kursk_losses,P0009;P0010,The later total is lower.,The claimant said both.,false
"""
# claim_id|source_id|claimant_id|measure|population|value|qualifier|as_reported|statistic|further cells
CLAIMS = {
    "casualty_claims": """\
1076-1080-01|uacrisis-1076-1080|not-attributed|killed|civilians_ukraine|5|exact|killed five civilians|event|place=Izyum;region=Kharkiv Oblast;weapon=ballistic_missile
1076-1080-02|uacrisis-1076-1080|not-attributed|wounded|civilians_ukraine|55|exact|wounded 55 others|event|place=Izyum;region=Kharkiv Oblast;weapon=ballistic_missile
1076-1080-07|uacrisis-1076-1080|volodymyr-zelenskyy|killed|ukrainian_military|45000|more_than|more than 45,000|cumulative|
1076-1080-08|uacrisis-1076-1080|volodymyr-zelenskyy|wounded|ukrainian_military|390000|almost|almost 390,000|cumulative|
G2025-02-06|news-2025-02-10|general-staff-ukraine|personnel_losses|russian_military|800000|approx|about 800,000|cumulative|
P0001|news-2025-03-05|uk-mod|killed_and_wounded|russian_military|900|exact|900 killed or wounded|cumulative|
P0002|news-2025-03-05|uk-mod|killed|russian_military|300|exact|300 killed|cumulative|part_of=P0001
P0003|news-2025-03-05|uk-mod|wounded|russian_military|600|exact|600 wounded|cumulative|part_of=P0001""",
    "prisoner_counts": """\
P0004|news-2025-02-10|not-attributed|returned_to_ukraine|ukrainian_prisoners|100|range|100 to 150 people|event|value_high=150
P0005|news-2025-02-10|not-attributed|returned_to_ukraine|ukrainian_prisoners||withheld||event|event_date=2025-02-05
P0006|news-2025-02-10|isw|returned_to_ukraine|ukrainian_prisoners|97|exact|97 people|event|
P0007|news-2025-03-05|isw|returned_to_ukraine|ukrainian_prisoners|98|exact|98 people|event|supersedes=P0006""",
    "kursk_losses": """\
1076-1080-09|uacrisis-1076-1080|isw|advance_km|ukrainian_military|5|up_to|up to five kilometers|event|event_date=2025-02-06;region=Kursk Oblast
1076-1080-11|uacrisis-1076-1080|general-staff-ukraine|personnel_losses|russian_military|40000|approx|some 40,000|cumulative|region=Kursk Oblast
1076-1080-12|uacrisis-1076-1080|general-staff-ukraine|killed|russian_military|16000|more_than|more than 16,000|cumulative|region=Kursk Oblast;part_of=1076-1080-11
P0008|news-2025-02-10|isw|area_lost_percent|ukrainian_military|50|approx|about half|point|as_of=2025-02-06
P0009|news-2025-02-10|isw|captured|russian_military|909|exact|909 soldiers|cumulative|
P0010|news-2025-03-05|isw|captured|russian_military|900|exact|900 soldiers|cumulative|as_of=2025-03-01
P0011|news-2025-03-05|isw|captured|russian_military|950|more_than|more than 950|cumulative|as_of=2025-03-04""",
    "refinery_strike_counts": """\
1076-1080-03|uacrisis-1076-1080|not-attributed|attacks_on_refineries|russian_oil_facilities|7|exact|seven drone attacks|period|period_start=2025-01-01;period_end=2025-01-31""",
    "air_attacks": """\
1076-1076-01|uacrisis-1076|not-attributed|drones_launched|russian_military|71|exact|71 drones|event|event_date=2025-02-03;weapon=drone
1076-1076-02|uacrisis-1076|not-attributed|drones_downed|russian_military|38|exact|38 of them|event|event_date=2025-02-03;weapon=drone;part_of=1076-1076-01
1076-1076-03|uacrisis-1076|not-attributed|drones_lost|russian_military|25|exact|another 25|event|event_date=2025-02-03;weapon=drone;part_of=1076-1076-01""",
    "other_claims": """\
P0012|news-undated|not-attributed|combat_engagements||200|more_than|more than 200|event|""",
}


class Tiny:
    """A package in a folder, and hands to break it with."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, table: str) -> Path:
        return self.root / "data" / f"{table}.csv"

    def rows(self, table: str) -> list[dict[str, str]]:
        with self.path(table).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def write(self, table: str, rows: list[dict[str, str]]) -> None:
        with self.path(table).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        out = io.StringIO(newline="")
        writer = csv.DictWriter(out, header, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        self.path(table).write_bytes(out.getvalue().encode())

    def set(self, table: str, key: str, /, **cells: str) -> None:
        """Change cells of the row whose first cell is the key."""
        rows = self.rows(table)
        row = next(row for row in rows if next(iter(row.values())) == key)
        row.update(cells)
        self.write(table, rows)

    def copy(self, table: str, key: str, /, **cells: str) -> None:
        """Add a changed copy of a row, at its place in the order of the keys."""
        rows = self.rows(table)
        row = {**next(row for row in rows if next(iter(row.values())) == key), **cells}
        self.write(table, sorted([*rows, row], key=lambda row: next(iter(row.values()))))

    def drop(self, table: str, key: str) -> None:
        self.write(table, [row for row in self.rows(table) if next(iter(row.values())) != key])

    def replace(self, file: str, old: str, new: str) -> None:
        """Replace text in a file, which has to be there."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_bytes(text.replace(old, new, 1).encode())

    def describe(self, change: Callable[[dict[str, Any]], object], file: str = "datapackage.json") -> None:
        """Change the descriptor or a schema."""
        path = self.root / file
        data = json.loads(path.read_text(encoding="utf-8"))
        change(data)
        path.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")

    def seal(self) -> Tiny:
        def sealed(package: dict[str, Any]) -> None:
            for resource in package["resources"]:
                data = (self.root / resource["path"]).read_bytes()
                resource["bytes"], resource["hash"] = len(data), "sha256:" + hashlib.sha256(data).hexdigest()

        self.describe(sealed)
        return self

    def release(self) -> None:
        """Keep the package as it is as the last release."""
        shutil.copytree(self.root, self.root.parent / "released")

    def faults(self, frictionless: bool = True) -> list[Fault]:
        """All faults; without frictionless in a tenth of the time."""
        released = self.root.parent / "released"
        return validate(self.root, [gate for gate in catalogue() if frictionless or gate.name != "table-schema"], released if released.is_dir() else None)

    def line(self, table: str, key: str) -> int:
        return [next(iter(row.values())) for row in self.rows(table)].index(key) + 2


def _write_tables(tiny: Tiny) -> None:
    for resource in json.loads((tiny.root / "datapackage.json").read_text(encoding="utf-8"))["resources"]:
        schema = json.loads((tiny.root / resource["schema"]).read_text(encoding="utf-8"))
        tiny.path(resource["name"]).write_text(",".join(field["name"] for field in schema["fields"]) + "\n", encoding="utf-8")
    texts = {
        "sources": SOURCES, "claimants": CLAIMANTS, "populations": POPULATIONS, "measures": MEASURES, "regions": REGIONS,
        "facilities": FACILITIES, "roundups": ROUNDUPS, "refinery_strikes": STRIKES, "exclusions": EXCLUSIONS,
        "corrections": CORRECTIONS, "anomalies": ANOMALIES,
    }  # fmt: skip
    for table, text in texts.items():
        tiny.write(table, list(csv.DictReader(io.StringIO(text))))
    columns = ("claim_id", "source_id", "claimant_id", "measure", "population", "value", "qualifier", "as_reported", "statistic")
    for table, text in CLAIMS.items():
        rows = []
        for line in text.splitlines():
            *cells, further = line.split("|")
            row = {**dict(zip(columns, cells, strict=True)), "disputed": "false"}
            row.update(DATES.get(row["statistic"], {}))
            row.update(pair.split("=") for pair in further.split(";") if pair)
            row["readings_recorded"] = "1" if row["source_id"].startswith("uacrisis") else ""
            rows.append(row)
        tiny.write(table, rows)


@pytest.fixture(scope="session")
def tiny_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tiny")
    (root / "data").mkdir()
    shutil.copytree(REAL / "data" / "schemas", root / "data" / "schemas")
    shutil.copy(REAL / "datapackage.json", root / "datapackage.json")
    tiny = Tiny(root)
    _write_tables(tiny)
    tiny.seal()
    return root


@pytest.fixture
def tiny(tiny_template: Path, tmp_path: Path) -> Tiny:
    """The tiny package in a folder of its own."""
    shutil.copytree(tiny_template, tmp_path / "package")
    return Tiny(tmp_path / "package")
