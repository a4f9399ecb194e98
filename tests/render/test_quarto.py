"""Which engine is taken, and how the Quarto program is called. The program here is a stand-in that notes its call."""

from __future__ import annotations

import json
import os
import stat
import sys

import pytest

from roundups.render import choose_engine, quarto, render
from roundups.render.faults import RenderError

STAND_IN = """\
import json, os, pathlib, sys
if sys.argv[1:] == ["--version"]:
    print("{version}")
    sys.exit({status})
out = pathlib.Path("analysis/_site")
out.mkdir(parents=True, exist_ok=True)
target = pathlib.Path(sys.argv[2])
for document in [target] if target.suffix else sorted(target.glob("*.qmd")):
    name = "whole.pdf" if "typst" in document.read_text() else document.stem + ".html"
    (out / name).write_text("made by Quarto")
with open("calls.txt", "a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
pathlib.Path("call.json").write_text(json.dumps({{"arguments": sys.argv[1:], "python": os.environ["QUARTO_PYTHON"], "path": os.environ["PYTHONPATH"]}}))
sys.stderr.write({words!r})
sys.exit({status})
"""


@pytest.fixture
def install(tmp_path_factory, monkeypatch):
    """Puts a stand-in for Quarto onto a PATH that holds nothing else."""

    def put(version: str | None = "1.10.18", status: int = 0, words: str = "") -> None:
        folder = tmp_path_factory.mktemp("bin")
        if version is not None:
            script = folder / "stand_in.py"
            script.write_text(STAND_IN.format(version=version, status=status, words=words))
            program = folder / "quarto"
            # Not in the first line itself: a path with a space cannot stand there.
            program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
            program.chmod(program.stat().st_mode | stat.S_IEXEC)
        monkeypatch.setenv("PATH", str(folder))
        # A Quarto program beside this Python must not decide the test.
        monkeypatch.setattr(quarto, "_beside", lambda: folder / "none")

    return put


def test_a_quarto_program_on_the_path_is_taken(install):
    install()
    assert choose_engine("auto") == ("quarto", "Quarto 1.10.18 found")


@pytest.mark.parametrize(
    ("version", "status", "reason"),
    [
        (None, 0, "no Quarto program"),
        ("1.8.27", 0, "Quarto 1.8.27 is older than 1.9"),
        ("1.10.18", 1, "does not run"),
        ("broken", 0, "does not run"),
    ],
)
def test_without_a_usable_program_the_embedded_engine_is_taken_and_says_why(install, version, status, reason):
    install(version, status)
    name, why = choose_engine("auto")
    assert name == "embedded"
    assert reason in why
    with pytest.raises(RenderError, match="--engine embedded"):
        choose_engine("quarto")


def test_the_embedded_engine_can_be_asked_for(install):
    install()
    assert choose_engine("embedded")[0] == "embedded"


def test_quarto_renders_the_folder_with_this_python_into_its_own_place(install, project):
    install()
    root = project()
    report = render(root, engine="quarto")
    call = json.loads((root / "call.json").read_text())
    assert call["arguments"] == ["render", "analysis"]
    assert call["python"] == sys.executable
    assert call["path"].split(os.pathsep)[0] == str(root / "analysis")
    assert (report.engine, report.folder, report.rendered) == ("quarto", root / "analysis" / "_site", ("index.html",))
    assert not (root / "reports" / "index.html").exists()


ALL = {"index.html", "other.html", "whole.pdf"}
WHOLE = "---\ntitle: All\nformat: typst\noutput-file: whole\n---\n\n{{< include chapters/one.qmd >}}\n"


@pytest.fixture
def root(install, project, page):
    install()
    made = project(
        **{
            "analysis/index.qmd": page("{{< include chapters/one.qmd >}}"),
            "analysis/chapters/one.qmd": "One.\n\n{{< include chapters/two.qmd >}}\n",
            "analysis/chapters/two.qmd": "Two.\n",
            "analysis/other.qmd": page("Other."),
            "analysis/report.qmd": WHOLE,
            "analysis/roundups/library.py": "a = 1\n",
            "data/a.csv": "a\n",
        }
    )
    assert set(render(made, engine="quarto").rendered) == ALL
    return made


def calls(root):
    lines = (root / "calls.txt").read_text().splitlines()
    (root / "calls.txt").unlink()
    return lines


def test_quarto_does_not_run_when_nothing_changed(root):
    assert calls(root) == ["render analysis"]
    report = render(root, engine="quarto")
    assert (report.rendered, set(report.fresh)) == ((), ALL)
    assert not (root / "calls.txt").exists()


@pytest.mark.parametrize(
    ("file", "text", "again"),
    [
        ("analysis/other.qmd", "---\ntitle: New\n---\n\nNew.\n", {"other.html"}),
        ("analysis/chapters/one.qmd", "Changed.\n", {"index.html", "whole.pdf"}),
        ("analysis/chapters/two.qmd", "Changed.\n", {"index.html", "whole.pdf"}),
        ("analysis/styles/report.css", "body { color: red }\n", ALL),
        ("analysis/roundups/library.py", "a = 2\n", ALL),
        ("data/a.csv", "b\n", ALL),
        ("data/new.csv", "b\n", ALL),
        ("analysis/_site/other.html", "touched by hand", {"other.html"}),
    ],
)
def test_what_changed_decides_what_quarto_renders_again(root, file, text, again):
    calls(root)
    (root / file).write_text(text, encoding="utf-8")
    report = render(root, engine="quarto")
    assert set(report.rendered) == again
    assert set(report.fresh) == ALL - again
    documents = {"index.html": "index", "other.html": "other", "whole.pdf": "report"}
    assert calls(root) == (["render analysis"] if again == ALL else sorted(f"render analysis/{documents[name]}.qmd" for name in again))
    assert render(root, engine="quarto").rendered == ()


def test_a_page_that_quarto_does_not_make_is_a_fault(root):
    (root / "analysis" / "other.qmd").write_text("---\ntitle: x\noutput-file: elsewhere\n---\n")
    with pytest.raises(RenderError, match=r"Quarto made no analysis/_site/"):
        render(root, engine="quarto")


def test_the_two_engines_keep_their_books_apart(root):
    render(root, engine="embedded", to="html")
    assert render(root, engine="quarto").rendered == ()
    assert render(root, engine="embedded", to="html").rendered == ()


def test_what_quarto_says_when_it_fails_is_passed_on(install, project, monkeypatch):
    install(words="first\nERROR: the cell failed\n")
    monkeypatch.setattr(quarto, "find", lambda: (str(quarto._beside().with_name("quarto")), "Quarto 1.10.18 found"))
    program = quarto._beside().with_name("stand_in.py")
    program.write_text(program.read_text().replace("sys.exit(0)", "sys.exit(1)"))
    with pytest.raises(RenderError, match=r"analysis/_quarto\.yml:1: Quarto: ERROR: the cell failed"):
        render(project(), engine="quarto")


def test_a_reference_that_quarto_cannot_resolve_is_a_fault(install, project):
    install(words="WARNING: Unable to resolve crossref @fig-none\n")
    with pytest.raises(RenderError, match="@fig-none leads to nothing"):
        render(project(), engine="quarto")


@pytest.mark.parametrize("arguments", [{"engine": "word"}, {"to": "docx", "engine": "embedded"}])
def test_an_unknown_engine_or_format_is_a_wrong_use(project, arguments):
    with pytest.raises(ValueError, match="is one of"):
        render(project(), **arguments)


def test_progress_tells_the_engine_and_each_file(project):
    lines: list[str] = []
    render(project(), engine="embedded", to="html", progress=lines.append)
    assert lines[0] == "engine embedded: asked for"
    assert "wrote reports/index.html" in lines
