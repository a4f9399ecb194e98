"""How one claim is drawn: a point where a point was said, a bar for a range, an arrow for a one-sided claim.

| qualifier | mark |
|---|---|
| exact | filled point |
| approx | open point |
| more_than, at_least | a foot at the number and an arrow away from it, upwards |
| almost, up_to, less_than | a foot at the number and an arrow away from it, downwards |
| range | a bar between its two ends |
| not_stated | open diamond: the words were not seen |
| words, withheld | no mark: there is no number |
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path as MarkerPath
from matplotlib.transforms import Affine2D

from .spots import stand_for
from .style import PAPER, PARTY_COLOURS, PARTY_NAMES, PARTY_ORDER

UPWARDS = frozenset({"more_than", "at_least"})
DOWNWARDS = frozenset({"almost", "up_to", "less_than"})
#: The order and words of the key that explains the marks.
KEY = [
    ("exact", "a number"),
    ("approx", "about"),
    ("more_than", "more than, at least"),
    ("almost", "almost, up to"),
    ("range", "from … to"),
    ("not_stated", "words not seen"),
]
ARROW_POINTS = 11


class Mark(NamedTuple):
    """One claim on a chart: `at` is its place on the other axis (a date number or a row)."""

    at: float
    value: float
    value_high: float | None
    qualifier: str
    #: The claims for which the mark stands, by their ids; without any a mark tells of none.
    claims: tuple[str, ...] = ()


def marks_of(rows: Iterable[dict[str, Any]], at: str) -> list[Mark]:
    """Make marks of rows (dictionaries with `value`, `value_high`, `qualifier`, the key `at` and, where the mark is to tell of its claim,
    `claim_id`), rows without a number left out."""
    import pandas as pd

    return [
        Mark(
            row[at], float(row["value"]), None if pd.isna(row["value_high"]) else float(row["value_high"]), row["qualifier"],
            (row["claim_id"],) if "claim_id" in row else (),
        )
        for row in rows
        if not pd.isna(row["value"]) and not pd.isna(row[at])
    ]  # fmt: skip


def draw(axes: Axes, marks: Iterable[Mark], colour: str, *, values_on: str = "y", size: float = 4.5) -> None:
    """Draw claims; `values_on` names the axis on which the numbers lie. Nothing joins the claims."""
    vertical = values_on == "y"
    for mark in marks:
        x, y = (mark.at, mark.value) if vertical else (mark.value, mark.at)
        if mark.qualifier == "range" and mark.value_high is not None:
            ends = ([mark.at, mark.at], [mark.value, mark.value_high])
            (line,) = axes.plot(*(ends if vertical else ends[::-1]), color=colour, lw=size * 0.75, solid_capstyle="butt", alpha=0.8, zorder=3)
        elif mark.qualifier in UPWARDS or mark.qualifier in DOWNWARDS:
            line = _arrow(axes, x, y, colour, vertical, 1 if mark.qualifier in UPWARDS else -1, size)
        else:
            open_mark = mark.qualifier != "exact"
            (line,) = axes.plot(
                [x], [y], marker="D" if mark.qualifier == "not_stated" else "o", ms=size * (0.85 if mark.qualifier == "not_stated" else 1),
                mfc=PAPER if open_mark else colour, mec=colour, mew=1.1, ls="none", zorder=4,
            )  # fmt: skip
        stand_for(line, mark.claims)


def _arrow(axes: Axes, x: float, y: float, colour: str, vertical: bool, direction: int, size: float) -> Line2D:
    # A marker of our own: matplotlib clips each annotation's arrow by bisection, which took half the time of a chart.
    turn = {(True, 1): 0, (True, -1): 180, (False, 1): -90, (False, -1): 90}[vertical, direction]
    shape = MarkerStyle(ARROW, fillstyle="none", transform=Affine2D().rotate_deg(turn), joinstyle="miter", capstyle="butt")
    (line,) = axes.plot([x], [y], marker=shape, ms=2 * ARROW_POINTS * size / 4.5, mec=colour, mew=1.3, ls="none", zorder=4)
    return line


#: A foot at the claim's number, a shaft and a head, pointing up; the longest side is 1.
ARROW = MarkerPath(
    [(-0.34, 0), (0.34, 0), (0, 0), (0, 1), (-0.22, 0.68), (0, 1), (0.22, 0.68)],
    [MarkerPath.MOVETO, MarkerPath.LINETO, MarkerPath.MOVETO, MarkerPath.LINETO, MarkerPath.MOVETO, MarkerPath.LINETO, MarkerPath.LINETO],
)


def key_handles(colour: str, qualifiers: Iterable[str], *, values_on: str = "y") -> list[Line2D]:
    """Return legend handles, with their words as labels, for those marks that a chart really shows, turned as it shows them."""
    shown = set(qualifiers)
    groups = {"more_than": UPWARDS, "almost": DOWNWARDS}
    up, bar = (0, "|") if values_on == "y" else (-90, "_")
    markers = {"exact": "o", "approx": "o", "more_than": _key_arrow(up), "almost": _key_arrow(up + 180), "range": bar, "not_stated": "D"}
    sizes = {"range": 9, "more_than": 10, "almost": 10}
    return [
        Line2D(
            [], [], ls="none", marker=markers[name], ms=sizes.get(name, 4.5), mec=colour, mew=2.8 if name == "range" else 1.2,
            mfc=colour if name == "exact" else PAPER, label=words,
        )
        for name, words in KEY
        if groups.get(name, frozenset({name})) & shown
    ]  # fmt: skip


def _key_arrow(degrees: float) -> MarkerStyle:
    middle = MarkerPath([(x, y - 0.5) for x, y in ARROW.vertices], ARROW.codes)
    return MarkerStyle(middle, fillstyle="none", transform=Affine2D().rotate_deg(degrees), joinstyle="miter", capstyle="butt")


def key(figure: Figure, handles: list[Artist], *, narrow: bool, columns: int | None = None) -> None:
    """Write the key of the marks under a chart, in as many columns as its width has room for."""
    if handles:
        figure.legend(
            handles=handles, loc="outside lower left", ncols=columns or (2 if narrow else min(6, len(handles))), handletextpad=0.5, columnspacing=1.2,
            handlelength=1.4, borderpad=0.1, fontsize=8,
        )  # fmt: skip


def party_handles(parties: Iterable[str]) -> list[Line2D]:
    """Return legend handles that name the colours of the parties shown."""
    shown = set(parties)
    return [Line2D([], [], ls="none", marker="s", ms=6, mfc=PARTY_COLOURS[p], mec=PARTY_COLOURS[p], label=PARTY_NAMES[p]) for p in PARTY_ORDER if p in shown]
