from __future__ import annotations

import html
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pypandoc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from roundups.charts.markdown import PHONE, escape, place, place_on_paper, place_table
from roundups.charts.style import NARROW, WIDE, new_figure

NASTY = "a_b *c* [d](e) `f` {#g .h} <b>&amp;</b> $1$ @fig-x @key 5~6~ x^2^ | \"q\" 'r' -- ... {{< include x >}} \\ !\n::: # 1. é"


def paragraph(markdown: str) -> str:
    page = pypandoc.convert_text(f"before {markdown} after", "html", format="markdown", extra_args=["--wrap=none"])
    return html.unescape(re.sub(r"\s+", " ", page)).strip()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def drawing(narrow: bool) -> Figure:
    figure, (axes,) = new_figure(2, narrow=narrow)
    axes.plot([1, 2], [3, 4], color="#7a5aa6")
    return figure


def put(alt: str = "Two points.", caption: str = "A caption.", name: str = "a-chart", to: Callable[..., None] = place) -> None:
    to(drawing, name, caption, alt, pd.DataFrame({"x": [1, 2], "words": ["é, \"q\"", pd.NA]}))


def test_escaped_text_comes_out_of_pandoc_as_it_went_in() -> None:
    assert paragraph(escape(NASTY)) == f"<p>before {' '.join(NASTY.split())} after</p>"


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1).filter(str.strip))
def test_any_escaped_line_comes_out_of_pandoc_as_it_went_in(text: str) -> None:
    assert paragraph(escape(text)) == f"<p>before {' '.join(text.split())} after</p>"


def test_a_chart_leaves_its_pictures_and_its_data(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put()
    assert (folder / "figures/a-chart.csv").read_bytes() == 'x,words\n1,"é, ""q"""\n2,\n'.encode()
    assert sorted(f.name for f in (folder / "figures").iterdir()) == ["a-chart-narrow.svg", "a-chart.csv", "a-chart.png", "a-chart.svg"]
    markdown = capsys.readouterr().out
    assert "{#fig-a-chart}" in markdown and "A caption" in markdown
    for name in ("a-chart.csv", "a-chart.svg", "a-chart.png", "a-chart-narrow.svg"):
        assert f"](figures/{name}){{download=" in markdown


def test_a_phone_gets_the_narrow_drawing_and_a_screen_reader_one_text(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(alt='"Two" <points> & more')
    page = pypandoc.convert_text(capsys.readouterr().out, "html", format="markdown")
    (source,) = re.findall(r"<source [^>]*>", page)
    assert f'media="{PHONE}"' in source and 'srcset="figures/a-chart-narrow.svg"' in source
    (image,) = re.findall(r"<img src=[^>]*>", page[: page.index("</picture>")])
    assert html.unescape(re.search(r'alt="([^"]*)"', image)[1]) == '"Two" <points> & more'  # type: ignore[index]
    width, height = (int(re.search(rf'{side}="(\d+)"', image)[1]) for side in ("width", "height"))  # type: ignore[index]
    assert width / height == WIDE / 2 and re.search(r'width="(\d+)"', source)[1] == f"{100 * NARROW:.0f}"  # type: ignore[index]


def test_the_style_sheet_has_the_width_of_the_narrow_drawing(real_root: Path) -> None:
    assert f"@media {PHONE} {{" in (real_root / "analysis/styles/report.css").read_text(encoding="utf-8")


def test_on_paper_a_chart_is_one_picture_without_downloads(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(to=place_on_paper)
    assert [f.name for f in (folder / "figures").iterdir()] == ["a-chart.svg"]
    markdown = capsys.readouterr().out
    assert markdown.count("![") == 1 and "download" not in markdown and 'fig-alt="Two points."' in markdown
    first = (folder / "figures/a-chart.svg").read_bytes()
    put()
    assert (folder / "figures/a-chart.svg").read_bytes() == first


def test_the_same_chart_gives_the_same_bytes(folder: Path) -> None:
    put()
    first = {f.name: f.read_bytes() for f in (folder / "figures").iterdir()}
    put()
    assert {f.name: f.read_bytes() for f in (folder / "figures").iterdir()} == first


def test_alternative_text_cannot_leave_its_attribute(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(alt='He said "no" {.x} \\', to=place_on_paper)
    page = pypandoc.convert_text(capsys.readouterr().out, "html", format="markdown")
    assert re.search(r'fig-alt="([^"]*)"', page)[1] == "He said ”no” (.x) \\"  # type: ignore[index]


@pytest.mark.parametrize("name", ["", "A-chart", "a_chart", "a--b", "../a", "a-"])
def test_a_name_that_cannot_be_an_identifier_and_a_file_is_refused(name: str, folder: Path) -> None:
    with pytest.raises(ValueError, match="no name for a chart"):
        put(name=name)
    assert not (folder / "figures").exists()


def test_a_table_keeps_its_words_and_marks_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    frame = pd.DataFrame({"Words | more": ["a|b", "", pd.NA], "n": pd.array([12500, 3, None], dtype="Int64"), "day": pd.to_datetime(["2025-02-03", None, None])})
    place_table(frame.assign(yes=[True, False, True]), "a-table", "A caption.", numbers=("n",))
    page = pypandoc.convert_text(capsys.readouterr().out, "html", format="markdown")
    cells = [html.unescape(re.sub("<[^>]+>", "", cell)) for cell in re.findall(r"<t[hd](?: [^>]*)?>(.*?)</t[hd]>", page, re.DOTALL)]
    assert cells == ["Words | more", "n", "day", "yes", "a|b", "12,500", "2025-02-03", "yes", "–", "3", "–", "no", "–", "–", "–", "yes"]
    assert page.count("text-align: right") == 4


def test_widths_that_do_not_fit_the_columns_are_refused() -> None:
    with pytest.raises(ValueError):
        place_table(pd.DataFrame({"a": [1], "b": [2]}), "a-table", "A caption.", widths=[3])
