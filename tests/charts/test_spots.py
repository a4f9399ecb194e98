from __future__ import annotations

import html
import re
from typing import Any
from xml.etree import ElementTree

import pandas as pd
import pytest
from matplotlib.figure import Figure

from roundups.charts.files import settle, svg
from roundups.charts.marks import Mark, draw
from roundups.charts.spots import AROUND, PREFIX, Spot, Told, listed, panels, spots, told
from roundups.charts.style import new_figure, styled
from roundups.package import Package

from .test_charts import CHARTS, drawn

#: Charts whose marks are sums, rates or shares of claims, or whose rows say each claim's words already.
SILENT = {
    "weeks-read", "one-series", "wounded-per-killed", "kursk-rates", "kursk-composition", "refinery-list-coverage", "refinery-facilities",
    "refinery-kinds-regions", "air-attacks-outcomes", "air-attacks-shares",
}  # fmt: skip
SPEAKING = [name for name in CHARTS if name not in SILENT]
NASTY = Told("X1", 'A "b" <i>', "about 5", "</q><script>alert('x')</script> {{< include x >}} ```", "uk", "killed & wounded", "on 2025-02-03", "tight (1, 2]", "P <b>", 'https://example.org/?a=1&b="2"')


def settled(draw_it: Any, narrow: bool) -> Figure:
    with styled():
        figure: Figure = draw_it(narrow)
        settle(figure)
    return figure


def claims_of(data: pd.DataFrame) -> set[str]:
    """The ids in the rows that a chart says it draws."""
    columns = [column for column in ("claim_id", "claim_ids", "to_ukraine_ids", "to_russia_ids") if column in data]
    return {name for column in columns for cell in data[column].dropna() for name in cell.split("; ")}


def parts(figure: Figure) -> dict[str, Any]:
    """The marks of the figure's SVG by the claims that they stand for."""
    groups = [g for g in ElementTree.fromstring(svg(figure)).iter("{http://www.w3.org/2000/svg}g") if g.get("id", "").startswith(PREFIX)]
    found = {g.get("id", "").removeprefix(PREFIX): g for g in groups}
    assert len(found) == len(groups), "an id stands twice"
    return found


def anchors(group: Any) -> list[tuple[float, float]]:
    """The points at which an SVG draws a mark: of a marker its place, of a line its ends."""
    used = [(float(use.get("x")), float(use.get("y"))) for use in group.iter("{http://www.w3.org/2000/svg}use")]
    lines = [path.get("d") for path in group.iter("{http://www.w3.org/2000/svg}path") if path.get("clip-path") or not used]
    return used or [(float(x), float(y)) for line in lines for x, y in re.findall(r"[ML]([\d.-]+) ([\d.-]+)", line)]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_tells_of_each_claim_that_it_draws_or_of_none(name: str) -> None:
    chart = drawn(name)
    ids = [claim.claim_id for claim in chart.claims]
    assert len(ids) == len(set(ids))
    assert bool(ids) == (name in SPEAKING)
    if ids and name != "prisoner-totals":  # whose data are the windows between its claims
        assert set(ids) == claims_of(chart.data)


@pytest.mark.slow
@pytest.mark.parametrize("name", SPEAKING)
def test_each_claim_has_its_place_where_the_picture_has_its_mark(name: str) -> None:
    chart = drawn(name)
    for narrow in (False, True):
        figure = settled(chart.draw, narrow)
        width, height = 72 * figure.get_size_inches()
        marks, found = parts(figure), spots(figure)
        assert {claim for spot in found for claim in spot.claims} == {claim.claim_id for claim in chart.claims}
        assert [".".join(spot.claims) for spot in found if ".".join(spot.claims) not in marks] == []
        for spot in found:
            left, top, wide, high = spot.box
            points = anchors(marks[".".join(spot.claims)])
            assert points or name == "civilians"  # one month lies off its scale; the picture leaves it out and has an arrow
            for x, y in points:
                assert left - 1 <= 1000 * x / width <= left + wide + 1
                assert top - 1 <= 1000 * y / height <= top + high + 1
            assert 0 <= left and left + wide <= 1000 and 0 <= top and top + high <= 1000
    # The list is written from the same places, or this would raise.
    text = listed(name, chart.claims, settled(chart.draw, False), figure)
    assert all(f'href="claims.html#{claim.claim_id}"' in text for claim in chart.claims)


def one(*marks: Mark, values_on: str = "y", narrow: bool = False) -> Figure:
    def drawing(narrow: bool) -> Figure:
        figure, (axes,) = new_figure(2, narrow=narrow)
        draw(axes, marks, "#00798c", values_on=values_on)
        axes.set_xlim(0, 10)
        axes.set_ylim(0, 10)
        return figure

    return settled(drawing, narrow)


def box(figure: Figure) -> tuple[float, float, float, float]:
    """The box of the one mark in points from the lower left of its panel, without the air around it."""
    (spot,) = spots(figure)
    (panel,) = panels(figure)
    width, height = 72 * figure.get_size_inches()
    left, top, wide, high = spot.box
    x0, y1 = (left - panel[0]) * width / 1000 + AROUND, (panel[1] + panel[3] - top) * height / 1000 - AROUND
    return x0, y1 - high * height / 1000 + 2 * AROUND, x0 + wide * width / 1000 - 2 * AROUND, y1


def test_the_box_of_an_arrow_reaches_from_its_foot_to_its_tip() -> None:
    point = one(Mark(5, 5, None, "exact", ("A",)))
    x0, y0, x1, y1 = box(point)
    middle = (x0 + x1) / 2, (y0 + y1) / 2
    assert x1 - x0 == pytest.approx(4.5, abs=0.3) and y1 - y0 == pytest.approx(4.5, abs=0.3)
    x0, y0, x1, y1 = box(one(Mark(5, 5, None, "more_than", ("A",))))
    assert y0 == pytest.approx(middle[1], abs=0.3) and y1 == pytest.approx(middle[1] + 11, abs=0.3) and (x0 + x1) / 2 == pytest.approx(middle[0], abs=0.3)
    x0, y0, x1, y1 = box(one(Mark(5, 5, None, "almost", ("A",)), values_on="x"))
    assert x1 == pytest.approx(middle[0], abs=0.3) and x0 == pytest.approx(middle[0] - 11, abs=0.3)


def test_a_range_has_its_whole_bar_and_a_mark_off_the_panel_the_panel_s_edge() -> None:
    panel = 72 * 2 * panels(one(Mark(5, 5, None, "exact")))[0][3] / 1000
    x0, y0, x1, y1 = box(one(Mark(5, 2, 8, "range", ("A",))))
    assert y1 - y0 == pytest.approx(0.6 * panel + 4.5 * 0.75, abs=0.5)
    x0, y0, x1, y1 = box(one(Mark(5, 50, None, "exact", ("A",))))
    assert y0 == pytest.approx(panel, abs=0.3)


def test_a_mark_can_stand_for_several_claims_and_one_without_claims_tells_of_none() -> None:
    figure = one(Mark(5, 5, None, "exact", ("A", "1076-1080-07")), Mark(6, 5, None, "exact"))
    assert [spot.claims for spot in spots(figure)] == [("A", "1076-1080-07")]
    assert list(parts(figure)) == ["A.1076-1080-07"]


def test_every_text_is_escaped() -> None:
    figure = one(Mark(5, 5, None, "exact", ("X1",)))
    text = listed("a-chart", [NASTY], figure, figure)
    assert "<script" not in text and "{{<" not in text and "<i>" not in text
    assert html.unescape(re.search(r'<q lang="uk">(.*?)</q>', text)[1]) == NASTY.words  # type: ignore[index]
    assert html.unescape(re.search(r'href="(https[^"]*)"', text)[1]) == NASTY.url  # type: ignore[index]
    assert not any(line.startswith("```") for line in text.splitlines())


def test_a_claim_drawn_and_not_told_or_told_and_not_drawn_is_refused() -> None:
    figure, other = one(Mark(5, 5, None, "exact", ("X1",))), one(Mark(5, 5, None, "exact", ("X2",)))
    with pytest.raises(ValueError, match="drawn and not told of.*X1"):
        listed("a-chart", [], figure, figure)
    with pytest.raises(ValueError, match="X2"):
        listed("a-chart", [NASTY, NASTY._replace(claim_id="X2")], figure, figure)
    with pytest.raises(ValueError, match="same claims"):
        listed("a-chart", [NASTY], figure, other)


def test_what_is_told_of_a_claim_is_what_its_row_says(package: Package) -> None:
    claim, dated = told(package, ["1076-1080-07", "P0358", "1076-1080-07"])
    row = next(row for row in package.records("casualty_claims") if row["claim_id"] == "1076-1080-07")
    source = next(source for source in package.records("sources") if source["source_id"] == row["source_id"])
    assert (claim.words, claim.language, claim.url) == (row["as_reported"], "en", source["url"])
    issue = next(issue for issue in package.records("roundups") if issue["source_id"] == row["source_id"])
    assert row["as_of"] is None and claim.when == f"day not given, in an issue up to {issue['last_date']}"
    assert dated.when == "as of 2025-07-23"
    assert claim.number == f"more than {row['value']:,}" and claim.interval.startswith(f"tight ({row['value']:,}, ")
    with pytest.raises(KeyError):
        told(package, ["no-such-claim"])


def test_the_list_is_folded_and_says_where_each_mark_is() -> None:
    wide, narrow = one(Mark(5, 5, None, "exact", ("X1",))), one(Mark(5, 5, None, "exact", ("X1",)), narrow=True)
    text = listed("a-chart", [NASTY], wide, narrow)
    assert "<details><summary>List of 1 claim</summary>" in text and 'data-figure="fig-a-chart"' in text
    assert isinstance(spots(wide)[0], Spot)
    for key, figure in (("at", wide), ("narrow", narrow)):
        assert f'data-{key}="{" ".join(f"{number:g}" for number in spots(figure)[0].box)}"' in text
