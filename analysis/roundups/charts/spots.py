"""Where claims stand in a picture and what is told of each: the list below a chart, from which the site's script reads both.

A mark that stands for claims carries their ids as its id in the SVG (`stand_for`); its place is read from the figure that was drawn
(`spots`), so that the list cannot tell of another place than the picture shows.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox

from ..statistics.series import claim_interval, dated
from ..wording.terms import in_words
from .labels import counted, qualified

if TYPE_CHECKING:
    from ..package import Package
    from ..wording import Interval

PREFIX = "claim-"
#: Points around a mark that belong to it: a pointer need not hit a hair.
AROUND = 1.5
WITHHELD = "number withheld"


class Spot(NamedTuple):
    """Where the mark of some claims lies: left, top, width and height in thousandths of the figure's, from its upper left corner."""

    claims: tuple[str, ...]
    box: tuple[float, float, float, float]


class Told(NamedTuple):
    """What is told of one claim, as plain text; `interval` is empty where the claim has no number or the words leave one only."""

    claim_id: str
    claimant: str
    number: str
    words: str
    language: str
    what: str
    when: str
    interval: str
    publisher: str
    url: str


def stand_for(artist: Artist, claims: Iterable[str]) -> None:
    """Let a mark stand for claims; none leaves it as it is."""
    if names := ".".join(claims):
        artist.set_gid(PREFIX + names)


def spots(figure: Figure) -> list[Spot]:
    """Return the marks of a settled figure that stand for claims, panel by panel in the order in which they were drawn."""
    size = figure.bbox
    found = []
    for axes in figure.axes:
        axes.get_xlim(), axes.get_ylim()  # both bring the limits up to date, which places are read by
        for artist in axes.get_children():
            name = artist.get_gid() or ""
            if name.startswith(PREFIX):
                box = _inside(_box(artist), axes.bbox).padded(AROUND * figure.dpi / 72)
                found.append(Spot(tuple(name.removeprefix(PREFIX).split(".")), _thousandths(box, size)))
    return found


def panels(figure: Figure) -> list[tuple[float, float, float, float]]:
    """Return the boxes of a settled figure's axes, as `Spot` has its own."""
    return [_thousandths(axes.bbox, figure.bbox) for axes in figure.axes]


def _thousandths(box: Bbox, whole: Bbox) -> tuple[float, float, float, float]:
    left, width = 1000 * box.x0 / whole.width, 1000 * box.width / whole.width
    top, height = 1000 - 1000 * box.y1 / whole.height, 1000 * box.height / whole.height
    return round(left, 1), round(top, 1), round(width, 1), round(height, 1)


def _box(artist: Artist) -> Bbox:
    """The box of a mark in pixels. matplotlib's own one of a line takes a marker to lie evenly around its point, which an arrow does not."""
    if not isinstance(artist, Line2D):
        return artist.get_window_extent()
    points = artist.get_transform().transform(artist.get_xydata())
    box = Bbox([points.min(axis=0), points.max(axis=0)])
    pixels = artist.get_figure(root=True).dpi / 72  # type: ignore[union-attr]
    marker = artist._marker  # there is no public way to the turned shape
    if not marker:
        return box.padded(artist.get_linewidth() * pixels / 2)
    shape = marker.get_path().get_extents(marker.get_transform().frozen().scale(artist.get_markersize() * pixels))
    return Bbox([[box.x0 + shape.x0, box.y0 + shape.y0], [box.x1 + shape.x1, box.y1 + shape.y1]])


def _inside(box: Bbox, panel: Bbox) -> Bbox:
    """Move a box that lies off the panel, as one month of civilians does, to the panel's edge."""
    right = max(0.0, panel.x0 - box.x1) - max(0.0, box.x0 - panel.x1)
    up = max(0.0, panel.y0 - box.y1) - max(0.0, box.y0 - panel.y1)
    return box.translated(right, up)


def told(package: Package, claim_ids: Iterable[str]) -> tuple[Told, ...]:
    """Return what is told of claims, in the order given, each once.

    Raises KeyError where a claim stands in no table.
    """
    names = list(dict.fromkeys(claim_ids))
    claims = package.claims()
    claims = dated(claims[claims["claim_id"].isin(names)], package.table("roundups")).set_index("claim_id", drop=False)
    return tuple(_told(claims.loc[name]) for name in names)


def _told(row: pd.Series) -> Told:
    has_number = pd.notna(row["value"])
    tight, wide = (claim_interval(row, table) if has_number else None for table in ("tight", "wide"))
    interval = f"tight {_bounds(tight)}, wide {_bounds(wide)}" if tight and wide and wide.low != wide.high else ""
    return Told(
        row["claim_id"],
        row["claimant_name"],
        qualified(row) if has_number else WITHHELD if row["qualifier"] == "withheld" else "",
        "" if pd.isna(row["as_reported"]) else row["as_reported"],
        "" if pd.isna(row["source_language"]) else str(row["source_language"]),
        f"{in_words(row['measure'])}, {row['population_name']}" if pd.notna(row["population_name"]) else in_words(row["measure"]),
        _when(row),
        interval,
        row["source_publisher"],
        row["source_url"],
    )


def _bounds(interval: Interval) -> str:
    return f"{interval.low:,}" if interval.low == interval.high else str(interval)


def _when(row: pd.Series) -> str:
    day = {name: f"{row[name]:%Y-%m-%d}" for name in ("event_date", "as_of", "period_start", "period_end") if pd.notna(row[name])}
    if "event_date" in day:
        return f"on {day['event_date']}"
    if "as_of" in day:
        return f"as of {day['as_of']}"
    if day:
        return f"{day.get('period_start', 'day not given')} to {day.get('period_end', 'day not given')}"
    if pd.isna(row["date"]):
        return "day not given"
    return f"day not given, {'in an issue up to' if row['dated_by'] == 'roundup' else 'published on'} {row['date']:%Y-%m-%d}"


def listed(name: str, claims: Iterable[Told], wide: Figure, narrow: Figure) -> str:
    """Return the list of a chart's claims as HTML: folded, complete without the script, which reads from it where each claim stands.

    A claim with several marks is listed at each. Every text is escaped. Raises ValueError where a claim that is drawn is not told, one
    that is told is not drawn, or the two drawings show different claims.
    """
    by_id = {claim.claim_id: claim for claim in claims}
    both = [[(claim_id, spot.box) for spot in spots(figure) for claim_id in spot.claims] for figure in (wide, narrow)]
    drawn = [claim_id for claim_id, _ in both[0]]
    if drawn != [claim_id for claim_id, _ in both[1]]:
        raise ValueError(f"{name}: the wide and the narrow drawing do not show the same claims in the same order")
    if odd := set(drawn) ^ set(by_id):
        raise ValueError(f"{name}: drawn and not told of, or told of and not drawn: {', '.join(sorted(odd))}")
    items = "\n".join(_item(by_id[claim_id], at, small) for (claim_id, at), (_, small) in zip(*both, strict=True))
    boxes = " ".join(f'{key}="{",".join(map(_written, panels(figure)))}"' for key, figure in (("data-panels", wide), ("data-panels-narrow", narrow)))
    return (
        f'<div class="chart-claims" data-figure="fig-{name}" {boxes}>\n<details><summary>List of {counted(len(set(drawn)), "claim")}</summary>\n'
        f"<ol>\n{items}\n</ol>\n</details>\n</div>"
    )


def _plain(text: str) -> str:
    return html.escape(" ".join(text.split()))


def _item(claim: Told, at: tuple[float, ...], narrow: tuple[float, ...]) -> str:
    lang = f' lang="{html.escape(claim.language)}"' if claim.language not in ("", "en") else ""
    quoted = f"<q{lang}>{_plain(claim.words)}</q>" if claim.words else "<i>words not seen</i>" if claim.number != WITHHELD else ""
    said = ": ".join(part for part in (_plain(claim.number), quoted) if part)
    when = re.sub(r"\d{4}-\d{2}-\d{2}", r'<span class="date">\g<0></span>', _plain(claim.when))  # a browser breaks at hyphens
    interval = f"Interval: {_plain(claim.interval)}. " if claim.interval else ""
    return (
        f'<li data-at="{_written(at)}" data-narrow="{_written(narrow)}"><b>{_plain(claim.claimant)}</b> <span>{said}</span> '
        f"<small>{_plain(claim.what)}, {when}. {interval}"
        f'<a href="claims.html#{html.escape(claim.claim_id)}">Claim {html.escape(claim.claim_id)}</a>, '
        f'printed by <a href="{html.escape(claim.url)}">{_plain(claim.publisher)}</a></small></li>'
    )


def _written(box: tuple[float, ...]) -> str:
    return " ".join(f"{number:g}" for number in box)
