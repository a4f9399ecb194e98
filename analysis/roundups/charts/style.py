"""One matplotlib style: sizes, colours, dates and numbers for every chart of the report."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.dates as mdates
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

if TYPE_CHECKING:
    import pandas as pd

#: Widths in inches. On a page 752 CSS pixels wide a point of the wide drawing is 1.45 pixels; on a phone of 360 pixels one of the
#: narrow drawing is 1.25. So words of 7.5 points, the smallest, are 9.4 pixels high or more.
WIDE, NARROW = 7.2, 3.6
SMALLEST_POINTS = 7.5

#: Three hues of equal lightness, safe for colour-blind readers; none is a colour of a flag.
PARTY_COLOURS = {"ukraine": "#00798c", "russia": "#9a6200", "third": "#7a5aa6", "north_korea": "#7a5aa6", "none": "#5f6b6d"}
PARTY_NAMES = {
    "ukraine": "Ukrainian side",
    "russia": "Russian side",
    "third": "third parties",
    "north_korea": "North Korean side",
    "none": "not attributed",
}
#: Alphabetical, so that no side comes first by choice.
PARTY_ORDER = ["none", "russia", "third", "ukraine"]

INK, MUTED, FAINT, PAPER = "#1f2628", "#5f6b6d", "#d9dedf", "#ffffff"
ACCENT = "#00798c"

RC = {
    "figure.facecolor": PAPER,
    "figure.figsize": (WIDE, 3.2),
    "figure.constrained_layout.use": True,
    "savefig.facecolor": PAPER,
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 8.5,
    "axes.labelcolor": MUTED,
    "axes.edgecolor": MUTED,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.prop_cycle": mpl.cycler(color=[ACCENT, "#9a6200", "#7a5aa6", "#5f6b6d"]),
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "xtick.major.size": 3,
    "ytick.major.size": 0,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "lines.linewidth": 1.4,
    "lines.markersize": 4.5,
    "svg.fonttype": "path",
    # Hinted words are wider in a PNG than in the SVG by which the layout is solved, and were cut.
    "text.hinting": "none",
    # The ids of an SVG file are random without a salt.
    "svg.hashsalt": "ukraine-war-roundups",
    "axes.formatter.useoffset": False,
}


@contextmanager
def styled() -> Iterator[None]:
    """Apply the style to the figures made inside; matplotlib's own settings come back afterwards."""
    with mpl.rc_context(RC):
        yield


def new_figure(height: float, rows: int = 1, columns: int = 1, *, narrow: bool = False, **layout: object) -> tuple[Figure, list[Axes]]:
    """Return an empty figure, `WIDE` or `NARROW` and `height` inches high, and its axes in reading order.

    The figure belongs to no window system and no global state, so documents can be executed side by side.
    """
    figure = Figure(figsize=(NARROW if narrow else WIDE, height), layout="constrained")
    axes = figure.subplots(rows, columns, squeeze=False, **layout)
    return figure, list(axes.flat)


def title(axes: Axes, words: str, *, narrow: bool) -> None:
    """Write a panel's title, on two lines where a narrow figure has no room for one."""
    axes.set_title(textwrap.fill(words, 37) if narrow else words)


def compact(value: float, _: object = None) -> str:
    """Write a number shortly where that loses nothing and saves room: 1.2m, 390k, 76.5k, else in full: 20,842."""
    if abs(value) >= 1_000_000 and value % 10_000 == 0:
        return f"{value / 1_000_000:.10g}m"
    if abs(value) >= 10_000 and value % 100 == 0:
        return f"{value / 1_000:.10g}k"
    return f"{value:,.10g}"


def count_axis(axes: Axes, which: str = "y", ticks: int = 5) -> None:
    """Give an axis of counts whole, shortly written numbers from 0."""
    axis = axes.yaxis if which == "y" else axes.xaxis
    axis.set_major_locator(MaxNLocator(nbins=ticks, integer=True, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: compact(value).replace("-", "−")))


def date_axis(axes: Axes, first: dt.date | None = None, last: dt.date | None = None) -> None:
    """Give an axis of time ticks that read at phone width: years, or months with the year under January."""
    if first is not None and last is not None:
        axes.set_xlim(mdates.date2num(first), mdates.date2num(last))
    span = axes.get_xlim()[1] - axes.get_xlim()[0]
    locator = mdates.AutoDateLocator(minticks=3, maxticks=6 if span > 200 else 5)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(
        _Dates(
            locator,
            formats=["%Y", "%b", "%-d %b" if _has_bare_day() else "%d %b", "%H:%M", "%H:%M", "%S.%f"],
            zero_formats=["", "%b\n%Y", "%b", "%b", "%H:%M", "%H:%M"],
            offset_formats=[""] * 6,
            show_offset=False,
        )
    )
    axes.grid(axis="x", visible=False)


def year_axis(axes: Axes, first: pd.Timestamp, last: pd.Timestamp, step: int = 1) -> None:
    """Give an axis of time a tick at the beginning of each year, or each `step` years."""
    axes.set_xlim(mdates.date2num(first), mdates.date2num(last))
    years = range((first + dt.timedelta(days=31)).year, last.year + 1, step)
    axes.set_xticks([mdates.date2num(dt.date(year, 1, 1)) for year in years])
    axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    axes.grid(axis="x", visible=True)


class _Dates(mdates.ConciseDateFormatter):
    """Concise dates whose first tick names its year too: "Jul" before the first January would leave it open."""

    def format_ticks(self, values: Sequence[float]) -> list[str]:
        labels = super().format_ticks(values)
        year = f"{mdates.num2date(values[0]):%Y}" if labels else ""
        if labels and year not in labels[0]:
            labels[0] = f"{labels[0]}\n{year}"
        return labels


def _has_bare_day() -> bool:
    # %-d is missing on Windows.
    try:
        return dt.date(2022, 2, 3).strftime("%-d") == "3"
    except ValueError:
        return False
