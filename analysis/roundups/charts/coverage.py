"""The calendar of weeks: which issues of the roundup were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from ..statistics.coverage import claims_by_issue, coverage
from .chart import Chart
from .labels import counted
from .marks import key
from .style import ACCENT, INK, MUTED, PAPER, new_figure

if TYPE_CHECKING:
    from ..package import Package

FILLS = {"full": (ACCENT, ACCENT, "read whole"), "opening": ("#9cc7ce", ACCENT, "opening read"), "not_read": (PAPER, "#b9c1c3", "not read")}


def weeks(package: Package) -> Chart:
    """Draw one square for each weekly issue between the first and the last one read, half a year a row, with the rows that it gave."""
    issues = claims_by_issue(package)
    issues = issues[issues["edition"] == "weekly"].reset_index(drop=True)
    halves = [(date.year, date.month > 6) for date in issues["first_date"]]
    rows = list(dict.fromkeys(halves))
    first_days = [pd.Timestamp(year, 7 if second else 1, 1) for year, second in halves]
    columns = [(date - start).days // 7 for date, start in zip(issues["first_date"], first_days, strict=True)]

    def drawn(narrow: bool) -> Figure:
        step = 2.1 if narrow else 1.75  # the words are as high as before, the squares are not
        figure, (axes,) = new_figure((0.25 if narrow else 0.44) * len(rows) + 0.35, narrow=narrow)
        for number, issue in enumerate(issues.itertuples()):
            top, column = -rows.index(halves[number]) * step, columns[number]
            face, edge, _ = FILLS[issue.reading]
            axes.add_patch(Rectangle((column + 0.06, top + 0.06), 0.88, 0.88, lw=0.8, fc=face, ec=edge))
            if not narrow and not pd.isna(issue.claims):
                axes.text(column + 0.5, top + 0.48, f"{issue.claims}", fontsize=7.5, ha="center", va="center", color=PAPER if issue.reading == "full" else INK)
        for row, (year, second) in enumerate(rows):
            axes.text(-0.4, -row * step + 0.5, f"{year}", fontsize=8, ha="right", va="center", color=INK)
            for month in range(6):
                start = pd.Timestamp(year, month + (7 if second else 1), 1)
                if not issues["first_date"].iloc[0] - pd.Timedelta(days=7) <= start <= issues["last_date"].iloc[-1]:
                    continue
                at = (start - pd.Timestamp(year, 7 if second else 1, 1)).days / 7
                axes.text(at + 0.1, -row * step + 1.1, f"{start:%b}", fontsize=7.5, color=MUTED)
        axes.set(xlim=(-3.4 if narrow else -2, 27), ylim=(-(len(rows) - 1) * step - 0.15, 1.9))
        axes.set_aspect("equal")
        axes.axis("off")
        handles = [Line2D([], [], ls="none", marker="s", ms=6.5, mfc=face, mec=edge, label=words) for face, edge, words in FILLS.values()]
        key(figure, handles, narrow=narrow, columns=3)
        return figure

    count = coverage(package)
    found = int(issues["claims"].sum())
    first, last = issues["first_date"].iloc[0], issues["last_date"].iloc[-1]
    caption = (
        f"Of {count.weeks} weeks from {first:%Y-%m-%d} to {last:%Y-%m-%d}, {counted(count.full, 'issue')} {'was' if count.full == 1 else 'were'} "
        f"read whole and of {count.opening} the opening; {count.not_read} were not read. One square is one week of the Ukraine Crisis Media "
        f"Center's weekly roundup; a number in it says how many rows the issue gave. Source: the table roundups; ukraine-war-roundups {package.version}."
    )
    longest = _longest_gap(issues["reading"].tolist())
    alt = (
        f"Calendar of {count.weeks} squares in {len(rows)} rows of half a year. {count.read} squares are filled; the issues read gave {found} rows. "
        f"The longest run of weeks not read is {longest} weeks."
    )
    data = issues[["roundup_id", "first_date", "last_date", "reading", "readings", "claims"]]
    return Chart(drawn, "weeks-read", caption, alt, data)


def _longest_gap(readings: list[str]) -> int:
    longest = run = 0
    for reading in readings:
        run = run + 1 if reading == "not_read" else 0
        longest = max(longest, run)
    return longest
