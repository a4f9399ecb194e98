"""The documents' code as plain Python: every cell and inline expression of every document, one after the other in this process,
and one run of Pandoc on what each document gives. The least that any engine has to do; `rendering` starts it.

    python -m roundups.bench.plain ROOT TIMES

TIMES is a file that gets the seconds of each output as JSON. Nothing is written but what the cells write and that file.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from contextlib import chdir, redirect_stdout
from pathlib import Path
from typing import Any

from ..render.executing import INLINE
from ..render.pandoc import pandoc_program
from ..render.project import Project, read_project
from ..render.reading import Cell, Document
from ..render.resolving import citation_arguments


def main(root: Path, times: Path) -> None:
    """Run all documents and write their times."""
    project = read_project(root)
    seconds = {}
    for document in project.documents:
        began = time.perf_counter()
        with chdir(document.path.parent):
            _pandoc(_executed(document), document, project)
        seconds[document.output] = time.perf_counter() - began
    times.write_text(json.dumps(seconds), encoding="utf-8")


def _executed(document: Document) -> str:
    """The document's Markdown with the output of its cells and the values of its expressions."""
    names: dict[str, Any] = {"__name__": "__main__"}
    lines: list[str] = []
    for piece in document.pieces:
        if not isinstance(piece, Cell):
            lines += [line.text if line.in_code else INLINE.sub(lambda match: _shown(match[1], names), line.text) for line in piece.lines]
        elif piece.options.get("eval") is not False:
            printed = io.StringIO()
            with redirect_stdout(printed):
                exec(compile(piece.source, str(piece.place), "exec"), names)
            lines += ["", *printed.getvalue().splitlines(), ""]
    return "\n".join(lines)


def _shown(expression: str, names: dict[str, Any]) -> str:
    value = eval(expression.strip(), names)
    return str(getattr(value, "data", value))


def _pandoc(markdown: str, document: Document, project: Project) -> None:
    to = ["--to", "typst"] if document.target == "typst" else ["--to", "html5", "--mathml"]
    arguments = [pandoc_program(), "--from", "markdown", *to, *citation_arguments(project, document.meta)]
    subprocess.run(arguments, input=markdown.encode(), capture_output=True, check=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
