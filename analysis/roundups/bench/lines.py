"""All lines of the table, in its order. A module of this part gives some of them: `lines(stage)`, which runs nothing yet."""

from __future__ import annotations

from . import loading, rendering, starting, validating
from .ratios import Line, Stage

MODULES = (validating, rendering, loading, starting)


def lines(stage: Stage) -> list[Line]:
    """The lines in the order of the table."""
    return [line for module in MODULES for line in module.lines(stage)]
