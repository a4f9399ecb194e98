"""The committed PDF, read back."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from unicodedata import normalize

import numpy as np
import pytest
from PIL import Image
from pypdf import PdfReader

from .sitepages import PAGES, REPORTS, ROOT, Page

pytestmark = pytest.mark.slow
PAPER = REPORTS / "ukraine-war-roundups.pdf"


@pytest.fixture(scope="module")
def reader() -> PdfReader:
    return PdfReader(PAPER)


@pytest.fixture(scope="module")
def texts(reader: PdfReader) -> list[str]:
    return [" ".join(normalize("NFKC", page.extract_text()).split()) for page in reader.pages]


def test_the_title_page_has_version_day_and_how_to_cite(texts: list[str]) -> None:
    descriptor = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    assert f"Version {descriptor['version']}" in texts[0]
    assert descriptor["created"][:10] in texts[0]
    assert "How to cite." in texts[0] and descriptor["title"] in texts[0].replace("- ", "")
    assert texts[1].startswith("Contents") and "References" in texts[1]


def test_figures_and_tables_are_numbered_without_a_gap_and_have_captions(texts: list[str]) -> None:
    whole = " ".join(texts)
    for kind in ("Figure", "Table"):
        found = sorted({int(number) for number in re.findall(rf"\b{kind} (\d+): \S", whole)})
        assert found == list(range(1, len(found) + 1))
        assert len(found) > 10


def test_the_paper_shows_the_figures_of_the_pages(texts: list[str]) -> None:
    squeezed = "".join("".join(texts).replace("-", "").split())
    for name in PAGES:
        for figure in Page.read(REPORTS / f"{name}.html").figures:
            caption = figure.caption.split(":", 1)[1].strip()
            if not figure.identifier.startswith("tbl-"):
                assert "".join(normalize("NFKC", caption).replace("-", "").split())[:60] in squeezed, figure.identifier


def test_the_paper_is_tagged_light_and_carries_its_fonts(reader: PdfReader) -> None:
    assert PAPER.stat().st_size < 5_000_000
    assert b"<pdfuaid:part>1</pdfuaid:part>" in reader.xmp_metadata.stream.get_data()
    assert reader.root_object["/Lang"] == "en"
    figures = [node for node in structure(reader) if node.get("/S") == "/Figure"]
    assert len(figures) > 10
    assert all(len(str(node.get("/Alt", ""))) > 40 for node in figures)
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object().get("/DescendantFonts", [font])[0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)


@pytest.mark.skipif(not shutil.which("pdftoppm") and not os.environ.get("ROUNDUPS_REQUIRE_BROWSER"), reason="no pdftoppm on this machine")
def test_no_page_is_left_empty_for_a_tall_chart_but_the_last_of_a_chapter(reader: PdfReader, tmp_path: Path) -> None:
    subprocess.run(["pdftoppm", "-r", "30", "-gray", str(PAPER), str(tmp_path / "page")], check=True, capture_output=True)
    pictures = sorted(tmp_path.glob("page*"))
    assert len(pictures) == len(reader.pages)
    starts = {reader.get_destination_page_number(entry) for entry in reader.outline if not isinstance(entry, list)}
    empty = []
    for place, picture in enumerate(pictures[2:], 2):  # after the title and the contents
        page = np.asarray(Image.open(picture))
        top, bottom = round(len(page) * 24 / 297), round(len(page) * (1 - 25 / 297))
        rows = np.flatnonzero((page[top:bottom] < 200).any(axis=1))
        holes = np.diff([0, *rows] if place + 1 in starts or place + 1 == len(pictures) else [0, *rows, bottom - top])
        if holes.max() > 0.25 * (bottom - top):
            empty.append(place + 1)
    assert len(starts) >= 11
    assert empty == []


def structure(reader: PdfReader) -> list[Any]:
    """Every node of the tree of tags."""
    found: list[Any] = []
    left = [reader.root_object["/StructTreeRoot"]["/K"]]
    while left:
        node = left.pop().get_object() if hasattr(left[-1], "get_object") else left.pop()
        if isinstance(node, list):
            left.extend(node)
        elif isinstance(node, dict) and "/S" in node:
            found.append(node)
            left.append(node.get("/K", []))
    return found
