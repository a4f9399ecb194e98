"""A chart becomes files and the Markdown that places it: the same under either engine."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from .style import styled

if TYPE_CHECKING:
    import pandas as pd

FOLDER = Path("figures")


def place(figure: Figure, name: str, caption: str, alt: str, data: pd.DataFrame) -> None:
    """Write `figures/NAME.svg` and `figures/NAME.csv` and print the Markdown of the figure `#fig-NAME`.

    For a cell with `output: asis`. `caption` and `alt` are plain text, escaped here; the alternative text tells what the
    picture shows and is not a repeat of the caption. `data` is what is drawn, one row a mark.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(f"{name!r} is no name for a chart: lower-case words joined by hyphens")
    FOLDER.mkdir(exist_ok=True)
    with styled():
        settle(figure)
        # The date is left out of the file: the same data must give the same bytes. `savefig` would draw twice.
        _replace(FOLDER / f"{name}.svg", lambda path: figure.canvas.print_svg(path, metadata={"Date": None, "Creator": None}))
    _replace(FOLDER / f"{name}.csv", lambda path: data.to_csv(path, index=False, lineterminator="\n"))
    print(
        f"\n::: {{#fig-{name}}}\n\n![]({FOLDER}/{name}.svg){{fig-alt=\"{_attribute(alt)}\"}}\n\n{escape(caption)}\n\n:::\n\n"
        f"::: {{.content-visible when-format=\"html\"}}\n::: {{.chart-data}}\n"
        f"This chart: [data (CSV)]({FOLDER}/{name}.csv){{download=\"{name}.csv\"}}, "
        f"[picture (SVG)]({FOLDER}/{name}.svg){{download=\"{name}.svg\"}}\n:::\n:::\n"
    )


def settle(figure: Figure) -> None:
    """Lay a figure out once and round its axes' places, so that the same data give the same bytes.

    The solver of the constrained layout leaves noise in the last digit that differs from run to run; the ids of an SVG file are
    hashes of these numbers, so one chart's file differed in three of eight runs. The layout is that of the SVG writer itself: any other
    measures the words at another size, and labels were cut at the left.
    """
    FigureCanvasSVG(figure)
    figure.dpi = 72
    figure.get_layout_engine().execute(figure)
    figure.set_layout_engine("none")
    for axes in figure.axes:
        axes.set_position([round(number, 5) for number in axes.get_position().bounds])


def _replace(path: Path, write: object) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(temporary)  # type: ignore[operator]
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def escape(text: object) -> str:
    """Escape plain text, such as words from a source, for Pandoc's Markdown."""
    one_line = re.sub(r"\s+", " ", str(text)).strip()
    return re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~^$@&\"'])", r"\\\1", one_line) if one_line else ""


def _attribute(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().replace("\\", "\\\\").replace('"', "”").replace("{", "(").replace("}", ")")


def place_table(frame: pd.DataFrame, name: str, caption: str, *, widths: list[int] | None = None, numbers: tuple[str, ...] = ()) -> None:
    """Print a table as the Markdown of `#tbl-NAME`; every cell is escaped, a missing one is an en dash.

    For a cell with `output: asis`. `numbers` names the columns set flush right; `widths` gives the columns' relative widths,
    which a table with long words needs.
    """
    import pandas as pd

    columns = [str(column) for column in frame.columns]
    widths = widths or [max(3, len(column)) for column in columns]
    rule = ["-" * (width - 1) + (":" if column in numbers else "-") for column, width in zip(columns, widths, strict=True)]
    lines = ["| " + " | ".join(escape(column) for column in columns) + " |", "|" + "|".join(rule) + "|"]
    for row in frame.itertuples(index=False):
        cells = ["–" if pd.isna(cell) or cell == "" else _unbroken_dates(escape(_written(cell))) for cell in row]
        lines.append("| " + " | ".join(cells) + " |")
    print(f"\n::: {{#tbl-{name}}}\n\n" + "\n".join(lines) + f"\n\n{escape(caption)}\n\n:::\n")


def offer_table(frame: pd.DataFrame, name: str) -> None:
    """Write a table that is itself data to `figures/NAME.csv` and print the link to it, in pages only. For a cell with `output: asis`."""
    FOLDER.mkdir(exist_ok=True)
    _replace(FOLDER / f"{name}.csv", lambda path: frame.to_csv(path, index=False, lineterminator="\n"))
    link = f"[data (CSV)]({FOLDER}/{name}.csv){{download=\"{name}.csv\"}}"
    print(f'\n::: {{.content-visible when-format="html"}}\n::: {{.chart-data}}\nThis table: {link}\n:::\n:::\n')


def place_list(items: Iterable[tuple[str, str]]) -> None:
    """Print a definition list: terms and what they mean, both Markdown already; it reads on a phone where a table does not.

    For a cell with `output: asis`.
    """
    print("\n" + "\n\n".join(f"{term}\n\n:   {meaning}" for term, meaning in items) + "\n")


def _unbroken_dates(text: str) -> str:
    # A browser breaks a narrow cell at the hyphens of a date.
    return re.sub(r"\b\d{4}\\-\d{2}\\-\d{2}\b", r"[\g<0>]{.date}", text)


def _written(cell: object) -> str:
    # Columns of a table give numpy's numbers, which are no int.
    if type(cell).__name__ in ("bool", "bool_"):
        return "yes" if cell else "no"
    if isinstance(cell, Integral):
        return f"{cell:,}"
    if hasattr(cell, "date") and hasattr(cell, "strftime"):
        return cell.strftime("%Y-%m-%d")  # type: ignore[attr-defined]
    return str(cell)
