from __future__ import annotations

from collections.abc import Callable

import pytest
from matplotlib.figure import Figure

from roundups.charts.marks import ARROW


@pytest.fixture(scope="session")
def count_arrows() -> Callable[[Figure], int]:
    """How many one-sided claims a figure draws."""
    return lambda figure: sum(line.get_marker() is ARROW for axes in figure.axes for line in axes.lines)
