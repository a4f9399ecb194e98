"""A chart becomes files and the Markdown that places it: the same under either engine."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING

from .files import png, settle, svg, write
from .spots import Told, listed
from .style import styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

FOLDER = Path("figures")
#: Where the narrow drawing stands instead of the wide one; the style sheet has the same width.
PHONE = "(max-width: 40rem)"
#: Languages of sources that are written in Cyrillic letters (ISO 639-1).
CYRILLIC_LANGUAGES = frozenset({"be", "bg", "mk", "ru", "uk"})
_CYRILLIC_RUN = re.compile(r"[\u0400-\u04ff](?:(?:[\u0400-\u04ff’ʼ\d\s,%]|\\[-.'])*[\u0400-\u04ff])?")


def place(draw: Callable[[bool], Figure], name: str, caption: str, alt: str, data: pd.DataFrame, claims: tuple[Told, ...] = ()) -> None:
    """Write a chart's files below `figures/` and print the Markdown of the figure `#fig-NAME`.

    For a cell with `output: asis`; the arguments are those of a `Chart`. Files: `NAME.svg`, `NAME-narrow.svg` (which a browser shows
    on a phone instead), `NAME.png`, `NAME.csv`. `caption` and `alt` are plain text, escaped here; the alternative text tells what
    the picture shows and is not a repeat of the caption. `data` is what is drawn, one row a mark. `claims` are listed below the chart, and
    the page's script (`chapters/_marks.qmd`) shows each at its mark.
    """
    wide = _settled(draw, name, narrow=False)
    narrow = _settled(draw, name, narrow=True)
    write(FOLDER / f"{name}.svg", svg(wide))
    write(FOLDER / f"{name}-narrow.svg", svg(narrow))
    write(FOLDER / f"{name}.png", png(wide, caption))
    write(FOLDER / f"{name}.csv", lambda path: data.to_csv(path, index=False, lineterminator="\n"))
    print(
        f"\n::: {{#fig-{name}}}\n\n"
        f"::: {{.content-visible when-format=\"html\"}}\n```{{=html}}\n{_picture(name, alt, wide, narrow)}\n```\n:::\n\n"
        f"::: {{.content-visible unless-format=\"html\"}}\n{_image(name, alt)}\n:::\n\n{escape(caption)}\n\n:::\n\n"
        f"::: {{.content-visible when-format=\"html\"}}\n::: {{.chart-data}}\n{_claims(name, claims, wide, narrow)}"
        f"This chart: {_file('data (CSV)', name, 'csv')}, picture ({_file('SVG', name, 'svg')}, {_file('PNG', name, 'png')}, "
        f"{_file('narrow SVG', f'{name}-narrow', 'svg')})\n:::\n:::\n"
    )


def place_on_paper(draw: Callable[[bool], Figure], name: str, caption: str, alt: str, data: pd.DataFrame, claims: tuple[Told, ...] = ()) -> None:
    """Do the same for a document that is printed: one drawing, no downloads. It costs a third of `place`."""
    write(FOLDER / f"{name}.svg", svg(_settled(draw, name, narrow=False)))
    print(f"\n::: {{#fig-{name}}}\n\n{_image(name, alt)}\n\n{escape(caption)}\n\n:::\n")


def _settled(draw: Callable[[bool], Figure], name: str, *, narrow: bool) -> Figure:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(f"{name!r} is no name for a chart: lower-case words joined by hyphens")
    FOLDER.mkdir(exist_ok=True)
    with styled():
        figure = draw(narrow)
        settle(figure)
    return figure


def _picture(name: str, alt: str, wide: Figure, narrow: Figure) -> str:
    # Width and height keep the place free until the picture is there.
    sizes = [" ".join(f'{side}="{100 * inches:.0f}"' for side, inches in zip(("width", "height"), figure.get_size_inches(), strict=True)) for figure in (wide, narrow)]
    return (
        f'<div class="chart-marks"><picture><source media="{PHONE}" srcset="{FOLDER}/{name}-narrow.svg" {sizes[1]}>'
        f'<img src="{FOLDER}/{name}.svg" {sizes[0]} loading="lazy" alt="{html.escape(_one_line(alt))}"></picture></div>'
    )


def _claims(name: str, claims: tuple[Told, ...], wide: Figure, narrow: Figure) -> str:
    return f"```{{=html}}\n{listed(name, claims, wide, narrow)}\n```\n\n" if claims else ""


def _image(name: str, alt: str) -> str:
    return f'![]({FOLDER}/{name}.svg){{fig-alt="{_attribute(alt)}"}}'


def _file(words: str, name: str, ending: str) -> str:
    return f'[{words}]({FOLDER}/{name}.{ending}){{download="{name}.{ending}"}}'


def escape(text: object, language: object = "") -> str:
    """Escape plain text, such as words from a source, for Pandoc's Markdown.

    `language` is the source's, as its table has it. Where it is one that is written in Cyrillic letters, each run of them is marked as
    being in it, so that a screen reader speaks it rightly; nothing is guessed from the letters.
    """
    one_line = _one_line(str(text))
    escaped = re.sub(r"([\\`*_{}\[\]()#+\-.!|<>~^$@&\"'])", r"\\\1", one_line) if one_line else ""
    return _CYRILLIC_RUN.sub(rf"[\g<0>]{{lang={language}}}", escaped) if language in CYRILLIC_LANGUAGES else escaped


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _attribute(text: str) -> str:
    return _one_line(text).replace("\\", "\\\\").replace('"', "”").replace("{", "(").replace("}", ")")


def place_table(frame: pd.DataFrame, name: str, caption: str, *, widths: list[int] | None = None, numbers: tuple[str, ...] = (), language: str = "") -> None:
    """Print a table as the Markdown of `#tbl-NAME`; every cell is escaped, a missing one is an en dash.

    For a cell with `output: asis`. `numbers` names the columns set flush right; `widths` gives the columns' relative widths,
    which a table with long words needs. `language` names a column that is not shown: the language of the words in its row.
    """
    import pandas as pd

    languages = list(frame[language]) if language else [""] * len(frame)
    frame = frame.drop(columns=language) if language else frame
    columns = [str(column) for column in frame.columns]
    widths = widths or [max(3, len(column)) for column in columns]
    rule = ["-" * (width - 1) + (":" if column in numbers else "-") for column, width in zip(columns, widths, strict=True)]
    lines = ["| " + " | ".join(escape(column) for column in columns) + " |", "|" + "|".join(rule) + "|"]
    for row, spoken in zip(frame.itertuples(index=False), languages, strict=True):
        cells = ["–" if pd.isna(cell) or cell == "" else _unbroken_dates(escape(_written(cell), spoken)) for cell in row]
        lines.append("| " + " | ".join(cells) + " |")
    print(f"\n::: {{#tbl-{name}}}\n\n" + "\n".join(lines) + f"\n\n{escape(caption)}\n\n:::\n")


def offer_table(frame: pd.DataFrame, name: str) -> None:
    """Write a table that is itself data to `figures/NAME.csv` and print the link to it, in pages only. For a cell with `output: asis`."""
    FOLDER.mkdir(exist_ok=True)
    write(FOLDER / f"{name}.csv", lambda path: frame.to_csv(path, index=False, lineterminator="\n"))
    print(f'\n::: {{.content-visible when-format="html"}}\n::: {{.chart-data}}\nThis table: {_file("data (CSV)", name, "csv")}\n:::\n:::\n')


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
