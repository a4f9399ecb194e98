"""The picture that stands beside a shared link."""

from __future__ import annotations

import io
from pathlib import Path

from PIL import Image

from roundups.charts.card import SIZE, card, draw_card
from roundups.package import Package


def test_the_card_is_the_same_picture_each_time_and_fits_open_graph(real_root: Path, tmp_path: Path) -> None:
    package = Package(real_root)
    content = card(package)
    draw_card(package, tmp_path / "figures" / "card.png")
    assert (tmp_path / "figures" / "card.png").read_bytes() == content
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["card.png"]
    picture = Image.open(io.BytesIO(content))
    assert picture.size == SIZE
    assert len(content) < 60_000
    # Something is drawn in each third, and nothing touches the edge.
    grey = picture.convert("L")
    for top in range(0, SIZE[1], 210):
        assert grey.crop((0, top, SIZE[0], top + 210)).getextrema()[0] < 120
    edge = [grey.crop(box).getextrema()[0] for box in ((0, 0, 30, SIZE[1]), (SIZE[0] - 30, 0, *SIZE), (0, 0, SIZE[0], 30), (0, SIZE[1] - 30, *SIZE))]
    assert min(edge) > 240
