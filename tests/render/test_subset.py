"""What Quarto knows and this engine does not is refused with file and line; what neither gives a meaning to passes."""

from __future__ import annotations

import pytest

from roundups.render.faults import Place, RenderError
from roundups.render.project import read_project
from roundups.render.subset import SUPPORTED, check_prose_line, parse_attributes, replace_meta

HERE = Place("x.qmd", 1)

REFUSED_BODIES = {
    "a shortcode": ("{{< video https://example.org >}}", 5, "shortcode `video`"),
    "a shortcode in a code block": ("```python\n{{< embed x >}}\n```", 6, "shortcode `embed`"),
    "metadata that nobody gives": ("{{< meta nothing >}}", 5, "`nothing`, which no metadata gives"),
    "a cell in another language": ("Text.\n\n```{r}\nx\n```", 7, "cell language `r`"),
    "a cell option": ("```{python}\n#| echo: false\n#| fig-cap: x\n1\n```", 7, "cell option `fig-cap`"),
    "an error that is let pass": ("```{python}\n#| error: true\n1\n```", 6, "cell option `error`"),
    "a value of a cell option": ("```{python}\n#| output: hide\n1\n```", 6, "output: hide"),
    "an echo that is not plain": ("```{python}\n#| echo: fenced\n1\n```", 6, "echo: fenced"),
    "a cell label that makes a figure": ("```{python}\n#| label: fig-x\n1\n```", 6, "cell label `fig-x`"),
    "options in a cell's braces": ("```{python, echo=FALSE}\n1\n```", 5, "options in its braces"),
    "an escaped cell": ("```{{python}}\n1\n```", 5, "escaped cell"),
    "a callout kind": ("::: {.callout-danger}\nx\n:::", 5, "callout kind `callout-danger`"),
    "a callout's look": ('::: {.callout-note appearance="simple"}\nx\n:::', 5, "attribute `appearance`"),
    "a panel": ("::: {.panel-tabset}\nx\n:::", 5, "class `.panel-tabset`"),
    "a margin column": ("::: column-margin\nx\n:::", 5, "class `.column-margin`"),
    "a layout": ("::: {layout-ncol=2}\nx\n:::", 5, "attribute `layout-ncol`"),
    "a listing": ("::: {#lst-x}\nx\n:::", 5, "cross-reference kind `lst-`"),
    "a reference to an equation": ("See @eq-x.", 5, "cross-reference kind `@eq-`"),
    "a capital reference": ("See @Fig-x.", 5, "cross-reference kind `@Fig-`"),
    "a table's identifier in its caption": (": Caption {#tbl-x}", 5, "cannot carry the identifier"),
    "a raw block of another format": ("```{=latex}\nx\n```", 5, "raw format `latex`"),
    "a raw inline of another format": ("`x`{=latex} `y`{=html}", 5, "raw format `latex`"),
    "inline code of another language": ("`{r} x`", 5, "language `r`"),
    "an empty inline expression": ("`{python} `", 5, "no expression"),
    "an inline expression over two lines": ("`{python} f(\n1)`", 5, "not closed on its line"),
    "a condition on another format": ('::: {.content-visible when-format="docx"}\nx\n:::', 5, "when-format `docx`"),
    "a condition on metadata": ('::: {.content-visible when-meta="x"}\nx\n:::', 5, "attribute `when-meta`"),
    "a condition on nothing": ("::: {.content-hidden}\nx\n:::", 5, "without when-format"),
    "an unreadable attribute": ("::: {#a b}\nx\n:::", 5, "attribute `b`"),
    "an unreadable div": ("::: a b c\nx\n:::", 5, "cannot be read"),
    "an image's attribute": ("![a](x.svg){fig-align=left}", 5, "attribute `fig-align`"),
}

REFUSED_KEYS = {
    "a key of a document": ("---\ntitle: x\nlayout: wide\n---\n", 3, "document key `layout`"),
    "a format": ("---\ntitle: x\nformat: docx\n---\n", 3, "format `docx`"),
    "an option of a format": ("---\ntitle: x\nformat:\n  html:\n    code-line-numbers: true\n---\n", 5, "html option `code-line-numbers`"),
    "an option of the execution": ("---\ntitle: x\nexecute:\n  freeze: auto\n---\n", 4, "execute option `freeze`"),
    "two formats": ("---\ntitle: x\nformat:\n  html: default\n  typst: default\n---\n", 3, "one format"),
    "another engine": ("---\ntitle: x\nengine: knitr\n---\n", 3, "only the engine jupyter"),
}


@pytest.mark.parametrize(("body", "line", "reason"), REFUSED_BODIES.values(), ids=REFUSED_BODIES)
def test_what_is_outside_the_subset_is_refused_with_its_line(project, page, body, line, reason):
    with pytest.raises(RenderError) as error:
        read_project(project(**{"analysis/index.qmd": page(body)}))
    assert str(error.value).startswith(f"analysis/index.qmd:{line}: ")
    assert reason in str(error.value)


@pytest.mark.parametrize(("text", "line", "reason"), REFUSED_KEYS.values(), ids=REFUSED_KEYS)
def test_an_unknown_key_is_refused_with_its_line(project, text, line, reason):
    with pytest.raises(RenderError) as error:
        read_project(project(**{"analysis/index.qmd": text}))
    assert str(error.value).startswith(f"analysis/index.qmd:{line}: ")
    assert reason in str(error.value)


@pytest.mark.parametrize(
    ("config", "line", "reason"),
    [
        ("project:\n  type: book\n", 1, "not a website"),
        ("project:\n  type: website\n  preview:\n    port: 1\n", 3, "project option `preview`"),
        ("project:\n  type: website\nbook:\n  x: 1\n", 3, "project key `book`"),
        ("project:\n  type: website\nwebsite:\n  sidebar: x\n", 4, "website option `sidebar`"),
        ("project:\n  type: website\nwebsite:\n  navbar:\n    left:\n      - text: only\n", 5, "not a page"),
        ("project:\n  type: website\nwebsite:\n  navbar:\n    left:\n      - text: a\n        menu:\n          - text: only\n", 5, "not a page"),
        ("project:\n  type: website\nwebsite:\n  favicon: none.svg\n", 4, "favicon none.svg does not exist"),
    ],
)
def test_an_unknown_key_of_the_project_is_refused_with_its_line(project, config, line, reason):
    with pytest.raises(RenderError) as error:
        read_project(project(**{"analysis/_quarto.yml": config}))
    assert f"analysis/_quarto.yml:{line}: " in str(error.value)
    assert reason in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "Plain text with a mail address a@fig-tree.org and {braces}.",
        "::: {.lead}",
        "::: lead",
        ":::",
        '::: {.callout-note title="Read this" collapse="true"}',
        "::: {#fig-x}",
        "::: {#tbl-x .wide}",
        "## Heading {#sec-x .unnumbered}",
        "## Heading {-}",
        '![](a.svg){fig-alt="A chart." width=80%}',
        "[text]{.source}",
        '::: {.content-visible unless-format="typst"}',
        "See @fig-x, [-@tbl-x] and [@book2020, p. 3].",
        "`{python} value` and `code {.x}` and ``{python} shown``",
        "`<b>x</b>`{=html}",
    ],
)
def test_what_the_subset_holds_passes(text):
    assert check_prose_line(text, HERE) == []


def test_attributes_are_read_like_pandoc_reads_them():
    assert parse_attributes('#sec-x .a .b key="two words" -') == ("sec-x", ["a", "b", "unnumbered"], {"key": "two words"}, [])


def test_nested_metadata_is_found_by_its_dotted_key():
    assert replace_meta("{{< meta a.b >}}", {"a": {"b": 3}}) == "3"


def test_no_name_stands_in_the_table_with_an_empty_list():
    assert all(SUPPORTED.values())
