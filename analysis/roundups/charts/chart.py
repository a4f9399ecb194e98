"""What a chart function returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


class Chart(NamedTuple):
    """A figure with its name, its computed caption and alternative text (plain text), and the rows that it draws."""

    figure: Figure
    name: str
    caption: str
    alt: str
    data: pd.DataFrame
