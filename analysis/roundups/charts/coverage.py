"""The strip of weeks: which issues of the roundup were read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from ..statistics.coverage import claims_by_issue, coverage
from .chart import Chart
from .labels import counted
from .style import ACCENT, INK, MUTED, PAPER, new_figure, styled

if TYPE_CHECKING:
    from ..package import Package

COLUMNS = 22


def weeks(package: Package) -> Chart:
    """Draw one square for each weekly issue between the first and the last one read, in rows of 22 weeks."""
    issues = claims_by_issue(package)
    issues = issues[issues["edition"] == "weekly"].reset_index(drop=True)
    rows = -(-len(issues) // COLUMNS)
    with styled():
        figure, (axes,) = new_figure(0.4 * rows + 0.45)
        for number, issue in enumerate(issues.itertuples()):
            row, column = divmod(number, COLUMNS)
            read = issue.reading != "not_read"
            axes.add_patch(
                Rectangle(
                    (column + 0.06, -row * 1.75 + 0.06), 0.88, 0.88, lw=0.8,
                    fc=ACCENT if issue.reading == "full" else "#9cc7ce" if read else PAPER, ec=ACCENT if read else "#b9c1c3",
                )
            )  # fmt: skip
            if column == 0 or issue.first_date.month != issues.first_date[number - 1].month:
                january = column == 0 or issue.first_date.month == 1
                label = issue.first_date.strftime("%b %Y") if january else issue.first_date.strftime("%b")
                axes.text(column + 0.1, -row * 1.75 + 1.1, label, fontsize=7.5, color=INK if january else MUTED)
        axes.set(xlim=(-0.1, COLUMNS + 0.1), ylim=(-(rows - 1) * 1.75 - 0.15, 1.9))
        axes.set_aspect("equal")
        axes.axis("off")
        handles = [
            Line2D([], [], ls="none", marker="s", ms=7, mfc=face, mec=edge, label=label)
            for face, edge, label in ((ACCENT, ACCENT, "read whole"), ("#9cc7ce", ACCENT, "opening read"), (PAPER, "#b9c1c3", "not read"))
        ]
        figure.legend(handles=handles, loc="outside lower left", ncols=3, handletextpad=0.3, columnspacing=1.4)
    count = coverage(package)
    read_rows = issues.dropna(subset=["claims"])
    found = int(read_rows["claims"].sum())
    first, last = issues["first_date"].iloc[0], issues["last_date"].iloc[-1]
    caption = (
        f"Of {count.weeks} weeks from {first:%Y-%m-%d} to {last:%Y-%m-%d}, {counted(count.full, 'issue')} {'was' if count.full == 1 else 'were'} "
        f"read whole and of {count.opening} the opening; {count.not_read} were not read. One square is one week of the Ukraine Crisis Media "
        f"Center's weekly roundup."
    )
    longest = _longest_gap(issues["reading"].tolist())
    alt = (
        f"Strip of {count.weeks} squares in {rows} rows. {count.read} squares are filled; the issues read gave {found} rows. "
        f"The longest run of weeks not read is {longest} weeks."
    )
    data = issues[["roundup_id", "first_date", "last_date", "reading", "readings", "claims"]]
    return Chart(figure, "weeks-read", caption, alt, data)


def _longest_gap(readings: list[str]) -> int:
    longest = run = 0
    for reading in readings:
        run = run + 1 if reading == "not_read" else 0
        longest = max(longest, run)
    return longest
