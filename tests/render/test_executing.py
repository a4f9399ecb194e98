"""Cells become Markdown as under Quarto; what fails is told with the line it failed on."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from roundups.render import executing
from roundups.render.executing import cell_markdown, execute, inline_markdown, kernel_environment
from roundups.render.faults import Place, RenderError
from roundups.render.project import read_project
from roundups.render.reading import Cell

HERE = Place("x.qmd", 3)


def cell(source: str = "", **options):
    return Cell(HERE, source, options)


def stream(text: str, name: str = "stdout"):
    return SimpleNamespace(output_type="stream", name=name, text=text)


def run(root):
    project = read_project(root)
    return execute(list(project.documents), project.root, root / ".cache", 0)


# inline values ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "markdown"),
    [
        ("'12,500'", r"12\,500"),
        ('"it\'s"', "it's"),
        ("'*a* [b] <c>'", r"\*a\* \[b\] <c\>"),
        ("42", "42"),
        ("-1.5", r"-1.5"),
        ("True", "True"),
    ],
)
def test_an_inline_value_is_text_not_markup(shown, markdown):
    assert inline_markdown({"text/plain": shown}, "x", HERE) == markdown


def test_an_inline_markdown_object_stays_markdown():
    assert inline_markdown({"text/plain": "<Markdown object>", "text/markdown": "**a**"}, "x", HERE) == "**a**"


@pytest.mark.parametrize("shown", ["np.int64(3)", "<NA>", "['a']", "None", r"'a\u202fb'", "Timestamp('2025-02-16')"])
def test_an_inline_value_that_quarto_would_show_as_python_is_refused(shown):
    with pytest.raises(RenderError, match=r"^x\.qmd:3: "):
        inline_markdown({"text/plain": shown}, "x", HERE)


# outputs of cells ------------------------------------------------------------------------------------------------------------


def test_printed_markdown_stands_as_it_is():
    assert cell_markdown(cell(echo=False, output="asis"), [stream("**a**\n")], {}) == ["", "**a**", ""]


def test_plain_output_is_a_code_block_that_its_own_ticks_cannot_close():
    lines = cell_markdown(cell(echo=False), [stream("```\n")], {})
    assert lines[2] == "````"
    assert lines[-3] == "````"


@pytest.mark.parametrize("options", [{"include": False}, {"echo": False, "output": False}])
def test_output_that_is_not_wanted_is_left_out(options):
    assert cell_markdown(cell("x", **options), [stream("a\n")], {}) == []


def test_an_echoed_cell_shows_its_code_without_its_options():
    lines = cell_markdown(cell("#| echo: true\nx = 1", echo=True), [], {"execute": {"echo": False}})
    assert "x = 1" in lines
    assert not any(line.startswith("#|") for line in lines)


def test_what_a_cell_writes_to_stderr_is_a_fault_unless_warnings_are_off():
    with pytest.raises(RenderError, match=r"x\.qmd:3: the cell wrote to stderr: careful"):
        cell_markdown(cell(echo=False), [stream("careful\n", "stderr")], {})
    assert cell_markdown(cell(echo=False, warning=False), [stream("careful\n", "stderr")], {}) == []


def test_an_output_that_is_neither_text_nor_markdown_is_refused():
    shown = SimpleNamespace(output_type="execute_result", get=lambda key, default: {"text/html": "<b>", "text/plain": "b"})
    with pytest.raises(RenderError, match="text/html"):
        cell_markdown(cell(echo=False), [shown], {})


def test_the_kernel_gets_nothing_of_the_callers_environment_but_where_things_are(tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "TkAgg")
    monkeypatch.setenv("SECRET_THING", "x")
    monkeypatch.delenv("PYTHONHASHSEED", raising=False)
    environment = kernel_environment(tmp_path, tmp_path / "cache", 1739664000, tmp_path)
    assert "SECRET_THING" not in environment
    assert {key: environment[key] for key in ("MPLBACKEND", "TZ", "LANG", "PYTHONHASHSEED", "SOURCE_DATE_EPOCH")} == {
        "MPLBACKEND": "Agg",
        "TZ": "UTC",
        "LANG": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "SOURCE_DATE_EPOCH": "1739664000",
    }


# with a kernel ---------------------------------------------------------------------------------------------------------------


def test_a_document_without_cells_starts_no_kernel(project, page, monkeypatch):
    def refuse(*_):
        raise AssertionError("a kernel was started")

    monkeypatch.setattr(executing, "_Kernel", refuse)
    assert "Text." in run(project())[0].markdown


@pytest.mark.slow
def test_cells_run_in_order_in_one_kernel_beside_the_document(project, page):
    body = (
        "```{python}\nimport os\nfrom IPython.display import Markdown\nn = 45000\n```\n\n"
        '`{python} f"{n:,}"` of `{python} n`, `{python} Markdown("**b**")`, ``{python} n``.\n\n'
        "```{python}\n#| output: asis\nn += 1\nprint(f'now {n} in {os.path.basename(os.getcwd())}')\n```\n\nThen `{python} n`."
    )
    text = run(project(**{"analysis/index.qmd": page(body)}))[0].markdown
    assert "45\\,000 of 45000, **b**, ``{python} n``." in text
    assert "now 45001 in analysis" in text
    assert "Then 45001." in text


@pytest.mark.slow
def test_every_failing_document_is_told_with_the_line_that_failed(project, page):
    root = project(
        **{
            "analysis/index.qmd": page("```{python}\n#| label: a\nx = 1\n\n1 / 0\n```"),
            "analysis/inline.qmd": page("```{python}\nx = 1\n```\n\n`{python} y`"),
            "analysis/syntax.qmd": page("```{python}\nx = 1\nx = = 2\n```"),
            "analysis/part.qmd": page("{{< include chapters/one.qmd >}}"),
            "analysis/chapters/one.qmd": "```{python}\nraise ValueError('no row\\nsecond line')\n```\n",
        }
    )
    with pytest.raises(RenderError) as error:
        run(root)
    assert [str(fault).split(" (")[0] for fault in error.value.faults] == [
        "analysis/chapters/one.qmd:2: ValueError: no row",
        "analysis/index.qmd:9: ZeroDivisionError: division by zero",
        "analysis/inline.qmd:9: NameError: name 'y' is not defined",
        "analysis/syntax.qmd:7: SyntaxError: invalid syntax",
    ]


@pytest.mark.slow
def test_what_a_cell_prints_is_held_to_the_subset_too(project, page):
    with pytest.raises(RenderError, match=r"^analysis/index\.qmd:5: in the cell's output: shortcode `video`"):
        run(project(**{"analysis/index.qmd": page("```{python}\n#| output: asis\nprint('{' + '{< video x >}}')\n```")}))


@pytest.mark.slow
def test_a_figure_left_open_is_refused_because_quarto_would_show_it(project, page):
    with pytest.raises(RenderError, match=r"index\.qmd:5: the cell leaves a pyplot figure open"):
        run(project(**{"analysis/index.qmd": page("```{python}\nimport matplotlib.pyplot as plt\nfigure = plt.figure()\n```")}))


@pytest.mark.slow
def test_the_files_that_cells_read_are_known_and_those_they_write_are_not(project, page):
    body = (
        "```{python}\nimport os, helper\nopen('../data/a.csv').read()\nos.listdir('../data')\n"
        "os.makedirs('figures', exist_ok=True)\nopen('figures/x.svg', 'w').close()\nopen('figures/x.svg').read()\n```"
    )
    root = project(**{"analysis/index.qmd": page(body), "data/a.csv": "a\n", "data/b.csv": "b\n", "analysis/helper.py": "x = 1\n"})
    executed = run(root)[0]
    assert set(executed.read) >= {"data/a.csv", "analysis/helper.py"}
    assert not {"data/b.csv", "analysis/figures/x.svg"} & set(executed.read)
    assert "data" in executed.listed
