from __future__ import annotations

import html
import re
from pathlib import Path

import pandas as pd
import pypandoc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roundups.charts.markdown import escape, place, place_table
from roundups.charts.style import new_figure, styled

NASTY = "a_b *c* [d](e) `f` {#g .h} <b>&amp;</b> $1$ @fig-x @key 5~6~ x^2^ | \"q\" 'r' -- ... {{< include x >}} \\ !\n::: # 1. é"


def paragraph(markdown: str) -> str:
    page = pypandoc.convert_text(f"before {markdown} after", "html", format="markdown", extra_args=["--wrap=none"])
    return html.unescape(re.sub(r"\s+", " ", page)).strip()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(alt: str = "Two points.", caption: str = "A caption.", name: str = "a-chart") -> None:
    with styled():
        figure, (axes,) = new_figure(2)
        axes.plot([1, 2], [3, 4])
    place(figure, name, caption, alt, pd.DataFrame({"x": [1, 2], "words": ["é, \"q\"", pd.NA]}))


def test_escaped_text_comes_out_of_pandoc_as_it_went_in() -> None:
    assert paragraph(escape(NASTY)) == f"<p>before {' '.join(NASTY.split())} after</p>"


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1).filter(str.strip))
def test_any_escaped_line_comes_out_of_pandoc_as_it_went_in(text: str) -> None:
    assert paragraph(escape(text)) == f"<p>before {' '.join(text.split())} after</p>"


def test_a_chart_leaves_its_picture_and_its_data(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put()
    assert (folder / "figures/a-chart.csv").read_bytes() == 'x,words\n1,"é, ""q"""\n2,\n'.encode()
    assert (folder / "figures/a-chart.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert sorted(f.name for f in (folder / "figures").iterdir()) == ["a-chart.csv", "a-chart.svg"]
    markdown = capsys.readouterr().out
    assert "{#fig-a-chart}" in markdown and "A caption" in markdown and 'fig-alt="Two points."' in markdown


def test_the_same_chart_gives_the_same_bytes(folder: Path) -> None:
    put()
    first = (folder / "figures/a-chart.svg").read_bytes()
    put()
    assert (folder / "figures/a-chart.svg").read_bytes() == first
    assert b"<dc:date>" not in first


def test_alternative_text_cannot_leave_its_attribute(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(alt='He said "no" {.x} \\')
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
