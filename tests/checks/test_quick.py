"""The quick path says fine only of what it knows; all else is a doubt, and frictionless is asked. On mutants of every kind: test_mutations."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from roundups.checks import quick, standard
from roundups.checks.reading import Reading

REAL = Path(__file__).resolve().parents[2]


def _schema(change: Callable[[dict[str, Any]], object]) -> Callable[[Any], object]:
    return lambda tiny: tiny.describe(change, "data/schemas/regions.json")


def _field(**keys: Any) -> Callable[[Any], object]:
    return _schema(lambda schema: schema["fields"][0].update(keys))


def _limits(field: int, **limits: Any) -> Callable[[Any], object]:
    return _schema(lambda schema: schema["fields"][field].setdefault("constraints", {}).update(limits))


def _resource(**keys: Any) -> Callable[[Any], object]:
    return lambda tiny: tiny.describe(lambda package: package["resources"][0].update(keys))


DOUBTS: dict[str, Callable[[Any], object]] = {
    "a number": _field(type="number"),
    "another type of dates": _field(type="datetime"),
    "a format of text": _field(format="email"),
    "a type that no schema knows": _field(type="text"),
    "a longest text": _limits(1, maxLength=3),
    "a pattern that is none": _limits(0, pattern="("),
    "a pattern that does not fit": _limits(0, pattern="^x$"),
    "a term that is not on the list": _limits(1, enum=["Ukraine"]),
    "a list of terms that is none": _limits(1, enum="Russia"),
    "a flag that is a number": _limits(0, required=1),
    "an unknown constraint": _limits(0, odd=True),
    "a cell that must be filled": _limits(4, required=True),
    "a value that may stand once": _limits(1, unique=True),
    "an example of another type": _field(example=7),
    "two missing values": _schema(lambda schema: schema.update(missingValues=["", "-"])),
    "columns in any order": _schema(lambda schema: schema.update(fieldsMatch="subset")),
    "a key of two columns": _schema(lambda schema: schema.update(primaryKey=["region", "country"])),
    "a key that is no column": _schema(lambda schema: schema.update(primaryKey=["nothing"])),
    "no fields": _schema(lambda schema: schema.update(fields=[])),
    "a field twice": _schema(lambda schema: schema["fields"].append(schema["fields"][0])),
    "a field without name": _schema(lambda schema: schema["fields"][0].pop("name")),
    "a number for truth in the dialect": _resource(dialect={"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": 1, "header": True}),
    "another delimiter": _resource(dialect={"delimiter": ";"}),
    "another format": _resource(format="tsv"),
    "another encoding": _resource(encoding="utf-16"),
    "an unknown key": _resource(compression="gz"),
    "a day that is none": lambda tiny: tiny.describe(lambda package: package.update(created="2025-02-30T00:00:00Z")),
    "an empty title": lambda tiny: tiny.describe(lambda package: package.update(title="")),
    "keywords that are none": lambda tiny: tiny.describe(lambda package: package.update(keywords="war")),
    "an address without scheme": lambda tiny: tiny.describe(lambda package: package["licenses"][0].update(path="//example.org")),
    "two resources of one name": lambda tiny: tiny.describe(lambda package: package["resources"][1].update(name=package["resources"][0]["name"])),
    "a day that the month does not have": lambda tiny: tiny.set("sources", "news-2025-02-10", published="2025-02-30"),
    "a day in another form": lambda tiny: tiny.set("sources", "news-2025-02-10", published="2025-2-10"),
    "a number with a blank": lambda tiny: tiny.set("roundups", "1076-1080", readings=" 3"),
    "a number with a plus": lambda tiny: tiny.set("roundups", "1076-1080", readings="+3"),
    "a number below the least": lambda tiny: tiny.set("roundups", "1076-1080", readings="-1"),
    "truth in capitals": lambda tiny: tiny.set("sources", "news-2025-02-10", mirror="TRUE"),
    "a blank row": lambda tiny: tiny.path("regions").write_bytes(tiny.path("regions").read_bytes() + b"\n"),
    "a cell too many": lambda tiny: tiny.path("regions").write_bytes(tiny.path("regions").read_bytes() + b"Zeta,Russia,oblast,,,x\n"),
    "a cell too few": lambda tiny: tiny.path("regions").write_bytes(tiny.path("regions").read_bytes() + b"Zeta,Russia\n"),
    "a row twice": lambda tiny: tiny.path("regions").write_bytes(tiny.path("regions").read_bytes() + tiny.path("regions").read_bytes().split(b"\n")[-2] + b"\n"),
    "the columns in another order": lambda tiny: tiny.replace("data/regions.csv", "region,country", "country,region"),
    "a line break in a cell": lambda tiny: tiny.set("regions", "Kursk Oblast", note="One\ntwo."),
    "lines that end in CRLF": lambda tiny: tiny.path("regions").write_bytes(tiny.path("regions").read_bytes().replace(b"\n", b"\r\n")),
    "quotes that need not be": lambda tiny: tiny.replace("data/regions.csv", "Kursk Oblast,", '"Kursk Oblast",'),
    "a byte order mark": lambda tiny: tiny.path("regions").write_bytes(b"\xef\xbb\xbf" + tiny.path("regions").read_bytes()),
}  # fmt: skip


@pytest.mark.parametrize("breaks", DOUBTS.values(), ids=DOUBTS)
def test_what_is_not_in_a_known_form_is_a_doubt(breaks: Callable[[Any], object], tiny: Any) -> None:
    breaks(tiny)
    assert not quick.is_fine(Reading(tiny.root))


def test_frictionless_is_asked_on_a_doubt_and_its_own_reasons_are_told(tiny: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    by_frictionless = standard.by_frictionless
    monkeypatch.setattr(standard, "by_frictionless", lambda reading: asked.append("") or by_frictionless(reading))
    assert list(standard.table_schema(Reading(tiny.root))) == [] and asked == []
    tiny.set("sources", "news-2025-02-10", published="2025-02-30")
    reading = Reading(tiny.root)
    assert list(standard.table_schema(reading)) == list(by_frictionless(reading)) != []
    assert len(asked) == 1


def test_neither_frictionless_nor_another_large_library_is_imported_for_a_valid_package() -> None:
    code = "import sys; from roundups.cli import run; assert run(['validate']) == 0; print(sorted({'frictionless', 'pandas', 'numpy', 'pyarrow', 'multiprocessing'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=REAL, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
