"""The files of a chart: SVG made slim, PNG with its caption."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET

import pytest
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from PIL import Image

from roundups.charts.files import PNG_DPI, png, settle, slim, svg
from roundups.charts.style import WIDE, new_figure, styled

XLINK = "{http://www.w3.org/1999/xlink}href"


@pytest.fixture
def figure() -> Figure:
    with styled():
        figure, (axes,) = new_figure(2.5)
        axes.plot([1, 2, 3], [30_000, 41_234, 52_345], "o", color="#9a6200")
        axes.text(2, 35_000, "Words -- with <signs> & äöü", fontweight="bold")
        axes.set_title("A title")
        settle(figure)
    return figure


def raw(figure: Figure) -> str:
    out = io.BytesIO()
    with styled():
        FigureCanvasSVG(figure).print_svg(out, metadata={"Date": None, "Creator": None})
    return out.getvalue().decode()


def numbers(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+\.?\d*", text)]


def test_a_slim_picture_draws_the_same_paths_at_the_same_places(figure: Figure) -> None:
    before, after = (list(ET.fromstring(text).iter()) for text in (raw(figure), slim(raw(figure))))
    kinds = [[element.tag for element in tree if "w3.org/2000/svg" in str(element.tag) and not str(element.tag).endswith("metadata")] for tree in (before, after)]
    assert kinds[0] == kinds[1]
    paths = [[element for element in tree if str(element.tag).endswith("}path")] for tree in (before, after)]
    for one, other in zip(*paths, strict=True):
        assert re.findall("[A-Za-z]", one.get("d", "")) == re.findall("[A-Za-z]", other.get("d", ""))
        assert numbers(one.get("d", "")) == pytest.approx(numbers(other.get("d", "")), abs=0.0051)
        assert one.get("transform") == other.get("transform")
    groups = [[element.get("transform", "") for element in tree if str(element.tag).endswith("}g")] for tree in (before, after)]
    for one, other in zip(*groups, strict=True):
        assert re.findall(r"scale\([^)]*\)", one) == re.findall(r"scale\([^)]*\)", other)
        assert numbers(one) == pytest.approx(numbers(other), abs=0.0051)


def test_every_glyph_that_a_slim_picture_uses_is_in_it(figure: Figure) -> None:
    elements = list(ET.fromstring(slim(raw(figure))).iter())
    ids = [element.get("id") for element in elements if element.get("id")]
    used = {str(element.get(XLINK)).removeprefix("#") for element in elements if element.get(XLINK)}
    assert used <= set(ids) and len(ids) == len(set(ids))


def test_a_slim_picture_is_slim_and_without_a_date(figure: Figure) -> None:
    text = svg(figure).decode()
    assert len(text) < 0.7 * len(raw(figure))
    assert "<!--" not in text and "metadata" not in text and text.startswith("<?xml")


def test_a_picture_passed_on_alone_has_its_caption_below(figure: Figure) -> None:
    short, long = (Image.open(io.BytesIO(png(figure, caption))) for caption in ("Short.", "A long caption. " * 40))
    height = round(2.5 * PNG_DPI)
    assert short.width == long.width == round(WIDE * PNG_DPI)
    assert long.height > short.height > height
    below = short.convert("L").crop((0, height, short.width, short.height))
    assert below.getextrema()[0] < 160


def test_a_png_keeps_the_colours_and_holds_no_time(figure: Figure) -> None:
    first, second = png(figure, "A caption."), png(figure, "A caption.")
    assert first == second
    picture = Image.open(io.BytesIO(first))
    assert set(picture.info) <= {"dpi"}
    colours = {colour for _, colour in picture.convert("RGB").getcolors(4096)}
    assert (255, 255, 255) in colours
    assert min(sum(abs(a - b) for a, b in zip(colour, (0x9A, 0x62, 0x00), strict=True)) for colour in colours) < 24
