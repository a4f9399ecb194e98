"""What it costs to start the command: `--help`, `show`, `cite` against starting Python."""

from __future__ import annotations

import sys
from pathlib import Path

from .ratios import Line, NotMeasured, Side, Stage, wall

CLAIM = "1076-1080-07"
#: Starts of one round: a start takes some hundredths of a second, a mean of many is steadier.
STARTS = 10


def roundups() -> Path:
    """The command of this environment, as a user's shell starts it."""
    program = Path(sys.executable).with_name("roundups.exe" if sys.platform == "win32" else "roundups")
    if not program.is_file():
        raise NotMeasured("the command `roundups` is not installed beside this Python")
    return program


def lines(stage: Stage) -> list[Line]:
    python = Side("starting Python", wall([sys.executable, "-c", "pass"], times=STARTS))

    def line(name: str, *arguments: str, because: str = "") -> Line:
        return Line(name, Side(f"`roundups {' '.join(arguments)}`", lambda: wall([roundups(), *arguments], cwd=stage.root, times=STARTS)()), python, 4, because)

    return [line("help", "--help"), line("show", "show", CLAIM), line("cite", "cite", CLAIM)]
