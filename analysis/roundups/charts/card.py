"""The picture that stands beside a shared link: words and the marks' key, and no figure, for a figure needs its claimant."""

from __future__ import annotations

import io
from pathlib import Path

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ..package import Package
from .style import ACCENT, INK, MUTED, PARTY_COLOURS, styled

#: Pixels: what readers of Open Graph show without cutting.
SIZE = (1200, 630)
PAPER = "#fdfcf9"
DPI = 100
MARKS = (("o", ACCENT, True, "a number"), ("o", ACCENT, False, "about"), ("-", PARTY_COLOURS["third"], True, "from … to"), ("^", PARTY_COLOURS["russia"], True, "more than"))  # fmt: skip


def draw_card(package: Package, path: Path = Path("figures/card.png")) -> None:
    """Write the card of the package as a PNG of `SIZE`: the same bytes from the same package."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(card(package))
    temporary.replace(path)


def card(package: Package) -> bytes:
    """Return the card as PNG."""
    from PIL import Image

    claims = package.claims()
    with styled():
        figure = Figure(figsize=(SIZE[0] / DPI, SIZE[1] / DPI), dpi=DPI, facecolor=PAPER, layout="none")
        canvas = FigureCanvasAgg(figure)
        _write(figure, len(claims) + len(package.table("refinery_strikes")), len(package.table("claimants")), len(package.table("sources")))
        _draw_key(figure)
        canvas.draw()
    picture = Image.frombuffer("RGBA", SIZE, bytes(canvas.buffer_rgba()), "raw", "RGBA", 0, 1).convert("RGB")
    out = io.BytesIO()
    # A palette and run lengths only: no other choice of zlib's depends less on the processor that packs.
    picture.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", compress_type=3, compress_level=9)
    return out.getvalue()


def _write(figure: Figure, rows: int, claimants: int, sources: int) -> None:
    serif = {"family": "DejaVu Serif", "color": INK, "va": "top"}
    figure.text(0.07, 0.88, "Ukraine war roundups", fontsize=21, weight="bold", **serif)
    figure.text(0.07, 0.74, "What was said, by whom,\nin which words", fontsize=44, weight="bold", linespacing=1.2, **serif)
    figure.text(0.07, 0.21, f"{rows:,} rows by {claimants:,} claimants in {sources:,} publications", fontsize=21, color=INK, va="top")
    figure.text(0.07, 0.125, "Claims, not outcomes", fontsize=21, color=MUTED, va="top")
    figure.add_artist(_rule(0.265))


def _rule(height: float) -> object:
    from matplotlib.lines import Line2D

    return Line2D([0.07, 0.93], [height, height], color=INK, linewidth=1.2)


def _draw_key(figure: Figure) -> None:
    axes = figure.add_axes((0.07, 0.29, 0.86, 0.1))
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(-1, 1)
    for place, (mark, colour, filled, words) in zip((0.012, 0.25, 0.44, 0.7), MARKS, strict=True):
        if mark == "-":
            axes.plot([place, place + 0.05], [0, 0], color=colour, linewidth=9, solid_capstyle="butt")
        else:
            axes.plot(place, 0, mark, color=colour, markersize=15, markerfacecolor=colour if filled else PAPER, markeredgewidth=2.6, clip_on=False)
        axes.text(place + (0.065 if mark == "-" else 0.025), 0, words, fontsize=19, color=MUTED, va="center_baseline")
