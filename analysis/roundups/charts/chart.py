"""What a chart function returns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from .spots import Told
from .style import styled

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure


class Chart(NamedTuple):
    """A drawing with its name, its computed caption and alternative text (plain text), the rows that it draws, and the claims that its marks tell of.

    `draw(narrow)` returns a new figure: of `style.WIDE` for desktop and paper, of `style.NARROW` for a phone. What both need is prepared once,
    before.
    """

    draw: Callable[[bool], Figure]
    name: str
    caption: str
    alt: str
    data: pd.DataFrame
    claims: tuple[Told, ...] = ()

    @property
    def figure(self) -> Figure:
        """The wide drawing, in the report's style."""
        return self.drawn()

    def drawn(self, *, narrow: bool = False) -> Figure:
        """Draw in the report's style."""
        with styled():
            return self.draw(narrow)
