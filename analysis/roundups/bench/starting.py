"""What it costs to start the command: `--help`, `show`, `cite` against starting Python."""

from __future__ import annotations

import sys
from pathlib import Path

from .ratios import Line, NotMeasured, Side, Stage, wall

CLAIM = "1076-1080-07"
#: Starts of one round: a start takes some hundredths of a second, a mean of many is steadier.
STARTS = 10


# From `python -X importtime` and the processor time of each step, in starts of Python.
_CLICK = "importing click alone takes 3.7 times as long as starting Python, which is in it"
_TABLES = "reading the tables 1.5 times (all rows of claims, for what stands beside this one), importing `csv`, `json`, `pathlib` and `dataclasses` once"
HELP_BECAUSE = f"{_CLICK}; click's formatting of the help is most of the rest. No command is imported."
SHOW_BECAUSE = f"{_CLICK}; {_TABLES}."
CITE_BECAUSE = f"{_CLICK}; {_TABLES}; Pandoc, which writes the APA style, 2.2 times. `--style csl-json` does without it."


def roundups() -> Path:
    """The command of this environment, as a user's shell starts it."""
    program = Path(sys.executable).with_name("roundups.exe" if sys.platform == "win32" else "roundups")
    if not program.is_file():
        raise NotMeasured("the command `roundups` is not installed beside this Python")
    return program


def lines(stage: Stage) -> list[Line]:
    python = Side("starting Python", wall([sys.executable, "-c", "pass"], times=STARTS))

    def line(name: str, because: str, *arguments: str) -> Line:
        return Line(name, Side(f"`roundups {' '.join(arguments)}`", lambda: wall([roundups(), *arguments], cwd=stage.root, times=STARTS)()), python, 4, because)

    return [line("help", HELP_BECAUSE, "--help"), line("show", SHOW_BECAUSE, "show", CLAIM), line("cite", CITE_BECAUSE, "cite", CLAIM)]
