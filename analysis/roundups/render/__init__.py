"""The report under two engines from the same documents: the Quarto program where there is one, the embedded engine elsewhere.

The way of a document through the embedded engine: `reading` (with `subset`, the table of what is supported) → `executing` →
`resolving` → `writing`; `stale` knows what need not be made again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .faults import Fault, Place, RenderError

__all__ = ["Fault", "Place", "RenderError", "Report", "choose_engine", "render"]

ENGINES = ("auto", "quarto", "embedded")
FORMATS = ("html", "pdf", "all")


@dataclass(frozen=True)
class Report:
    """What a rendering did: the engine and why it was taken, where its output lies, what it rendered and what was fresh."""

    engine: str
    reason: str
    folder: Path
    rendered: tuple[str, ...]
    fresh: tuple[str, ...]


def choose_engine(engine: str = "auto") -> tuple[str, str]:
    """Name of the engine to use and one line of why. `engine="quarto"` without a usable program raises a RenderError."""
    return _choose(engine)[:2]


def _choose(engine: str) -> tuple[str, str, str]:
    if engine == "embedded":
        return "embedded", "asked for", ""
    if engine not in ENGINES:
        raise ValueError(f"engine is one of {', '.join(ENGINES)}, not {engine!r}")
    from . import quarto

    program, reason = quarto.find()
    if program:
        return "quarto", reason, program
    if engine == "quarto":
        raise RenderError(Fault(Place("analysis/_quarto.yml", 1), reason, "install Quarto, or use --engine embedded"))
    return "embedded", reason, ""


def render(package_root: Path, engine: str = "auto", to: str = "all", progress: Callable[[str], None] = lambda line: None) -> Report:
    """Render the report of the package in `package_root`.

    `to`: "html" for the pages, "pdf" for the report in one file, "all" for both. `progress` gets one line for each step.
    Raises RenderError with every fault found (file, line, reason); ValueError for an unknown engine or format.
    """
    if to not in FORMATS:
        raise ValueError(f"to is one of {', '.join(FORMATS)}, not {to!r}")
    root = Path(package_root).resolve()
    name, reason, program = _choose(engine)
    progress(f"engine {name}: {reason}")
    if name == "quarto":
        from .quarto import output_folder, render_quarto

        rendered, fresh = render_quarto(root, program, reason, to, progress)
        return Report(name, reason, output_folder(root), tuple(rendered), tuple(fresh))
    from . import embedded

    rendered, fresh = embedded.render_embedded(root, to, progress)
    return Report(name, reason, embedded.output_folder(root), tuple(rendered), tuple(fresh))
