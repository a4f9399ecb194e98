"""Run the cells of documents: one kernel a document, documents side by side.

What a cell gives becomes Markdown as Quarto's Jupyter engine does it (quarto-cli, src/core/jupyter/jupyter.ts and
jupyter-inline.ts); what this engine cannot carry is a fault at the cell.
"""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import subset
from .faults import Fault, Place, RenderError
from .reading import Cell, Document, Line, Prose

INLINE = re.compile(r"(?<!`)`\{python\}[ \t]+([^`]+)`")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_CELL_LINE = re.compile(r"Cell In\[\d+\], line (\d+)")
_KEPT_VARIABLES = ("PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "USER", "LOGNAME")


@dataclass(frozen=True)
class Executed:
    """Markdown of a document with each line's place, and the files of the package that its cells read and folders they listed."""

    document: Document
    lines: tuple[Line, ...]
    read: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()

    @property
    def markdown(self) -> str:
        """The whole text."""
        return "\n".join(line.text for line in self.lines) + "\n"


def kernel_environment(root: Path, cache: Path, epoch: int, scratch: Path) -> dict[str, str]:
    """Environment of every kernel: nothing of the caller's but where programs and libraries are."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    search = [str(root / "analysis"), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(search),
        "PYTHONHASHSEED": os.environ.get("PYTHONHASHSEED", "0"),
        "PYTHONIOENCODING": "utf-8",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "MPLBACKEND": "Agg",
        "MPLCONFIGDIR": str(cache / "matplotlib"),
        "SOURCE_DATE_EPOCH": str(epoch),
        "TZ": "UTC",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "IPYTHONDIR": str(scratch / "ipython"),
        "QUARTO_PROJECT_DIR": str(root / "analysis"),
    }


class _Kernel:
    """One kernel of this Python, whatever kernels the machine has registered."""

    def __init__(self, document: Document, root: Path, environment: Mapping[str, str], scratch: Path) -> None:
        from jupyter_client.kernelspec import KernelSpecManager
        from jupyter_client.manager import AsyncKernelManager
        from nbclient import NotebookClient
        from nbformat.v4 import new_notebook

        manager = AsyncKernelManager(kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]))
        if sys.platform != "win32" and len(str(scratch)) < 90:
            # Over TCP two kernels that start side by side were given the same port ("Address already in use").
            manager.transport = "ipc"
            manager.ip = str(scratch / "kernel")
        manager.connection_file = str(scratch / "kernel.json")
        self._folder = str(document.path.parent)
        self._environment = dict(environment)
        self._root = root
        self._notebook = new_notebook()
        self._manager = manager
        self.client = NotebookClient(self._notebook, km=manager, timeout=None, resources={"metadata": {"path": self._folder}})

    @contextmanager
    def running(self) -> Iterator[_Kernel]:
        from jupyter_core.utils import run_sync

        try:
            with self.client.setup_kernel(env=self._environment, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL):
                yield self._traced_from_here()
        finally:
            # nbclient leaves a kernel running whose manager it was given.
            run_sync(self._manager.shutdown_kernel)(now=True)

    def _traced_from_here(self) -> _Kernel:
        source = Path(__file__).with_name("tracing.py").read_text(encoding="utf-8")
        self._ask(
            f"import sys, types\nsys.modules['_render_tracing'] = m = types.ModuleType('_render_tracing')\n"
            f"exec(compile({source!r}, 'tracing.py', 'exec'), m.__dict__)\nm.start()\ndel m, sys, types"
        )
        return self

    def _ask(self, code: str, expressions: Mapping[str, str] | None = None) -> dict[str, Any]:
        assert self.client.kc is not None
        message = self.client.kc.execute(code, silent=not expressions, store_history=False, user_expressions=dict(expressions or {}))
        reply = self.client.wait_for_reply(message)
        return dict(reply["content"]) if reply else {}

    def run(self, cell: Cell) -> list[Any]:
        from nbclient.exceptions import CellExecutionError, DeadKernelError
        from nbformat.v4 import new_code_cell

        node = new_code_cell(cell.source)
        node["id"] = uuid.uuid5(uuid.NAMESPACE_URL, str(cell.place)).hex
        self._notebook.cells.append(node)
        try:
            self.client.execute_cell(node, len(self._notebook.cells) - 1, execution_count=None, store_history=True)
        except CellExecutionError as error:
            text = _ANSI.sub("", error.traceback)
            numbers = _CELL_LINE.findall(text)
            line = cell.place.line + (int(numbers[-1]) if numbers else 1)
            last = f"{error.ename}: {error.evalue}".strip().splitlines()
            raise RenderError(
                Fault(Place(cell.place.file, line), last[0] if last else error.ename, "the cell failed: correct it or what it calls")
            ) from None
        except DeadKernelError:
            raise RenderError(Fault(cell.place, "the kernel died while it ran this cell", "run its code in Python to see why")) from None
        if self._ask("", {"it": "__import__('_render_tracing').open_figures()"})["user_expressions"]["it"]["data"]["text/plain"] != "0":
            raise RenderError(
                Fault(
                    cell.place,
                    "the cell leaves a pyplot figure open, which Quarto would show",
                    "save it, then matplotlib.pyplot.close(figure)",
                )
            )
        return list(node.outputs)

    def evaluate(self, expression: str, place: Place) -> str:
        reply = self._ask("", {"it": expression})
        result = reply.get("user_expressions", {}).get("it", {})
        if result.get("status") != "ok":
            reason = f"{result.get('ename', reply.get('ename', 'Error'))}: {result.get('evalue', reply.get('evalue', ''))}"
            raise RenderError(Fault(place, reason.splitlines()[0], f"the inline expression `{expression}` failed"))
        return inline_markdown(result["data"], expression, place)

    def traced(self) -> dict[str, list[str]]:
        reply = self._ask("", {"it": f"__import__('_render_tracing').report({str(self._root)!r})"})
        value: dict[str, list[str]] = json.loads(ast.literal_eval(reply["user_expressions"]["it"]["data"]["text/plain"]))
        return value


def inline_markdown(data: Mapping[str, str], expression: str, place: Place) -> str:
    """Markdown of an inline expression's value: Markdown objects as they are, text escaped, numbers as Python prints them.

    Quarto shows Python's own representation of a value; where that is not what a reader should see, it is a fault.
    """
    if "text/markdown" in data:
        return data["text/markdown"]
    if set(data) != {"text/plain"}:
        raise RenderError(
            Fault(place, f"the value of `{expression}` is not text", "format it as a string or wrap it in IPython.display.Markdown")
        )
    text = data["text/plain"]
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
        if "\\" in text:
            raise RenderError(
                Fault(
                    place,
                    f"the value of `{expression}` has a character that Quarto would show as {text}",
                    "give the plain text, which is escaped here, or wrap it in IPython.display.Markdown",
                )
            )
        return re.sub(r"([\\`*_{}\[\]()>#+,\-.!])", r"\\\1", text)
    if not re.fullmatch(r"-?[\d.,]+(e[+-]?\d+)?|True|False", text):
        raise RenderError(
            Fault(
                place,
                f"the value of `{expression}` would be shown as {text[:60]}",
                "format it as a string, or make it a plain int or float",
            )
        )
    return text


def _block(text: str, classes: str, language: str = "") -> list[str]:
    ticks = "`" * max(3, max((len(run) for run in re.findall(r"`{3,}", text)), default=2) + 1)
    return [f"::: {{{classes}}}", f"{ticks}{language}", *text.rstrip("\n").split("\n"), ticks, ":::"]


def cell_markdown(cell: Cell, outputs: list[Any], meta: Mapping[str, Any]) -> list[str]:
    """Markdown lines of a cell: its code where it is echoed, then its output."""
    execute = meta.get("execute") or {}
    options = {"echo": True, "warning": True, **(execute if isinstance(execute, dict) else {}), **cell.options}
    if options.get("include") is False:
        return []
    lines: list[str] = []
    if options["echo"]:
        code = "\n".join(line for line in cell.source.split("\n") if not line.startswith("#|")).strip("\n")
        block = _block(code, ".echoed", "python")
        fold = options.get("code-fold", meta.get("code-fold"))
        if fold:
            summary = str(options.get("code-summary", meta.get("code-summary", "Code")))
            block = ['::: {.code-fold data-summary="' + summary.replace('"', "'") + '"}', "", *block, "", ":::"]
        lines += ["", *block, ""]
    wanted = str(options.get("output", True)).lower()
    for output in outputs:
        kind = output.output_type
        if kind == "stream" and output.name == "stderr":
            # Said once on a fresh machine that takes more than five seconds over it.
            if options["warning"] and wanted != "false" and not output.text.startswith("Matplotlib is building the font cache"):
                first = output.text.strip().splitlines()[-1] if output.text.strip() else ""
                raise RenderError(Fault(cell.place, f"the cell wrote to stderr: {first}", "remove the cause, or set `warning: false`"))
            continue
        if wanted == "false":
            continue
        if kind == "stream":
            text = _ANSI.sub("", output.text)
            lines += ["", *(text.rstrip("\n").split("\n") if wanted == "asis" else _block(text, ".printed")), ""]
            continue
        data = output.get("data", {})
        if "text/markdown" in data:
            lines += ["", *str(data["text/markdown"]).rstrip("\n").split("\n"), ""]
        elif set(data) == {"text/plain"} and wanted != "asis":
            lines += ["", *_block(str(data["text/plain"]), ".printed"), ""]
        else:
            raise RenderError(
                Fault(cell.place, f"the cell's output ({', '.join(sorted(data))}) is not supported", "print Markdown with `output: asis`")
            )
    return lines


def _check_output(lines: list[str], place: Place) -> list[Fault]:
    """Subset faults of Markdown that a cell printed: they stand at the cell."""
    found: list[Fault] = []
    ticks = ""
    for text in lines:
        fence = re.match(r"^\s*(`{3,}|~{3,})(.*)$", text)
        if ticks:
            if fence and fence[1].startswith(ticks) and not fence[2].strip():
                ticks = ""
        elif fence and "`" not in fence[2]:
            ticks = fence[1]
            if re.match(r"\{[A-Za-z]", fence[2].strip()):
                found.append(Fault(place, "a cell printed another cell", "print Markdown only"))
            found += subset.check_fence(fence[2], place)
        elif re.search(r"(?<!`)`\{python\}", text):
            found.append(Fault(place, "a cell printed an inline expression", "print its value"))
        else:
            found += [Fault(place, f"in the cell's output: {fault.reason}", fault.remedy) for fault in subset.check_prose_line(text, place)]
    if ticks:
        found.append(Fault(place, "the cell printed a code block that it does not close", "close it"))
    return found


def execute_document(document: Document, root: Path, environment: Mapping[str, str], scratch: Path) -> Executed:
    """The document with its cells and inline expressions replaced by what they give. No kernel starts where there are none.

    `scratch` is a folder of its own for the kernel's files; its path is short, for a socket's path has at most 107 characters.
    """
    faults: list[Fault] = []

    def run(kernel: _Kernel | None) -> list[Line]:
        lines: list[Line] = []
        for piece in document.pieces:
            if isinstance(piece, Prose):
                for line in piece.lines:
                    text = line.text
                    if not line.in_code and kernel:
                        text = INLINE.sub(lambda match, place=line.place: kernel.evaluate(match[1].strip(), place), text)  # type: ignore[misc]
                    lines.append(Line(text, line.place, line.in_code))
                continue
            if kernel is None or piece.options.get("eval") is False:
                printed = cell_markdown(piece, [], document.meta)
            else:
                printed = cell_markdown(piece, kernel.run(piece), document.meta)
            faults.extend(_check_output(printed, piece.place))
            lines.extend(Line(text, piece.place) for text in printed)
        return lines

    needed = any(isinstance(piece, Cell) for piece in document.pieces) or any(
        INLINE.search(line.text) for piece in document.pieces if isinstance(piece, Prose) for line in piece.lines if not line.in_code
    )
    if not needed:
        return Executed(document, tuple(run(None)))
    with _Kernel(document, root, environment, scratch).running() as kernel:
        lines = run(kernel)
        traced = kernel.traced()
    if faults:
        raise RenderError(faults)
    return Executed(document, tuple(lines), tuple(traced["read"]), tuple(traced["listed"]))


def execute(
    documents: list[Document], root: Path, cache: Path, epoch: int, done: Callable[[str], None] = lambda name: None
) -> list[Executed]:
    """All documents, as many side by side as the machine has processors; every document's faults are collected before it raises."""
    if sys.platform == "win32":  # zmq needs a selector loop there
        import asyncio

        asyncio.set_event_loop_policy(asyncio.WindowsSelectorEventLoopPolicy())  # type: ignore[attr-defined]
    faults: list[Fault] = []
    results: list[Executed] = []
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(max_workers=max(1, min(os.cpu_count() or 1, len(documents)))) as pool:
        futures = []
        for number, document in enumerate(documents):
            own = Path(scratch) / str(number)
            own.mkdir()
            futures.append(pool.submit(execute_document, document, root, kernel_environment(root, cache, epoch, own), own))
        for document, future in zip(documents, futures, strict=True):
            try:
                results.append(future.result())
                done(document.output)
            except RenderError as error:
                faults += error.faults
    if faults:
        raise RenderError(faults)
    return results
