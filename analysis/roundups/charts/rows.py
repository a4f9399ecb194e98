"""Charts whose rows are labelled: groups with headings, one row for each claim, numbers on the x axis."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from .style import INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes


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
        headings.append((y, heading))
        y += 1
        for label, value, data in members:
            rows.append(Row(y, label, value, data))
            y += 1
        y += 0.35
    return Layout(rows, headings, y - 0.35)


def label_rows(axes: Axes, chart: Layout) -> None:
    """Write the labels left of the rows, the values right of them and the headings over their groups."""
    axes.set_yticks([row.y for row in chart.rows], [row.label for row in chart.rows], color=INK, fontsize=8)
    axes.set_ylim(chart.height - 0.4, -0.6)
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)
    across = axes.get_yaxis_transform()
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
    sign = {"at_least": "≥", "more_than": ">", "approx": "≈", "up_to": "≤", "less_than": "<", "almost": "almost "}.get(qualifier, "")
    return f"{sign}{value:,.0f}"


def ids_of(table: pd.DataFrame) -> list[str]:
    """Return the claims named in a column `claim_ids`, each once, in order."""
    return sorted({name for cell in table["claim_ids"] for name in cell.split("; ")})
