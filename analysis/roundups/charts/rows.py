"""Charts whose rows are labelled: groups with headings, one row for each claim, numbers on the x axis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from .style import INK, PAPER, compact, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


HEADING_POINTS = -42


class Row(NamedTuple):
    """A row of a chart: where it lies on the y axis, what it is called, what stands at its right end, and its data."""

    y: float
    label: str
    value: str
    data: dict[str, Any]


class Layout(NamedTuple):
    """The rows and headings of a chart from top (y = 0) to bottom."""

    rows: list[Row]
    headings: list[tuple[float, str]]
    height: float


def layout(groups: Iterable[tuple[str, list[tuple[str, str, dict[str, Any]]]]]) -> Layout:
    """Place groups of rows one under the other; a group is its heading and its rows (label, value, data)."""
    rows, headings, y = [], [], 0.0
    for heading, members in groups:
        if heading:
            headings.append((y, heading))
            y += 1
        for label, value, data in members:
            rows.append(Row(y, label, value, data))
            y += 1
        y += 0.35
    return Layout(rows, headings, y - 0.35)


#: Inches a row takes: on a phone its words stand over it and not beside it.
PITCH, NARROW_PITCH = 0.205, 0.33


def rows_figure(chart: Layout, *, narrow: bool, extra: float, pitch: float | None = None) -> tuple[Figure, Axes]:
    """Return a figure high enough for the rows and `extra` inches more, and its axes; `label_rows` then writes the words."""
    figure, (axes,) = new_figure((pitch or (NARROW_PITCH if narrow else PITCH)) * chart.height + extra, narrow=narrow)
    return figure, axes


def label_rows(axes: Axes, chart: Layout, *, narrow: bool = False) -> None:
    """Write the headings, and the labels and values of the rows: left and right of them, or, narrow, over them."""
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)
    across = axes.get_yaxis_transform()
    if narrow:
        axes.set_yticks([])
        axes.set_ylim(chart.height - 0.55, -0.75)
        box = {"fc": PAPER, "ec": "none", "pad": 0.8}
        for row in chart.rows:
            axes.text(0, row.y - 0.4, row.label, transform=across, fontsize=8, va="center_baseline", color=INK, bbox=box, zorder=1.5)
            axes.text(1, row.y - 0.4, row.value, transform=across, fontsize=8, va="center_baseline", ha="right", color=INK, bbox=box, zorder=1.6)
        for y, heading in chart.headings:
            words = axes.text(0, y + 0.05, heading, transform=across, fontsize=8.5, fontweight="bold", va="center_baseline", color=INK, bbox=box, zorder=1.7)
            words.set_in_layout(False)  # a long heading would press the axes together
        return
    axes.set_yticks([row.y for row in chart.rows], [row.label for row in chart.rows], color=INK, fontsize=8)
    axes.set_ylim(chart.height - 0.4, -0.6)
    for y, heading in chart.headings:
        # The words begin over the labels: a long heading would run off the right edge.
        axes.annotate(
            heading, (0, y), (HEADING_POINTS, 0), xycoords=across, textcoords="offset points", fontsize=8.5, fontweight="bold",
            va="center_baseline", color=INK, annotation_clip=False,
        )  # fmt: skip
    for row in chart.rows:
        axes.text(1.015, row.y, row.value, transform=across, fontsize=8, va="center_baseline", color=INK)


def period(first: dt.date, last: dt.date) -> str:
    """Write a period shortly: 2024, Aug 2025, Aug-Nov 2025, 1-26 Jan 2026, 1 Jan-18 Mar 2024, 2022 from 24 Feb.

    >>> period(dt.date(2025, 8, 1), dt.date(2025, 11, 30))
    'Aug–Nov 2025'
    """
    starts, ends = first.day == 1, (last + dt.timedelta(days=1)).day == 1
    if first.year != last.year:
        return f"{day(first)} {first.year} – {day(last)} {last.year}"
    if (last.month, last.day) == (12, 31):
        if (first.month, first.day) == (1, 1):
            return f"{first.year}"
        if not starts:
            return f"{first.year}, from {day(first)}"
    if starts and ends:
        return f"{last:%b %Y}" if first.month == last.month else f"{first:%b}–{last:%b %Y}"
    if first.month == last.month:
        return f"{first.day}–{day(last)} {last.year}"
    return f"{day(first)} – {day(last)} {last.year}"


def day(date: dt.date) -> str:
    """Write a day without its year: 3 Feb."""
    return f"{date.day} {date:%b}"


def said(value: float, qualifier: str) -> str:
    """Write a number with the sign of its qualifier: 14, ≥14, >12, ≈15, ≤21, <21, almost 160."""
    return f"{SIGNS.get(qualifier, '')}{value:,.0f}"


SIGNS = {"at_least": "≥", "more_than": ">", "approx": "≈", "up_to": "≤", "less_than": "<", "almost": "almost "}


def said_shortly(value: float, high: float | None, qualifier: str) -> str:
    """Write a claim's number or range with the sign of its qualifier, thousands as k: >45k, 369k–523k, 1,351."""
    if qualifier == "range" and high is not None and not pd.isna(high):
        return f"{compact(value)}–{compact(float(high))}"
    return f"{SIGNS.get(qualifier, '')}{compact(value)}"


def dated_name(name: str, date: dt.date) -> str:
    """Write a claimant with the month of the claim: CSIS, Jun 2026."""
    return f"{name}, {date:%b %Y}"


def ids_of(table: pd.DataFrame) -> list[str]:
    """Return the claims named in a column `claim_ids`, each once, in order."""
    return sorted({name for cell in table["claim_ids"] for name in cell.split("; ")})
