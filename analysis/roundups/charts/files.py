"""A figure becomes files: SVG and PNG, the same bytes from the same data."""

from __future__ import annotations

import io
import os
import re
import textwrap
from collections.abc import Callable
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from .style import MUTED, styled

#: Points a dot: the picture is 1,152 pixels wide.
PNG_DPI = 160
CAPTION_POINTS = 8


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


def svg(figure: Figure) -> bytes:
    """Return a settled figure as SVG without a date, with numbers to a hundredth of a point."""
    out = io.BytesIO()
    with styled():
        # `savefig` would draw twice.
        FigureCanvasSVG(figure).print_svg(out, metadata={"Date": None, "Creator": None})
    return slim(out.getvalue().decode()).encode()


def slim(text: str) -> str:
    """Return an SVG of matplotlib's in about half of its bytes, the same picture: no comments, places to a hundredth of a point, short names of glyphs.

    A page of the report has eight charts and is to weigh less than 700 KB; two thirds of a chart are references to glyphs.
    """
    text = re.sub(r"<!--.*?-->\s*|\s*<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    names: dict[str, str] = {}
    text = re.sub(r'(?<=[#"])DejaVu[\w-]+(?=")', lambda found: names.setdefault(found[0], f"g{len(names)}"), text)
    text = re.sub(r'(<use xlink:href="#g\d+" )transform="translate\((\S+) 0\)"', lambda found: f'{found[1]}x="{float(found[2]):.4g}"', text)
    text = re.sub(r'(?<= )(d|x|y|points|transform)="([^"]+)"', lambda found: f'{found[1]}="{_short(found[2])}"', text)
    text = re.sub(r'(?<= style=")[^"]+', lambda found: re.sub(r"([:;]) ", r"\1", found[0]), text)
    return re.sub(r"\n\s+", "\n", text)


def _short(numbers: str) -> str:
    """Write the places of a path or an attribute with two decimals; scales keep theirs."""
    numbers = re.sub(r"scale\([^)]*\)|\d+\.\d{3,}", lambda found: found[0] if found[0].startswith("s") else f"{float(found[0]):.2f}".rstrip("0").rstrip("."), numbers)
    return re.sub(r"\s*\n\s*", "", re.sub(r"(?<=[A-Za-z]) ", "", numbers))


def png(figure: Figure, caption: str) -> bytes:
    """Return a settled figure as PNG with its caption below, so that a picture passed on alone still says what it shows and from where.

    A palette of 64 colours and run lengths only: no other choice of zlib's depends less on the processor that packs.
    """
    from PIL import Image

    width, _ = figure.get_size_inches()
    lines = textwrap.wrap(caption, int(width * 15), break_on_hyphens=False)
    below = Figure(figsize=(width, (len(lines) * 1.4 + 1.2) * CAPTION_POINTS / 72))
    with styled():
        below.text(0.01, 1, "\n".join(lines), fontsize=CAPTION_POINTS, color=MUTED, va="top", linespacing=1.4)
        pictures = [_pixels(part) for part in (figure, below)]
    whole = Image.new("RGB", (pictures[0].width, sum(picture.height for picture in pictures)), "white")
    whole.paste(pictures[0], (0, 0))
    whole.paste(pictures[1], (0, pictures[0].height))
    out = io.BytesIO()
    whole.quantize(64, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(out, "PNG", compress_type=3, compress_level=9, dpi=(PNG_DPI, PNG_DPI))
    return out.getvalue()


def _pixels(figure: Figure) -> object:
    from PIL import Image

    figure.dpi = PNG_DPI
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    size = canvas.get_width_height()
    return Image.frombuffer("RGBA", size, bytes(canvas.buffer_rgba()), "raw", "RGBA", 0, 1).convert("RGB")


def write(path: Path, content: bytes | Callable[[Path], object]) -> None:
    """Write a file in one step: through a temporary one beside it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        content(temporary) if callable(content) else temporary.write_bytes(content)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
