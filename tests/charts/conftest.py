from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from matplotlib.figure import Figure

from roundups.charts.files import settle, svg
from roundups.charts.marks import ARROW
from roundups.charts.style import styled
from roundups.package import Package

@pytest.fixture(scope="session")
def package(real_root: Path) -> Package:
    return Package(real_root)


@pytest.fixture(scope="session")
def count_arrows() -> Callable[[Figure], int]:
    """How many one-sided claims a figure draws."""
    return lambda figure: sum(line.get_marker() is ARROW for axes in figure.axes for line in axes.lines)


@pytest.fixture(scope="session")
def svg_of() -> Callable[[Figure], bytes]:
    """The bytes of a figure as the report writes it."""

    def write(figure: Figure) -> bytes:
        with styled():
            settle(figure)
        return svg(figure)

    return write
